/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "checks/check.h"
#include "checks/drivers.h"
#include "checks/words.h"

/* the row whose pattern ("SYSCALL_DEFINE?") the macro fits */
static const json_t *macro_row(const struct rule *rule, const char *macro)
{
	const json_t *rows = rule_rows(rule, "macros");
	gsize i;
	json_t *row;

	json_array_foreach(rows, i, row)
		if (g_pattern_match_simple(row_text(row, "macro"), macro))
			return row;
	return NULL;
}

void check_macro_use(struct context *context)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->macros->len; i++) {
		const struct macro_use *macro = driver->macros->pdata[i];
		const json_t *row = macro_row(context->rule, macro->name);
		const struct source *source = find_source(driver, macro->file);
		const char *argument = macro_argument(macro, 0);
		g_autofree char *subject =
			g_strdup_printf("%s(%s)", macro->name, argument ? argument : "");
		struct finding *finding;

		if (!row || (source && !source->built))
			continue;
		finding = emit(context, subject, macro->file, macro->line);
		if (!finding)
			continue;
		finding_say(finding, "%s works in the image only: %s", subject,
			    row_text(row, "why"));
		if (row_text(row, "instead"))
			finding_fix(finding, "by hand: %s", row_text(row, "instead"));
		finding_set(finding, "macro", macro->name);
		finding_set(finding, "argument", argument);
	}
}

static gboolean includes(const struct source *source, const char *header)
{
	return source &&
	       g_ptr_array_find_with_equal_func(source->includes, header, g_str_equal, NULL);
}

static void refuse_call(struct context *context, const struct function *function,
			const struct call *call)
{
	const json_t *row = rule_row(context->rule, "calls", "call", call->callee);
	const struct source *source = find_source(context->driver, function->file);
	const char *header = row ? row_text(row, "header") : NULL;
	struct finding *finding;

	if (!row || (source && !source->built) || (header && !includes(source, header)))
		return;
	finding = emit(context, call->callee, function->file, call->line);
	if (!finding)
		return;
	finding_say(finding, "'%s' calls %s(): %s", function->name, call->callee,
		    row_text(row, "why"));
	finding_set(finding, "call", call->callee);
	finding_set(finding, "function", function->name);
}

void check_call_use(struct context *context)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->functions->len; i++) {
		const struct function *function = driver->functions->pdata[i];

		for (guint k = 0; k < function->calls->len; k++)
			refuse_call(context, function, function->calls->pdata[k]);
	}
}

/* has it a driver that devices are matched with, or a word that makes something load it? */
static gboolean has_load_path(const struct context *context)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->variables->len; i++) {
		const struct variable *variable = driver->variables->pdata[i];

		if (g_str_has_suffix(variable->type ? variable->type : "", "_driver"))
			return TRUE;
	}
	for (guint i = 0; i < driver->macros->len; i++)
		if (rule_matches(context->rule, "declares",
				 ((struct macro_use *)driver->macros->pdata[i])->name))
			return TRUE;
	return FALSE;
}

static gboolean has_init_call(const struct driver *driver)
{
	for (guint i = 0; i < driver->sources->len; i++)
		if (((const struct source *)driver->sources->pdata[i])->head)
			return TRUE;
	return FALSE;
}

/* code that others of the image call, when they please: a module of it would be dead code */
static void say_dead(struct context *context)
{
	const struct driver *driver = context->driver;
	const struct reverse_reference *first = driver->reverse->pdata[0];
	struct finding *finding = emit(context, driver->module, first->file, first->line);

	if (!finding)
		return;
	finding_say(finding,
		    "%s has no init call: %s of the image calls its %s(), and as a module nothing "
		    "would start it",
		    driver->module, first->object, first->symbol);
	finding_fix(finding, "make it a driver that probes, or something that registers with %s",
		    first->object);
	finding_set(finding, "function", first->symbol);
	finding_set(finding, "call", first->object);
}

void check_load_path(struct context *context)
{
	const struct driver *driver = context->driver;

	if (driver->reverse->len && !has_init_call(driver)) {
		say_dead(context);
		return;
	}
	if (has_load_path(context))
		return;
	for (guint i = 0; i < driver->functions->len; i++) {
		const struct function *function = driver->functions->pdata[i];

		for (guint k = 0; k < function->calls->len; k++) {
			const struct call *call = function->calls->pdata[k];
			struct finding *finding;

			if (!rule_lists(context->rule, "creates", call->callee))
				continue;
			finding = emit(context, driver->module, function->file, call->line);
			if (!finding)
				return;
			finding_say(finding,
				    "'%s' makes devices by %s(), and %s has no driver, table or "
				    "alias: as a module nothing would load it, and the devices "
				    "would not be there",
				    function->name, call->callee, driver->module);
			finding_set(finding, "function", function->name);
			finding_set(finding, "call", call->callee);
			return;
		}
	}
}

static gboolean is_init(const struct function *function)
{
	return function && !g_strcmp0(function->section, "init");
}

static void say_reach(struct context *context, const char *from, const struct function *to,
		      const char *file, gint64 line, const char *how)
{
	struct finding *finding = emit(context, to->name, file, line);

	if (!finding)
		return;
	finding_say(finding,
		    "'%s' is not __init but %s '%s', which is (defined at %s:%" G_GINT64_FORMAT
		    "): a device that is probed later would run freed memory",
		    from, how, to->name, to->file, to->line);
	finding_set(finding, "from", from);
	finding_set(finding, "function", to->name);
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

static void check_function(struct context *context, const struct function *function)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < function->calls->len; i++) {
		const struct call *call = function->calls->pdata[i];
		const struct function *to = model_function(driver, call->callee);

		if (is_init(to))
			say_reach(context, function->name, to, function->file, call->line, "calls");
	}
	for (guint i = 0; i < function->mentions->len; i++) {
		const struct function *to = model_function(driver, function->mentions->pdata[i]);

		if (is_init(to))
			say_reach(context, function->name, to, function->file, function->line,
				  "hands on");
	}
}

static gboolean names(const struct function *function, const char *name)
{
	return g_ptr_array_find_with_equal_func(function->mentions, name, g_str_equal, NULL);
}

/* a constant table that only __init functions read is init data itself (__initconst) */
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

void check_init_section(struct context *context)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->functions->len; i++) {
		const struct function *function = driver->functions->pdata[i];
		const char *type = function->type ? function->type : "";

		/* __ref is the author's word that it is looked after */
		if (!is_init(function) && !strstr(type, "__ref"))
			check_function(context, function);
	}
	for (guint i = 0; i < driver->variables->len; i++) {
		const struct variable *variable = driver->variables->pdata[i];

		if (strstr(variable->type ? variable->type : "", "__init") ||
		    probes_at_init(context, variable->name) || is_init_table(driver, variable))
			continue;
		for (guint k = 0; k < variable->mentions->len; k++) {
			const struct function *to =
				model_function(driver, variable->mentions->pdata[k]);

			if (is_init(to))
				say_reach(context, variable->name, to, variable->file,
					  variable->line, "points to");
		}
	}
}
