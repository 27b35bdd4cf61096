/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BOOT_BOOTLOG_EXPECT_H
#define BOOT_BOOTLOG_EXPECT_H

#include "boot/bootlog.h"
#include "boot/bootlog_facts.h"

/** bootlog_add: adds a finding to a verdict; internal to bootlog*.c. */
void bootlog_add(struct bootlog_verdict *verdict, enum bootlog_symptom symptom, const char *subject,
		 const char *format, ...) G_GNUC_PRINTF(4, 5);

/** bootlog_check_expected: holds a whole report against an expectation; adds findings. */
void bootlog_check_expected(const struct bootlog_facts *facts, const struct bootlog_expect *expect,
			    struct bootlog_verdict *verdict);

#endif
