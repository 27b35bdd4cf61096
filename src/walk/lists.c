/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "walk/private.h"

/* The value of a list; what is not known in it is a problem of the folder. */
static char *value_of(struct walker *walk, make_eval *eval, struct ms_kbuild_folder *folder,
		      const char *name)
{
	g_autoptr(GError) error = NULL;
	char *value = make_value(eval, name, &error);

	if (!value) {
		walk_add_error(folder->problems, error);
		return g_strdup("");
	}
	walk_add_marks(walk, folder->problems, value);
	return value;
}

/* Appends the words of a list that are known. */
static void add_words(struct walker *walk, make_eval *eval, struct ms_kbuild_folder *folder,
		      const char *name, GPtrArray *words)
{
	g_autofree char *value = value_of(walk, eval, folder, name);
	g_auto(GStrv) parts = g_strsplit_set(value, " \t\n\r\f\v", -1);

	for (char **w = parts; *w; w++)
		if (**w && !make_unknown_in(*w))
			g_ptr_array_add(words, g_strdup(*w));
}

static GHashTable *set_of(const GPtrArray *words)
{
	GHashTable *set = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < words->len; i++)
		g_hash_table_add(set, words->pdata[i]);
	return set;
}

static gint by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_unique(GPtrArray *words)
{
	g_ptr_array_sort(words, by_text);
	for (guint i = words->len; i > 1; i--)
		if (!strcmp(words->pdata[i - 1], words->pdata[i - 2]))
			g_ptr_array_remove_index(words, i - 1);
}

static gboolean is_folder(const char *word)
{
	return g_str_has_suffix(word, "/");
}

/* "foo" of "foo.o"; a word that is no object has no parts */
static char *stem_of(const char *name)
{
	return g_str_has_suffix(name, ".o") ? g_strndup(name, strlen(name) - 2) : NULL;
}

static void read_parts(struct walker *walk, make_eval *eval, struct ms_kbuild_folder *folder,
		       struct ms_kbuild_object *object, gboolean module)
{
	static const char *const suffixes[] = {"-objs", "-y", "-m", "-"};
	g_autofree char *stem = stem_of(object->name);
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
	gboolean any = FALSE;

	for (guint i = 0; stem && i < G_N_ELEMENTS(suffixes); i++) {
		g_autofree char *list = g_strconcat(stem, suffixes[i], NULL);
		g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
		gboolean hidden = !strcmp(suffixes[i], "-");

		if ((!strcmp(suffixes[i], "-m") && !module) || (hidden && !walk->empty_suffix) ||
		    !make_get(eval, list))
			continue;
		add_words(walk, eval, folder, list, words);
		any |= words->len > 0;
		while (!hidden && words->len)
			g_ptr_array_add(parts, g_ptr_array_steal_index(words, 0));
	}
	object->composite = any;
	if (any)
		object->parts = g_steal_pointer(&parts);
}

static void add_object(struct walker *walk, make_eval *eval, struct ms_kbuild_folder *folder,
		       const char *name, gboolean module)
{
	struct ms_kbuild_object *object = g_new0(struct ms_kbuild_object, 1);

	object->name = g_strdup(name);
	object->place = walk_place_of(eval, module ? "obj-m" : "obj-y", name);
	read_parts(walk, eval, folder, object, module);
	g_ptr_array_add(module ? folder->modules : folder->builtin, object);
}

static void enter(struct ms_kbuild_folder *folder, const char *name, gsize len, gboolean linked,
		  gboolean modular)
{
	struct ms_kbuild_entered *entered = NULL;

	for (guint i = 0; i < folder->folders->len && !entered; i++) {
		struct ms_kbuild_entered *other = folder->folders->pdata[i];

		if (strlen(other->name) == len && memcmp(other->name, name, len) == 0)
			entered = other;
	}
	if (!entered) {
		entered = g_new0(struct ms_kbuild_entered, 1);
		entered->name = g_strndup(name, len);
		g_ptr_array_add(folder->folders, entered);
	}
	entered->linked |= linked && folder->linked;
	entered->modular |= modular && folder->modular;
}

static gint by_name(gconstpointer a, gconstpointer b)
{
	return strcmp((*(const struct ms_kbuild_entered *const *)a)->name,
		      (*(const struct ms_kbuild_entered *const *)b)->name);
}

static void read_folders(struct walker *walk, make_eval *eval, struct ms_kbuild_folder *folder,
			 const GPtrArray *builtin, const GPtrArray *modules)
{
	g_autoptr(GPtrArray) plain = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < builtin->len; i++)
		if (is_folder(builtin->pdata[i]))
			enter(folder, builtin->pdata[i], strlen(builtin->pdata[i]) - 1, TRUE, TRUE);
	for (guint i = 0; i < modules->len; i++)
		if (is_folder(modules->pdata[i]))
			enter(folder, modules->pdata[i], strlen(modules->pdata[i]) - 1, FALSE,
			      TRUE);
	add_words(walk, eval, folder, "subdir-y", plain);
	add_words(walk, eval, folder, "subdir-m", plain);
	for (guint i = 0; i < plain->len; i++)
		enter(folder, plain->pdata[i], strlen(plain->pdata[i]), FALSE, FALSE);
	g_ptr_array_sort(folder->folders, by_name);
}

static void read_lib(struct walker *walk, make_eval *eval, struct ms_kbuild_folder *folder,
		     GHashTable *is_builtin)
{
	add_words(walk, eval, folder, "lib-y", folder->lib);
	add_words(walk, eval, folder, "lib-m", folder->lib);
	sort_unique(folder->lib);
	for (guint i = folder->lib->len; i > 0; i--)
		if (g_hash_table_contains(is_builtin, folder->lib->pdata[i - 1]))
			g_ptr_array_remove_index(folder->lib, i - 1);
}

void walk_read_lists(struct walker *walk, make_eval *eval, struct ms_kbuild_folder *folder)
{
	g_autoptr(GPtrArray) builtin = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) modules = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) is_builtin = NULL;

	add_words(walk, eval, folder, "obj-y", builtin);
	add_words(walk, eval, folder, "obj-m", modules);
	is_builtin = set_of(builtin);
	for (guint i = 0; i < builtin->len; i++)
		if (!is_folder(builtin->pdata[i]))
			add_object(walk, eval, folder, builtin->pdata[i], FALSE);
	/* what is in both lists is built in */
	for (guint i = 0; i < modules->len; i++)
		if (!is_folder(modules->pdata[i]) &&
		    !g_hash_table_contains(is_builtin, modules->pdata[i]))
			add_object(walk, eval, folder, modules->pdata[i], TRUE);
	read_lib(walk, eval, folder, is_builtin);
	read_folders(walk, eval, folder, builtin, modules);
}
