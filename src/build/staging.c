/* SPDX-License-Identifier: GPL-2.0-only */
#include "build/staging.h"

#include <string.h>
#include <sys/stat.h>

#include "base/copy.h"
#include "base/process.h"
#include <modsplit/error.h>

static void staged_file_free(void *data)
{
	struct staged_file *file = data;

	if (file->bytes)
		g_bytes_unref(file->bytes);
	g_free(file);
}

static void strings_free(void *data)
{
	g_ptr_array_unref(data);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* git without the user's settings, and blind to a repository around `directory` */
static gboolean run_git(const char *const *argv, const char *directory, const char *input,
			const struct ms_job *job, struct ms_process_result **result, GError **error)
{
	g_autofree char *parent = g_path_get_dirname(directory);
	g_autofree char *ceiling = g_strconcat("GIT_CEILING_DIRECTORIES=", parent, NULL);
	const char *const environment[] = {
		ceiling,
		"GIT_CONFIG_NOSYSTEM=1",
		"GIT_CONFIG_GLOBAL=/dev/null",
		"GIT_DIR",
		"GIT_WORK_TREE",
		"GIT_INDEX_FILE",
		"LC_ALL=C",
		NULL,
	};
	const struct ms_process process = {
		.argv = argv,
		.directory = directory,
		.setenv = environment,
		.input = input,
		.input_size = input ? strlen(input) : 0,
	};
	g_autofree char *git = g_find_program_in_path("git");

	if (git)
		return ms_process_run(&process, job, result, error);
	g_set_error(error, MS_ERROR, MS_ERROR_TOOL, "'git' not found: apt-get install git");
	return FALSE;
}

static gboolean damaged(GError **error, const char *mail, const char *why)
{
	g_set_error(error, MS_ERROR, MS_ERROR_INPUT, "%s: %s; make the series again", mail, why);
	return FALSE;
}

/* "12\t3\tpath" for each file, each with a NUL behind it */
static GPtrArray *parse_numstat(const char *text, gsize size)
{
	GPtrArray *files = g_ptr_array_new_with_free_func(g_free);

	for (const char *at = text; at < text + size; at += strlen(at) + 1) {
		const char *tab = strchr(at, '\t');
		const char *path = tab ? strchr(tab + 1, '\t') : NULL;

		if (path)
			g_ptr_array_add(files, g_strdup(path + 1));
	}
	g_ptr_array_sort(files, by_name);
	return files;
}

static gboolean check_files(const struct staging *staging, const GPtrArray *files, const char *mail,
			    GError **error)
{
	if (files->len == 0)
		return damaged(error, mail, "holds no patch");
	for (guint i = 0; i < files->len; i++) {
		if (tree_path_plain(staging->tree, files->pdata[i]))
			continue;
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "%s: '%s' leads through a symbolic link or out of the tree", mail,
			    (char *)files->pdata[i]);
		return FALSE;
	}
	return TRUE;
}

/* a mail that was cut between two files is still a patch */
static gboolean check_whole(const struct series_patch *patch, const GPtrArray *files,
			    const char *mail, GError **error)
{
	for (guint i = 0; i < patch->files->len; i++) {
		if (g_ptr_array_find_with_equal_func((GPtrArray *)files, patch->files->pdata[i],
						     g_str_equal, NULL))
			continue;
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "%s: does not touch '%s', which series.json names; make the series "
			    "again",
			    mail, (char *)patch->files->pdata[i]);
		return FALSE;
	}
	return TRUE;
}

static gboolean read_mail(struct staging *staging, const char *directory,
			  const struct series_patch *patch, const struct ms_job *job,
			  GError **error)
{
	g_autofree char *mail = g_build_filename(directory, patch->mail, NULL);
	const char *const numstat[] = {"git", "apply", "--numstat", "-z", mail, NULL};
	const char *const patch_id[] = {"git", "patch-id", "--stable", NULL};
	g_autoptr(ms_process_result) counted = NULL, id = NULL;
	g_autoptr(GPtrArray) files = NULL;
	g_autofree char *text = ms_read_file(mail, NULL, error);

	if (!text || !run_git(numstat, directory, NULL, job, &counted, error) ||
	    !run_git(patch_id, directory, text, job, &id, error))
		return FALSE;
	if (counted->status || id->status || !strchr(id->out, ' '))
		return damaged(error, mail,
			       g_strstrip(counted->err)[0] ? counted->err : "holds no patch");
	files = parse_numstat(counted->out, counted->out_size);
	if (!check_files(staging, files, mail, error) || !check_whole(patch, files, mail, error))
		return FALSE;
	for (guint i = 0; i < files->len; i++)
		record_strings_add(staging->touched, files->pdata[i]);
	g_ptr_array_add(staging->mails, g_steal_pointer(&mail));
	g_ptr_array_add(staging->ids, g_strndup(id->out, strcspn(id->out, " ")));
	g_ptr_array_add(staging->files, g_steal_pointer(&files));
	return TRUE;
}

struct staging *staging_new(const char *tree, const struct series *series, const char *directory,
			    const struct ms_job *job, GError **error)
{
	g_autoptr(ms_staging) staging = g_new0(struct staging, 1);
	g_autofree char *full = g_canonicalize_filename(directory, NULL);

	staging->tree = tree;
	staging->mails = g_ptr_array_new_with_free_func(g_free);
	staging->ids = g_ptr_array_new_with_free_func(g_free);
	staging->files = g_ptr_array_new_with_free_func(strings_free);
	staging->touched = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < series->patches->len; i++) {
		if (!read_mail(staging, full, series->patches->pdata[i], job, error))
			return NULL;
	}
	g_ptr_array_sort(staging->touched, by_name);
	return g_steal_pointer(&staging);
}

static gboolean stage_files(const struct staging *staging, const char *stage, GError **error)
{
	for (guint i = 0; i < staging->touched->len; i++) {
		const char *path = staging->touched->pdata[i];
		g_autofree char *from = g_build_filename(staging->tree, path, NULL);
		g_autofree char *to = g_build_filename(stage, path, NULL);
		g_autofree char *folder = g_path_get_dirname(to);

		if (!g_file_test(from, G_FILE_TEST_EXISTS))
			continue;
		if (g_mkdir_with_parents(folder, 0777)) {
			g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot make directory '%s'",
				    folder);
			return FALSE;
		}
		if (!ms_copy_file(from, to, error))
			return FALSE;
	}
	return TRUE;
}

static GHashTable *read_state(const struct staging *staging, const char *stage, GError **error)
{
	g_autoptr(GHashTable) state =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, staged_file_free);

	for (guint i = 0; i < staging->touched->len; i++) {
		const char *path = staging->touched->pdata[i];
		g_autofree char *full = g_build_filename(stage, path, NULL);
		struct staged_file *file = g_new0(struct staged_file, 1);
		struct stat st;
		char *data;
		gsize size;

		g_hash_table_insert(state, g_strdup(path), file);
		if (lstat(full, &st))
			continue;
		data = ms_read_file(full, &size, error);
		if (!data)
			return NULL;
		file->bytes = g_bytes_new_take(data, size);
		file->mode = (int)(st.st_mode & 07777);
	}
	return g_steal_pointer(&state);
}

GHashTable *staging_state(const struct staging *staging, const gboolean *take,
			  const struct ms_job *job, char **refused, GError **error)
{
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "modsplit-stage", error);
	const char *stage = scratch ? ms_scratch_path(scratch) : NULL;

	if (!stage || !stage_files(staging, stage, error))
		return NULL;
	for (guint i = 0; take && i < staging->mails->len; i++) {
		const char *const argv[] = {"git",
					    "apply",
					    "--whitespace=nowarn",
					    "-p1",
					    staging->mails->pdata[i],
					    NULL};
		g_autoptr(ms_process_result) result = NULL;

		if (!take[i])
			continue;
		if (!run_git(argv, stage, NULL, job, &result, error))
			return NULL;
		if (result->status) {
			g_autofree char *name = g_path_get_basename(staging->mails->pdata[i]);

			*refused = g_strdup_printf("'%s' does not apply: %s", name,
						   g_strstrip(result->err));
			return NULL;
		}
	}
	return read_state(staging, stage, error);
}

/* files that an earlier series changed in a workspace that was kept */
static gboolean restore_others(GHashTable *state, struct workspace *workspace, GError **error)
{
	guint known = workspace->dirty->len; /* what is written here is in the list already */
	gboolean ok = TRUE;

	for (guint i = 0; ok && i < known; i++) {
		const char *path = workspace->dirty->pdata[i];
		g_autofree char *from = g_build_filename(workspace->user_tree, path, NULL);
		g_autoptr(GBytes) bytes = NULL;
		struct stat st = {0};
		char *data;
		gsize size;

		if (g_hash_table_contains(state, path))
			continue;
		if (!lstat(from, &st)) {
			data = ms_read_file(from, &size, error);
			if (!data)
				return FALSE;
			bytes = g_bytes_new_take(data, size);
		}
		ok = workspace_write(workspace, path, bytes, (int)st.st_mode, error);
	}
	return ok;
}

gboolean staging_enter(const struct staging *staging, GHashTable *state,
		       struct workspace *workspace, GError **error)
{
	if (!restore_others(state, workspace, error))
		return FALSE;
	for (guint i = 0; i < staging->touched->len; i++) {
		const char *path = staging->touched->pdata[i];
		const struct staged_file *file = g_hash_table_lookup(state, path);

		if (!workspace_write(workspace, path, file->bytes, file->mode, error))
			return FALSE;
	}
	return TRUE;
}

void staging_hash(const struct staging *staging, GHashTable *state, GChecksum *checksum)
{
	for (guint i = 0; i < staging->touched->len; i++) {
		const char *path = staging->touched->pdata[i];
		const struct staged_file *file = g_hash_table_lookup(state, path);
		g_autofree char *head = NULL;
		gsize size = 0;
		const void *data = file->bytes ? g_bytes_get_data(file->bytes, &size) : NULL;

		head = g_strdup_printf("%s\n%d\n%" G_GSIZE_FORMAT "\n", path, file->bytes != NULL,
				       size);
		g_checksum_update(checksum, (const guchar *)head, -1);
		if (data)
			g_checksum_update(checksum, data, (gssize)size);
	}
}

void staging_free(struct staging *staging)
{
	if (!staging)
		return;
	g_ptr_array_unref(staging->mails);
	g_ptr_array_unref(staging->ids);
	g_ptr_array_unref(staging->files);
	g_ptr_array_unref(staging->touched);
	g_free(staging);
}
