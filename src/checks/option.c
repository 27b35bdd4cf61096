/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "checks/check.h"
#include "evidence/words.h"

/* the exports of a driver that was not compiled cannot be told from its text */
static void say_not_built(struct context *context)
{
	const struct driver *driver = context->driver;
	const struct source *head = model_head(driver);
	struct finding *finding;

	if (model_is_bare(driver))
		return;
	for (guint i = 0; i < driver->sources->len; i++)
		if (((const struct source *)driver->sources->pdata[i])->built)
			return;
	finding = emit(context, driver->module, head ? head->file : driver->makefile,
		       head ? 0 : driver->makefile_line);
	if (!finding)
		return;
	if (context->tristate)
		finding_severity(finding, SEVERITY_RISK);
	finding_say(finding,
		    "no object of %s was built, so what it needs as a module is not known: %s",
		    driver->module,
		    head && head->probe_error ? head->probe_error
		    : head                    ? "this architecture or configuration leaves it out"
					      : "none of its sources is in the tree");
	finding_fix(finding,
		    "build it into a kernel whose options and architecture include it, and "
		    "ask again");
}

void check_probe_complete(struct context *context)
{
	const struct driver *driver = context->driver;

	say_not_built(context);

	for (guint i = 0; i < driver->sources->len; i++) {
		const struct source *source = driver->sources->pdata[i];
		struct finding *finding;

		if (!source->built || (source->probed && !source->probe_error))
			continue;
		finding = emit(context, source->file, source->file, 0);
		if (!finding)
			continue;
		finding_say(finding,
			    "'%s' does not compile as a module, so what it needs is not known: %s",
			    source->file,
			    source->probe_error ? source->probe_error : "it was not tried");
	}
	for (guint i = 0; i < driver->problems->len; i++) {
		const struct place_text *problem = driver->problems->pdata[i];
		g_autofree char *subject =
			g_strdup_printf("%s:%" G_GINT64_FORMAT,
					problem->file ? problem->file : driver->module,
					problem->line);
		struct finding *finding = emit(context, subject, problem->file, problem->line);

		if (!finding)
			continue;
		finding_severity(finding, SEVERITY_RISK);
		finding_say(finding, "not understood, and so not judged: %s", problem->text);
		finding_fix(finding, "look at this place by hand");
	}
}

void check_option_exists(struct context *context)
{
	const struct driver *driver = context->driver;
	struct finding *finding;

	if (driver->option)
		return;
	finding = emit(context, driver->module, driver->makefile, driver->makefile_line);
	if (!finding)
		return;
	if (driver->config)
		finding_say(finding, "%s hangs on CONFIG_%s, which no Kconfig file defines",
			    driver->module, driver->config);
	else
		finding_say(finding,
			    "%s is always built (obj-y): there is no option that could be m",
			    driver->module);
}

static void say_type(struct context *context, const struct option *option, const char *to)
{
	struct finding *finding = emit(context, option->name, option->file, option->line);

	if (!finding)
		return;
	finding_set(finding, "from", option->type);
	finding_set(finding, "to", to);
	finding_set(finding, "help", option->help && *option->help ? "y" : "n");
	finding_set(finding, "prompt", option->prompt ? "y" : "n");
	if (option->in_choice) {
		finding_severity(finding, SEVERITY_BLOCKER);
		finding_say(finding,
			    "'%s' is a member of a choice, whose members cannot be m one by one",
			    option->name);
		finding_fix(finding, "take the option out of its choice first");
	} else if (to) {
		finding_say(finding, "'%s' is %s, so it can be y or n, but not m", option->name,
			    option->type);
		finding_fix(finding, "make it %s", to);
	} else {
		finding_say(finding, "'%s' is %s already: it can be m today", option->name,
			    option->type);
	}
}

static void judge_type(struct context *context, const struct option *option)
{
	const json_t *row = option && option->type
				    ? rule_row(context->rule, "types", "from", option->type)
				    : NULL;

	if (row)
		say_type(context, option, row_text(row, "to"));
}

void check_option_type(struct context *context)
{
	judge_type(context, context->driver->option);
}

static gboolean is_bool(const char *type)
{
	return type && g_str_has_suffix(type, "bool");
}

/* asked about it, and never for m */
static void say_unsettable(struct context *context)
{
	const struct driver *driver = context->driver;
	const struct option *option = driver->option;
	struct finding *finding = emit(context, option->name, option->file, option->line);

	if (!finding)
		return;
	finding_say(finding,
		    "'%s' has a prompt if %s alone, and no configuration of this architecture "
		    "could set it to m: as a tristate it would be what its defaults make it",
		    option->name, driver->unsettable);
	finding_fix(finding, "by hand: a prompt without that condition, or a default of m where "
			     "what it belongs to is m");
	finding_set(finding, "condition", driver->unsettable);
}

/* nobody is asked about a hidden option: only a tristate that selects it can hand it m */
void check_option_hidden(struct context *context)
{
	const struct driver *driver = context->driver;
	struct finding *finding;

	if (!driver->option || context->tristate || driver->follows)
		return;
	if (driver->unsettable)
		say_unsettable(context);
	if (model_has_prompt(driver))
		return;
	for (guint i = 0; i < driver->option_uses->len; i++) {
		const struct option_use *use = driver->option_uses->pdata[i];

		if (!strcmp(use->how, "select") && use->type &&
		    g_str_has_suffix(use->type, "tristate"))
			return;
	}
	finding = emit(context, driver->option->name, driver->option->file, driver->option->line);
	if (finding)
		finding_say(finding,
			    "'%s' has no prompt, and no tristate option selects it: as a tristate "
			    "it would never be m",
			    driver->option->name);
}

/* a reference from code of that option, which links because the option selects the driver */
static const struct crossing *call_of(const struct driver *driver, const char *option)
{
	for (guint i = 0; i < driver->crossings->len; i++) {
		const struct crossing *crossing = driver->crossings->pdata[i];

		if (!g_strcmp0(crossing->option, option) && !crossing->optional &&
		    !crossing->values->len && !g_strcmp0(crossing->provider, driver->config))
			return crossing;
	}
	return NULL;
}

/* nobody could say m here; what other boards force is for their maintainers */
static void say_forced(const struct driver *driver, const struct option_use *use,
		       struct finding *finding)
{
	const struct crossing *call = call_of(driver, use->option);

	if (call && !use->condition) {
		finding_severity(finding, SEVERITY_BLOCKER);
		finding_say(finding,
			    "'%s' is %s, selects %s, and its code uses '%s' (%s:%" G_GINT64_FORMAT
			    "): whoever sets it needs %s=y, and this configuration does",
			    use->option, use->type, driver->config, call->symbol, call->file,
			    call->line, driver->config);
		finding_fix(finding, "none while '%s' is part of the image", use->option);
	} else if (!call && model_has_prompt(driver)) {
		finding_severity(finding, SEVERITY_CHANGE);
		finding_fix(finding, "imply it: y stays the default, and m can be chosen");
	} else if (!model_has_prompt(driver) && !use->condition) {
		finding_severity(finding, SEVERITY_BLOCKER);
		finding_fix(finding,
			    "drop the select where '%s' does not need it, or give %s a prompt",
			    use->option, driver->config);
	}
}

void check_selected_by(struct context *context)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->option_uses->len; i++) {
		const struct option_use *use = driver->option_uses->pdata[i];
		gboolean forced = model_is_forced(use);
		struct finding *finding;

		if (strcmp(use->how, "select") || !is_bool(use->type) ||
		    becomes_tristate(context, use->option))
			continue;
		finding = emit(context, use->option, use->file, use->line);
		if (!finding)
			continue;
		finding_say(finding, "'%s' is %s and selects %s%s%s: whoever sets it gets %s=y%s",
			    use->option, use->type, driver->config, use->condition ? " if " : "",
			    use->condition ? use->condition : "", driver->config,
			    forced ? ", and this configuration does" : "");
		finding_set(finding, "value", use->value);
		/* a helper is selected by its whole family, one after the other */
		if (forced && !context->tristate && driver->option && !driver->follows)
			say_forced(driver, use, finding);
	}
}

/* X=y in a dependency is false for a module */
static gboolean wants_builtin(const struct option_use *use, const char *config)
{
	g_autofree char *plain = g_strconcat(config, "=y", NULL);
	g_autofree char *spaced = g_strconcat(config, " = y", NULL);

	return use->condition &&
	       (words_has(use->condition, plain) || words_has(use->condition, spaced));
}

static void say_dependent(struct context *context, const struct option_use *use)
{
	const char *config = context->driver->config;
	gboolean builtin = wants_builtin(use, config);
	struct finding *finding;

	if (!builtin && !is_bool(use->type))
		return;
	finding = emit(context, use->option, use->file, use->line);
	if (!finding)
		return;
	finding_set(finding, "condition", use->condition);
	finding_set(finding, "value", use->value);
	if (builtin) {
		if (!g_strcmp0(use->value, "y"))
			finding_severity(finding, SEVERITY_RISK);
		finding_say(finding, "'%s' depends on %s=y: it is n as soon as %s is m",
			    use->option, config, config);
		finding_fix(finding, "nothing, where that is meant; else let it depend on %s alone",
			    config);
	} else {
		finding_say(finding,
			    "'%s' depends on %s and is %s: with %s=m it can still be y, so nothing "
			    "that it adds to the image may call the driver",
			    use->option, config, use->type, config);
	}
}

void check_dependents(struct context *context)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->option_uses->len; i++) {
		const struct option_use *use = driver->option_uses->pdata[i];

		if (!strcmp(use->how, "depends"))
			say_dependent(context, use);
	}
}

/* `defined(CONFIG_X) || defined(CONFIG_X_MODULE)` is what IS_ENABLED() says */
static gboolean minds_module(const struct driver *driver, const struct config_test *test)
{
	g_autofree char *module = g_strconcat(driver->config, "_MODULE", NULL);

	for (guint i = 0; i < driver->config_tests->len; i++) {
		const struct config_test *other = driver->config_tests->pdata[i];

		if (!strcmp(other->option, module) && !strcmp(other->file, test->file) &&
		    other->line == test->line)
			return TRUE;
	}
	return FALSE;
}

static guint count_tests(const struct driver *driver, const struct config_test *like)
{
	guint count = 0;

	for (guint i = 0; i < driver->config_tests->len; i++) {
		const struct config_test *test = driver->config_tests->pdata[i];

		if (!strcmp(test->file, like->file) && !strcmp(test->kind, like->kind) &&
		    !g_strcmp0(test->option, like->option))
			count++;
	}
	return count;
}

static void say_test(struct context *context, const struct config_test *test, const char *to)
{
	g_autofree char *subject = g_strdup_printf("CONFIG_%s in %s", test->option, test->file);
	struct finding *finding = emit(context, subject, test->file, test->line);
	guint times = count_tests(context->driver, test);
	g_autofree char *count = g_strdup_printf("%u", times);

	if (!finding)
		return;
	finding_set(finding, "kind", test->kind);
	finding_set(finding, "option", test->option);
	finding_set(finding, "from", to ? test->kind : NULL);
	finding_set(finding, "to", to);
	finding_set(finding, "count", count);
	if (to) {
		finding_say(finding, "'%s' asks %s(CONFIG_%s), which is false for a module",
			    test->file, test->kind, test->option);
		finding_fix(finding, "%s(CONFIG_%s)", to, test->option);
		return;
	}
	finding_severity(finding, SEVERITY_RISK);
	finding_say(finding,
		    "'%s' tests CONFIG_%s by #%s, which sees y only: with m it takes the "
		    "other branch%s",
		    test->file, test->option, strcmp(test->kind, "defined") ? test->kind : "if",
		    times > 1 ? " (and further tests in this file)" : "");
	finding_fix(finding, "see whether the code behind it is meant for a module too; "
			     "IS_ENABLED() is true for both");
}

void check_config_test(struct context *context)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->config_tests->len; i++) {
		const struct config_test *test = driver->config_tests->pdata[i];
		const json_t *row = rule_row(context->rule, "tests", "kind", test->kind);

		if (!row || g_strcmp0(test->option, driver->config) || minds_module(driver, test))
			continue;
		if (test->own && row_text(row, "to"))
			continue;
		say_test(context, test, row_text(row, "to"));
	}
}

/* an option by which nothing is built is a word for others: they alone say what m would mean */
void check_bare(struct context *context)
{
	const struct driver *driver = context->driver;
	const struct option *option = driver->option;
	struct finding *finding;

	if (!model_is_bare(driver) || !option)
		return;
	finding = emit(context, option->name, option->file, option->line);
	if (!finding)
		return;
	for (guint i = 0; i < driver->config_tests->len; i++) {
		const struct config_test *test = driver->config_tests->pdata[i];

		if (context->tristate || minds_module(driver, test) ||
		    !strcmp(test->kind, "IS_ENABLED") || !strcmp(test->kind, "IS_REACHABLE"))
			continue;
		finding_severity(finding, SEVERITY_BLOCKER);
		finding_say(finding,
			    "no makefile builds anything by '%s', and %s:%" G_GINT64_FORMAT
			    " tests it for y (%s): with m the code there would go, and no module "
			    "takes its place",
			    option->name, test->file, test->line, test->kind);
		finding_fix(finding, "leave it a bool");
		return;
	}
	finding_say(finding,
		    "no makefile builds anything by '%s': as a tristate it makes no module, and "
		    "only what depends on it can tell m from y",
		    option->name);
}
