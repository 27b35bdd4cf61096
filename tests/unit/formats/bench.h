/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BENCH_H
#define BENCH_H

#include <glib.h>

/** A folder of our own for a test, and short words for filling it. */

/** bench_new: a fresh folder; free with bench_free(), which removes it. */
char *bench_new(void);
void bench_free(char *folder);

/** bench_write: a file below the folder, its parents made; gives the path, to be freed. */
char *bench_write(const char *folder, const char *file, const char *text);

/** bench_run: runs a program in the folder (words to a NULL), and wants it to succeed. */
void bench_run(const char *folder, ...) G_GNUC_NULL_TERMINATED;

/** bench_has: is the text in a list of strings? */
gboolean bench_has(const GPtrArray *strings, const char *text);

#endif
