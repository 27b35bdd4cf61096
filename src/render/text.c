/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "render/render.h"

#define MAX_COLUMNS 16

/* SGR codes by enum tone; headings are bold */
static const char *const tone_codes[] = {"", "\033[32m", "\033[31m", "\033[33m", "\033[2m"};

struct page {
	GString *text;
	gboolean color;
	guint width;
};

static void put(struct page *page, enum tone tone, const char *text)
{
	if (page->color && tone != TONE_PLAIN)
		g_string_append_printf(page->text, "%s%s\033[0m", tone_codes[tone], text);
	else
		g_string_append(page->text, text);
}

/* words of `text` wrapped to the page, the first line behind `first`, the others behind `rest` */
static void put_wrapped(struct page *page, enum tone tone, const char *first, const char *rest,
			const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " \n", -1);
	g_autoptr(GString) line = g_string_new(first);
	gsize bare = strlen(first);

	for (char **word = words; *word; word++) {
		if (!**word)
			continue;
		if (line->len > bare && line->len + strlen(*word) + 1 > page->width) {
			put(page, tone, line->str);
			g_string_append_c(page->text, '\n');
			g_string_assign(line, rest);
			bare = strlen(rest);
		}
		if (line->len > bare)
			g_string_append_c(line, ' ');
		g_string_append(line, *word);
	}
	put(page, tone, line->str);
	g_string_append_c(page->text, '\n');
}

static void put_heading(struct page *page, const struct block *block)
{
	if (page->text->len)
		g_string_append_c(page->text, '\n');
	if (page->color)
		g_string_append_printf(page->text, "\033[1m%s\033[0m\n", block->text);
	else
		g_string_append_printf(page->text, "%s\n", block->text);
	if (block->level == 1 && !page->color) {
		for (glong i = g_utf8_strlen(block->text, -1); i > 0; i--)
			g_string_append_c(page->text, '=');
		g_string_append_c(page->text, '\n');
	}
}

static glong cell_width(const char *cell)
{
	return g_utf8_strlen(cell, -1);
}

static gboolean align_right(const struct block *block, guint column)
{
	const char *title = column < block->head->len ? block->head->pdata[column] : "";

	return title[0] == '>';
}

static const char *column_title(const struct block *block, guint column)
{
	const char *title = block->head->pdata[column];

	return title[0] == '>' ? title + 1 : title;
}

static void measure(const struct block *block, glong widths[MAX_COLUMNS])
{
	for (guint c = 0; c < MIN(block->head->len, MAX_COLUMNS); c++)
		widths[c] = cell_width(column_title(block, c));
	for (guint r = 0; r < block->rows->len; r++) {
		const struct row *row = block->rows->pdata[r];

		for (guint c = 0; c < MIN(row->cells->len, MAX_COLUMNS); c++)
			widths[c] = MAX(widths[c], cell_width(row->cells->pdata[c]));
	}
}

static void put_cells(struct page *page, const struct block *block, const GPtrArray *cells,
		      gboolean titles, enum tone tone, const glong widths[MAX_COLUMNS])
{
	g_autoptr(GString) line = g_string_new(" ");

	for (guint c = 0; c < MIN(cells->len, MAX_COLUMNS); c++) {
		const char *cell = titles ? column_title(block, c) : cells->pdata[c];
		glong pad = widths[c] - cell_width(cell);

		g_string_append_c(line, ' ');
		if (align_right(block, c))
			for (; pad > 0; pad--)
				g_string_append_c(line, ' ');
		g_string_append(line, cell);
		for (; pad > 0; pad--)
			g_string_append_c(line, ' ');
		g_string_append_c(line, ' ');
	}
	g_strchomp(line->str);
	put(page, tone, line->str);
	g_string_append_c(page->text, '\n');
}

static void put_table(struct page *page, const struct block *block)
{
	glong widths[MAX_COLUMNS] = {0};
	gboolean titled = FALSE;

	measure(block, widths);
	for (guint c = 0; c < block->head->len; c++)
		titled |= *column_title(block, c) != 0;
	if (titled)
		put_cells(page, block, block->head, TRUE, TONE_DIM, widths);
	for (guint r = 0; r < block->rows->len; r++) {
		const struct row *row = block->rows->pdata[r];

		put_cells(page, block, row->cells, FALSE, (enum tone)row->tone, widths);
	}
}

/* behind a list or a table a paragraph is about more than that */
static void put_paragraph(struct page *page, const struct block *block, const struct block *before)
{
	if (before && (before->kind == BLOCK_LIST || before->kind == BLOCK_TABLE))
		g_string_append_c(page->text, '\n');
	put_wrapped(page, (enum tone)block->tone, "", "", block->text);
}

static void put_list(struct page *page, const struct block *block)
{
	for (guint r = 0; r < block->rows->len; r++) {
		const struct row *row = block->rows->pdata[r];

		put_wrapped(page, (enum tone)row->tone, "  - ", "    ", row->cells->pdata[0]);
	}
}

char *render_text(const GPtrArray *blocks, gboolean color, guint width)
{
	struct page page = {.text = g_string_new(NULL),
			    .color = color,
			    .width = width ? width : 80};

	for (guint i = 0; i < blocks->len; i++) {
		const struct block *block = blocks->pdata[i];

		if (block->kind == BLOCK_HEADING)
			put_heading(&page, block);
		else if (block->kind == BLOCK_PARAGRAPH)
			put_paragraph(&page, block, i ? blocks->pdata[i - 1] : NULL);
		else if (block->kind == BLOCK_LIST)
			put_list(&page, block);
		else
			put_table(&page, block);
	}
	return g_string_free(page.text, FALSE);
}
