/* SPDX-License-Identifier: GPL-2.0-only */
#include "kconf/macro.h"

#include <modsplit/error.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ARGS 16
#define MAX_DEPTH 1000                 /* of a function that calls itself, as conf has it */
#define MAX_EXPANSION (16 << 20)       /* bytes of one expansion */
#define MAX_SHELL_ANSWER ((gsize)4095) /* conf reads no more of what a command writes */

struct variable {
	char *value;
	enum kconf_flavour flavour;
	guint active; /* expansions of it that are under way */
};

struct kconf_macros {
	struct kconf_talk *talk;
	char *(*shell)(gpointer data, const char *command, GError **error);
	gpointer shell_data;
	GHashTable *variables;   /* name -> struct variable */
	GHashTable *environment; /* name -> value */
	GHashTable *used_names;
	GPtrArray *used;
	gsize budget; /* bytes that this expansion may still make */
	gboolean loop;
};

/* One expansion: where it stands, and the arguments of the function around it */
struct scope {
	struct kconf_macros *macros;
	const struct kconf_here *here;
	guint n_args;
	char **args;
};

static gboolean expand_text(const struct scope *scope, const char *text, gsize len, GString *out,
			    GError **error);

static void free_variable(gpointer data)
{
	struct variable *variable = data;

	g_free(variable->value);
	g_free(variable);
}

struct kconf_macros *kconf_macros_new(const char *const *environment, struct kconf_talk *talk,
				      char *(*shell)(gpointer data, const char *command,
						     GError **error),
				      gpointer shell_data)
{
	struct kconf_macros *macros = g_new0(struct kconf_macros, 1);

	macros->talk = talk;
	macros->shell = shell;
	macros->shell_data = shell_data;
	macros->variables = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_variable);
	macros->environment = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	macros->used = g_ptr_array_new_with_free_func(g_free);
	macros->used_names = g_hash_table_new(g_str_hash, g_str_equal);
	for (gsize i = 0; environment && environment[i]; i++) {
		const char *equals = strchr(environment[i], '=');

		if (equals)
			g_hash_table_insert(macros->environment,
					    g_strndup(environment[i],
						      (gsize)(equals - environment[i])),
					    g_strdup(equals + 1));
	}
	return macros;
}

void kconf_macros_free(struct kconf_macros *macros)
{
	if (!macros)
		return;
	g_hash_table_unref(macros->used_names);
	g_hash_table_unref(macros->variables);
	g_hash_table_unref(macros->environment);
	g_ptr_array_unref(macros->used);
	g_free(macros);
}

gboolean kconf_macros_in_loop(const struct kconf_macros *macros)
{
	return macros->loop;
}

const char *kconf_macros_environment(const struct kconf_macros *macros, const char *name)
{
	return g_hash_table_lookup(macros->environment, name);
}

const GPtrArray *kconf_macros_used(const struct kconf_macros *macros)
{
	return macros->used;
}

static gboolean wrong(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
static gboolean wrong(GError **error, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error_literal(error, MS_ERROR, MS_ERROR_INPUT, message);
	return FALSE;
}

/* --- what a name means ------------------------------------------------------------------ */

static gboolean run_shell(const struct scope *scope, const char *command, GString *out,
			  GError **error)
{
	struct kconf_macros *macros = scope->macros;
	g_autofree char *answer = NULL;
	gsize len;

	if (!macros->shell)
		return wrong(error, "'$(shell,%s)' may not run here", command);
	answer = macros->shell(macros->shell_data, command, error);
	if (!answer)
		return FALSE;
	len = MIN(strlen(answer), MAX_SHELL_ANSWER);
	while (len && answer[len - 1] == '\n')
		len--;
	for (gsize i = 0; i < len; i++)
		if (answer[i] == '\n')
			answer[i] = ' ';
	g_string_append_len(out, answer, (gssize)len);
	return TRUE;
}

static gboolean call_builtin(const struct scope *scope, const char *name, char **args, GString *out,
			     GError **error)
{
	const struct kconf_talk *talk = scope->macros->talk;

	if (!strcmp(name, "shell"))
		return run_shell(scope, args[0], out, error);
	if (!strcmp(name, "filename"))
		g_string_append(out, scope->here->file);
	else if (!strcmp(name, "lineno"))
		g_string_append_printf(out, "%u", scope->here->line);
	else if (!strcmp(name, "info"))
		kconf_out(talk, "%s\n", args[0]);
	else if (!strcmp(args[0], "y") && !strcmp(name, "warning-if"))
		kconf_err(talk, "%s:%u: %s\n", scope->here->file, scope->here->line, args[1]);
	else if (!strcmp(args[0], "y"))
		return wrong(error, "%s", args[1]);
	return TRUE;
}

/* *found tells whether there is such a function at all */
static gboolean expand_builtin(const struct scope *scope, const char *name, guint n_args,
			       char **args, GString *out, gboolean *found, GError **error)
{
	static const struct {
		const char *name;
		guint n_args;
	} functions[] = {
		{"error-if", 2}, {"filename", 0}, {"info", 1},
		{"lineno", 0},   {"shell", 1},    {"warning-if", 2},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(functions); i++) {
		if (strcmp(functions[i].name, name) != 0)
			continue;
		*found = TRUE;
		if (n_args < functions[i].n_args)
			return wrong(error, "too few function arguments passed to '%s'", name);
		if (n_args > functions[i].n_args)
			return wrong(error, "too many function arguments passed to '%s'", name);
		return call_builtin(scope, name, args, out, error);
	}
	*found = FALSE;
	return TRUE;
}

static gboolean expand_variable(const struct scope *scope, const char *name,
				struct variable *variable, guint n_args, char **args, GString *out,
				GError **error)
{
	struct scope inner = {scope->macros, scope->here, n_args, args};
	gboolean ok = TRUE;

	scope->macros->loop = !n_args && variable->active;
	if (scope->macros->loop)
		return wrong(error, "Recursive variable '%s' references itself (eventually)", name);
	if (variable->active > MAX_DEPTH)
		return wrong(error, "Too deep recursive expansion");
	variable->active++;
	if (variable->flavour == KCONF_RECURSIVE)
		ok = expand_text(&inner, variable->value, strlen(variable->value), out, error);
	else
		g_string_append(out, variable->value);
	variable->active--;
	return ok;
}

static void expand_environment(struct kconf_macros *macros, const char *name, GString *out)
{
	const char *value = g_hash_table_lookup(macros->environment, name);
	char *pair;

	if (!value)
		return;
	g_string_append(out, value);
	if (g_hash_table_contains(macros->used_names, name))
		return;
	pair = g_strdup_printf("%s=%s", name, value);
	g_ptr_array_add(macros->used, pair);
	g_hash_table_lookup_extended(macros->environment, name, (gpointer *)&name, NULL);
	g_hash_table_add(macros->used_names, (gpointer)name);
}

/* --- references ------------------------------------------------------------------------- */

/* Splits at commas outside parentheses and expands each part */
static gboolean expand_parts(const struct scope *scope, const char *text, gsize len,
			     GPtrArray *parts, GError **error)
{
	gsize start = 0;
	int nesting = 0;

	for (gsize i = 0; i <= len; i++) {
		GString *part;

		if (i < len && text[i] == '(')
			nesting++;
		else if (i < len && text[i] == ')')
			nesting--;
		if (i < len && (text[i] != ',' || nesting != 0))
			continue;
		if (parts->len >= MAX_ARGS)
			return wrong(error, "too many function arguments");
		part = g_string_new(NULL);
		g_ptr_array_add(parts, part);
		if (!expand_text(scope, text + start, i - start, part, error))
			return FALSE;
		start = i + 1;
	}
	return TRUE;
}

static void free_part(gpointer part)
{
	g_string_free(part, TRUE);
}

/* $(1) inside of a function; FALSE if it is none */
static gboolean expand_argument(const struct scope *scope, const char *text, gsize len,
				GString *out)
{
	guint64 number = 0;

	if (!len || len > 9)
		return FALSE;
	for (gsize i = 0; i < len; i++) {
		if (!g_ascii_isdigit(text[i]))
			return FALSE;
		number = number * 10 + (guint64)(text[i] - '0');
	}
	if (!number || number > scope->n_args)
		return FALSE;
	g_string_append(out, scope->args[number - 1]);
	return TRUE;
}

/* The inside of one $(…) */
static gboolean expand_reference(const struct scope *scope, const char *text, gsize len,
				 GString *out, GError **error)
{
	g_autoptr(GPtrArray) parts = NULL;
	g_autofree char **args = NULL;
	struct variable *variable;
	gboolean found, ok;
	const char *name;
	guint n_args;

	if (expand_argument(scope, text, len, out))
		return TRUE;
	parts = g_ptr_array_new_with_free_func(free_part);
	if (!expand_parts(scope, text, len, parts, error))
		return FALSE;
	name = ((GString *)parts->pdata[0])->str;
	n_args = parts->len - 1;
	args = g_new0(char *, parts->len);
	for (guint i = 0; i < n_args; i++)
		args[i] = ((GString *)parts->pdata[i + 1])->str;
	variable = g_hash_table_lookup(scope->macros->variables, name);
	if (variable)
		return expand_variable(scope, name, variable, n_args, args, out, error);
	ok = expand_builtin(scope, name, n_args, args, out, &found, error);
	if (!found && !n_args && *name)
		expand_environment(scope->macros, name, out);
	return ok;
}

/* The length of the reference at the '$' of @text, 1 if none begins there; 0: it does not end */
static gsize reference_length(const char *text, gsize len)
{
	int nesting = 0;

	if (len < 2 || text[1] != '(')
		return 1;
	for (gsize i = 2; i < len; i++) {
		if (text[i] == '(')
			nesting++;
		else if (text[i] == ')' && nesting-- == 0)
			return i + 1;
	}
	return 0;
}

static gsize expand_dollar(const struct scope *scope, const char *text, gsize len, GString *out,
			   GError **error)
{
	gsize size = reference_length(text, len);
	gsize before = out->len;

	if (size == 1) {
		g_string_append_c(out, '$');
		return 1;
	}
	if (!size) {
		wrong(error, "unterminated reference to '%.*s': missing ')'", (int)(len - 2),
		      text + 2);
		return 0;
	}
	if (!expand_reference(scope, text + 2, size - 3, out, error))
		return 0;
	if (out->len - before > scope->macros->budget) {
		wrong(error, "the expansion has more than %u bytes", (guint)MAX_EXPANSION);
		return 0;
	}
	scope->macros->budget -= out->len - before;
	return size;
}

static gboolean expand_text(const struct scope *scope, const char *text, gsize len, GString *out,
			    GError **error)
{
	gsize i = 0;

	while (i < len) {
		const char *dollar = memchr(text + i, '$', len - i);
		gsize plain = dollar ? (gsize)(dollar - text) - i : len - i;
		gsize size;

		g_string_append_len(out, text + i, (gssize)plain);
		i += plain;
		if (i == len)
			break;
		size = expand_dollar(scope, text + i, len - i, out, error);
		if (!size)
			return FALSE;
		i += size;
	}
	return TRUE;
}

gsize kconf_macros_expand(struct kconf_macros *macros, const struct kconf_here *here,
			  const char *text, gsize len, GString *out, GError **error)
{
	struct scope scope = {macros, here, 0, NULL};

	macros->budget = MAX_EXPANSION;
	return expand_dollar(&scope, text, len, out, error);
}

gboolean kconf_macros_set(struct kconf_macros *macros, const struct kconf_here *here,
			  const char *name, const char *value, enum kconf_flavour flavour,
			  GError **error)
{
	struct variable *variable = g_hash_table_lookup(macros->variables, name);
	struct scope scope = {macros, here, 0, NULL};
	gboolean append = variable && flavour == KCONF_APPEND;
	g_autoptr(GString) made = g_string_new(NULL);

	if (flavour == KCONF_APPEND)
		flavour = variable ? variable->flavour : KCONF_RECURSIVE;
	macros->budget = MAX_EXPANSION;
	if (flavour != KCONF_SIMPLE)
		g_string_append(made, value);
	else if (!expand_text(&scope, value, strlen(value), made, error))
		return FALSE;
	if (!variable) {
		variable = g_new0(struct variable, 1);
		g_hash_table_insert(macros->variables, g_strdup(name), variable);
	}
	if (append) {
		g_string_prepend_c(made, ' ');
		g_string_prepend(made, variable->value);
	}
	if (made->len > MAX_EXPANSION)
		return wrong(error, "variable '%s' has more than %u bytes", name,
			     (guint)MAX_EXPANSION);
	g_free(variable->value);
	variable->value = g_strdup(made->str);
	variable->flavour = flavour;
	return TRUE;
}
