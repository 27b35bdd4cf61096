/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "walk/private.h"

static void free_object(void *data)
{
	struct ms_kbuild_object *object = data;

	g_free(object->name);
	g_free(object->place.file);
	g_clear_pointer(&object->parts, g_ptr_array_unref);
	g_free(object);
}

static void free_entered(void *data)
{
	struct ms_kbuild_entered *entered = data;

	g_free(entered->name);
	g_free(entered);
}

static void free_folder(void *data)
{
	struct ms_kbuild_folder *folder = data;

	g_free(folder->path);
	g_free(folder->file);
	g_ptr_array_unref(folder->builtin);
	g_ptr_array_unref(folder->modules);
	g_ptr_array_unref(folder->lib);
	g_ptr_array_unref(folder->folders);
	g_ptr_array_unref(folder->problems);
	g_free(folder);
}

static struct ms_kbuild_folder *new_folder(const char *path, gboolean linked, gboolean modular)
{
	struct ms_kbuild_folder *folder = g_new0(struct ms_kbuild_folder, 1);

	folder->path = g_strdup(path);
	folder->linked = linked;
	folder->modular = modular;
	folder->builtin = g_ptr_array_new_with_free_func(free_object);
	folder->modules = g_ptr_array_new_with_free_func(free_object);
	folder->lib = g_ptr_array_new_with_free_func(g_free);
	folder->folders = g_ptr_array_new_with_free_func(free_entered);
	folder->problems = g_ptr_array_new_with_free_func(walk_problem_free);
	return folder;
}

void ms_kbuild_tree_free(struct ms_kbuild_tree *tree)
{
	if (!tree)
		return;
	g_ptr_array_unref(tree->folders);
	g_ptr_array_unref(tree->libs);
	g_ptr_array_unref(tree->problems);
	g_free(tree);
}

/* "a/b" below "a"; "." adds nothing */
static char *below(const char *path, const char *name)
{
	g_autofree char *joined = g_build_filename("/", path, name, NULL);
	g_autofree char *plain = g_canonicalize_filename(joined, "/");

	return g_strdup(plain[1] ? plain + 1 : ".");
}

struct visit {
	struct walker *walk;
	GHashTable *seen; /* path -> struct ms_kbuild_folder */
};

/* A folder that is reached twice counts as the stronger of both. */
static void visit(struct visit *visits, const char *path, gboolean linked, gboolean modular)
{
	struct ms_kbuild_folder *known = g_hash_table_lookup(visits->seen, path);
	struct ms_kbuild_folder *folder;
	g_autoptr(make_eval) eval = NULL;

	if (known && known->linked >= linked && known->modular >= modular)
		return;
	folder = new_folder(path, linked || (known && known->linked),
			    modular || (known && known->modular));
	g_hash_table_replace(visits->seen, folder->path, folder);
	eval = walk_evaluate(visits->walk, folder);
	walk_read_lists(visits->walk, eval, folder);
	g_clear_pointer(&eval, make_eval_free);
	for (guint i = 0; i < folder->folders->len; i++) {
		const struct ms_kbuild_entered *entered = folder->folders->pdata[i];
		g_autofree char *child = below(path, entered->name);

		visit(visits, child, entered->linked, entered->modular);
		/* reaching itself again may have put a stronger one in its place */
		if (g_hash_table_lookup(visits->seen, path) != folder)
			return;
	}
}

static gint by_path(gconstpointer a, gconstpointer b)
{
	return strcmp((*(const struct ms_kbuild_folder *const *)a)->path,
		      (*(const struct ms_kbuild_folder *const *)b)->path);
}

static void read_libs(struct walker *walk, struct ms_kbuild_tree *tree)
{
	static const char *const lists[] = {"KBUILD_VMLINUX_OBJS", "KBUILD_VMLINUX_LIBS"};

	for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
		g_autofree char *value = make_value(walk->top, lists[i], NULL);
		g_auto(GStrv) words = g_strsplit_set(value ? value : "", " \t\n", -1);

		walk_add_marks(walk, tree->problems, value ? value : "");
		for (char **w = words; *w; w++)
			if (g_str_has_suffix(*w, ".a") && !g_str_has_suffix(*w, "built-in.a"))
				g_ptr_array_add(tree->libs, g_strdup(*w));
	}
}

struct ms_kbuild_tree *ms_kbuild_walk(const struct ms_kbuild_options *options, GError **error)
{
	g_autoptr(walker) walk = walk_new(options, error);
	g_auto(GStrv) roots = walk ? walk_roots(walk, error) : NULL;
	struct visit visits = {walk, NULL};
	struct ms_kbuild_tree *tree;
	GHashTableIter iter;
	void *folder;

	if (!roots)
		return NULL;
	tree = g_new0(struct ms_kbuild_tree, 1);
	tree->folders = g_ptr_array_new_with_free_func(free_folder);
	tree->libs = g_ptr_array_new_with_free_func(g_free);
	tree->problems = g_ptr_array_new_with_free_func(walk_problem_free);
	read_libs(walk, tree);
	visits.seen = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_folder);
	for (char **root = roots; *root; root++)
		visit(&visits, *root, TRUE, TRUE);
	g_hash_table_iter_init(&iter, visits.seen);
	while (g_hash_table_iter_next(&iter, NULL, &folder)) {
		g_ptr_array_add(tree->folders, folder);
		g_hash_table_iter_steal(&iter);
	}
	g_hash_table_destroy(visits.seen);
	g_ptr_array_sort(tree->folders, by_path);
	return tree;
}

const struct ms_kbuild_folder *ms_kbuild_find(const struct ms_kbuild_tree *tree, const char *path)
{
	guint low = 0, high = tree->folders->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;
		const struct ms_kbuild_folder *folder = tree->folders->pdata[middle];
		int order = strcmp(folder->path, path);

		if (order == 0)
			return folder;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
