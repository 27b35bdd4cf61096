/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "cli/cli.h"

static gboolean takes_value(char letter, const GOptionEntry *const *tables)
{
	for (guint t = 0; tables[t]; t++)
		for (const GOptionEntry *entry = tables[t]; entry->long_name; entry++)
			if (entry->short_name == letter)
				return entry->arg != G_OPTION_ARG_NONE;
	return FALSE;
}

/*
 * GLib takes neither "-j4" nor "-Clinux", which everybody writes who knows make. And it lets an
 * option with an optional value take the argument behind it: a bare --json must not swallow the
 * driver and write over its file.
 */
char **cli_spell_out(int argc, char **argv, const GOptionEntry *const *tables)
{
	g_autoptr(GStrvBuilder) words = g_strv_builder_new();
	gboolean options = TRUE;

	for (int i = 0; i < argc; i++) {
		const char *word = argv[i];

		options &= strcmp(word, "--") != 0;
		if (i && options && word[0] == '-' && g_ascii_isalpha(word[1]) && word[2] &&
		    takes_value(word[1], tables)) {
			g_autofree char *option = g_strndup(word, 2);

			g_strv_builder_add(words, option);
			g_strv_builder_add(words, word + 2);
		} else {
			g_strv_builder_add(words,
					   options && !strcmp(word, "--json") ? "--json=" : word);
		}
	}
	return g_strv_builder_end(words);
}

/* Kbuild's words: NAME=value among the arguments, then in the environment */
static const char *const names[] = {"O", "KBUILD_OUTPUT", "ARCH", "CROSS_COMPILE", "CC"};

static char **value_of(struct cli *cli, gsize name)
{
	char **const values[] = {&cli->output, &cli->output, &cli->arch, &cli->cross_compile,
				 &cli->cc};

	return values[name];
}

static gboolean is_yes(const char *value)
{
	return value && *value && strcmp(value, "0") != 0;
}

/* how long NAME is in "NAME=value", as make has it; CONFIG_X=m speaks of a driver */
static gsize name_length(const char *argument)
{
	gsize len = strspn(argument, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	return argument[len] == '=' && !g_str_has_prefix(argument, "CONFIG_") ? len : 0;
}

static gboolean is_variable(const char *argument, gsize len)
{
	g_autofree char *name = g_strndup(argument, len);

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (!strcmp(names[i], name))
			return TRUE;
	return !strcmp(name, "LLVM");
}

static gboolean take_variable(struct cli *cli, const char *argument, gsize len, GError **error)
{
	const char *value = argument + len + 1;

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		if (strlen(names[i]) != len || strncmp(names[i], argument, len) != 0)
			continue;
		g_free(*value_of(cli, i));
		*value_of(cli, i) = g_strdup(value);
		return TRUE;
	}
	if (g_str_has_prefix(argument, "LLVM=")) {
		cli->llvm = is_yes(value);
		return TRUE;
	}
	g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
		    "'%s': no such variable; '%s' takes O=, ARCH=, CROSS_COMPILE=, CC= and LLVM=",
		    argument, cli->command);
	return FALSE;
}

/* what is empty is not given, as for make; an empty word still hides the environment's */
static void take_environment(struct cli *cli)
{
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (!*value_of(cli, i))
			*value_of(cli, i) = g_strdup(g_getenv(names[i]));
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (*value_of(cli, i) && !**value_of(cli, i))
			g_clear_pointer(value_of(cli, i), g_free);
	cli->llvm |= is_yes(g_getenv("LLVM"));
}

gboolean cli_take_variables(struct cli *cli, int takes, GError **error)
{
	for (guint i = 0; i < cli->arguments->len;) {
		const char *argument = cli->arguments->pdata[i];
		gsize len = name_length(argument);

		if (!len || (takes & CLI_TAKES_PAIRS && !is_variable(argument, len)))
			i++;
		else if (take_variable(cli, argument, len, error))
			g_ptr_array_remove_index(cli->arguments, i);
		else
			return FALSE;
	}
	take_environment(cli);
	return TRUE;
}
