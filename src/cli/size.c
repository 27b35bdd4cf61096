/* SPDX-License-Identifier: GPL-2.0-only */
#include "budget/budget.h"
#include "cli/cli.h"

/* the options, and what becomes of them */
struct sizing {
	gint top;
	char *budget_path;
	struct ledger *before, *now; /* `before`: NULL where there is one build */
	struct ledger *compared;     /* both in one */
	struct budget *budget;
	struct budget_verdict *verdict;
};

static void sizing_clear(struct sizing *sizing)
{
	g_free(sizing->budget_path);
	ledger_free(sizing->before);
	ledger_free(sizing->now);
	ledger_free(sizing->compared);
	budget_free(sizing->budget);
	budget_verdict_free(sizing->verdict);
}

/* BUILD, or BEFORE and AFTER */
static gboolean read_all(struct cli *cli, struct sizing *sizing, GError **error)
{
	struct ledger *one = ledger_read(cli->arguments->pdata[0], &cli->job, error);

	if (cli->arguments->len == 1) {
		sizing->now = one;
		return one != NULL;
	}
	sizing->before = one;
	if (one)
		sizing->now = ledger_read(cli->arguments->pdata[1], &cli->job, error);
	if (!sizing->now)
		return FALSE;
	sizing->compared = ledger_compare(sizing->before, sizing->now);
	return TRUE;
}

static gboolean judge(struct cli *cli, struct sizing *sizing, GError **error)
{
	const char *build = cli->arguments->pdata[cli->arguments->len - 1];
	g_autofree char *source = g_build_filename(build, "source", NULL);
	const struct budget_base base = {sizing->before, TRUE};
	const struct budget_limit *grows = budget_grows(sizing->budget);

	if (grows && !sizing->before) {
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "%s:%u:%u: a limit on growth needs a base: give BEFORE and AFTER",
			    sizing->budget_path, grows->line, grows->column);
		return FALSE;
	}
	sizing->verdict = budget_judge(sizing->budget, sizing->now, &base, error);
	if (sizing->verdict && sizing->now->tree->arch)
		budget_places(sizing->verdict,
			      g_file_test(source, G_FILE_TEST_IS_DIR) ? source : build,
			      sizing->now->tree->arch);
	return sizing->verdict != NULL;
}

/* the ledger, and the verdict beside its keys */
static char *as_json(const struct sizing *sizing)
{
	g_autoptr(ms_json) json =
		record_to_json(&ledger_type, sizing->compared ? sizing->compared : sizing->now);

	if (sizing->verdict)
		json_object_set_new(json, "budget",
				    record_to_json(&budget_verdict_type, sizing->verdict));
	return ms_json_text(json);
}

static int show(struct cli *cli, const struct sizing *sizing)
{
	const struct ms_report_parts parts = {
		.size = sizing->compared ? sizing->compared : sizing->now,
		.top = sizing->top > 0 ? (guint)sizing->top : 0,
		.budget = sizing->verdict,
	};
	ms_report *report = ms_report_build(&parts);
	gboolean exceeded = sizing->verdict && sizing->verdict->state == BUDGET_EXCEEDED;
	int status = cli_show(cli, report, cli->json || cli->json_file ? as_json(sizing) : NULL,
			      exceeded ? CLI_NO : CLI_YES);

	ms_report_free(report);
	return status;
}

static int answer(struct cli *cli, struct sizing *sizing, GError **error)
{
	/* read first: a mistake in it must not wait for the builds */
	if (sizing->budget_path) {
		sizing->budget = budget_load(sizing->budget_path, error);
		if (!sizing->budget)
			return CLI_UNKNOWN;
	}
	cli_talk_start(cli);
	if (!read_all(cli, sizing, error) || (sizing->budget && !judge(cli, sizing, error)))
		return CLI_UNKNOWN;
	cli_talk_stop(cli);
	return show(cli, sizing);
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct sizing sizing = {0};
	const GOptionEntry entries[] = {
		{"top", 0, 0, G_OPTION_ARG_INT, &sizing.top,
		 "show the N largest rows of a kind (20)", "N"},
		{"budget", 0, 0, G_OPTION_ARG_FILENAME, &sizing.budget_path,
		 "judge by the limits in FILE", "FILE"},
		G_OPTION_ENTRY_NULL,
	};
	GError *error = NULL;
	int status = CLI_UNKNOWN;

	if (cli_parse(cli, &cli_size, entries, argc, argv, &error) &&
	    cli_need_arguments(cli, 1, 2, "build folder, vmlinux or saved ledger", &error))
		status = answer(cli, &sizing, &error);
	if (error)
		status = cli_fail(cli, error);
	sizing_clear(&sizing);
	return status;
}

const struct cli_command cli_size = {
	.name = "size",
	.arguments = "BUILD | BEFORE AFTER",
	.summary = "what a kernel's files weigh, by section, option, object and symbol",
	.run = run,
	.takes = CLI_TAKES_VALUE,
};
