/* SPDX-License-Identifier: GPL-2.0-only */
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "make/private.h"

/* A part of each word's name; FALSE from @part leaves the word out. */
static void each_name(const char *text, GString *out,
		      gboolean (*part)(const char *word, gsize len, gsize *from, gsize *to))
{
	const char *word;
	gsize start = out->len, len;

	while (make_next_word(&text, &word, &len)) {
		gsize from = 0, to = len;

		if (part(word, len, &from, &to))
			make_add_word(out, start, word + from, to - from);
	}
}

static gsize after_slash(const char *word, gsize len)
{
	while (len > 0 && word[len - 1] != '/')
		len--;
	return len;
}

/* The dot that begins the suffix; len where there is none */
static gsize dot_of(const char *word, gsize len)
{
	gsize name = after_slash(word, len);

	for (gsize i = len; i > name; i--)
		if (word[i - 1] == '.')
			return i - 1;
	return len;
}

static gboolean notdir_part(const char *word, gsize len, gsize *from, gsize *to)
{
	(void)to;
	*from = after_slash(word, len);
	return TRUE;
}

static gboolean suffix_part(const char *word, gsize len, gsize *from, gsize *to)
{
	(void)to;
	*from = dot_of(word, len);
	return *from < len;
}

static gboolean basename_part(const char *word, gsize len, gsize *from, gsize *to)
{
	(void)from;
	*to = dot_of(word, len);
	return TRUE;
}

static void run_dir(struct make_eval *eval, char **args, GString *out)
{
	const char *at = args[0], *word;
	gsize start = out->len, len;

	(void)eval;
	while (make_next_word(&at, &word, &len)) {
		gsize end = after_slash(word, len);

		make_add_word(out, start, end ? word : "./", end ? end : 2);
	}
}

static void run_notdir(struct make_eval *eval, char **args, GString *out)
{
	(void)eval;
	each_name(args[0], out, notdir_part);
}

static void run_suffix(struct make_eval *eval, char **args, GString *out)
{
	(void)eval;
	each_name(args[0], out, suffix_part);
}

static void run_basename(struct make_eval *eval, char **args, GString *out)
{
	(void)eval;
	each_name(args[0], out, basename_part);
}

static void run_abspath(struct make_eval *eval, char **args, GString *out)
{
	g_auto(GStrv) words = make_words(args[0]);
	gsize start = out->len;

	for (char **w = words; *w; w++) {
		g_autofree char *path = make_path(eval->session, *w);

		make_add_word(out, start, path, strlen(path));
	}
}

static void run_realpath(struct make_eval *eval, char **args, GString *out)
{
	g_auto(GStrv) words = make_words(args[0]);
	gsize start = out->len;

	for (char **w = words; *w; w++) {
		g_autofree char *path = make_path(eval->session, *w);
		char *real = realpath(path, NULL);

		if (real)
			make_add_word(out, start, real, strlen(real));
		free(real);
	}
}

/* Names that match one pattern, sorted, written as the pattern is */
static void add_matches(struct make_eval *eval, const char *pattern, gsize start, GString *out)
{
	const char *directory = eval->session->directory;
	gboolean relative = !g_path_is_absolute(pattern);
	g_autofree char *full =
		relative ? g_build_filename(directory, pattern, NULL) : g_strdup(pattern);
	gsize skip = relative ? strlen(full) - strlen(pattern) : 0;
	glob_t found = {0};

	if (!strpbrk(pattern, "*?[")) {
		if (g_file_test(full, G_FILE_TEST_EXISTS))
			make_add_word(out, start, pattern, strlen(pattern));
		return;
	}
	if (glob(full, 0, NULL, &found) == 0)
		for (gsize i = 0; i < found.gl_pathc; i++)
			make_add_word(out, start, found.gl_pathv[i] + skip,
				      strlen(found.gl_pathv[i]) - skip);
	globfree(&found);
}

static void run_wildcard(struct make_eval *eval, char **args, GString *out)
{
	g_auto(GStrv) patterns = make_words(args[0]);
	gsize start = out->len;

	for (char **p = patterns; *p; p++)
		add_matches(eval, *p, start, out);
}

/* $(file < name) reads; to write is not ours */
static void run_file(struct make_eval *eval, char **args, GString *out)
{
	g_autofree char *name = g_strstrip(g_strdup(args[0]));
	g_autofree char *path = NULL;
	g_autofree char *text = NULL;
	gsize len;

	if (*name != '<')
		return;
	path = make_path(eval->session, g_strstrip(name + 1));
	text = ms_read_file(path, &len, NULL);
	if (text && len && text[len - 1] == '\n')
		text[len - 1] = '\0';
	if (text && !memchr(text, MAKE_MARK, strlen(text)))
		g_string_append(out, text);
}

/*
 * `test A -ge B && echo y`: what Kbuild writes where make has no $(intcmp). Its answer follows from
 * its text, so no command is needed. FALSE if the command is another one.
 */
static gboolean compare_numbers(const char *command, GString *out)
{
	static const char *const operators[] = {"-lt", "-le", "-gt", "-ge", "-eq", "-ne"};
	g_auto(GStrv) words = make_words(command);
	gint64 a, b;
	char *end_a, *end_b;
	gboolean results[6];

	if (g_strv_length(words) != 7 || strcmp(words[0], "test") || strcmp(words[4], "&&") ||
	    strcmp(words[5], "echo") || words[6][strspn(words[6], "abcdefghijklmnopqrstuvwxyz")])
		return FALSE;
	a = g_ascii_strtoll(words[1], &end_a, 10);
	b = g_ascii_strtoll(words[3], &end_b, 10);
	if (*end_a || *end_b)
		return FALSE;
	results[0] = a < b;
	results[1] = a <= b;
	results[2] = a > b;
	results[3] = a >= b;
	results[4] = a == b;
	results[5] = a != b;
	for (guint i = 0; i < G_N_ELEMENTS(operators); i++)
		if (strcmp(words[2], operators[i]) == 0) {
			g_string_append(out, results[i] ? words[6] : "");
			return TRUE;
		}
	return FALSE;
}

static void run_shell(struct make_eval *eval, char **args, GString *out)
{
	g_autofree char *said = NULL;
	g_autofree char *mark = NULL;

	if (compare_numbers(args[0], out))
		return;
	if (eval->session->shell)
		said = eval->session->shell(eval->session->shell_data, args[0]);
	if (said) {
		g_strchomp(said);
		g_string_append(out, g_strdelimit(said, "\n", ' '));
		return;
	}
	mark = make_not_known(eval, "$(shell", "'$(shell %.60s%s)' is not run", args[0],
			      strlen(args[0]) > 60 ? "…" : "");
	g_string_append(out, mark);
}

const struct make_function make_file_functions[] = {
	{"dir", 1, 1, FALSE, FALSE, run_dir},
	{"notdir", 1, 1, FALSE, TRUE, run_notdir},
	{"suffix", 1, 1, FALSE, TRUE, run_suffix},
	{"basename", 1, 1, FALSE, FALSE, run_basename},
	{"abspath", 1, 1, FALSE, TRUE, run_abspath},
	{"realpath", 1, 1, FALSE, TRUE, run_realpath},
	{"wildcard", 1, 1, FALSE, TRUE, run_wildcard},
	{"file", 1, 2, FALSE, TRUE, run_file},
	{"shell", 1, 1, FALSE, TRUE, run_shell},
	{NULL, 0, 0, FALSE, FALSE, NULL},
};
