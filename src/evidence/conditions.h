/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EVIDENCE_CONDITIONS_H
#define EVIDENCE_CONDITIONS_H

#include <glib.h>

/**
 * condition_modules: the options of a Kconfig condition that can be true only while one of them is
 * m: "A=m || (B=m && C)" gives A and B. NULL when it can be true otherwise, or is NULL or
 * malformed. Strings, owned by the caller.
 */
GPtrArray *condition_modules(const char *condition);

#endif
