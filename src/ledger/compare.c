/* SPDX-License-Identifier: GPL-2.0-only */
#include "ledger/sums.h"

/* adds one side's rows; those whose names only the compiler made different are one */
static void join_rows(struct ledger_sums *sums, const struct ledger_artefact *from, gboolean after)
{
	for (guint i = 0; i < from->rows->len; i++) {
		const struct ledger_row *row = from->rows->pdata[i];
		gsize len = ledger_plain_length(row->kind, row->name);

		ledger_sums_queue(&sums[row->kind], row->name, len, after ? row->bytes : 0,
				  after ? 0 : row->bytes);
	}
	/* names are not copied */
	ms_pool_keep(sums->artefact->pool, from->pool);
}

static void copy_objects(struct ledger_artefact *to, const struct ledger_artefact *from)
{
	for (guint i = 0; i < from->objects->len; i++) {
		const struct ledger_object *object = from->objects->pdata[i];
		struct ledger_object *copy = record_new(&ledger_object_type);

		copy->name = g_strdup(object->name);
		g_ptr_array_add(to->objects, copy);
		for (guint k = 0; k < object->symbols->len; k++) {
			const struct ledger_symbol *symbol = object->symbols->pdata[k];
			struct ledger_symbol *one = record_new(&ledger_symbol_type);

			one->name = g_strdup(symbol->name);
			one->bytes = symbol->bytes;
			g_ptr_array_add(copy->symbols, one);
		}
	}
}

static void compare_artefact(struct ledger *to, const struct ledger_artefact *before,
			     const struct ledger_artefact *after)
{
	struct ledger_sums sums[LEDGER_SYMBOL + 1];
	const struct ledger_artefact *named = after ? after : before;
	struct ledger_artefact *made = ledger_artefact_new(to->artefacts, named->name, named->file,
							   after ? after->bytes : 0);

	made->before = before ? before->bytes : 0;
	for (int kind = 0; kind <= LEDGER_SYMBOL; kind++)
		ledger_sums_init(&sums[kind], made, (enum ledger_kind)kind);
	if (after) {
		join_rows(sums, after, TRUE);
		copy_objects(made, after);
	}
	if (before)
		join_rows(sums, before, FALSE);
	for (int kind = 0; kind <= LEDGER_SYMBOL; kind++)
		ledger_sums_clear(&sums[kind]);
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
