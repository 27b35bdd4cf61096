/* SPDX-License-Identifier: GPL-2.0-only */
#include "session/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "conf/finalize.h"
#include "conf/value.h"
#include "kconf/parse.h"

static void pass_on(gpointer data, const char *text)
{
	const struct conf_session *session = data;

	if (session->said)
		session->said(session->said_data, text);
}

static struct kconf_probe *open_probe(const struct ms_kconfig_options *options,
				      struct kconf_talk *talk)
{
	g_autofree char *folder = ms_cache_dir();
	g_autofree char *cache = g_build_filename(folder, "kconfig-answers.json", NULL);
	const struct kconf_probe_options probe = {
		.environment = options->environment,
		.apart = options->directory != NULL,
		.answers = options->answers,
		.cache = cache,
	};

	return kconf_probe_new(&probe, talk);
}

static const char *variable(const char *const *environment, const char *name)
{
	return environment ? g_environ_getenv((char **)environment, name) : NULL;
}

/* What the top makefile asks a tool and exports; without an answer the variable is not there */
static char **add_version(struct conf_session *session, char **environment, const char *tool,
			  const char *name, const char *format)
{
	const char *program = g_environ_getenv(environment, tool);
	g_autofree char *command = program ? g_strdup_printf(format, program) : NULL;
	g_autofree char *answer = NULL;
	GString *text;

	if (!command || g_environ_getenv(environment, name))
		return environment;
	answer = kconf_probe_answer(session->probe, command, NULL);
	if (!answer)
		return environment;
	text = g_string_new(g_strchomp(answer));
	g_string_replace(text, "#", "", 0);
	environment = g_environ_setenv(environment, name, text->str, TRUE);
	g_string_free(text, TRUE);
	return environment;
}

static char **full_environment(struct conf_session *session,
			       const struct ms_kconfig_options *options)
{
	char **environment = g_strdupv((char **)options->environment);

	if (!options->versions || !environment)
		return environment;
	environment = add_version(session, environment, "CC", "CC_VERSION_TEXT",
				  "LC_ALL=C %s --version 2>/dev/null | head -n 1");
	return add_version(session, environment, "RUSTC", "RUSTC_VERSION_TEXT",
			   "%s --version 2>/dev/null");
}

/* From here on files can be read */
static void open_language(struct conf_session *session, const char *const *environment,
			  char *(*shell)(gpointer data, const char *command, GError **error))
{
	session->dialect = kconf_dialect_of(variable(environment, "srctree"));
	session->macros = kconf_macros_new(environment, &session->talk, shell, session->probe);
	session->kconf = kconf_new(session->dialect, &session->talk, session->macros);
	session->files = (struct conf_files){session->kconf, session->directory};
}

struct conf_session *conf_session_new(const struct ms_kconfig_options *options,
				      const struct kconf_talk *talk)
{
	struct conf_session *session = g_new0(struct conf_session, 1);
	g_auto(GStrv) environment = NULL;

	session->said = options->said;
	session->said_data = options->data;
	session->talk = talk ? *talk
			     : (struct kconf_talk){.err = pass_on,
						   .data = session,
						   .columns = TRUE,
						   .silent = TRUE};
	session->directory = g_strdup(options->directory);
	session->probe = open_probe(options, &session->talk);
	environment = full_environment(session, options);
	open_language(session, (const char *const *)environment, kconf_probe_answer);
	return session;
}

/* for kconf_macros_new(): what nobody asks is a word that says nothing */
static char *no_answer(gpointer data, const char *command, GError **error)
{
	(void)data;
	(void)command;
	(void)error;
	return g_strdup("$(shell)");
}

struct conf_session *conf_session_written(const char *tree, const char *arch, GError **error)
{
	const struct ms_build build = {.tree = tree, .arch = arch};
	g_auto(GStrv) environment = ms_kconfig_environment(&build);
	struct conf_session *session = g_new0(struct conf_session, 1);

	session->talk.columns = TRUE;
	session->directory = g_strdup(tree);
	open_language(session, (const char *const *)environment, no_answer);
	if (kconf_parse(session->kconf, "Kconfig", tree, FALSE))
		return session;
	g_set_error_literal(error, MS_ERROR, MS_ERROR_INPUT, g_strchomp(session->kconf->mistake));
	ms_kconfig_free(session);
	return NULL;
}

const char *conf_session_file(const struct conf_session *session, const struct kconf_menu *menu)
{
	gsize len = strlen(session->directory);
	const char *file = menu->file;

	return !strncmp(file, session->directory, len) && file[len] == '/' ? file + len + 1 : file;
}

gboolean conf_session_parse(struct conf_session *session, const struct ms_kconfig_options *options)
{
	session->kconf->edited = options->edited;
	return kconf_parse(session->kconf, options->file ? options->file : "Kconfig",
			   session->directory, options->outside);
}

/* Before expressions are finalised: what a bool and a tristate contribute to them differs */
static void take_for_tristate(struct kconf *kconf, const char *const *names)
{
	for (; names && *names; names++) {
		struct kconf_symbol *symbol = kconf_find(kconf, *names);

		if (symbol && symbol->type == KCONF_BOOL)
			symbol->type = KCONF_TRISTATE;
	}
}

/* whom nobody listened to says what was wrong */
static void tell_mistakes(const struct conf_session *session, GError **error)
{
	const char *mistake = session->said ? NULL : session->kconf->mistake;

	if (mistake)
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "the Kconfig files cannot be understood: %.*s",
			    (int)strcspn(mistake, "\n"), mistake);
	else
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "the Kconfig files cannot be understood: %u mistakes",
			    session->kconf->errors);
}

ms_kconfig *ms_kconfig_read(const struct ms_kconfig_options *options, GError **error)
{
	struct conf_session *session = conf_session_new(options, NULL);

	if (conf_session_parse(session, options)) {
		take_for_tristate(session->kconf, options->tristate);
		if (conf_finalize(session->kconf)) {
			conf_clear(session->kconf);
			return session;
		}
	}
	tell_mistakes(session, error);
	ms_kconfig_free(session);
	return NULL;
}

void ms_kconfig_free(ms_kconfig *kconfig)
{
	if (!kconfig)
		return;
	kconf_free(kconfig->kconf);
	kconf_macros_free(kconfig->macros);
	kconf_probe_free(kconfig->probe);
	g_free(kconfig->dialect);
	g_free(kconfig->directory);
	g_free(kconfig);
}

gboolean ms_kconfig_load(ms_kconfig *kconfig, const char *path, GError **error)
{
	if (conf_read(&kconfig->files, path))
		return TRUE;
	g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot read '%s'", path);
	return FALSE;
}

static struct kconf_symbol *find(const ms_kconfig *kconfig, const char *option)
{
	struct kconf_symbol *symbol;

	if (g_str_has_prefix(option, "CONFIG_"))
		option += strlen("CONFIG_");
	symbol = kconf_find(kconfig->kconf, option);
	return symbol && symbol->definitions ? symbol : NULL;
}

const char *ms_kconfig_get(ms_kconfig *kconfig, const char *option)
{
	struct kconf_symbol *symbol = find(kconfig, option);

	if (!symbol)
		return NULL;
	conf_calc(kconfig->kconf, symbol);
	return conf_text(kconfig->kconf, symbol);
}

/* Why a user may not say so */
static const char *obstacle(const struct kconf_symbol *symbol)
{
	if (symbol->visible == KCONF_N)
		return "it has no prompt that is visible";
	if (symbol->visible <= symbol->selected.tri)
		return "it is selected";
	return "its type, range or dependencies do not allow that";
}

gboolean ms_kconfig_set(ms_kconfig *kconfig, const char *option, const char *value, GError **error)
{
	struct kconf_symbol *symbol = find(kconfig, option);
	struct kconf *kconf = kconfig->kconf;

	if (!symbol) {
		g_set_error(error, MS_ERROR, MS_ERROR_NOT_FOUND, "there is no option '%s'", option);
		return FALSE;
	}
	conf_calc(kconf, symbol);
	if (symbol->choice && kconf->dialect->member_lists && !strcmp(value, "y") &&
	    symbol->visible != KCONF_N) {
		conf_choose(kconf, symbol->choice, symbol);
		return TRUE;
	}
	if (conf_set_text(kconf, symbol, value))
		return TRUE;
	g_set_error(error, MS_ERROR, MS_ERROR_USAGE, "'%s' cannot be set to '%s': %s", option,
		    value, obstacle(symbol));
	return FALSE;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **ms_kconfig_names(const ms_kconfig *kconfig)
{
	GPtrArray *names = g_ptr_array_new();

	KCONF_EACH_SYMBOL(kconfig->kconf, bucket, symbol)
	if (symbol->name && symbol->definitions && symbol->type != KCONF_UNKNOWN)
		g_ptr_array_add(names, g_strdup(symbol->name));
	qsort(names->pdata, names->len, sizeof(char *), by_name);
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(names, FALSE);
}

char *ms_kconfig_text(ms_kconfig *kconfig)
{
	return g_string_free(conf_dotconfig_text(kconfig->kconf), FALSE);
}
