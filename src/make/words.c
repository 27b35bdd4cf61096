/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "make/private.h"

gboolean make_next_word(const char **at, const char **word, gsize *len)
{
	const char *start = *at;

	while (g_ascii_isspace(*start))
		start++;
	*word = start;
	while (*start && !g_ascii_isspace(*start))
		start++;
	*len = (gsize)(start - *word);
	*at = start;
	return *len > 0;
}

char **make_words(const char *text)
{
	GPtrArray *words = g_ptr_array_new();
	const char *word;
	gsize len;

	while (make_next_word(&text, &word, &len))
		g_ptr_array_add(words, g_strndup(word, len));
	g_ptr_array_add(words, NULL);
	return (char **)g_ptr_array_free(words, FALSE);
}

void make_add_word(GString *out, gsize from, const char *word, gsize len)
{
	if (out->len > from)
		g_string_append_c(out, ' ');
	g_string_append_len(out, word, (gssize)len);
}

/* A pattern with its quoting taken off: "\%" is a percent sign. Gives where the % is, or NULL. */
static const char *plain_pattern(const char *pattern, GString *plain)
{
	gsize percent = 0;
	gboolean found = FALSE;

	for (; *pattern; pattern++) {
		gsize slashes = strspn(pattern, "\\");

		if (!found && slashes && pattern[slashes] == '%') {
			for (gsize i = 0; i < slashes / 2; i++)
				g_string_append_c(plain, '\\');
			pattern += slashes;
			if (slashes % 2 == 0) {
				found = TRUE;
				percent = plain->len;
			}
		} else if (!found && *pattern == '%') {
			found = TRUE;
			percent = plain->len;
		}
		g_string_append_c(plain, *pattern);
	}
	return found ? plain->str + percent : NULL;
}

static gboolean match(const GString *plain, const char *percent, const char *word, gsize len,
		      const char **stem, gsize *stem_len)
{
	gsize before, after;

	if (!percent)
		return plain->len == len && memcmp(plain->str, word, len) == 0;
	before = (gsize)(percent - plain->str);
	after = plain->len - before - 1;
	if (len < before + after || memcmp(word, plain->str, before) != 0 ||
	    memcmp(word + len - after, percent + 1, after) != 0)
		return FALSE;
	*stem = word + before;
	*stem_len = len - before - after;
	return TRUE;
}

gboolean make_match(const char *pattern, const char *word, gsize len, const char **stem,
		    gsize *stem_len)
{
	g_autoptr(GString) plain = g_string_new(NULL);
	const char *percent = plain_pattern(pattern, plain);

	return match(plain, percent, word, len, stem, stem_len);
}

static void patsubst_word(const char *pattern, const char *to, const char *word, gsize len,
			  GString *out)
{
	g_autoptr(GString) plain = g_string_new(NULL);
	g_autoptr(GString) result = NULL;
	const char *percent = plain_pattern(pattern, plain);
	const char *stem = word, *hole;
	gsize stem_len = 0;

	if (!match(plain, percent, word, len, &stem, &stem_len)) {
		g_string_append_len(out, word, (gssize)len);
		return;
	}
	if (!percent) {
		g_string_append(out, to);
		return;
	}
	result = g_string_new(NULL);
	hole = plain_pattern(to, result);
	if (!hole) {
		g_string_append_len(out, result->str, (gssize)result->len);
		return;
	}
	g_string_append_len(out, result->str, hole - result->str);
	g_string_append_len(out, stem, (gssize)stem_len);
	g_string_append(out, hole + 1);
}

void make_patsubst(const char *pattern, const char *to, const char *text, GString *out)
{
	g_autoptr(GString) result = g_string_new(NULL);
	gsize start = out->len, len;
	const char *word;

	while (make_next_word(&text, &word, &len)) {
		g_string_truncate(result, 0);
		patsubst_word(pattern, to, word, len, result);
		if (result->len)
			make_add_word(out, start, result->str, result->len);
	}
}
