/* SPDX-License-Identifier: GPL-2.0-only */
#include "conf/join.h"

#include "conf/simplify.h"

/* The symbol of A, A=B, A!=B, and of a negation of these; else NULL */
static struct kconf_symbol *subject(const struct kconf_expr *expr, gboolean compared)
{
	if (expr->op == KCONF_NOT) {
		expr = expr->left.expr;
		if (expr->op != KCONF_SYMBOL &&
		    !(compared && (expr->op == KCONF_EQUAL || expr->op == KCONF_UNEQUAL)))
			return NULL;
	}
	if (expr->op != KCONF_SYMBOL && expr->op != KCONF_EQUAL && expr->op != KCONF_UNEQUAL)
		return NULL;
	return expr->left.symbol;
}

/* The bool or tristate that both speak of, else NULL */
static struct kconf_symbol *common(const struct kconf_expr *left, const struct kconf_expr *right)
{
	struct kconf_symbol *symbol = subject(left, TRUE);

	if (!symbol || subject(right, FALSE) != symbol)
		return NULL;
	return symbol->type == KCONF_BOOL || symbol->type == KCONF_TRISTATE ? symbol : NULL;
}

/* Do they compare with these two constants, in either order? */
static gboolean with(const struct kconf_expr *left, const struct kconf_expr *right,
		     const struct kconf_symbol *one, const struct kconf_symbol *two)
{
	return (left->right.symbol == one && right->right.symbol == two) ||
	       (left->right.symbol == two && right->right.symbol == one);
}

/* The constant that is neither of the two compared with, if these are two of y, m, n */
static struct kconf_symbol *third(struct kconf *kconf, const struct kconf_expr *left,
				  const struct kconf_expr *right)
{
	if (with(left, right, &kconf->yes, &kconf->mod))
		return &kconf->no;
	if (with(left, right, &kconf->yes, &kconf->no))
		return &kconf->mod;
	if (with(left, right, &kconf->mod, &kconf->no))
		return &kconf->yes;
	return NULL;
}

struct kconf_expr *conf_join_or(struct kconf *kconf, struct kconf_expr *left,
				struct kconf_expr *right)
{
	struct kconf_symbol *symbol, *rest;

	if (conf_expr_eq(kconf, left, right))
		return left;
	symbol = common(left, right);
	if (!symbol)
		return NULL;
	if (symbol->type == KCONF_TRISTATE) {
		if (left->op != KCONF_EQUAL || right->op != KCONF_EQUAL)
			return NULL;
		rest = third(kconf, left, right);
		return rest ? kconf_expr_compare(kconf, KCONF_UNEQUAL, symbol, rest) : NULL;
	}
	if ((left->op == KCONF_NOT && left->left.expr->op == KCONF_SYMBOL &&
	     right->op == KCONF_SYMBOL) ||
	    (right->op == KCONF_NOT && right->left.expr->op == KCONF_SYMBOL &&
	     left->op == KCONF_SYMBOL))
		return kconf_expr_symbol(kconf, &kconf->yes);
	return NULL;
}

/* Is it "A" and "A OP symbol", in either order? */
static gboolean alone_and(const struct kconf_expr *left, const struct kconf_expr *right,
			  enum kconf_op op, const struct kconf_symbol *symbol)
{
	return (left->op == KCONF_SYMBOL && right->op == op && right->right.symbol == symbol) ||
	       (right->op == KCONF_SYMBOL && left->op == op && left->right.symbol == symbol);
}

/* A=b && A!=c, where b and c are constants */
static struct kconf_expr *equal_and_unequal(struct kconf *kconf, const struct kconf_expr *equal,
					    const struct kconf_expr *unequal)
{
	struct kconf_symbol *is = equal->right.symbol, *is_not = unequal->right.symbol;

	if (!(is->flags & KCONF_CONST) || !(is_not->flags & KCONF_CONST))
		return NULL;
	if (is == is_not)
		return kconf_expr_symbol(kconf, &kconf->no);
	return kconf_expr_compare(kconf, KCONF_EQUAL, equal->left.symbol, is);
}

static struct kconf_expr *join_and_tristate(struct kconf *kconf, struct kconf_symbol *symbol,
					    const struct kconf_expr *left,
					    const struct kconf_expr *right)
{
	struct kconf_expr *joined = NULL;
	struct kconf_symbol *rest;

	if (left->op == KCONF_EQUAL && right->op == KCONF_UNEQUAL)
		joined = equal_and_unequal(kconf, left, right);
	else if (left->op == KCONF_UNEQUAL && right->op == KCONF_EQUAL)
		joined = equal_and_unequal(kconf, right, left);
	if (joined || left->op != KCONF_UNEQUAL || right->op != KCONF_UNEQUAL)
		return joined;
	rest = third(kconf, left, right);
	return rest ? kconf_expr_compare(kconf, KCONF_EQUAL, symbol, rest) : NULL;
}

struct kconf_expr *conf_join_and(struct kconf *kconf, struct kconf_expr *left,
				 struct kconf_expr *right)
{
	struct kconf_symbol *symbol;

	if (conf_expr_eq(kconf, left, right))
		return left;
	symbol = common(left, right);
	if (!symbol)
		return NULL;
	if (alone_and(left, right, KCONF_EQUAL, &kconf->yes) ||
	    alone_and(left, right, KCONF_UNEQUAL, &kconf->mod))
		return kconf_expr_compare(kconf, KCONF_EQUAL, symbol, &kconf->yes);
	if (alone_and(left, right, KCONF_UNEQUAL, &kconf->no))
		return kconf_expr_symbol(kconf, symbol);
	if (symbol->type != KCONF_TRISTATE)
		return NULL;
	return join_and_tristate(kconf, symbol, left, right);
}
