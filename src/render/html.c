/* SPDX-License-Identifier: GPL-2.0-only */
#include "render/render.h"

void render_html_text(GString *out, const char *plain)
{
	g_autofree char *valid = plain ? g_utf8_make_valid(plain, -1) : g_strdup("");

	for (const char *at = valid; *at; at++) {
		if (*at == '&')
			g_string_append(out, "&amp;");
		else if (*at == '<')
			g_string_append(out, "&lt;");
		else if (*at == '>')
			g_string_append(out, "&gt;");
		else if (*at == '"')
			g_string_append(out, "&quot;");
		else
			g_string_append_c(out, *at);
	}
}

static const char *const tones[] = {"", "good", "bad", "warn", "dim"};

static void put_table(GString *out, const struct block *block)
{
	g_string_append(out, "<div class=scroll tabindex=0><table><thead><tr>");
	for (guint c = 0; c < block->head->len; c++) {
		const char *title = block->head->pdata[c];
		gboolean number = *title == '>';

		g_string_append(out, number ? "<th class=n>" : "<th>");
		render_html_text(out, title + number);
	}
	g_string_append(out, "</thead>\n<tbody>\n");
	for (guint r = 0; r < block->rows->len; r++) {
		const struct row *row = block->rows->pdata[r];

		g_string_append_printf(out, "<tr class=\"%s\">", tones[row->tone]);
		for (guint c = 0; c < row->cells->len; c++) {
			const char *title = c < block->head->len ? block->head->pdata[c] : "";

			g_string_append(out, *title == '>' ? "<td class=n>" : "<td>");
			render_html_text(out, row->cells->pdata[c]);
		}
		g_string_append_c(out, '\n');
	}
	g_string_append(out, "</tbody></table></div>\n");
}

static void put_list(GString *out, const struct block *block)
{
	g_string_append(out, "<ul>\n");
	for (guint r = 0; r < block->rows->len; r++) {
		const struct row *row = block->rows->pdata[r];

		g_string_append_printf(out, "<li class=\"%s\">", tones[row->tone]);
		render_html_text(out, row->cells->pdata[0]);
		g_string_append(out, "</li>\n");
	}
	g_string_append(out, "</ul>\n");
}

static void put_text(GString *out, const struct block *block)
{
	g_autofree char *tag = block->kind == BLOCK_PARAGRAPH
				       ? g_strdup("p")
				       : g_strdup_printf("h%d", (int)CLAMP(block->level, 1, 6));

	g_string_append_printf(out, "<%s class=\"%s\">", tag, tones[block->tone]);
	render_html_text(out, block->text);
	g_string_append_printf(out, "</%s>\n", tag);
}

void render_html_block(GString *out, const struct block *block)
{
	if (block->kind == BLOCK_TABLE)
		put_table(out, block);
	else if (block->kind == BLOCK_LIST)
		put_list(out, block);
	else
		put_text(out, block);
}

void render_html(GString *out, const GPtrArray *blocks)
{
	for (guint i = 0; i < blocks->len; i++)
		render_html_block(out, blocks->pdata[i]);
}
