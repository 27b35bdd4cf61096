/* SPDX-License-Identifier: GPL-2.0-only */
#include "evidence/drivers.h"

#include <string.h>

#include "evidence/words.h"

const struct column bus_columns[] = {
	{"struct", 0},
	{"bus", 0},
	{"builtin", PARAMETER_OPTIONAL},
	{"module", PARAMETER_OPTIONAL},
	{"register", 0},
	{"unregister", PARAMETER_SYMBOLS},
	{"name", PARAMETER_OPTIONAL},
	{"bind", PARAMETER_OPTIONAL},
	{"setter", 0},
	{"getter", 0},
	{"device", 0},
	{NULL, 0},
};

const struct column level_columns[] = {
	{"macro", 0}, {"order", 0}, {"to", PARAMETER_OPTIONAL}, {"image_only", PARAMETER_OPTIONAL},
	{NULL, 0},
};

gboolean is_struct(const struct variable *variable, const char *structure)
{
	return variable->type && !strpbrk(variable->type, "*[") &&
	       words_has(variable->type, structure);
}

static gboolean fill(const json_t *row, struct bus *bus)
{
	if (!row)
		return FALSE;
	bus->structure = row_text(row, "struct");
	bus->bus = row_text(row, "bus");
	bus->builtin = row_text(row, "builtin");
	bus->module = row_text(row, "module");
	bus->reg = row_text(row, "register");
	bus->unreg = row_text(row, "unregister");
	bus->name_field = row_text(row, "name");
	bus->bind_field = row_text(row, "bind");
	bus->setter = row_text(row, "setter");
	bus->getter = row_text(row, "getter");
	bus->device = row_text(row, "device");
	return TRUE;
}

gboolean bus_of(const struct rule *rule, const struct variable *variable, struct bus *bus)
{
	const json_t *rows = rule_rows(rule, "drivers");
	gsize i;
	json_t *row;

	json_array_foreach(rows, i, row)
		if (is_struct(variable, row_text(row, "struct")))
			return fill(row, bus);
	return FALSE;
}

gboolean bus_by(const struct rule *rule, const char *column, const char *text, struct bus *bus)
{
	return fill(rule_row(rule, "drivers", column, text), bus);
}

/* does the option say "depends on X=y" of the driver's option X? */
static gboolean is_builtin_only(const struct driver *driver, const char *option)
{
	g_autofree char *wanted = driver->config ? g_strconcat(driver->config, "=y", NULL) : NULL;

	for (guint i = 0; i < driver->option_uses->len; i++) {
		const struct option_use *use = driver->option_uses->pdata[i];

		if (wanted && !strcmp(use->option, option) && use->condition &&
		    words_has(use->condition, wanted))
			return TRUE;
	}
	return FALSE;
}

/* is the function compiled for a built-in driver only? Its condition names such an option */
static gboolean never_in_module(const struct driver *driver, const struct function *function)
{
	const char *p = function && function->condition ? function->condition : "";

	while ((p = strstr(p, "CONFIG_"))) {
		gsize n = strspn(p, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_");
		g_autofree char *option = g_strndup(p + 7, n - 7);

		if (is_builtin_only(driver, option))
			return TRUE;
		p += n;
	}
	return strstr(function && function->condition ? function->condition : "",
		      "!defined(MODULE)") != NULL;
}

static gboolean registers(const struct rule *rule, const struct driver *driver,
			  const struct function *function, int depth)
{
	struct bus bus;

	for (guint i = 0; function && depth && i < function->calls->len; i++) {
		const struct call *call = function->calls->pdata[i];

		if (bus_by(rule, "register", call->callee, &bus) ||
		    registers(rule, driver, model_function(driver, call->callee), depth - 1))
			return TRUE;
	}
	return FALSE;
}

static struct init_call *read_init_call(const struct context *context,
					const struct macro_use *macro)
{
	const char *argument = macro_argument(macro, 0);
	const json_t *level = rule_row(context->rule, "levels", "macro", macro->name);
	const struct function *function = model_function(context->driver, argument);
	struct init_call *call;
	struct bus bus;

	if (!argument || never_in_module(context->driver, level ? function : NULL))
		return NULL;
	if (!level && !bus_by(context->rule, "builtin", macro->name, &bus) &&
	    !bus_by(context->rule, "module", macro->name, &bus))
		return NULL;
	call = g_new0(struct init_call, 1);
	call->macro = macro;
	call->argument = argument;
	call->level = level;
	call->function = level ? function : NULL;
	return call;
}

GPtrArray *init_calls(const struct context *context)
{
	const struct driver *driver = context->driver;
	GPtrArray *calls = g_ptr_array_new_with_free_func(g_free);
	gboolean main_seen = FALSE;

	for (guint i = 0; i < driver->macros->len; i++) {
		const struct macro_use *macro = driver->macros->pdata[i];
		const struct source *source = find_source(driver, macro->file);
		struct init_call *call = read_init_call(context, macro);
		gboolean is_main;

		if (!call)
			continue;
		if (source && !source->built) {
			g_free(call);
			continue;
		}
		is_main = !main_seen &&
			  (!call->level || registers(context->rule, driver, call->function, 4));
		main_seen = main_seen || is_main;
		g_ptr_array_insert(calls, is_main ? 0 : -1, call);
	}
	return calls;
}
