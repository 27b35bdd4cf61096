/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "budget/history.h"
#include "cli/cli.h"
#include "findings/findings.h"
#include "plan/steps.h"
#include "verify/outcome.h"

/* the values that a report is made of, by their schemas */
static const struct record_type *const types[] = {&findings_type, &plan_type, &outcome_type,
						  &ledger_type, &history_type};
enum { FINDINGS, PLAN, OUTCOME, SIZE, HISTORY, VALUES };

struct values {
	void *of[VALUES];
	struct budget_verdict *verdict; /* stands in the ledger's file, as may a history */
};

static int find_schema(const char *schema)
{
	for (int i = 0; i < VALUES; i++)
		if (!g_strcmp0(types[i]->schema, schema))
			return i;
	return VALUES;
}

/* what `modsplit size` puts beside the ledger's own keys */
static gboolean take_judged(struct values *values, const json_t *json, GError **error)
{
	const json_t *budget = json_object_get(json, "budget");
	const json_t *history = json_object_get(json, "history");

	if (budget) {
		values->verdict = record_from_json(&budget_verdict_type, budget, error);
		if (!values->verdict)
			return FALSE;
	}
	if (history && !values->of[HISTORY]) {
		values->of[HISTORY] = history_from_json(history, error);
		return values->of[HISTORY] != NULL;
	}
	return TRUE;
}

static gboolean take_value(struct values *values, int which, const json_t *json, GError **error)
{
	if (which == SIZE)
		values->of[which] = ledger_from_json(json, error);
	else if (which == HISTORY)
		values->of[which] = history_from_json(json, error);
	else
		values->of[which] = record_from_json(types[which], json, error);
	return values->of[which] && (which != SIZE || take_judged(values, json, error));
}

static gboolean take_file(struct values *values, const char *path, GError **error)
{
	g_autoptr(ms_json) json = ms_json_load(path, error);
	const char *schema = json ? json_string_value(json_object_get(json, "schema")) : NULL;
	int which = find_schema(schema);

	if (!json)
		return FALSE;
	if (which < VALUES && !values->of[which]) {
		if (take_value(values, which, json, error))
			return TRUE;
		g_prefix_error(error, "%s: ", path);
	} else if (!schema) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "%s: no 'schema': give findings, a plan, an outcome or sizes of "
			    "modsplit's",
			    path);
	} else if (which < VALUES) {
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "%s: a second one of schema '%s'; give at most one of each", path,
			    schema);
	} else {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "%s: schema '%s' is none of findings, plan, outcome and sizes", path,
			    schema);
	}
	return FALSE;
}

static int print_report(struct cli *cli, const struct values *values)
{
	const struct ms_report_parts parts = {.findings = values->of[FINDINGS],
					      .plan = values->of[PLAN],
					      .outcome = values->of[OUTCOME],
					      .size = values->of[SIZE],
					      .budget = values->verdict,
					      .history = values->of[HISTORY]};
	ms_report *report = ms_report_build(&parts);
	int status = cli_show(cli, report, ms_report_render(report, MS_REPORT_JSON, NULL), CLI_YES);

	ms_report_free(report);
	return status;
}

static int run(struct cli *cli, int argc, char **argv)
{
	const GOptionEntry entries[] = {CLI_FORMAT(cli), G_OPTION_ENTRY_NULL};
	struct values values = {0};
	GError *error = NULL;
	gboolean ok = cli_parse(cli, &cli_report, entries, argc, argv, &error) &&
		      cli_need_arguments(cli, 1, VALUES, "FILE", &error);

	for (guint i = 0; ok && i < cli->arguments->len; i++)
		ok = take_file(&values, cli->arguments->pdata[i], &error);
	int status = ok ? print_report(cli, &values) : cli_fail(cli, error);

	for (int i = 0; i < VALUES; i++)
		record_free(types[i], values.of[i]);
	budget_verdict_free(values.verdict);
	return status;
}

const struct cli_command cli_report = {
	.name = "report",
	.arguments = "FILE…",
	.summary = "findings, plan, outcome and sizes as text, Markdown, or for CI systems",
	.run = run,
	.takes = CLI_TAKES_VALUE,
};
