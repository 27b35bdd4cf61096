/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KCONF_LEXER_H
#define KCONF_LEXER_H

#include "kconf/language.h"

enum kconf_token_kind {
	KCONF_T_END,
	KCONF_T_EOL,
	KCONF_T_WORD,
	KCONF_T_QUOTED,
	KCONF_T_VALUE, /* what stands behind an assignment */
	KCONF_T_HELP_TEXT,
	KCONF_T_IGNORED, /* a character that means nothing; only kconf_scan() gives it */
	KCONF_T_OR,
	KCONF_T_AND,
	KCONF_T_NOT,
	KCONF_T_EQUAL,
	KCONF_T_UNEQUAL,
	KCONF_T_LESS,
	KCONF_T_LESS_EQUAL,
	KCONF_T_GREATER,
	KCONF_T_GREATER_EQUAL,
	KCONF_T_OPEN,
	KCONF_T_CLOSE,
	KCONF_T_ASSIGN_SIMPLE, /* := */
	KCONF_T_ASSIGN_APPEND, /* += */
	KCONF_T_BOOL,          /* from here on keywords */
	KCONF_T_CHOICE,
	KCONF_T_COMMENT,
	KCONF_T_CONFIG,
	KCONF_T_DEF_BOOL,
	KCONF_T_DEF_TRISTATE,
	KCONF_T_DEFAULT,
	KCONF_T_DEPENDS,
	KCONF_T_ENDCHOICE,
	KCONF_T_ENDIF,
	KCONF_T_ENDMENU,
	KCONF_T_HELP,
	KCONF_T_HEX,
	KCONF_T_IF,
	KCONF_T_IMPLY,
	KCONF_T_INT,
	KCONF_T_MAINMENU,
	KCONF_T_MENU,
	KCONF_T_MENUCONFIG,
	KCONF_T_MODULES,
	KCONF_T_ON,
	KCONF_T_OPTION,
	KCONF_T_OPTIONAL,
	KCONF_T_PROMPT,
	KCONF_T_RANGE,
	KCONF_T_SELECT,
	KCONF_T_SOURCE,
	KCONF_T_STRING,
	KCONF_T_TRANSITIONAL,
	KCONF_T_TRISTATE,
	KCONF_T_VISIBLE,
};

/* What comes next means something else behind an assignment and behind "help" */
enum kconf_mode { KCONF_IN_STATEMENT, KCONF_IN_VALUE, KCONF_IN_HELP };

/* A text that is scanned: where it stands */
struct kconf_cursor {
	const char *text, *pos, *end;
	const char *line_start;
	guint line; /* of pos, from 1 */
};

/*
 * scan.c: the next token as it is written, macros untouched: kind and place. White space, comments
 * and escaped newlines are skipped. So the tokens of a file and what lies between them are the
 * file. A quoted text that its line does not end has open TRUE.
 */
struct kconf_token {
	enum kconf_token_kind kind;
	struct kconf_span span;
	const char *text; /* expanded; the lexer's, until the next token. NULL from kconf_scan() */
	gboolean open;
};
void kconf_scan(struct kconf_cursor *cursor, const struct kconf_dialect *dialect,
		enum kconf_mode mode, struct kconf_token *token);
/* A cursor at the beginning of a text, which lives longer. */
void kconf_cursor_set(struct kconf_cursor *cursor, const char *text, gsize len);
/* The help text at the cursor, its indentation taken away, appended to @out. */
void kconf_scan_help(struct kconf_cursor *cursor, GString *out);
/* The word's keyword, or KCONF_T_WORD. */
enum kconf_token_kind kconf_keyword(const struct kconf_dialect *dialect, const char *word,
				    gsize len);

struct kconf_lexer;

/*
 * lexer.c: tokens across files, macros expanded. Files are looked for in @directory (NULL: here),
 * then in the environment's $(srctree); @outside: they may lie outside of both.
 * Mistakes are told through kconf->talk and counted in kconf->errors; one that ends the reading
 * makes all further tokens KCONF_T_END.
 */
struct kconf_lexer *kconf_lexer_new(struct kconf *kconf, const char *directory, gboolean outside);
/* Frees it; NULL is fine. */
void kconf_lexer_free(struct kconf_lexer *lexer);
/* Begins with @name, or goes on with it in the middle of another file (source); what a text alone
 * sources is left out. */
gboolean kconf_lexer_open(struct kconf_lexer *lexer, const char *name,
			  const struct kconf_token *from);
/* Begins with a text alone, which is copied. */
gboolean kconf_lexer_open_text(struct kconf_lexer *lexer, const char *name, const char *text,
			       gsize len);
/* The next token. The text belongs to the lexer and holds until the token after it. */
void kconf_lexer_next(struct kconf_lexer *lexer, struct kconf_token *token);
/* From here on help text is read. */
void kconf_lexer_start_help(struct kconf_lexer *lexer);
/* The statement's place: file (interned) and line of its first token. */
void kconf_lexer_here(const struct kconf_lexer *lexer, const char **file, guint *line);
/* A mistake at a token of the file that is being read; it is counted. */
void kconf_lexer_wrong(struct kconf_lexer *lexer, const struct kconf_token *token,
		       const char *format, ...) G_GNUC_PRINTF(3, 4);
/* The same of an error that macros gave, which is freed; it ends the reading. */
void kconf_lexer_macro_wrong(struct kconf_lexer *lexer, const struct kconf_token *token,
			     GError *error);
/* Did a mistake end the reading? */
gboolean kconf_lexer_stopped(const struct kconf_lexer *lexer);

#endif
