/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>
#include <sys/stat.h>

#include <modsplit/error.h>

#include "base/files.h"
#include "edits/edits.h"

struct texts {
	char *tree;
	GHashTable *files; /* path -> struct text */
};

static void text_free(gpointer data)
{
	struct text *text = data;

	if (text->data != text->original)
		g_free(text->data);
	g_free(text->original);
	g_free(text->path);
	g_free(text);
}

struct texts *texts_new(const char *tree)
{
	struct texts *texts = g_new0(struct texts, 1);

	texts->tree = g_strdup(tree);
	texts->files = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, text_free);
	return texts;
}

void texts_free(struct texts *texts)
{
	if (!texts)
		return;
	g_hash_table_destroy(texts->files);
	g_free(texts->tree);
	g_free(texts);
}

gboolean path_is_plain(const char *tree, const char *path, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(path, "/", -1);
	g_autoptr(GString) at = g_string_new(tree);
	struct stat st;

	for (guint i = 0; parts[i]; i++) {
		if (!*parts[i] || !strcmp(parts[i], ".") || !strcmp(parts[i], "..")) {
			g_set_error(error, MS_ERROR, MS_ERROR_TREE,
				    "'%s' is no path below the tree", path);
			return FALSE;
		}
		g_string_append_printf(at, "/%s", parts[i]);
		if (!lstat(at->str, &st) && S_ISLNK(st.st_mode)) {
			g_set_error(error, MS_ERROR, MS_ERROR_TREE,
				    "'%s' passes a symbolic link at '%s', and no link is followed",
				    path, at->str);
			return FALSE;
		}
	}
	return TRUE;
}

const struct text *texts_get(struct texts *texts, const char *path, GError **error)
{
	struct text *text = g_hash_table_lookup(texts->files, path);
	g_autofree char *full = NULL, *data = NULL;
	struct stat st;
	gsize size;

	if (text)
		return text;
	if (!path_is_plain(texts->tree, path, error))
		return NULL;
	full = g_build_filename(texts->tree, path, NULL);
	if (lstat(full, &st) || !S_ISREG(st.st_mode)) {
		g_set_error(error, MS_ERROR, MS_ERROR_TREE, "'%s' has no file '%s'", texts->tree,
			    path);
		return NULL;
	}
	data = ms_read_file(full, &size, error);
	if (!data)
		return NULL;
	text = g_new0(struct text, 1);
	text->path = g_strdup(path);
	text->original = text->data = g_steal_pointer(&data);
	text->original_size = text->size = size;
	text->executable = (st.st_mode & S_IXUSR) != 0;
	g_hash_table_insert(texts->files, text->path, text);
	return text;
}

void texts_set(struct texts *texts, const char *path, char *data, gsize size)
{
	struct text *text = g_hash_table_lookup(texts->files, path);

	if (text->data != text->original)
		g_free(text->data);
	text->data = data;
	text->size = size;
}

static gint by_path(gconstpointer a, gconstpointer b)
{
	const struct text *const *first = a, *const *second = b;

	return strcmp((*first)->path, (*second)->path);
}

GPtrArray *texts_all(struct texts *texts)
{
	GPtrArray *all = g_ptr_array_new();
	GHashTableIter iter;
	gpointer text;

	g_hash_table_iter_init(&iter, texts->files);
	while (g_hash_table_iter_next(&iter, NULL, &text))
		g_ptr_array_add(all, text);
	g_ptr_array_sort(all, by_path);
	return all;
}
