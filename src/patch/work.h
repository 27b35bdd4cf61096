/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PATCH_WORK_H
#define PATCH_WORK_H

#include <modsplit/patch.h>

#include "base/files.h"
#include "base/job.h"
#include "base/process.h"
#include "edits/edits.h"
#include "patch/series.h"
#include "plan/steps.h"

/* ---- prefix.c: what a commit says ---- */

/**
 * prefix_for: what the subject of a step begins with, "PCI/ATS: ": the most common one in the
 * history of its files in a git checkout (`history`), else from the table, else from the path.
 */
char *prefix_for(const struct step *step, const char *tree, gboolean history,
		 const struct ms_job *job);

/* ---- git.c: git in a scratch repository, whatever the user's own configuration says ---- */

/** struct identity: whose mails they are; both owned. */
struct identity {
	char *name;
	char *email;
};

/** identity_clear: frees what it holds. */
void identity_clear(struct identity *identity);

/** identity_find: the options' identity, else $GIT_AUTHOR_*, else the user's git's. Errors:
 * MS_ERROR_USAGE with the two commands that set one. */
gboolean identity_find(const struct ms_patch_options *options, const char *tree,
		       const struct ms_job *job, struct identity *identity, GError **error);

struct repository {
	ms_scratch *scratch;
	char *path; /* its work tree */
	char *home; /* an empty HOME, outside the work tree */
	char **env; /* ms_process.setenv */
	const struct ms_job *job;
};

/** repository_new: `git init` in a scratch directory; `date` in seconds since the epoch. */
struct repository *repository_new(const struct identity *identity, gint64 date,
				  const struct ms_job *job, GError **error);
void repository_free(struct repository *repository);
typedef struct repository ms_repository;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_repository, repository_free)

/** repository_git: runs git there; argv without "git". Standard output in *out (may be NULL). */
gboolean repository_git(const struct repository *repository, const char *const *argv,
			const char *input, char **out, GError **error);

/* ---- commit.c: the steps as commits ---- */

struct change {
	char *path;
	char *data;
	gsize size;
};

struct commit {
	const struct step *step; /* of the plan */
	char *subject;
	char *message;
	GPtrArray *changes; /* struct change, sorted by path */
	char *id;           /* once committed */
};

/** commits_make: does every step's edits, in order. A list of struct commit, owned by the caller. */
GPtrArray *commits_make(const struct plan *plan, const char *tree, struct texts *texts,
			const struct ms_job *job, GError **error);

/** commits_write: the pristine files as branch "base", the commits on top of it. */
gboolean commits_write(const struct repository *repository, GPtrArray *commits, struct texts *texts,
		       gboolean signoff, GError **error);

/** commits_previous: an earlier series on a branch "previous" of base, for the range-diff. FALSE
 * without an error when it does not apply any more. */
gboolean commits_previous(const struct repository *repository, const char *directory);

/* ---- mails.c, maintainers.c, cover.c: the commits as mails ---- */

struct mail {
	char *name; /* file name */
	char *text;
	GPtrArray *to; /* strings */
	GPtrArray *cc;
};

/** mails_make: git format-patch; the first mail is the cover. A list of struct mail. */
GPtrArray *mails_make(const struct repository *repository, guint revision, gboolean range_diff,
		      GError **error);

/** mails_patch_id: `git patch-id --stable` of a mail. */
char *mails_patch_id(const struct repository *repository, const struct mail *mail, GError **error);

/** mails_address: puts To: and Cc: below the subjects, the cover's being all of them. */
void mails_address(GPtrArray *mails);

/** maintainers_find: asks the tree's scripts/get_maintainer.pl about each patch. Says so and goes
 * on where it cannot. */
void maintainers_find(GPtrArray *mails, const char *tree, const struct repository *repository);

/** cover_fill: puts subject and text in the place that git keeps for them. */
gboolean cover_fill(struct mail *cover, const struct plan *plan, GPtrArray *commits,
		    GError **error);

/** cover_measured: the cover with another text in the place for what was measured. */
char *cover_measured(const char *cover, const char *measured, GError **error);

/* ---- output.c: the series as a directory ---- */

/** output_free: an error unless `directory` is absent or empty. */
gboolean output_is_free(const char *directory, GError **error);

/** output_write: mails and series.json, all or nothing. */
gboolean output_write(const char *directory, GPtrArray *mails, const struct series *series,
		      GError **error);

/* ---- apply.c, branch.c ---- */

/**
 * apply_branch: git am of a series in a temporary work tree of the user's repository, then a branch
 * at the last commit. The user's checkout is not touched, and nothing stays behind on an error.
 */
gboolean apply_branch(const struct series *series, const char *directory, const char *tree,
		      const char *branch, const struct ms_job *job, GError **error);

#endif
