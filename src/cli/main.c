/* SPDX-License-Identifier: GPL-2.0-only */
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

static const struct cli_command *const commands[] = {
	&cli_scan, &cli_analyze, &cli_plan, &cli_patch,  &cli_verify, &cli_report,
	&cli_run,  &cli_explain, &cli_conf, &cli_config, &cli_size,
};

static char *usage(void)
{
	GString *text = g_string_new(
		"usage: modsplit COMMAND [-C TREE] [O=BUILD] [ARCH=…] [CROSS_COMPILE=…] …\n\n"
		"Turns a driver that is built into a Linux kernel into a loadable module, and proves "
		"it.\n\n");

	for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
		g_string_append_printf(text, "  %-8s  %s\n", commands[i]->name,
				       commands[i]->summary);
	g_string_append(text, "\nmodsplit COMMAND --help tells more; modsplit --version; "
			      "exit status: 0 yes, 1 no, 2 could not tell.\n");
	return g_string_free(text, FALSE);
}

static const struct cli_command *find_command(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

/*
 * A stream that was closed by whoever started us must not become some file that is opened later:
 * its number is taken by a device that refuses, so that a write to it still fails.
 */
static void hold_streams(void)
{
	while (TRUE) {
		int fd = open("/dev/null", O_RDONLY);

		if (fd < 0 || fd > STDERR_FILENO) {
			if (fd >= 0)
				close(fd);
			return;
		}
	}
}

static int run_command(const char *name, int argc, char **argv)
{
	const struct cli_command *command = find_command(name);
	struct cli cli = {0};
	int status;

	if (!command) {
		fprintf(stderr, "modsplit: no command '%s'; 'modsplit --help' lists them\n", name);
		return CLI_UNKNOWN;
	}
	cli.command = command->name;
	status = command->run(&cli, argc, argv);
	cli_clear(&cli);
	return status;
}

int cli_main(int argc, char **argv)
{
	g_autofree char *text = usage();
	struct cli cli = {0};
	gboolean help;

	setlocale(LC_CTYPE, "");
	hold_streams();
	if (argc < 2) {
		fputs(text, stderr);
		return CLI_UNKNOWN;
	}
	help = !strcmp(argv[1], "help");
	if (help && argc > 2) {
		char *asked[] = {argv[2], (char *)"--help", NULL};

		return run_command(argv[2], 2, asked);
	}
	if (help || !strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return cli_print(&cli, text, CLI_YES);
	if (!strcmp(argv[1], "--version"))
		return cli_print(&cli, "modsplit " MS_VERSION "\n", CLI_YES);
	return run_command(argv[1], argc - 1, argv + 1);
}
