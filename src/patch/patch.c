/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "patch/work.h"

static guint revision_of(const struct ms_patch_options *options)
{
	return options && options->revision ? options->revision : 1;
}

/* The files that the earlier series touches belong to the base of the range-diff too. */
static gboolean read_previous(const char *previous, struct texts *texts)
{
	g_autoptr(ms_series) series = series_load(previous, NULL);

	if (!series)
		return FALSE;
	for (guint i = 0; i < series->patches->len; i++) {
		const struct series_patch *patch = series->patches->pdata[i];

		for (guint f = 0; f < patch->files->len; f++)
			if (!texts_get(texts, patch->files->pdata[f], NULL))
				return FALSE;
	}
	return TRUE;
}

static gboolean range_diff_with(const struct repository *repository, const char *previous,
				gboolean readable)
{
	if (!previous)
		return FALSE;
	if (readable && commits_previous(repository, previous))
		return TRUE;
	ms_job_say(repository->job, "note: no range-diff, '%s' does not apply to this tree",
		   previous);
	return FALSE;
}

/* A mail that was cut short by a full disk has another patch id than its commit. */
static char *checked_id(const struct repository *repository, const struct commit *commit,
			const struct mail *mail, GError **error)
{
	const char *show[] = {"diff-tree", "-p", commit->id, NULL};
	struct mail diff = {.name = mail->name};
	g_autofree char *mailed = mails_patch_id(repository, mail, error);
	g_autofree char *committed = NULL;

	if (!mailed || !repository_git(repository, show, NULL, &diff.text, error))
		return NULL;
	committed = mails_patch_id(repository, &diff, error);
	g_free(diff.text);
	if (!committed)
		return NULL;
	if (strcmp(mailed, committed)) {
		g_set_error(
			error, MS_ERROR, MS_ERROR_IO,
			"the mail '%s' is not the commit that it was made from; is the disk full?",
			mail->name);
		return NULL;
	}
	return g_steal_pointer(&mailed);
}

static struct series_patch *patch_row(const struct commit *commit, const struct mail *mail,
				      char *patch_id)
{
	struct series_patch *row = record_new(&series_patch_type);

	row->mail = g_strdup(mail->name);
	row->subject = g_strdup(commit->subject);
	row->step = g_strdup(commit->step->id);
	row->kind = g_strdup(step_kind_names[commit->step->kind]);
	row->patch_id = patch_id;
	for (guint i = 0; i < commit->changes->len; i++) {
		const struct change *change = commit->changes->pdata[i];

		record_strings_add(row->files, change->path);
	}
	return row;
}

static struct series *describe(const struct plan *plan, guint revision, const struct mail *cover)
{
	struct series *series = record_new(&series_type);

	series->version = g_strdup(plan->tree->version);
	series->arch = g_strdup(plan->tree->arch);
	series->package = g_strdup(plan->tree->package);
	series->commit = g_strdup(plan->tree->commit);
	series->config = g_strdup(plan->config);
	series->module = g_strdup(plan->module);
	series->module_file = g_strdup(plan->module_file);
	series->deferral = g_strdup(plan->deferral);
	series->unload = g_strdup(plan->unload);
	series->unload_reason = g_strdup(plan->unload_reason);
	series->revision = revision;
	series->cover = g_strdup(cover->name);
	for (guint i = 0; i < plan->changed_options->len; i++)
		record_strings_add(series->changed_options, plan->changed_options->pdata[i]);
	return series;
}

static struct series *make_series(const struct repository *repository, const struct plan *plan,
				  guint revision, GPtrArray *commits, GPtrArray *mails,
				  GError **error)
{
	g_autoptr(ms_series) series = describe(plan, revision, mails->pdata[0]);

	if (mails->len != commits->len + 1) {
		g_set_error(error, MS_ERROR, MS_ERROR_TOOL, "git made %u mails of %u commits",
			    mails->len, commits->len);
		return NULL;
	}
	for (guint i = 0; i < commits->len; i++) {
		char *id = checked_id(repository, commits->pdata[i], mails->pdata[i + 1], error);

		if (!id)
			return NULL;
		g_ptr_array_add(series->patches,
				patch_row(commits->pdata[i], mails->pdata[i + 1], id));
	}
	return g_steal_pointer(&series);
}

/* what is no series cannot be compared with; one of another tree can still be left out */
static gboolean previous_is_usable(const struct ms_patch_options *options, GError **error)
{
	g_autoptr(ms_series) series = NULL;

	if (!options || !options->previous)
		return TRUE;
	series = series_load(options->previous, error);
	if (!series)
		g_prefix_error(error, "while reading the earlier series '%s': ", options->previous);
	return series != NULL;
}

static gboolean plan_is_usable(const struct plan *plan, GError **error)
{
	if (plan->steps->len && !plan->refusals->len && plan->tree && plan->tree->version &&
	    plan->summary)
		return TRUE;
	g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
		    plan->refusals->len
			    ? "the plan is a refusal; look at what 'analyze' says stands in the way"
			    : "the plan has no steps; there is nothing to patch");
	return FALSE;
}

/*
 * The mails say "base-commit", and the branch is made from HEAD: what they change must be as it is
 * there. The index is not refreshed, for that would write to the user's repository.
 */
static gboolean files_are_committed(const struct plan *plan, const char *tree, struct texts *texts,
				    const struct ms_job *job, GError **error)
{
	static const char *const fixed[] = {"git",         "--no-optional-locks",
					    "diff",        "--no-ext-diff",
					    "--name-only", "HEAD",
					    "--"};
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_autoptr(GPtrArray) all = texts_all(texts);
	g_autofree char *changed = NULL;

	if (!plan->tree->commit)
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(fixed); i++)
		g_ptr_array_add(argv, (gpointer)fixed[i]);
	for (guint i = 0; i < all->len; i++)
		g_ptr_array_add(argv, ((const struct text *)all->pdata[i])->path);
	g_ptr_array_add(argv, NULL);
	if (!ms_process_ok((const char *const *)argv->pdata, tree, job, &changed, error))
		return FALSE;
	if (!*g_strstrip(changed))
		return TRUE;
	changed[strcspn(changed, "\n")] = '\0';
	g_set_error(error, MS_ERROR, MS_ERROR_TREE,
		    "'%s' has changes that are not committed, and the series would be one against "
		    "no commit: commit or stash them first",
		    changed);
	return FALSE;
}

/* Steps to edits, edits to commits, commits to mails, mails to a directory. */
static gboolean make(const struct plan *plan, const char *tree, const char *directory,
		     const struct ms_patch_options *options, const struct identity *identity,
		     const struct ms_job *job, GError **error)
{
	const char *previous = options ? options->previous : NULL;
	g_autoptr(ms_texts) texts = texts_new(tree);
	g_autoptr(GPtrArray) commits = commits_make(plan, tree, texts, job, error);
	g_autoptr(GPtrArray) mails = NULL;
	g_autoptr(ms_repository) repository = NULL;
	g_autoptr(ms_series) series = NULL;
	gboolean readable, range_diff;

	if (!commits || !files_are_committed(plan, tree, texts, job, error))
		return FALSE;
	readable = previous && read_previous(previous, texts);
	repository = repository_new(identity, plan->tree->date, job, error);
	if (!repository ||
	    !commits_write(repository, commits, texts, options && options->signoff, error))
		return FALSE;
	range_diff = range_diff_with(repository, previous, readable);
	mails = mails_make(repository, revision_of(options), range_diff, error);
	if (!mails || !cover_fill(mails->pdata[0], plan, commits, error))
		return FALSE;
	series = make_series(repository, plan, revision_of(options), commits, mails, error);
	if (!series)
		return FALSE;
	maintainers_find(mails, tree, repository);
	mails_address(mails);
	return !ms_job_cancelled(job, error) && output_write(directory, mails, series, error);
}

gboolean ms_patch(const ms_plan *plan, const char *tree, const char *directory,
		  const struct ms_patch_options *options, const struct ms_job *job, GError **error)
{
	struct identity identity = {NULL, NULL};
	gboolean ok;

	if (!plan_is_usable(plan, error) || !output_is_free(directory, error) ||
	    !previous_is_usable(options, error) ||
	    !identity_find(options, tree, job, &identity, error))
		return FALSE;
	ok = make(plan, tree, directory, options, &identity, job, error);
	identity_clear(&identity);
	return ok;
}

gboolean ms_patch_cover(const char *directory, const char *measured, GError **error)
{
	g_autoptr(ms_series) series = series_load(directory, error);
	g_autofree char *path = series ? g_build_filename(directory, series->cover, NULL) : NULL;
	g_autofree char *cover = path ? ms_read_file(path, NULL, error) : NULL;
	g_autofree char *fresh = cover ? cover_measured(cover, measured, error) : NULL;

	if (!fresh) {
		g_prefix_error(error, "while rewriting the cover letter in '%s': ", directory);
		return FALSE;
	}
	return ms_write_file(path, fresh, strlen(fresh), error);
}
