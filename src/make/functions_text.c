/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "make/private.h"

/* $(subst from,to,text) */
static void run_subst(struct make_eval *eval, char **args, GString *out)
{
	const char *text = args[2];
	gsize len = strlen(args[0]);

	(void)eval;
	if (!len) {
		g_string_append(out, text);
		g_string_append(out, args[1]);
		return;
	}
	for (const char *hit = strstr(text, args[0]); hit; hit = strstr(text, args[0])) {
		g_string_append_len(out, text, hit - text);
		g_string_append(out, args[1]);
		text = hit + len;
	}
	g_string_append(out, text);
}

static void run_patsubst(struct make_eval *eval, char **args, GString *out)
{
	(void)eval;
	make_patsubst(args[0], args[1], args[2], out);
}

static void run_strip(struct make_eval *eval, char **args, GString *out)
{
	const char *at = args[0], *word;
	gsize start = out->len, len;

	(void)eval;
	while (make_next_word(&at, &word, &len))
		make_add_word(out, start, word, len);
}

static void run_findstring(struct make_eval *eval, char **args, GString *out)
{
	(void)eval;
	if (strstr(args[1], args[0]))
		g_string_append(out, args[0]);
}

/* The words that match one of the patterns, or those that match none */
static void filter(char **args, gboolean wanted, GString *out)
{
	g_auto(GStrv) patterns = make_words(args[0]);
	const char *at = args[1], *word, *stem;
	gsize start = out->len, len, stem_len;

	if (make_unknown_in(args[0])) {
		g_autofree char *mark = make_mark_copy(make_unknown_in(args[0]));

		g_string_append(out, mark);
		return;
	}
	while (make_next_word(&at, &word, &len)) {
		/* nobody knows what a mark matches: it stays, and makes the answer unknown */
		gboolean matches = memchr(word, MAKE_MARK, len) != NULL && wanted;

		for (char **p = patterns; *p && !matches; p++)
			matches = make_match(*p, word, len, &stem, &stem_len);
		if (matches == wanted)
			make_add_word(out, start, word, len);
	}
}

static void run_filter(struct make_eval *eval, char **args, GString *out)
{
	(void)eval;
	filter(args, TRUE, out);
}

static void run_filter_out(struct make_eval *eval, char **args, GString *out)
{
	(void)eval;
	filter(args, FALSE, out);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void run_sort(struct make_eval *eval, char **args, GString *out)
{
	g_auto(GStrv) words = make_words(args[0]);
	gsize start = out->len;

	(void)eval;
	qsort(words, g_strv_length(words), sizeof(*words), by_text);
	for (char **w = words; *w; w++)
		if (w == words || strcmp(w[0], w[-1]) != 0)
			make_add_word(out, start, *w, strlen(*w));
}

/* A number as make reads it: digits alone. FALSE, with the error set, for anything else */
static gboolean number(struct make_eval *eval, const char *function, const char *text,
		       guint64 *value)
{
	g_autofree char *plain = g_strstrip(g_strdup(text));

	if (!*plain || plain[strspn(plain, "0123456789")]) {
		make_fail(eval, function, "'%s' is no number for '%s'", plain, function);
		return FALSE;
	}
	*value = g_ascii_strtoull(plain, NULL, 10);
	return TRUE;
}

static void words_between(const char *text, guint64 first, guint64 last, GString *out)
{
	const char *word;
	gsize start = out->len, len;

	for (guint64 i = 1; i <= last && make_next_word(&text, &word, &len); i++)
		if (i >= first)
			make_add_word(out, start, word, len);
}

static void run_word(struct make_eval *eval, char **args, GString *out)
{
	guint64 n;

	if (!number(eval, "word", args[0], &n))
		return;
	if (n == 0)
		make_fail(eval, "word", "the first word of 'word' is 1, not 0");
	else
		words_between(args[1], n, n, out);
}

static void run_wordlist(struct make_eval *eval, char **args, GString *out)
{
	guint64 first, last;

	if (!number(eval, "wordlist", args[0], &first) || !number(eval, "wordlist", args[1], &last))
		return;
	if (first == 0)
		make_fail(eval, "wordlist", "the first word of 'wordlist' is 1, not 0");
	else
		words_between(args[2], first, last, out);
}

static void run_words(struct make_eval *eval, char **args, GString *out)
{
	const char *at = args[0], *word;
	gsize len;
	guint count = 0;

	(void)eval;
	while (make_next_word(&at, &word, &len))
		count++;
	g_string_append_printf(out, "%u", count);
}

static void run_firstword(struct make_eval *eval, char **args, GString *out)
{
	(void)eval;
	words_between(args[0], 1, 1, out);
}

static void run_lastword(struct make_eval *eval, char **args, GString *out)
{
	const char *at = args[0], *word, *last = NULL;
	gsize len, last_len = 0;

	(void)eval;
	while (make_next_word(&at, &word, &len)) {
		last = word;
		last_len = len;
	}
	if (last)
		g_string_append_len(out, last, (gssize)last_len);
}

static void add_to_words(const char *text, const char *before, const char *after, GString *out)
{
	const char *word;
	gsize start = out->len, len;

	while (make_next_word(&text, &word, &len)) {
		make_add_word(out, start, before, strlen(before));
		g_string_append_len(out, word, (gssize)len);
		g_string_append(out, after);
	}
}

static void run_addprefix(struct make_eval *eval, char **args, GString *out)
{
	(void)eval;
	add_to_words(args[1], args[0], "", out);
}

static void run_addsuffix(struct make_eval *eval, char **args, GString *out)
{
	(void)eval;
	add_to_words(args[1], "", args[0], out);
}

static void run_join(struct make_eval *eval, char **args, GString *out)
{
	g_auto(GStrv) left = make_words(args[0]);
	g_auto(GStrv) right = make_words(args[1]);
	guint lefts = g_strv_length(left), rights = g_strv_length(right);
	gsize start = out->len;

	(void)eval;
	for (guint i = 0; i < MAX(lefts, rights); i++) {
		const char *a = i < lefts ? left[i] : "";

		make_add_word(out, start, a, strlen(a));
		g_string_append(out, i < rights ? right[i] : "");
	}
}

const struct make_function make_text_functions[] = {
	{"subst", 3, 3, FALSE, FALSE, run_subst},
	{"patsubst", 3, 3, FALSE, FALSE, run_patsubst},
	{"strip", 1, 1, FALSE, FALSE, run_strip},
	{"findstring", 2, 2, FALSE, TRUE, run_findstring},
	{"filter", 2, 2, FALSE, FALSE, run_filter},
	{"filter-out", 2, 2, FALSE, FALSE, run_filter_out},
	{"sort", 1, 1, FALSE, FALSE, run_sort},
	{"word", 2, 2, FALSE, TRUE, run_word},
	{"wordlist", 3, 3, FALSE, TRUE, run_wordlist},
	{"words", 1, 1, FALSE, TRUE, run_words},
	{"firstword", 1, 1, FALSE, TRUE, run_firstword},
	{"lastword", 1, 1, FALSE, TRUE, run_lastword},
	{"addprefix", 2, 2, FALSE, FALSE, run_addprefix},
	{"addsuffix", 2, 2, FALSE, FALSE, run_addsuffix},
	{"join", 2, 2, FALSE, TRUE, run_join},
	{NULL, 0, 0, FALSE, FALSE, NULL},
};
