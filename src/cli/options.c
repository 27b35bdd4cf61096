/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "cli/cli.h"

/* --json and --json=FILE */
static gboolean take_json(const char *name, const char *value, gpointer data, GError **error)
{
	struct cli *cli = data;

	(void)name;
	(void)error;
	if (*value)
		cli->json_file = g_strdup(value);
	else
		cli->json = TRUE;
	return TRUE;
}

/* rows of the table of common options, the zeroed one at its end included */
#define COMMON_ENTRIES 13

static void common_entries(struct cli *cli, int takes, GOptionEntry *table)
{
	const GOptionEntry build[] = {
		{"directory", 'C', 0, G_OPTION_ARG_FILENAME, &cli->tree, "kernel tree (here)",
		 "TREE"},
		{"output", 'O', 0, G_OPTION_ARG_FILENAME, &cli->output,
		 "build folder, as O= (the tree)", "BUILD"},
		{"arch", 0, 0, G_OPTION_ARG_STRING, &cli->arch, "as ARCH= (what .config says)",
		 "ARCH"},
		{"cross-compile", 0, 0, G_OPTION_ARG_STRING, &cli->cross_compile,
		 "as CROSS_COMPILE=", "PREFIX"},
		{"cc", 0, 0, G_OPTION_ARG_STRING, &cli->cc, "as CC=", "COMPILER"},
		{"llvm", 0, 0, G_OPTION_ARG_NONE, &cli->llvm, "as LLVM=1", NULL},
		{"jobs", 'j', 0, G_OPTION_ARG_INT, &cli->jobs, "processes at once (all cores)",
		 "N"},
		{"verbose", takes & CLI_TAKES_REROLL ? 0 : 'v', 0, G_OPTION_ARG_NONE, &cli->verbose,
		 "say what is done", NULL},
		{"quiet", 'q', 0, G_OPTION_ARG_NONE, &cli->quiet, "say nothing but errors", NULL},
	};
	const GOptionEntry value[] = {
		{"json", 0, 0, G_OPTION_ARG_CALLBACK, (gpointer)take_json,
		 "the result as JSON, to stdout or FILE", "FILE"},
		{"color", 0, 0, G_OPTION_ARG_STRING, &cli->color_mode, "auto, always or never",
		 "WHEN"},
	};
	const GOptionEntry help = {"help",           'h', 0, G_OPTION_ARG_NONE, &cli->help,
				   "show this help", NULL};

	G_STATIC_ASSERT(G_N_ELEMENTS(build) + G_N_ELEMENTS(value) + 2 == COMMON_ENTRIES);
	for (guint i = 0; (takes & CLI_TAKES_BUILD) == CLI_TAKES_BUILD && i < G_N_ELEMENTS(build);
	     i++)
		*table++ = build[i];
	for (guint i = 0; takes & CLI_TAKES_VALUE && i < G_N_ELEMENTS(value); i++)
		*table++ = value[i];
	*table = help;
}

static gboolean decide_color(struct cli *cli, GError **error)
{
	const char *mode = cli->color_mode ? cli->color_mode : "auto";
	const char *refused = g_getenv("NO_COLOR");
	const char *terminal = g_getenv("TERM");

	if (!strcmp(mode, "always"))
		cli->color = TRUE;
	else if (!strcmp(mode, "auto"))
		cli->color = isatty(STDOUT_FILENO) && !(refused && *refused) &&
			     g_strcmp0(terminal, "dumb") != 0;
	else if (strcmp(mode, "never") != 0) {
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "--color=%s is not known; it takes auto, always or never", mode);
		return FALSE;
	}
	return TRUE;
}

static gboolean decide_format(struct cli *cli, GError **error)
{
	g_autofree char *all = g_strjoinv(", ", (char **)ms_report_format_names);

	if (!cli->format_name)
		return TRUE;
	for (int i = 0; ms_report_format_names[i]; i++) {
		if (strcmp(ms_report_format_names[i], cli->format_name) != 0)
			continue;
		cli->format = (enum ms_report_format)i;
		return TRUE;
	}
	g_set_error(error, MS_ERROR, MS_ERROR_USAGE, "--format=%s is not known; it takes %s",
		    cli->format_name, all);
	return FALSE;
}

/* said now, not when hours of work are to be written */
static gboolean check_json_file(const struct cli *cli, GError **error)
{
	g_autofree char *folder = cli->json_file ? g_path_get_dirname(cli->json_file) : NULL;
	const char *wrong = NULL;

	if (!folder)
		return TRUE;
	if (!g_file_test(folder, G_FILE_TEST_IS_DIR))
		wrong = "there is no such folder";
	else if (g_file_test(cli->json_file, G_FILE_TEST_IS_DIR))
		wrong = "it is a folder";
	else if (g_access(g_file_test(cli->json_file, G_FILE_TEST_EXISTS) ? cli->json_file : folder,
			  W_OK))
		wrong = g_strerror(errno);
	if (wrong)
		g_set_error(error, MS_ERROR, MS_ERROR_IO,
			    "cannot write '%s': %s; name another file with --json=FILE",
			    cli->json_file, wrong);
	return !wrong;
}

static gboolean finish(struct cli *cli, int takes, char **words, GError **error)
{
	cli->arguments = g_ptr_array_new_null_terminated(0, g_free, TRUE);
	for (guint i = 1; words[i]; i++)
		if (strcmp(words[i], "--") != 0)
			g_ptr_array_add(cli->arguments, g_strdup(words[i]));
	if ((takes & CLI_TAKES_BUILD) == CLI_TAKES_BUILD && !cli_take_variables(cli, takes, error))
		return FALSE;
	if (cli->jobs < 1 || cli->jobs > 4096) {
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE, "-j%d: give a number from 1 to 4096",
			    cli->jobs);
		return FALSE;
	}
	cli->job.jobs = (guint)cli->jobs;
	cli->job.cancel = g_cancellable_new();
	return decide_color(cli, error) && decide_format(cli, error) && check_json_file(cli, error);
}

/* printed by us: g_print() turns what is no ASCII into '?' in the locale C */
static void print_help(struct cli *cli, GOptionContext *context)
{
	g_autofree char *help = g_option_context_get_help(context, TRUE, NULL);
	/* GLib has no way to show that a value may be left out; two blanks are always there */
	g_auto(GStrv) parts = g_strsplit(help, "--json=FILE  ", 2);
	g_autofree char *text = g_strjoinv("--json[=FILE]", parts);

	exit(cli_print(cli, text, CLI_YES));
}

char *cli_in_our_words(const char *message)
{
	g_autoptr(GString) text = g_string_new(message);

	g_string_replace(text, "“", "'", 0);
	g_string_replace(text, "”", "'", 0);
	if (text->len)
		text->str[0] = g_ascii_tolower(text->str[0]);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

gboolean cli_parse(struct cli *cli, const struct cli_command *command, const GOptionEntry *entries,
		   int argc, char **argv, GError **error)
{
	g_autoptr(GOptionContext) context = g_option_context_new(command->arguments);
	GOptionGroup *group = g_option_group_new("modsplit", "", "", cli, NULL);
	g_autofree char *program = g_strdup_printf("modsplit %s", command->name);
	GOptionEntry common[COMMON_ENTRIES] = {0};
	const GOptionEntry *const tables[] = {common, entries, NULL};
	g_auto(GStrv) words = NULL;
	g_autoptr(GError) cause = NULL;

	g_set_prgname(program);
	g_option_context_set_summary(context, command->summary);
	g_option_context_set_help_enabled(context, FALSE);
	cli->jobs = (int)g_get_num_processors();
	common_entries(cli, command->takes, common);
	if (entries)
		g_option_group_add_entries(group, entries);
	g_option_group_add_entries(group, common);
	g_option_context_set_main_group(context, group);
	words = cli_spell_out(argc, argv, tables);
	if (!g_option_context_parse_strv(context, &words, &cause)) {
		g_autofree char *said = cli_in_our_words(cause->message);

		g_set_error(error, MS_ERROR, MS_ERROR_USAGE, "%s; see 'modsplit %s --help'", said,
			    command->name);
		return FALSE;
	}
	if (cli->help)
		print_help(cli, context);
	return finish(cli, command->takes, words, error);
}

static char *resolve(const char *path, const char *what, GError **error)
{
	char *full = realpath(path, NULL);
	char *copy = NULL;

	if (full && g_file_test(full, G_FILE_TEST_IS_DIR))
		copy = g_strdup(full);
	else
		g_set_error(error, MS_ERROR, MS_ERROR_TREE, "'%s' is not a directory; %s", path,
			    what);
	free(full);
	return copy;
}

static gboolean is_build(const char *folder)
{
	g_autofree char *config = g_build_filename(folder, ".config", NULL);

	return g_file_test(config, G_FILE_TEST_EXISTS);
}

/* here, else below the tree: there `make -C TREE O=BUILD` has put it */
static char *resolve_output(const struct cli *cli, GError **error)
{
	g_autofree char *below = g_build_filename(cli->tree, cli->output, NULL);
	gboolean there =
		!g_path_is_absolute(cli->output) && !is_build(cli->output) && is_build(below);

	return resolve(there ? below : cli->output, "give the folder of the build with O=", error);
}

gboolean cli_need_build(struct cli *cli, GError **error)
{
	char *tree = resolve(cli->tree ? cli->tree : ".", "give the kernel tree with -C", error);
	char *output;

	if (!tree)
		return FALSE;
	g_free(cli->tree);
	cli->tree = tree;
	if (cli->output) {
		output = resolve_output(cli, error);
		if (!output)
			return FALSE;
		g_free(cli->output);
		cli->output = output;
	}
	cli->build = (struct ms_build){.tree = cli->tree,
				       .output = cli->output,
				       .arch = cli->arch,
				       .cross_compile = cli->cross_compile,
				       .cc = cli->cc,
				       .llvm = cli->llvm};
	return TRUE;
}

gboolean cli_need_arguments(const struct cli *cli, guint least, guint most, const char *what,
			    GError **error)
{
	for (guint i = 0; i < cli->arguments->len; i++)
		if (!*(const char *)cli->arguments->pdata[i]) {
			g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
				    "%s is empty; see 'modsplit %s --help'", what, cli->command);
			return FALSE;
		}
	if (cli->arguments->len >= least && cli->arguments->len <= most)
		return TRUE;
	if (cli->arguments->len < least)
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "%s is missing; see 'modsplit %s --help'", what, cli->command);
	else
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "'%s' is one too many: '%s' takes %u %s",
			    (const char *)cli->arguments->pdata[most], cli->command, most, what);
	return FALSE;
}

gboolean cli_need_answers(struct cli *cli, GError **error)
{
	if (!cli->answers && !cli->record && !cli->no_exec)
		return TRUE;
	cli->build.answers = ms_answers_new(cli->answers, cli->no_exec, error);
	return cli->build.answers != NULL;
}

gboolean cli_keep_answers(struct cli *cli, GError **error)
{
	return !cli->record || ms_answers_save(cli->build.answers, cli->record, error);
}

void cli_clear(struct cli *cli)
{
	cli_talk_stop(cli);
	if (cli->arguments)
		g_ptr_array_unref(cli->arguments);
	g_clear_object(&cli->job.cancel);
	g_free(cli->tree);
	g_free(cli->output);
	g_free(cli->arch);
	g_free(cli->cross_compile);
	g_free(cli->cc);
	g_free(cli->color_mode);
	g_free(cli->format_name);
	g_free(cli->rules);
	g_free(cli->answers);
	g_free(cli->record);
	ms_answers_free(cli->build.answers);
	g_free(cli->json_file);
}
