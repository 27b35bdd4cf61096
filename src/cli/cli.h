/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <modsplit/modsplit.h>

/** Exit statuses: yes; the answer is no; could not tell. */
enum { CLI_YES = 0, CLI_NO = 1, CLI_UNKNOWN = 2 };

/** struct cli: what one command was given, and how it talks; made by cli_parse(). */
struct cli {
	const char *command;   /* "analyze" */
	GPtrArray *arguments;  /* what is left: drivers, directories, files; NULL-terminated */
	struct ms_build build; /* absolute paths */
	struct ms_job job;
	gboolean json;   /* --json, to stdout */
	char *json_file; /* --json=FILE */
	gboolean color;  /* stdout takes colour */

	/* behind the options */
	char *tree, *output, *arch, *cross_compile, *cc, *color_mode;
	gboolean llvm, quiet, verbose;
	int jobs;
	struct cli_talk *talk;
};

/** struct cli_command: one subcommand; `run` gives the exit status. */
struct cli_command {
	const char *name;
	const char *arguments; /* for the usage line */
	const char *summary;
	int (*run)(struct cli *cli, int argc, char **argv);
};

extern const struct cli_command cli_scan, cli_analyze, cli_plan, cli_patch, cli_verify, cli_report,
	cli_run, cli_explain, cli_conf, cli_config;

/** cli_main: the program: looks up the subcommand and runs it; gives the exit status. */
int cli_main(int argc, char **argv);

/**
 * cli_parse: reads the options common to all commands and those of `entries` (may be NULL; ended by
 * a zeroed row), Kbuild's variables (O=, ARCH=, …) among the arguments and in the environment.
 * `reroll`: -v takes a number and belongs to the command, so it does not mean --verbose.
 * Prints help and leaves with status 0 where --help asks for it.
 * Errors: MS_ERROR_USAGE.
 */
gboolean cli_parse(struct cli *cli, const struct cli_command *command, const GOptionEntry *entries,
		   gboolean reroll, int argc, char **argv, GError **error);

/** cli_need_build: resolves tree and build to absolute paths; errors: MS_ERROR_TREE. */
gboolean cli_need_build(struct cli *cli, GError **error);

/** cli_need_arguments: sees that there are `least` to `most` arguments, called `what`. */
gboolean cli_need_arguments(const struct cli *cli, guint least, guint most, const char *what,
			    GError **error);

/** cli_clear: frees what cli_parse() made. */
void cli_clear(struct cli *cli);

/** cli_fail: prints "modsplit: MESSAGE" to stderr, frees the error, gives CLI_UNKNOWN. */
int cli_fail(struct cli *cli, GError *error);

/** cli_print: writes the product to stdout; status `status`, or CLI_UNKNOWN when that fails. */
int cli_print(struct cli *cli, const char *text, int status);

/** cli_talk_start: progress and notes go to stderr from here on, Ctrl-C cancels the job. */
void cli_talk_start(struct cli *cli);

/** cli_talk_stop: clears the progress line. */
void cli_talk_stop(struct cli *cli);

/**
 * cli_analysis: scan and analyze as analyze, plan, patch and run need them: the drivers of the
 * arguments, the built-in rules. Either result may be NULL-pointer if not wanted.
 */
gboolean cli_analysis(struct cli *cli, ms_model **model, ms_findings **findings, GError **error);

/** cli_show: prints a value as text, and as JSON where --json asked for it. */
int cli_show(struct cli *cli, const ms_report *report, char *json, int status);

/** cli_verdict_status: the exit status of findings: the worst driver counts. */
int cli_verdict_status(const ms_findings *findings);

#endif
