/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BUDGET_BUDGET_H
#define BUDGET_BUDGET_H

#include "budget/amount.h"
#include "ledger/ledger.h"

/** BUDGET_FILE: a limit on a whole artefact, beside the kinds of its rows. */
#define BUDGET_FILE (-1)

/** struct budget_limit: what one row may weigh. */
struct budget_limit {
	char *artefact; /* "vmlinux" */
	int kind;       /* enum ledger_kind, or BUDGET_FILE */
	char *name;     /* of the row; NULL for a file */
	struct budget_amount max, growth;
	struct budget_amount warn; /* how near to a limit is worth a warning */
	gboolean optional;         /* where the row is missing it weighs nothing */
	char *owner, *reason;      /* or NULL */
	guint line, column;        /* where it stands in the file */
};

/** struct budget: a file of limits; "modsplit.budget/1". */
struct budget {
	char *path;        /* as it was given */
	char *file;        /* as a report shows it: never an absolute path */
	GPtrArray *limits; /* struct budget_limit */
};

/**
 * budget_load: reads a file of limits. Errors: MS_ERROR_IO; MS_ERROR_INPUT with
 * `path:line:column:` for a key that is not known, missing or of the wrong form.
 */
struct budget *budget_load(const char *path, GError **error);

/** budget_free: NULL is fine. */
void budget_free(struct budget *budget);

typedef struct budget budget_file;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(budget_file, budget_free)

/** budget_grows: the first limit on growth, for which a base is needed; NULL: none. */
const struct budget_limit *budget_grows(const struct budget *budget);

/** budget_row_text: "vmlinux", "section .text of vmlinux". */
char *budget_row_text(const char *artefact, int kind, const char *name);

/** enum budget_state: how a limit is kept; the worst comes last. */
enum budget_state {
	BUDGET_MET,
	BUDGET_NO_BASE, /* growth, and nothing to compare with yet */
	BUDGET_NEAR,    /* kept, within the margin */
	BUDGET_EXCEEDED,
};

/** struct budget_check: one limit on one row, judged. */
struct budget_check {
	char *artefact;
	int kind;   /* of budget_kind_names: 1 + enum ledger_kind, 0: the file */
	char *name; /* or NULL */
	int limit;  /* 0: max, 1: growth */
	int state;  /* enum budget_state */
	gint64 bytes;
	gint64 before;  /* RECORD_NONE: there is no base */
	gint64 allowed; /* bytes, of growth too; RECORD_NONE: not known without a base */
	char *amount;   /* as budget_amount_text() says it */
	char *owner, *reason;
	char *file; /* the option's Kconfig file where that is known, else the budget's */
	gint64 line;
	char *message;
};

/** struct budget_verdict: a ledger judged by a budget. */
struct budget_verdict {
	char *budget;      /* the file, as shown */
	int state;         /* the worst of the checks */
	GPtrArray *checks; /* struct budget_check, in the order of the file */
	GPtrArray *notes;  /* strings: no base yet, limits that were edited, … */
};

extern const struct record_type budget_verdict_type, budget_check_type;
extern const char *const budget_state_names[], *const budget_limit_names[];

/** budget_verdict_free: NULL is fine. */
void budget_verdict_free(struct budget_verdict *verdict);

typedef struct budget_verdict budget_verdict;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(budget_verdict, budget_verdict_free)

/** budget_used: bytes of what the limit allows that are used up; all, while there is no base. */
gint64 budget_used(const struct budget_check *check);

struct history_record;

/** struct budget_base: what growth is measured against. */
struct budget_base {
	const struct ledger *build;          /* a row that it lacks weighed nothing; or NULL */
	const struct history_record *record; /* a row that it lacks is not known; or NULL */
};

/**
 * budget_judge: a build's ledger by a budget. Errors: MS_ERROR_NOT_FOUND with the limit's place for
 * a row that does not exist, with the names that look like it.
 */
struct budget_verdict *budget_judge(const struct budget *budget, const struct ledger *now,
				    const struct budget_base *base, GError **error);

/**
 * budget_measure: what a limit's row weighs in a ledger; FALSE where it has no such row. `lenient`:
 * of a ledger with one file that file is meant, whatever it is called.
 */
gboolean budget_measure(const struct budget_limit *limit, const struct ledger *ledger,
			gboolean lenient, gint64 *bytes);

/**
 * budget_places: puts what is wrong with an option where the tree's Kconfig files define it, if
 * `tree` is a kernel's; else leaves it at the budget's line.
 */
void budget_places(struct budget_verdict *verdict, const char *tree, const char *arch);

#endif
