/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <glib/gstdio.h>

#include "base/files.h"
#include "cli/choices.h"
#include "cli/prove.h"
#include "findings/findings.h"
#include "plan/steps.h"
#include "verify/outcome.h"

/* the values of one run, in the order in which they come to be */
struct values {
	ms_model *model;
	ms_findings *findings;
	ms_plan *plan;
	ms_outcome *outcome;
};

struct run_options {
	struct cli_choices choices;
	struct cli_prove prove;
};

static char *in(const char *directory, const char *name)
{
	return g_build_filename(directory, name, NULL);
}

static gboolean check_directory(const char *directory, GError **error)
{
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);

	if (!g_file_test(directory, G_FILE_TEST_EXISTS) || (dir && !g_dir_read_name(dir)))
		return TRUE;
	g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
		    "'%s' is not an empty directory; give another one with -o", directory);
	return FALSE;
}

/* A run that could not tell leaves nothing, so that the same command can be given again. The
 * folder was empty or not there. */
static void take_back(const char *directory, gboolean made_by_us)
{
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = in(directory, name);

		ms_remove_tree(path, NULL);
	}
	if (made_by_us)
		g_rmdir(directory);
}

/* scan, analyze, plan: each value is saved beside the others, for replays and bug reports */
static gboolean find_out(struct cli *cli, const struct run_options *options, struct values *values,
			 GError **error)
{
	const char *directory = options->choices.directory;
	g_autofree char *model = in(directory, "model.json");
	g_autofree char *findings = in(directory, "findings.json");
	g_autofree char *plan = in(directory, "plan.json");

	if (!cli_analysis(cli, MS_REACH_TREE, &options->choices.plan, &values->model,
			  &values->findings, error))
		return FALSE;
	values->plan =
		ms_plan_driver(values->model, values->findings, 0, &options->choices.plan, error);
	return values->plan && ms_model_save(values->model, model, error) &&
	       ms_findings_save(values->findings, findings, error) &&
	       ms_plan_save(values->plan, plan, error);
}

static gboolean prove(struct cli *cli, const struct run_options *options, struct values *values,
		      GError **error)
{
	const char *directory = options->choices.directory;
	g_autofree char *series = in(directory, "series");
	g_autofree char *outcome = in(directory, "outcome.json");
	g_autofree char *measured = NULL;

	if (!ms_patch(values->plan, cli->build.tree, series, &options->choices.patch, &cli->job,
		      error))
		return FALSE;
	values->outcome = ms_verify(&cli->build, series, &options->prove.options, &cli->job, error);
	if (!values->outcome || !ms_outcome_save(values->outcome, outcome, error))
		return FALSE;
	measured = ms_report_measured(values->outcome);
	return ms_patch_cover(series, measured, error);
}

static gboolean save_report(const ms_report *report, const char *directory, const char *name,
			    enum ms_report_format format, GError **error)
{
	g_autofree char *path = in(directory, name);
	g_autofree char *text = ms_report_render(report, format, NULL);

	return ms_write_file(path, text, strlen(text), error);
}

static int answer(struct cli *cli, const char *directory, const struct values *values)
{
	const struct ms_report_parts parts = {.findings = values->findings,
					      .plan = values->plan,
					      .outcome = values->outcome};
	ms_report *report = ms_report_build(&parts);
	int status = cli_verdict_status(values->findings);
	GError *error = NULL;

	if (values->outcome && !ms_outcome_passed(values->outcome))
		status = CLI_NO;
	if (save_report(report, directory, "report.txt", MS_REPORT_TEXT, &error) &&
	    save_report(report, directory, "report.md", MS_REPORT_MARKDOWN, &error))
		status = cli_show(cli, report, ms_report_render(report, MS_REPORT_JSON, NULL),
				  status);
	else
		status = cli_fail(cli, error);
	ms_report_free(report);
	return status;
}

static int execute(struct cli *cli, struct run_options *options, GError **error)
{
	struct values values = {0};
	int status = CLI_UNKNOWN;
	gboolean made_by_us;

	if (!cli_need_arguments(cli, 1, 1, "DRIVER", error) || !cli_need_build(cli, error))
		return CLI_UNKNOWN;
	if (!cli_choices_directory(cli, &options->choices, "modsplit-run", error) ||
	    !check_directory(options->choices.directory, error) ||
	    !cli_choices_settle(&options->choices, error))
		return CLI_UNKNOWN;
	made_by_us = !g_file_test(options->choices.directory, G_FILE_TEST_EXISTS);
	cli_prove_settle(&options->prove);
	cli_talk_start(cli);
	if (find_out(cli, options, &values, error) &&
	    (!values.plan->steps->len || prove(cli, options, &values, error)))
		status = answer(cli, options->choices.directory, &values);
	else
		take_back(options->choices.directory, made_by_us);
	ms_outcome_free(values.outcome);
	ms_plan_free(values.plan);
	ms_findings_free(values.findings);
	ms_model_free(values.model);
	return status;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct run_options options = {0};
	GOptionEntry entries[CLI_PATCH_ENTRIES + CLI_PROVE_ENTRIES + 1] = {0};
	GError *error = NULL;
	int status = CLI_UNKNOWN;

	cli_patch_entries(cli, &options.choices, entries);
	cli_prove_entries(&options.prove, entries + CLI_PATCH_ENTRIES);
	if (cli_parse(cli, &cli_run, entries, argc, argv, &error))
		status = execute(cli, &options, &error);
	if (error)
		status = cli_fail(cli, error);
	cli_choices_clear(&options.choices);
	cli_prove_clear(&options.prove);
	return status;
}

const struct cli_command cli_run = {
	.name = "run",
	.arguments = "[O=BUILD] [ARCH=…] [CROSS_COMPILE=…] -o DIR DRIVER",
	.summary = "all stages in one go: analysis, series, proof, report",
	.run = run,
	.takes = CLI_TAKES_BUILD | CLI_TAKES_REROLL,
};
