/* SPDX-License-Identifier: GPL-2.0-only */
#include "tree/mentions.h"
#include "base/record.h"

#include <string.h>

#include "base/files.h"
#include "formats/cmdfile.h"
#include "tree/visit.h"

struct mentions {
	const struct scan_tree *tree;
	GPtrArray *words; /* as a .cmd file has them */
	GMutex lock;
	GHashTable *files;   /* set of paths relative to the tree */
	GHashTable *folders; /* set of built folders */
};

static gboolean is_cmdfile(const char *name)
{
	return *name == '.' && g_str_has_suffix(name, ".cmd");
}

static gboolean mentions_one(const struct mentions *mentions, const char *text, gsize len)
{
	for (guint i = 0; i < mentions->words->len; i++)
		if (memmem(text, len, mentions->words->pdata[i], strlen(mentions->words->pdata[i])))
			return TRUE;
	return FALSE;
}

/* generated headers and the compiler's own are no files of the tree */
static void add_file(struct mentions *mentions, const char *path)
{
	g_autofree char *file = scan_tree_relative(mentions->tree, path);

	if (!g_path_is_absolute(file) && scan_tree_has(mentions->tree, file, G_FILE_TEST_EXISTS))
		g_hash_table_add(mentions->files, g_steal_pointer(&file));
}

static void take_cmdfile(void *data, int descriptor, const char *folder, const char *name)
{
	struct mentions *mentions = data;
	g_autofree char *path = NULL, *text = NULL;
	g_autoptr(scan_cmdfile) file = NULL;
	gsize len = 0;

	(void)descriptor;
	if (!is_cmdfile(name))
		return;
	path = g_build_filename(mentions->tree->build, folder, name, NULL);
	text = ms_read_file(path, &len, NULL);
	if (text && mentions_one(mentions, text, len))
		file = scan_cmdfile_parse(text, path, NULL);
	g_mutex_lock(&mentions->lock);
	g_hash_table_add(mentions->folders, g_strdup(folder));
	if (file && file->source)
		add_file(mentions, file->source);
	for (guint i = 0; file && i < file->deps->len; i++)
		add_file(mentions, file->deps->pdata[i]);
	g_mutex_unlock(&mentions->lock);
}

static void add_makefiles(struct mentions *mentions)
{
	static const char *const names[] = {"Makefile", "Kbuild"};
	GHashTableIter each;
	gpointer folder;

	g_hash_table_iter_init(&each, mentions->folders);
	while (g_hash_table_iter_next(&each, &folder, NULL)) {
		for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
			g_autofree char *path = *(char *)folder
							? g_strconcat(folder, "/", names[i], NULL)
							: g_strdup(names[i]);

			if (scan_tree_has(mentions->tree, path, G_FILE_TEST_IS_REGULAR))
				g_hash_table_add(mentions->files, g_steal_pointer(&path));
		}
	}
}

static GPtrArray *sorted_keys(GHashTable *set)
{
	GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
	GHashTableIter each;
	gpointer key;

	g_hash_table_iter_init(&each, set);
	while (g_hash_table_iter_next(&each, &key, NULL))
		g_ptr_array_add(keys, g_strdup(key));
	record_strings_sort(keys);
	return keys;
}

/* "include/config/FOO_BAR)"; before 5.14 the file was foo/bar.h */
static void add_words(GPtrArray *words, const char *option)
{
	g_autofree char *old = g_ascii_strdown(option, -1);

	g_ptr_array_add(words, g_strdup_printf("include/config/%s)", option));
	g_ptr_array_add(words,
			g_strdup_printf("include/config/%s.h)", g_strdelimit(old, "_", '/')));
}

GPtrArray *scan_mentions(const struct scan_tree *tree, const char *const *options,
			 const struct ms_job *job, GError **error)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) folders =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct mentions mentions = {.tree = tree,
				    .words = words,
				    .files = files,
				    .folders = folders};
	gboolean ok;

	for (guint i = 0; options[i]; i++)
		add_words(words, options[i]);
	g_mutex_init(&mentions.lock);
	ok = scan_visit(tree->build, "", NULL, take_cmdfile, &mentions, job, error);
	g_mutex_clear(&mentions.lock);
	if (!ok)
		return NULL;
	add_makefiles(&mentions);
	return sorted_keys(files);
}
