/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PATCH_WORK_H
#define PATCH_WORK_H

#include <modsplit/patch.h>

#include "base/files.h"
#include "base/job.h"
#include "base/process.h"
#include "patch/series.h"
#include "plan/steps.h"

/* ---- text.c: the tree's files in memory, as they are after the edits so far ---- */

/** struct text: one file. */
struct text {
	char *path;     /* relative to the tree */
	char *original; /* as it is in the tree */
	gsize original_size;
	char *data; /* as it is now; the same pointer as `original` while nothing changed it */
	gsize size;
	gboolean executable;
};

/** struct texts: all files that were asked for so far. */
typedef struct texts ms_texts;

/** texts_new: none yet; `tree` is only read. Free with texts_free(). */
struct texts *texts_new(const char *tree);
void texts_free(struct texts *texts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_texts, texts_free)

/**
 * texts_get: a file of the tree, owned by the texts.
 * Errors: MS_ERROR_TREE for a path that leaves the tree or passes a symbolic link, and for a file
 * that is not there.
 */
const struct text *texts_get(struct texts *texts, const char *path, GError **error);

/** texts_set: new bytes of a file that texts_get() gave; takes `data`. */
void texts_set(struct texts *texts, const char *path, char *data, gsize size);

/** texts_all: every file asked for, sorted by path: struct text, owned by the texts. */
GPtrArray *texts_all(struct texts *texts);

/** path_is_plain: a relative path below `tree` that passes no symbolic link and no "..". */
gboolean path_is_plain(const char *tree, const char *path, GError **error);

/* ---- edits.c and edits_*.c: one edit of a plan, done to the texts ---- */

/**
 * edit_make: makes an edit. Errors: MS_ERROR_TREE with the file, what was looked for, and why it
 * could not be done.
 */
gboolean edit_make(struct texts *texts, const struct edit *edit, GError **error);

/* makes one kind of edit: the new text, to be freed, or NULL */
typedef char *(*edit_maker)(const struct edit *edit, const struct text *text, gsize *size,
			    GError **error);
char *edit_c_export(const struct edit *edit, const struct text *text, gsize *size, GError **error);
char *edit_c_replace_macro(const struct edit *edit, const struct text *text, gsize *size,
			   GError **error);
char *edit_c_remove_macro(const struct edit *edit, const struct text *text, gsize *size,
			  GError **error);
char *edit_c_insert(const struct edit *edit, const struct text *text, gsize *size, GError **error);
char *edit_c_append(const struct edit *edit, const struct text *text, gsize *size, GError **error);
char *edit_c_include(const struct edit *edit, const struct text *text, gsize *size, GError **error);
char *edit_c_set_field(const struct edit *edit, const struct text *text, gsize *size,
		       GError **error);
char *edit_c_config_test(const struct edit *edit, const struct text *text, gsize *size,
			 GError **error);
char *edit_c_guard_return(const struct edit *edit, const struct text *text, gsize *size,
			  GError **error);
char *edit_c_wrap_if(const struct edit *edit, const struct text *text, gsize *size, GError **error);
char *edit_c_function_type(const struct edit *edit, const struct text *text, gsize *size,
			   GError **error);
char *edit_kconfig(const struct edit *edit, const struct text *text, gsize *size, GError **error);
char *edit_kbuild(const struct edit *edit, const struct text *text, gsize *size, GError **error);

/* ---- message.c, prefix.c: what a commit says ---- */

/** message_wrap: paragraphs parted by empty lines; lines of at most `width` columns where words
 * allow it; a paragraph that begins with a blank is kept as it is. The caller frees the text. */
char *message_wrap(const GPtrArray *paragraphs, guint width);

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
