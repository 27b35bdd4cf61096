/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <glib.h>

/**
 * ms_nearest: up to three of `names` (strings) that look most like `name`, "'a', 'b'"; the caller
 * frees it. NULL: none looks like it.
 */
char *ms_nearest(const GPtrArray *names, const char *name);

#endif
