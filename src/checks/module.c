/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "checks/check.h"
#include "evidence/drivers.h"
#include "evidence/words.h"

const struct macro_use *find_macro(const struct driver *driver, const char *name)
{
	for (guint i = 0; i < driver->macros->len; i++) {
		const struct macro_use *macro = driver->macros->pdata[i];

		if (!strcmp(macro->name, name))
			return macro;
	}
	return NULL;
}

const struct source *find_source(const struct driver *driver, const char *file)
{
	for (guint i = 0; i < driver->sources->len; i++) {
		const struct source *source = driver->sources->pdata[i];

		if (!g_strcmp0(source->file, file))
			return source;
	}
	return NULL;
}

const char *macro_argument(const struct macro_use *macro, guint n)
{
	return n < macro->args->len ? macro->args->pdata[n] : NULL;
}

/* the first row whose glob fits the SPDX expression */
static const char *license_for(const struct rule *rule, const char *spdx)
{
	const json_t *rows = rule_rows(rule, "licenses");
	gsize i;
	json_t *row;

	json_array_foreach(rows, i, row)
		if (spdx && g_pattern_match_simple(row_text(row, "spdx"), spdx))
			return row_text(row, "license");
	return NULL;
}

/* one line that says what the driver is: its first comment's, else the option's prompt */
static char *describe(const struct driver *driver, const struct source *head)
{
	const char *prompt = driver->option ? driver->option->prompt : NULL;
	const char *summary = head->summary;
	g_autofree char *base = g_path_get_basename(head->file);
	char *text;

	if (summary && (g_str_has_prefix(summary, "Copyright") || strchr(summary, '\n') ||
			strlen(summary) > 90 || strstr(summary, base) || strchr(summary, '"')))
		summary = NULL;
	text = g_strdup(summary ? summary : prompt ? prompt : driver->module);
	if (g_str_has_suffix(text, "."))
		text[strlen(text) - 1] = '\0';
	return text;
}

static void say_metadata(struct finding *finding, const struct driver *driver, gboolean license,
			 gboolean description, gboolean author)
{
	const char *missing = license && description ? "MODULE_LICENSE and MODULE_DESCRIPTION"
			      : license              ? "MODULE_LICENSE"
						     : "MODULE_DESCRIPTION";

	finding_say(finding, "%s has no %s%s", driver->module, missing,
		    author ? ", and no MODULE_AUTHOR" : "");
}

void check_module_metadata(struct context *context)
{
	const struct driver *driver = context->driver;
	const struct source *head = model_head(driver);
	gboolean no_license = !find_macro(driver, "MODULE_LICENSE");
	gboolean no_description = !find_macro(driver, "MODULE_DESCRIPTION");
	gboolean no_author = !find_macro(driver, "MODULE_AUTHOR");
	g_autofree char *description = NULL;
	struct finding *finding;
	const char *license;

	if (!head || (!no_license && !no_description))
		return;
	finding = emit(context, driver->module, head->file, 0);
	if (!finding)
		return;
	license = license_for(context->rule, head->spdx);
	description = describe(driver, head);
	say_metadata(finding, driver, no_license, no_description, no_author);
	if (no_license && !license) {
		finding_severity(finding, SEVERITY_BLOCKER);
		finding_say(finding,
			    "%s has no MODULE_LICENSE, and its SPDX line ('%s') does not say which "
			    "one fits",
			    driver->module, head->spdx ? head->spdx : "none");
		finding_fix(finding, "add the MODULE_LICENSE() that the file's licence allows");
	}
	finding_set(finding, "license", no_license ? license : NULL);
	finding_set(finding, "description", no_description ? description : NULL);
	finding_set(finding, "author", no_author ? head->authors : NULL);
}

static gboolean includes(const struct source *source, const char *header)
{
	return g_ptr_array_find_with_equal_func(source->includes, header, g_str_equal, NULL);
}

/* does something that this rule's list names go into the file? */
static gboolean will_need_header(const struct context *context, const char *file)
{
	for (guint i = 0; i < context->out->findings->len; i++) {
		const struct finding *finding = context->out->findings->pdata[i];

		if (finding->severity == SEVERITY_CHANGE && !g_strcmp0(finding->file, file) &&
		    rule_lists(context->rule, "needed_by", finding->rule))
			return TRUE;
	}
	return FALSE;
}

void check_module_header(struct context *context)
{
	const struct driver *driver = context->driver;
	const char *header = rule_text(context->rule, "header");
	const char *covered = rule_text(context->rule, "replaces");

	/* what can be m already compiles as one, by way of some header */
	for (guint i = 0; !context->tristate && i < driver->sources->len; i++) {
		const struct source *source = driver->sources->pdata[i];
		gboolean replace = includes(source, covered);
		struct finding *finding;

		if (includes(source, header) ||
		    (source != model_head(driver) && !will_need_header(context, source->file)))
			continue;
		finding = emit(context, source->file, source->file, 0);
		if (!finding)
			continue;
		finding_say(finding, "'%s' does not include <%s>, which the module's macros need",
			    source->file, header);
		finding_fix(finding,
			    replace ? "<%s> in place of <%s>, which it brings along"
				    : "include <%s>%.0s",
			    header, covered);
		finding_set(finding, "header", header);
		finding_set(finding, "replace", replace ? covered : NULL);
	}
}

static gboolean has_table(const struct driver *driver, const char *type, const char *table)
{
	for (guint i = 0; i < driver->macros->len; i++) {
		const struct macro_use *macro = driver->macros->pdata[i];

		if (!strcmp(macro->name, "MODULE_DEVICE_TABLE") &&
		    !g_strcmp0(macro_argument(macro, 0), type) &&
		    !g_strcmp0(macro_argument(macro, 1), table))
			return TRUE;
	}
	return FALSE;
}

/* a table that is to be seen from outside: `says` is a sentence up to the colon */
/* the file's only table of that type, where what it names is not there: built in, nobody sees it */
static const struct macro_use *wrong_table(const struct driver *driver, const char *type,
					   const char *file)
{
	const struct macro_use *wrong = NULL;
	const struct variable *named;
	guint count = 0;

	for (guint i = 0; i < driver->macros->len; i++) {
		const struct macro_use *macro = driver->macros->pdata[i];

		if (strcmp(macro->name, "MODULE_DEVICE_TABLE") != 0 ||
		    g_strcmp0(macro->file, file) || g_strcmp0(macro_argument(macro, 0), type))
			continue;
		count++;
		named = model_variable(driver, macro_argument(macro, 1));
		if (macro_argument(macro, 1) && (!named || g_strcmp0(named->file, file)))
			wrong = macro;
	}
	return count == 1 ? wrong : NULL;
}

static void say_wrong(struct finding *finding, const struct macro_use *wrong, const char *type,
		      const char *name)
{
	finding_say(finding,
		    "MODULE_DEVICE_TABLE(%s, %s) (%s:%" G_GINT64_FORMAT
		    ") names what its file does not define; built in nobody notices, but as a "
		    "module it does not compile",
		    type, macro_argument(wrong, 1), wrong->file, wrong->line);
	finding_fix(finding, "MODULE_DEVICE_TABLE(%s, %s) in its place", type, name);
	finding_set(finding, "wrong", macro_argument(wrong, 1));
}

static void want_table(struct context *context, const char *name, const char *type,
		       const char *says, const char *user, const char *file, gint64 line)
{
	const struct variable *table = model_variable(context->driver, name);
	const struct source *source = find_source(context->driver, table ? table->file : file);
	const struct macro_use *wrong;
	struct finding *finding;

	if (has_table(context->driver, type, name))
		return;
	finding = emit(context, name, table ? table->file : file, table ? table->line : line);
	if (!finding)
		return;
	finding_say(finding, "%s: without MODULE_DEVICE_TABLE nothing loads %s for them", says,
		    context->driver->module);
	finding_fix(finding, "MODULE_DEVICE_TABLE(%s, %s) behind it", type, name);
	if (!table || !source || !source->built) {
		finding_severity(finding, SEVERITY_RISK);
		finding_fix(finding, "%s",
			    table ? "this configuration does not build its file, so "
				    "modsplit leaves it alone: add the table by hand"
				  : "the table stands in another file: add "
				    "MODULE_DEVICE_TABLE there by hand");
	}
	finding_set(finding, "type", type);
	finding_set(finding, "table", name);
	finding_set(finding, "driver", user);
	wrong = table && source && source->built ? wrong_table(context->driver, type, table->file)
						 : NULL;
	if (wrong)
		say_wrong(finding, wrong, type, name);
}

static void want_matched(struct context *context, const struct variable *driver, const char *type,
			 const char *value)
{
	g_autofree char *name = value ? words_last(value) : NULL;
	g_autofree char *says = NULL;

	if (!name || !strcmp(name, "NULL"))
		return;
	says = g_strdup_printf(
		"'%s' says which devices '%s' is for, but only the driver core sees it", name,
		driver->name);
	want_table(context, name, type, says, driver->name, driver->file, driver->line);
}

/* the variable of that structure among a call's arguments, or NULL */
static const struct variable *searched_table(const struct driver *driver, const struct call *call,
					     const char *structure)
{
	g_auto(GStrv) arguments = words_arguments(call->args);

	for (guint i = 0; arguments[i]; i++) {
		const struct variable *variable = model_variable(driver, arguments[i]);

		if (variable && is_struct(variable, structure))
			return variable;
	}
	return NULL;
}

static void want_searched(struct context *context, const struct function *function,
			  const struct call *call)
{
	const json_t *rows = rule_rows(context->rule, "searches");
	gsize k;
	json_t *row;

	json_array_foreach(rows, k, row) {
		const struct variable *table;
		g_autofree char *says = NULL;

		if (strcmp(call->callee, row_text(row, "call")))
			continue;
		table = searched_table(context->driver, call, row_text(row, "struct"));
		if (!table)
			continue;
		says = g_strdup_printf(
			"'%s' says which devices '%s' looks for, but only its code sees it",
			table->name, function->name);
		want_table(context, table->name, row_text(row, "type"), says, function->name,
			   table->file, table->line);
	}
}

void check_device_table(struct context *context)
{
	const struct driver *driver = context->driver;
	const json_t *rows = rule_rows(context->rule, "tables");
	gboolean has_driver = FALSE;

	for (guint i = 0; i < driver->variables->len; i++) {
		const struct variable *variable = driver->variables->pdata[i];
		gsize k;
		json_t *row;

		json_array_foreach(rows, k, row)
			if (is_struct(variable, row_text(row, "struct"))) {
				has_driver = TRUE;
				want_matched(context, variable, row_text(row, "type"),
					     model_field(variable, row_text(row, "field")));
			}
	}
	for (guint i = 0; !has_driver && i < driver->functions->len; i++) {
		const struct function *function = driver->functions->pdata[i];

		for (guint k = 0; k < function->calls->len; k++)
			want_searched(context, function, function->calls->pdata[k]);
	}
}

/* who makes devices for this driver by name, or NULL; the parameter table says by what it shows */
static const char *made_by_name(const struct context *context, const struct variable *variable)
{
	const json_t *rows = rule_rows(context->rule, "creators");
	const struct source *source = find_source(context->driver, variable->file);
	gsize i;
	json_t *row;

	json_array_foreach(rows, i, row)
		if (source && includes(source, row_text(row, "header")))
			return row_text(row, "creator");
	return NULL;
}

static gboolean has_alias(const struct driver *driver, const char *alias)
{
	for (guint i = 0; i < driver->macros->len; i++) {
		const struct macro_use *macro = driver->macros->pdata[i];
		g_autofree char *text = NULL;

		if (strcmp(macro->name, "MODULE_ALIAS"))
			continue;
		text = words_unquote(macro_argument(macro, 0));
		if (!g_strcmp0(text, alias))
			return TRUE;
	}
	return FALSE;
}

static void want_alias(struct context *context, const struct variable *variable,
		       const struct bus *bus)
{
	const char *creator = made_by_name(context, variable);
	g_autofree char *name = words_unquote(model_field(variable, bus->name_field));
	g_autofree char *alias = name ? g_strdup_printf("%s:%s", bus->bus, name) : NULL;
	gboolean tables = model_field(variable, "driver.of_match_table") ||
			  model_field(variable, "driver.acpi_match_table");
	struct finding *finding;

	if (model_field(variable, "id_table") || (tables && !creator) ||
	    (alias && has_alias(context->driver, alias)))
		return;
	finding = emit(context, alias ? alias : variable->name, variable->file, variable->line);
	if (!finding)
		return;
	finding_set(finding, "alias", alias);
	finding_set(finding, "driver", variable->name);
	if (!alias) {
		finding_severity(finding, SEVERITY_RISK);
		finding_say(finding,
			    "devices of '%s' match by name, which is no plain string here: nothing "
			    "loads %s for them",
			    variable->name, context->driver->module);
		finding_fix(finding, "add the MODULE_ALIAS(\"%s:…\") of that name by hand",
			    bus->bus);
		return;
	}
	finding_say(finding,
		    "%s matches '%s' by name: without MODULE_ALIAS(\"%s\") nothing loads "
		    "%s for such a device",
		    creator ? creator : "whoever makes its device", variable->name, alias,
		    context->driver->module);
	finding_fix(finding, "MODULE_ALIAS(\"%s\")", alias);
}

void check_name_match(struct context *context)
{
	for (guint i = 0; i < context->driver->variables->len; i++) {
		const struct variable *variable = context->driver->variables->pdata[i];
		const struct source *source = find_source(context->driver, variable->file);
		struct bus bus;

		if (bus_of(context->rule, variable, &bus) && bus.name_field && source &&
		    source->built)
			want_alias(context, variable, &bus);
	}
}

static gboolean has_parameters(const struct context *context, const struct source *head)
{
	for (guint i = 0; i < context->driver->macros->len; i++) {
		const struct macro_use *macro = context->driver->macros->pdata[i];

		if (!g_strcmp0(macro->file, head->file) &&
		    rule_lists(context->rule, "parameter_macros", macro->name))
			return TRUE;
	}
	return FALSE;
}

/* the objects on the option's own line; those of other options join the composite by theirs */
static char *own_objects(const struct driver *driver)
{
	g_autofree char *own = g_strconcat("CONFIG_", driver->config, NULL);
	GString *objects = g_string_new(NULL);

	for (guint i = 0; i < driver->sources->len; i++) {
		const struct source *source = driver->sources->pdata[i];
		g_autofree char *object =
			g_path_get_basename(source->object ? source->object : source->file);

		if (!g_strcmp0(source->option, own))
			g_string_append_printf(objects, "%s%s", objects->len ? " " : "", object);
	}
	return g_string_free(objects, FALSE);
}

void check_composite(struct context *context)
{
	const struct driver *driver = context->driver;
	const struct source *head = model_head(driver);
	g_autofree char *base = NULL, *stem = NULL, *name = NULL, *objects = NULL;
	struct finding *finding;

	/* an option that can be m already means its objects to be modules of their own */
	if (!driver->split || driver->composite || !head || context->tristate)
		return;
	objects = own_objects(driver);
	base = g_path_get_basename(head->object ? head->object : head->file);
	stem = g_strndup(base, strcspn(base, "."));
	name = g_strdelimit(g_strdup(stem), "-", '_');
	finding = emit(context, driver->module, driver->makefile, driver->makefile_line);
	if (!finding)
		return;
	finding_set(finding, "option", driver->config);
	finding_set(finding, "objects", objects);
	if (strcmp(name, stem)) {
		finding_set(finding, "name", name);
		finding_say(finding,
			    "%s would become one module for each of %s; they are parts of one",
			    driver->config, objects);
		finding_fix(finding,
			    "one composite %s.ko of them, so parameters keep the prefix "
			    "'%s.'",
			    name, stem);
		return;
	}
	finding_say(finding,
		    "%s is made of %s, which must become one module, and %s.ko cannot "
		    "hold an object of its own name",
		    driver->config, objects, name);
	if (has_parameters(context, head)) {
		finding_severity(finding, SEVERITY_BLOCKER);
	} else {
		g_autofree char *other = g_strconcat(stem, "_drv", NULL);

		finding_set(finding, "name", other);
	}
	finding_fix(finding,
		    has_parameters(context, head)
			    ? "rename the head source, so that the composite can bear its "
			      "name and '%s.' on the command line goes on working"
			    : "a composite of another name; no parameter's prefix '%s.' is "
			      "lost",
		    stem);
}
