/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "cli/cli.h"
#include "findings/findings.h"
#include "plan/steps.h"
#include "verify/outcome.h"

/* the values that a report is made of */
struct values {
	struct findings *findings;
	struct plan *plan;
	struct outcome *outcome;
};

static gboolean is_known(const char *schema)
{
	return !strcmp(schema, findings_type.schema) || !strcmp(schema, plan_type.schema) ||
	       !strcmp(schema, outcome_type.schema);
}

static gboolean take_file(struct values *values, const char *path, GError **error)
{
	g_autoptr(ms_json) json = ms_json_load(path, error);
	const char *schema = json ? json_string_value(json_object_get(json, "schema")) : NULL;

	if (!json)
		return FALSE;
	if (!g_strcmp0(schema, findings_type.schema) && !values->findings)
		return (values->findings = record_from_json(&findings_type, json, error)) != NULL;
	if (!g_strcmp0(schema, plan_type.schema) && !values->plan)
		return (values->plan = record_from_json(&plan_type, json, error)) != NULL;
	if (!g_strcmp0(schema, outcome_type.schema) && !values->outcome)
		return (values->outcome = record_from_json(&outcome_type, json, error)) != NULL;
	if (!schema)
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "%s: no 'schema': give findings, a plan or an outcome of modsplit's",
			    path);
	else if (is_known(schema))
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "%s: a second one of schema '%s'; give at most one of each", path,
			    schema);
	else
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "%s: schema '%s' is none of findings, plan and outcome", path, schema);
	return FALSE;
}

static gboolean read_format(const char *name, enum ms_report_format *format, GError **error)
{
	static const char *const names[] = {[MS_REPORT_TEXT] = "text",
					    [MS_REPORT_JSON] = "json",
					    [MS_REPORT_MARKDOWN] = "markdown"};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		if (strcmp(names[i], name) != 0)
			continue;
		*format = (enum ms_report_format)i;
		return TRUE;
	}
	g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
		    "--format=%s is not known; it takes text, json or markdown", name);
	return FALSE;
}

static int print_report(struct cli *cli, const struct values *values, enum ms_report_format format)
{
	const struct ms_report_style style = {.color = cli->color, .width = 100};
	const struct ms_report_parts parts = {.findings = values->findings,
					      .plan = values->plan,
					      .outcome = values->outcome};
	ms_report *report = ms_report_build(&parts);
	g_autofree char *text = ms_report_render(report, format, &style);
	char *json = ms_report_render(report, MS_REPORT_JSON, &style);

	ms_report_free(report);
	return cli_show_text(cli, text, json, CLI_YES);
}

static int run(struct cli *cli, int argc, char **argv)
{
	g_autofree char *name = NULL;
	const GOptionEntry entries[] = {
		{"format", 0, 0, G_OPTION_ARG_STRING, &name, "text, json or markdown", "FORMAT"},
		{NULL, 0, 0, 0, NULL, NULL, NULL},
	};
	enum ms_report_format format = MS_REPORT_TEXT;
	struct values values = {0};
	GError *error = NULL;
	gboolean ok = cli_parse(cli, &cli_report, entries, argc, argv, &error) &&
		      cli_need_arguments(cli, 1, 3, "FILE", &error) &&
		      (!name || read_format(name, &format, &error));

	for (guint i = 0; ok && i < cli->arguments->len; i++)
		ok = take_file(&values, cli->arguments->pdata[i], &error);
	int status = ok ? print_report(cli, &values, format) : cli_fail(cli, error);

	findings_free(values.findings);
	plan_free(values.plan);
	outcome_free(values.outcome);
	return status;
}

const struct cli_command cli_report = {
	.name = "report",
	.arguments = "FILE…",
	.summary = "findings, plan and outcome as text, JSON or Markdown",
	.run = run,
	.takes = CLI_TAKES_VALUE,
};
