/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef GUEST_LOOK_H
#define GUEST_LOOK_H

#include "report.h"

/** look_snapshot: reports devices, iommu groups, devices_deferred and modules, under a name. */
int look_snapshot(struct guest *guest, const char *name);

/** look_read_disk: reads one block past the page cache, compares it, and reports. */
int look_read_disk(struct guest *guest, const char *name, const char *device, const char *offset);

/** look_show: reports the text of every file that matches. */
int look_show(struct guest *guest, const char *pattern);

/** look_write: writes a text to every file that matches; returns 1 if one cannot be written. */
int look_write(struct guest *guest, const char *pattern, const char *text);

#endif
