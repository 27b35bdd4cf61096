/* SPDX-License-Identifier: GPL-2.0-only */
#include "evidence/late.h"

#include <string.h>

#include "evidence/drivers.h"
#include "evidence/words.h"

const struct column linker_macro_columns[] = {
	{"macro", 0}, {"why", 0}, {"instead", PARAMETER_OPTIONAL}, {"setup", PARAMETER_OPTIONAL},
	{NULL, 0},
};

const char *late_name(const struct late_item *item)
{
	return item->function ? item->function->name : item->variable->name;
}

static void free_item(void *data)
{
	struct late_item *item = data;

	g_ptr_array_unref(item->calls);
	g_free(item);
}

/* --- a table's entry ------------------------------------------------------------------------- */

/* is the driver started by its entries in linker tables alone? A second start would need a merge */
static gboolean only_declares(const struct context *context, const char *setup)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->sources->len; i++)
		if (((const struct source *)driver->sources->pdata[i])->head)
			return FALSE;
	for (guint i = 0; i < driver->macros->len; i++) {
		const struct macro_use *macro = driver->macros->pdata[i];
		const json_t *row = rule_row(context->rule, "macros", "macro", macro->name);

		if (row && g_strcmp0(row_text(row, "setup"), setup))
			return FALSE;
	}
	return TRUE;
}

const struct function *late_setup(const struct context *context, const struct macro_use *macro)
{
	const json_t *row = rule_row(context->rule, "macros", "macro", macro->name);
	const char *setup = row ? row_text(row, "setup") : NULL;
	const struct function *function = model_function(context->driver, macro_argument(macro, 2));
	g_autoptr(GPtrArray) params = NULL;

	if (!setup || !function || !function->is_static || !words_has(function->type, "void") ||
	    strchr(function->type, '*') || macro->args->len != 3 ||
	    g_strcmp0(macro->file, function->file) || !only_declares(context, setup))
		return NULL;
	params = words_parameters(function->params);
	if (params->len != 1 || strcmp(((struct declared *)params->pdata[0])->type, setup))
		return NULL;
	return function;
}

/* --- the closure ----------------------------------------------------------------------------- */

struct late {
	const struct context *context;
	GPtrArray *items;
	GHashTable *tables; /* those of no init section that were followed */
};

static gboolean is_init(const struct function *function)
{
	return function && !g_strcmp0(function->section, "init");
}

static const char *init_word(const struct function *function)
{
	static const char *const words[] = {"__init", "__init_or_module", NULL};

	for (guint i = 0; words[i]; i++)
		if (function->type && words_has(function->type, words[i]))
			return words[i];
	return "__init";
}

static gboolean is_known(const struct late *late, const char *name)
{
	for (guint i = 0; i < late->items->len; i++)
		if (!strcmp(late_name(late->items->pdata[i]), name))
			return TRUE;
	return FALSE;
}

/* what leaves the driver: only what the object needs can lie in a section that is gone */
static void judge_calls(const struct late *late, struct late_item *item)
{
	for (guint i = 0; i < item->function->calls->len; i++) {
		const struct call *call = item->function->calls->pdata[i];
		const struct symbol *symbol =
			model_driver_symbol(late->context->driver, call->callee);

		if (!symbol ||
		    g_ptr_array_find_with_equal_func(item->calls, symbol->name, g_str_equal, NULL))
			continue;
		g_ptr_array_add(item->calls, symbol->name);
		if (symbol->is_init && !item->unsafe)
			item->unsafe = symbol;
	}
	record_strings_sort(item->calls);
}

static gboolean names(const struct function *function, const char *name)
{
	return g_ptr_array_find_with_equal_func(function->mentions, name, g_str_equal, NULL);
}

/* a constant table that only __init functions read goes the way of its readers */
static gboolean is_init_table(const struct driver *driver, const struct variable *variable)
{
	guint init = 0;

	if (!words_has(variable->type ? variable->type : "", "const"))
		return FALSE;
	for (guint i = 0; i < driver->functions->len; i++) {
		const struct function *function = driver->functions->pdata[i];

		if (!names(function, variable->name))
			continue;
		if (!is_init(function))
			return FALSE;
		init++;
	}
	return init > 0;
}

static void reach_from_table(struct late *late, const struct variable *variable);

static void reach(struct late *late, const char *name, const char *from, const char *how)
{
	const struct driver *driver = late->context->driver;
	const struct function *function = model_function(driver, name);
	const struct variable *variable = function ? NULL : model_variable(driver, name);
	struct late_item *item;

	if (variable && !variable->section && is_init_table(driver, variable) &&
	    g_hash_table_add(late->tables, variable->name))
		reach_from_table(late, variable);
	if ((!is_init(function) && !(variable && variable->section)) || is_known(late, name))
		return;
	item = g_new0(struct late_item, 1);
	item->function = function;
	item->variable = variable;
	item->word = function ? init_word(function) : variable->section;
	item->from = from;
	item->how = how;
	item->calls = g_ptr_array_new();
	if (function)
		judge_calls(late, item);
	g_ptr_array_add(late->items, item);
}

static void reach_from(struct late *late, const struct function *function)
{
	for (guint i = 0; i < function->calls->len; i++)
		reach(late, ((const struct call *)function->calls->pdata[i])->callee,
		      function->name, "calls");
	for (guint i = 0; i < function->mentions->len; i++) {
		const char *name = function->mentions->pdata[i];

		reach(late, name, function->name,
		      model_function(late->context->driver, name) ? "hands on" : "reads");
	}
}

static void reach_from_table(struct late *late, const struct variable *variable)
{
	for (guint i = 0; i < variable->mentions->len; i++)
		reach(late, variable->mentions->pdata[i], variable->name, "points to");
}

/* some macros and calls probe once, at init, and forget the function afterwards */
static gboolean probes_at_init(const struct context *context, const char *variable)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->macros->len; i++) {
		const struct macro_use *macro = driver->macros->pdata[i];

		if (rule_lists(context->rule, "probe_once", macro->name) &&
		    !g_strcmp0(macro_argument(macro, 0), variable))
			return TRUE;
	}
	return FALSE;
}

static void begin_with_functions(struct late *late)
{
	const struct driver *driver = late->context->driver;

	for (guint i = 0; i < driver->functions->len; i++) {
		const struct function *function = driver->functions->pdata[i];
		const char *type = function->type ? function->type : "";

		/* __ref is the author's word that it is looked after */
		if (!is_init(function) && !strstr(type, "__ref"))
			reach_from(late, function);
	}
}

static void begin_with_tables(struct late *late)
{
	const struct driver *driver = late->context->driver;

	for (guint i = 0; i < driver->variables->len; i++) {
		const struct variable *variable = driver->variables->pdata[i];

		if (!variable->section && !probes_at_init(late->context, variable->name) &&
		    !is_init_table(driver, variable))
			reach_from_table(late, variable);
	}
	for (guint i = 0; i < driver->macros->len; i++) {
		const struct macro_use *macro = driver->macros->pdata[i];
		const struct function *setup = late_setup(late->context, macro);

		if (setup)
			reach(late, setup->name, macro->name, "calls");
	}
}

GPtrArray *late_items(const struct context *context)
{
	g_autoptr(GHashTable) tables = g_hash_table_new(g_str_hash, g_str_equal);
	struct late late = {context, g_ptr_array_new_with_free_func(free_item), tables};

	begin_with_functions(&late);
	begin_with_tables(&late);
	for (guint i = 0; i < late.items->len; i++) {
		const struct late_item *item = late.items->pdata[i];

		if (item->function)
			reach_from(&late, item->function);
		else
			reach_from_table(&late, item->variable);
	}
	return late.items;
}
