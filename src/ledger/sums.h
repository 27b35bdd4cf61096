/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LEDGER_SUMS_H
#define LEDGER_SUMS_H

#include "ledger/ledger.h"

/** struct ledger_waiting: a name whose slot is on its way into the cache. */
struct ledger_waiting {
	const char *name;
	gsize len;
	guint32 hash;
	gint64 bytes, before;
};

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
	guint n_waiting;
	struct ledger_waiting waiting[16];
};

/** ledger_sums_init: with the rows of that kind that there are; ledger_sums_clear() frees it. */
void ledger_sums_init(struct ledger_sums *sums, struct ledger_artefact *artefact,
		      enum ledger_kind kind);
/** ledger_sums_add: makes the row of a name larger; a new one is made unless `bytes` is 0. */
void ledger_sums_add(struct ledger_sums *sums, const char *name, gint64 bytes);
/**
 * ledger_sums_queue: makes the row of the first `len` bytes of a name larger, a few names later,
 * for their slots are fetched into the cache meanwhile; a new row is made even for 0 bytes. A name
 * that ends there is not copied: it must live as long as the artefact, any other until the queue is
 * settled. `before` RECORD_NONE: the row's own stays as it is.
 */
void ledger_sums_queue(struct ledger_sums *sums, const char *name, gsize len, gint64 bytes,
		       gint64 before);
/** ledger_sums_settle: does what is queued; ledger_sums_clear() does so, ledger_sums_add() not. */
void ledger_sums_settle(struct ledger_sums *sums);
void ledger_sums_clear(struct ledger_sums *sums);

#endif
