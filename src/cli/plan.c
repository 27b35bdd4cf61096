/* SPDX-License-Identifier: GPL-2.0-only */
#include "cli/choices.h"
#include "plan/steps.h"

static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_choices choices = {0};
	GOptionEntry entries[CLI_PLAN_ENTRIES + 1] = {0};
	GError *error = NULL;
	ms_model *model = NULL;
	ms_findings *findings = NULL;
	ms_plan *plan = NULL;
	ms_report *report;
	g_autoptr(ms_json) json = NULL;
	int status;

	cli_plan_entries(cli, &choices, entries);
	if (!cli_parse(cli, &cli_plan, entries, argc, argv, &error) ||
	    !cli_need_arguments(cli, 1, 1, "DRIVER", &error) || !cli_need_build(cli, &error) ||
	    !cli_choices_settle(&choices, &error))
		return cli_fail(cli, error);
	cli_talk_start(cli);
	if (cli_analysis(cli, MS_REACH_TREE, &choices.plan, &model, &findings, &error))
		plan = ms_plan_driver(model, findings, 0, &choices.plan, &error);
	if (!plan) {
		status = cli_fail(cli, error);
	} else {
		report = ms_report_build(&(struct ms_report_parts){.plan = plan});
		json = record_to_json(&plan_type, plan);
		status = cli_show(cli, report, ms_json_text(json),
				  plan->refusals->len ? CLI_NO : CLI_YES);
		ms_report_free(report);
	}
	ms_plan_free(plan);
	ms_findings_free(findings);
	ms_model_free(model);
	cli_choices_clear(&choices);
	return status;
}

const struct cli_command cli_plan = {
	.name = "plan",
	.arguments = "[O=BUILD] [ARCH=…] [CROSS_COMPILE=…] DRIVER",
	.summary = "the steps of the series, or the reasons why there is none",
	.run = run,
	.takes = CLI_TAKES_BUILD,
};
