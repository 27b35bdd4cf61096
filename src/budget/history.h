/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BUDGET_HISTORY_H
#define BUDGET_HISTORY_H

#include "budget/budget.h"

/** struct history_row: a row that a limit is on, or a section. */
struct history_row {
	int kind; /* enum ledger_kind */
	char *name;
	gint64 bytes;
};

/** struct history_file: one artefact. */
struct history_file {
	char *name;
	gint64 bytes;
	GPtrArray *rows; /* struct history_row */
};

/** struct history_record: what one build weighed; one line of a history, "modsplit.record/1". */
struct history_record {
	char *label; /* what the caller calls it, a commit; or NULL */
	int state;   /* enum history_state */
	struct ledger_tree *tree;
	GPtrArray *limits;    /* strings: what the budget allowed */
	GPtrArray *artefacts; /* struct history_file */
};

/** enum history_state: enum budget_state + 1; 0: there was no budget. */
enum history_state { HISTORY_UNJUDGED };

/** struct history: a file of records, "modsplit.history/1" as one value. */
struct history {
	GPtrArray *records; /* struct history_record, the oldest first */
	GPtrArray *notes;   /* strings: lines that are damaged, and the like */
};

extern const struct record_type history_type, history_record_type;

/**
 * history_load: reads a history; a file that is not there has no records. A damaged line is a note
 * with its number, and the others are used. Errors: MS_ERROR_IO.
 */
struct history *history_load(const char *path, GError **error);

/** history_from_json: one that was saved as one value. Errors: MS_ERROR_INPUT. */
struct history *history_from_json(const json_t *json, GError **error);

/** history_free: NULL is fine. */
void history_free(struct history *history);

/** history_base: the last record that kept its budget; NULL: there is none. */
const struct history_record *history_base(const struct history *history);

/**
 * history_record_new: what is kept of a build: its files, the sections of each, and the rows of the
 * budget. `budget` with its `verdict`, and `label`, may be NULL.
 */
struct history_record *history_record_new(const struct ledger *ledger, const struct budget *budget,
					  const struct budget_verdict *verdict, const char *label);

/** history_append: adds a record, whole or not at all. Errors: MS_ERROR_IO. */
gboolean history_append(const char *path, const struct history_record *record, GError **error);

/** history_measure: what a limit's row weighed; FALSE where the record does not have it. */
gboolean history_measure(const struct history_record *record, const struct budget_limit *limit,
			 gint64 *bytes);

/** enum history_allow: what may differ from the base. */
enum history_allow { HISTORY_ALLOW_COMPILER = 1, HISTORY_ALLOW_CONFIG = 2 };

/**
 * history_comparable: was the base made by the same compiler and with the same options? Errors:
 * MS_ERROR_TREE, with both, unless it is allowed.
 */
gboolean history_comparable(const struct ledger_tree *base, const struct ledger_tree *now,
			    int allow, GError **error);

/** history_edited: notes on limits that are others than those of the base. */
void history_edited(const struct history_record *base, const struct budget *budget,
		    GPtrArray *notes);

/**
 * budget_edited: a note if git says that the file differs from what it was before the commit that
 * is checked out: edited, or changed by the commit or merge itself.
 */
void budget_edited(const struct budget *budget, GPtrArray *notes);

typedef struct history history_book;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(history_book, history_free)

#endif
