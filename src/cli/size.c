/* SPDX-License-Identifier: GPL-2.0-only */
#include "cli/cli.h"
#include "ledger/ledger.h"

#define TOP 20

/* BUILD, or BEFORE and AFTER */
static struct ledger *read_all(struct cli *cli, GError **error)
{
	g_autoptr(ledger_book) one = ledger_read(cli->arguments->pdata[0], &cli->job, error);
	g_autoptr(ledger_book) two = NULL;

	if (!one || cli->arguments->len == 1)
		return g_steal_pointer(&one);
	two = ledger_read(cli->arguments->pdata[1], &cli->job, error);
	return two ? ledger_compare(one, two) : NULL;
}

static int run(struct cli *cli, int argc, char **argv)
{
	gint top = TOP;
	const GOptionEntry entries[] = {
		{"top", 0, 0, G_OPTION_ARG_INT, &top, "show the N largest rows of a kind (20)",
		 "N"},
		{NULL, 0, 0, 0, NULL, NULL, NULL},
	};
	g_autoptr(ledger_book) ledger = NULL;
	g_autofree char *text = NULL;
	GError *error = NULL;
	json_t *json;
	char *product = NULL;

	if (!cli_parse(cli, &cli_size, entries, argc, argv, &error) ||
	    !cli_need_arguments(cli, 1, 2, "build folder, vmlinux or saved ledger", &error))
		return cli_fail(cli, error);
	cli_talk_start(cli);
	ledger = read_all(cli, &error);
	cli_talk_stop(cli);
	if (!ledger)
		return cli_fail(cli, error);
	text = ledger_text(ledger, top > 0 ? (guint)top : TOP);
	if (cli->json || cli->json_file) {
		json = record_to_json(&ledger_type, ledger);
		product = ms_json_text(json);
		json_decref(json);
	}
	return cli_show_text(cli, text, product, CLI_YES);
}

const struct cli_command cli_size = {
	.name = "size",
	.arguments = "BUILD | BEFORE AFTER",
	.summary = "what a kernel's files weigh, by section, option, object and symbol",
	.run = run,
	.takes = CLI_TAKES_VALUE,
};
