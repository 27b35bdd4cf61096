/* SPDX-License-Identifier: GPL-2.0-only */
#include "conf/simplify.h"

#include "conf/join.h"

static struct kconf_expr *constant(struct kconf *kconf, struct kconf_symbol *symbol)
{
	return kconf_expr_symbol(kconf, symbol);
}

static gboolean is_operator(const struct kconf_expr *expr)
{
	return expr->op == KCONF_AND || expr->op == KCONF_OR;
}

/* --- transform -------------------------------------------------------------------------- */

static struct kconf_expr *transform_compare(struct kconf *kconf, struct kconf_expr *expr)
{
	struct kconf_symbol *left = expr->left.symbol, *right = expr->right.symbol;
	gboolean equal = expr->op == KCONF_EQUAL;
	struct kconf_expr *symbol;

	if (left->type != KCONF_BOOL || (!equal && expr->op != KCONF_UNEQUAL))
		return expr;
	symbol = kconf_expr_symbol(kconf, left);
	if (right == &kconf->mod) {
		kconf_out(kconf->talk, "boolean symbol %s tested for 'm'? test forced to '%s'\n",
			  left->name, equal ? "n" : "y");
		return constant(kconf, equal ? &kconf->no : &kconf->yes);
	}
	if (right == &kconf->no)
		return equal ? kconf_expr_not(kconf, symbol) : symbol;
	if (right == &kconf->yes)
		return equal ? symbol : kconf_expr_not(kconf, symbol);
	return expr;
}

static enum kconf_op opposite(enum kconf_op op)
{
	switch (op) {
	case KCONF_EQUAL:
		return KCONF_UNEQUAL;
	case KCONF_UNEQUAL:
		return KCONF_EQUAL;
	case KCONF_LESS:
		return KCONF_GREATER_EQUAL;
	case KCONF_LESS_EQUAL:
		return KCONF_GREATER;
	case KCONF_GREATER:
		return KCONF_LESS_EQUAL;
	default:
		return KCONF_LESS;
	}
}

/* !y, !m, !n */
static struct kconf_expr *negated_constant(struct kconf *kconf, struct kconf_expr *expr)
{
	const struct kconf_symbol *symbol = expr->left.expr->left.symbol;

	if (symbol == &kconf->yes)
		return constant(kconf, &kconf->no);
	if (symbol == &kconf->mod)
		return constant(kconf, &kconf->mod);
	if (symbol == &kconf->no)
		return constant(kconf, &kconf->yes);
	return expr;
}

static struct kconf_expr *transform_not(struct kconf *kconf, struct kconf_expr *expr)
{
	struct kconf_expr *inner = expr->left.expr;

	if (inner->op == KCONF_NOT)
		return inner->left.expr;
	if (kconf_is_compare(inner->op))
		return kconf_expr_compare(kconf, opposite(inner->op), inner->left.symbol,
					  inner->right.symbol);
	if (is_operator(inner))
		return conf_transform(kconf,
				      kconf_expr_two(kconf,
						     inner->op == KCONF_OR ? KCONF_AND : KCONF_OR,
						     kconf_expr_not(kconf, inner->left.expr),
						     kconf_expr_not(kconf, inner->right.expr)));
	return negated_constant(kconf, expr);
}

struct kconf_expr *conf_transform(struct kconf *kconf, struct kconf_expr *expr)
{
	if (!expr || expr->op == KCONF_SYMBOL)
		return expr;
	if (kconf_is_compare(expr->op))
		return transform_compare(kconf, expr);
	if (expr->op == KCONF_NOT)
		return transform_not(kconf,
				     kconf_expr_not(kconf, conf_transform(kconf, expr->left.expr)));
	return kconf_expr_two(kconf, expr->op, conf_transform(kconf, expr->left.expr),
			      conf_transform(kconf, expr->right.expr));
}

/* --- y and n as operands ---------------------------------------------------------------- */

/* The operand that is left of "left OP right" if the other one decides, else NULL */
static struct kconf_expr *without(const struct kconf *kconf, enum kconf_op op,
				  struct kconf_expr *left, struct kconf_expr *right)
{
	const struct kconf_symbol *neutral = op == KCONF_AND ? &kconf->yes : &kconf->no;
	const struct kconf_symbol *strong = op == KCONF_AND ? &kconf->no : &kconf->yes;

	if (left->op == KCONF_SYMBOL && left->left.symbol == strong)
		return left;
	if (left->op == KCONF_SYMBOL && left->left.symbol == neutral)
		return right;
	if (right->op == KCONF_SYMBOL && right->left.symbol == strong)
		return right;
	if (right->op == KCONF_SYMBOL && right->left.symbol == neutral)
		return left;
	return NULL;
}

static struct kconf_expr *eliminate_yn(struct kconf *kconf, struct kconf_expr *expr)
{
	struct kconf_expr *left, *right, *rest;

	if (!expr || !is_operator(expr))
		return expr;
	left = eliminate_yn(kconf, expr->left.expr);
	right = eliminate_yn(kconf, expr->right.expr);
	rest = without(kconf, expr->op, left, right);
	if (rest)
		return rest;
	/* where expressions are shared, conf leaves one alone that keeps its operator */
	if (kconf->dialect->cached_exprs)
		return expr;
	return kconf_expr_two(kconf, expr->op, left, right);
}

/* --- equality --------------------------------------------------------------------------- */

static void eliminate_eq_of(struct kconf *kconf, enum kconf_op op, struct kconf_expr **one,
			    struct kconf_expr **two)
{
	struct kconf_expr *left, *right;

	if ((*one)->op == op) {
		left = (*one)->left.expr;
		right = (*one)->right.expr;
		eliminate_eq_of(kconf, op, &left, two);
		eliminate_eq_of(kconf, op, &right, two);
		*one = kconf_expr_two(kconf, op, left, right);
		return;
	}
	if ((*two)->op == op) {
		left = (*two)->left.expr;
		right = (*two)->right.expr;
		eliminate_eq_of(kconf, op, one, &left);
		eliminate_eq_of(kconf, op, one, &right);
		*two = kconf_expr_two(kconf, op, left, right);
		return;
	}
	if (*one == *two && (*one)->op == KCONF_SYMBOL &&
	    ((*one)->left.symbol == &kconf->yes || (*one)->left.symbol == &kconf->no))
		return;
	if (!conf_expr_eq(kconf, *one, *two))
		return;
	kconf->simplified++;
	*one = *two = constant(kconf, op == KCONF_OR ? &kconf->no : &kconf->yes);
}

void conf_eliminate_eq(struct kconf *kconf, struct kconf_expr **left, struct kconf_expr **right)
{
	if (!*left || !*right)
		return;
	if (is_operator(*left))
		eliminate_eq_of(kconf, (*left)->op, left, right);
	if ((*left)->op != (*right)->op && is_operator(*right))
		eliminate_eq_of(kconf, (*right)->op, left, right);
	*left = eliminate_yn(kconf, *left);
	*right = eliminate_yn(kconf, *right);
}

gboolean conf_expr_eq(struct kconf *kconf, struct kconf_expr *left, struct kconf_expr *right)
{
	guint count = kconf->simplified;
	gboolean equal;

	if (!left || !right)
		return kconf_expr_is_yes(kconf, left) && kconf_expr_is_yes(kconf, right);
	if (left->op != right->op)
		return FALSE;
	if (left->op == KCONF_NOT)
		return conf_expr_eq(kconf, left->left.expr, right->left.expr);
	if (!is_operator(left))
		return left == right;
	conf_eliminate_eq(kconf, &left, &right);
	equal = left && left == right && left->op == KCONF_SYMBOL;
	kconf->simplified = count;
	return equal;
}

/* --- duplicates ------------------------------------------------------------------------- */

/* Two leaves: the first becomes neutral if the second can stand for both */
static void join(struct kconf *kconf, enum kconf_op op, struct kconf_expr **one,
		 struct kconf_expr **two)
{
	struct kconf_expr *joined =
		op == KCONF_OR ? conf_join_or(kconf, *one, *two) : conf_join_and(kconf, *one, *two);

	if (!joined)
		return;
	*one = constant(kconf, op == KCONF_OR ? &kconf->no : &kconf->yes);
	*two = joined;
	kconf->simplified++;
}

static void dups_between(struct kconf *kconf, enum kconf_op op, struct kconf_expr **one,
			 struct kconf_expr **two)
{
	struct kconf_expr *left, *right;

	if ((*one)->op == op) {
		left = (*one)->left.expr;
		right = (*one)->right.expr;
		dups_between(kconf, op, &left, two);
		dups_between(kconf, op, &right, two);
		*one = kconf_expr_two(kconf, op, left, right);
	} else if ((*two)->op == op) {
		left = (*two)->left.expr;
		right = (*two)->right.expr;
		dups_between(kconf, op, one, &left);
		dups_between(kconf, op, one, &right);
		*two = kconf_expr_two(kconf, op, left, right);
	} else {
		join(kconf, op, one, two);
	}
}

static struct kconf_expr *dups_shared(struct kconf *kconf, struct kconf_expr *expr)
{
	struct kconf_expr *left, *right;

	do {
		kconf->simplified = 0;
		if (is_operator(expr)) {
			left = conf_eliminate_dups(kconf, expr->left.expr);
			right = conf_eliminate_dups(kconf, expr->right.expr);
			dups_between(kconf, expr->op, &left, &right);
			expr = kconf_expr_two(kconf, expr->op, left, right);
		}
		expr = eliminate_yn(kconf, expr);
	} while (kconf->simplified);
	return expr;
}

static void add_leaves(const struct kconf_expr *expr, enum kconf_op op, GPtrArray *leaves)
{
	if (expr->op != op) {
		g_ptr_array_add(leaves, (gpointer)expr);
		return;
	}
	add_leaves(expr->left.expr, op, leaves);
	add_leaves(expr->right.expr, op, leaves);
}

/* The same tree of @op with other leaves */
static struct kconf_expr *with_leaves(struct kconf *kconf, const struct kconf_expr *expr,
				      enum kconf_op op, const GPtrArray *leaves, guint *next)
{
	struct kconf_expr *left;

	if (expr->op != op)
		return leaves->pdata[(*next)++];
	left = with_leaves(kconf, expr->left.expr, op, leaves, next);
	return kconf_expr_two(kconf, op, left,
			      with_leaves(kconf, expr->right.expr, op, leaves, next));
}

/*
 * Before expressions were shared, conf compared every leaf with every other one, in place, and
 * looked into a leaf of the other operator each time it met it.
 */
static struct kconf_expr *dups_once(struct kconf *kconf, struct kconf_expr *expr)
{
	g_autoptr(GPtrArray) leaves = g_ptr_array_new();
	struct kconf_expr **leaf;
	guint next = 0;

	add_leaves(expr, expr->op, leaves);
	leaf = (struct kconf_expr **)leaves->pdata;
	for (guint i = 0; i < leaves->len; i++)
		for (guint k = 0; k < leaves->len; k++) {
			if (i == k)
				continue;
			if (is_operator(leaf[i]))
				leaf[i] = dups_once(kconf, leaf[i]);
			join(kconf, expr->op, &leaf[i], &leaf[k]);
		}
	return with_leaves(kconf, expr, expr->op, leaves, &next);
}

static struct kconf_expr *dups_in_place(struct kconf *kconf, struct kconf_expr *expr)
{
	while (TRUE) {
		kconf->simplified = 0;
		if (is_operator(expr))
			expr = dups_once(kconf, expr);
		if (!kconf->simplified)
			return expr;
		expr = eliminate_yn(kconf, expr);
	}
}

struct kconf_expr *conf_eliminate_dups(struct kconf *kconf, struct kconf_expr *expr)
{
	guint count = kconf->simplified;

	if (!expr)
		return NULL;
	expr = kconf->dialect->cached_exprs ? dups_shared(kconf, expr) : dups_in_place(kconf, expr);
	kconf->simplified = count;
	return expr;
}

/* --- what an expression says of a symbol ------------------------------------------------- */

gboolean conf_expr_contains(const struct kconf_expr *expr, const struct kconf_symbol *symbol)
{
	if (!expr)
		return FALSE;
	if (is_operator(expr))
		return conf_expr_contains(expr->left.expr, symbol) ||
		       conf_expr_contains(expr->right.expr, symbol);
	if (expr->op == KCONF_NOT)
		return conf_expr_contains(expr->left.expr, symbol);
	return expr->left.symbol == symbol ||
	       (kconf_is_compare(expr->op) && expr->right.symbol == symbol);
}

gboolean conf_expr_depends(const struct kconf *kconf, const struct kconf_expr *expr,
			   const struct kconf_symbol *symbol)
{
	if (!expr)
		return FALSE;
	if (expr->op == KCONF_AND)
		return conf_expr_depends(kconf, expr->left.expr, symbol) ||
		       conf_expr_depends(kconf, expr->right.expr, symbol);
	if (expr->op == KCONF_OR || expr->op == KCONF_NOT || expr->left.symbol != symbol)
		return FALSE;
	if (expr->op == KCONF_EQUAL)
		return expr->right.symbol == &kconf->yes || expr->right.symbol == &kconf->mod;
	return expr->op == KCONF_SYMBOL ||
	       (expr->op == KCONF_UNEQUAL && expr->right.symbol == &kconf->no);
}

gboolean conf_expr_negates(const struct kconf *kconf, const struct kconf_expr *expr,
			   const struct kconf_symbol *symbol)
{
	const struct kconf_symbol *other;

	if (!expr)
		return FALSE;
	if (is_operator(expr))
		return conf_expr_negates(kconf, expr->left.expr, symbol) ||
		       conf_expr_negates(kconf, expr->right.expr, symbol);
	if (expr->op == KCONF_NOT)
		return expr->left.expr->op == KCONF_SYMBOL &&
		       expr->left.expr->left.symbol == symbol;
	if (!kconf_is_compare(expr->op) || expr->left.symbol != symbol)
		return FALSE;
	other = expr->right.symbol;
	return (expr->op == KCONF_EQUAL && other == &kconf->no) ||
	       (expr->op == KCONF_UNEQUAL && (other == &kconf->yes || other == &kconf->mod));
}
