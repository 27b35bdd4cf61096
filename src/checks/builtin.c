/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "checks/check.h"
#include "evidence/drivers.h"
#include "evidence/late.h"
#include "evidence/words.h"

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

static void say_macro(struct context *context, const struct macro_use *macro, const json_t *row,
		      const char *subject)
{
	struct finding *finding = emit(context, subject, macro->file, macro->line);

	if (!finding)
		return;
	finding_say(finding, "%s works in the image only: %s", subject, row_text(row, "why"));
	if (row_text(row, "instead"))
		finding_fix(finding, "by hand: %s", row_text(row, "instead"));
	finding_set(finding, "macro", macro->name);
	finding_set(finding, "argument", macro_argument(macro, 0));
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

		if (row && (!source || source->built))
			say_macro(context, macro, row, subject);
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

/* --- interrupts that come before the module --------------------------------------------------- */

/* the first call by which the driver becomes an interrupt controller for others, or NULL */
static const char *hands_interrupts_on(const struct context *context)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->functions->len; i++) {
		const struct function *function = driver->functions->pdata[i];

		for (guint k = 0; k < function->calls->len; k++) {
			const struct call *call = function->calls->pdata[k];

			if (rule_lists(context->rule, "controllers", call->callee))
				return call->callee;
		}
	}
	return NULL;
}

static void check_request(struct context *context, const struct function *function,
			  const struct call *call, const char *controller)
{
	const char *flag = rule_text(context->rule, "flag");
	struct finding *finding;

	if (!rule_lists(context->rule, "requests", call->callee) || !call->args ||
	    !words_has(call->args, flag))
		return;
	finding = emit(context, function->name, function->file, call->line);
	if (!finding)
		return;
	finding_say(finding,
		    "%s() shares its interrupt (%s) and hands interrupts on by %s(): where firmware "
		    "has left the line enabled, it fires before %s is loaded, nobody takes it, and "
		    "the kernel shuts the line for all who share it",
		    function->name, flag, controller, context->driver->module);
	finding_set(finding, "call", call->callee);
	finding_set(finding, "controller", controller);
}

void check_shared_line(struct context *context)
{
	const struct driver *driver = context->driver;
	const char *controller = hands_interrupts_on(context);

	for (guint i = 0; controller && i < driver->functions->len; i++) {
		const struct function *function = driver->functions->pdata[i];

		for (guint k = 0; k < function->calls->len; k++)
			check_request(context, function, function->calls->pdata[k], controller);
	}
}

/* --- what loads it ---------------------------------------------------------------------------- */

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

/* a call from the image that goes nowhere once the code is a module: the caller links without it */
static const struct reverse_reference *dead_call(const struct context *context)
{
	const GPtrArray *reverse = context->driver->reverse;

	for (guint i = 0; i < reverse->len; i++) {
		const struct crossing *crossing = crossing_of(context->driver, reverse->pdata[i]);

		if (!kept_apart(context, crossing) || crossing->optional)
			return reverse->pdata[i];
	}
	return NULL;
}

/* code that others of the image call, when they please: a module of it would be dead code */
static void say_dead(struct context *context, const struct reverse_reference *first)
{
	const struct driver *driver = context->driver;
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
	const struct reverse_reference *dead = dead_call(context);

	/* a helper is loaded with what calls it */
	if (dead && !driver->follows && !has_init_call(driver)) {
		say_dead(context, dead);
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

/* "a(), b() and 3 more" of names; NULL: there are none */
static char *callees(const GPtrArray *names)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(text, "%s%s()", i ? ", " : "", (char *)names->pdata[i]);
	return g_string_free(text, names->len == 0);
}

static void say_unsafe(struct finding *finding, const struct late_item *item)
{
	finding_severity(finding, SEVERITY_BLOCKER);
	finding_say(
		finding,
		"'%s' %s '%s', which is %s, once the module's init is over; %s cannot be dropped, "
		"for '%s' calls %s() (%s:%" G_GINT64_FORMAT "), which lies in %s",
		item->from, item->how, late_name(item), item->word, item->word, late_name(item),
		item->unsafe->name, item->unsafe->file ? item->unsafe->file : "no source",
		item->unsafe->line, item->unsafe->section);
	finding_fix(finding, "by hand: keep %s() out of what runs after boot", item->unsafe->name);
}

static void say_late(struct context *context, const struct late_item *item)
{
	const char *name = late_name(item);
	const char *file = item->function ? item->function->file : item->variable->file;
	gint64 line = item->function ? item->function->line : item->variable->line;
	struct finding *finding = emit(context, name, file, line);
	g_autofree char *calls = callees(item->calls);

	if (!finding)
		return;
	finding_set(finding, "from", item->from);
	finding_set(finding, item->function ? "function" : "table", name);
	finding_set(finding, "word", item->word);
	finding_set(finding, "calls", calls);
	if (item->unsafe && !context->tristate) {
		say_unsafe(finding, item);
		return;
	}
	finding_say(finding,
		    "'%s' %s '%s', which is %s: once the module's init is over, that memory is "
		    "freed",
		    item->from, item->how, name, item->word);
	if (calls)
		finding_fix(finding,
			    "drop %s: none of what '%s' calls lies in an init section (%s)",
			    item->word, name, calls);
	else
		finding_fix(finding, "drop %s%s", item->word,
			    item->function ? ": it calls nothing outside of the driver" : "");
}

void check_init_section(struct context *context)
{
	g_autoptr(GPtrArray) items = late_items(context);

	for (guint i = 0; i < items->len; i++)
		say_late(context, items->pdata[i]);
}

/* --- tables that the linker makes ------------------------------------------------------------ */

static void say_converted(struct context *context, const struct macro_use *macro, const json_t *row,
			  const struct function *setup, const char *subject)
{
	struct finding *finding = emit(context, subject, macro->file, macro->line);
	g_autofree char *permanent =
		g_strdup_printf("nothing undoes what %s() registers", setup->name);

	if (!finding)
		return;
	if (!context->tristate)
		finding_severity(finding, SEVERITY_CHANGE);
	finding_say(finding,
		    "%s works in the image only: %s; as a module, '%s' comes when the module is "
		    "loaded, and what asks before that has to wait",
		    subject, row_text(row, "why"), setup->name);
	finding_fix(finding,
		    "in the module a platform driver for %s calls %s(); built in, the entry stays",
		    macro_argument(macro, 1), setup->name);
	finding_set(finding, "macro", macro->name);
	finding_set(finding, "argument", macro_argument(macro, 0));
	finding_set(finding, "compatible", macro_argument(macro, 1));
	finding_set(finding, "function", setup->name);
	finding_set(finding, "parameter", row_text(row, "setup"));
	finding_set(finding, "permanent", permanent);
}

void check_linker_table(struct context *context)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->macros->len; i++) {
		const struct macro_use *macro = driver->macros->pdata[i];
		const json_t *row = macro_row(context->rule, macro->name);
		const struct source *source = find_source(driver, macro->file);
		const struct function *setup = row ? late_setup(context, macro) : NULL;
		const char *argument = macro_argument(macro, 0);
		g_autofree char *subject =
			g_strdup_printf("%s(%s)", macro->name, argument ? argument : "");

		if (!row || (source && !source->built))
			continue;
		if (setup)
			say_converted(context, macro, row, setup, subject);
		else
			say_macro(context, macro, row, subject);
	}
}
