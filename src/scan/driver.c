/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "kbuild/folder.h"
#include "scan/context.h"
#include "scan/driver.h"

static void part_free(void *data)
{
	struct scan_part *part = data;

	g_free(part->source);
	g_free(part->object);
	g_free(part->when);
	scan_cmdfile_free(part->command);
	g_free(part);
}

void scan_target_free(struct scan_target *target)
{
	if (!target)
		return;
	record_free(&model_driver_type, target->driver);
	g_ptr_array_unref(target->parts);
	g_ptr_array_unref(target->headers);
	g_free(target);
}

/* the source of an object of a folder: "x.c" or "x.S"; NULL when the tree has none */
char *scan_object_source(struct scan_context *context, const char *folder, const char *object)
{
	static const char *const suffixes[] = {".c", ".S", ".rs", NULL};
	g_autofree char *stem = g_strndup(object, strlen(object) - 2);

	for (guint i = 0; suffixes[i]; i++) {
		g_autofree char *name = g_strconcat(stem, suffixes[i], NULL);
		g_autofree char *path = g_build_filename(folder, name, NULL);
		g_autofree char *plain = g_canonicalize_filename(path, "/");

		if (scan_tree_has(context->tree, plain + 1, G_FILE_TEST_IS_REGULAR))
			return g_strdup(plain + 1);
	}
	return NULL;
}

static void add_part(struct scan_context *context, struct scan_target *target, const char *folder,
		     const struct kbuild_entry *entry, const char *object, const char *when)
{
	g_autofree char *source = scan_object_source(context, folder, object);
	struct scan_part *part;

	if (!source) {
		scan_problem(
			target->driver, target->driver->makefile, target->driver->makefile_line,
			"'%s' has no source in the tree: it is generated, or listed for nothing",
			object);
		return;
	}
	for (guint i = 0; i < target->parts->len; i++) {
		const struct scan_part *other = target->parts->pdata[i];

		if (!strcmp(other->source, source))
			return;
	}
	part = g_new0(struct scan_part, 1);
	part->source = g_steal_pointer(&source);
	part->object = g_build_filename(folder, object, NULL);
	part->conditional = entry && entry->assignment->conditions;
	part->when = g_str_has_prefix(when ? when : "", "CONFIG_") ? g_strdup(when) : NULL;
	g_ptr_array_add(target->parts, part);
}

static void add_composite_parts(struct scan_context *context, struct scan_target *target,
				const struct kbuild_folder *makefile, const char *composite)
{
	g_autoptr(GPtrArray) parts = kbuild_composite_parts(makefile, composite);

	for (guint i = 0; i < parts->len; i++) {
		const struct kbuild_entry *entry = parts->pdata[i];

		if (g_str_has_suffix(entry->word, ".o"))
			add_part(context, target, target->driver->folder, entry, entry->word,
				 entry->assignment->when);
		else if (strchr(entry->word, '$'))
			scan_problem(target->driver, target->driver->makefile, entry->line,
				     "'%s' needs make to be understood", entry->word);
	}
}

static struct scan_target *target_new(const struct scan_query *query, const char *folder,
				      const struct kbuild_folder *makefile, guint line,
				      const char *option, const char *object)
{
	struct scan_target *target = g_new0(struct scan_target, 1);
	struct driver *driver = record_new(&model_driver_type);
	g_autofree char *stem = g_strndup(object, strlen(object) - 2);

	driver->query = g_strdup(query->text);
	for (guint i = 0; i < query->notes->len; i++)
		g_ptr_array_add(driver->notes, g_strdup(query->notes->pdata[i]));
	driver->config = g_strdup(option);
	driver->module = kbuild_module_name(object);
	driver->module_file = g_build_filename(folder, stem, NULL);
	driver->folder = g_strdup(folder);
	driver->makefile = g_strdup(kbuild_folder_file(makefile));
	driver->makefile_line = line;
	target->driver = driver;
	target->parts = g_ptr_array_new_with_free_func(part_free);
	target->headers = g_ptr_array_new();
	return target;
}

/* does this driver stand in the list already? */
static gboolean is_known(const struct scan_context *context, const struct driver *driver)
{
	for (guint i = 0; i < context->targets->len; i++) {
		const struct scan_target *other = context->targets->pdata[i];

		if (!strcmp(other->driver->module_file, driver->module_file))
			return TRUE;
	}
	return FALSE;
}

static gboolean has_init_call(struct scan_context *context, const struct scan_part *part)
{
	struct scan_text *text = scan_context_text(context, part->source);
	guint n;
	const struct ctext_macro *macros;

	if (!text)
		return FALSE;
	macros = ctext_macros(text->outline, &n);
	for (guint i = 0; i < n; i++)
		if (g_str_has_suffix(macros[i].name, "initcall") ||
		    g_str_has_suffix(macros[i].name, "_initcall_sync") ||
		    !strcmp(macros[i].name, "module_init") ||
		    g_str_has_suffix(macros[i].name, "_driver"))
			return TRUE;
	return FALSE;
}

/* does one part need what only the other defines, without an export? */
static gboolean refer(struct scan_context *context, const struct scan_part *a,
		      const struct scan_part *b)
{
	guint from, to;
	GHashTableIter iter;
	void *key, *value;

	if (!scan_index_find(context->index, a->object, &from) ||
	    !scan_index_find(context->index, b->object, &to))
		return FALSE;
	g_hash_table_iter_init(&iter, context->index->needs);
	while (g_hash_table_iter_next(&iter, &key, &value)) {
		const GArray *who = value;
		const struct scan_definition *definition;

		for (guint i = 0; i < who->len; i++)
			if (g_array_index(who, guint, i) == from) {
				definition = scan_index_definition(context->index, key);
				if (definition && definition->object == to &&
				    !scan_exports_find(context->exports, key))
					return TRUE;
				break;
			}
	}
	return FALSE;
}

/* several objects on one option: parts of one module, or a module each? */
static gboolean belong_together(struct scan_context *context, const GPtrArray *parts)
{
	guint heads = 0;

	for (guint i = 0; i < parts->len; i++)
		heads += has_init_call(context, parts->pdata[i]);
	if (heads < 2)
		return TRUE;
	for (guint i = 0; i < parts->len; i++)
		for (guint j = 0; j < parts->len; j++)
			if (i != j && refer(context, parts->pdata[i], parts->pdata[j]))
				return TRUE;
	return FALSE;
}

/* names the module of a split driver after the part that has the init call, or the first one */
static void name_after_head(struct scan_context *context, struct scan_target *target)
{
	struct driver *driver = target->driver;
	const struct scan_part *head = target->parts->pdata[0];
	g_autofree char *base = NULL;

	for (guint i = target->parts->len; i-- > 0;)
		if (has_init_call(context, target->parts->pdata[i]))
			head = target->parts->pdata[i];
	base = g_path_get_basename(head->object);
	g_free(driver->module);
	g_free(driver->module_file);
	driver->module = kbuild_module_name(base);
	driver->module_file = g_build_filename(driver->folder, driver->module, NULL);
}

/* does an option depend on one of the names, here by a whole word of a dependency? */
static gboolean depends_on(struct scan_context *context, const char *option, const GPtrArray *names)
{
	const GPtrArray *defs = kconfig_tree_find(context->kconfig, option);

	for (guint i = 0; defs && i < defs->len; i++) {
		g_autoptr(GPtrArray) texts = kconfig_def_dependencies(defs->pdata[i]);

		for (guint t = 0; t < texts->len; t++)
			for (guint n = 0; n < names->len; n++)
				if (kconfig_expr_mentions(texts->pdata[t], names->pdata[n]))
					return TRUE;
	}
	return FALSE;
}

/*
 * Parts of a split driver that can be left out hang on options of their own, which depend on the
 * driver's; what has an init call is a driver of its own.
 */
static void add_optional_parts(struct scan_context *context, struct scan_target *target,
			       const struct kbuild_folder *makefile)
{
	const GPtrArray *entries = kbuild_folder_entries(makefile);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(names, g_strdup(target->driver->config));
	for (guint i = 0; i < entries->len; i++) {
		const struct kbuild_entry *entry = entries->pdata[i];
		const char *when = entry->assignment->when;
		guint before = target->parts->len;

		if (entry->assignment->list != KBUILD_OBJ || !when ||
		    !g_str_has_prefix(when, "CONFIG_") ||
		    !strcmp(when + 7, target->driver->config) ||
		    !g_str_has_suffix(entry->word, ".o") ||
		    kbuild_is_composite(makefile, entry->word) ||
		    !depends_on(context, when + 7, names))
			continue;
		add_part(context, target, target->driver->folder, entry, entry->word, when);
		if (target->parts->len == before)
			continue;
		if (has_init_call(context, target->parts->pdata[before]))
			g_ptr_array_set_size(target->parts, (gint)before);
		else
			record_strings_add(names, when + 7);
	}
}

/*
 * A plain object on an option: alone, or one of several of the same line of thought. `wanted` is
 * the object asked for, NULL when the option was asked for.
 */
static void add_plain(struct scan_context *context, const struct scan_query *query,
		      const struct kbuild_folder *makefile, const char *folder, const char *option,
		      const char *wanted, guint line)
{
	const GPtrArray *entries = kbuild_folder_entries(makefile);
	g_autofree char *when = option ? g_strdup_printf("CONFIG_%s", option) : NULL;
	struct scan_target *target = target_new(query, folder, makefile, line, option, wanted);

	for (guint i = 0; option && i < entries->len; i++) {
		const struct kbuild_entry *entry = entries->pdata[i];

		if (entry->assignment->list == KBUILD_OBJ &&
		    !g_strcmp0(entry->assignment->when, when) &&
		    g_str_has_suffix(entry->word, ".o") &&
		    !kbuild_is_composite(makefile, entry->word))
			add_part(context, target, folder, entry, entry->word, NULL);
	}
	if (target->parts->len > 1 && belong_together(context, target->parts)) {
		target->driver->split = TRUE;
		name_after_head(context, target);
		add_optional_parts(context, target, makefile);
	} else {
		g_ptr_array_set_size(target->parts, 0);
		add_part(context, target, folder, NULL, wanted, NULL);
	}
	if (is_known(context, target->driver))
		scan_target_free(target);
	else
		g_ptr_array_add(context->targets, target);
}

/* the module that an object of a folder belongs to */
void scan_add_module(struct scan_context *context, const struct scan_query *query,
		     const struct kbuild_folder *makefile, const char *folder,
		     const struct kbuild_place *place)
{
	const char *object = place->composite ? place->composite : place->object;
	guint line = place->listed ? place->listed->line : place->line;
	struct scan_target *target;

	if (!place->composite && !kbuild_is_composite(makefile, object)) {
		add_plain(context, query, makefile, folder, place->option, object, line);
		return;
	}
	target = target_new(query, folder, makefile, line, place->option, object);
	target->driver->composite = TRUE;
	add_composite_parts(context, target, makefile, object);
	if (is_known(context, target->driver))
		scan_target_free(target);
	else
		g_ptr_array_add(context->targets, target);
}
