/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTEXT_LEXER_H
#define CTEXT_LEXER_H

#include <glib.h>

/*
 * The tokens of a C text, without a preprocessor. Positions are byte offsets and 1-based lines of
 * the text as it stands. The lexer never fails: a byte that starts nothing known is a punctuator,
 * an unterminated string or character ends at its line, an unterminated comment at the text's end.
 *
 * A backslash before a newline is white space, except within a directive, a string or a comment,
 * which it continues.
 */
enum ctext_token_kind {
	CTEXT_IDENTIFIER,
	CTEXT_NUMBER,
	CTEXT_STRING,
	CTEXT_CHAR,
	CTEXT_PUNCTUATOR,
	/* a whole preprocessor line with its continuations and comments, without the newline */
	CTEXT_DIRECTIVE,
	CTEXT_COMMENT,
};

struct ctext_token {
	enum ctext_token_kind kind;
	guint line;
	gsize offset;
	gsize len;
};

struct ctext_lexer {
	const char *text;
	gsize len;
	gsize pos;
	guint line;
	gboolean line_start;
};

/* Starts at the first byte of @text (@len bytes, need not end in NUL, borrowed). */
void ctext_lexer_init(struct ctext_lexer *lexer, const char *text, gsize len);

/* The next token into @token; FALSE at the end of the text. */
gboolean ctext_lexer_next(struct ctext_lexer *lexer, struct ctext_token *token);

/* All tokens of a text: an array of struct ctext_token, owned by the caller. */
GArray *ctext_tokens(const char *text, gsize len, gboolean with_comments);

/* Is the token spelt exactly @word? */
gboolean ctext_token_is(const char *text, const struct ctext_token *token, const char *word);

/* Is @word a keyword of C (C11 and the GNU spellings that kernels use)? */
gboolean ctext_is_keyword(const char *word, gsize len);

#endif
