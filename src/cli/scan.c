/* SPDX-License-Identifier: GPL-2.0-only */
#include "cli/cli.h"
#include "model/model.h"

static int run(struct cli *cli, int argc, char **argv)
{
	const GOptionEntry entries[] = {CLI_WHOLE_TREE(cli), CLI_RULES(cli),  CLI_ANSWERS(cli),
					CLI_NO_EXEC(cli),    CLI_RECORD(cli), G_OPTION_ENTRY_NULL};
	GError *error = NULL;
	ms_model *scanned = NULL;
	g_autoptr(ms_json) json = NULL;
	int status;

	if (!cli_parse(cli, &cli_scan, entries, argc, argv, &error) ||
	    !cli_need_arguments(cli, 1, 4096, "DRIVER", &error) || !cli_need_build(cli, &error) ||
	    !cli_need_answers(cli, &error))
		return cli_fail(cli, error);
	cli_talk_start(cli);
	if (!cli_analysis(cli, cli_reach(cli), NULL, &scanned, NULL, &error) ||
	    !cli_keep_answers(cli, &error))
		return cli_fail(cli, error);
	json = record_to_json(&model_type, scanned);
	/* the model has no other form than JSON */
	cli->json |= !cli->json_file;
	status = cli_show_text(cli, "", ms_json_text(json), CLI_YES);
	ms_model_free(scanned);
	return status;
}

const struct cli_command cli_scan = {
	.name = "scan",
	.arguments = "[O=BUILD] [ARCH=…] [CROSS_COMPILE=…] DRIVER…",
	.summary = "the model of tree, build and drivers, as JSON",
	.run = run,
	.takes = CLI_TAKES_BUILD,
};
