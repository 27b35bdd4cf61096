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

#endif
