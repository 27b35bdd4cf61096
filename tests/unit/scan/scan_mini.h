/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SCAN_MINI_H
#define SCAN_MINI_H

#include <modsplit/scan.h>

/**
 * A miniature kernel, built: two drivers (FROB of three parts, of which one can be left out; two
 * init calls in its head), a core that exports one symbol and keeps others to itself, an object
 * that needs the driver, a list of exports, and .cmd files.
 */
struct mini {
	char *folder; /* with tree, build and cache */
	char *tree;
	char *build;
	struct ms_build where;
};

/** mini_new: makes it; mini_free: takes it away. The cache is set to lie in the folder. */
struct mini *mini_new(void);

/** mini_new_at: the same, built within its tree when told so. */
struct mini *mini_new_at(gboolean in_tree);

void mini_free(struct mini *mini);

/**
 * mini_scan: ms_scan() of one driver, in all of the tree, with two symbols and a field watched.
 * mini_scan_reach: the same, with tests of the option looked for as far as `reach`.
 */
ms_model *mini_scan_reach(const struct mini *mini, const char *driver, enum ms_reach reach,
			  GError **error);
ms_model *mini_scan(const struct mini *mini, const char *driver, GError **error);

#endif
