/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FORMATS_GATES_H
#define FORMATS_GATES_H

#include "ctext/outline.h"

/**
 * scan_gates_before: the options that, being set, keep a call from being made: those that an
 * enclosing `if` or #if asks for, those that an earlier `if` asks for and then returns, and those
 * asked in the call's own expression. "X" is true when X is set, "X=m" when it is m. A sorted
 * array of char *, owned by the caller.
 */
GPtrArray *scan_gates_before(const struct ctext_outline *outline,
			     const struct ctext_function *function, gsize offset);

/**
 * scan_guard_before: the condition on options, as text, under which the code at `offset` is made:
 * the #if around it, and within `function` (NULL: at file scope) every `if` around it and every
 * earlier one that leaves, "IS_ENABLED(CONFIG_X) && !(foo && IS_ENABLED(CONFIG_Y))". What names no
 * option is left out. NULL: always. The caller frees it.
 */
char *scan_guard_before(const struct ctext_outline *outline, const struct ctext_function *function,
			gsize offset);

#endif
