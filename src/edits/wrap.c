/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "edits/edits.h"

/* Words are parted by blanks only; a word wider than the line stands alone on one. */
static void wrap_paragraph(GString *out, const char *paragraph, guint width)
{
	g_auto(GStrv) words = g_strsplit_set(paragraph, " \n\t", -1);
	glong column = 0;

	for (guint i = 0; words[i]; i++) {
		glong len = g_utf8_strlen(words[i], -1);

		if (!len)
			continue;
		if (column && column + 1 + len > (glong)width) {
			g_string_append_c(out, '\n');
			column = 0;
		} else if (column) {
			g_string_append_c(out, ' ');
			column++;
		}
		g_string_append(out, words[i]);
		column += len;
	}
	g_string_append_c(out, '\n');
}

char *text_wrap(const GPtrArray *paragraphs, guint width)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < paragraphs->len; i++) {
		const char *paragraph = paragraphs->pdata[i];

		if (i)
			g_string_append_c(out, '\n');
		if (*paragraph == ' ' || *paragraph == '\t')
			g_string_append_printf(out, "%s\n", paragraph);
		else
			wrap_paragraph(out, paragraph, width);
	}
	return g_string_free(out, FALSE);
}
