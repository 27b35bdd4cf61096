/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "kbuild/folder_private.h"

static void free_step(gpointer data)
{
	struct kbuild_step *step = data;

	g_free(step->file);
	g_free(step->folder);
	g_free(step->when);
	g_free(step->option);
	g_free(step->conditions);
	g_free(step);
}

static struct kbuild_step *new_step(const struct kbuild_folder *parent,
				    const struct kbuild_entry *entry, const char *folder)
{
	struct kbuild_step *step = g_new0(struct kbuild_step, 1);

	step->file = g_strdup(kbuild_folder_file(parent));
	step->folder = g_strdup(folder);
	step->when = g_strdup(entry->assignment->when);
	step->option = kbuild_option_of(entry->assignment->when);
	step->conditions = g_strdup(entry->assignment->conditions);
	step->line = entry->line;
	return step;
}

/* The word by which @parent enters @folder ("a/b/": may skip levels), or NULL */
static const struct kbuild_entry *entering(const struct kbuild_folder *parent, const char *folder)
{
	gsize skip = *parent->path ? strlen(parent->path) + 1 : 0;

	for (guint i = 0; i < parent->entries->len; i++) {
		const struct kbuild_entry *entry = g_ptr_array_index(parent->entries, i);
		const char *word = entry->word;
		gsize len = strlen(word);

		if (entry->assignment->list != KBUILD_OBJ &&
		    entry->assignment->list != KBUILD_SUBDIR &&
		    entry->assignment->list != KBUILD_LIB)
			continue;
		if (g_str_has_prefix(word, "./")) {
			word += 2;
			len -= 2;
		}
		if (len > 0 && word[len - 1] == '/')
			len--;
		else if (entry->assignment->list != KBUILD_SUBDIR)
			continue;
		if (len > 0 && strlen(folder + skip) == len && !memcmp(folder + skip, word, len))
			return entry;
	}
	return NULL;
}

static char *parent_of(const char *folder)
{
	const char *slash = strrchr(folder, '/');

	return slash ? g_strndup(folder, (gsize)(slash - folder)) : g_strdup("");
}

GPtrArray *kbuild_folder_chain(const char *srctree, const char *folder, GError **error)
{
	g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func(free_step);
	g_autofree char *here = g_strdup(folder);
	g_autoptr(kbuild_folder) own = kbuild_folder_read(srctree, folder, error);

	if (!own)
		return NULL;
	while (*here) {
		g_autofree char *above = parent_of(here);
		gboolean found = FALSE;

		/* a line of a makefile further up may name "a/b/" */
		while (!found) {
			g_autoptr(kbuild_folder) parent = kbuild_folder_read(srctree, above, NULL);
			const struct kbuild_entry *entry = parent ? entering(parent, here) : NULL;

			if (entry) {
				g_ptr_array_insert(steps, 0, new_step(parent, entry, here));
				found = TRUE;
			} else if (!*above) {
				break;
			} else {
				g_autofree char *next = parent_of(above);

				g_free(g_steal_pointer(&above));
				above = g_steal_pointer(&next);
			}
		}
		g_free(g_steal_pointer(&here));
		here = g_steal_pointer(&above);
	}
	return g_steal_pointer(&steps);
}

static void free_object(gpointer data)
{
	struct kbuild_object *object = data;

	g_free(object->folder);
	g_free(object->object);
	g_free(object->composite);
	g_free(object->file);
	g_free(object->when);
	g_free(object->conditions);
	g_free(object);
}

struct hunt {
	const char *srctree, *option, *symbol; /* "X", "CONFIG_X" */
	GPtrArray *objects;
};

static gboolean mentions(const char *text, const char *symbol)
{
	gsize len = strlen(symbol);

	for (const char *at = text; at && (at = strstr(at, symbol)); at += len) {
		gboolean begins = at == text || !(g_ascii_isalnum(at[-1]) || at[-1] == '_');

		if (begins && !g_ascii_isalnum(at[len]) && at[len] != '_')
			return TRUE;
	}
	return FALSE;
}

static void take_objects(struct hunt *hunt, const struct kbuild_folder *folder)
{
	for (guint i = 0; i < folder->entries->len; i++) {
		const struct kbuild_entry *entry = g_ptr_array_index(folder->entries, i);
		const struct kbuild_assignment *assignment = entry->assignment;
		struct kbuild_object *object;

		if (assignment->list == KBUILD_VARIABLE ||
		    (!mentions(assignment->when, hunt->symbol) &&
		     !mentions(assignment->conditions, hunt->symbol)))
			continue;
		object = g_new0(struct kbuild_object, 1);
		object->folder = g_strdup(folder->path);
		object->object = g_strdup(entry->word);
		if (assignment->list == KBUILD_PARTS)
			object->composite = g_strconcat(assignment->name, ".o", NULL);
		object->file = g_strdup(folder->file);
		object->when = g_strdup(assignment->when);
		object->conditions = g_strdup(assignment->conditions);
		object->line = entry->line;
		g_ptr_array_add(hunt->objects, object);
	}
}

/* Reads the makefile; parses it only if it names the option */
static void hunt_in(struct hunt *hunt, const char *path, const char *name)
{
	g_autofree char *file = *path ? g_build_filename(path, name, NULL) : g_strdup(name);
	g_autofree char *whole = g_build_filename(hunt->srctree, file, NULL);
	g_autofree char *text = NULL;
	g_autoptr(kbuild_folder) folder = NULL;
	gsize len;

	if (!g_file_get_contents(whole, &text, &len, NULL) || !mentions(text, hunt->symbol))
		return;
	folder = kbuild_folder_parse(path, file, text, len);
	take_objects(hunt, folder);
}

static gboolean is_plain_folder(const char *name)
{
	return strcmp(name, "Documentation") != 0 && !g_str_has_prefix(name, "Kconfig") &&
	       !g_str_has_prefix(name, "Makefile") && strcmp(name, "Kbuild") != 0 &&
	       !strchr(name, '.');
}

static void hunt_below(struct hunt *hunt, const char *path)
{
	g_autofree char *whole = g_build_filename(hunt->srctree, path, NULL);
	g_autoptr(GDir) dir = g_dir_open(whole, 0, NULL);
	g_autoptr(GPtrArray) below = g_ptr_array_new_with_free_func(g_free);
	gboolean kbuild = FALSE, makefile = FALSE;
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		kbuild |= !strcmp(name, "Kbuild");
		makefile |= !strcmp(name, "Makefile");
		/* names with a dot are files: no folder of a kernel has one, save a few of tests */
		if (is_plain_folder(name))
			g_ptr_array_add(below, *path ? g_build_filename(path, name, NULL)
						     : g_strdup(name));
	}
	if (kbuild || makefile)
		hunt_in(hunt, path, kbuild ? "Kbuild" : "Makefile");
	for (guint i = 0; i < below->len; i++) {
		g_autofree char *sub =
			g_build_filename(hunt->srctree, g_ptr_array_index(below, i), NULL);

		if (g_file_test(sub, G_FILE_TEST_IS_DIR) &&
		    !g_file_test(sub, G_FILE_TEST_IS_SYMLINK))
			hunt_below(hunt, g_ptr_array_index(below, i));
	}
}

static gint compare(gconstpointer a, gconstpointer b)
{
	const struct kbuild_object *one = *(const struct kbuild_object *const *)a;
	const struct kbuild_object *two = *(const struct kbuild_object *const *)b;
	int order = strcmp(one->file, two->file);

	if (order == 0)
		order = one->line < two->line ? -1 : one->line > two->line;
	return order ? order : strcmp(one->object, two->object);
}

GPtrArray *kbuild_objects_of_option(const char *srctree, const char *option,
				    const char *const *folders, GError **error)
{
	static const char *const whole[] = {"", NULL};
	g_autofree char *symbol = g_strconcat("CONFIG_", option, NULL);
	g_autoptr(GPtrArray) objects = g_ptr_array_new_with_free_func(free_object);
	struct hunt hunt = {srctree, option, symbol, objects};

	if (!g_file_test(srctree, G_FILE_TEST_IS_DIR)) {
		g_set_error(error, KBUILD_ERROR, KBUILD_ERROR_READ, "'%s' is no folder", srctree);
		return NULL;
	}
	if (!folders)
		folders = whole;
	for (; *folders; folders++)
		hunt_below(&hunt, *folders);
	g_ptr_array_sort(objects, compare);
	return g_steal_pointer(&objects);
}
