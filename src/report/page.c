/* SPDX-License-Identifier: GPL-2.0-only */
#include "report/page.h"

#include <string.h>

#include "base/embedded.h"

/* so many rows of a kind; the rest of a defconfig's symbols would be some 10 MB */
#define MOST_ROWS 2000

/* page.css and page.js, in this order */
extern const struct ms_embedded report_page[];

static void put_number(GString *out, gint64 value)
{
	if (value == RECORD_NONE)
		g_string_append(out, "<td class=n>");
	else
		g_string_append_printf(out, "<td class=n>%" G_GINT64_FORMAT, value);
}

static void put_cell(GString *out, const char *text)
{
	g_string_append(out, "<td>");
	render_html_text(out, text);
}

/* --- the ledger ----------------------------------------------------------------------------- */

static gint by_bytes(gconstpointer a, gconstpointer b)
{
	const struct ledger_row *x = *(struct ledger_row *const *)a;
	const struct ledger_row *y = *(struct ledger_row *const *)b;

	if (x->bytes != y->bytes)
		return x->bytes > y->bytes ? -1 : 1;
	return strcmp(x->name, y->name);
}

static gint by_change(gconstpointer a, gconstpointer b)
{
	const struct ledger_row *x = *(struct ledger_row *const *)a;
	const struct ledger_row *y = *(struct ledger_row *const *)b;
	gint64 by_x = ABS(x->bytes - x->before), by_y = ABS(y->bytes - y->before);

	if (by_x != by_y)
		return by_x > by_y ? -1 : 1;
	return by_bytes(a, b);
}

static void put_sizes(GString *out, gint64 bytes, gint64 before)
{
	put_number(out, bytes);
	if (before == RECORD_NONE)
		return;
	put_number(out, before);
	g_string_append_printf(out, "<td class=n>%+" G_GINT64_FORMAT, bytes - before);
}

static void put_row(GString *out, const struct ledger_row *row)
{
	const char *kind = ledger_kinds[row->kind];

	g_string_append_printf(out, "<tr data-kind=%s><td>%s", kind, kind);
	put_cell(out, row->name);
	put_sizes(out, row->bytes, row->before);
	g_string_append_c(out, '\n');
}

static void put_head(GString *out, gboolean compared)
{
	g_string_append(out, "<th class=n>bytes");
	if (compared)
		g_string_append(out, "<th class=n>before<th class=n>change");
	g_string_append(out, "</thead>\n<tbody>\n");
}

/* rows of a kind, or all that changed (-1) */
static GPtrArray *choose(const struct ledger_artefact *artefact, int kind)
{
	GPtrArray *rows = g_ptr_array_new();

	for (guint i = 0; i < artefact->rows->len; i++) {
		struct ledger_row *row = artefact->rows->pdata[i];

		if (kind < 0 ? row->bytes != row->before : row->kind == kind)
			g_ptr_array_add(rows, row);
	}
	g_ptr_array_sort(rows, kind < 0 ? by_change : by_bytes);
	return rows;
}

static void put_left_out(GString *out, const char *kind, guint n)
{
	if (n)
		g_string_append_printf(out,
				       "<p class=dim>%u more %ss are left out; <code>--json</code> "
				       "has all.</p>\n",
				       n, kind);
}

static void put_rows(GString *out, const struct ledger_artefact *artefact)
{
	g_autoptr(GString) left_out = g_string_new(NULL);

	g_string_append(out, "<h2>Rows of ");
	render_html_text(out, artefact->name);
	g_string_append(out, "</h2>\n<div class=beside>\n<div>\n<p id=tools hidden><label>kind "
			     "<select><option value=\"\">all");
	for (int kind = 0; ledger_kinds[kind]; kind++)
		g_string_append_printf(out, "<option>%s", ledger_kinds[kind]);
	g_string_append(out, "</select></label> <label>name <input type=search></label></p>\n"
			     "<div class=scroll tabindex=0><table id=rows data-name=\"");
	render_html_text(out, artefact->name);
	g_string_append(out, "\"><thead><tr><th>kind<th>name");
	put_head(out, artefact->before != RECORD_NONE);
	for (int kind = 0; ledger_kinds[kind]; kind++) {
		g_autoptr(GPtrArray) rows = choose(artefact, kind);
		/* the treemap is made of all objects */
		guint most = kind == LEDGER_OBJECT ? rows->len : MIN(rows->len, MOST_ROWS);

		for (guint i = 0; i < most; i++)
			put_row(out, rows->pdata[i]);
		put_left_out(left_out, ledger_kinds[kind], rows->len - most);
	}
	g_string_append(out, "</tbody></table></div>\n");
	g_string_append(out, left_out->str);
	g_string_append(
		out,
		"</div>\n<div id=map hidden>\n<p class=dim>Folders, objects and symbols by size; "
		"Enter goes in, Backspace out. What is taken off (zeroed memory) is not "
		"shown.</p>\n<nav aria-label=\"where the map is\"></nav>\n<div class=map></div>\n</div>\n</div>\n");
}

static void put_changes(GString *out, const struct ledger_artefact *artefact)
{
	g_autoptr(GPtrArray) rows = choose(artefact, -1);
	guint most = MIN(rows->len, MOST_ROWS);

	g_string_append_printf(out,
			       "<h2>Changes (%u rows)</h2>\n<div class=scroll tabindex=0><table>"
			       "<thead><tr><th>kind<th>name",
			       rows->len);
	put_head(out, TRUE);
	for (guint i = 0; i < most; i++)
		put_row(out, rows->pdata[i]);
	g_string_append(out, "</tbody></table></div>\n");
	put_left_out(out, "change", rows->len - most);
}

static void put_files(GString *out, const struct ledger *ledger, gboolean compared)
{
	g_string_append(out,
			"<h2>Files</h2>\n<div class=scroll tabindex=0><table><thead><tr><th>file");
	put_head(out, compared);
	for (guint i = 0; i < ledger->artefacts->len; i++) {
		const struct ledger_artefact *artefact = ledger->artefacts->pdata[i];

		g_string_append(out, "<tr>");
		put_cell(out, artefact->name);
		put_sizes(out, artefact->bytes, artefact->before);
		g_string_append_c(out, '\n');
	}
	g_string_append(out, "</tbody></table></div>\n");
}

/* --- the budget ----------------------------------------------------------------------------- */

static void put_check(GString *out, const struct budget_check *check)
{
	g_autofree char *row = budget_row_text(check->artefact, check->kind - 1, check->name);
	gint64 used = budget_used(check);
	int percent = 0;

	if (check->allowed != RECORD_NONE && used > 0)
		percent = used >= check->allowed ? 100 : (int)(used * 100 / check->allowed);
	g_string_append_printf(out, "<tr class=%s>", budget_state_names[check->state]);
	put_cell(out, row);
	put_cell(out, budget_limit_names[check->limit]);
	put_cell(out, check->amount);
	put_number(out, check->bytes);
	put_number(out, check->before);
	g_string_append_printf(out,
			       "<td><div class=bar title=\"%d%% used\"><i style=\"width:%d%%\">"
			       "</i></div>",
			       percent, percent);
	put_cell(out, budget_state_names[check->state]);
	put_cell(out, check->owner);
	put_cell(out, check->reason);
	g_string_append_c(out, '\n');
}

static void put_budget(GString *out, const struct budget_verdict *verdict)
{
	g_string_append(out, "<h2>Budget ");
	render_html_text(out, verdict->budget);
	g_string_append_printf(out, ": %s</h2>\n", budget_state_names[verdict->state]);
	for (guint i = 0; i < verdict->notes->len; i++) {
		g_string_append(out, "<p class=warn>");
		render_html_text(out, verdict->notes->pdata[i]);
		g_string_append(out, "</p>\n");
	}
	g_string_append(out, "<table><thead><tr><th>row<th>limit<th>amount<th class=n>bytes"
			     "<th class=n>before<th>used<th>state<th>owner<th>reason</thead>\n"
			     "<tbody>\n");
	for (guint i = 0; i < verdict->checks->len; i++)
		put_check(out, verdict->checks->pdata[i]);
	g_string_append(out, "</tbody></table>\n");
}

/* --- the page ------------------------------------------------------------------------------- */

static void put_title(GString *out, const struct ledger *ledger)
{
	const struct ledger_tree *tree = ledger ? ledger->tree : NULL;
	const char *version = tree && tree->version ? tree->version : "";

	/* nothing is fetched, and the browser sees to it */
	g_string_append_printf(
		out, "<!DOCTYPE html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n"
		     "<meta name=viewport content=\"width=device-width\">\n"
		     "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; "
		     "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n<title>modsplit ");
	render_html_text(out, version);
	g_string_append_printf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n",
			       report_page[0].data);
	if (!tree)
		return;
	g_string_append(out, "<h1>Linux ");
	render_html_text(out, version);
	g_string_append(out, "</h1>\n<p class=dim>");
	render_html_text(out, tree->arch);
	g_string_append(out, " ");
	render_html_text(out, tree->compiler);
	g_string_append(out, "</p>\n");
}

char *report_page_html(const struct report *report)
{
	const struct ms_report_parts *parts = &report->parts;
	const struct ledger *ledger =
		parts->size && parts->size->artefacts->len ? parts->size : NULL;
	const struct ledger_artefact *first = ledger ? ledger->artefacts->pdata[0] : NULL;
	GString *out = g_string_new(NULL);

	put_title(out, ledger);
	if (first && first->rows->len)
		put_rows(out, first);
	if (parts->budget)
		put_budget(out, parts->budget);
	if (first && first->before != RECORD_NONE)
		put_changes(out, first);
	if (first)
		put_files(out, ledger, first->before != RECORD_NONE);
	if (parts->history)
		page_history(out, parts->history);
	if (parts->findings || parts->plan || parts->outcome)
		render_html(out, report->blocks);
	if (first)
		page_symbols(out, first);
	g_string_append_printf(out, "<script>\n%s</script>\n</body>\n</html>\n",
			       report_page[1].data);
	return g_string_free(out, FALSE);
}
