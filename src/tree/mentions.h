/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TREE_MENTIONS_H
#define TREE_MENTIONS_H

#include "tree/tree.h"

/**
 * scan_mentions: the files among which every test of one of these options is that took part in this
 * build. What fixdep wrote beside an object names the options that its sources mention, so only
 * the sources and headers of those objects are given; and the makefiles of the built folders.
 * Code that this configuration leaves out is not among them.
 *
 * `options` without CONFIG_, NULL-terminated. Sorted paths relative to the tree, to be freed with
 * g_ptr_array_unref(). Errors: MS_ERROR_CANCELLED. Source: scripts/basic/fixdep.c.
 */
GPtrArray *scan_mentions(const struct scan_tree *tree, const char *const *options,
			 const struct ms_job *job, GError **error);

#endif
