/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VERIFY_COMPARE_H
#define VERIFY_COMPARE_H

#include "boot/bootlog.h"
#include "verify/outcome.h"

/** compare_device: a device of a boot as the outcome has it; a new record. */
struct outcome_device *compare_device(const struct bootlog_device *device);

/**
 * compare_rows: what two boots showed, a struct device_change for each row, same or not: the
 * verdict; each device, in the order of bus and name; each file, if both boots showed files.
 * "not there" stands for what only one of them has. The caller frees it.
 */
GPtrArray *compare_rows(const struct outcome_scenario *before,
			const struct outcome_scenario *after);

/** compare_boots: adds those rows about devices and files that are not the same to `changes`. */
void compare_boots(const struct outcome_scenario *before, const struct outcome_scenario *after,
		   GPtrArray *changes);

/**
 * compare_twins: NULL when a boot ended as its twin did, in verdict, devices and files; else what
 * differs, in words. The caller frees it.
 */
char *compare_twins(const struct outcome_scenario *twin, const struct outcome_scenario *boot);

/** compare_words: one device in words: "driver virtio-pci, own iommu group". The caller frees it. */
char *compare_words(const struct outcome_device *device);

#endif
