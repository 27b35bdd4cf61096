/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "render/render.h"

/* characters that Markdown or HTML would take for its own */
static void put_escaped(GString *text, const char *plain, gboolean in_table)
{
	for (; *plain; plain++) {
		if (*plain == '<')
			g_string_append(text, "&lt;");
		else if (*plain == '\n')
			g_string_append_c(text, ' ');
		else if (strchr("*_`[]\\", *plain) || (in_table && *plain == '|'))
			g_string_append_printf(text, "\\%c", *plain);
		else
			g_string_append_c(text, *plain);
	}
}

static void put_table(GString *text, const struct block *block)
{
	g_string_append_c(text, '|');
	for (guint c = 0; c < block->head->len; c++) {
		const char *title = block->head->pdata[c];

		g_string_append_c(text, ' ');
		put_escaped(text, title[0] == '>' ? title + 1 : title, TRUE);
		g_string_append(text, " |");
	}
	g_string_append(text, "\n|");
	for (guint c = 0; c < block->head->len; c++)
		g_string_append(text,
				*(const char *)block->head->pdata[c] == '>' ? " ---: |" : " --- |");
	g_string_append_c(text, '\n');
	for (guint r = 0; r < block->rows->len; r++) {
		const struct row *row = block->rows->pdata[r];

		g_string_append_c(text, '|');
		for (guint c = 0; c < row->cells->len; c++) {
			g_string_append_c(text, ' ');
			put_escaped(text, row->cells->pdata[c], TRUE);
			g_string_append(text, " |");
		}
		g_string_append_c(text, '\n');
	}
	g_string_append_c(text, '\n');
}

static void put_list(GString *text, const struct block *block)
{
	for (guint r = 0; r < block->rows->len; r++) {
		const struct row *row = block->rows->pdata[r];

		g_string_append(text, "- ");
		put_escaped(text, row->cells->pdata[0], FALSE);
		g_string_append_c(text, '\n');
	}
	g_string_append_c(text, '\n');
}

char *render_markdown(const GPtrArray *blocks, const char *marker)
{
	GString *text = g_string_new(marker);

	if (marker)
		g_string_append_c(text, '\n');
	for (guint i = 0; i < blocks->len; i++) {
		const struct block *block = blocks->pdata[i];

		if (block->kind == BLOCK_HEADING) {
			for (gint64 level = 0; level <= block->level; level++)
				g_string_append_c(text, '#');
			g_string_append_c(text, ' ');
		}
		if (block->kind == BLOCK_HEADING || block->kind == BLOCK_PARAGRAPH) {
			put_escaped(text, block->text, FALSE);
			g_string_append(text, "\n\n");
		} else if (block->kind == BLOCK_LIST) {
			put_list(text, block);
		} else {
			put_table(text, block);
		}
	}
	return g_string_free(text, FALSE);
}
