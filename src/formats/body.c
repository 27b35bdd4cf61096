/* SPDX-License-Identifier: GPL-2.0-only */
#include "formats/body.h"

/* of statements in statements; keeps odd texts from our stack */
#define MAX_DEPTH 200

void scan_body_init(struct scan_body *body, const struct ctext_outline *outline,
		    const struct ctext_function *function)
{
	gsize len = function->body_end - function->body_start;
	guint first_line = ctext_line_at(outline, function->body_start);
	g_autoptr(GArray) all = NULL;

	body->start = function->body_start;
	body->text = ctext_outline_text(outline, NULL) + body->start;
	body->array = g_array_new(FALSE, FALSE, sizeof(struct ctext_token));
	all = ctext_tokens(body->text, len, FALSE);
	for (guint i = 0; i < all->len; i++) {
		struct ctext_token token = g_array_index(all, struct ctext_token, i);

		if (token.kind == CTEXT_DIRECTIVE || token.kind == CTEXT_COMMENT)
			continue;
		token.line += first_line - 1;
		g_array_append_val(body->array, token);
	}
	body->tokens = (const struct ctext_token *)(void *)body->array->data;
	body->n = body->array->len;
}

void scan_body_clear(struct scan_body *body)
{
	g_clear_pointer(&body->array, g_array_unref);
}

gboolean scan_body_byte(const struct scan_body *body, guint i, char c)
{
	return i < body->n && body->tokens[i].kind == CTEXT_PUNCTUATOR &&
	       body->tokens[i].len == 1 && body->text[body->tokens[i].offset] == c;
}

gboolean scan_body_word(const struct scan_body *body, guint i, const char *word)
{
	return i < body->n && body->tokens[i].kind == CTEXT_IDENTIFIER &&
	       ctext_token_is(body->text, &body->tokens[i], word);
}

static gboolean opens(const struct scan_body *body, guint i)
{
	return scan_body_byte(body, i, '(') || scan_body_byte(body, i, '{') ||
	       scan_body_byte(body, i, '[');
}

guint scan_body_behind(const struct scan_body *body, guint i)
{
	gint depth = 0;

	for (; i < body->n; i++) {
		if (opens(body, i))
			depth++;
		else if (scan_body_byte(body, i, ')') || scan_body_byte(body, i, '}') ||
			 scan_body_byte(body, i, ']'))
			if (--depth == 0)
				return i + 1;
	}
	return body->n;
}

static guint behind_semicolon(const struct scan_body *body, guint i, guint end)
{
	while (i < end && !scan_body_byte(body, i, ';'))
		i = opens(body, i) ? scan_body_behind(body, i) : i + 1;
	return MIN(i + 1, end);
}

/* behind `(…)` of an if, a loop, a switch or a loop that a macro makes; 0: it is none of them */
static guint behind_head(const struct scan_body *body, guint i)
{
	static const char *const heads[] = {"if", "for", "while", "switch", NULL};
	guint close;

	if (i >= body->n || body->tokens[i].kind != CTEXT_IDENTIFIER ||
	    !scan_body_byte(body, i + 1, '('))
		return 0;
	close = scan_body_behind(body, i + 1);
	for (guint h = 0; heads[h]; h++)
		if (scan_body_word(body, i, heads[h]))
			return close;
	return scan_body_byte(body, close, '{') ? close : 0;
}

guint scan_body_label(const struct scan_body *body, guint i, guint end)
{
	guint at = i;

	if (i >= end || body->tokens[i].kind != CTEXT_IDENTIFIER)
		return i;
	if (scan_body_word(body, i, "case"))
		while (at < end && !scan_body_byte(body, at + 1, ':'))
			at = opens(body, at) ? scan_body_behind(body, at) : at + 1;
	return at + 1 < end && scan_body_byte(body, at + 1, ':') ? at + 2 : i;
}

static guint statement(const struct scan_body *body, guint i, guint end, guint depth)
{
	guint close, label;

	if (depth > MAX_DEPTH || i >= end)
		return end;
	if (scan_body_byte(body, i, '{'))
		return MIN(scan_body_behind(body, i), end);
	label = scan_body_label(body, i, end);
	if (label > i)
		return statement(body, label, end, depth + 1);
	if (scan_body_word(body, i, "do"))
		return behind_semicolon(body, statement(body, i + 1, end, depth + 1), end);
	close = behind_head(body, i);
	if (!close)
		return behind_semicolon(body, i, end);
	close = statement(body, close, end, depth + 1);
	if (scan_body_word(body, i, "if") && close < end && scan_body_word(body, close, "else"))
		close = statement(body, close + 1, end, depth + 1);
	return close;
}

guint scan_body_statement(const struct scan_body *body, guint i, guint end)
{
	return statement(body, i, end, 0);
}
