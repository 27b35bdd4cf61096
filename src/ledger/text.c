/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "ledger/ledger.h"

static gint64 change(gint64 bytes, gint64 before)
{
	return before == RECORD_NONE ? bytes : bytes - before;
}

/* the largest first; of changes, those that grew, then those that shrank by as much */
static gint compare_rows(gconstpointer a, gconstpointer b)
{
	const struct ledger_row *x = *(struct ledger_row *const *)a;
	const struct ledger_row *y = *(struct ledger_row *const *)b;
	gint64 by_x = ABS(change(x->bytes, x->before)), by_y = ABS(change(y->bytes, y->before));

	if (by_x != by_y)
		return by_x > by_y ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void add_line(GString *out, const char *name, gint64 bytes, gint64 before)
{
	gint64 by = change(bytes, before);

	if (before == RECORD_NONE)
		g_string_append_printf(out, "%12" G_GINT64_FORMAT "  %s\n", bytes, name);
	else
		g_string_append_printf(out,
				       "%12" G_GINT64_FORMAT " %12" G_GINT64_FORMAT
				       " %+11" G_GINT64_FORMAT "  %s\n",
				       before, bytes, by, name);
}

static void add_kind(GString *out, const struct ledger_artefact *artefact, enum ledger_kind kind,
		     guint top)
{
	static const char *const titles[] = {"sections", "options", "folders", "objects",
					     "symbols"};
	g_autoptr(GPtrArray) rows = g_ptr_array_new();

	for (guint i = 0; i < artefact->rows->len; i++) {
		const struct ledger_row *row = artefact->rows->pdata[i];

		if (row->kind == (int)kind && change(row->bytes, row->before))
			g_ptr_array_add(rows, artefact->rows->pdata[i]);
	}
	if (!rows->len)
		return;
	g_ptr_array_sort(rows, compare_rows);
	g_string_append_printf(out, "\n%s of %s", titles[kind], artefact->name);
	if (rows->len > top)
		g_string_append_printf(out, ", the first %u of %u", top, rows->len);
	g_string_append(out, ":\n");
	for (guint i = 0; i < MIN(rows->len, top); i++) {
		const struct ledger_row *row = rows->pdata[i];

		add_line(out, row->name, row->bytes, row->before);
	}
}

char *ledger_text(const struct ledger *ledger, guint top)
{
	GString *out = g_string_new(NULL);
	const struct ledger_artefact *first =
		ledger->artefacts->len ? ledger->artefacts->pdata[0] : NULL;

	if (first)
		g_string_append(out, first->before == RECORD_NONE
					     ? "       bytes\n"
					     : "      before        after      change\n");
	for (guint i = 0; i < ledger->artefacts->len; i++) {
		const struct ledger_artefact *artefact = ledger->artefacts->pdata[i];

		add_line(out, artefact->name, artefact->bytes, artefact->before);
	}
	for (int kind = LEDGER_SECTION; first && kind <= LEDGER_SYMBOL; kind++)
		add_kind(out, first, (enum ledger_kind)kind, top);
	return g_string_free(out, FALSE);
}
