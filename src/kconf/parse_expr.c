/* SPDX-License-Identifier: GPL-2.0-only */
#include "kconf/parse.h"

/* Parentheses and negations within each other; conf's own stack ends at 10000 */
#define MAX_DEPTH 2000
/* Operands of one expression: all that reads it recurses; the longest of a kernel has 60 */
#define MAX_OPERANDS 4000

gboolean kconf_parse_symbol(struct kconf_parser *parser, gboolean quotes,
			    struct kconf_symbol **symbol)
{
	gboolean quoted = parser->token.kind == KCONF_T_QUOTED;

	if (parser->token.kind != KCONF_T_WORD && !(quoted && quotes))
		return kconf_parser_wrong(parser, "a symbol is missing");
	*symbol = kconf_lookup(parser->kconf, parser->token.text, quoted);
	kconf_parser_next(parser);
	return TRUE;
}

static gboolean is_compare(enum kconf_token_kind kind, enum kconf_op *op)
{
	switch (kind) {
	case KCONF_T_EQUAL:
		*op = KCONF_EQUAL;
		return TRUE;
	case KCONF_T_UNEQUAL:
		*op = KCONF_UNEQUAL;
		return TRUE;
	case KCONF_T_LESS:
		*op = KCONF_LESS;
		return TRUE;
	case KCONF_T_LESS_EQUAL:
		*op = KCONF_LESS_EQUAL;
		return TRUE;
	case KCONF_T_GREATER:
		*op = KCONF_GREATER;
		return TRUE;
	case KCONF_T_GREATER_EQUAL:
		*op = KCONF_GREATER_EQUAL;
		return TRUE;
	default:
		return FALSE;
	}
}

/* A symbol, or a comparison of two; nothing else can be compared */
static gboolean parse_relation(struct kconf_parser *parser, struct kconf_expr **expr)
{
	struct kconf_symbol *left, *right;
	enum kconf_op op;

	if (!kconf_parse_symbol(parser, TRUE, &left))
		return FALSE;
	if (!is_compare(parser->token.kind, &op)) {
		*expr = kconf_expr_symbol(parser->kconf, left);
		return TRUE;
	}
	kconf_parser_next(parser);
	if (!kconf_parse_symbol(parser, TRUE, &right))
		return FALSE;
	*expr = kconf_expr_compare(parser->kconf, op, left, right);
	return TRUE;
}

/* '!' takes a whole relation: "!A = B" is "!(A = B)" */
static gboolean parse_operand(struct kconf_parser *parser, struct kconf_expr **expr)
{
	gboolean ok;

	if (parser->n_operands++ >= MAX_OPERANDS)
		return kconf_parser_wrong(parser, "the expression is too long");
	if (parser->token.kind != KCONF_T_NOT && parser->token.kind != KCONF_T_OPEN)
		return parse_relation(parser, expr);
	if (parser->depth >= MAX_DEPTH)
		return kconf_parser_wrong(parser, "the expression is nested too deeply");
	parser->depth++;
	if (kconf_parser_accept(parser, KCONF_T_NOT)) {
		ok = parse_operand(parser, expr);
		if (ok)
			*expr = kconf_expr_not(parser->kconf, *expr);
	} else {
		kconf_parser_next(parser);
		ok = kconf_parse_expr(parser, expr);
		if (ok && !kconf_parser_accept(parser, KCONF_T_CLOSE))
			ok = kconf_parser_wrong(parser, "')' is missing");
	}
	parser->depth--;
	return ok;
}

static gboolean parse_and(struct kconf_parser *parser, struct kconf_expr **expr)
{
	struct kconf_expr *right = NULL;

	if (!parse_operand(parser, expr))
		return FALSE;
	while (kconf_parser_accept(parser, KCONF_T_AND)) {
		if (!parse_operand(parser, &right))
			return FALSE;
		*expr = kconf_expr_two(parser->kconf, KCONF_AND, *expr, right);
	}
	return TRUE;
}

gboolean kconf_parse_expr(struct kconf_parser *parser, struct kconf_expr **expr)
{
	struct kconf_expr *right = NULL;

	if (!parser->depth)
		parser->n_operands = 0;
	if (!parse_and(parser, expr))
		return FALSE;
	while (kconf_parser_accept(parser, KCONF_T_OR)) {
		if (!parse_and(parser, &right))
			return FALSE;
		*expr = kconf_expr_two(parser->kconf, KCONF_OR, *expr, right);
	}
	return TRUE;
}

gboolean kconf_parse_if(struct kconf_parser *parser, struct kconf_expr **expr,
			struct kconf_part *part)
{
	*expr = NULL;
	*part = (struct kconf_part){0};
	if (!kconf_parser_accept(parser, KCONF_T_IF))
		return TRUE;
	*part = kconf_parser_part(parser);
	if (!kconf_parse_expr(parser, expr))
		return FALSE;
	kconf_parser_end_part(parser, part);
	return TRUE;
}
