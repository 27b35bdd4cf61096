/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LEDGER_SUMS_H
#define LEDGER_SUMS_H

#include "ledger/ledger.h"

/**
 * struct ledger_sums: an artefact's rows of one kind by name, for as many names as a vmlinux has:
 * a table with open addressing over the rows themselves.
 */
struct ledger_sums {
	struct ledger_artefact *artefact;
	enum ledger_kind kind;
	struct ledger_slot *slots;
	guint mask, used; /* the table's size less one; how many slots have a row */
	guint next;       /* the number of the row that is likely to be asked for */
};

/** ledger_sums_init: with the rows of that kind that there are; ledger_sums_clear() frees it. */
void ledger_sums_init(struct ledger_sums *sums, struct ledger_artefact *artefact,
		      enum ledger_kind kind);
/** ledger_sums_add: makes the row of a name larger; a new one is made unless `bytes` is 0. */
void ledger_sums_add(struct ledger_sums *sums, const char *name, gint64 bytes);
/**
 * ledger_sums_row: the row of the first `len` bytes of a name; a new one has 0 bytes. `lasting`:
 * the name lives as long as the artefact and ends there, so that it needs no copy.
 */
struct ledger_row *ledger_sums_row(struct ledger_sums *sums, const char *name, gsize len,
				   gboolean lasting);
void ledger_sums_clear(struct ledger_sums *sums);

#endif
