/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MODES_RANDOM_H
#define MODES_RANDOM_H

#include <glib.h>

/*
 * The numbers of the C library's srand() and rand() (glibc, additive feedback of degree 31), so
 * that a seed gives the configuration that conf makes of it.
 */
struct conf_random {
	guint32 words[34];
	guint next;
};

/* Begins with a seed. */
void conf_random_seed(struct conf_random *random, guint32 seed);
/* The next number, from 0 to 2^31 - 1. */
guint32 conf_random_next(struct conf_random *random);

#endif
