/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "checks/check.h"

/* the driver's call that hands it to the core which the rule is about */
static const struct call *registers_with(const struct context *context, const struct driver *driver)
{
	for (guint i = 0; i < driver->functions->len; i++) {
		const struct function *function = driver->functions->pdata[i];

		for (guint k = 0; k < function->calls->len; k++) {
			const struct call *call = function->calls->pdata[k];

			if (rule_lists(context->rule, "registers", call->callee))
				return call;
		}
	}
	return NULL;
}

static const struct caller *find_consumer(const struct context *context)
{
	const struct symbol *symbol =
		model_watched(context->model, rule_text(context->rule, "call"));

	for (guint i = 0; symbol && i < symbol->callers->len; i++) {
		const struct caller *caller = symbol->callers->pdata[i];

		if (!g_strcmp0(caller->function, rule_text(context->rule, "consumer")))
			return caller;
	}
	return NULL;
}

static int by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "A=m || B=m": every driver of this kind that can be a module once the series is applied */
static char *condition(const struct context *context)
{
	g_autoptr(GPtrArray) options = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) text = g_string_new(NULL);
	const char *field = rule_text(context->rule, "field");
	const char *folder = rule_text(context->rule, "folder");

	for (guint i = 0; i < context->model->related->len; i++) {
		const struct related_option *related = context->model->related->pdata[i];

		/* other subsystems have fields of that name too */
		if (!g_strcmp0(related->field, field) && related->type && related->file &&
		    g_str_has_prefix(related->file, folder) &&
		    g_str_has_suffix(related->type, "tristate"))
			record_strings_add(options, related->option);
	}
	for (guint i = 0; i < context->model->drivers->len; i++) {
		const struct driver *driver = context->model->drivers->pdata[i];

		if (driver->config && registers_with(context, driver))
			record_strings_add(options, driver->config);
	}
	g_ptr_array_sort(options, by_text);
	for (guint i = 0; i < options->len; i++)
		g_string_append_printf(text, "%s%s=m", i ? " || " : "", (char *)options->pdata[i]);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

void check_deferral(struct context *context)
{
	const struct call *call = registers_with(context, context->driver);
	const struct caller *consumer = call ? find_consumer(context) : NULL;
	const struct rule *rule = context->rule;
	const char *subject = rule_text(rule, "consumer");
	g_autofree char *modules = NULL;
	struct finding *finding;

	if (!consumer)
		return;
	finding = emit(context, subject, consumer->file, consumer->line);
	if (!finding)
		return;
	modules = condition(context);
	finding_say(finding,
		    "%s() asks %s() about a device whose %s is not there yet, and that gives up "
		    "after deferred_probe_timeout: the device then probes without it, and fails "
		    "once %s is loaded",
		    subject, rule_text(rule, "call"), rule_text(rule, "supplier"),
		    context->driver->module);
	finding_fix(finding, "go on deferring while a driver of this kind is m (%s)",
		    rule_text(rule, "option"));
	finding_set(finding, "call", rule_text(rule, "call"));
	finding_set(finding, "supplier", rule_text(rule, "supplier"));
	finding_set(finding, "option", rule_text(rule, "option"));
	finding_set(finding, "condition", modules);
	finding_set(finding, "kconfig", rule_text(rule, "kconfig"));
	finding_set(finding, "after", rule_text(rule, "after"));
	finding_set(finding, "registers", call->callee);
}
