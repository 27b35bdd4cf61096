/* SPDX-License-Identifier: GPL-2.0-only */
#include "cli/cli.h"
#include "model/model.h"

static int run(struct cli *cli, int argc, char **argv)
{
	GError *error = NULL;
	ms_model *scanned = NULL;
	g_autoptr(ms_json) json = NULL;
	g_autofree char *text = NULL;
	int status = CLI_YES;

	if (!cli_parse(cli, &cli_scan, NULL, FALSE, argc, argv, &error) ||
	    !cli_need_arguments(cli, 1, 4096, "DRIVER", &error) || !cli_need_build(cli, &error))
		return cli_fail(cli, error);
	cli_talk_start(cli);
	if (!cli_analysis(cli, &scanned, NULL, &error))
		return cli_fail(cli, error);
	if (cli->json_file) {
		if (!ms_model_save(scanned, cli->json_file, &error))
			status = cli_fail(cli, error);
	} else {
		json = record_to_json(&model_type, scanned);
		text = ms_json_text(json);
		status = cli_print(cli, text, CLI_YES);
	}
	ms_model_free(scanned);
	return status;
}

const struct cli_command cli_scan = {
	.name = "scan",
	.arguments = "[O=BUILD] [ARCH=…] [CROSS_COMPILE=…] DRIVER…",
	.summary = "the model of tree, build and drivers, as JSON",
	.run = run,
};
