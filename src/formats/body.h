/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FORMATS_BODY_H
#define FORMATS_BODY_H

#include "ctext/lexer.h"
#include "ctext/outline.h"

/**
 * struct scan_body: a function's body as tokens, without comments and directives, from the '{' to
 * the '}'. Offsets of the tokens count from `start` in the outline's text, lines from the top of
 * the file.
 */
struct scan_body {
	const char *text; /* of the outline, at `start` */
	gsize start;
	GArray *array;
	const struct ctext_token *tokens;
	guint n;
};
typedef struct scan_body scan_body;

/** scan_body_init: reads the body; the outline must outlive it. Undo with scan_body_clear(). */
void scan_body_init(struct scan_body *body, const struct ctext_outline *outline,
		    const struct ctext_function *function);
void scan_body_clear(struct scan_body *body);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(scan_body, scan_body_clear)

/** scan_body_byte: is token i that one-byte punctuator? FALSE behind the end. */
gboolean scan_body_byte(const struct scan_body *body, guint i, char c);

/** scan_body_word: is token i that identifier or keyword? */
gboolean scan_body_word(const struct scan_body *body, guint i, const char *word);

/** scan_body_behind: behind the bracket that closes the one at i; the end when none does. */
guint scan_body_behind(const struct scan_body *body, guint i);

/** scan_body_label: behind the label (`out:`, `case 1:`) that stands at i; i when none does. */
guint scan_body_label(const struct scan_body *body, guint i, guint end);

/** scan_body_statement: behind the statement that begins at i, its labels before it and an `else`
 * behind it included; at most end. */
guint scan_body_statement(const struct scan_body *body, guint i, guint end);

#endif
