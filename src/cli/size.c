/* SPDX-License-Identifier: GPL-2.0-only */
#include "cli/size.h"

#include "base/parallel.h"

/*
 * What git bisect run takes for "not this commit", and for "not at all": a mistake in the call is
 * in every commit, and each would cost a build to be skipped.
 */
enum { BISECT_SKIP = 125, BISECT_ABORT = 128 };

/* the ledgers of the command line, read side by side */
struct reading {
	struct cli *cli;
	enum ledger_depth depth;
	struct ledger *ledgers[2];
	GError *errors[2];
};

static void read_one(void *data, guint i)
{
	struct reading *r = data;

	r->ledgers[i] =
		ledger_read(r->cli->arguments->pdata[i], r->depth, &r->cli->job, &r->errors[i]);
}

/* two single files are compared by their symbols, which takes no time */
static enum ledger_depth depth_of(const struct cli *cli, const struct cli_sizing *sizing)
{
	const GPtrArray *given = cli->arguments;

	if (sizing->debug_info)
		return LEDGER_DEEP;
	return given->len == 2 && g_file_test(given->pdata[0], G_FILE_TEST_IS_REGULAR) &&
			       g_file_test(given->pdata[1], G_FILE_TEST_IS_REGULAR)
		       ? LEDGER_QUICK
		       : LEDGER_USUAL;
}

/* BUILD, or BEFORE and AFTER; none where the history alone is wanted */
static gboolean read_all(struct cli *cli, struct cli_sizing *sizing, GError **error)
{
	struct reading reading = {.cli = cli, .depth = depth_of(cli, sizing)};
	guint n = cli->arguments->len;
	gboolean ok = TRUE;

	ms_parallel(n, n, read_one, &reading);
	sizing->before = n == 2 ? reading.ledgers[0] : NULL;
	sizing->now = n ? reading.ledgers[n - 1] : NULL;
	for (guint i = 0; i < n; i++) {
		if (reading.ledgers[i])
			continue;
		/* the first one is told */
		g_propagate_error(ok ? error : NULL, reading.errors[i]);
		ok = FALSE;
	}
	if (ok && sizing->initramfs_path) {
		g_autofree char *name = g_path_get_basename(sizing->initramfs_path);

		ok = ledger_add_initramfs(sizing->now, sizing->initramfs_path, name, error);
	}
	if (ok && n == 2)
		sizing->compared = ledger_compare(sizing->before, sizing->now);
	return ok;
}

/* the ledger, and verdict and history beside its keys; the history alone, if there is no build */
static char *as_json(const struct cli_sizing *sizing)
{
	const struct ledger *ledger = sizing->compared ? sizing->compared : sizing->now;
	g_autoptr(ms_json) json = ledger ? record_to_json(&ledger_type, ledger)
					 : record_to_json(&history_type, sizing->history);

	if (sizing->verdict)
		json_object_set_new(json, "budget",
				    record_to_json(&budget_verdict_type, sizing->verdict));
	if (ledger && sizing->history)
		json_object_set_new(json, "history",
				    record_to_json(&history_type, sizing->history));
	return ms_json_text(json);
}

static int show(struct cli *cli, const struct cli_sizing *sizing)
{
	const struct ms_report_parts parts = {
		.size = sizing->compared ? sizing->compared : sizing->now,
		.top = sizing->top > 0 ? (guint)sizing->top : 0,
		.budget = sizing->verdict,
		.history = sizing->history,
	};
	ms_report *report = ms_report_build(&parts);
	gboolean exceeded = sizing->verdict && sizing->verdict->state == BUDGET_EXCEEDED;
	int status = cli_show(cli, report, cli->json || cli->json_file ? as_json(sizing) : NULL,
			      exceeded ? CLI_NO : CLI_YES);

	ms_report_free(report);
	return status;
}

/* what does not depend on a build: a mistake in it must not wait for one */
static gboolean prepare(const struct cli *cli, struct cli_sizing *sizing, GError **error)
{
	if (!cli_sizing_check(cli, sizing, error))
		return FALSE;
	if (sizing->budget_path)
		sizing->budget = budget_load(sizing->budget_path, error);
	return !sizing->budget_path || sizing->budget;
}

static int answer(struct cli *cli, struct cli_sizing *sizing, GError **error)
{
	int status;

	cli_talk_start(cli);
	if (!read_all(cli, sizing, error) || !cli_sizing_history(cli, sizing, error) ||
	    (sizing->budget && sizing->now && !cli_sizing_judge(cli, sizing, error)))
		return CLI_UNKNOWN;
	cli_talk_stop(cli);
	status = show(cli, sizing);
	if (sizing->record_path && !cli_sizing_record(sizing, error))
		return CLI_UNKNOWN;
	return status;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_sizing sizing = {.top = CLI_SIZE_TOP};
	const GOptionEntry entries[] = {
		{"top", 0, 0, G_OPTION_ARG_INT, &sizing.top,
		 "show the N largest rows of a kind (20)", "N"},
		{"debug-info", 0, 0, G_OPTION_ARG_NONE, &sizing.debug_info,
		 "ask debug information also where it takes long", NULL},
		{"initramfs", 0, 0, G_OPTION_ARG_FILENAME, &sizing.initramfs_path,
		 "count FILE, a cpio archive, as the initramfs", "FILE"},
		{"budget", 0, 0, G_OPTION_ARG_FILENAME, &sizing.budget_path,
		 "judge by the limits in FILE", "FILE"},
		{"record", 0, 0, G_OPTION_ARG_FILENAME, &sizing.record_path,
		 "compare with the last record of FILE, and add one", "FILE"},
		{"history", 0, 0, G_OPTION_ARG_FILENAME, &sizing.history_path,
		 "compare with the last record of FILE; without BUILD: show it", "FILE"},
		{"label", 0, 0, G_OPTION_ARG_STRING, &sizing.label,
		 "what the record is called, a commit", "TEXT"},
		{"allow", 0, 0, G_OPTION_ARG_STRING, &sizing.allow,
		 "what may differ from the base: compiler, config", "LIST"},
		{"bisect", 0, 0, G_OPTION_ARG_NONE, &sizing.bisect,
		 "for git bisect run: status 125 where nothing can be said", NULL},
		CLI_FORMAT(cli),
		G_OPTION_ENTRY_NULL,
	};
	GError *error = NULL;
	gboolean prepared;
	int status = CLI_UNKNOWN;

	prepared = cli_parse(cli, &cli_size, entries, argc, argv, &error) &&
		   prepare(cli, &sizing, &error);
	if (prepared)
		status = answer(cli, &sizing, &error);
	if (error)
		status = cli_fail(cli, error);
	if (sizing.bisect && status == CLI_UNKNOWN)
		status = prepared ? BISECT_SKIP : BISECT_ABORT;
	cli_sizing_clear(&sizing);
	return status;
}

const struct cli_command cli_size = {
	.name = "size",
	.arguments = "BUILD | BEFORE AFTER",
	.summary = "what a kernel's files weigh, by section, option, object and symbol",
	.run = run,
	.takes = CLI_TAKES_VALUE,
};
