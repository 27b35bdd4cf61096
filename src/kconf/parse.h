/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KCONF_PARSE_H
#define KCONF_PARSE_H

#include "kconf/lexer.h"

/*
 * Reads @name and all that it sources into @kconf; see kconf_lexer_new() for @directory and
 * @outside. Mistakes are told, each with its place, and counted in kconf->errors; FALSE if there
 * are any.
 */
gboolean kconf_parse(struct kconf *kconf, const char *name, const char *directory,
		     gboolean outside);

/*
 * Reads a text alone (copied), as it is written: what it sources is not read. @kconf must have no
 * macros. Mistakes and result as above; all places have @name.
 */
gboolean kconf_parse_text(struct kconf *kconf, const char *name, const char *text, gsize len);

/* --- between parse.c and parse_expr.c, parse_entry.c --------------------------------------- */

struct kconf_parser {
	struct kconf *kconf;
	struct kconf_lexer *lexer;
	struct kconf_token token; /* the next one */
	struct kconf_span start;  /* of the statement's first token */
	guint end;                /* behind the last token that was taken */
	struct kconf_menu *parent, **tail, *entry, *choice;
	guint depth;      /* of parentheses */
	guint n_operands; /* of the expression that is being read */
	gboolean began;
};

/* Takes the next token. */
void kconf_parser_next(struct kconf_parser *parser);
/* Is the next token of that kind? Then it is taken. */
gboolean kconf_parser_accept(struct kconf_parser *parser, enum kconf_token_kind kind);
/* A mistake at the next token, unless one of this statement was told. Gives FALSE. */
gboolean kconf_parser_wrong(struct kconf_parser *parser, const char *format, ...)
	G_GNUC_PRINTF(2, 3);
/* The end of the statement must come now; it is not taken. */
gboolean kconf_parser_at_end(struct kconf_parser *parser);
/* From the statement's first token to the last one that was taken */
struct kconf_span kconf_parser_span(const struct kconf_parser *parser);
/* A part that begins at the next token; and it ends at the last one that was taken. */
struct kconf_part kconf_parser_part(const struct kconf_parser *parser);
void kconf_parser_end_part(const struct kconf_parser *parser, struct kconf_part *part);

/* "… expr"; FALSE after a mistake. */
gboolean kconf_parse_expr(struct kconf_parser *parser, struct kconf_expr **expr);
/* "if expr", and where the expression stands; or nothing, which is NULL */
gboolean kconf_parse_if(struct kconf_parser *parser, struct kconf_expr **expr,
			struct kconf_part *part);
/* A word or a quoted text as a symbol; a word alone where quotes mean nothing. */
gboolean kconf_parse_symbol(struct kconf_parser *parser, gboolean quotes,
			    struct kconf_symbol **symbol);

/*
 * parse_entry.c: one attribute of parser->entry: TRUE if the next token began one (it is read to
 * the end of its line, mistakes told), FALSE if the entry ends here.
 */
gboolean kconf_parse_attribute(struct kconf_parser *parser);
/* A clause of parser->entry, whose statement has been read to its end. */
void kconf_add_clause(struct kconf_parser *parser, struct kconf_expr *expr, gboolean visible,
		      const struct kconf_part *value);
/* A prompt for parser->entry: warnings and the "visible if" of the menus around it. */
struct kconf_prop *kconf_add_prompt(struct kconf_parser *parser, enum kconf_prop_kind kind,
				    const char *text, struct kconf_expr *cond);
/* Skips to the end of the statement and takes the end of the line. */
void kconf_parser_skip(struct kconf_parser *parser);

#endif
