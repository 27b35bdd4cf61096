/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "when/private.h"

#define MAX_ARGS 4

/* The arguments, parted at commas outside parentheses */
static GPtrArray *split(const char *text, gsize len, guint most)
{
	GPtrArray *args = g_ptr_array_new_with_free_func(g_free);
	gsize start = 0;
	guint depth = 0;

	for (gsize i = 0; i < len; i++) {
		if (text[i] == '(')
			depth++;
		else if (text[i] == ')')
			depth--;
		else if (text[i] == ',' && depth == 0 && args->len + 1 < most) {
			g_ptr_array_add(args, g_strndup(text + start, i - start));
			start = i + 1;
		}
	}
	g_ptr_array_add(args, g_strndup(text + start, len - start));
	return args;
}

/* A function of texts that are known, by make's own rules */
static char *compute(struct when *when, const char *name, const char *const *args, guint count)
{
	static const char *const names[] = {"a", "b", "c", "d"};
	g_autoptr(make_eval) eval = make_eval_new(when->session, NULL);
	g_autoptr(GString) call = g_string_new("$(");

	g_string_append(call, name);
	for (guint i = 0; i < count; i++) {
		make_set(eval, names[i], args[i], MAKE_FILE, FALSE);
		g_string_append_printf(call, "%s$(%s)", i ? "," : " ", names[i]);
	}
	g_string_append_c(call, ')');
	return make_expand(eval, call->str, NULL);
}

/* Every combination of what the arguments may be, the last one word by word if @wordwise */
static GArray *combine(struct when *when, const char *name, GArray *const *args, guint count,
		       gboolean wordwise)
{
	GArray *result = value_new();
	g_autoptr(GArray) whole = value_new();
	guint at[MAX_ARGS] = {0};
	guint64 total = 1;

	for (guint i = 0; i < count; i++)
		total *= args[i]->len;
	for (guint64 n = 0; n < total; n++) {
		const char *texts[MAX_ARGS];
		cond *guard = cond_always();
		g_autofree char *text = NULL;
		guint64 rest = n;
		gboolean valued = FALSE;
		GArray *to = wordwise ? result : whole;

		for (guint i = count; i > 0; i--) {
			at[i - 1] = (guint)(rest % args[i - 1]->len);
			rest /= args[i - 1]->len;
		}
		for (guint i = 0; i < count; i++) {
			const struct piece *piece = &g_array_index(args[i], struct piece, at[i]);

			texts[i] = piece->text;
			guard = cond_and(when, guard, piece->when);
			valued |= piece->valued;
		}
		if (guard->kind == COND_NEVER)
			continue;
		text = compute(when, name, texts, count);
		if (!text)
			continue;
		if (wordwise)
			value_add(when, to, guard, text, strlen(text), FALSE);
		else
			value_add_alternative(when, to, guard, text);
		if (valued && to->len)
			g_array_index(to, struct piece, to->len - 1).valued = TRUE;
		if (wordwise)
			value_add(when, to, cond_always(), " ", 1, FALSE);
	}
	value_add_choice(when, result, whole);
	return result;
}

static gboolean is_wordwise(const char *name, const GArray *last)
{
	static const char *const names[] = {"addprefix",  "addsuffix", "patsubst", "filter",
					    "filter-out", "notdir",    "dir",      "basename",
					    "strip",      "sort",      "suffix",   NULL};

	/* of a short value all that it may be is worked out, blanks and all */
	return last->len > 4 && (g_strv_contains(names, name) || !strcmp(name, "subst"));
}

static gboolean is_pure(const char *name)
{
	static const char *const names[] = {"addprefix",  "addsuffix", "patsubst", "filter",
					    "filter-out", "notdir",    "dir",      "basename",
					    "strip",      "sort",      "suffix",   "subst",
					    "findstring", "word",      "wordlist", "words",
					    "firstword",  "lastword",  "join",     "wildcard",
					    "abspath",    "realpath",  NULL};

	return g_strv_contains(names, name);
}

static GArray *call_pure(struct when *when, const char *name, const GPtrArray *raw)
{
	GArray *args[MAX_ARGS] = {NULL};
	GArray *result = NULL;
	guint64 total = 1;
	gboolean wordwise = FALSE;

	for (guint i = 0; i < raw->len; i++) {
		const char *text = raw->pdata[i];
		GArray *expanded = when_expand(when, text, strlen(text));

		if (i + 1 == raw->len)
			wordwise = is_wordwise(name, expanded);
		args[i] = i + 1 == raw->len && wordwise ? value_words(when, expanded)
							: value_texts(when, expanded);
		if (i + 1 < raw->len || !wordwise)
			total *= args[i]->len;
		g_array_unref(expanded);
	}
	if (total <= WHEN_MAX)
		result = combine(when, name, args, raw->len, wordwise);
	for (guint i = 0; i < raw->len; i++)
		g_array_unref(args[i]);
	return result;
}

static GArray *call_if(struct when *when, const GPtrArray *raw)
{
	g_autofree char *test = g_strstrip(g_strdup(raw->pdata[0]));
	g_autoptr(GArray) value = when_expand(when, test, strlen(test));
	cond *yes = value_some(when, value);
	GArray *result = value_new();

	for (guint i = 1; i < raw->len && i < 3; i++) {
		const char *text = raw->pdata[i];
		g_autoptr(GArray) branch = when_expand(when, text, strlen(text));

		value_append(when, result, i == 1 ? yes : cond_not(when, yes), branch);
	}
	return result;
}

/* A variable for a time: the old one is given back, to be put in its place again */
static struct list *bind(struct when *when, const char *name, GArray *pieces)
{
	struct list *old = g_hash_table_lookup(when->lists, name);
	struct list *own = g_new0(struct list, 1);

	own->pieces = pieces;
	own->set = cond_always();
	g_ptr_array_add(when->values, own);
	g_hash_table_insert(when->lists, (gpointer)when_keep(when, name, strlen(name)), own);
	return old;
}

static void unbind(struct when *when, const char *name, struct list *old)
{
	if (old)
		g_hash_table_insert(when->lists, (gpointer)when_keep(when, name, strlen(name)),
				    old);
	else
		g_hash_table_remove(when->lists, name);
}

static GArray *call_foreach(struct when *when, const GPtrArray *raw)
{
	g_autofree char *name = g_strstrip(g_strdup(raw->pdata[0]));
	const char *list = raw->pdata[1], *body = raw->pdata[2];
	g_autoptr(GArray) expanded = when_expand(when, list, strlen(list));
	g_autoptr(GArray) words = value_words(when, expanded);
	GArray *result = value_new();

	for (guint i = 0; i < words->len; i++) {
		struct piece word = g_array_index(words, struct piece, i);
		cond *guard = word.when;
		GArray *one = value_new();
		struct list *old;
		GArray *text;

		word.when = cond_always();
		g_array_append_val(one, word);
		old = bind(when, name, one);
		text = when_expand(when, body, strlen(body));
		unbind(when, name, old);
		value_append(when, result, guard, text);
		value_add(when, result, cond_always(), " ", 1, FALSE);
		g_array_unref(text);
	}
	return result;
}

static GArray *call_user(struct when *when, const GPtrArray *raw)
{
	static const char *const numbers[] = {"1", "2", "3", "4"};
	g_autofree char *name = g_strstrip(g_strdup(raw->pdata[0]));
	struct list *old[G_N_ELEMENTS(numbers)];
	GArray *result;

	if (!g_hash_table_contains(when->lists, name) || raw->len > G_N_ELEMENTS(numbers) + 1)
		return NULL;
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
		const char *text = i + 1 < raw->len ? raw->pdata[i + 1] : "";

		old[i] = bind(when, numbers[i], when_expand(when, text, strlen(text)));
	}
	result = when_value(when, name);
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
		unbind(when, numbers[i], old[i]);
	return result;
}

GArray *when_call(struct when *when, const char *name, gsize name_len, const char *args, gsize len)
{
	g_autofree char *function = g_strndup(name, name_len);
	g_autoptr(GPtrArray) raw = NULL;
	gsize blanks = 0;
	static const char *const one[] = {"strip",   "sort",      "notdir",   "dir",   "basename",
					  "suffix",  "firstword", "lastword", "words", "wildcard",
					  "abspath", "realpath",  NULL};
	static const char *const three[] = {"subst", "patsubst", "wordlist", "if", "foreach", NULL};

	while (blanks < len && g_ascii_isspace(args[blanks]))
		blanks++;
	raw = split(args + blanks, len - blanks,
		    !strcmp(function, "call")          ? G_MAXUINT
		    : g_strv_contains(one, function)   ? 1
		    : g_strv_contains(three, function) ? 3
						       : 2);
	if (is_pure(function))
		return call_pure(when, function, raw);
	if (!strcmp(function, "if") && raw->len >= 2)
		return call_if(when, raw);
	if (!strcmp(function, "foreach") && raw->len == 3)
		return call_foreach(when, raw);
	if (!strcmp(function, "call"))
		return call_user(when, raw);
	return NULL;
}
