/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef GUEST_LOAD_H
#define GUEST_LOAD_H

#include "report.h"

/**
 * load_matching: loads what modules.alias yields for the devices that there are, but for the
 * modules named in `except` (NULL-terminated), and repeats while new modules bring new devices.
 * Parameters given on the kernel's command line as MODULE.NAME=VALUE are handed on, as modprobe
 * does. Returns 0, or 1 if the initramfs has no modules for this kernel.
 */
int load_matching(struct guest *guest, char **except);

/** load_named: loads one module by its name, and what it depends on. Returns 0, or 1 as above. */
int load_named(struct guest *guest, const char *module);

/** load_remove: delete_module(O_NONBLOCK), and reports who used it and what came of it. */
int load_remove(struct guest *guest, const char *module);

#endif
