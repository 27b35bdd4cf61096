/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "ledger/ledger.h"

/* "foo.isra.0.cold" -> "foo": what the compiler put behind a name; ".L…" keeps its own */
gsize ledger_plain_length(int kind, const char *name)
{
	static const char *const suffixes[] = {".isra.",     ".constprop.", ".part.", ".cold",
					       ".lto_priv.", ".llvm.",      NULL};
	gsize len = strlen(name);
	const char *dot = memchr(name, '.', len);

	if (kind != LEDGER_SYMBOL || *name == '(' || !dot)
		return len;
	for (guint i = 0; suffixes[i]; i++) {
		const char *at = strstr(name + 1, suffixes[i]);

		if (at)
			len = MIN(len, (gsize)(at - name));
	}
	/* the number of a static variable: "__already_done.12" */
	while (len > 1 && g_ascii_isdigit(name[len - 1]) &&
	       strspn(name + len, "0123456789.") == strlen(name + len)) {
		gsize digits = len;

		while (digits > 1 && g_ascii_isdigit(name[digits - 1]))
			digits--;
		if (name[digits - 1] != '.')
			break;
		len = digits - 1;
	}
	return len;
}

char *ledger_plain_name(int kind, const char *name)
{
	return g_strndup(name, ledger_plain_length(kind, name));
}

const struct ledger_artefact *ledger_artefact_find(const struct ledger *ledger, const char *name)
{
	for (guint i = 0; i < ledger->artefacts->len; i++) {
		const struct ledger_artefact *artefact = ledger->artefacts->pdata[i];

		if (!strcmp(artefact->name, name))
			return artefact;
	}
	return NULL;
}

static gboolean is_named(const struct ledger_row *row, const char *name, gsize len)
{
	g_autofree char *plain = NULL;

	/* "drivers/iommu/": the folder and all below it */
	if (row->kind == LEDGER_FOLDER && len && name[len - 1] == '/')
		return !strncmp(row->name, name, len - 1) &&
		       (!row->name[len - 1] || row->name[len - 1] == '/');
	if (strncmp(row->name, name, len) != 0)
		return FALSE;
	if (!row->name[len])
		return TRUE;
	if (row->kind != LEDGER_SYMBOL)
		return FALSE;
	plain = ledger_plain_name(row->kind, row->name);
	return !strcmp(plain, name);
}

gboolean ledger_row_find(const struct ledger_artefact *artefact, int kind, const char *name,
			 gint64 *bytes)
{
	g_autofree char *plain = ledger_plain_name(kind, name);
	gsize len = strlen(plain);
	gboolean found = FALSE;

	*bytes = 0;
	for (guint i = 0; i < artefact->rows->len; i++) {
		const struct ledger_row *row = artefact->rows->pdata[i];

		if (row->kind != kind || !is_named(row, plain, len))
			continue;
		*bytes += row->bytes;
		found = TRUE;
	}
	return found;
}
