/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "ledger/ledger.h"

/* the key under which the rows of two ledgers meet */
static char *key_of(const struct ledger_row *row)
{
	g_autofree char *name = ledger_plain_name(row->kind, row->name);

	return g_strdup_printf("%d %s", row->kind, name);
}

/* the artefact's rows into `to`, joined by key; as `before`, or as bytes */
static void join_rows(struct ledger_artefact *to, GHashTable *keys,
		      const struct ledger_artefact *from, gboolean before)
{
	for (guint i = 0; i < from->rows->len; i++) {
		const struct ledger_row *row = from->rows->pdata[i];
		g_autofree char *key = key_of(row);
		struct ledger_row *joined = g_hash_table_lookup(keys, key);

		if (!joined) {
			joined = record_new(&ledger_row_type);
			joined->kind = row->kind;
			joined->name = ledger_plain_name(row->kind, row->name);
			joined->before = 0;
			g_ptr_array_add(to->rows, joined);
			g_hash_table_insert(keys, g_steal_pointer(&key), joined);
		}
		if (before)
			joined->before += row->bytes;
		else
			joined->bytes += row->bytes;
	}
}

static void compare_artefact(struct ledger *to, const struct ledger_artefact *before,
			     const struct ledger_artefact *after)
{
	g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const struct ledger_artefact *named = after ? after : before;
	struct ledger_artefact *made = ledger_artefact_new(to->artefacts, named->name, named->file,
							   after ? after->bytes : 0);

	made->before = before ? before->bytes : 0;
	if (after)
		join_rows(made, keys, after, FALSE);
	if (before)
		join_rows(made, keys, before, TRUE);
}

struct ledger *ledger_compare(const struct ledger *before, const struct ledger *after)
{
	struct ledger *to = record_new(&ledger_type);

	to->tree = record_copy(&ledger_tree_type, after->tree);
	/* two files are meant as one, whatever they are called */
	if (before->artefacts->len == 1 && after->artefacts->len == 1) {
		compare_artefact(to, before->artefacts->pdata[0], after->artefacts->pdata[0]);
		return to;
	}
	for (guint i = 0; i < after->artefacts->len; i++) {
		const struct ledger_artefact *artefact = after->artefacts->pdata[i];

		compare_artefact(to, ledger_artefact_find(before, artefact->name), artefact);
	}
	for (guint i = 0; i < before->artefacts->len; i++) {
		const struct ledger_artefact *artefact = before->artefacts->pdata[i];

		if (!ledger_artefact_find(after, artefact->name))
			compare_artefact(to, artefact, NULL);
	}
	return to;
}
