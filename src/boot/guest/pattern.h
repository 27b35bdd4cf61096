/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef GUEST_PATTERN_H
#define GUEST_PATTERN_H

#include <stdio.h>

/* The disk image: every 16 bytes hold their own offset in hexadecimal and a newline. */
#define PATTERN_UNIT 16

/** pattern_unit: the 16 bytes (and a NUL) that the image holds at an offset, a multiple of 16. */
static inline void pattern_unit(unsigned long long offset, char unit[PATTERN_UNIT + 1])
{
	snprintf(unit, PATTERN_UNIT + 1, "%015llx\n", offset & 0xfffffffffffffffULL);
}

#endif
