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
	gboolean json;                /* --json, to stdout */
	char *json_file;              /* --json=FILE */
	gboolean color;               /* stdout takes colour */
	enum ms_report_format format; /* --format */

	/* behind the options */
	char *tree, *output, *arch, *cross_compile, *cc, *color_mode, *format_name, *rules;
	char *answers, *record; /* --answers, --record */
	gboolean llvm, quiet, verbose, help, whole_tree, no_exec;
	int jobs;
	struct cli_talk *talk;
};

/** What a command takes beside its own options; without CLI_TAKES_VALUE only --help. */
enum cli_takes {
	CLI_TAKES_VALUE = 1,  /* makes a value: --json, --color */
	CLI_TAKES_BUILD = 3,  /* of a kernel's build: also -C, O=, ARCH= and the like, -j, -q */
	CLI_TAKES_REROLL = 4, /* -v is its own: the number of the revision, not --verbose */
	CLI_TAKES_PAIRS = 8   /* NAME=value is an argument where it is none of Kbuild's words */
};

/** struct cli_command: one subcommand; `run` gives the exit status. */
struct cli_command {
	const char *name;
	const char *arguments; /* for the usage line */
	const char *summary;
	int (*run)(struct cli *cli, int argc, char **argv);
	int takes; /* of enum cli_takes */
};

extern const struct cli_command cli_scan, cli_analyze, cli_plan, cli_patch, cli_verify, cli_report,
	cli_run, cli_explain, cli_conf, cli_config, cli_size;

/** cli_main: the program: looks up the subcommand and runs it; gives the exit status. */
int cli_main(int argc, char **argv);

/**
 * cli_parse: reads the options common to all commands and those of `entries` (may be NULL; ended by
 * a zeroed row), Kbuild's variables (O=, ARCH=, …) among the arguments and in the environment.
 * Prints help and leaves the program where --help asks for it.
 * Errors: MS_ERROR_USAGE; MS_ERROR_IO where --json=FILE could not be written in the end.
 */
gboolean cli_parse(struct cli *cli, const struct cli_command *command, const GOptionEntry *entries,
		   int argc, char **argv, GError **error);

/**
 * cli_spell_out: the arguments as GLib's parser wants them (g_strfreev() them): "-j4" in two words,
 * a bare --json as "--json=". `tables`: the options, NULL-terminated, each ended by a zeroed row.
 */
char **cli_spell_out(int argc, char **argv, const GOptionEntry *const *tables);

/**
 * cli_take_variables: takes Kbuild's words out of the arguments, then out of the environment.
 * Errors: MS_ERROR_USAGE for another NAME=value, unless the command `takes` such.
 */
gboolean cli_take_variables(struct cli *cli, int takes, GError **error);

/**
 * cli_need_build: resolves tree and build to absolute paths. A relative build is looked for here,
 * then in the tree, as `make -C` has it. Errors: MS_ERROR_TREE.
 */
gboolean cli_need_build(struct cli *cli, GError **error);

/** cli_need_arguments: sees that there are `least` to `most` arguments, called `what`. */
gboolean cli_need_arguments(const struct cli *cli, guint least, guint most, const char *what,
			    GError **error);

/** cli_in_our_words: GLib's message about options as ours are; the caller frees it. */
char *cli_in_our_words(const char *message);

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
 * arguments, the built-in rules and those of --rules. What writes a series wants MS_REACH_TREE: a
 * patch is for every configuration; with it, `options` say which series it would be, or NULL.
 * Either result may be NULL-pointer if not wanted.
 */
gboolean cli_analysis(struct cli *cli, enum ms_reach reach, const struct ms_plan_options *options,
		      ms_model **model, ms_findings **findings, GError **error);

/**
 * cli_show: prints a report in the --format that was asked for, text by default, and a value as JSON
 * where --json asked for it. Takes `json`.
 * cli_show_text: the same, for a text that is there already.
 */
int cli_show(struct cli *cli, const ms_report *report, char *json, int status);
int cli_show_text(struct cli *cli, const char *text, char *json, int status);

/** CLI_WHOLE_TREE: the option --whole-tree, for commands that only look. */
#define CLI_WHOLE_TREE(cli)                                                                 \
	{                                                                                   \
		"whole-tree", 0, 0, G_OPTION_ARG_NONE, &(cli)->whole_tree,                  \
			"look for tests of the option in code that is not built, too", NULL \
	}

/** CLI_RULES: the option --rules, for commands that analyze, and for explain. */
#define CLI_RULES(cli)                                               \
	{                                                            \
		"rules", 0, 0, G_OPTION_ARG_FILENAME, &(cli)->rules, \
			"a folder with rules of your own", "DIR"     \
	}

/** CLI_ANSWERS, CLI_NO_EXEC, CLI_RECORD: where the answers of other programs come from, and go. */
#define CLI_ANSWERS(cli)                                                             \
	{                                                                            \
		"answers", 0, 0, G_OPTION_ARG_FILENAME, &(cli)->answers,             \
			"take the answers of other programs from FILE first", "FILE" \
	}
#define CLI_NO_EXEC(cli)                                             \
	{                                                            \
		"no-exec", 0, 0, G_OPTION_ARG_NONE, &(cli)->no_exec, \
			"run nothing: only recorded answers", NULL   \
	}
#define CLI_RECORD(cli)                                                       \
	{                                                                     \
		"record", 0, 0, G_OPTION_ARG_FILENAME, &(cli)->record,        \
			"write the answers of other programs to FILE", "FILE" \
	}

/**
 * cli_need_answers: makes cli->build.answers, if one of these options was given.
 * cli_keep_answers: writes them where --record asks for it.
 */
gboolean cli_need_answers(struct cli *cli, GError **error);
gboolean cli_keep_answers(struct cli *cli, GError **error);

/** CLI_FORMAT: the option --format, for commands whose product is a report. */
#define CLI_FORMAT(cli)                                                                        \
	{                                                                                      \
		"format", 0, 0, G_OPTION_ARG_STRING, &(cli)->format_name,                      \
			"text, json, markdown, html, junit, sarif, github or gitlab", "FORMAT" \
	}

/** cli_reach: what --whole-tree says. */
enum ms_reach cli_reach(const struct cli *cli);

/** cli_verdict_status: the exit status of findings: the worst driver counts. */
int cli_verdict_status(const ms_findings *findings);

#endif
