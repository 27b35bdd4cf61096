/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "report/html.h"

/* --- the chart ------------------------------------------------------------------------------ */

/* what a file weighed in a record; RECORD_NONE: it has none of that name */
static gint64 bytes_of(const struct history_record *record, const char *name)
{
	const struct budget_limit file = {.artefact = (char *)name, .kind = BUDGET_FILE};
	gint64 bytes;

	return history_measure(record, &file, &bytes) ? bytes : RECORD_NONE;
}

/* from the smallest to the largest in 1000 by 100 units; a single record is no line */
static void put_chart(GString *out, const struct history *history, const char *name)
{
	gint64 least = G_MAXINT64, most = 0;
	guint n = history->records->len;

	for (guint i = 0; i < n; i++) {
		gint64 bytes = bytes_of(history->records->pdata[i], name);

		if (bytes == RECORD_NONE)
			continue;
		least = MIN(least, bytes);
		most = MAX(most, bytes);
	}
	if (n < 2 || least > most)
		return;
	g_string_append(out, "<p>");
	html_text(out, name);
	g_string_append_printf(out,
			       ", from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " bytes</p>\n"
			       "<svg class=chart role=img aria-label=\"bytes, record by record; the "
			       "table below has them\" viewBox=\"-10 -5 1020 110\" "
			       "preserveAspectRatio=none><polyline points=\"",
			       least, most);
	for (guint i = 0; i < n; i++) {
		gint64 bytes = bytes_of(history->records->pdata[i], name);

		if (bytes != RECORD_NONE)
			g_string_append_printf(out, "%u,%d ", i * 1000 / (n - 1),
					       100 - (int)((double)(bytes - least) * 100 /
							   (double)MAX(most - least, 1)));
	}
	g_string_append(out, "\"/></svg>\n");
}

/* --- blocks --------------------------------------------------------------------------------- */

static const char *const tones[] = {"", "good", "bad", "warn", "dim"};

static void put_table(GString *out, const struct block *block)
{
	g_string_append(out, "<div class=scroll tabindex=0><table><thead><tr>");
	for (guint c = 0; c < block->head->len; c++) {
		const char *title = block->head->pdata[c];
		gboolean number = *title == '>';

		g_string_append(out, number ? "<th class=n>" : "<th>");
		html_text(out, title + number);
	}
	g_string_append(out, "</thead>\n<tbody>\n");
	for (guint r = 0; r < block->rows->len; r++) {
		const struct row *row = block->rows->pdata[r];

		g_string_append_printf(out, "<tr class=\"%s\">", tones[row->tone]);
		for (guint c = 0; c < row->cells->len; c++) {
			const char *title = c < block->head->len ? block->head->pdata[c] : "";

			g_string_append(out, *title == '>' ? "<td class=n>" : "<td>");
			html_text(out, row->cells->pdata[c]);
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
		html_text(out, row->cells->pdata[0]);
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
	html_text(out, block->text);
	g_string_append_printf(out, "</%s>\n", tag);
}

static void put_block(GString *out, const struct block *block)
{
	if (block->kind == BLOCK_TABLE)
		put_table(out, block);
	else if (block->kind == BLOCK_LIST)
		put_list(out, block);
	else
		put_text(out, block);
}

void html_blocks(GString *out, const GPtrArray *blocks)
{
	for (guint i = 0; i < blocks->len; i++)
		put_block(out, blocks->pdata[i]);
}

void html_history(GString *out, const struct history *history)
{
	g_autoptr(GPtrArray) blocks = g_ptr_array_new();
	guint n = history->records->len;
	const struct history_record *last = n ? history->records->pdata[n - 1] : NULL;

	report_add_history(blocks, history);
	((struct block *)blocks->pdata[0])->level = 2;
	put_block(out, blocks->pdata[0]);
	if (last && last->artefacts->len)
		put_chart(out, history, ((struct history_file *)last->artefacts->pdata[0])->name);
	for (guint i = 1; i < blocks->len; i++)
		put_block(out, blocks->pdata[i]);
	for (guint i = 0; i < blocks->len; i++)
		record_free(&block_type, blocks->pdata[i]);
}
