/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MODSPLIT_PATCH_H
#define MODSPLIT_PATCH_H

#include <modsplit/plan.h>

G_BEGIN_DECLS

/** struct ms_patch_options: the user's choices; zeroed is the default. */
struct ms_patch_options {
	gboolean signoff; /* adds Signed-off-by of the identity */
	const char *name; /* identity; NULL: git's user.name and user.email */
	const char *email;
	guint revision;       /* -v N; 0 and 1 are the first */
	const char *previous; /* directory of the earlier revision, for the range-diff; or NULL */
};

/**
 * ms_patch: writes the series that a plan describes into `directory`, which must be absent or
 * empty: mails 0000-cover-letter.patch, 0001-… and series.json. Commits and mails are made by git
 * in a scratch repository that holds only the touched files; the tree is only read. On any error
 * nothing is left behind.
 * Errors: MS_ERROR_USAGE (directory not empty, plan without steps), MS_ERROR_TREE (an edit that
 * finds no place, with file and what was looked for), MS_ERROR_TOOL (git), MS_ERROR_IO.
 */
gboolean ms_patch(const ms_plan *plan, const char *tree, const char *directory,
		  const struct ms_patch_options *options, const struct ms_job *job, GError **error);

/**
 * ms_patch_cover: rewrites only the cover letter of a series: `measured` is put in the place kept
 * for what was measured (replacing an earlier text there).
 */
gboolean ms_patch_cover(const char *directory, const char *measured, GError **error);

/**
 * ms_patch_can_branch: may a branch of that name be made in the tree? MS_ERROR_USAGE: it is no git
 * checkout, that is no name for a branch, or there is one. Asked before the work is done.
 */
gboolean ms_patch_can_branch(const char *tree, const char *branch, const struct ms_job *job,
			     GError **error);

/**
 * ms_patch_apply: puts a series into the user's own tree, because the user said so: as commits on
 * a new branch of a git checkout when `branch` is given, else as changes of the work tree. Checks
 * first that all of it applies; on any error the tree is as it was.
 */
gboolean ms_patch_apply(const char *directory, const char *tree, const char *branch,
			const struct ms_job *job, GError **error);

G_END_DECLS

#endif
