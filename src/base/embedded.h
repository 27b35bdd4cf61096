/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include <glib.h>

/**
 * struct ms_embedded: one file that is part of the program (a rule, a scenario, the guest's
 * source). A table of them ends with a row whose name is NULL; ms_embed() in CMakeLists.txt makes
 * the tables, and whoever uses one declares it: `extern const struct ms_embedded rules_embedded[];`
 */
struct ms_embedded {
	const char *name; /* base name of the file */
	const char *data; /* its bytes, with a NUL behind them that `size` does not count */
	gsize size;       /* bytes */
};

#endif
