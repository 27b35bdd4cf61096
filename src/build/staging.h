/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BUILD_STAGING_H
#define BUILD_STAGING_H

#include "build/workspace.h"
#include "patch/series.h"

/**
 * Patches are applied by `git apply` to copies of just the files that they touch; what comes out is
 * a state: path by path the bytes of the tree with some of the patches in it. So the tree itself is
 * only ever changed from one state to another, file by file.
 */

/** struct staging: the mails of a series and the files that they touch. */
struct staging {
	const char *tree;   /* the user's, only read */
	GPtrArray *mails;   /* char *: paths, in order */
	GPtrArray *ids;     /* char *: git patch-id --stable, in order */
	GPtrArray *files;   /* GPtrArray of char *: files of each mail, sorted */
	GPtrArray *touched; /* char *: files of all mails, sorted */
};

/** struct staged_file: a file in a state. */
struct staged_file {
	GBytes *bytes; /* NULL: there is no such file */
	int mode;
};

/**
 * staging_new: reads the mails of a series. The caller frees it with staging_free().
 * Errors: MS_ERROR_INPUT: a mail without a patch, a path that leaves the tree or goes through a
 * symbolic link; MS_ERROR_TOOL: no git.
 */
struct staging *staging_new(const char *tree, const struct series *series, const char *directory,
			    const struct ms_job *job, GError **error);

/**
 * staging_state: the touched files with the patches for which `take` is TRUE, in order; a NULL
 * `take` is none. Gives a table from path to struct staged_file, which the caller unrefs. If a
 * patch does not apply, gives NULL, no error, and in *refused its number and git's words.
 * Errors: MS_ERROR_TOOL, MS_ERROR_IO, MS_ERROR_CANCELLED.
 */
GHashTable *staging_state(const struct staging *staging, const gboolean *take,
			  const struct ms_job *job, char **refused, GError **error);

/** staging_enter: brings a workspace into a state. Errors: as workspace_write(). */
gboolean staging_enter(const struct staging *staging, GHashTable *state,
		       struct workspace *workspace, GError **error);

/** staging_hash: adds a state to a checksum, path by path. */
void staging_hash(const struct staging *staging, GHashTable *state, GChecksum *checksum);

/** staging_free: frees it; NULL is fine. */
void staging_free(struct staging *staging);

typedef struct staging ms_staging;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_staging, staging_free)

#endif
