/* SPDX-License-Identifier: GPL-2.0-only */
#include "ctext/outline_private.h"

#include <string.h>

static const struct {
	const char *word;
	enum ctext_test_kind kind;
} asking[] = {
	{"defined", CTEXT_TEST_DEFINED},           {"IS_ENABLED", CTEXT_TEST_IS_ENABLED},
	{"IS_BUILTIN", CTEXT_TEST_IS_BUILTIN},     {"IS_MODULE", CTEXT_TEST_IS_MODULE},
	{"IS_REACHABLE", CTEXT_TEST_IS_REACHABLE},
};

static gboolean is_option(const char *text, const struct ctext_token *token)
{
	return token->kind == CTEXT_IDENTIFIER && token->len > 7 &&
	       memcmp(text + token->offset, "CONFIG_", 7) == 0;
}

/* The kind of "word (" or "word" before token @i of @tokens, whose test then begins at that word */
static enum ctext_test_kind test_kind(const char *text, const GArray *tokens, guint i, guint *first,
				      guint *last)
{
	const struct ctext_token *at = &g_array_index(tokens, struct ctext_token, 0);
	gboolean paren = i >= 2 && ctext_token_is(text, &at[i - 1], "(") && i + 1 < tokens->len &&
			 ctext_token_is(text, &at[i + 1], ")");
	guint word = paren ? i - 2 : i - 1;

	*first = *last = i;
	if (i == 0)
		return CTEXT_TEST_VALUE;
	for (gsize k = 0; k < G_N_ELEMENTS(asking); k++) {
		if (!ctext_token_is(text, &at[word], asking[k].word))
			continue;
		if (!paren && asking[k].kind != CTEXT_TEST_DEFINED)
			break;
		*first = word;
		*last = paren ? i + 1 : i;
		return asking[k].kind;
	}
	return CTEXT_TEST_VALUE;
}

static void add_test(struct ctext_outline *outline, enum ctext_test_kind kind,
		     const struct ctext_token *option, gsize start, gsize end)
{
	struct ctext_config_test test = {
		.kind = kind,
		.option = ctext_keep(outline, outline->text + option->offset + 7, option->len - 7),
		.line = option->line,
		.offset = start,
		.len = end - start,
	};

	g_array_append_val(outline->tests, test);
}

static void read_test(struct ctext_outline *outline, const GArray *tokens, guint i)
{
	const struct ctext_token *at = &g_array_index(tokens, struct ctext_token, 0);
	guint first, last;
	enum ctext_test_kind kind = test_kind(outline->text, tokens, i, &first, &last);

	add_test(outline, kind, &at[i], at[first].offset, at[last].offset + at[last].len);
}

/* The tokens of a directive behind its '#', with positions of the whole text */
static GArray *directive_tokens(const struct ctext_outline *outline,
				const struct ctext_token *directive)
{
	GArray *tokens = g_array_new(FALSE, FALSE, sizeof(struct ctext_token));
	struct ctext_lexer lexer;
	struct ctext_token token;

	ctext_lexer_init(&lexer, outline->text, directive->offset + directive->len);
	lexer.pos = directive->offset + 1;
	lexer.line = directive->line;
	lexer.line_start = FALSE;
	while (ctext_lexer_next(&lexer, &token))
		if (token.kind != CTEXT_COMMENT)
			g_array_append_val(tokens, token);
	return tokens;
}

static void read_directive_tests(struct ctext_outline *outline, const struct ctext_token *directive)
{
	g_autoptr(GArray) tokens = NULL;
	const struct ctext_token *at;

	if (!g_strstr_len(outline->text + directive->offset, (gssize)directive->len, "CONFIG_"))
		return;
	tokens = directive_tokens(outline, directive);
	for (guint i = 0; i < tokens->len; i++) {
		at = &g_array_index(tokens, struct ctext_token, 0);
		if (!is_option(outline->text, &at[i]))
			continue;
		if (i == 1 && (ctext_token_is(outline->text, at, "ifdef") ||
			       ctext_token_is(outline->text, at, "elifdef")))
			add_test(outline, CTEXT_TEST_IFDEF, &at[i], at[i].offset,
				 at[i].offset + at[i].len);
		else if (i == 1 && (ctext_token_is(outline->text, at, "ifndef") ||
				    ctext_token_is(outline->text, at, "elifndef")))
			add_test(outline, CTEXT_TEST_IFNDEF, &at[i], at[i].offset,
				 at[i].offset + at[i].len);
		else
			read_test(outline, tokens, i);
	}
}

void ctext_read_tests(struct ctext_outline *outline)
{
	for (guint i = 0; i < outline->tokens->len; i++) {
		const struct ctext_token *token = TOKEN(outline, i);

		if (token->kind == CTEXT_DIRECTIVE)
			read_directive_tests(outline, token);
		else if (is_option(outline->text, token))
			read_test(outline, outline->tokens, i);
	}
}

GArray *ctext_function_calls(struct ctext_outline *outline, const struct ctext_function *function)
{
	GArray *calls = g_array_new(FALSE, FALSE, sizeof(struct ctext_call));
	guint i = ctext_token_from(outline, function->body_start);

	for (; i + 1 < outline->tokens->len; i++) {
		const struct ctext_token *token = TOKEN(outline, i);
		struct ctext_call call = {.line = token->line, .offset = token->offset};
		guint close;

		if (token->offset >= function->body_end)
			break;
		if (token->kind != CTEXT_IDENTIFIER || !ctext_is_char(outline, i + 1, '(') ||
		    ctext_is_keyword(outline->text + token->offset, token->len))
			continue;
		close = ctext_match(outline, i + 1, NULL);
		call.callee = ctext_keep(outline, outline->text + token->offset, token->len);
		call.args_start = TOKEN(outline, i + 1)->offset + 1;
		call.args_end =
			close < outline->tokens->len ? TOKEN(outline, close)->offset : outline->len;
		g_array_append_val(calls, call);
	}
	return calls;
}

static void uses_in_directive(const struct ctext_outline *outline, const char *identifier,
			      const struct ctext_token *directive, GArray *uses)
{
	g_autoptr(GArray) tokens = NULL;

	if (!g_strstr_len(outline->text + directive->offset, (gssize)directive->len, identifier))
		return;
	tokens = directive_tokens(outline, directive);
	for (guint i = 0; i < tokens->len; i++) {
		struct ctext_token *token = &g_array_index(tokens, struct ctext_token, i);

		if (token->kind == CTEXT_IDENTIFIER &&
		    ctext_token_is(outline->text, token, identifier))
			g_array_append_val(uses, *token);
	}
}

GArray *ctext_identifier_uses(const struct ctext_outline *outline, const char *identifier,
			      gsize start, gsize end)
{
	GArray *uses = g_array_new(FALSE, FALSE, sizeof(struct ctext_token));

	for (guint i = ctext_token_from(outline, start); i < outline->tokens->len; i++) {
		const struct ctext_token *token = TOKEN(outline, i);

		if (token->offset >= end)
			break;
		if (token->kind == CTEXT_DIRECTIVE)
			uses_in_directive(outline, identifier, token, uses);
		else if (token->kind == CTEXT_IDENTIFIER &&
			 ctext_token_is(outline->text, token, identifier))
			g_array_append_val(uses, *token);
	}
	return uses;
}

gboolean ctext_function_mentions(const struct ctext_outline *outline,
				 const struct ctext_function *function, const char *identifier)
{
	g_autoptr(GArray) uses =
		ctext_identifier_uses(outline, identifier, function->start, function->end);

	return uses->len > 0;
}
