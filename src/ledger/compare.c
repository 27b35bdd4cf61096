/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "ledger/ledger.h"

/* rows by their plain name, of each kind */
struct keys {
	GHashTable *rows[LEDGER_SYMBOL + 1]; /* the row's name -> struct ledger_row */
};

static void keys_init(struct keys *keys)
{
	for (int kind = 0; kind <= LEDGER_SYMBOL; kind++)
		keys->rows[kind] = g_hash_table_new(g_str_hash, g_str_equal);
}

static void keys_clear(struct keys *keys)
{
	for (int kind = 0; kind <= LEDGER_SYMBOL; kind++)
		g_hash_table_unref(keys->rows[kind]);
}

/* the row of `to` in which a row of either ledger is counted */
static struct ledger_row *joined(struct ledger_artefact *to, const struct keys *keys,
				 const struct ledger_row *row)
{
	gsize len = ledger_plain_length(row->kind, row->name);
	g_autofree char *plain = row->name[len] ? g_strndup(row->name, len) : NULL;
	const char *name = plain ? plain : row->name;
	struct ledger_row *found = g_hash_table_lookup(keys->rows[row->kind], name);

	if (!found) {
		found = ledger_row_new(to, (enum ledger_kind)row->kind, name, 0);
		found->before = 0;
		g_hash_table_insert(keys->rows[row->kind], found->name, found);
	}
	return found;
}

static void compare_artefact(struct ledger *to, const struct ledger_artefact *before,
			     const struct ledger_artefact *after)
{
	struct keys keys;
	const struct ledger_artefact *named = after ? after : before;
	struct ledger_artefact *made = ledger_artefact_new(to->artefacts, named->name, named->file,
							   after ? after->bytes : 0);

	made->before = before ? before->bytes : 0;
	keys_init(&keys);
	for (guint i = 0; after && i < after->rows->len; i++) {
		const struct ledger_row *row = after->rows->pdata[i];

		joined(made, &keys, row)->bytes += row->bytes;
	}
	for (guint i = 0; before && i < before->rows->len; i++) {
		const struct ledger_row *row = before->rows->pdata[i];

		joined(made, &keys, row)->before += row->bytes;
	}
	keys_clear(&keys);
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
