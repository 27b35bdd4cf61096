/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTEXT_OUTLINE_PRIVATE_H
#define CTEXT_OUTLINE_PRIVATE_H

#include "ctext/lexer.h"
#include "ctext/outline.h"

/* What a token does to the structure, beside its kind */
enum ctext_mark {
	CTEXT_MARK_NONE,
	CTEXT_MARK_IF,   /* #if, #ifdef, #ifndef */
	CTEXT_MARK_ELSE, /* #elif, #else … */
	CTEXT_MARK_ENDIF,
	CTEXT_MARK_OTHER, /* any other directive */
};

struct ctext_outline {
	char *text;
	gsize len;
	GStringChunk *strings;
	GPtrArray *vectors; /* memory of string vectors and field arrays */
	GArray *lines;      /* gsize: offset of each line's first byte */
	GArray *tokens;   /* struct ctext_token, without comments and without what is under #if 0 */
	GArray *marks;    /* guint8, enum ctext_mark of each token */
	GArray *comments; /* struct ctext_token */
	GArray *includes;
	GArray *macros;
	GArray *functions;
	GArray *variables;
	GArray *prototypes;
	GArray *conditions;
	GArray *tests;
};

#define TOKEN(outline, i) (&g_array_index((outline)->tokens, struct ctext_token, (i)))
#define MARK(outline, i) ((enum ctext_mark)g_array_index((outline)->marks, guint8, (i)))

/* outline.c */
const char *ctext_keep(struct ctext_outline *outline, const char *from, gsize len);
/* The text of [start, end) with comments taken out and white space folded to one blank */
const char *ctext_keep_folded(struct ctext_outline *outline, gsize start, gsize end);
/* Behind the newline if only blanks and comments that end there follow @offset, else @offset */
gsize ctext_line_rest(const struct ctext_outline *outline, gsize offset);
gboolean ctext_is(const struct ctext_outline *outline, guint i, const char *word);
gboolean ctext_is_char(const struct ctext_outline *outline, guint i, char c);
/*
 * The token that closes the bracket at @open, as seen through conditionals: each branch of an #if
 *  begins at the same depth. The number of tokens if nothing closes it. @resume (may be NULL) gets
 * the token to go on with: behind the #endif, where the branches of a conditional each close it.
 */
guint ctext_match(const struct ctext_outline *outline, guint open, guint *resume);
/* The first token at or behind @offset */
guint ctext_token_from(const struct ctext_outline *outline, gsize offset);

/* outline_directives.c: tokens, marks, includes, conditions */
void ctext_read_directives(struct ctext_outline *outline);
/* outline_items.c: everything else at file scope */
void ctext_read_items(struct ctext_outline *outline);
/* outline_words.c */
gboolean ctext_is_attribute(const char *word, gsize len);
/* static, extern, inline, const, asmlinkage …: part of a head, but no type */
gboolean ctext_is_qualifier(const char *word, gsize len);
gboolean ctext_is_type_keyword(const char *word, gsize len);
/* outline_fields.c: the fields of the initialiser whose brace is token @open */
void ctext_read_fields(struct ctext_outline *outline, struct ctext_variable *variable, guint open);
/* outline_tests.c */
void ctext_read_tests(struct ctext_outline *outline);

#endif
