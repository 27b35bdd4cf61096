/* SPDX-License-Identifier: GPL-2.0-only */
#include "ctext/outline_head.h"

#include <string.h>

gboolean ctext_piece_is(const struct ctext_outline *outline, const GArray *pieces, guint i,
			char first)
{
	return i < pieces->len && ctext_is_char(outline, PIECE(pieces, i)->first, first);
}

static gboolean is_word(const struct ctext_outline *outline, const GArray *pieces, guint i)
{
	return i < pieces->len && TOKEN(outline, PIECE(pieces, i)->first)->kind == CTEXT_IDENTIFIER;
}

static gboolean token_is_qualifier(const struct ctext_outline *outline, guint i)
{
	const struct ctext_token *token = TOKEN(outline, i);

	return token->kind == CTEXT_IDENTIFIER &&
	       ctext_is_qualifier(outline->text + token->offset, token->len);
}

static gboolean token_is_type(const struct ctext_outline *outline, guint i)
{
	const struct ctext_token *token = TOKEN(outline, i);

	return token->kind == CTEXT_IDENTIFIER &&
	       ctext_is_type_keyword(outline->text + token->offset, token->len);
}

static gboolean is_tagged(const struct ctext_outline *outline, guint token)
{
	return ctext_is(outline, token, "struct") || ctext_is(outline, token, "union") ||
	       ctext_is(outline, token, "enum");
}

/* Behind an annotation and its arguments */
static guint skip_attribute(const struct ctext_outline *outline, const GArray *pieces, guint i)
{
	return ctext_piece_is(outline, pieces, i + 1, '(') ? i + 2 : i + 1;
}

static gboolean ends_declarator(const struct ctext_outline *outline, const GArray *pieces, guint i)
{
	return ctext_piece_is(outline, pieces, i, '=') || ctext_piece_is(outline, pieces, i, ',');
}

/* Does a word that is no annotation stand at or behind piece @i? */
static gboolean words_follow(const struct ctext_outline *outline, const GArray *pieces, guint i)
{
	while (i < pieces->len && !ends_declarator(outline, pieces, i)) {
		guint token = PIECE(pieces, i)->first;

		if (!is_word(outline, pieces, i))
			i++;
		else if (ctext_is(outline, token, "static") || ctext_is(outline, token, "extern"))
			return TRUE;
		else if (token_is_qualifier(outline, token))
			i = skip_attribute(outline, pieces, i);
		else
			return TRUE;
	}
	return FALSE;
}

/* A name in parentheses: (*name), (*name(args)), (name) */
static gboolean read_nested(const struct ctext_outline *outline, const GArray *pieces, guint at,
			    struct ctext_head *head)
{
	const struct ctext_piece *piece = PIECE(pieces, at);
	gboolean pointer = FALSE;

	for (guint i = piece->first + 1; i < piece->last; i++) {
		const struct ctext_token *token = TOKEN(outline, i);

		if (MARK(outline, i) != CTEXT_MARK_NONE || token_is_qualifier(outline, i))
			continue;
		if (token->kind == CTEXT_IDENTIFIER) {
			head->name = i;
			head->declarator = at;
			head->specifiers_end = piece->first;
			head->kind = CTEXT_HEAD_VARIABLE;
			head->is_array = ctext_is_char(outline, i + 1, '[');
			if (ctext_is_char(outline, i + 1, '(')) {
				head->kind = CTEXT_HEAD_FUNCTION;
				head->params = i + 1;
			} else if (!pointer && ctext_piece_is(outline, pieces, at + 1, '(')) {
				head->kind = CTEXT_HEAD_FUNCTION;
				head->params = PIECE(pieces, at + 1)->first;
			}
			return TRUE;
		}
		pointer |= ctext_is_char(outline, i, '*');
		if (!ctext_is_char(outline, i, '*') && !ctext_is_char(outline, i, '('))
			return FALSE;
	}
	return FALSE;
}

static void note_qualifier(const struct ctext_outline *outline, guint token,
			   struct ctext_head *head)
{
	head->is_static |= ctext_is(outline, token, "static");
	head->is_extern |= ctext_is(outline, token, "extern");
	head->is_inline |=
		ctext_is(outline, token, "inline") || ctext_is(outline, token, "__always_inline") ||
		ctext_is(outline, token, "__inline") || ctext_is(outline, token, "__inline__");
}

/* Behind "struct tag {…}" */
static guint skip_tagged(const struct ctext_outline *outline, const GArray *pieces, guint i)
{
	for (i++;
	     is_word(outline, pieces, i) && token_is_qualifier(outline, PIECE(pieces, i)->first);)
		i = skip_attribute(outline, pieces, i);
	if (is_word(outline, pieces, i))
		i++;
	if (ctext_piece_is(outline, pieces, i, '{'))
		i++;
	return i;
}

struct walk {
	guint types; /* words seen that say a type */
	gboolean named;
	gboolean done;
};

/* Behind a name: __unheard_of, DEFAULT_VALUE */
static gboolean looks_like_annotation(const struct ctext_outline *outline, guint token)
{
	const char *word = outline->text + TOKEN(outline, token)->offset;
	gsize len = TOKEN(outline, token)->len;

	if (g_str_has_prefix(word, "__"))
		return TRUE;
	for (gsize i = 0; i < len; i++)
		if (g_ascii_islower(word[i]))
			return FALSE;
	return TRUE;
}

/* A word that is neither qualifier nor keyword; the piece to go on with */
static guint read_plain_word(const struct ctext_outline *outline, const GArray *pieces, guint i,
			     struct walk *walk, struct ctext_head *head)
{
	guint token = PIECE(pieces, i)->first;

	if (ctext_piece_is(outline, pieces, i + 1, '(')) {
		if (walk->types == 0 && words_follow(outline, pieces, i + 2))
			return i + 2; /* an annotation that we do not know */
		head->kind = walk->types ? CTEXT_HEAD_FUNCTION : CTEXT_HEAD_MACRO;
		head->params = PIECE(pieces, i + 1)->first;
		walk->done = TRUE;
	} else if (walk->types == 0) {
		walk->types++;
		return i + 1;
	} else if (walk->named && looks_like_annotation(outline, token)) {
		return i + 1;
	}
	head->name = token;
	head->declarator = i;
	head->specifiers_end = token;
	walk->named = TRUE;
	return i + 1;
}

static guint read_piece(const struct ctext_outline *outline, const GArray *pieces, guint i,
			struct walk *walk, struct ctext_head *head)
{
	guint token = PIECE(pieces, i)->first;

	if (!is_word(outline, pieces, i)) {
		if (ctext_piece_is(outline, pieces, i, '(') && !walk->named && walk->types) {
			walk->done = read_nested(outline, pieces, i, head);
		} else if (ctext_piece_is(outline, pieces, i, '[') && walk->named) {
			head->is_array = TRUE;
			walk->done = TRUE;
		}
		return i + 1;
	}
	if (ctext_is(outline, token, "typedef")) {
		head->is_typedef = TRUE;
		walk->done = TRUE;
		return i + 1;
	}
	if (token_is_qualifier(outline, token)) {
		note_qualifier(outline, token, head);
		return skip_attribute(outline, pieces, i);
	}
	if (token_is_type(outline, token)) {
		walk->types++;
		walk->named = FALSE; /* what looked like a name was a word that we do not know */
		if (is_tagged(outline, token))
			return skip_tagged(outline, pieces, i);
		return skip_attribute(outline, pieces, i) == i + 2 &&
				       (ctext_is(outline, token, "typeof") ||
					g_str_has_prefix(outline->text +
								 TOKEN(outline, token)->offset,
							 "__typeof") ||
					ctext_is(outline, token, "typeof_unqual"))
			       ? i + 2
			       : i + 1;
	}
	return read_plain_word(outline, pieces, i, walk, head);
}

void ctext_read_head(const struct ctext_outline *outline, const GArray *pieces,
		     struct ctext_head *head)
{
	struct walk walk = {0};
	guint i = 0;

	*head = (struct ctext_head){0};
	while (i < pieces->len && !walk.done && !ends_declarator(outline, pieces, i))
		i = read_piece(outline, pieces, i, &walk, head);
	if (head->is_typedef)
		head->kind = CTEXT_HEAD_NOTHING;
	else if (head->kind == CTEXT_HEAD_NOTHING && walk.named)
		head->kind = CTEXT_HEAD_VARIABLE;
}

gboolean ctext_read_declarator(const struct ctext_outline *outline, const GArray *pieces, guint at,
			       struct ctext_head *head)
{
	head->is_array = FALSE;
	for (guint i = at; i < pieces->len && !ends_declarator(outline, pieces, i); i++) {
		guint token = PIECE(pieces, i)->first;

		if (ctext_piece_is(outline, pieces, i, '('))
			return read_nested(outline, pieces, i, head);
		if (!is_word(outline, pieces, i) || token_is_qualifier(outline, token))
			continue;
		head->name = token;
		head->declarator = i;
		head->kind = CTEXT_HEAD_VARIABLE;
		if (ctext_piece_is(outline, pieces, i + 1, '('))
			head->kind = CTEXT_HEAD_FUNCTION;
		head->is_array = ctext_piece_is(outline, pieces, i + 1, '[');
		return TRUE;
	}
	return FALSE;
}

gboolean ctext_is_type_body(const struct ctext_outline *outline, const GArray *pieces)
{
	guint i = pieces->len;

	while (i-- > 0) {
		guint token = PIECE(pieces, i)->first;

		if (is_tagged(outline, token))
			return TRUE;
		if (ctext_piece_is(outline, pieces, i, '(') && i > 0 &&
		    is_word(outline, pieces, i - 1) &&
		    token_is_qualifier(outline, PIECE(pieces, i - 1)->first))
			continue;
		if (!is_word(outline, pieces, i) && !ctext_is_char(outline, token, ':'))
			return FALSE;
	}
	return FALSE;
}
