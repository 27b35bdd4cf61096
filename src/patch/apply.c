/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "patch/work.h"

/* The files of the series as they are in the tree, sorted and each once. */
static gboolean read_files(const struct series *series, struct texts *texts, GError **error)
{
	for (guint i = 0; i < series->patches->len; i++) {
		const struct series_patch *patch = series->patches->pdata[i];

		for (guint f = 0; f < patch->files->len; f++)
			if (!texts_get(texts, patch->files->pdata[f], error))
				return FALSE;
	}
	return TRUE;
}

static gboolean copy_to(const struct repository *repository, GPtrArray *all, GError **error)
{
	for (guint i = 0; i < all->len; i++) {
		const struct text *text = all->pdata[i];
		g_autofree char *path = g_build_filename(repository->path, text->path, NULL);

		if (!ms_write_file(path, text->data, text->size, error))
			return FALSE;
	}
	return TRUE;
}

/* All mails at once on copies of the files: they apply all, or nothing happens. */
static gboolean git_apply(const struct repository *repository, const struct series *series,
			  const char *directory, GError **error)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *full = g_canonicalize_filename(directory, NULL);

	g_ptr_array_add(argv, g_strdup("apply"));
	g_ptr_array_add(argv, g_strdup("--whitespace=nowarn"));
	for (guint i = 0; i < series->patches->len; i++) {
		const struct series_patch *patch = series->patches->pdata[i];

		g_ptr_array_add(argv, g_build_filename(full, patch->mail, NULL));
	}
	g_ptr_array_add(argv, NULL);
	return repository_git(repository, (const char *const *)argv->pdata, NULL, NULL, error);
}

static gboolean put(const char *tree, const struct text *text, const char *data, gsize size,
		    GError **error)
{
	g_autofree char *path = g_build_filename(tree, text->path, NULL);

	return path_is_plain(tree, text->path, error) && ms_write_file(path, data, size, error);
}

/* Back to what the tree held; what cannot be written back is named. */
static void roll_back(const char *tree, GPtrArray *all, guint written, const struct ms_job *job)
{
	while (written--) {
		const struct text *text = all->pdata[written];
		g_autoptr(GError) error = NULL;

		if (!put(tree, text, text->original, text->original_size, &error))
			ms_job_say(job, "'%s' could not be put back: %s", text->path,
				   error->message);
	}
}

static gboolean take_over(const struct repository *repository, const char *tree, GPtrArray *all,
			  GError **error)
{
	for (guint i = 0; i < all->len; i++) {
		const struct text *text = all->pdata[i];
		g_autofree char *path = g_build_filename(repository->path, text->path, NULL);
		gsize size = 0;
		g_autofree char *data = ms_read_file(path, &size, error);

		if (!data || ms_job_cancelled(repository->job, error) ||
		    !put(tree, text, data, size, error)) {
			roll_back(tree, all, i, repository->job);
			return FALSE;
		}
	}
	return TRUE;
}

static gboolean apply_files(const struct series *series, const char *directory, const char *tree,
			    const struct ms_job *job, GError **error)
{
	const struct identity nobody = {(char *)"modsplit", (char *)"modsplit@localhost"};
	g_autoptr(ms_texts) texts = texts_new(tree);
	g_autoptr(ms_repository) repository = NULL;
	g_autoptr(GPtrArray) all = NULL;

	if (!read_files(series, texts, error))
		return FALSE;
	repository = repository_new(&nobody, 0, job, error);
	all = texts_all(texts);
	return repository && copy_to(repository, all, error) &&
	       git_apply(repository, series, directory, error) &&
	       take_over(repository, tree, all, error);
}

gboolean ms_patch_apply(const char *directory, const char *tree, const char *branch,
			const struct ms_job *job, GError **error)
{
	g_autoptr(ms_series) series = series_load(directory, error);
	gboolean ok;

	if (!series)
		return FALSE;
	ok = branch ? apply_branch(series, directory, tree, branch, job, error)
		    : apply_files(series, directory, tree, job, error);
	/* a name for the branch that cannot be is no matter of the mails */
	if (!ok && !(error && g_error_matches(*error, MS_ERROR, MS_ERROR_USAGE)))
		g_prefix_error(error, "while applying '%s' to '%s': ", directory, tree);
	return ok;
}
