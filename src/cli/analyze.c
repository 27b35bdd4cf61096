/* SPDX-License-Identifier: GPL-2.0-only */
#include "cli/cli.h"
#include "findings/findings.h"

/* what a series moves in the defconfigs is known once it is planned, and is a finding too */
static ms_findings *analyze(struct cli *cli, enum ms_reach reach,
			    const struct ms_plan_options *options, ms_model *model,
			    const ms_rules *rules, GError **error)
{
	ms_findings *first = ms_analyze(model, rules, error), *findings = NULL;

	if (!first || reach != MS_REACH_TREE)
		return first;
	if (ms_moves_add(model, first, &cli->build, options, &cli->job, error))
		findings = ms_analyze(model, rules, error);
	ms_findings_free(first);
	return findings;
}

gboolean cli_analysis(struct cli *cli, enum ms_reach reach, const struct ms_plan_options *options,
		      ms_model **model, ms_findings **findings, GError **error)
{
	ms_rules *rules = ms_rules_load(cli->rules, error);
	ms_model *scanned = NULL;
	ms_findings *found = NULL;

	if (rules)
		scanned = ms_scan(&cli->build, (const char *const *)cli->arguments->pdata,
				  ms_rules_watch(rules), reach, &cli->job, error);
	if (scanned) {
		found = analyze(cli, reach, options, scanned, rules, error);
		if (!found)
			g_clear_pointer(&scanned, ms_model_free);
	}
	ms_rules_free(rules);
	if (!scanned)
		return FALSE;
	if (findings)
		*findings = found;
	else
		ms_findings_free(found);
	if (model)
		*model = scanned;
	else
		ms_model_free(scanned);
	return TRUE;
}

enum ms_reach cli_reach(const struct cli *cli)
{
	return cli->whole_tree ? MS_REACH_TREE : MS_REACH_BUILD;
}

int cli_verdict_status(const ms_findings *findings)
{
	for (guint i = 0; i < findings->drivers->len; i++) {
		const struct driver_findings *driver = findings->drivers->pdata[i];

		/* a helper that cannot follow stays where it is */
		if (driver->verdict == VERDICT_BLOCKED && !driver->follows)
			return CLI_NO;
	}
	return CLI_YES;
}

static int run(struct cli *cli, int argc, char **argv)
{
	const GOptionEntry entries[] = {CLI_WHOLE_TREE(cli), CLI_RULES(cli),   CLI_FORMAT(cli),
					CLI_ANSWERS(cli),    CLI_NO_EXEC(cli), CLI_RECORD(cli),
					G_OPTION_ENTRY_NULL};
	GError *error = NULL;
	ms_findings *findings = NULL;
	ms_report *report;
	g_autoptr(ms_json) json = NULL;
	int status;

	if (!cli_parse(cli, &cli_analyze, entries, argc, argv, &error) ||
	    !cli_need_arguments(cli, 1, 4096, "DRIVER", &error) || !cli_need_build(cli, &error) ||
	    !cli_need_answers(cli, &error))
		return cli_fail(cli, error);
	cli_talk_start(cli);
	if (!cli_analysis(cli, cli_reach(cli), NULL, NULL, &findings, &error) ||
	    !cli_keep_answers(cli, &error))
		return cli_fail(cli, error);
	report = ms_report_build(&(struct ms_report_parts){.findings = findings});
	json = record_to_json(&findings_type, findings);
	status = cli_show(cli, report, ms_json_text(json), cli_verdict_status(findings));
	ms_report_free(report);
	ms_findings_free(findings);
	return status;
}

const struct cli_command cli_analyze = {
	.name = "analyze",
	.arguments = "[O=BUILD] [ARCH=…] [CROSS_COMPILE=…] DRIVER…",
	.summary = "what keeps a driver from being a module, and why",
	.run = run,
	.takes = CLI_TAKES_BUILD,
};
