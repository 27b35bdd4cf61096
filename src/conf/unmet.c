/* SPDX-License-Identifier: GPL-2.0-only */
#include "conf/unmet.h"

#include "conf/number.h"
#include "conf/value.h"

static const char *sign(enum kconf_op op)
{
	switch (op) {
	case KCONF_EQUAL:
		return "=";
	case KCONF_UNEQUAL:
		return "!=";
	case KCONF_LESS:
		return "<";
	case KCONF_LESS_EQUAL:
		return "<=";
	case KCONF_GREATER:
		return ">";
	case KCONF_GREATER_EQUAL:
		return ">=";
	default:
		return " ";
	}
}

static void print_symbol(const struct kconf *kconf, const struct kconf_symbol *symbol,
			 gboolean values, GString *out)
{
	g_string_append(out, symbol->name ? symbol->name : "<choice>");
	if (values && symbol->name && symbol->type != KCONF_UNKNOWN)
		g_string_append_printf(out, " [=%s]", conf_text(kconf, symbol));
}

/* Does an operand need parentheses below that operator? */
static gboolean binds_less(enum kconf_op around, enum kconf_op op)
{
	if (around == KCONF_NOT)
		return op == KCONF_AND || op == KCONF_OR;
	return around == KCONF_AND && op == KCONF_OR;
}

static void print(const struct kconf *kconf, const struct kconf_expr *expr, enum kconf_op around,
		  gboolean values, GString *out)
{
	gboolean open = binds_less(around, expr->op);

	if (open)
		g_string_append_c(out, '(');
	switch (expr->op) {
	case KCONF_SYMBOL:
		print_symbol(kconf, expr->left.symbol, values, out);
		break;
	case KCONF_NOT:
		g_string_append_c(out, '!');
		print(kconf, expr->left.expr, KCONF_NOT, values, out);
		break;
	case KCONF_AND:
	case KCONF_OR:
		print(kconf, expr->left.expr, expr->op, values, out);
		g_string_append(out, expr->op == KCONF_AND ? " && " : " || ");
		print(kconf, expr->right.expr, expr->op, values, out);
		break;
	default:
		if (expr->op == KCONF_RANGE)
			g_string_append_c(out, '[');
		print_symbol(kconf, expr->left.symbol, values, out);
		g_string_append(out, sign(expr->op));
		print_symbol(kconf, expr->right.symbol, values, out);
		if (expr->op == KCONF_RANGE)
			g_string_append_c(out, ']');
	}
	if (open)
		g_string_append_c(out, ')');
}

void conf_print_expr(const struct kconf *kconf, const struct kconf_expr *expr, gboolean values,
		     GString *out)
{
	if (expr)
		print(kconf, expr, KCONF_SYMBOL, values, out);
	else
		g_string_append_c(out, 'y');
}

static void print_reasons(struct kconf *kconf, struct kconf_expr *expr, enum kconf_tri tri,
			  const char **title, GString *out)
{
	if (expr->op == KCONF_OR) {
		print_reasons(kconf, expr->left.expr, tri, title, out);
		print_reasons(kconf, expr->right.expr, tri, title, out);
		return;
	}
	if (conf_expr_value(kconf, expr) != tri)
		return;
	if (*title)
		g_string_append(out, *title);
	*title = NULL;
	g_string_append(out, "  - ");
	conf_print_expr(kconf, expr, TRUE, out);
	g_string_append_c(out, '\n');
}

void conf_print_reasons(struct kconf *kconf, struct kconf_expr *expr, enum kconf_tri tri,
			const char *title, GString *out)
{
	print_reasons(kconf, expr, tri, &title, out);
}

void conf_warn_unmet(struct kconf *kconf, const struct kconf_symbol *symbol)
{
	g_autoptr(GString) out = g_string_new(NULL);

	g_string_append_printf(out, "\nWARNING: unmet direct dependencies detected for %s\n",
			       symbol->name);
	g_string_append_printf(out,
			       "  Depends on [%c]: ", symbol->direct.tri == KCONF_M ? 'm' : 'n');
	conf_print_expr(kconf, symbol->direct.expr, TRUE, out);
	g_string_append_c(out, '\n');
	conf_print_reasons(kconf, symbol->selected.expr, KCONF_Y, "  Selected by [y]:\n", out);
	conf_print_reasons(kconf, symbol->selected.expr, KCONF_M, "  Selected by [m]:\n", out);
	kconf_err(kconf->talk, "%s", out->str);
	kconf->warnings++;
}
