/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTEXT_OUTLINE_HEAD_H
#define CTEXT_OUTLINE_HEAD_H

#include "ctext/outline_private.h"

/* The tokens of a file-scope item before its body, each bracketed group being one piece */
struct ctext_piece {
	guint first, last; /* tokens; equal for a single one */
};

enum ctext_head_kind {
	CTEXT_HEAD_NOTHING,
	CTEXT_HEAD_MACRO, /* no type: NAME(args) */
	CTEXT_HEAD_FUNCTION,
	CTEXT_HEAD_VARIABLE,
};

struct ctext_head {
	enum ctext_head_kind kind;
	gboolean is_static, is_extern, is_inline, is_array, is_typedef;
	guint name;           /* token */
	guint params;         /* token of the '(' of a function's or macro's arguments */
	guint declarator;     /* piece in which the name stands */
	guint specifiers_end; /* token that begins the declarator: the name, or a '(' around it */
};

#define PIECE(pieces, i) (&g_array_index((pieces), struct ctext_piece, (i)))

/* What the pieces declare, up to the first '=' or ','. */
void ctext_read_head(const struct ctext_outline *outline, const GArray *pieces,
		     struct ctext_head *head);

/* The name of a further declarator that begins at piece @at; FALSE if there is none. */
gboolean ctext_read_declarator(const struct ctext_outline *outline, const GArray *pieces, guint at,
			       struct ctext_head *head);

/* Does the '{' behind these pieces open the body of a struct, union or enum? */
gboolean ctext_is_type_body(const struct ctext_outline *outline, const GArray *pieces);

/* Is piece @i the punctuator, or the group that it opens? */
gboolean ctext_piece_is(const struct ctext_outline *outline, const GArray *pieces, guint i,
			char first);

#endif
