/* SPDX-License-Identifier: GPL-2.0-only */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/answers.h"
#include "cli/cli.h"
#include "conf/finalize.h"
#include "modes/modes.h"
#include "session/session.h"

/* Options of this command: conf's own, and where the answers to $(shell) come from */
struct choices {
	gboolean silent, no_exec, outside, help;
	char *answers, *record;
	enum conf_mode mode;
	char *file; /* of defconfig and savedefconfig */
};

static gboolean take_mode(const char *name, const char *value, gpointer data, GError **error)
{
	struct choices *choices = data;

	(void)error;
	conf_mode_of(name + 2, &choices->mode);
	if (value) {
		g_free(choices->file);
		choices->file = g_strdup(value);
	}
	return TRUE;
}

#define MODE(name, words)                                                                         \
	{                                                                                         \
		name, 0, G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, (gpointer)take_mode, words, \
			NULL                                                                      \
	}

static void add_modes(GOptionGroup *group)
{
	const GOptionEntry entries[] = {
		MODE("oldaskconfig", "ask for every option (default)"),
		MODE("oldconfig", "ask for new options"),
		MODE("syncconfig", "the same, and write auto.conf and autoconf.h"),
		MODE("olddefconfig", "give new options their default"),
		{"defconfig", 0, 0, G_OPTION_ARG_CALLBACK, (gpointer)take_mode,
		 "begin with the values of FILE", "FILE"},
		{"savedefconfig", 0, 0, G_OPTION_ARG_CALLBACK, (gpointer)take_mode,
		 "write what is not default to FILE", "FILE"},
		MODE("allnoconfig", "answer every option with n"),
		MODE("allyesconfig", "answer every option with y"),
		MODE("allmodconfig", "answer every option with m"),
		MODE("alldefconfig", "give every option its default"),
		MODE("randconfig", "answer by chance (KCONFIG_SEED)"),
		MODE("listnewconfig", "list new options"),
		MODE("helpnewconfig", "list new options with their help"),
		MODE("yes2modconfig", "turn y into m where possible"),
		MODE("mod2yesconfig", "turn m into y where possible"),
		MODE("mod2noconfig", "turn m into n where possible"),
		{NULL, 0, 0, 0, NULL, NULL, NULL},
	};

	g_option_group_add_entries(group, entries);
}

static void add_others(GOptionGroup *group, struct choices *choices)
{
	const GOptionEntry entries[] = {
		{"silent", 's', 0, G_OPTION_ARG_NONE, &choices->silent,
		 "do not say what is written", NULL},
		{"answers", 0, 0, G_OPTION_ARG_FILENAME, &choices->answers,
		 "take answers to $(shell) from FILE first", "FILE"},
		{"no-exec", 0, 0, G_OPTION_ARG_NONE, &choices->no_exec,
		 "run nothing: only recorded answers", NULL},
		{"record", 0, 0, G_OPTION_ARG_FILENAME, &choices->record,
		 "write the answers to $(shell) to FILE", "FILE"},
		{"allow-outside", 0, 0, G_OPTION_ARG_NONE, &choices->outside,
		 "let files outside of the tree be sourced", NULL},
		{"help", 'h', 0, G_OPTION_ARG_NONE, &choices->help, "show this help", NULL},
		{NULL, 0, 0, 0, NULL, NULL, NULL},
	};

	g_option_group_add_entries(group, entries);
}

/* FALSE without an error: help was asked for, and is given */
static gboolean parse(struct cli *cli, struct choices *choices, char ***argv, int *status,
		      GError **error)
{
	g_autoptr(GOptionContext) context = g_option_context_new("KCONFIG");
	GOptionGroup *group = g_option_group_new("modsplit", "", "", choices, NULL);
	g_autoptr(GError) cause = NULL;

	g_set_prgname("modsplit conf");
	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_set_summary(context, cli_conf.summary);
	add_modes(group);
	add_others(group, choices);
	g_option_context_set_main_group(context, group);
	if (!g_option_context_parse_strv(context, argv, &cause)) {
		g_autofree char *said = cli_in_our_words(cause->message);

		g_set_error(error, MS_ERROR, MS_ERROR_USAGE, "%s; see 'modsplit conf --help'",
			    said);
		return FALSE;
	}
	if (choices->help) {
		g_autofree char *help = g_option_context_get_help(context, TRUE, NULL);

		*status = cli_print(cli, help, CLI_YES);
		return FALSE;
	}
	if (g_strv_length(*argv) == 2)
		return TRUE;
	g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
		    "give one Kconfig file; see 'modsplit conf --help'");
	return FALSE;
}

/* --- talk ------------------------------------------------------------------------------- */

static void say(gpointer data, const char *text)
{
	(void)data;
	fputs(text, stdout);
}

static void say_wrong(gpointer data, const char *text)
{
	(void)data;
	fflush(stdout);
	fputs(text, stderr);
}

static gboolean ask(gpointer data, char *line, gsize size)
{
	const gboolean *terminal = data;

	fflush(stdout);
	if (!fgets(line, (int)size, stdin)) {
		if (!*terminal)
			fputs(line, stdout);
		return FALSE;
	}
	if (!*terminal)
		fputs(line, stdout);
	return TRUE;
}

/* --- the run ---------------------------------------------------------------------------- */

/*
 * 0 and 1 are conf's own statuses; a file that cannot be understood is 2, but for loops of
 * dependencies, where conf's 1 is what kconfig's own tests ask for.
 */
static int run_session(struct conf_session *session, const struct ms_kconfig_options *options,
		       const struct choices *choices, GError **error)
{
	int status = CLI_UNKNOWN;

	if (conf_session_parse(session, options))
		status = conf_finalize(session->kconf)
				 ? conf_run(&session->files, choices->mode, choices->file, error)
				 : 1;
	if (choices->record && !*error &&
	    !ms_answers_save(options->answers, choices->record, error))
		status = CLI_UNKNOWN;
	return status;
}

static int run_conf(const struct choices *choices, const char *name, GError **error)
{
	gboolean terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	g_auto(GStrv) environment = g_get_environ();
	g_autoptr(ms_answers) answers = ms_answers_new(choices->answers, choices->no_exec, error);
	const struct kconf_talk talk = {
		.out = say,
		.err = say_wrong,
		.ask = ask,
		.data = &terminal,
		.columns = TRUE,
		.as_conf = TRUE,
		.silent = choices->silent || choices->mode == CONF_SYNCCONFIG,
	};
	const struct ms_kconfig_options options = {
		.file = name,
		.environment = (const char *const *)environment,
		.answers = answers,
		.outside = choices->outside,
	};
	struct conf_session *session;
	int status;

	if (!answers)
		return CLI_UNKNOWN;
	session = conf_session_new(&options, &talk);
	status = run_session(session, &options, choices, error);
	ms_kconfig_free(session);
	return status;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct choices choices = {.mode = CONF_OLDASKCONFIG};
	char **rest = g_new0(char *, (gsize)argc + 1);
	GError *error = NULL;
	int status = CLI_UNKNOWN;

	for (int i = 0; i < argc; i++)
		rest[i] = g_strdup(argv[i]);
	/* the bytes that conf would write, whatever the locale */
	setlocale(LC_CTYPE, "C");
	if (parse(cli, &choices, &rest, &status, &error))
		status = cli_print(cli, "", run_conf(&choices, rest[1], &error));
	g_strfreev(rest);
	g_free(choices.answers);
	g_free(choices.record);
	g_free(choices.file);
	return error ? cli_fail(cli, error) : status;
}

const struct cli_command cli_conf = {
	.name = "conf",
	.arguments = "KCONFIG",
	.summary = "makes a .config as the kernel's scripts/kconfig/conf does",
	.run = run,
};
