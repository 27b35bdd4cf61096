/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "cli/cli.h"
#include "conf/session.h"
#include "conf/value.h"
#include "conf/why.h"

/* Options of this command */
struct choices {
	char *config, *answers;
	gboolean no_exec;
};

/* One verb: what it takes, and what it does */
struct verb {
	const char *name, *what;
	guint least, most;
	int (*run)(struct cli *cli, ms_kconfig *kconfig, const char *config, char **arguments,
		   GString *out, GError **error);
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

static struct kconf_symbol *find(ms_kconfig *kconfig, const char *name, GError **error)
{
	struct kconf_symbol *symbol;

	if (g_str_has_prefix(name, "CONFIG_"))
		name += strlen("CONFIG_");
	symbol = kconf_find(kconfig->kconf, name);
	if (symbol && symbol->definitions)
		return symbol;
	g_set_error(error, MS_ERROR, MS_ERROR_NOT_FOUND, "there is no option '%s'", name);
	return NULL;
}

/* --- the verbs -------------------------------------------------------------------------- */

static int run_get(struct cli *cli, ms_kconfig *kconfig, const char *config, char **arguments,
		   GString *out, GError **error)
{
	gboolean many = arguments[1] != NULL;

	(void)cli;
	(void)config;
	for (; *arguments; arguments++) {
		const struct kconf_symbol *symbol = find(kconfig, *arguments, error);

		if (!symbol)
			return CLI_UNKNOWN;
		if (many)
			g_string_append_printf(out, "%s=", symbol->name);
		g_string_append_printf(out, "%s\n", ms_kconfig_get(kconfig, symbol->name));
	}
	return CLI_YES;
}

static int run_why(struct cli *cli, ms_kconfig *kconfig, const char *config, char **arguments,
		   GString *out, GError **error)
{
	(void)cli;
	(void)config;
	for (; *arguments; arguments++) {
		struct kconf_symbol *symbol = find(kconfig, *arguments, error);
		g_autofree char *text = symbol ? conf_why(kconfig->kconf, symbol) : NULL;

		if (!symbol)
			return CLI_UNKNOWN;
		g_string_append(out, text);
	}
	return CLI_YES;
}

static int run_who(struct cli *cli, ms_kconfig *kconfig, const char *config, char **arguments,
		   GString *out, GError **error)
{
	(void)cli;
	(void)config;
	for (; *arguments; arguments++) {
		struct kconf_symbol *symbol = find(kconfig, *arguments, error);
		g_autofree char *text = symbol ? conf_who(kconfig->kconf, symbol) : NULL;

		if (!symbol)
			return CLI_UNKNOWN;
		g_string_append_printf(out, "%s\n%s", symbol->name, text);
	}
	return CLI_YES;
}

/* Every option's value, in the order of @names */
static GPtrArray *values_of(ms_kconfig *kconfig, char **names)
{
	GPtrArray *values = g_ptr_array_new_with_free_func(g_free);

	for (; *names; names++)
		g_ptr_array_add(values, g_strdup(ms_kconfig_get(kconfig, *names)));
	return values;
}

static gboolean set_all(ms_kconfig *kconfig, char **arguments, GError **error)
{
	for (; *arguments; arguments++) {
		const char *equals = strchr(*arguments, '=');
		g_autofree char *name =
			equals ? g_strndup(*arguments, (gsize)(equals - *arguments)) : NULL;

		if (!equals) {
			g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
				    "'%s' is no OPTION=VALUE; see 'modsplit config --help'",
				    *arguments);
			return FALSE;
		}
		if (!ms_kconfig_set(kconfig, name, equals + 1, error))
			return FALSE;
	}
	return TRUE;
}

/* Each option whose value differs from what it was, and why it is so now */
static void say_changes(ms_kconfig *kconfig, char **names, const GPtrArray *before, GString *out)
{
	for (guint i = 0; names[i]; i++) {
		const char *now = ms_kconfig_get(kconfig, names[i]);
		g_autofree char *why = NULL;

		if (!strcmp(now, before->pdata[i]))
			continue;
		why = conf_why_short(kconfig->kconf, kconf_find(kconfig->kconf, names[i]));
		g_string_append_printf(out, "%s: %s -> %s  %s\n", names[i],
				       (const char *)before->pdata[i], now, why);
	}
}

static int run_set(struct cli *cli, ms_kconfig *kconfig, const char *config, char **arguments,
		   GString *out, GError **error)
{
	g_auto(GStrv) names = ms_kconfig_names(kconfig);
	g_autoptr(GPtrArray) before = values_of(kconfig, names);
	g_autoptr(GString) text = NULL;

	(void)cli;
	if (!set_all(kconfig, arguments, error))
		return CLI_UNKNOWN;
	text = conf_dotconfig_text(kconfig->kconf);
	if (!conf_store(config, text, TRUE, NULL, error))
		return CLI_UNKNOWN;
	say_changes(kconfig, names, before, out);
	return CLI_YES;
}

static int run_diff(struct cli *cli, ms_kconfig *kconfig, const char *config, char **arguments,
		    GString *out, GError **error)
{
	g_auto(GStrv) names = ms_kconfig_names(kconfig);
	g_autofree char *one = g_canonicalize_filename(arguments[0], NULL);
	g_autofree char *two = g_canonicalize_filename(arguments[1], NULL);
	g_autoptr(GPtrArray) before = NULL;

	(void)cli;
	(void)config;
	if (!ms_kconfig_load(kconfig, one, error))
		return CLI_UNKNOWN;
	before = values_of(kconfig, names);
	if (!ms_kconfig_load(kconfig, two, error))
		return CLI_UNKNOWN;
	say_changes(kconfig, names, before, out);
	return out->len ? CLI_NO : CLI_YES;
}

/* What is built in and could be a module as the tree is */
static int run_mod(struct cli *cli, ms_kconfig *kconfig, const char *config, char **arguments,
		   GString *out, GError **error)
{
	g_auto(GStrv) names = ms_kconfig_names(kconfig);

	(void)cli;
	(void)config;
	(void)arguments;
	(void)error;
	for (char **name = names; *name; name++) {
		const struct kconf_symbol *symbol = kconf_find(kconfig->kconf, *name);

		if (strcmp(ms_kconfig_get(kconfig, *name), "y") != 0 ||
		    symbol->type != KCONF_TRISTATE ||
		    !conf_tri_allowed(kconfig->kconf, symbol, KCONF_M))
			continue;
		g_string_append_printf(out, "%s  (%s:%u)\n", *name, symbol->definitions->file,
				       symbol->definitions->line);
	}
	return CLI_YES;
}

static const struct verb verbs[] = {
	{"get", "OPTION", 1, G_MAXUINT, run_get}, {"set", "OPTION=VALUE", 1, G_MAXUINT, run_set},
	{"why", "OPTION", 1, G_MAXUINT, run_why}, {"who", "OPTION", 1, G_MAXUINT, run_who},
	{"diff", ".config file", 2, 2, run_diff}, {"mod", "nothing", 0, 0, run_mod},
};

/* --- the run ---------------------------------------------------------------------------- */

static const struct verb *find_verb(const struct cli *cli, GError **error)
{
	const char *name = cli->arguments->len ? cli->arguments->pdata[0] : "";
	guint given = cli->arguments->len - 1;

	for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++) {
		if (strcmp(verbs[i].name, name) != 0)
			continue;
		if (given >= verbs[i].least && given <= verbs[i].most)
			return &verbs[i];
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "'config %s' takes another number of %s; see 'modsplit config --help'",
			    name, verbs[i].what);
		return NULL;
	}
	g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
		    "'config' takes get, set, why, who, diff or mod, not '%s'", name);
	return NULL;
}

/* The .config: as asked, else that of the build */
static char *config_path(const struct cli *cli, const struct choices *choices)
{
	const char *folder = cli->build.output ? cli->build.output : cli->build.tree;

	return choices->config ? g_canonicalize_filename(choices->config, NULL)
			       : g_build_filename(folder, ".config", NULL);
}

static ms_kconfig *read_tree(struct cli *cli, const struct choices *choices, const char *config,
			     gboolean load, GError **error)
{
	g_autofree char *arch = cli->arch ? g_strdup(cli->arch) : arch_of(config);
	struct ms_build build = cli->build;
	g_auto(GStrv) environment = NULL;
	struct ms_kconfig_options options = {.directory = cli->build.tree,
					     .answers = choices->answers,
					     .no_exec = choices->no_exec,
					     .versions = TRUE,
					     .said = say};
	ms_kconfig *kconfig;

	if (!arch) {
		g_set_error(error, MS_ERROR, MS_ERROR_TREE,
			    "'%s' does not say which arch it is for; give ARCH=", config);
		return NULL;
	}
	build.arch = arch;
	environment = ms_kconfig_environment(&build);
	options.environment = (const char *const *)environment;
	kconfig = ms_kconfig_read(&options, error);
	if (kconfig && load && !ms_kconfig_load(kconfig, config, error)) {
		ms_kconfig_free(kconfig);
		return NULL;
	}
	return kconfig;
}

static int run_verb(struct cli *cli, const struct choices *choices, GError **error)
{
	const struct verb *verb = find_verb(cli, error);
	g_autofree char *config = NULL;
	g_autoptr(GString) out = g_string_new(NULL);
	ms_kconfig *kconfig;
	int status;

	if (!verb || !cli_need_build(cli, error))
		return CLI_UNKNOWN;
	config = config_path(cli, choices);
	kconfig = read_tree(cli, choices, config, verb->run != run_diff, error);
	if (!kconfig)
		return CLI_UNKNOWN;
	status = verb->run(cli, kconfig, config, (char **)cli->arguments->pdata + 1, out, error);
	ms_kconfig_free(kconfig);
	return *error ? CLI_UNKNOWN : cli_print(cli, out->str, status);
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct choices choices = {0};
	const GOptionEntry entries[] = {
		{"config", 0, 0, G_OPTION_ARG_FILENAME, &choices.config,
		 "the .config (that of the build)", "FILE"},
		{"answers", 0, 0, G_OPTION_ARG_FILENAME, &choices.answers,
		 "take answers to $(shell) from FILE first", "FILE"},
		{"no-exec", 0, 0, G_OPTION_ARG_NONE, &choices.no_exec,
		 "run nothing: only recorded answers", NULL},
		{NULL, 0, 0, 0, NULL, NULL, NULL},
	};
	GError *error = NULL;
	int status = CLI_UNKNOWN;

	if (cli_parse(cli, &cli_config, entries, argc, argv, &error))
		status = run_verb(cli, &choices, &error);
	g_free(choices.config);
	g_free(choices.answers);
	return error ? cli_fail(cli, error) : status;
}

const struct cli_command cli_config = {
	.name = "config",
	.arguments = "get|set|why|who|diff|mod …",
	.summary = "questions to Kconfig: values, their reasons, who speaks of an option",
	.run = run,
	.takes = CLI_TAKES_BUILD | CLI_TAKES_PAIRS,
};
