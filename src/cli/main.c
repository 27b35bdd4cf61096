/* SPDX-License-Identifier: GPL-2.0-only */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static const struct cli_command *const commands[] = {
	&cli_scan,   &cli_analyze, &cli_plan,    &cli_patch, &cli_verify,
	&cli_report, &cli_run,     &cli_explain, &cli_conf,  &cli_config,
};

static void usage(FILE *out)
{
	fputs("usage: modsplit COMMAND [-C TREE] [O=BUILD] [ARCH=…] [CROSS_COMPILE=…] …\n\n"
	      "Turns a driver that is built into a Linux kernel into a loadable module, and proves "
	      "it.\n\n",
	      out);
	for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
		fprintf(out, "  %-8s  %s\n", commands[i]->name, commands[i]->summary);
	fputs("\nmodsplit COMMAND --help tells more; exit status: 0 yes, 1 no, 2 could not tell.\n",
	      out);
}

static const struct cli_command *find_command(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

int cli_main(int argc, char **argv)
{
	const struct cli_command *command;
	struct cli cli = {0};
	int status;

	setlocale(LC_CTYPE, "");
	if (argc < 2) {
		usage(stderr);
		return CLI_UNKNOWN;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		usage(stdout);
		return CLI_YES;
	}
	if (!strcmp(argv[1], "--version")) {
		puts("modsplit " MS_VERSION);
		return CLI_YES;
	}
	command = find_command(argv[1]);
	if (!command) {
		fprintf(stderr, "modsplit: no command '%s'; 'modsplit --help' lists them\n",
			argv[1]);
		return CLI_UNKNOWN;
	}
	cli.command = command->name;
	status = command->run(&cli, argc - 1, argv + 1);
	cli_clear(&cli);
	return status;
}
