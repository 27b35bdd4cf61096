/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "target/context.h"
#include "target/driver.h"
#include "why/uses.h"

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

static void add_part(struct scan_context *context, struct scan_target *target,
		     const struct ms_kbuild_rule *rule, const char *option)
{
	const char *folder = target->driver->folder;
	g_autofree char *source = scan_object_source(context, folder, rule->object);
	struct scan_part *part;

	if (!source) {
		scan_problem(
			target->driver, rule->place.file, rule->place.line,
			"'%s' has no source in the tree: it is generated, or listed for nothing",
			rule->object);
		return;
	}
	for (guint i = 0; i < target->parts->len; i++) {
		const struct scan_part *other = target->parts->pdata[i];

		if (!strcmp(other->source, source))
			return;
	}
	part = g_new0(struct scan_part, 1);
	part->source = g_steal_pointer(&source);
	part->object = g_build_filename(folder, rule->object, NULL);
	part->state = scan_rule_state(context, rule);
	part->when = option ? g_strdup_printf("CONFIG_%s", option) : NULL;
	g_ptr_array_add(target->parts, part);
}

static void add_composite_parts(struct scan_context *context, struct scan_target *target)
{
	const GPtrArray *rules = target->makefile->rules;

	for (guint i = 0; i < rules->len; i++) {
		const struct ms_kbuild_rule *rule = rules->pdata[i];
		const struct ms_kbuild_listing *listing = rule->listings->pdata[0];

		if (g_strcmp0(rule->composite, target->rule->object) != 0 ||
		    !g_str_has_suffix(rule->object, ".o"))
			continue;
		/* what stands in several lists is in with the first of them */
		add_part(context, target, rule, rule->listings->len == 1 ? listing->option : NULL);
	}
}

/* "arm_smmu_v3" of "arm-smmu-v3.o": KBUILD_MODNAME of a module of that name */
static char *module_name(const char *object)
{
	g_autofree char *base = g_path_get_basename(object);

	base[strlen(base) - strlen(".o")] = '\0';
	return g_strdelimit(g_steal_pointer(&base), "-,", '_');
}

/* what was not understood of a makefile, where it could decide about this driver */
static void add_problems(struct scan_context *context, struct scan_target *target)
{
	const GPtrArray *problems = target->makefile->problems;
	gboolean unsure = scan_rule_state(context, target->rule) == '?';

	for (guint i = 0; i < target->parts->len; i++)
		unsure |= ((const struct scan_part *)target->parts->pdata[i])->state == '?';
	for (guint i = 0; unsure && i < problems->len; i++) {
		const struct ms_kbuild_problem *problem = problems->pdata[i];

		scan_problem(target->driver, problem->place.file, problem->place.line, "%s",
			     problem->message);
	}
}

static struct scan_target *target_new(const struct scan_query *query,
				      const struct scan_place *place)
{
	struct scan_target *target = g_new0(struct scan_target, 1);
	struct driver *driver = record_new(&model_driver_type);
	const char *object = place->rule->object, *folder = place->makefile->folder;
	g_autofree char *stem = g_strndup(object, strlen(object) - strlen(".o"));

	driver->query = g_strdup(query->text);
	for (guint i = 0; i < query->notes->len; i++)
		g_ptr_array_add(driver->notes, g_strdup(query->notes->pdata[i]));
	driver->config = g_strdup(place->option);
	driver->module = module_name(object);
	driver->module_file = g_build_filename(folder, stem, NULL);
	driver->folder = g_strdup(folder);
	driver->makefile = g_strdup(place->makefile->file);
	driver->makefile_line = place->listing->place.line;
	target->driver = driver;
	target->makefile = place->makefile;
	target->rule = place->rule;
	target->parts = g_ptr_array_new_with_free_func(part_free);
	target->headers = g_ptr_array_new();
	return target;
}

/* does this driver stand in the list already? */
static gboolean is_known(const struct scan_context *context, const struct driver *driver)
{
	for (guint i = 0; i < context->targets->len; i++) {
		const struct scan_target *other = context->targets->pdata[i];

		if (!g_strcmp0(other->driver->module_file, driver->module_file) &&
		    !g_strcmp0(other->driver->config, driver->config))
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

	if (!scan_context_image(context) || !scan_index_find(context->index, a->object, &from) ||
	    !scan_index_find(context->index, b->object, &to))
		return FALSE;
	g_hash_table_iter_init(&iter, context->index->needs);
	while (g_hash_table_iter_next(&iter, &key, &value)) {
		const struct scan_definition *definition;

		if (!scan_index_needs(value, from))
			continue;
		definition = scan_index_definition(context->index, key);
		if (definition && definition->object == to &&
		    !scan_exports_find(context->exports, key))
			return TRUE;
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
	driver->module = module_name(base);
	driver->module_file = g_build_filename(driver->folder, driver->module, NULL);
}

/* does an option depend on one of the names? */
static gboolean depends_on(struct scan_context *context, const char *option, const GPtrArray *names)
{
	const struct kconf_symbol *symbol = scan_context_option(context, option);
	const struct kconf_menu *menu = symbol ? symbol->definitions : NULL;

	for (; menu; menu = menu->next_definition)
		for (guint n = 0; n < names->len; n++) {
			const struct kconf_symbol *other =
				scan_context_option(context, names->pdata[n]);

			if (other && conf_depends_on(menu, other))
				return TRUE;
		}
	return FALSE;
}

/* the option of a plain object on an obj- list; NULL: it is no such object, or it has none */
static const char *option_of(const struct ms_kbuild_rules *makefile,
			     const struct ms_kbuild_rule *rule, guint listing)
{
	const struct ms_kbuild_listing *row = rule->listings->pdata[listing];

	return rule->composite || rule->library || !g_str_has_suffix(rule->object, ".o") ||
			       scan_is_composite(makefile, rule->object)
		       ? NULL
		       : row->option;
}

/*
 * Parts of a split driver that can be left out hang on options of their own, which depend on the
 * driver's; what has an init call is a driver of its own.
 */
static void add_optional_parts(struct scan_context *context, struct scan_target *target)
{
	const GPtrArray *rules = target->makefile->rules;
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(names, g_strdup(target->driver->config));
	for (guint i = 0; i < rules->len; i++) {
		const struct ms_kbuild_rule *rule = rules->pdata[i];
		const char *option = option_of(target->makefile, rule, 0);
		guint before = target->parts->len;

		if (!option || !strcmp(option, target->driver->config) ||
		    !depends_on(context, option, names))
			continue;
		add_part(context, target, rule, option);
		if (target->parts->len == before)
			continue;
		if (has_init_call(context, target->parts->pdata[before]))
			g_ptr_array_set_size(target->parts, (gint)before);
		else
			record_strings_add(names, option);
	}
}

/* the plain objects of a folder that an option lists */
static void add_listed(struct scan_context *context, struct scan_target *target)
{
	const GPtrArray *rules = target->makefile->rules;

	for (guint i = 0; i < rules->len; i++) {
		const struct ms_kbuild_rule *rule = rules->pdata[i];

		for (guint k = 0; k < rule->listings->len; k++)
			if (!g_strcmp0(option_of(target->makefile, rule, k),
				       target->driver->config)) {
				add_part(context, target, rule, NULL);
				break;
			}
	}
}

/*
 * A plain object: alone, or one of several on the same option that make a module together. FALSE:
 * the others make modules of their own.
 */
static gboolean fill_plain(struct scan_context *context, struct scan_target *target,
			   const struct scan_place *place)
{
	gboolean alone;

	/* the objects of a library go where they are needed, each alone */
	if (place->listing->option && !place->rule->library)
		add_listed(context, target);
	if (target->parts->len > 1 && belong_together(context, target->parts)) {
		target->driver->split = TRUE;
		name_after_head(context, target);
		add_optional_parts(context, target);
		return TRUE;
	}
	alone = target->parts->len < 2;
	g_ptr_array_set_size(target->parts, 0);
	add_part(context, target, place->rule, NULL);
	return alone;
}

/* the other objects of the option: each is a module with it, and is looked at with it */
static void add_siblings(struct scan_context *context, const struct scan_query *query,
			 const struct scan_place *place)
{
	const GPtrArray *rules = place->makefile->rules;

	for (guint i = 0; i < rules->len; i++) {
		const struct ms_kbuild_rule *rule = rules->pdata[i];

		for (guint k = 0; rule != place->rule && k < rule->listings->len; k++) {
			struct scan_place other = {place->makefile, rule, NULL,
						   rule->listings->pdata[k], place->option};

			if (!g_strcmp0(option_of(place->makefile, rule, k), place->option))
				scan_add_module(context, query, &other);
		}
	}
}

/* the module that an object of a folder belongs to */
void scan_add_module(struct scan_context *context, const struct scan_query *query,
		     const struct scan_place *place)
{
	struct scan_target *target = target_new(query, place);

	gboolean alone = TRUE;

	target->driver->composite = scan_is_composite(place->makefile, place->rule->object);
	if (target->driver->composite)
		add_composite_parts(context, target);
	else
		alone = fill_plain(context, target, place);
	add_problems(context, target);
	if (is_known(context, target->driver)) {
		scan_target_free(target);
		return;
	}
	g_ptr_array_add(context->targets, target);
	if (!alone)
		add_siblings(context, query, place);
}

void scan_add_bare(struct scan_context *context, const struct scan_query *query, const char *option)
{
	struct scan_target *target = g_new0(struct scan_target, 1);
	struct driver *driver = record_new(&model_driver_type);
	const struct kconf_symbol *symbol = scan_context_option(context, option);
	const char *file = conf_session_file(context->kconfig, symbol->definitions);

	driver->query = g_strdup(query->text);
	for (guint i = 0; i < query->notes->len; i++)
		g_ptr_array_add(driver->notes, g_strdup(query->notes->pdata[i]));
	driver->config = g_strdup(option);
	driver->module = g_ascii_strdown(option, -1);
	driver->folder = g_path_get_dirname(file);
	target->driver = driver;
	target->parts = g_ptr_array_new_with_free_func(part_free);
	target->headers = g_ptr_array_new();
	if (is_known(context, driver))
		scan_target_free(target);
	else
		g_ptr_array_add(context->targets, target);
}
