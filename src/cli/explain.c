/* SPDX-License-Identifier: GPL-2.0-only */
#include "cli/cli.h"

static char *all_ids(const ms_rules *rules)
{
	g_auto(GStrv) ids = ms_rules_ids(rules);
	g_autofree char *lines = g_strjoinv("\n", ids);

	return g_strconcat(lines, "\n", NULL);
}

static int run(struct cli *cli, int argc, char **argv)
{
	const GOptionEntry entries[] = {CLI_RULES(cli), G_OPTION_ENTRY_NULL};
	GError *error = NULL;
	ms_rules *rules;
	g_autofree char *text = NULL;

	if (!cli_parse(cli, &cli_explain, entries, argc, argv, &error) ||
	    !cli_need_arguments(cli, 0, 1, "RULE", &error))
		return cli_fail(cli, error);
	rules = ms_rules_load(cli->rules, &error);
	if (rules)
		text = cli->arguments->len
			       ? ms_rules_explain(rules, cli->arguments->pdata[0], &error)
			       : all_ids(rules);
	ms_rules_free(rules);
	return text ? cli_print(cli, text, CLI_YES) : cli_fail(cli, error);
}

const struct cli_command cli_explain = {
	.name = "explain",
	.arguments = "[RULE]",
	.summary = "a rule, its reason, its sources; without RULE the list of them",
	.run = run,
};
