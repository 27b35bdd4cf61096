/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EVIDENCE_GUARDS_H
#define EVIDENCE_GUARDS_H

#include "model/model.h"

/** enum guard: what the `if` around a call says of it. */
enum guard {
	GUARD_NONE,  /* it is made whenever things go well */
	GUARD_ERROR, /* it is on an error path */
	GUARD_TEXT,  /* it depends on something: the same question must be asked when undoing */
};

/** guard_of: judges the condition of a call in a function. */
enum guard guard_of(const struct function *function, const char *condition);

/** guard_is_error: is the call made only where something went wrong? */
gboolean guard_is_error(const struct function *function, const struct call *call);

#endif
