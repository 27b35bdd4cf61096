/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "plan/planner.h"

static gboolean make_tristate(struct planner *planner, struct step *step, GError **error)
{
	const struct finding *finding;

	for (guint i = 0; (finding = planner_next(planner, "option-type", &i));) {
		const char *file = planner_file(finding, error);
		const char *from = file ? planner_argument(finding, "from", error) : NULL;
		const char *to = from ? planner_argument(finding, "to", error) : NULL;
		struct edit *edit;

		if (!to)
			return FALSE;
		edit = step_edit(step, EDIT_KCONFIG_TYPE, file, finding->subject);
		edit->from = g_strdup(from);
		edit->to = g_strdup(to);
		step_answers(step, finding);
		record_strings_add(planner->plan->changed_options, finding->subject);
	}
	return TRUE;
}

/* The help says what the module is called, where the option has a prompt and does not say so. */
static void add_help(struct planner *planner, struct step *step)
{
	const struct option *option = planner->driver->option;
	g_autofree char *module = g_path_get_basename(planner->module_file);
	struct edit *edit;

	if (!option || !option->prompt || (option->help && strstr(option->help, "module will be")))
		return;
	edit = step_edit(step, EDIT_KCONFIG_HELP, option->file, planner->driver->config);
	edit->text =
		g_strdup_printf("To compile this driver as a module, choose M here: the module "
				"will be called %s.",
				module);
}

/* Further options whose objects are parts of the same module, "X,Y", or NULL. */
static char *other_options(const struct planner *planner)
{
	g_autoptr(GPtrArray) options = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < planner->driver->sources->len; i++) {
		const struct source *source = planner->driver->sources->pdata[i];
		const char *option = source->option;

		if (option && g_str_has_prefix(option, "CONFIG_") &&
		    strcmp(option + strlen("CONFIG_"), planner->driver->config))
			record_strings_add(options, option + strlen("CONFIG_"));
	}
	g_ptr_array_add(options, NULL);
	return options->len > 1 ? g_strjoinv(",", (char **)options->pdata) : NULL;
}

static gboolean make_composite(struct planner *planner, struct step *step, GError **error)
{
	guint i = 0;
	const struct finding *finding = planner_next(planner, "composite", &i);
	const char *name = finding ? planner_argument(finding, "name", error) : NULL;
	const char *option;
	struct edit *edit;

	if (!finding)
		return TRUE;
	if (!name)
		return FALSE;
	option = finding_argument(finding, "option");
	edit = step_edit(step, EDIT_COMPOSITE,
			 finding->file ? finding->file : planner->driver->makefile,
			 option ? option : planner->driver->config);
	edit->to = g_strdup(name);
	edit->from = other_options(planner);
	step_answers(step, finding);
	step_say(step,
		 "The objects of the driver become the parts of one module, %s. The name differs from "
		 "that of the main object by _ for -, which mean the same on the kernel command line, so "
		 "parameters that are given there keep working.",
		 name);
	return TRUE;
}

static void fix_includes(struct planner *planner, struct step *step)
{
	const struct finding *finding;

	for (guint i = 0; (finding = planner_next(planner, "module-header", &i));) {
		const char *header = finding_argument(finding, "header");
		const char *replace = finding_argument(finding, "replace");
		const char *file = finding->file ? finding->file : finding->subject;
		struct edit *edit;

		if (!header)
			header = "linux/module.h";
		if (replace && *replace) {
			edit = step_edit(step, EDIT_REPLACE_INCLUDE, file, replace);
			edit->text = g_strdup(header);
		} else {
			step_edit(step, EDIT_ADD_INCLUDE, file, header);
		}
		step_answers(step, finding);
	}
}

static gboolean add_tables(struct planner *planner, struct step *step, GError **error)
{
	const struct finding *finding;

	for (guint i = 0; (finding = planner_next(planner, "device-table", &i));) {
		const char *type = planner_argument(finding, "type", error);
		const char *file = type ? planner_file(finding, error) : NULL;
		const char *table = finding_argument(finding, "table");
		struct edit *edit;

		if (!file)
			return FALSE;
		if (!table)
			table = finding->subject;
		if (finding_argument(finding, "wrong")) {
			edit = step_edit(step, EDIT_REPLACE_MACRO, file, "MODULE_DEVICE_TABLE");
			edit->from = g_strdup(type);
		} else {
			edit = step_edit(step, EDIT_INSERT_AFTER, file, table);
		}
		edit->text = g_strdup_printf("MODULE_DEVICE_TABLE(%s, %s);\n", type, table);
		step_answers(step, finding);
	}
	return TRUE;
}

static gboolean change_init(struct planner *planner, struct step *step, GError **error)
{
	const struct finding *finding;

	for (guint i = 0; (finding = planner_next(planner, "initcall-level", &i));) {
		const char *macro = planner_argument(finding, "macro", error);
		const char *to = finding_argument(finding, "to");
		const char *file = macro ? planner_file(finding, error) : NULL;
		struct edit *edit;

		if (!file)
			return FALSE;
		edit = step_edit(step, EDIT_REPLACE_MACRO, file, macro);
		edit->from = g_strdup(finding->subject);
		edit->text = g_strdup_printf("%s(%s);\n", to && *to ? to : "module_init",
					     finding->subject);
		step_answers(step, finding);
	}
	return TRUE;
}

/* A namespace that a symbol is in already, or will be in. */
static const char *namespace_of(const struct planner *planner, const struct symbol *symbol)
{
	const char *space = symbol->exported ? symbol->export_namespace
			    : planner->for_modules || symbol->neighbour_namespace
				    ? NULL
				    : symbol->default_namespace;

	/* what is exported to named modules alone needs no import, where modpost knows of that */
	if (space && g_str_has_prefix(space, "module:") && planner->model->tree->module_prefix)
		return NULL;
	return space;
}

/* Namespaces of symbols that the driver needs, exported now or by this series. */
static void import_namespaces(struct planner *planner, struct step *step, GString *tags)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const struct finding *finding;

	for (guint i = 0; i < planner->driver->symbols->len; i++) {
		const struct symbol *symbol = planner->driver->symbols->pdata[i];
		const char *space = symbol->needed ? namespace_of(planner, symbol) : NULL;

		if (space && *space)
			record_strings_add(names, space);
	}
	for (guint i = 0; (finding = planner_next(planner, "symbol-exported", &i));) {
		g_autofree char *namespace = export_namespace(planner, finding);

		if (namespace)
			record_strings_add(names, namespace);
	}
	for (guint i = 0; i < planner->driver->macros->len; i++) {
		const struct macro_use *use = planner->driver->macros->pdata[i];
		guint at;

		if (!strcmp(use->name, "MODULE_IMPORT_NS") && use->args->len &&
		    g_ptr_array_find_with_equal_func(names, use->args->pdata[0], g_str_equal, &at))
			g_ptr_array_remove_index(names, at);
	}
	for (guint i = 0; (finding = planner_next(planner, "namespace-imported", &i));)
		step_answers(step, finding);
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *written = code_namespace(planner, names->pdata[i]);

		/* the macro takes a word up to 6.12, and this is none */
		if (g_str_has_prefix(names->pdata[i], "module:"))
			g_string_append_printf(tags, "MODULE_INFO(import_ns, \"%s\");\n",
					       (char *)names->pdata[i]);
		else
			g_string_append_printf(tags, "MODULE_IMPORT_NS(%s);\n", written);
	}
}

static void add_tag(GString *tags, const char *macro, const char *value)
{
	g_autofree char *literal = value && *value ? code_string(value) : NULL;

	if (literal)
		g_string_append_printf(tags, "%s(%s);\n", macro, literal);
}

/* Where tags go: behind the last MODULE_ tag that the head has, as an edit's symbol, or NULL. */
static char *last_tag(const struct planner *planner, const char *file)
{
	static const char *const tags[] = {"MODULE_DESCRIPTION", "MODULE_AUTHOR", "MODULE_LICENSE",
					   "MODULE_ALIAS", NULL};
	char *last = NULL;

	for (guint i = 0; i < planner->driver->macros->len; i++) {
		const struct macro_use *use = planner->driver->macros->pdata[i];

		if (g_strcmp0(use->file, file) || !g_strv_contains(tags, use->name) ||
		    !use->args->len)
			continue;
		g_free(last);
		last = g_strdup_printf("%s(%s)", use->name, (char *)use->args->pdata[0]);
	}
	return last;
}

static void add_metadata(struct planner *planner, struct step *step)
{
	const struct source *head = model_head(planner->driver);
	g_autoptr(GString) tags = g_string_new(NULL);
	g_autofree char *behind = NULL;
	const struct finding *meta, *finding;
	const char *author;
	guint i = 0;

	meta = planner_next(planner, "module-metadata", &i);
	author = meta ? finding_argument(meta, "author") : NULL;
	add_tag(tags, "MODULE_DESCRIPTION", meta ? finding_argument(meta, "description") : NULL);
	if (author) {
		g_auto(GStrv) authors = g_strsplit(author, "\n", -1);

		for (guint a = 0; authors[a]; a++)
			add_tag(tags, "MODULE_AUTHOR", authors[a]);
	}
	for (i = 0; (finding = planner_next(planner, "name-match", &i));) {
		const char *alias = finding_argument(finding, "alias");

		add_tag(tags, "MODULE_ALIAS", alias ? alias : finding->subject);
		step_answers(step, finding);
	}
	for (i = 0; (finding = planner_next(planner, "asked-by-name", &i));) {
		g_autofree char *before = g_strconcat("pre: ", finding->subject, NULL);

		add_tag(tags, "MODULE_SOFTDEP", before);
		step_answers(step, finding);
	}
	import_namespaces(planner, step, tags);
	add_tag(tags, "MODULE_LICENSE", meta ? finding_argument(meta, "license") : NULL);
	if (meta)
		step_answers(step, meta);
	if (!tags->len || !head)
		return;
	behind = last_tag(planner, head->file);
	step_edit(step, behind ? EDIT_INSERT_AFTER : EDIT_APPEND, head->file, behind)->text =
		g_strdup(tags->str);
}

/* whoever builds with a defconfig asked for none of it */
static void say_moves(struct planner *planner, struct step *step)
{
	const GPtrArray *findings = planner->findings->findings;
	gboolean first = TRUE;

	for (guint i = 0; i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];
		g_autofree char *sentence = NULL;

		if (g_strcmp0(finding->check, "defconfigs") != 0)
			continue;
		if (first)
			step_say(step,
				 "Not all defconfigs give the same kernel as before, though.");
		first = FALSE;
		sentence = words_sentence(finding->message);
		step_say(step, "%s", sentence);
	}
}

/* what is special of a helper: nobody sets it */
static void say_helper(struct planner *planner, struct step *step)
{
	g_autofree char *module = g_path_get_basename(planner->module_file);
	g_autofree char *finding = g_strconcat("helper-is-bool:", planner->driver->config, NULL);

	record_strings_add(step->findings, finding);

	step_say(
		step,
		"CONFIG_%s is selected by drivers that share %s, CONFIG_%s among them, which is about to "
		"become a driver that can be a module. As a bool it would stay in the image, though "
		"nothing there uses it any more. Make it a tristate, so that it follows them: y where one "
		"of them is, and a module, %s, where all of them are. Nothing changes while they are built "
		"in.",
		planner->driver->config, planner->name, planner->driver->follows, module);
}

static void say_sibling(struct planner *planner, struct step *step)
{
	step_say(step,
		 "CONFIG_%s builds several drivers, each of which is a module once the option can be m. "
		 "Give %s what a module needs, before the option changes.",
		 planner->driver->config, planner->name);
}

static void say_driver(struct planner *planner, struct step *step)
{
	g_autofree char *module = g_path_get_basename(planner->module_file);

	step_say(
		step,
		"%s can only be built into the kernel image, so a kernel for many machines carries it on "
		"all of them, with the device or without. Make CONFIG_%s a tristate, so that such a kernel "
		"can have the driver as a module, %s. With =y nothing changes: the driver is registered at "
		"the same initcall level as before.",
		planner->name, planner->driver->config, module);
}

/* code that is only called has nothing to undo */
static gboolean starts(const struct driver *driver)
{
	const struct source *head = model_head(driver);

	return head && (head->head || !driver->follows);
}

static void say_what(struct planner *planner, struct step *step, GPtrArray *rest)
{
	const struct finding *alias = planner_first(planner, "name-match");
	const struct finding *macro = planner_first(planner, "builtin-macro");

	if (planner->prepares)
		say_sibling(planner, step);
	else if (planner->driver->follows)
		say_helper(planner, step);
	else
		say_driver(planner, step);
	if (!planner->prepares)
		say_moves(planner, step);
	for (guint i = 0; i < rest->len; i++)
		g_ptr_array_add(step->paragraphs, g_strdup(rest->pdata[i]));
	if (alias && alias->severity == SEVERITY_CHANGE)
		step_say(step,
			 "Devices that are matched by name find the module by its alias, which is added beside "
			 "the usual module information. If the module is needed to reach the root file "
			 "system, it has to be in the initramfs.");
	if (!planner->removable)
		step_say(step, "The module is a permanent one, it cannot be unloaded: %s.",
			 planner->unload_reason);
	else if (macro && macro->severity == SEVERITY_CHANGE && !merge_planned(planner))
		step_say(step,
			 "%s() stays for now. In a module it gives an init function and no exit function: the "
			 "module can be loaded, and not yet be unloaded.",
			 finding_argument(macro, "macro") ? finding_argument(macro, "macro")
							  : "builtin_platform_driver");
	else if (starts(planner->driver))
		step_say(step,
			 "There is no exit function yet: the module can be loaded, and not yet be "
			 "unloaded.");
	step_sign(step);
}

static char *title_of(const struct planner *planner)
{
	if (planner->prepares)
		return g_strdup_printf("Prepare %s for building as a module", planner->name);
	if (planner->driver->follows)
		return g_strdup_printf("Allow building %s as a module", planner->name);
	return g_strdup("Allow building as a module");
}

gboolean plan_loadable(struct planner *planner, GError **error)
{
	g_autofree char *title = title_of(planner);
	struct step *step = planner_step(planner, STEP_DRIVER, g_strdup("driver"),
					 planner->driver->folder, title);
	g_autoptr(GPtrArray) rest = NULL;

	if (!planner->prepares) {
		if (!make_tristate(planner, step, error))
			return FALSE;
		add_help(planner, step);
		if (!plan_deferral_line(planner, step, error))
			return FALSE;
	}
	if (!make_composite(planner, step, error) || !plan_late(planner, step, error) ||
	    !plan_tables(planner, step, error))
		return FALSE;
	fix_includes(planner, step);
	if (!add_tables(planner, step, error) || !change_init(planner, step, error))
		return FALSE;
	plan_merge(planner, step);
	add_metadata(planner, step);
	if (!step->edits->len) {
		/* only the option was missing, and it is the last driver's to change */
		g_ptr_array_remove(planner->plan->steps, step);
		record_free(&plan_step_type, step);
		return TRUE;
	}
	rest = step->paragraphs;
	step->paragraphs = g_ptr_array_new_with_free_func(g_free);
	say_what(planner, step, rest);
	return TRUE;
}

gboolean plan_bare(struct planner *planner, GError **error)
{
	struct plan *plan = planner->plan;
	g_autofree char *title = g_strdup_printf("Make %s a tristate", plan->config);
	struct step *step = planner_step(planner, STEP_DRIVER, g_strdup("option"),
					 planner->driver->folder, title);

	plan->summary =
		g_strdup_printf("CONFIG_%s is a bool by which nothing is built. This series "
				"makes it a tristate.",
				plan->config);
	if (!make_tristate(planner, step, error))
		return FALSE;
	step_say(step,
		 "No makefile builds anything by CONFIG_%s, so there is no module to make. As a tristate "
		 "it can be m with the modules that depend on it.",
		 plan->config);
	step_sign(step);
	return TRUE;
}
