/* SPDX-License-Identifier: GPL-2.0-only */
#include "conf/number.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "conf/value.h"

static gboolean all(const char *text, gboolean (*is)(char c))
{
	for (; *text; text++)
		if (!is(*text))
			return FALSE;
	return TRUE;
}

static gboolean is_digit(char c)
{
	return g_ascii_isdigit(c);
}

static gboolean is_xdigit(char c)
{
	return g_ascii_isxdigit(c);
}

gboolean conf_text_valid(enum kconf_type type, const char *text)
{
	switch (type) {
	case KCONF_STRING:
		return TRUE;
	case KCONF_INT:
		if (*text == '-')
			text++;
		return g_ascii_isdigit(*text) && (text[0] != '0' || !text[1]) &&
		       all(text, is_digit);
	case KCONF_HEX:
		if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
			text += 2;
		return *text && all(text, is_xdigit);
	case KCONF_BOOL:
	case KCONF_TRISTATE:
		return *text && strchr("yYmMnN", *text);
	case KCONF_UNKNOWN:
		break;
	}
	return FALSE;
}

/* One side of a comparison; not a number: it is compared as text */
struct number {
	enum { TEXT, SIGNED, UNSIGNED } kind;
	gint64 s;
	guint64 u;
};

static struct number read_number(const char *text, enum kconf_type type)
{
	struct number number = {.kind = SIGNED};
	char *tail = NULL;

	errno = 0;
	switch (type) {
	case KCONF_BOOL:
	case KCONF_TRISTATE:
		number.s = !strcmp(text, "n")   ? 0
			   : !strcmp(text, "m") ? 1
			   : !strcmp(text, "y") ? 2
						: -1;
		number.u = (guint64)number.s;
		return number;
	case KCONF_INT:
		number.s = strtoll(text, &tail, 10);
		break;
	case KCONF_HEX:
		number.u = strtoull(text, &tail, 16);
		number.s = (gint64)number.u;
		number.kind = UNSIGNED;
		break;
	default:
		number.s = strtoll(text, &tail, 0);
		break;
	}
	if (number.kind == SIGNED)
		number.u = (guint64)number.s;
	if (errno || *tail || tail == text || !g_ascii_isxdigit(tail[-1]))
		number.kind = TEXT;
	return number;
}

static int compare(struct kconf *kconf, const struct kconf_symbol *left,
		   const struct kconf_symbol *right)
{
	const char *one = conf_text(kconf, left), *two = conf_text(kconf, right);
	struct number a = {.kind = TEXT}, b = {.kind = TEXT};

	if (left->type != KCONF_STRING || right->type != KCONF_STRING) {
		a = read_number(one, left->type);
		b = read_number(two, right->type);
	}
	if (a.kind == TEXT || b.kind == TEXT)
		return strcmp(one, two);
	if (a.kind == UNSIGNED || b.kind == UNSIGNED)
		return (a.u > b.u) - (a.u < b.u);
	return (a.s > b.s) - (a.s < b.s);
}

static gboolean holds(enum kconf_op op, int difference)
{
	switch (op) {
	case KCONF_EQUAL:
		return difference == 0;
	case KCONF_UNEQUAL:
		return difference != 0;
	case KCONF_LESS:
		return difference < 0;
	case KCONF_LESS_EQUAL:
		return difference <= 0;
	case KCONF_GREATER:
		return difference > 0;
	default:
		return difference >= 0;
	}
}

static enum kconf_tri evaluate(struct kconf *kconf, const struct kconf_expr *expr)
{
	enum kconf_tri left, right;

	switch (expr->op) {
	case KCONF_SYMBOL:
		conf_calc(kconf, expr->left.symbol);
		return expr->left.symbol->value.tri;
	case KCONF_NOT:
		return (enum kconf_tri)(2 - conf_expr_value(kconf, expr->left.expr));
	case KCONF_AND:
		left = conf_expr_value(kconf, expr->left.expr);
		right = conf_expr_value(kconf, expr->right.expr);
		return MIN(left, right);
	case KCONF_OR:
		left = conf_expr_value(kconf, expr->left.expr);
		right = conf_expr_value(kconf, expr->right.expr);
		return MAX(left, right);
	default:
		conf_calc(kconf, expr->left.symbol);
		conf_calc(kconf, expr->right.symbol);
		return holds(expr->op, compare(kconf, expr->left.symbol, expr->right.symbol))
			       ? KCONF_Y
			       : KCONF_N;
	}
}

enum kconf_tri conf_expr_value(struct kconf *kconf, struct kconf_expr *expr)
{
	enum kconf_tri value;

	if (!expr)
		return KCONF_Y;
	if (!kconf->dialect->cached_exprs)
		return evaluate(kconf, expr);
	if (expr->round == kconf->round)
		return (enum kconf_tri)expr->value;
	value = evaluate(kconf, expr);
	expr->value = (guint8)value;
	expr->round = kconf->round;
	return value;
}

void conf_forget_exprs(struct kconf *kconf)
{
	if (++kconf->round)
		return;
	/* the count begins anew, and old numbers must not look like new ones */
	kconf->round = 1;
	for (guint i = 0; i < kconf->expr_table; i++)
		for (struct kconf_expr *expr = kconf->exprs[i]; expr; expr = expr->next)
			expr->round = 0;
}
