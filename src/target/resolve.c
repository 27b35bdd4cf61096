/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include <modsplit/error.h>

#include "base/nearest.h"
#include "target/context.h"
#include "target/driver.h"

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

/* is what the place makes left out of this configuration? */
static gboolean is_off(const struct scan_context *context, const struct scan_place *place)
{
	return place->option &&
	       !strcmp(scan_dotconfig_get(context->tree->config, place->option), "n");
}

static const struct scan_place *place_at(const GArray *places, guint i)
{
	return &g_array_index((GArray *)places, struct scan_place, i);
}

/* by the option that was asked for, if there is a choice */
static void add_asked(struct scan_context *context, const struct scan_query *query,
		      const GArray *places)
{
	const struct scan_place *chosen = place_at(places, 0);

	for (guint i = places->len; i-- > 0;)
		if (!g_strcmp0(place_at(places, i)->option, query->option))
			chosen = place_at(places, i);
	scan_add_module(context, query, chosen);
}

/*
 * Adds the drivers that an object belongs to. One that several options list is a part of each of
 * their drivers: those that the configuration builds are meant, or all if it builds none.
 */
static gboolean add_drivers(struct scan_context *context, const struct scan_query *query,
			    const char *folder, const char *object)
{
	g_autoptr(GArray) places = scan_makefile_places(context, folder, object);
	gboolean any_on = FALSE;

	if (places->len && query->option) {
		add_asked(context, query, places);
		return TRUE;
	}
	for (guint i = 0; i < places->len; i++)
		any_on |= !is_off(context, place_at(places, i));
	for (guint i = 0; i < places->len; i++)
		if (!any_on || !is_off(context, place_at(places, i)))
			scan_add_module(context, query, place_at(places, i));
	return places->len > 0;
}

/* where a makefile on the way was not understood, the object may be listed there all the same */
static gboolean not_listed(const struct scan_query *query, const char *path,
			   const struct ms_kbuild_problem *problem, GError **error)
{
	if (problem)
		return not_found(error,
				 "'%s': no makefile lists '%s' as far as it is understood: "
				 "%s:%u: %s",
				 query->text, path, problem->place.file, problem->place.line,
				 problem->message);
	return not_found(error, "'%s': no makefile lists '%s'; name a source that an option builds",
			 query->text, path);
}

static gboolean resolve_object(struct scan_context *context, const struct scan_query *query,
			       const char *path, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *object = g_path_get_basename(path);
	const struct ms_kbuild_problem *problem = NULL;

	for (guint up = 0; up < 4 && strcmp(folder, "."); up++) {
		const struct ms_kbuild_rules *makefile = scan_makefile(context, folder);
		char *base, *parent;

		if (add_drivers(context, query, folder, object))
			return TRUE;
		if (!problem && makefile && makefile->problems->len)
			problem = makefile->problems->pdata[0];
		base = g_path_get_basename(folder);
		parent = g_path_get_dirname(folder);
		g_free(folder);
		folder = parent;
		parent = g_strconcat(base, "/", object, NULL);
		g_free(object);
		object = parent;
		g_free(base);
	}
	return not_listed(query, path, problem, error);
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
	const struct ms_kbuild_rules *makefile = scan_makefile(context, folder);
	gboolean found = FALSE;

	for (guint i = 0; makefile && i < makefile->rules->len; i++) {
		const struct ms_kbuild_rule *rule = makefile->rules->pdata[i];

		if (rule->composite || rule->library || !g_str_has_suffix(rule->object, ".o") ||
		    scan_rule_state(context, rule) == 'n' ||
		    (!scan_is_composite(makefile, rule->object) &&
		     !is_built(context, folder, rule->object)))
			continue;
		found |= add_drivers(context, query, folder, rule->object);
	}
	if (found)
		return TRUE;
	return not_found(error,
			 "'%s': nothing that this configuration builds is listed in the folder's "
			 "own makefile; name a source file or CONFIG_X",
			 query->text);
}

/* an object of the build, a part of one, or a composite, which a build leaves no file of */
static gboolean is_there(struct scan_context *context, const struct scan_listed *listed)
{
	const char *folder = listed->makefile->folder, *object = listed->rule->object;

	return listed->rule->composite || scan_is_composite(listed->makefile, object) ||
	       is_built(context, folder, object);
}

static gboolean any_built(struct scan_context *context, const GPtrArray *all)
{
	for (guint i = 0; i < all->len; i++) {
		const struct scan_listed *listed = all->pdata[i];

		if (g_str_has_suffix(listed->rule->object, ".o") &&
		    is_built(context, listed->makefile->folder, listed->rule->object))
			return TRUE;
	}
	return FALSE;
}

/* what a pass over an option's list takes: its own objects, or folders and parts of composites */
static gboolean add_listed(struct scan_context *context, const struct scan_query *query,
			   const struct scan_listed *listed, gboolean own)
{
	const struct ms_kbuild_rule *rule = listed->rule;
	gboolean folder = g_str_has_suffix(rule->object, "/");

	if (!listed->listing || own != (!rule->composite && !folder))
		return FALSE;
	if (folder)
		return resolve_folder(context, query, listed->path, NULL);
	return add_drivers(context, query, listed->makefile->folder, rule->object);
}

/* bool or tristate: what can be y, and could be m */
static gboolean is_switch(struct scan_context *context, const char *option)
{
	const struct kconf_symbol *symbol = scan_context_option(context, option);
	const char *type = symbol ? scan_kconfig_type(symbol) : NULL;

	return type && (g_str_has_suffix(type, "bool") || g_str_has_suffix(type, "tristate"));
}

static gboolean resolve_option(struct scan_context *context, const struct scan_query *query,
			       const char *option, GError **error)
{
	g_autoptr(GPtrArray) all = scan_option_listed(context, option);
	gboolean some = any_built(context, all);
	/* not by the number of targets: the module may be there already, asked for by its source */
	gboolean found = FALSE;

	/* its own objects first; else the composite or folder that hangs on it */
	for (guint pass = 0; pass < 2 && !found; pass++)
		for (guint i = 0; i < all->len; i++) {
			const struct scan_listed *listed = all->pdata[i];

			if (!some || is_there(context, listed) ||
			    g_str_has_suffix(listed->rule->object, "/"))
				found |= add_listed(context, query, listed, pass == 0);
		}
	if (!found && !all->len && is_switch(context, option)) {
		scan_add_bare(context, query, option);
		return TRUE;
	}
	if (found)
		return TRUE;
	return not_found(error, "'%s' builds no object that a makefile lists; name a source file",
			 query->text);
}

/* --- what a path means ---------------------------------------------------------------------- */

/* with the links on the way resolved, but not a file that is one itself: the tree means its name */
static char *real_path(const char *text)
{
	g_autofree char *path = g_canonicalize_filename(text, NULL);
	gboolean folder = g_file_test(path, G_FILE_TEST_IS_DIR);
	g_autofree char *above = folder ? g_strdup(path) : g_path_get_dirname(path);
	g_autofree char *base = folder ? NULL : g_path_get_basename(path);
	char *real = realpath(above, NULL);
	char *full = g_build_filename(real ? real : above, base, NULL);

	free(real);
	return full;
}

/* a path as typed, relative to the tree: absolute, below the build, below here, or as it is */
static char *plain_path(struct scan_context *context, const char *text)
{
	g_autofree char *here = real_path(text);
	const char *const roots[] = {context->tree->path, context->tree->build};
	g_autofree char *plain = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(roots); i++) {
		gsize len = strlen(roots[i]);

		if (!strncmp(here, roots[i], len) && (here[len] == '/' || !here[len]))
			return g_strdup(here[len] && here[len + 1] ? here + len + 1 : ".");
	}
	if (g_path_is_absolute(text))
		return g_strdup(text);
	plain = g_canonicalize_filename(text, "/");
	return g_strdup(plain + 1);
}

/* files, or folders, of the tree with this base name */
static GPtrArray *with_base_name(const struct scan_files *files, const char *base, gboolean folders)
{
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < files->paths->len; i++) {
		const char *path = files->paths->pdata[i];
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
		struct kconf *kconf = scan_context_kconfig(context);
		struct kconf_menu *menu = kconf ? kconf_next_menu(&kconf->root, NULL) : NULL;

		for (; menu; menu = kconf_next_menu(menu, NULL))
			if (menu->symbol && menu->symbol->name)
				g_ptr_array_add(names, g_strdup(menu->symbol->name));
	} else {
		const struct scan_files *files = scan_context_files(context, error);

		if (!files)
			return FALSE;
		for (guint i = 0; i < files->paths->len; i++)
			if (g_str_has_suffix(files->paths->pdata[i], ".c"))
				g_ptr_array_add(names, g_path_get_basename(files->paths->pdata[i]));
	}
	near = ms_nearest(names, base);
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
	const struct scan_files *files = scan_context_files(context, error);
	const char *now;

	if (!files)
		return FALSE;

	if (g_str_has_suffix(base, ".o"))
		base[strlen(base) - 1] = 'c';
	found = with_base_name(files, base, folder);
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

/* an object, or the module that is made of it: x.ko lies where x.o did */
static gboolean resolve_built(struct scan_context *context, const struct scan_query *query,
			      const char *path, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *object = g_path_get_basename(path);
	g_autofree char *source = scan_object_source(context, folder, object);

	/* a composite has no source of its own */
	if (resolve_object(context, query, path, source ? error : NULL))
		return TRUE;
	return !source && resolve_moved(context, query, path, error);
}

/* what is there and no driver: a header, a makefile, a device tree, another project's file */
static gboolean no_source(struct scan_context *context, const struct scan_query *query,
			  const char *path, GError **error)
{
	static const char ways[] = "name a source file, an object, a folder or CONFIG_X";

	if (g_str_has_suffix(path, ".h"))
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "'%s' is a header, which becomes no module: %s", query->text, ways);
	else if (g_path_is_absolute(path))
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE, "'%s' is not in the tree '%s': %s",
			    query->text, context->tree->path, ways);
	else
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "'%s' is no source in C or assembly, which alone becomes a module: %s",
			    query->text, ways);
	return FALSE;
}

static gboolean resolve_path(struct scan_context *context, const struct scan_query *query,
			     GError **error)
{
	g_autofree char *path = plain_path(context, query->text);
	gsize len = strlen(path);
	gboolean source = g_str_has_suffix(path, ".c") || g_str_has_suffix(path, ".S");

	if (g_path_is_absolute(path) || g_str_has_suffix(path, ".h"))
		return no_source(context, query, path, error);
	if (scan_tree_has(context->tree, path, G_FILE_TEST_IS_DIR))
		return resolve_folder(context, query, path, error);
	if (g_str_has_suffix(path, ".o"))
		return resolve_built(context, query, path, error);
	if (!source && scan_tree_has(context->tree, path, G_FILE_TEST_IS_REGULAR))
		return no_source(context, query, path, error);
	if (source && scan_tree_has(context->tree, path, G_FILE_TEST_IS_REGULAR)) {
		path[len - 1] = 'o';
		return resolve_object(context, query, path, error);
	}
	return resolve_moved(context, query, path, error);
}

/* --- what a bare name means ------------------------------------------------------------------ */

/* the source that a module could be named after: '-' and '_' are the same there */
static GPtrArray *sources_of_module(const struct scan_files *files, const char *module)
{
	g_autofree char *wanted = g_strconcat(module, ".c", NULL);
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);

	g_strdelimit(wanted, "-", '_');
	for (guint i = 0; i < files->paths->len; i++) {
		const char *path = files->paths->pdata[i];
		const char *slash = strrchr(path, '/');
		g_autofree char *base = g_strdup(slash ? slash + 1 : path);

		if (!strcmp(g_strdelimit(base, "-", '_'), wanted))
			g_ptr_array_add(found, g_strdup(path));
	}
	return found;
}

/* "arm_smmu_v3" or "arm_smmu_v3.ko", as lsmod and modinfo have it; NULL: no such thing */
static char *source_of_module(struct scan_context *context, const char *name)
{
	g_autofree char *module = g_strdup(name);
	g_autoptr(GPtrArray) found = NULL;
	const struct scan_files *files;

	if (g_str_has_suffix(module, ".ko"))
		module[strlen(module) - 3] = '\0';
	if (strpbrk(module, "/."))
		return NULL;
	files = scan_context_files(context, NULL);
	if (!files)
		return NULL;
	found = sources_of_module(files, module);
	return found->len == 1 ? g_strdup(found->pdata[0]) : NULL;
}

/* the option as it is defined, of "CONFIG_FOO", "FOO", "config_foo" or "foo"; NULL: there is none */
static char *option_of_name(struct scan_context *context, const char *name)
{
	gboolean prefixed = !g_ascii_strncasecmp(name, "CONFIG_", 7);
	const char *plain = prefixed ? name + 7 : name;
	g_autofree char *upper = g_ascii_strup(plain, -1);

	if (strpbrk(name, "/.-"))
		return NULL;
	if (scan_context_option(context, plain))
		return g_strdup(plain);
	return scan_context_option(context, upper) ? g_steal_pointer(&upper) : NULL;
}

static void note_reading(const struct scan_query *query, const char *read)
{
	g_ptr_array_add(query->notes, g_strdup_printf("'%s' is read as %s", query->text, read));
}

static gboolean resolve_name(struct scan_context *context, struct scan_query *query, GError **error)
{
	g_autofree char *option = option_of_name(context, query->text);
	g_autofree char *source = option ? NULL : source_of_module(context, query->text);
	g_autofree char *config = option ? g_strconcat("CONFIG_", option, NULL) : NULL;

	if (option) {
		if (strcmp(query->text, option) != 0 && strcmp(query->text, config) != 0)
			note_reading(query, config);
		query->option = option;
		return resolve_option(context, query, option, error);
	}
	if (!source)
		return resolve_path(context, query, error);
	note_reading(query, source);
	source[strlen(source) - 1] = 'o';
	return resolve_object(context, query, source, error);
}

gboolean scan_resolve(struct scan_context *context, const char *query, GError **error)
{
	g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
	struct scan_query asked = {query, notes, NULL};
	g_autofree char *option = option_of_name(context, query);
	g_autofree char *plain = g_path_is_absolute(query) ? plain_path(context, query) : NULL;
	gboolean prefixed = !g_ascii_strncasecmp(query, "CONFIG_", 7);

	if (!option && (prefixed || !strpbrk(query, "/.-abcdefghijklmnopqrstuvwxyz")) &&
	    !scan_tree_has(context->tree, query, G_FILE_TEST_EXISTS)) {
		g_autofree char *upper = g_ascii_strup(prefixed ? query + 7 : query, -1);

		return unknown(context, &asked, upper, TRUE, error);
	}
	/* no value tells where on this machine the tree is */
	if (plain && !g_path_is_absolute(plain))
		asked.text = plain;
	return resolve_name(context, &asked, error);
}
