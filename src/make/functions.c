/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "make/private.h"

/* Cuts blanks off both ends of a raw argument. */
static char *stripped(const char *text)
{
	return g_strstrip(g_strdup(text));
}

/* TRUE, FALSE, or -1 where only a mark decides */
static int truth(const char *text)
{
	const char *mark = make_unknown_in(text);

	if (!mark)
		return *text != '\0';
	/* what stands beside the mark is there in any case */
	for (const char *at = text; *at; at++) {
		if (*at == MAKE_MARK)
			at = strchr(at, MAKE_MARK_END) ? strchr(at, MAKE_MARK_END) : at;
		else if (!g_ascii_isspace(*at))
			return TRUE;
	}
	return -1;
}

static void append_mark(GString *out, const char *text)
{
	g_autofree char *mark = make_mark_copy(make_unknown_in(text));

	g_string_append(out, mark);
}

static void run_if(struct make_eval *eval, char **args, GString *out)
{
	g_autofree char *raw = stripped(args[0]);
	g_autofree char *condition = make_expand_text(eval, raw);
	int yes = truth(condition);
	const char *chosen = yes ? args[1] : (args[2] ? args[2] : "");

	if (yes < 0)
		append_mark(out, condition);
	else
		make_expand_into(eval, chosen, strlen(chosen), out);
}

static void run_or(struct make_eval *eval, char **args, GString *out)
{
	for (; *args; args++) {
		g_autofree char *raw = stripped(*args);
		g_autofree char *value = make_expand_text(eval, raw);
		int yes = truth(value);

		if (yes < 0)
			append_mark(out, value);
		else
			g_string_append(out, value);
		if (yes)
			return;
	}
}

static void run_and(struct make_eval *eval, char **args, GString *out)
{
	for (; *args; args++) {
		g_autofree char *raw = stripped(*args);
		g_autofree char *value = make_expand_text(eval, raw);
		int yes = truth(value);

		if (yes < 0) {
			append_mark(out, value);
			return;
		}
		if (!yes)
			return;
		if (!args[1])
			g_string_append(out, value);
	}
}

static void run_foreach(struct make_eval *eval, char **args, GString *out)
{
	g_autofree char *raw = make_expand_text(eval, args[0]);
	g_autofree char *list = make_expand_text(eval, args[1]);
	g_auto(GStrv) words = make_words(list);
	guint locals = eval->locals->len;

	g_strstrip(raw);
	for (guint i = 0; words[i] && !eval->error; i++) {
		if (i)
			g_string_append_c(out, ' ');
		make_push_local(eval, raw, words[i]);
		make_expand_into(eval, args[2], strlen(args[2]), out);
		make_pop_locals(eval, locals);
	}
}

/* $(let names,list,text) of make 4.4 */
static void run_let(struct make_eval *eval, char **args, GString *out)
{
	g_autofree char *raw = make_expand_text(eval, args[0]);
	g_autofree char *list = make_expand_text(eval, args[1]);
	g_auto(GStrv) names = make_words(raw);
	g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
	guint locals = eval->locals->len;
	const char *at = list, *word;
	gsize len;

	for (guint i = 0; names[i]; i++) {
		char *value;

		if (!names[i + 1])
			value = stripped(at);
		else
			value = make_next_word(&at, &word, &len) ? g_strndup(word, len)
								 : g_strdup("");
		g_ptr_array_add(values, value);
		make_push_local(eval, names[i], value);
	}
	make_expand_into(eval, args[2], strlen(args[2]), out);
	make_pop_locals(eval, locals);
}

static void run_call(struct make_eval *eval, char **args, GString *out)
{
	const struct make_function *function;

	g_strstrip(args[0]);
	if (make_unknown_in(args[0])) {
		append_mark(out, args[0]);
		return;
	}
	function = make_function_find(args[0], strlen(args[0]));
	if (!function) {
		make_expand_call(eval, args, out);
		return;
	}
	if (g_strv_length(args + 1) < function->least) {
		make_fail(eval, args[0], "function '%s' wants %u arguments", function->name,
			  function->least);
		return;
	}
	make_function_run(eval, function, args + 1, out);
}

static void run_eval(struct make_eval *eval, char **args, GString *out)
{
	(void)out;
	make_run_text(eval, args[0]);
}

static void run_value(struct make_eval *eval, char **args, GString *out)
{
	const struct make_variable *variable = make_get(eval, args[0]);

	if (variable)
		g_string_append(out, variable->value);
}

static void run_origin(struct make_eval *eval, char **args, GString *out)
{
	const struct make_variable *variable = make_get(eval, args[0]);

	g_string_append(out, variable ? make_origin_name(variable->origin) : "undefined");
}

static void run_flavor(struct make_eval *eval, char **args, GString *out)
{
	const struct make_variable *variable = make_get(eval, args[0]);

	g_string_append(out, !variable             ? "undefined"
			     : variable->recursive ? "recursive"
						   : "simple");
}

static void run_error(struct make_eval *eval, char **args, GString *out)
{
	(void)out;
	make_fail(eval, NULL, "$(error): %s", args[0]);
}

static void run_say(struct make_eval *eval, char **args, GString *out)
{
	struct make_place here = make_here(eval, NULL);

	(void)out;
	g_ptr_array_add(eval->said, g_strdup_printf("%s:%u:%u: %s", here.file, here.line,
						    here.column, args[0]));
}

/* $(intcmp a,b,less,equal,greater) of make 4.4 */
static void run_intcmp(struct make_eval *eval, char **args, GString *out)
{
	g_autofree char *left = make_expand_text(eval, args[0]);
	g_autofree char *right = make_expand_text(eval, args[1]);
	gint64 a, b;
	const char *less = args[2];
	const char *equal = less ? args[3] : NULL;
	const char *greater = equal ? args[4] : NULL;
	const char *chosen;

	if (make_unknown_in(left) || make_unknown_in(right)) {
		append_mark(out, make_unknown_in(left) ? left : right);
		return;
	}
	a = g_ascii_strtoll(left, NULL, 10);
	b = g_ascii_strtoll(right, NULL, 10);
	if (!less) {
		if (a == b)
			g_string_append_printf(out, "%" G_GINT64_FORMAT, a);
		return;
	}
	chosen = a < b ? less : a == b ? equal : greater ? greater : equal;
	if (chosen)
		make_expand_into(eval, chosen, strlen(chosen), out);
}

static const struct make_function control[] = {
	{"if", 2, 3, TRUE, FALSE, run_if},         {"or", 1, 0, TRUE, FALSE, run_or},
	{"and", 1, 0, TRUE, FALSE, run_and},       {"foreach", 3, 3, TRUE, FALSE, run_foreach},
	{"let", 3, 3, TRUE, FALSE, run_let},       {"call", 1, 0, FALSE, FALSE, run_call},
	{"eval", 1, 1, FALSE, FALSE, run_eval},    {"value", 1, 1, FALSE, TRUE, run_value},
	{"origin", 1, 1, FALSE, TRUE, run_origin}, {"flavor", 1, 1, FALSE, TRUE, run_flavor},
	{"error", 1, 1, FALSE, FALSE, run_error},  {"warning", 1, 1, FALSE, FALSE, run_say},
	{"info", 1, 1, FALSE, FALSE, run_say},     {"intcmp", 2, 5, TRUE, FALSE, run_intcmp},
	{NULL, 0, 0, FALSE, FALSE, NULL},
};

static const struct make_function *find_in(const struct make_function *table, const char *name,
					   gsize len)
{
	for (; table->name; table++)
		if (strncmp(table->name, name, len) == 0 && table->name[len] == '\0')
			return table;
	return NULL;
}

const struct make_function *make_function_find(const char *name, gsize len)
{
	const struct make_function *found = find_in(control, name, len);

	if (!found)
		found = find_in(make_text_functions, name, len);
	return found ? found : find_in(make_file_functions, name, len);
}

void make_function_run(struct make_eval *eval, const struct make_function *function, char **args,
		       GString *out)
{
	for (guint i = 0; function->known && args[i]; i++)
		if (make_unknown_in(args[i])) {
			append_mark(out, args[i]);
			return;
		}
	function->run(eval, args, out);
}
