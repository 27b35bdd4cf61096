/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BASE_PARALLEL_H
#define BASE_PARALLEL_H

#include <glib.h>

/**
 * ms_parallel: calls work(data, i) for every i below n, from up to `jobs` threads (0: one), and
 * returns when all are through. Which thread takes which number is not known.
 */
void ms_parallel(guint n, guint jobs, void (*work)(void *data, guint i), void *data);

#endif
