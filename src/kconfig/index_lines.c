/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "kconfig/index_private.h"

gsize kconfig_logical_line(const char *text, gsize len, gsize offset, gsize *end, guint *lines)
{
	*lines = 0;
	while (offset < len) {
		const char *newline = memchr(text + offset, '\n', len - offset);
		gsize at = newline ? (gsize)(newline - text) : len;

		*lines += newline != NULL;
		*end = at;
		if (!newline)
			return len;
		if (at == offset || text[at - 1] != '\\')
			return at + 1;
		offset = at + 1;
	}
	*end = len;
	return len;
}

gsize kconfig_quoted_end(const char *text, gsize start, gsize end)
{
	char quote = text[start];

	for (gsize i = start + 1; i < end; i++) {
		if (text[i] == '\\' && i + 1 < end)
			i++;
		else if (text[i] == quote)
			return i + 1;
	}
	return end;
}

/* Behind the "$(…)" at @start */
static gsize macro_end(const char *text, gsize start, gsize end)
{
	guint depth = 0;

	for (gsize i = start + 1; i < end; i++) {
		if (text[i] == '(')
			depth++;
		else if (text[i] == ')' && --depth == 0)
			return i + 1;
	}
	return end;
}

/* The next byte of [i, end) that is neither quoted nor in a macro; @i itself may be one */
static gsize plain_from(const char *text, gsize i, gsize end)
{
	while (i < end) {
		if (text[i] == '"' || text[i] == '\'')
			i = kconfig_quoted_end(text, i, end);
		else if (text[i] == '$' && i + 1 < end && text[i + 1] == '(')
			i = macro_end(text, i, end);
		else
			break;
	}
	return i;
}

gsize kconfig_statement_end(const char *text, gsize start, gsize end)
{
	for (gsize i = start; i < end; i++) {
		i = plain_from(text, i, end);
		if (i < end && text[i] == '#') {
			end = i;
			break;
		}
	}
	while (end > start && g_ascii_isspace(text[end - 1]))
		end--;
	return end;
}

const char *kconfig_keep_folded(struct kconfig_tree *tree, const char *text, gsize start, gsize end)
{
	char *out = NULL;
	gsize n = 0;
	const char *kept;

	/* mostly there is nothing to fold */
	if (!memchr(text + start, '\t', end - start) && !memchr(text + start, '\n', end - start))
		return kconfig_keep(tree, text + start, end - start);
	out = g_malloc(end - start + 1);
	for (gsize i = start; i < end; i++) {
		gboolean joined = text[i] == '\\' && i + 1 < end && text[i + 1] == '\n';

		if (joined || g_ascii_isspace(text[i])) {
			if (n > 0 && out[n - 1] != ' ')
				out[n++] = ' ';
			i += joined;
		} else {
			out[n++] = text[i];
		}
	}
	kept = kconfig_keep(tree, out, n);
	g_free(out);
	return kept;
}

gsize kconfig_find_if(const char *text, gsize start, gsize end)
{
	for (gsize i = start; i < end; i++) {
		i = plain_from(text, i, end);
		if (i + 2 < end && text[i] == 'i' && text[i + 1] == 'f' &&
		    (i == start || g_ascii_isspace(text[i - 1]) || text[i - 1] == '"' ||
		     text[i - 1] == '\'' || text[i - 1] == ')') &&
		    (g_ascii_isspace(text[i + 2]) || text[i + 2] == '(' || text[i + 2] == '!' ||
		     text[i + 2] == '\\'))
			return i;
	}
	return end;
}
