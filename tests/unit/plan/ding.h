/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_PLAN_DING_H
#define TESTS_PLAN_DING_H

#include <modsplit/plan.h>

#include "builder.h"
#include "plan/planner.h"

/* its source */
#define SRC "drivers/bell/ding.c"

/** The driver of most tests of plan, and what they ask of its plan. */

/** ding: a driver "ding" of one source, behind a bool. */
struct builder *ding(void);

/** add_export: a symbol that it needs, and the finding that it is not exported. */
void add_export(struct builder *b, const char *symbol, const char *file, const char *namespace);

/** add_everything: a finding for nearly every kind of step. */
void add_everything(struct builder *b);

/** make: its plan; there must be one. */
ms_plan *make(struct builder *b, const char *deferral, const char *unload);

/** order_of: the ids of the steps; the caller frees it. */
char *order_of(const ms_plan *plan);

/** step_of: a step that must be there. */
const struct step *step_of(const ms_plan *plan, const char *id);

/** edit_of: an edit that must be there. */
const struct edit *edit_of(const struct step *step, int op, const char *symbol);

/** says: does a paragraph of the step hold the text? */
gboolean says(const struct step *step, const char *text);

#endif
