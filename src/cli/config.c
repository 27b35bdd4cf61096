/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <string.h>

#include "cli/config.h"

/* Options of this command */
struct choices {
	char *config;
};

/* "# Linux/arm64 6.12.117 Kernel Configuration" */
static char *arch_of(const char *config)
{
	g_autofree char *text = NULL;
	const char *start;

	if (!g_file_get_contents(config, &text, NULL, NULL))
		return NULL;
	start = strstr(text, "# Linux/");
	if (!start)
		return NULL;
	start += strlen("# Linux/");
	return g_strndup(start, strcspn(start, " \n"));
}

static void say(gpointer data, const char *text)
{
	(void)data;
	fputs(text, stderr);
}

/* --- the run ---------------------------------------------------------------------------- */

static const struct cli_verb *find_verb(const struct cli *cli, GError **error)
{
	const char *name = cli->arguments->len ? cli->arguments->pdata[0] : "";
	guint given = cli->arguments->len - 1;

	for (const struct cli_verb *verb = cli_verbs; verb->name; verb++) {
		if (strcmp(verb->name, name) != 0)
			continue;
		if (given >= verb->least && given <= verb->most)
			return verb;
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "'config %s' takes another number of %s; see 'modsplit config --help'",
			    name, verb->what);
		return NULL;
	}
	g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
		    "'config' takes get, set, why, who, diff, check or mod, not '%s'", name);
	return NULL;
}

/* The .config: as asked, else that of the build */
static char *config_path(const struct cli *cli, const struct choices *choices)
{
	const char *folder = cli->build.output ? cli->build.output : cli->build.tree;

	return choices->config ? g_canonicalize_filename(choices->config, NULL)
			       : g_build_filename(folder, ".config", NULL);
}

/* Reads the tree for the arch that was asked for, else that of the .config */
static gboolean read_tree(struct cli_question *question, const struct cli_verb *verb,
			  GError **error)
{
	struct ms_build build = question->cli->build;
	g_auto(GStrv) environment = NULL;
	struct ms_kconfig_options options = {.directory = build.tree,
					     .answers = build.answers,
					     .versions = TRUE,
					     .said = verb->tells_unmet ? NULL : say};

	question->arch =
		question->cli->arch ? g_strdup(question->cli->arch) : arch_of(question->config);
	if (!question->arch) {
		g_set_error(error, MS_ERROR, MS_ERROR_TREE,
			    "'%s' does not say which arch it is for; give ARCH=", question->config);
		return FALSE;
	}
	build.arch = question->arch;
	environment = ms_kconfig_environment(&build);
	options.environment = (const char *const *)environment;
	question->kconfig = ms_kconfig_read(&options, error);
	return question->kconfig &&
	       (!verb->loads || ms_kconfig_load(question->kconfig, question->config, error));
}

static void question_clear(struct cli_question *question)
{
	if (question->out)
		g_string_free(question->out, TRUE);
	ms_kconfig_free(question->kconfig);
	g_free(question->arch);
	g_free(question->config);
	g_free(question->json);
}
typedef struct cli_question cli_question;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(cli_question, question_clear)

static int run_verb(struct cli *cli, const struct choices *choices, GError **error)
{
	const struct cli_verb *verb = find_verb(cli, error);
	g_auto(cli_question) question = {.cli = cli};
	int status;

	if (!verb || !cli_need_build(cli, error) || !cli_need_answers(cli, error))
		return CLI_UNKNOWN;
	question.arguments = (char **)cli->arguments->pdata + 1;
	question.config = config_path(cli, choices);
	question.out = g_string_new(NULL);
	if (!read_tree(&question, verb, error))
		return CLI_UNKNOWN;
	cli_talk_start(cli);
	status = verb->run(&question, error);
	cli_talk_stop(cli);
	if (*error)
		return CLI_UNKNOWN;
	return cli_show_text(cli, question.out->str, g_steal_pointer(&question.json), status);
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct choices choices = {0};
	const GOptionEntry entries[] = {
		{"config", 0, 0, G_OPTION_ARG_FILENAME, &choices.config,
		 "the .config (that of the build)", "FILE"},
		CLI_ANSWERS(cli),
		CLI_NO_EXEC(cli),
		{NULL, 0, 0, 0, NULL, NULL, NULL},
	};
	GError *error = NULL;
	int status = CLI_UNKNOWN;

	if (cli_parse(cli, &cli_config, entries, argc, argv, &error))
		status = run_verb(cli, &choices, &error);
	g_free(choices.config);
	return error ? cli_fail(cli, error) : status;
}

const struct cli_command cli_config = {
	.name = "config",
	.arguments = "get|set|why|who|diff|check|mod …",
	.summary = "questions to Kconfig: values, their reasons, who speaks of an option",
	.run = run,
	.takes = CLI_TAKES_BUILD | CLI_TAKES_PAIRS,
};
