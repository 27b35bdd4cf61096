/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VERIFY_COMPARE_H
#define VERIFY_COMPARE_H

#include "boot/bootlog.h"
#include "verify/outcome.h"

/** compare_device: a device of a boot as the outcome has it; a new record. */
struct outcome_device *compare_device(const struct bootlog_device *device);

/**
 * compare_boots: device by device, what is not the same in two boots: adds a struct device_change
 * to `rows` for each such device, in the order of bus and name. "not there" stands for a device
 * that only one of them has.
 */
void compare_boots(const struct outcome_scenario *before, const struct outcome_scenario *after,
		   GPtrArray *rows);

/** compare_words: one device in words: "driver virtio-pci, own iommu group". The caller frees it. */
char *compare_words(const struct outcome_device *device);

#endif
