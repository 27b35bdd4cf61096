/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/error.h>

#include "kbuild/folder.h"
#include "scan/context.h"
#include "scan/driver.h"

static gboolean not_found(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean not_found(GError **error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_propagate_error(error, g_error_new_valist(MS_ERROR, MS_ERROR_NOT_FOUND, format, args));
	va_end(args);
	return FALSE;
}

/* --- forms of a query ----------------------------------------------------------------------- */

/* where an object is listed; by the option that was asked for, if there is a choice */
static gboolean find_place(const struct kbuild_folder *makefile, const struct scan_query *query,
			   const char *object, struct kbuild_place *place)
{
	g_autoptr(GArray) places = kbuild_folder_find(makefile, object);

	for (guint i = 0; i < places->len; i++) {
		*place = g_array_index(places, struct kbuild_place, i);
		if (!query->option || !g_strcmp0(place->option, query->option))
			return TRUE;
	}
	if (places->len)
		*place = g_array_index(places, struct kbuild_place, 0);
	return places->len > 0;
}

static gboolean is_off(const struct scan_context *context, const struct kbuild_place *place)
{
	return place->option &&
	       !strcmp(scan_dotconfig_get(context->tree->config, place->option), "n");
}

/*
 * Adds the drivers that an object belongs to. One that several options list is a part of each of
 * their drivers: those that the configuration builds are meant, or all if it builds none.
 */
static gboolean add_drivers(struct scan_context *context, const struct scan_query *query,
			    const struct kbuild_folder *makefile, const char *folder,
			    const char *object)
{
	g_autoptr(GArray) places = kbuild_folder_find(makefile, object);
	struct kbuild_place asked;
	gboolean any_on = FALSE;

	if (query->option) {
		if (places->len && find_place(makefile, query, object, &asked))
			scan_add_module(context, query, makefile, folder, &asked);
		return places->len > 0;
	}
	for (guint i = 0; i < places->len; i++)
		any_on |= !is_off(context, &g_array_index(places, struct kbuild_place, i));
	for (guint i = 0; i < places->len; i++) {
		const struct kbuild_place *place = &g_array_index(places, struct kbuild_place, i);

		if (!any_on || !is_off(context, place))
			scan_add_module(context, query, makefile, folder, place);
	}
	return places->len > 0;
}

static gboolean resolve_object(struct scan_context *context, const struct scan_query *query,
			       const char *path, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *object = g_path_get_basename(path);

	for (guint up = 0; up < 4 && strcmp(folder, "."); up++) {
		g_autoptr(kbuild_folder) makefile =
			kbuild_folder_read(context->tree->path, folder, NULL);
		char *base, *parent;

		if (makefile && add_drivers(context, query, makefile, folder, object))
			return TRUE;
		base = g_path_get_basename(folder);
		parent = g_path_get_dirname(folder);
		g_free(folder);
		folder = parent;
		parent = g_strconcat(base, "/", object, NULL);
		g_free(object);
		object = parent;
		g_free(base);
	}
	return not_found(error, "'%s': no makefile lists '%s'; name a source that an option builds",
			 query->text, path);
}

static gboolean is_built(struct scan_context *context, const char *folder, const char *object)
{
	g_autofree char *relative = g_build_filename(folder, object, NULL);
	g_autofree char *path = scan_tree_object(context->tree, relative);

	return g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

/* all that the folder's own makefile builds in this configuration */
static gboolean resolve_folder(struct scan_context *context, const struct scan_query *query,
			       const char *folder, GError **error)
{
	g_autoptr(kbuild_folder) makefile = kbuild_folder_read(context->tree->path, folder, NULL);
	const GPtrArray *entries = makefile ? kbuild_folder_entries(makefile) : NULL;
	guint before = context->targets->len;

	for (guint i = 0; entries && i < entries->len; i++) {
		const struct kbuild_entry *entry = entries->pdata[i];
		struct kbuild_place place;
		const char *value;

		if (entry->assignment->list != KBUILD_OBJ || !g_str_has_suffix(entry->word, ".o") ||
		    strchr(entry->word, '$') ||
		    !kbuild_find_object(makefile, entry->word, &place) || place.composite)
			continue;
		value = place.option ? scan_dotconfig_get(context->tree->config, place.option)
				     : place.when;
		if (!g_strcmp0(value, "n") || (!kbuild_is_composite(makefile, entry->word) &&
					       !is_built(context, folder, entry->word)))
			continue;
		scan_add_module(context, query, makefile, folder, &place);
	}
	if (context->targets->len > before)
		return TRUE;
	return not_found(error,
			 "'%s': nothing that this configuration builds is listed in the folder's "
			 "own makefile; name a source file or CONFIG_X",
			 query->text);
}

/* folders of an option's definitions, then the whole tree */
static GPtrArray *objects_of_option(struct scan_context *context, const char *option)
{
	const GPtrArray *defs = kconfig_tree_find(context->kconfig, option);
	g_autoptr(GPtrArray) folders = g_ptr_array_new_with_free_func(g_free);
	GPtrArray *objects = NULL;

	for (guint i = 0; defs && i < defs->len; i++) {
		const struct kconfig_def *def = defs->pdata[i];
		g_autofree char *folder = g_path_get_dirname(def->file->path);

		if (strcmp(folder, "."))
			record_strings_add(folders, folder);
	}
	g_ptr_array_add(folders, NULL);
	if (folders->len > 1)
		objects = kbuild_objects_of_option(context->tree->path, option,
						   (const char *const *)folders->pdata, NULL);
	if (objects && objects->len)
		return objects;
	if (objects)
		g_ptr_array_unref(objects);
	return kbuild_objects_of_option(context->tree->path, option, NULL, NULL);
}

/* FALSE below the folder of another arch */
static gboolean is_ours(struct scan_context *context, const char *path)
{
	g_autofree char *ours = g_strdup_printf("arch/%s/", context->tree->srcarch);

	return !g_str_has_prefix(path, "arch/") || g_str_has_prefix(path, ours);
}

/* a plain object that was built, or a composite, which a build leaves no file of */
static gboolean is_there(struct scan_context *context, const struct kbuild_object *object)
{
	g_autofree char *stem = g_strndup(object->object, strlen(object->object) - 2);
	g_autofree char *source = g_build_filename(object->folder, stem, NULL);
	g_autofree char *c = g_strconcat(source, ".c", NULL), *s = g_strconcat(source, ".S", NULL);

	return is_built(context, object->folder, object->object) ||
	       (!scan_tree_has(context->tree, c, G_FILE_TEST_EXISTS) &&
		!scan_tree_has(context->tree, s, G_FILE_TEST_EXISTS));
}

static gboolean any_built(struct scan_context *context, const GPtrArray *objects)
{
	for (guint i = 0; objects && i < objects->len; i++) {
		const struct kbuild_object *object = objects->pdata[i];

		if (g_str_has_suffix(object->object, ".o") &&
		    is_built(context, object->folder, object->object))
			return TRUE;
	}
	return FALSE;
}

static gboolean resolve_option(struct scan_context *context, const struct scan_query *query,
			       const char *option, GError **error)
{
	g_autoptr(GPtrArray) objects = objects_of_option(context, option);
	gboolean some = any_built(context, objects);
	g_autofree char *when = g_strdup_printf("CONFIG_%s", option);
	guint before = context->targets->len;

	for (guint pass = 0; pass < 2 && context->targets->len == before; pass++)
		for (guint i = 0; objects && i < objects->len; i++) {
			const struct kbuild_object *object = objects->pdata[i];
			gboolean folder = g_str_has_suffix(object->object, "/");
			gboolean direct = !object->composite && g_strcmp0(object->when, when) == 0;
			g_autofree char *path =
				g_build_filename(object->folder, object->object, NULL);

			if (!is_ours(context, path) || strchr(path, '$') ||
			    (some && !folder && !object->composite && !is_there(context, object)))
				continue;
			if (folder)
				path[strlen(path) - 1] = '\0';
			/* its own objects first; else the composite or folder that hangs on it */
			if (pass == 0 && direct && !folder)
				resolve_object(context, query, path, NULL);
			else if (pass == 1 && folder && direct)
				resolve_folder(context, query, path, NULL);
			else if (pass == 1 && object->composite)
				resolve_object(context, query, path, NULL);
		}
	if (context->targets->len > before)
		return TRUE;
	return not_found(error, "'%s': no makefile builds an object for it; name a source file",
			 query->text);
}

/* --- what a path means ---------------------------------------------------------------------- */

/* a path as typed, relative to the tree: absolute, below the build, below here, or as it is */
static char *plain_path(struct scan_context *context, const char *text)
{
	g_autofree char *here = g_canonicalize_filename(text, NULL);
	const char *const roots[] = {context->tree->path, context->tree->build};
	g_autofree char *plain = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(roots); i++) {
		gsize len = strlen(roots[i]);

		if (!strncmp(here, roots[i], len) && here[len] == '/')
			return g_strdup(here + len + 1);
	}
	if (g_path_is_absolute(text))
		return g_strdup(text);
	plain = g_canonicalize_filename(text, "/");
	return g_strdup(plain + 1);
}

/* files, or folders, of the tree with this base name */
static GPtrArray *with_base_name(struct scan_context *context, const char *base, gboolean folders)
{
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < context->files->paths->len; i++) {
		const char *path = context->files->paths->pdata[i];
		g_autofree char *name = folders ? g_path_get_dirname(path) : g_strdup(path);
		const char *slash = strrchr(name, '/');

		if (!strcmp(slash ? slash + 1 : name, base))
			record_strings_add(found, name);
	}
	return found;
}

/* how many folders two paths share from the top */
static guint shared_folders(const char *a, const char *b)
{
	guint shared = 0;

	for (; *a && *a == *b; a++, b++)
		shared += *a == '/';
	return shared;
}

static gint by_closeness(gconstpointer a, gconstpointer b, void *path)
{
	const char *x = *(char *const *)a, *y = *(char *const *)b;
	guint sx = shared_folders(x, path), sy = shared_folders(y, path);

	return sx != sy ? (sx > sy ? -1 : 1) : strcmp(x, y);
}

static char *joined(const GPtrArray *names)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < names->len && i < 8; i++)
		g_string_append_printf(text, "%s'%s'", i ? ", " : "", (char *)names->pdata[i]);
	if (names->len > 8)
		g_string_append_printf(text, " and %u more", names->len - 8);
	return g_string_free(text, FALSE);
}

static gboolean unknown(struct scan_context *context, const struct scan_query *query,
			const char *base, gboolean option, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *near = NULL;

	if (option) {
		const GPtrArray *defs = kconfig_tree_defs(context->kconfig);

		for (guint i = 0; i < defs->len; i++)
			g_ptr_array_add(names,
					g_strdup(((struct kconfig_def *)defs->pdata[i])->name));
	} else {
		for (guint i = 0; i < context->files->paths->len; i++)
			if (g_str_has_suffix(context->files->paths->pdata[i], ".c"))
				g_ptr_array_add(names, g_path_get_basename(
							       context->files->paths->pdata[i]));
	}
	near = scan_nearest(names, base);
	return not_found(error,
			 "no driver '%s' in '%s'%s%s; name a source file, an object, a "
			 "folder or CONFIG_X",
			 query->text, context->tree->path, near ? ": did you mean " : "",
			 near ? near : "");
}

/* a path that is not there: the same name elsewhere */
static gboolean resolve_moved(struct scan_context *context, const struct scan_query *query,
			      const char *path, GError **error)
{
	g_autofree char *base = g_path_get_basename(path);
	g_autofree char *note = NULL, *many = NULL;
	g_autoptr(GPtrArray) found = NULL;
	gboolean folder = !strchr(base, '.');
	const char *now;

	if (g_str_has_suffix(base, ".o"))
		base[strlen(base) - 1] = 'c';
	found = with_base_name(context, base, folder);
	if (!found->len)
		return unknown(context, query, base, FALSE, error);
	if (found->len > 1) {
		g_ptr_array_sort_with_data(found, by_closeness, (char *)path);
		many = joined(found);
		return not_found(error, "no '%s' in '%s', but several of that name: %s; name one",
				 query->text, context->tree->path, many);
	}
	now = found->pdata[0];
	note = g_strdup_printf("%s is now %s", path, now);
	g_ptr_array_add(query->notes, g_steal_pointer(&note));
	if (folder)
		return resolve_folder(context, query, now, error);
	note = g_strdup(now);
	note[strlen(note) - 1] = 'o';
	return resolve_object(context, query, note, error);
}

static gboolean resolve_path(struct scan_context *context, const struct scan_query *query,
			     GError **error)
{
	g_autofree char *path = plain_path(context, query->text);
	gsize len = strlen(path);
	char last = len > 1 && path[len - 2] == '.' ? path[len - 1] : '\0';
	g_autofree char *source = NULL;

	if (last == 'h') {
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "'%s' is a header, which becomes no module: name a source file, an "
			    "object, a folder or CONFIG_X",
			    query->text);
		return FALSE;
	}
	if (scan_tree_has(context->tree, path, G_FILE_TEST_IS_DIR))
		return resolve_folder(context, query, path, error);
	if (last == 'o') {
		g_autofree char *folder = g_path_get_dirname(path);
		g_autofree char *object = g_path_get_basename(path);
		g_autofree char *makefile = g_build_filename(folder, "Makefile", NULL);

		source = scan_object_source(context, folder, object);
		/* a composite has no source of its own */
		if (source || scan_tree_has(context->tree, makefile, G_FILE_TEST_EXISTS))
			return resolve_object(context, query, path, error);
		return resolve_moved(context, query, path, error);
	}
	if ((last == 'c' || last == 'S') &&
	    scan_tree_has(context->tree, path, G_FILE_TEST_IS_REGULAR)) {
		path[len - 1] = 'o';
		return resolve_object(context, query, path, error);
	}
	return resolve_moved(context, query, path, error);
}

gboolean scan_resolve(struct scan_context *context, const char *query, GError **error)
{
	g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
	struct scan_query asked = {query, notes, NULL};
	const char *option = g_str_has_prefix(query, "CONFIG_") ? query + 7 : query;

	if (!strpbrk(query, "/.") && kconfig_tree_find(context->kconfig, option)) {
		asked.option = option;
		return resolve_option(context, &asked, option, error);
	}
	if (g_str_has_prefix(query, "CONFIG_") || !strpbrk(query, "/.-abcdefghijklmnopqrstuvwxyz"))
		return unknown(context, &asked, option, TRUE, error);
	return resolve_path(context, &asked, error);
}
