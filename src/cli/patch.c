/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>

#include "base/files.h"
#include "findings/findings.h"
#include "cli/choices.h"
#include "patch/series.h"
#include "plan/steps.h"

/* what belongs to `patch` alone */
struct patch_options {
	struct cli_choices choices;
	gboolean apply;
	char *branch;
	char *outcome; /* --outcome FILE: only rewrite the cover of the series in DIR */
};

static int print_series(struct cli *cli, const char *directory, const struct series *series)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(ms_json) json = record_to_json(&series_type, series);

	if (directory)
		g_string_append_printf(text, "%s/%s\n", directory, series->cover);
	for (guint i = 0; directory && i < series->patches->len; i++) {
		const struct series_patch *patch = series->patches->pdata[i];

		g_string_append_printf(text, "%s/%s\n", directory, patch->mail);
	}
	return cli_show_text(cli, text->str, ms_json_text(json), CLI_YES);
}

/* nothing is written: the plan tells why */
static char *plan_json(const ms_plan *plan)
{
	g_autoptr(ms_json) json = record_to_json(&plan_type, plan);

	return ms_json_text(json);
}

static int write_series(struct cli *cli, struct patch_options *options, const ms_plan *plan,
			GError **error)
{
	struct cli_choices *choices = &options->choices;
	g_autofree char *name = g_strdup_printf("modsplit-%s", plan->module);
	g_autoptr(ms_scratch) scratch = NULL;
	g_autofree char *directory = NULL;
	g_autoptr(ms_series) series = NULL;

	if (!choices->directory && options->apply) {
		scratch = ms_scratch_new(NULL, "modsplit-series", error);
		if (!scratch)
			return CLI_UNKNOWN;
		directory = g_build_filename(ms_scratch_path(scratch), "series", NULL);
	} else {
		if (!cli_choices_directory(cli, choices, name, error))
			return CLI_UNKNOWN;
		directory = g_strdup(choices->directory);
	}
	if (!ms_patch(plan, cli->build.tree, directory, &choices->patch, &cli->job, error))
		return CLI_UNKNOWN;
	if (options->apply &&
	    !ms_patch_apply(directory, cli->build.tree, options->branch, &cli->job, error))
		return CLI_UNKNOWN;
	series = series_load(directory, error);
	if (!series)
		return CLI_UNKNOWN;
	/* a series that went into the tree alone has no mails to name */
	return print_series(cli, scratch ? NULL : directory, series);
}

static int say_ready(struct cli *cli, const ms_findings *findings, const ms_plan *plan)
{
	const struct driver_findings *driver = findings->drivers->pdata[0];
	g_autofree char *line = NULL;
	guint risks = 0;

	for (guint i = 0; i < driver->findings->len; i++) {
		const struct finding *finding = driver->findings->pdata[i];

		risks += finding->severity == SEVERITY_RISK;
	}
	line = g_strdup_printf("nothing to do: %s can be a module today; risks that remain: %u%s",
			       plan->module, risks, risks ? ", 'modsplit analyze' names them" : "");

	if (cli->job.say)
		cli->job.say(cli->job.data, line);
	return cli_show_text(cli, "", plan_json(plan), CLI_YES);
}

/* ready needs no patch, blocked can have none: both leave nothing behind */
static int answer(struct cli *cli, struct patch_options *options, GError **error)
{
	ms_model *model = NULL;
	ms_findings *findings = NULL;
	ms_plan *plan = NULL;
	ms_report *report;
	int status = CLI_UNKNOWN;

	if (cli_analysis(cli, MS_REACH_TREE, &options->choices.plan, &model, &findings, error))
		plan = ms_plan_driver(model, findings, 0, &options->choices.plan, error);
	if (plan && plan->refusals->len) {
		report = ms_report_build(
			&(struct ms_report_parts){.findings = findings, .plan = plan});
		status = cli_show(cli, report, plan_json(plan), CLI_NO);
		ms_report_free(report);
	} else if (plan && !plan->steps->len) {
		status = say_ready(cli, findings, plan);
	} else if (plan) {
		status = write_series(cli, options, plan, error);
	}
	ms_plan_free(plan);
	ms_findings_free(findings);
	ms_model_free(model);
	return status;
}

static gboolean rewrite_cover(struct cli *cli, const char *outcome_file, GError **error)
{
	ms_outcome *outcome;
	g_autofree char *measured = NULL;
	gboolean ok;

	if (!cli_need_arguments(cli, 1, 1, "the series' directory", error))
		return FALSE;
	outcome = ms_outcome_load(outcome_file, error);
	if (!outcome)
		return FALSE;
	measured = ms_report_measured(outcome);
	ok = ms_patch_cover(cli->arguments->pdata[0], measured, error);
	ms_outcome_free(outcome);
	return ok;
}

static int execute(struct cli *cli, struct patch_options *options, GError **error)
{
	if (options->outcome)
		return rewrite_cover(cli, options->outcome, error) ? CLI_YES : CLI_UNKNOWN;
	if (options->branch && !options->apply) {
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "--branch changes your repository: say --apply with it");
		return CLI_UNKNOWN;
	}
	if (!cli_need_arguments(cli, 1, 1, "DRIVER", error) || !cli_need_build(cli, error) ||
	    !cli_choices_settle(&options->choices, error) ||
	    (options->branch &&
	     !ms_patch_can_branch(cli->build.tree, options->branch, &cli->job, error)))
		return CLI_UNKNOWN;
	cli_talk_start(cli);
	return answer(cli, options, error);
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct patch_options options = {0};
	GOptionEntry entries[CLI_PATCH_ENTRIES + 4] = {
		{"apply", 0, 0, G_OPTION_ARG_NONE, &options.apply,
		 "put the series into the tree (the only way in which a tree is changed)", NULL},
		{"branch", 0, 0, G_OPTION_ARG_STRING, &options.branch,
		 "with --apply: as commits on a new branch", "NAME"},
		{"outcome", 0, 0, G_OPTION_ARG_FILENAME, &options.outcome,
		 "rewrite only the cover letter of the series DIR with what was measured", "FILE"},
	};
	GError *error = NULL;
	int status = CLI_UNKNOWN;

	cli_patch_entries(cli, &options.choices, entries + 3);
	if (cli_parse(cli, &cli_patch, entries, argc, argv, &error))
		status = execute(cli, &options, &error);
	if (error)
		status = cli_fail(cli, error);
	g_free(options.branch);
	g_free(options.outcome);
	cli_choices_clear(&options.choices);
	return status;
}

const struct cli_command cli_patch = {
	.name = "patch",
	.arguments = "[O=BUILD] [ARCH=…] [CROSS_COMPILE=…] DRIVER | --outcome FILE DIR",
	.summary = "writes the series that makes a driver a module",
	.run = run,
	.takes = CLI_TAKES_BUILD | CLI_TAKES_REROLL,
};
