/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/record.h"
#include "cli/config.h"
#include "conf/value.h"
#include "session/session.h"
#include "why/why.h"

/* --- the answer as JSON ------------------------------------------------------------------ */

struct config_row {
	char *option, *value;
	char *before; /* set and diff: its value until then */
	char *text;   /* why it has the value; who speaks of it */
	char *file;   /* mod: where it is defined */
	gint64 line;
	gint64 bytes; /* mod: what hangs on it in the image; RECORD_NONE: not known */
};

struct config_answer {
	char *arch;
	GPtrArray *options; /* struct config_row, in the order asked, or of the names */
};

static const struct record_field row_fields[] = {
	RECORD_FSTR(config_row, option),  RECORD_FSTR(config_row, value),
	RECORD_FSTR(config_row, before),  RECORD_FSTR(config_row, text),
	RECORD_FSTR(config_row, file),    RECORD_FINT(config_row, line),
	RECORD_FMAYBE(config_row, bytes), RECORD_END,
};
static const struct record_type row_type = {NULL, sizeof(struct config_row), row_fields};

static const struct record_field answer_fields[] = {RECORD_FSTR(config_answer, arch),
						    RECORD_FLIST(config_answer, options, &row_type),
						    RECORD_END};
static const struct record_type answer_type = {"modsplit.config/1", sizeof(struct config_answer),
					       answer_fields};

static struct config_answer *answer_new(const struct cli_question *question)
{
	struct config_answer *answer = record_new(&answer_type);

	answer->arch = g_strdup(question->arch);
	return answer;
}

/* Its value is that of now */
static struct config_row *answer_add(struct config_answer *answer,
				     const struct cli_question *question, const char *option)
{
	struct config_row *row = record_new(&row_type);

	row->option = g_strdup(option);
	row->value = g_strdup(ms_kconfig_get(question->kconfig, option));
	g_ptr_array_add(answer->options, row);
	return row;
}

/* Takes the answer, whose texts are in question->out by now */
static int answer_give(struct config_answer *answer, struct cli_question *question, int status)
{
	g_autoptr(ms_json) json = record_to_json(&answer_type, answer);

	question->json = ms_json_text(json);
	record_free(&answer_type, answer);
	return status;
}

/* --- questions about one option ------------------------------------------------------------ */

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

/* Every argument is an option: asks `say` for the text of each, which goes into row->text, too */
static int ask_each(struct cli_question *question,
		    char *(*say)(const struct conf_reasons *reasons, struct kconf *kconf,
				 struct kconf_symbol *symbol),
		    GError **error)
{
	struct config_answer *answer = answer_new(question);
	struct kconf *kconf = question->kconfig->kconf;
	g_autoptr(conf_reasons) reasons = say ? conf_reasons_new(kconf) : NULL;

	for (char **name = question->arguments; *name; name++) {
		struct kconf_symbol *symbol = find(question->kconfig, *name, error);
		struct config_row *row;

		if (!symbol)
			break;
		row = answer_add(answer, question, symbol->name);
		row->text = say ? say(reasons, kconf, symbol) : NULL;
		if (row->text)
			g_string_append(question->out, row->text);
		else if (question->arguments[1])
			g_string_append_printf(question->out, "%s=%s\n", row->option, row->value);
		else
			g_string_append_printf(question->out, "%s\n", row->value);
	}
	return answer_give(answer, question, CLI_YES);
}

static char *say_why(const struct conf_reasons *reasons, struct kconf *kconf,
		     struct kconf_symbol *symbol)
{
	(void)kconf;
	return conf_why(reasons, symbol);
}

static char *say_who(const struct conf_reasons *reasons, struct kconf *kconf,
		     struct kconf_symbol *symbol)
{
	g_autofree char *text = conf_who(kconf, symbol);

	(void)reasons;
	return g_strdup_printf("%s\n%s", symbol->name, text);
}

static int run_get(struct cli_question *question, GError **error)
{
	return ask_each(question, NULL, error);
}

static int run_why(struct cli_question *question, GError **error)
{
	return ask_each(question, say_why, error);
}

static int run_who(struct cli_question *question, GError **error)
{
	return ask_each(question, say_who, error);
}

/* --- what changes -------------------------------------------------------------------------- */

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

/* Each option whose value differs from what it was, and why it is so now; how many */
static guint say_changes(struct cli_question *question, char **names, const GPtrArray *before)
{
	struct config_answer *answer = answer_new(question);
	struct kconf *kconf = question->kconfig->kconf;
	g_autoptr(conf_reasons) reasons = conf_reasons_new(kconf);
	guint n;

	for (guint i = 0; names[i]; i++) {
		struct config_row *row;

		if (!strcmp(ms_kconfig_get(question->kconfig, names[i]), before->pdata[i]))
			continue;
		row = answer_add(answer, question, names[i]);
		row->before = g_strdup(before->pdata[i]);
		row->text = conf_why_short(reasons, kconf_find(kconf, names[i]));
		g_string_append_printf(question->out, "%s: %s -> %s  %s\n", row->option,
				       row->before, row->value, row->text);
	}
	n = answer->options->len;
	answer_give(answer, question, CLI_YES);
	return n;
}

static int run_set(struct cli_question *question, GError **error)
{
	ms_kconfig *kconfig = question->kconfig;
	g_auto(GStrv) names = ms_kconfig_names(kconfig);
	g_autoptr(GPtrArray) before = values_of(kconfig, names);
	g_autoptr(GString) text = NULL;

	if (!set_all(kconfig, question->arguments, error))
		return CLI_UNKNOWN;
	text = conf_dotconfig_text(kconfig->kconf);
	if (!conf_store(question->config, text, TRUE, NULL, error))
		return CLI_UNKNOWN;
	say_changes(question, names, before);
	return CLI_YES;
}

static int run_diff(struct cli_question *question, GError **error)
{
	ms_kconfig *kconfig = question->kconfig;
	g_auto(GStrv) names = ms_kconfig_names(kconfig);
	g_autofree char *one = g_canonicalize_filename(question->arguments[0], NULL);
	g_autofree char *two = g_canonicalize_filename(question->arguments[1], NULL);
	g_autoptr(GPtrArray) before = NULL;

	if (!ms_kconfig_load(kconfig, one, error))
		return CLI_UNKNOWN;
	before = values_of(kconfig, names);
	if (!ms_kconfig_load(kconfig, two, error))
		return CLI_UNKNOWN;
	return say_changes(question, names, before) ? CLI_NO : CLI_YES;
}

/* --- what could be a module ---------------------------------------------------------------- */

/* the largest first; without sizes all are equal */
static gint compare_sizes(gconstpointer a, gconstpointer b)
{
	const struct config_row *x = *(struct config_row *const *)a;
	const struct config_row *y = *(struct config_row *const *)b;

	if (x->bytes != y->bytes)
		return x->bytes > y->bytes ? -1 : 1;
	return strcmp(x->option, y->option);
}

static void say_sizes(const struct config_answer *answer, gboolean sized, GString *out)
{
	for (guint i = 0; i < answer->options->len; i++) {
		const struct config_row *row = answer->options->pdata[i];

		if (sized)
			g_string_append_printf(out, "%12" G_GINT64_FORMAT "  ", row->bytes);
		g_string_append_printf(out, "%s  (%s:%" G_GINT64_FORMAT ")\n", row->option,
				       row->file, row->line);
	}
}

/* What is built in and could be a module as the tree is */
static int run_mod(struct cli_question *question, GError **error)
{
	ms_kconfig *kconfig = question->kconfig;
	g_auto(GStrv) names = ms_kconfig_names(kconfig);
	g_autoptr(GHashTable) sizes = cli_option_sizes(question, error);
	struct config_answer *answer;

	if (*error)
		return CLI_UNKNOWN;
	answer = answer_new(question);
	for (char **name = names; *name; name++) {
		const struct kconf_symbol *symbol = kconf_find(kconfig->kconf, *name);
		const gint64 *bytes = sizes ? g_hash_table_lookup(sizes, *name) : NULL;
		struct config_row *row;

		if (strcmp(ms_kconfig_get(kconfig, *name), "y") != 0 ||
		    symbol->type != KCONF_TRISTATE ||
		    !conf_tri_allowed(kconfig->kconf, symbol, KCONF_M))
			continue;
		row = answer_add(answer, question, *name);
		row->file = g_strdup(symbol->definitions->file);
		row->line = symbol->definitions->line;
		row->bytes = !sizes ? RECORD_NONE : bytes ? *bytes : 0;
	}
	g_ptr_array_sort(answer->options, compare_sizes);
	say_sizes(answer, sizes != NULL, question->out);
	return answer_give(answer, question, CLI_YES);
}

const struct cli_verb cli_verbs[] = {
	{"get", "OPTION", 1, G_MAXUINT, TRUE, FALSE, run_get},
	{"set", "OPTION=VALUE", 1, G_MAXUINT, TRUE, FALSE, run_set},
	{"why", "OPTION", 1, G_MAXUINT, TRUE, FALSE, run_why},
	{"who", "OPTION", 1, G_MAXUINT, TRUE, FALSE, run_who},
	{"diff", ".config file", 2, 2, FALSE, FALSE, run_diff},
	{"check", "nothing", 0, 0, TRUE, TRUE, cli_config_check},
	{"mod", "nothing", 0, 0, TRUE, FALSE, run_mod},
	{NULL, NULL, 0, 0, FALSE, FALSE, NULL},
};
