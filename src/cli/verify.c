/* SPDX-License-Identifier: GPL-2.0-only */
#include "cli/prove.h"
#include "verify/outcome.h"

void cli_prove_entries(struct cli_prove *prove, GOptionEntry *entries)
{
	entries[0] = (GOptionEntry){"work",
				    0,
				    0,
				    G_OPTION_ARG_FILENAME,
				    &prove->work,
				    "where copies and builds go (the cache)",
				    "DIR"};
	entries[1] = (GOptionEntry){"scenario",
				    0,
				    0,
				    G_OPTION_ARG_STRING_ARRAY,
				    &prove->scenarios,
				    "boot only this scenario; may be repeated",
				    "NAME"};
	entries[2] = (GOptionEntry){"each-patch",
				    0,
				    0,
				    G_OPTION_ARG_NONE,
				    &prove->each_patch,
				    "build every single patch in y, m and n",
				    NULL};
	entries[3] = (GOptionEntry){"no-boot",
				    0,
				    0,
				    G_OPTION_ARG_NONE,
				    &prove->no_boot,
				    "build only; the rungs that boot are not run",
				    NULL};
}

void cli_prove_settle(struct cli_prove *prove)
{
	prove->options =
		(struct ms_verify_options){.work = prove->work,
					   .scenarios = (const char *const *)prove->scenarios,
					   .each_patch = prove->each_patch,
					   .no_boot = prove->no_boot};
}

void cli_prove_clear(struct cli_prove *prove)
{
	g_free(prove->work);
	g_strfreev(prove->scenarios);
}

static int show_outcome(struct cli *cli, const ms_outcome *outcome)
{
	g_autoptr(ms_json) json = record_to_json(&outcome_type, outcome);
	ms_report *report = ms_report_build(&(struct ms_report_parts){.outcome = outcome});
	int status = cli_show(cli, report, ms_json_text(json),
			      ms_outcome_passed(outcome) ? CLI_YES : CLI_NO);

	ms_report_free(report);
	return status;
}

static int list(struct cli *cli, GError **error)
{
	g_autofree char *text = NULL;

	if (cli_need_arguments(cli, 0, 1, "the driver's option", error))
		text = cli_scenarios(cli->arguments->len ? cli->arguments->pdata[0] : NULL, error);
	return text ? cli_print(cli, text, CLI_YES) : CLI_UNKNOWN;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_prove prove = {0};
	gboolean only_list = FALSE;
	GOptionEntry entries[CLI_PROVE_ENTRIES + 2] = {0};
	GError *error = NULL;
	ms_outcome *outcome = NULL;
	int status = CLI_UNKNOWN;

	cli_prove_entries(&prove, entries);
	entries[CLI_PROVE_ENTRIES] = (GOptionEntry){
		"list",
		0,
		0,
		G_OPTION_ARG_NONE,
		&only_list,
		"name the scenarios, or those for a driver's option, and what each needs",
		NULL};
	if (!cli_parse(cli, &cli_verify, entries, argc, argv, &error)) {
		status = CLI_UNKNOWN;
	} else if (only_list) {
		status = list(cli, &error);
	} else if (cli_need_arguments(cli, 1, 1, "the series' directory", &error) &&
		   cli_need_build(cli, &error)) {
		cli_prove_settle(&prove);
		cli_talk_start(cli);
		outcome = ms_verify(&cli->build, cli->arguments->pdata[0], &prove.options,
				    &cli->job, &error);
	}
	if (error)
		status = cli_fail(cli, error);
	else if (outcome)
		status = show_outcome(cli, outcome);
	ms_outcome_free(outcome);
	cli_prove_clear(&prove);
	return status;
}

const struct cli_command cli_verify = {
	.name = "verify",
	.arguments = "[O=BUILD] [ARCH=…] [CROSS_COMPILE=…] DIR",
	.summary = "the proof: builds, boots, probes and unloads what a series makes",
	.run = run,
	.takes = CLI_TAKES_BUILD,
};
