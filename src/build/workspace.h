/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BUILD_WORKSPACE_H
#define BUILD_WORKSPACE_H

#include <modsplit/build.h>

#include "base/files.h"

/**
 * A workspace is a private copy of the user's tree (hard links; a change is a new file, renamed
 * into place) and of the build (real copies, because make writes into them), moved so that make
 * finds it up to date. With `--work DIR` it stays in DIR and is taken up again when tree, build and
 * compiler are still the same; else it is scratch below the cache and goes with workspace_free().
 */
struct workspace {
	struct ms_build build; /* tree and output are those of the copy */
	const char *user_tree; /* what it is a copy of */
	char *config;          /* the user's .config, text */
	gboolean relocated;    /* FALSE: the kernel has to be built whole */
	GPtrArray *dirty;      /* char *: files of the tree that may differ from the user's */

	char *folder; /* tree/ and build/ lie here */
	char *key;
	char *tree, *output; /* owned; `build` points here */
	ms_scratch *scratch; /* NULL with --work */
	int lock;
};

/**
 * workspace_key: 64 hexadecimal digits that change when a file of the tree (path, size, time, mode),
 * the .config, the built vmlinux or the compiler does. The caller frees it.
 * Errors: MS_ERROR_TREE, MS_ERROR_IO, MS_ERROR_CANCELLED.
 */
char *workspace_key(const struct ms_build *build, const char *compiler, const struct ms_job *job,
		    GError **error);

/**
 * workspace_open: makes, or takes up, the workspace for a resolved build in `work` (NULL: below
 * the cache). Errors: MS_ERROR_USAGE: `work` holds something else, or is in use; MS_ERROR_IO,
 * MS_ERROR_CANCELLED. The caller frees it with workspace_free().
 */
struct workspace *workspace_open(const struct ms_build *build, const char *work, const char *key,
				 const struct ms_job *job, GError **error);

/**
 * workspace_write: gives a file of the tree new bytes (NULL: removes it), if they differ, as a new
 * file. Refuses to go through a symbolic link. Errors: MS_ERROR_IO, MS_ERROR_INPUT.
 */
gboolean workspace_write(struct workspace *workspace, const char *path, GBytes *bytes, int mode,
			 GError **error);

/** workspace_free: lets go of it, and removes it unless it was made with `work`; NULL is fine. */
void workspace_free(struct workspace *workspace);

typedef struct workspace ms_workspace;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_workspace, workspace_free)

/** tree_path_plain: TRUE when no component of `path` below `tree` is a symbolic link or "..". */
gboolean tree_path_plain(const char *tree, const char *path);

#endif
