/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WHY_REACH_H
#define WHY_REACH_H

#include "kconf/language.h"

/** conf_reaches: does the value of `from` hang on that of `to`, through other options too? */
gboolean conf_reaches(const struct kconf_symbol *from, const struct kconf_symbol *to);

/**
 * conf_hanging: all symbols whose value may change when that of `symbol` does, itself among them;
 * a set that the caller unrefs. Members of a choice hang on each other.
 */
GHashTable *conf_hanging(const struct kconf *kconf, struct kconf_symbol *symbol);

#endif
