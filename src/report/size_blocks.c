/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "report/report.h"

static gint64 change(gint64 bytes, gint64 before)
{
	return before == RECORD_NONE ? bytes : bytes - before;
}

/* the largest first; of changes, those that grew and those that shrank by as much */
static gint compare_rows(gconstpointer a, gconstpointer b)
{
	const struct ledger_row *x = *(struct ledger_row *const *)a;
	const struct ledger_row *y = *(struct ledger_row *const *)b;
	gint64 by_x = ABS(change(x->bytes, x->before)), by_y = ABS(change(y->bytes, y->before));

	if (by_x != by_y)
		return by_x > by_y ? -1 : 1;
	return strcmp(x->name, y->name);
}

static struct block *new_table(GPtrArray *blocks, gboolean compared)
{
	if (compared)
		return block_table(blocks, ">before", ">after", ">change", "", NULL);
	return block_table(blocks, ">bytes", "", NULL);
}

static void add_line(struct block *table, const char *name, gint64 bytes, gint64 before)
{
	g_autofree char *is = g_strdup_printf("%" G_GINT64_FORMAT, bytes);
	g_autofree char *was = g_strdup_printf("%" G_GINT64_FORMAT, before);
	g_autofree char *by = g_strdup_printf("%+" G_GINT64_FORMAT, change(bytes, before));

	if (before == RECORD_NONE)
		block_row(table, TONE_PLAIN, is, name, NULL);
	else
		block_row(table, TONE_PLAIN, was, is, by, name, NULL);
}

static void add_kind(GPtrArray *blocks, const struct ledger_artefact *artefact,
		     enum ledger_kind kind, guint top)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new();
	struct block *table;

	for (guint i = 0; i < artefact->rows->len; i++) {
		const struct ledger_row *row = artefact->rows->pdata[i];

		if (row->kind == (int)kind && change(row->bytes, row->before))
			g_ptr_array_add(rows, artefact->rows->pdata[i]);
	}
	if (!rows->len)
		return;
	g_ptr_array_sort(rows, compare_rows);
	if (rows->len > top)
		block_heading(blocks, 2, "%ss of %s, the first %u of %u", ledger_kinds[kind],
			      artefact->name, top, rows->len);
	else
		block_heading(blocks, 2, "%ss of %s", ledger_kinds[kind], artefact->name);
	table = new_table(blocks, artefact->before != RECORD_NONE);
	for (guint i = 0; i < MIN(rows->len, top); i++) {
		const struct ledger_row *row = rows->pdata[i];

		add_line(table, row->name, row->bytes, row->before);
	}
}

void report_add_size(GPtrArray *blocks, const struct ledger *ledger, guint top)
{
	const struct ledger_artefact *first =
		ledger->artefacts->len ? ledger->artefacts->pdata[0] : NULL;
	struct block *table;

	if (!first)
		return;
	if (blocks->len)
		block_heading(blocks, 2, "Files");
	table = new_table(blocks, first->before != RECORD_NONE);
	for (guint i = 0; i < ledger->artefacts->len; i++) {
		const struct ledger_artefact *artefact = ledger->artefacts->pdata[i];

		add_line(table, artefact->name, artefact->bytes, artefact->before);
	}
	for (int kind = LEDGER_SECTION; kind <= LEDGER_SYMBOL; kind++)
		add_kind(blocks, first, (enum ledger_kind)kind, top);
}
