/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "checks/check.h"
#include "base/record.h"
#include "evidence/conditions.h"

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

static gboolean is_below(const char *file, const char *folder)
{
	gsize len = strlen(folder);

	return !strncmp(file, folder, len) && file[len] == '/';
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
		    is_below(related->file, folder) && g_str_has_suffix(related->type, "tristate"))
			record_strings_add(options, related->option);
	}
	for (guint i = 0; i < context->model->drivers->len; i++) {
		const struct driver *driver = context->model->drivers->pdata[i];

		if (driver->config && registers_with(context, driver))
			record_strings_add(options, driver->config);
	}
	record_strings_sort(options);
	for (guint i = 0; i < options->len; i++)
		g_string_append_printf(text, "%s%s=m", i ? " || " : "", (char *)options->pdata[i]);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* --- what the tree does already --------------------------------------------------------------- */

/* the first kind that fits, from the best on */
enum standing {
	STANDING_COVERED, /* consumers wait for this very driver while it is m */
	STANDING_GATE,  /* they wait while a hidden option is set, which this driver does not set */
	STANDING_LOOSE, /* they wait whenever modules can be loaded */
	STANDING_NOTHING,
};

/* a hidden option that is y only while drivers are m; *covers: and while this one is */
static gboolean is_module_gate(const struct gate *gate, const char *config, gboolean *covers)
{
	*covers = FALSE;
	for (guint i = 0; gate && i < gate->reasons->len; i++) {
		const struct option_use *reason = gate->reasons->pdata[i];
		g_autoptr(GPtrArray) modules = NULL;

		if (!strcmp(reason->how, "imply"))
			continue;
		modules = condition_modules(reason->condition);
		if (!modules)
			return FALSE;
		if (g_ptr_array_find_with_equal_func(modules, config, g_str_equal, NULL))
			*covers = TRUE;
	}
	return gate && gate->reasons->len;
}

static enum standing judge(const struct context *context, const char *unless)
{
	g_autofree char *own = g_strdup_printf("%s=m", context->driver->config);
	gboolean covers = FALSE;

	if (!strcmp(unless, own))
		return STANDING_COVERED;
	if (!strcmp(unless, rule_text(context->rule, "modules")))
		return STANDING_LOOSE;
	if (is_module_gate(model_gate(context->model, unless), context->driver->config, &covers))
		return covers ? STANDING_COVERED : STANDING_GATE;
	return STANDING_NOTHING;
}

static enum standing find_standing(const struct context *context, const struct caller *consumer,
				   const char **option)
{
	enum standing best = STANDING_NOTHING;

	for (guint i = 0; context->driver->config && i < consumer->unless->len; i++) {
		enum standing one = judge(context, consumer->unless->pdata[i]);

		if (one < best) {
			best = one;
			*option = consumer->unless->pdata[i];
		}
	}
	return best;
}

/* --- what is to be said ----------------------------------------------------------------------- */

static void say_missing(const struct context *context, struct finding *finding)
{
	const struct rule *rule = context->rule;
	g_autofree char *modules = condition(context);

	finding_say(finding,
		    "%s() asks %s() about a device whose %s is not there yet, and that gives up "
		    "after deferred_probe_timeout: the device then probes without it, and fails "
		    "once %s is loaded",
		    finding->subject, rule_text(rule, "call"), rule_text(rule, "supplier"),
		    context->driver->module);
	finding_fix(finding, "go on deferring while a driver of this kind is m (%s)",
		    rule_text(rule, "option"));
	finding_set(finding, "call", rule_text(rule, "call"));
	finding_set(finding, "supplier", rule_text(rule, "supplier"));
	finding_set(finding, "option", rule_text(rule, "option"));
	finding_set(finding, "condition", modules);
	finding_set(finding, "kconfig", rule_text(rule, "kconfig"));
	finding_set(finding, "after", rule_text(rule, "after"));
}

static void say_standing(const struct context *context, struct finding *finding,
			 enum standing standing, const char *option)
{
	const struct driver *driver = context->driver;
	const char *supplier = rule_text(context->rule, "supplier");

	finding_set(finding, "supplier", supplier);
	finding_set(finding, "option", option);
	if (standing == STANDING_COVERED) {
		finding_severity(finding, SEVERITY_NOTE);
		finding_say(finding, "%s() waits already while %s is m (%s)", finding->subject,
			    driver->config, option);
		finding_fix(finding, "nothing");
		finding_set(finding, "standing", "covered");
	} else if (standing == STANDING_GATE) {
		finding_say(finding,
			    "%s() waits for a missing %s while %s is set, and nothing sets it for "
			    "%s: a device then probes without it, and fails once %s is loaded",
			    finding->subject, supplier, option, driver->config, driver->module);
		finding_fix(finding, "select %s if %s=m", option, driver->config);
		finding_set(finding, "standing", "extend");
	} else {
		finding_severity(finding, SEVERITY_RISK);
		finding_say(finding,
			    "%s() waits for a missing %s whenever modules can be loaded (%s): "
			    "devices of one whose driver nobody built wait for ever",
			    finding->subject, supplier, option);
		finding_fix(finding,
			    "a condition that is true only while a driver of this kind is m");
		finding_set(finding, "standing", "loose");
	}
}

void check_deferral(struct context *context)
{
	const struct call *call = registers_with(context, context->driver);
	const struct caller *consumer = call ? find_consumer(context) : NULL;
	const char *option = NULL;
	enum standing standing;
	struct finding *finding;

	if (!consumer)
		return;
	finding =
		emit(context, rule_text(context->rule, "consumer"), consumer->file, consumer->line);
	if (!finding)
		return;
	standing = find_standing(context, consumer, &option);
	if (standing == STANDING_NOTHING)
		say_missing(context, finding);
	else
		say_standing(context, finding, standing, option);
	finding_set(finding, "registers", call->callee);
}
