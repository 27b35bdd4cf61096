/* SPDX-License-Identifier: GPL-2.0-only */
#include "report/page.h"

#include <string.h>

/* so much text of symbols; a defconfig's would be some 9 MB */
#define MOST_TEXT (2 * 1024 * 1024)
/* what a symbol costs beside its name: quotes, commas and its size */
#define BESIDE 10

/* a text as JSON has it, and nothing in it that HTML would take for the end of the script */
static void put_string(GString *out, const char *plain)
{
	g_autofree char *valid = g_utf8_make_valid(plain, -1);

	g_string_append_c(out, '"');
	for (const char *at = valid; *at; at++) {
		if (*at == '"' || *at == '\\' || *at == '<' || (guchar)*at < ' ')
			g_string_append_printf(out, "\\u%04x", *at);
		else
			g_string_append_c(out, *at);
	}
	g_string_append_c(out, '"');
}

static gint by_bytes(gconstpointer a, gconstpointer b)
{
	const struct ledger_symbol *x = *(struct ledger_symbol *const *)a;
	const struct ledger_symbol *y = *(struct ledger_symbol *const *)b;

	return (x->bytes < y->bytes) - (x->bytes > y->bytes);
}

/* all symbols that are larger find room */
static gint64 find_least(const struct ledger_artefact *artefact)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	gsize text = 0;

	for (guint i = 0; i < artefact->objects->len; i++) {
		const struct ledger_object *object = artefact->objects->pdata[i];

		g_ptr_array_extend(all, object->symbols, NULL, NULL);
	}
	g_ptr_array_sort(all, by_bytes);
	for (guint i = 0; i < all->len; i++) {
		const struct ledger_symbol *symbol = all->pdata[i];

		text += strlen(symbol->name) + BESIDE;
		if (text > MOST_TEXT)
			return symbol->bytes;
	}
	return 0;
}

static void put_object(GString *out, const struct ledger_object *object, gint64 least)
{
	gint64 smaller = 0;
	gboolean first = TRUE;

	put_string(out, object->name);
	g_string_append(out, ":[");
	for (guint i = 0; i < object->symbols->len; i++) {
		const struct ledger_symbol *symbol = object->symbols->pdata[i];

		if (symbol->bytes <= least) {
			smaller += symbol->bytes;
			continue;
		}
		if (!first)
			g_string_append_c(out, ',');
		first = FALSE;
		put_string(out, symbol->name);
		g_string_append_printf(out, ",%" G_GINT64_FORMAT, symbol->bytes);
	}
	if (smaller)
		g_string_append_printf(out, "%s\"(smaller symbols)\",%" G_GINT64_FORMAT,
				       first ? "" : ",", smaller);
	g_string_append_c(out, ']');
}

void page_symbols(GString *out, const struct ledger_artefact *artefact)
{
	gint64 least = find_least(artefact);

	if (!artefact->objects->len)
		return;
	g_string_append(out, "<script type=\"application/json\" id=symbols>{");
	for (guint i = 0; i < artefact->objects->len; i++) {
		g_string_append(out, i ? ",\n" : "\n");
		put_object(out, artefact->objects->pdata[i], least);
	}
	g_string_append(out, "}</script>\n");
}
