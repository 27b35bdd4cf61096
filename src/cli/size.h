/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CLI_SIZE_H
#define CLI_SIZE_H

#include "budget/history.h"
#include "cli/cli.h"

/** CLI_SIZE_TOP: --top is not given, the report has its own. */
#define CLI_SIZE_TOP G_MININT

/** struct cli_sizing: the options of `modsplit size`, and what becomes of them. */
struct cli_sizing {
	gint top; /* rows of a kind, or CLI_SIZE_TOP */
	gboolean bisect;
	gboolean debug_info;
	char *initramfs_path;
	char *budget_path, *record_path, *history_path, *label, *allow;

	int allowed;                 /* of enum history_allow */
	struct ledger *before, *now; /* `before`: NULL where there is one build */
	struct ledger *compared;     /* both in one */
	struct budget *budget;
	struct budget_verdict *verdict;
	struct history *history;
	const struct history_record *base; /* of the history; or NULL */
};

/** cli_sizing_check: do the options go together? Errors: MS_ERROR_USAGE. */
gboolean cli_sizing_check(const struct cli *cli, struct cli_sizing *sizing, GError **error);

/**
 * cli_sizing_history: reads the history, finds the base in it, and sees that it can be compared
 * with the build; also says so of BEFORE, where a budget wants the two compared.
 */
gboolean cli_sizing_history(const struct cli *cli, struct cli_sizing *sizing, GError **error);

/** cli_sizing_judge: judges the build by the budget. */
gboolean cli_sizing_judge(const struct cli *cli, struct cli_sizing *sizing, GError **error);

/** cli_sizing_record: appends the build to the history that --record names. */
gboolean cli_sizing_record(const struct cli_sizing *sizing, GError **error);

/** cli_sizing_clear: frees what it holds. */
void cli_sizing_clear(struct cli_sizing *sizing);

#endif
