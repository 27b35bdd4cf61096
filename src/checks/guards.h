/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CHECKS_GUARDS_H
#define CHECKS_GUARDS_H

#include "model/model.h"

/** enum guard: what the `if` around a call says of it. */
enum guard {
	GUARD_NONE,  /* it is made whenever things go well */
	GUARD_ERROR, /* it is on an error path */
	GUARD_TEXT,  /* it depends on something: the same question must be asked when undoing */
};

/** guard_of: judges the condition of a call in a function. */
enum guard guard_of(const struct function *function, const char *condition);

/**
 * guard_closed: is what the n-th call takes given back in the same function, as between
 * clk_enable() and clk_disable()? An undo that nothing but other undos follow is taken for an
 * error label, since the model knows no labels. `undoes` tells the undo; `any` tells undos of
 * whatever kind and calls that only talk.
 */
gboolean guard_closed(const struct function *function, guint n,
		      gboolean (*undoes)(const char *callee, gconstpointer data),
		      gboolean (*any)(const char *callee, gconstpointer data), gconstpointer data);

#endif
