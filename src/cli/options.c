/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/*
 * GLib lets an option with an optional value take the argument behind it: a bare --json must not
 * swallow the driver and write over its file, so it is made "--json=".
 */
static char **spell_out(int argc, char **argv)
{
	char **spelled = g_new0(char *, argc + 1);
	gboolean options = TRUE;

	for (int i = 0; i < argc; i++) {
		options &= strcmp(argv[i], "--") != 0;
		spelled[i] = g_strdup(options && !strcmp(argv[i], "--json") ? "--json=" : argv[i]);
	}
	return spelled;
}

static void add_common(GOptionGroup *group, struct cli *cli, gboolean reroll)
{
	const GOptionEntry entries[] = {
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
		{"verbose", reroll ? 0 : 'v', 0, G_OPTION_ARG_NONE, &cli->verbose,
		 "say what is done", NULL},
		{"quiet", 'q', 0, G_OPTION_ARG_NONE, &cli->quiet, "say nothing but errors", NULL},
		{"json", 0, 0, G_OPTION_ARG_CALLBACK, (gpointer)take_json,
		 "the result as JSON, to stdout or FILE", "FILE"},
		{"color", 0, 0, G_OPTION_ARG_STRING, &cli->color_mode, "auto, always or never",
		 "WHEN"},
		{NULL, 0, 0, 0, NULL, NULL, NULL},
	};

	g_option_group_add_entries(group, entries);
}

/* Kbuild's words: NAME=value among the arguments, then in the environment */
struct variable {
	const char *name;
	char **value;
};

static gboolean is_yes(const char *value)
{
	return value && *value && strcmp(value, "0") != 0;
}

static gboolean take_variable(struct cli *cli, const char *argument)
{
	const struct variable variables[] = {{"O", &cli->output},
					     {"ARCH", &cli->arch},
					     {"CROSS_COMPILE", &cli->cross_compile},
					     {"CC", &cli->cc}};
	const char *equals = strchr(argument, '=');

	if (!equals)
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(variables); i++) {
		if (strncmp(variables[i].name, argument, (gsize)(equals - argument)) != 0 ||
		    variables[i].name[equals - argument])
			continue;
		g_free(*variables[i].value);
		*variables[i].value = g_strdup(equals + 1);
		return TRUE;
	}
	if (!g_str_has_prefix(argument, "LLVM="))
		return FALSE;
	cli->llvm = is_yes(equals + 1);
	return TRUE;
}

static void take_environment(struct cli *cli)
{
	const struct variable variables[] = {{"O", &cli->output},
					     {"KBUILD_OUTPUT", &cli->output},
					     {"ARCH", &cli->arch},
					     {"CROSS_COMPILE", &cli->cross_compile},
					     {"CC", &cli->cc}};

	for (gsize i = 0; i < G_N_ELEMENTS(variables); i++) {
		const char *value = g_getenv(variables[i].name);

		if (!*variables[i].value && value && *value)
			*variables[i].value = g_strdup(value);
	}
	cli->llvm |= is_yes(g_getenv("LLVM"));
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

static gboolean finish(struct cli *cli, int argc, char **argv, GError **error)
{
	cli->arguments = g_ptr_array_new_null_terminated(0, g_free, TRUE);
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--") != 0 && !take_variable(cli, argv[i]))
			g_ptr_array_add(cli->arguments, g_strdup(argv[i]));
	take_environment(cli);
	if (cli->jobs < 0 || cli->jobs > 4096) {
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE, "-j%d: give a number from 1 to 4096",
			    cli->jobs);
		return FALSE;
	}
	cli->job.jobs = cli->jobs ? (guint)cli->jobs : g_get_num_processors();
	cli->job.cancel = g_cancellable_new();
	return decide_color(cli, error);
}

gboolean cli_parse(struct cli *cli, const struct cli_command *command, const GOptionEntry *entries,
		   gboolean reroll, int argc, char **argv, GError **error)
{
	g_autoptr(GOptionContext) context = g_option_context_new(command->arguments);
	GOptionGroup *group = g_option_group_new("modsplit", "", "", cli, NULL);
	g_autofree char *program = g_strdup_printf("modsplit %s", command->name);
	g_auto(GStrv) spelled = spell_out(argc, argv);
	GError *inner = NULL;

	g_set_prgname(program);
	g_option_context_set_summary(context, command->summary);
	if (entries)
		g_option_group_add_entries(group, entries);
	add_common(group, cli, reroll);
	g_option_context_set_main_group(context, group);
	if (!g_option_context_parse_strv(context, &spelled, &inner)) {
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE, "%s; see 'modsplit %s --help'",
			    inner->message, command->name);
		g_error_free(inner);
		return FALSE;
	}
	return finish(cli, (int)g_strv_length(spelled), spelled, error);
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

gboolean cli_need_build(struct cli *cli, GError **error)
{
	char *tree = resolve(cli->tree ? cli->tree : ".", "give the kernel tree with -C", error);
	char *output;

	if (!tree)
		return FALSE;
	g_free(cli->tree);
	cli->tree = tree;
	if (cli->output) {
		output = resolve(cli->output, "give the folder of the build with O=", error);
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
	if (cli->arguments->len >= least && cli->arguments->len <= most)
		return TRUE;
	if (cli->arguments->len < least)
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "%s is missing; see 'modsplit %s --help'", what, cli->command);
	else
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "'%s' is one too many: '%s' takes %u of %s",
			    (const char *)cli->arguments->pdata[most], cli->command, most, what);
	return FALSE;
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
	g_free(cli->json_file);
}
