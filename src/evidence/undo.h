/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EVIDENCE_UNDO_H
#define EVIDENCE_UNDO_H

#include "evidence/context.h"
#include "evidence/drivers.h"

/**
 * What a function takes, and how it is given back. The function and its own callees are walked in
 * order; calls of the table `undo` are collected with their arguments written in the terms of the
 * function that gives back. Managed (devm_) calls undo themselves, and calls on error paths or
 * between a matching pair are not held.
 */
struct undo {
	GPtrArray *items;   /* struct undo_item, in the order of taking */
	GPtrArray *managed; /* functions that registered devm actions reach */
	GPtrArray *lost;    /* why something cannot be given back by generated code */
	GPtrArray *own;     /* struct function: own init functions that take something */
	char *drvdata;      /* the variable that holds the device's data, or NULL */
	char *drvdata_type; /* "struct arm_smmu_device *" */
};

/** struct undo_item: one thing taken. */
struct undo_item {
	const json_t *row; /* of the table `undo` */
	const char *callee;
	char *line; /* C that gives it back, with its guard: "if (x)\n\tfoo(y);" */
	char *lost; /* or where it is taken, when that cannot be written */
};

/** undo_of_probe: what a probe function of that bus takes. Free with undo_free(). */
struct undo *undo_of_probe(const struct context *context, const struct function *probe,
			   const struct bus *bus);

/**
 * undo_of_init: what an init function takes itself. Own init functions that take something are
 * not walked into: they become items that call their exit function, named by undo_exit_name().
 */
struct undo *undo_of_init(const struct context *context, const struct function *init);

/** undo_free: frees it; NULL is fine. */
void undo_free(struct undo *undo);
typedef struct undo undo_list;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(undo_list, undo_free)

/**
 * undo_settle: takes out what devm actions and the functions named by `others` (may be NULL) give
 * back, and turns what cannot be written into reasons in `lost`. Gives the number of items that
 * `others` covered.
 */
guint undo_settle(struct undo *undo, const GPtrArray *others);

/** undo_has_power: is a clock, supply or the like among it, by the rule's list `powers`? */
gboolean undo_has_power(const struct undo *undo, const struct rule *rule);

/**
 * undo_text: the lines in reverse order of taking; the caller frees it. `quiesce`, if not NULL, is
 * a line that still needs the hardware to be powered, and stands before what gives that back.
 */
char *undo_text(const struct undo *undo, const struct rule *rule, const char *quiesce);

/** undo_exit_name: "foo_init" gives "foo_exit". */
char *undo_exit_name(const char *init);

/** undo_reaches: names of all that the function calls, itself and through own functions. */
GPtrArray *undo_reaches(const struct driver *driver, const char *function);

/** undo_covers: is one of the row's ways to give back among the names? */
gboolean undo_covers(const json_t *row, const GPtrArray *names);

/** undo_rows: the columns of the table `undo`, and the parameters that go with it. */
extern const struct column undo_columns[];
extern const struct column permanent_columns[];

#endif
