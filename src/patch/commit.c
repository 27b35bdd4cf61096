/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>
#include <glib/gstdio.h>

#include "patch/work.h"

#define BODY_WIDTH 72
#define SUBJECT_WIDTH 75

static void change_free(gpointer data)
{
	struct change *change = data;

	g_free(change->path);
	g_free(change->data);
	g_free(change);
}

static void commit_free(gpointer data)
{
	struct commit *commit = data;

	g_ptr_array_unref(commit->changes);
	g_free(commit->subject);
	g_free(commit->message);
	g_free(commit->id);
	g_free(commit);
}

static gint by_path(gconstpointer a, gconstpointer b)
{
	const struct change *const *first = a, *const *second = b;

	return strcmp((*first)->path, (*second)->path);
}

/* The files of a step as they are behind it; what a step leaves as it was is no change. */
static gboolean do_edits(struct commit *commit, struct texts *texts, GError **error)
{
	g_autoptr(GHashTable) before = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	const GPtrArray *edits = commit->step->edits;
	GHashTableIter iter;
	gpointer path, old;

	for (guint i = 0; i < edits->len; i++) {
		const struct edit *edit = edits->pdata[i];
		const struct text *text = edit->file ? texts_get(texts, edit->file, error) : NULL;

		if (edit->file && !text)
			return FALSE;
		if (text && !g_hash_table_contains(before, text->path))
			g_hash_table_insert(before, text->path, g_strdup(text->data));
		if (!edit_make(texts, edit, error))
			return FALSE;
	}
	g_hash_table_iter_init(&iter, before);
	while (g_hash_table_iter_next(&iter, &path, &old)) {
		const struct text *text = texts_get(texts, path, NULL);
		struct change *change;

		if (!strcmp(text->data, old))
			continue;
		change = g_new0(struct change, 1);
		change->path = g_strdup(path);
		change->data = g_memdup2(text->data, text->size + 1);
		change->size = text->size;
		g_ptr_array_add(commit->changes, change);
	}
	g_ptr_array_sort(commit->changes, by_path);
	return TRUE;
}

/* The title of a step whose own would make the subject too long. */
static const char *short_title(int kind)
{
	static const char *const titles[] = {
		[STEP_EXPORT] = "Export symbols for a module",
		[STEP_DEFERRAL] = "Defer probing for a driver in a module",
		[STEP_CONFIG_TEST] = "Allow a driver to be a module",
		[STEP_LINK] = "Link without a driver in the image",
		[STEP_LEGACY] = "Put a part behind an option",
		[STEP_DRIVER] = "Allow building as a module",
		[STEP_UNLOAD] = "Allow the module to be unloaded",
	};

	return titles[kind];
}

static char *subject_of(const struct step *step, const char *prefix)
{
	char *subject = g_strconcat(prefix, step->title, NULL);

	if (g_utf8_strlen(subject, -1) > SUBJECT_WIDTH) {
		g_free(subject);
		subject = g_strconcat(prefix, short_title(step->kind), NULL);
	}
	return subject;
}

GPtrArray *commits_make(const struct plan *plan, const char *tree, struct texts *texts,
			const struct ms_job *job, GError **error)
{
	g_autoptr(GPtrArray) commits = g_ptr_array_new_with_free_func(commit_free);

	for (guint i = 0; i < plan->steps->len; i++) {
		struct commit *commit = g_new0(struct commit, 1);
		g_autofree char *prefix = NULL;

		commit->step = plan->steps->pdata[i];
		commit->changes = g_ptr_array_new_with_free_func(change_free);
		g_ptr_array_add(commits, commit);
		ms_job_progress(job, "patch", i, plan->steps->len, commit->step->id);
		if (!do_edits(commit, texts, error)) {
			g_prefix_error(error, "in the step '%s': ", commit->step->id);
			return NULL;
		}
		if (!commit->changes->len) {
			g_set_error(
				error, MS_ERROR, MS_ERROR_TREE,
				"the step '%s' changes nothing in '%s'; is the series already applied?",
				commit->step->id, tree);
			return NULL;
		}
		prefix = prefix_for(commit->step, tree, plan->tree && plan->tree->commit, job);
		commit->subject = subject_of(commit->step, prefix);
		commit->message = text_wrap(commit->step->paragraphs, BODY_WIDTH);
	}
	return g_steal_pointer(&commits);
}

static gboolean write_text(const struct repository *repository, const char *path, const char *data,
			   gsize size, gboolean executable, GError **error)
{
	g_autofree char *full = g_build_filename(repository->path, path, NULL);

	if (!ms_write_file(full, data, size, error))
		return FALSE;
	if (executable && g_chmod(full, 0755)) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot change the mode of '%s'", full);
		return FALSE;
	}
	return TRUE;
}

static gboolean commit_all(const struct repository *repository, const char *message,
			   gboolean signoff, GError **error)
{
	const char *add[] = {"add", "--all", "--force", ".", NULL};
	const char *commit[] = {"commit",
				"-q",
				"--no-verify",
				"--cleanup=whitespace",
				"-F",
				"-",
				signoff ? "--signoff" : NULL,
				NULL};

	return repository_git(repository, add, NULL, NULL, error) &&
	       repository_git(repository, commit, message, NULL, error);
}

static gboolean write_commit(const struct repository *repository, struct commit *commit,
			     struct texts *texts, gboolean signoff, GError **error)
{
	const char *head[] = {"rev-parse", "HEAD", NULL};
	g_autofree char *message = g_strdup_printf("%s\n\n%s", commit->subject, commit->message);

	for (guint i = 0; i < commit->changes->len; i++) {
		const struct change *change = commit->changes->pdata[i];
		const struct text *text = texts_get(texts, change->path, error);

		if (!text || !write_text(repository, change->path, change->data, change->size,
					 text->executable, error))
			return FALSE;
	}
	if (!commit_all(repository, message, signoff, error) ||
	    !repository_git(repository, head, NULL, &commit->id, error))
		return FALSE;
	g_strstrip(commit->id);
	return TRUE;
}

gboolean commits_write(const struct repository *repository, GPtrArray *commits, struct texts *texts,
		       gboolean signoff, GError **error)
{
	const char *branch[] = {"branch", "base", NULL};
	g_autoptr(GPtrArray) all = texts_all(texts);

	for (guint i = 0; i < all->len; i++) {
		const struct text *text = all->pdata[i];

		if (!write_text(repository, text->path, text->original, text->original_size,
				text->executable, error))
			return FALSE;
	}
	if (!commit_all(repository, "The tree as it is", FALSE, error) ||
	    !repository_git(repository, branch, NULL, NULL, error))
		return FALSE;
	for (guint i = 0; i < commits->len; i++)
		if (!write_commit(repository, commits->pdata[i], texts, signoff, error))
			return FALSE;
	return TRUE;
}

gboolean commits_previous(const struct repository *repository, const char *directory)
{
	const char *checkout[] = {"checkout", "-q", "-b", "previous", "base", NULL};
	const char *back[] = {"checkout", "-q", "--force", "series", NULL};
	const char *abort_am[] = {"am", "--abort", NULL};
	g_autoptr(ms_series) series = series_load(directory, NULL);
	g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);
	gboolean ok;

	if (!series || !repository_git(repository, checkout, NULL, NULL, NULL))
		return FALSE;
	g_ptr_array_add(argv, g_strdup("am"));
	g_ptr_array_add(argv, g_strdup("-q"));
	for (guint i = 0; i < series->patches->len; i++) {
		const struct series_patch *patch = series->patches->pdata[i];
		g_autofree char *mail = g_build_filename(directory, patch->mail, NULL);

		g_ptr_array_add(argv, g_canonicalize_filename(mail, NULL));
	}
	g_ptr_array_add(argv, NULL);
	ok = repository_git(repository, (const char *const *)argv->pdata, NULL, NULL, NULL);
	if (!ok)
		repository_git(repository, abort_am, NULL, NULL, NULL);
	return repository_git(repository, back, NULL, NULL, NULL) && ok;
}
