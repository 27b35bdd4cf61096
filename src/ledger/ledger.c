/* SPDX-License-Identifier: GPL-2.0-only */
#include "ledger/ledger.h"

#include <string.h>

const char *const ledger_kinds[] = {"section", "option", "folder", "object", "symbol", NULL};

static const struct record_field row_fields[] = {RECORD_FCHOICE(ledger_row, kind, ledger_kinds),
						 RECORD_FSTR(ledger_row, name),
						 RECORD_FINT(ledger_row, bytes),
						 RECORD_FMAYBE(ledger_row, before), RECORD_END};
const struct record_type ledger_row_type = {NULL, sizeof(struct ledger_row), row_fields};

static const struct record_field symbol_fields[] = {RECORD_FSTR(ledger_symbol, name),
						    RECORD_FINT(ledger_symbol, bytes), RECORD_END};
const struct record_type ledger_symbol_type = {NULL, sizeof(struct ledger_symbol), symbol_fields};

static const struct record_field object_fields[] = {
	RECORD_FSTR(ledger_object, name),
	RECORD_FLIST(ledger_object, symbols, &ledger_symbol_type),
	RECORD_END,
};
const struct record_type ledger_object_type = {NULL, sizeof(struct ledger_object), object_fields};

static const struct record_field artefact_fields[] = {
	RECORD_FSTR(ledger_artefact, name),
	RECORD_FSTR(ledger_artefact, file),
	RECORD_FINT(ledger_artefact, bytes),
	RECORD_FMAYBE(ledger_artefact, before),
	RECORD_FPOOLED(ledger_artefact, rows, &ledger_row_type, pool),
	{.key = "objects",
	 .kind = RECORD_LIST,
	 .offset = G_STRUCT_OFFSET(struct ledger_artefact, objects),
	 .type = &ledger_object_type,
	 .optional = TRUE},
	RECORD_END,
};
const struct record_type ledger_artefact_type = {NULL, sizeof(struct ledger_artefact),
						 artefact_fields};

static const struct record_field tree_fields[] = {RECORD_FSTR(ledger_tree, version),
						  RECORD_FSTR(ledger_tree, arch),
						  RECORD_FSTR(ledger_tree, compiler),
						  RECORD_FSTR(ledger_tree, config), RECORD_END};
const struct record_type ledger_tree_type = {NULL, sizeof(struct ledger_tree), tree_fields};

static const struct record_field fields[] = {
	RECORD_FONE(ledger, tree, &ledger_tree_type),
	RECORD_FLIST(ledger, artefacts, &ledger_artefact_type),
	RECORD_END,
};
const struct record_type ledger_type = {"modsplit.size/1", sizeof(struct ledger), fields};

void ledger_free(struct ledger *ledger)
{
	record_free(&ledger_type, ledger);
}

struct ledger_artefact *ledger_artefact_new(GPtrArray *artefacts, const char *name,
					    const char *file, gint64 bytes)
{
	struct ledger_artefact *artefact = record_new(&ledger_artefact_type);

	artefact->name = g_strdup(name);
	artefact->file = g_strdup(file);
	artefact->bytes = bytes;
	artefact->before = RECORD_NONE;
	g_ptr_array_add(artefacts, artefact);
	return artefact;
}

struct ledger_row *ledger_row_new(struct ledger_artefact *artefact, enum ledger_kind kind,
				  const char *name)
{
	struct ledger_row *row = ms_pool_alloc(artefact->pool, sizeof(*row));

	row->kind = (int)kind;
	row->name = (char *)name;
	row->before = RECORD_NONE;
	g_ptr_array_add(artefact->rows, row);
	return row;
}

void ledger_row_add(struct ledger_artefact *artefact, enum ledger_kind kind, const char *name,
		    gint64 bytes)
{
	if (bytes)
		ledger_row_new(artefact, kind, ms_pool_text(artefact->pool, name, strlen(name)))
			->bytes = bytes;
}

void ledger_row_more(struct ledger_artefact *artefact, enum ledger_kind kind, const char *name,
		     gint64 bytes)
{
	for (guint i = artefact->rows->len; i-- > 0;) {
		struct ledger_row *row = artefact->rows->pdata[i];

		if (row->kind == (int)kind && !strcmp(row->name, name)) {
			row->bytes += bytes;
			return;
		}
	}
	ledger_row_add(artefact, kind, name, bytes);
}

gint64 ledger_rest(const struct ledger_artefact *artefact, enum ledger_kind kind)
{
	gint64 rest = artefact->bytes;

	for (guint i = 0; i < artefact->rows->len; i++) {
		const struct ledger_row *row = artefact->rows->pdata[i];

		if (row->kind == (int)kind)
			rest -= row->bytes;
	}
	return rest;
}
