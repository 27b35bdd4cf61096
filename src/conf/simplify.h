/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CONF_SIMPLIFY_H
#define CONF_SIMPLIFY_H

#include "kconf/language.h"

/*
 * Rewritings of expressions, as the tree's own conf does them: which entries become submenus, and
 * the words about unmet dependencies, follow from the form that is left. NULL stands for y.
 */

/* Comparisons of bools become the symbol or its negation; negations go inwards. */
struct kconf_expr *conf_transform(struct kconf *kconf, struct kconf_expr *expr);
/* Operands that say the same become one. */
struct kconf_expr *conf_eliminate_dups(struct kconf *kconf, struct kconf_expr *expr);
/* Takes away from both what both have. */
void conf_eliminate_eq(struct kconf *kconf, struct kconf_expr **left, struct kconf_expr **right);
/* Do both say the same, whatever the order of their operands? */
gboolean conf_expr_eq(struct kconf *kconf, struct kconf_expr *left, struct kconf_expr *right);
/* Is the symbol in it; and is it needed for it to be anything but n? */
gboolean conf_expr_contains(const struct kconf_expr *expr, const struct kconf_symbol *symbol);
gboolean conf_expr_depends(const struct kconf *kconf, const struct kconf_expr *expr,
			   const struct kconf_symbol *symbol);
/* Does a part of it say "!symbol", "symbol = n" or "symbol != y"? Of a transformed expression. */
gboolean conf_expr_negates(const struct kconf *kconf, const struct kconf_expr *expr,
			   const struct kconf_symbol *symbol);

#endif
