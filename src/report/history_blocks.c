/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "report/report.h"

static const char *short_name(const struct history_record *record)
{
	return record->label ? record->label : "-";
}

/* what the first file of the last record weighed in this one */
static gint64 bytes_of(const struct history_record *record, const char *name)
{
	const struct budget_limit file = {.artefact = (char *)name, .kind = BUDGET_FILE};
	gint64 bytes;

	return history_measure(record, &file, &bytes) ? bytes : RECORD_NONE;
}

static void add_record(struct block *table, const struct history_record *record,
		       const struct history_record *before, const char *name)
{
	static const char *const states[] = {"", "met", "no base yet", "near", "exceeded"};
	gint64 bytes = bytes_of(record, name);
	gint64 was = before ? bytes_of(before, name) : RECORD_NONE;
	g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, bytes);
	gboolean known = bytes != RECORD_NONE && was != RECORD_NONE;
	g_autofree char *by = g_strdup_printf("%+" G_GINT64_FORMAT, known ? bytes - was : 0);
	gboolean compiler =
		before && g_strcmp0(before->tree->compiler, record->tree->compiler) != 0;
	gboolean config = before && g_strcmp0(before->tree->config, record->tree->config) != 0;
	const char *version = record->tree->version ? record->tree->version : "-";

	block_row(table, record->state == 1 + BUDGET_EXCEEDED ? TONE_BAD : TONE_PLAIN,
		  short_name(record), version, bytes == RECORD_NONE ? "-" : now, known ? by : "",
		  states[record->state],
		  compiler && config ? "other compiler and configuration"
		  : compiler         ? "other compiler"
		  : config           ? "other configuration"
				     : "",
		  NULL);
}

void report_add_history(GPtrArray *blocks, const struct history *history)
{
	guint n = history->records->len;
	const struct history_record *last = n ? history->records->pdata[n - 1] : NULL;
	struct block *table, *list = NULL;
	g_autofree char *title = NULL;

	block_heading(blocks, blocks->len ? 2 : 1, "History (%u records)", n);
	for (guint i = 0; i < history->notes->len; i++) {
		if (!list)
			list = block_new(blocks, BLOCK_LIST, NULL);
		block_item(list, TONE_WARN, "%s", (const char *)history->notes->pdata[i]);
	}
	if (!last || !last->artefacts->len)
		return;
	title = g_strconcat(">", ((struct history_file *)last->artefacts->pdata[0])->name, NULL);
	table = block_table(blocks, "record", "version", title, ">change", "budget", "", NULL);
	for (guint i = 0; i < n; i++)
		add_record(table, history->records->pdata[i],
			   i ? history->records->pdata[i - 1] : NULL, title + 1);
}
