/* SPDX-License-Identifier: GPL-2.0-only */
#include "report/page.h"

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
	render_html_text(out, name);
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

void page_history(GString *out, const struct history *history)
{
	g_autoptr(GPtrArray) blocks = g_ptr_array_new();
	guint n = history->records->len;
	const struct history_record *last = n ? history->records->pdata[n - 1] : NULL;

	report_add_history(blocks, history);
	((struct block *)blocks->pdata[0])->level = 2;
	render_html_block(out, blocks->pdata[0]);
	if (last && last->artefacts->len)
		put_chart(out, history, ((struct history_file *)last->artefacts->pdata[0])->name);
	for (guint i = 1; i < blocks->len; i++)
		render_html_block(out, blocks->pdata[i]);
	for (guint i = 0; i < blocks->len; i++)
		record_free(&block_type, blocks->pdata[i]);
}
