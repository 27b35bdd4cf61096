/* SPDX-License-Identifier: GPL-2.0-only */
/* What a build is judged by: the budget, and the base. */
#include <string.h>

#include "cli/size.h"

static gboolean misused(GError **error, const char *why)
{
	g_set_error(error, MS_ERROR, MS_ERROR_USAGE, "%s; see 'modsplit size --help'", why);
	return FALSE;
}

static gboolean read_allow(struct cli_sizing *sizing, GError **error)
{
	g_auto(GStrv) words = g_strsplit(sizing->allow ? sizing->allow : "", ",", -1);

	for (guint i = 0; words[i]; i++) {
		if (!strcmp(words[i], "compiler")) {
			sizing->allowed |= HISTORY_ALLOW_COMPILER;
		} else if (!strcmp(words[i], "config")) {
			sizing->allowed |= HISTORY_ALLOW_CONFIG;
		} else {
			g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
				    "--allow=%s is not known; it takes compiler, config or both",
				    words[i]);
			return FALSE;
		}
	}
	return TRUE;
}

gboolean cli_sizing_check(const struct cli *cli, struct cli_sizing *sizing, GError **error)
{
	gboolean shows = sizing->history_path && !cli->arguments->len;

	if (sizing->top != CLI_SIZE_TOP && sizing->top <= 0)
		return misused(error, "--top takes a number from 1 on; --json has all rows");
	if (sizing->initramfs_path && cli->arguments->len != 1)
		return misused(error, "--initramfs belongs to one build: save each ledger with "
				      "--json=FILE, and compare the two");
	if (sizing->bisect && !sizing->budget_path)
		return misused(error, "--bisect asks whether a budget is kept: give --budget");
	if (sizing->record_path && sizing->history_path)
		return misused(error, "--record and --history are both a history: --record also "
				      "compares with its last record");
	if (sizing->history_path && cli->arguments->len == 2)
		return misused(error, "two builds and --history are two bases");
	if (sizing->label && !sizing->record_path)
		return misused(error, "--label names a record: give --record");
	if (shows && !g_file_test(sizing->history_path, G_FILE_TEST_EXISTS)) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO,
			    "cannot read '%s': no such file; --record makes it",
			    sizing->history_path);
		return FALSE;
	}
	return read_allow(sizing, error) &&
	       cli_need_arguments(cli, shows ? 0 : 1, 2, "build folder, vmlinux or saved ledger",
				  error);
}

gboolean cli_sizing_history(const struct cli *cli, struct cli_sizing *sizing, GError **error)
{
	const char *path = sizing->record_path ? sizing->record_path : sizing->history_path;

	if (sizing->before && sizing->budget &&
	    !history_comparable(sizing->before->tree, sizing->now->tree, sizing->allowed, error))
		return FALSE;
	if (!path)
		return TRUE;
	sizing->history = history_load(path, error);
	if (!sizing->history)
		return FALSE;
	for (guint i = 0; cli->job.say && i < sizing->history->notes->len; i++)
		cli->job.say(cli->job.data, sizing->history->notes->pdata[i]);
	if (!sizing->now || sizing->before)
		return TRUE;
	sizing->base = history_base(sizing->history);
	if (sizing->base)
		return history_comparable(sizing->base->tree, sizing->now->tree, sizing->allowed,
					  error);
	g_ptr_array_add(sizing->history->notes,
			g_strdup_printf("no base yet: '%s' has no record to compare with%s", path,
					sizing->record_path ? "; this build becomes the first"
							    : ""));
	return TRUE;
}

gboolean cli_sizing_judge(const struct cli *cli, struct cli_sizing *sizing, GError **error)
{
	const char *build = cli->arguments->pdata[cli->arguments->len - 1];
	g_autofree char *source = g_build_filename(build, "source", NULL);
	const struct budget_base base = {sizing->before, sizing->base};
	const struct budget_limit *grows = budget_grows(sizing->budget);

	if (grows && !sizing->before && !sizing->history) {
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "%s:%u:%u: a limit on growth needs a base: give BEFORE and AFTER, or a "
			    "history with --history or --record",
			    sizing->budget_path, grows->line, grows->column);
		return FALSE;
	}
	sizing->verdict = budget_judge(sizing->budget, sizing->now, &base, error);
	if (!sizing->verdict)
		return FALSE;
	budget_edited(sizing->budget, sizing->verdict->notes);
	if (sizing->base)
		history_edited(sizing->base, sizing->budget, sizing->verdict->notes);
	if (sizing->now->tree->arch)
		budget_places(sizing->verdict,
			      g_file_test(source, G_FILE_TEST_IS_DIR) ? source : build,
			      sizing->now->tree->arch);
	return TRUE;
}

gboolean cli_sizing_record(const struct cli_sizing *sizing, GError **error)
{
	struct history_record *record =
		history_record_new(sizing->now, sizing->budget, sizing->verdict, sizing->label);
	gboolean ok = history_append(sizing->record_path, record, error);

	record_free(&history_record_type, record);
	return ok;
}

void cli_sizing_clear(struct cli_sizing *sizing)
{
	g_free(sizing->initramfs_path);
	g_free(sizing->budget_path);
	g_free(sizing->record_path);
	g_free(sizing->history_path);
	g_free(sizing->label);
	g_free(sizing->allow);
	ledger_free(sizing->before);
	ledger_free(sizing->now);
	ledger_free(sizing->compared);
	budget_free(sizing->budget);
	budget_verdict_free(sizing->verdict);
	history_free(sizing->history);
}
