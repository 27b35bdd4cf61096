/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_PATCH_MINI_H
#define TESTS_PATCH_MINI_H

#include "patch/work.h"

/** struct mini: a miniature tree with one driver, and a place for what is made of it. */
struct mini {
	ms_scratch *scratch;
	char *tree;
	char *out; /* absent */
};

/** mini_new: writes the tree; asserts that it can. */
struct mini *mini_new(void);
void mini_free(struct mini *mini);
typedef struct mini mini_tree;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(mini_tree, mini_free)

/** mini_plan: plans the driver's conversion; `deferral` and `unload` may be NULL. */
ms_plan *mini_plan(const char *deferral, const char *unload);

/** mini_series: the whole way, from the tree to a series in `out`. */
void mini_series(const struct mini *mini, const char *out, guint revision, const char *previous);

/** mini_git: runs git in a directory and wants it to succeed; gives what it says. */
char *mini_git(const char *directory, const char *first, ...) G_GNUC_NULL_TERMINATED;

/** mini_checkout: makes the tree a git checkout with one commit. */
void mini_checkout(const struct mini *mini);

/** mini_file: the bytes of a file below a directory. */
char *mini_file(const char *directory, const char *name);

/** mini_is_alone: nothing but the tree and `out` lies in the scratch directory. */
gboolean mini_is_alone(const struct mini *mini, gboolean with_out);

#endif
