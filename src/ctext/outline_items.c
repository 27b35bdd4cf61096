/* SPDX-License-Identifier: GPL-2.0-only */
#include "ctext/outline_head.h"

#include <string.h>

struct frame {
	guint pieces;       /* how many stood before the #if */
	gsize start;        /* of the #if */
	gboolean alternate; /* a branch before this one had a head of its own */
};

struct items {
	struct ctext_outline *outline;
	GArray *pieces; /* struct ctext_piece: the item that is being read */
	GArray *frames;
	gsize start; /* where the item begins if that is a directive; else G_MAXSIZE */
};

static gsize token_end(const struct ctext_outline *outline, guint i)
{
	const struct ctext_token *token;

	if (i >= outline->tokens->len)
		return outline->len;
	token = TOKEN(outline, i);
	return token->offset + token->len;
}

static gsize token_start(const struct ctext_outline *outline, guint i)
{
	return i < outline->tokens->len ? TOKEN(outline, i)->offset : outline->len;
}

static void forget(struct items *items)
{
	g_array_set_size(items->pieces, 0);
	items->start = G_MAXSIZE;
}

static gsize item_start(const struct items *items)
{
	gsize own = token_start(items->outline, PIECE(items->pieces, 0)->first);

	return MIN(items->start, own);
}

static const char *keep_token(struct ctext_outline *outline, guint i)
{
	const struct ctext_token *token = TOKEN(outline, i);

	return ctext_keep(outline, outline->text + token->offset, token->len);
}

/* The trimmed arguments between the parentheses at @open; their number into @n */
static const char *const *read_args(struct ctext_outline *outline, guint open, guint close,
				    guint *n)
{
	GPtrArray *args = g_ptr_array_new();
	guint first = open + 1;

	for (guint i = open + 1; i <= close && i < outline->tokens->len; i++) {
		if (i == close || ctext_is_char(outline, i, ',')) {
			gsize from = first < i ? token_start(outline, first) : 0;
			gsize to = first < i ? token_end(outline, i - 1) : 0;

			if (i < close || args->len > 0 || first < i)
				g_ptr_array_add(args, (char *)ctext_keep_folded(outline, from, to));
			first = i + 1;
		} else if (ctext_is_char(outline, i, '(') || ctext_is_char(outline, i, '{') ||
			   ctext_is_char(outline, i, '[')) {
			i = MIN(ctext_match(outline, i, NULL), close - 1);
		}
	}
	*n = args->len;
	g_ptr_array_add(args, NULL);
	g_ptr_array_add(outline->vectors, args->pdata);
	return (const char *const *)g_ptr_array_free(args, FALSE);
}

static void add_macro(struct items *items, const struct ctext_head *head, gsize end)
{
	struct ctext_outline *outline = items->outline;
	guint close = ctext_match(outline, head->params, NULL);
	struct ctext_macro macro = {
		.name = keep_token(outline, head->name),
		.is_static = head->is_static,
		.line = TOKEN(outline, head->name)->line,
		.start = item_start(items),
		.end = ctext_line_rest(outline, end),
		.args_start = token_end(outline, head->params),
		.args_end = token_start(outline, close),
	};

	macro.args = read_args(outline, head->params, close, &macro.n_args);
	g_array_append_val(outline->macros, macro);
}

/* Upper case throughout: the name of a macro that makes a function */
static gboolean is_shouted(const char *name)
{
	for (; *name; name++)
		if (g_ascii_islower(*name))
			return FALSE;
	return TRUE;
}

static const char *const *head_attributes(struct items *items)
{
	struct ctext_outline *outline = items->outline;
	GPtrArray *words = g_ptr_array_new();

	for (guint i = 0; i < items->pieces->len; i++) {
		const struct ctext_token *token = TOKEN(outline, PIECE(items->pieces, i)->first);
		const char *word = outline->text + token->offset;

		if (token->kind == CTEXT_IDENTIFIER && ctext_is_attribute(word, token->len))
			g_ptr_array_add(words, (char *)ctext_keep(outline, word, token->len));
	}
	g_ptr_array_add(words, NULL);
	g_ptr_array_add(outline->vectors, words->pdata);
	return (const char *const *)g_ptr_array_free(words, FALSE);
}

static void add_function(struct items *items, guint open, guint close, guint resume)
{
	struct ctext_outline *outline = items->outline;
	struct ctext_function function = {0};
	struct ctext_head head;
	guint params_end;

	ctext_read_head(outline, items->pieces, &head);
	if (head.kind != CTEXT_HEAD_FUNCTION && head.kind != CTEXT_HEAD_MACRO)
		return;
	params_end = ctext_match(outline, head.params, NULL);
	function.name = keep_token(outline, head.name);
	function.line = TOKEN(outline, head.name)->line;
	function.name_offset = token_start(outline, head.name);
	function.start = item_start(items);
	function.start_line = ctext_line_at(outline, function.start);
	function.specifiers =
		ctext_keep_folded(outline, token_start(outline, PIECE(items->pieces, 0)->first),
				  token_start(outline, head.specifiers_end));
	function.attributes = head_attributes(items);
	function.is_static = head.is_static;
	function.is_inline = head.is_inline;
	function.params_start = token_end(outline, head.params);
	function.params_end = token_start(outline, params_end);
	function.body_start = token_start(outline, open);
	function.body_end = token_end(outline, close);
	/* branches that each close the body: the #endif belongs to it */
	function.end =
		ctext_line_rest(outline, MAX(function.body_end, token_end(outline, resume - 1)));
	function.end_line = ctext_line_at(outline, function.body_end - 1);
	if (head.kind == CTEXT_HEAD_MACRO && is_shouted(function.name)) {
		guint n;
		const char *const *args = read_args(outline, head.params, params_end, &n);

		function.macro = function.name;
		function.name = n ? args[0] : function.name;
	}
	g_array_append_val(outline->functions, function);
}

/* The piece that ends the declarator in which piece @i stands: its ',' or the number of pieces */
static guint declarator_end(const struct items *items, guint i)
{
	while (i < items->pieces->len && !ctext_piece_is(items->outline, items->pieces, i, ','))
		i++;
	return i;
}

static void add_variable(struct items *items, const struct ctext_head *head, const char *type,
			 gsize end)
{
	struct ctext_outline *outline = items->outline;
	guint last = declarator_end(items, head->declarator);
	guint brace = 0;
	struct ctext_variable variable = {
		.name = keep_token(outline, head->name),
		.type = type,
		.is_static = head->is_static,
		.is_extern = head->is_extern,
		.is_array = head->is_array,
		.line = TOKEN(outline, head->name)->line,
		.name_offset = token_start(outline, head->name),
		.start = item_start(items),
		.end = ctext_line_rest(outline, end),
	};

	for (guint i = head->declarator; i + 1 < last; i++) {
		if (!ctext_piece_is(outline, items->pieces, i, '='))
			continue;
		variable.has_initialiser = TRUE;
		variable.value_start = token_start(outline, PIECE(items->pieces, i + 1)->first);
		variable.value_end = token_end(outline, PIECE(items->pieces, last - 1)->last);
		if (ctext_piece_is(outline, items->pieces, last - 1, '{'))
			brace = PIECE(items->pieces, last - 1)->first;
		break;
	}
	if (brace)
		ctext_read_fields(outline, &variable, brace);
	g_array_append_val(outline->variables, variable);
}

static void add_prototype(struct items *items, const struct ctext_head *head, const char *type,
			  gsize end)
{
	struct ctext_outline *outline = items->outline;
	struct ctext_prototype prototype = {
		.name = keep_token(outline, head->name),
		.specifiers = type,
		.is_static = head->is_static,
		.is_extern = head->is_extern,
		.line = TOKEN(outline, head->name)->line,
		.start = item_start(items),
		.end = ctext_line_rest(outline, end),
	};

	g_array_append_val(outline->prototypes, prototype);
}

/* What the pieces up to a ';' that ends at @end (or up to a macro's end) declare */
static void finish(struct items *items, gsize end)
{
	struct ctext_outline *outline = items->outline;
	struct ctext_head head;
	const char *type;
	guint last;

	if (items->pieces->len == 0)
		return;
	ctext_read_head(outline, items->pieces, &head);
	if (head.kind == CTEXT_HEAD_MACRO)
		add_macro(items, &head, end);
	if (head.kind != CTEXT_HEAD_FUNCTION && head.kind != CTEXT_HEAD_VARIABLE) {
		forget(items);
		return;
	}
	type = ctext_keep_folded(outline, token_start(outline, PIECE(items->pieces, 0)->first),
				 token_start(outline, head.specifiers_end));
	do {
		if (head.kind == CTEXT_HEAD_FUNCTION)
			add_prototype(items, &head, type, end);
		else
			add_variable(items, &head, type, end);
		last = declarator_end(items, head.declarator);
	} while (last < items->pieces->len &&
		 ctext_read_declarator(outline, items->pieces, last + 1, &head));
	forget(items);
}

/* Is what was read so far a whole NAME(args)? */
static gboolean is_whole_macro(struct items *items)
{
	struct ctext_head head;

	if (items->pieces->len < 2 ||
	    !ctext_piece_is(items->outline, items->pieces, items->pieces->len - 1, '('))
		return FALSE;
	ctext_read_head(items->outline, items->pieces, &head);
	return head.kind == CTEXT_HEAD_MACRO;
}

static void flush_macro(struct items *items)
{
	finish(items,
	       token_end(items->outline, PIECE(items->pieces, items->pieces->len - 1)->last));
}

/* The first token that is no directive behind @i; for an #else, behind its #endif */
static guint next_plain(const struct ctext_outline *outline, guint i)
{
	guint nested = 0;
	gboolean skip = MARK(outline, i) == CTEXT_MARK_ELSE;

	for (i++; i < outline->tokens->len; i++) {
		enum ctext_mark mark = MARK(outline, i);

		if (skip && mark == CTEXT_MARK_IF)
			nested++;
		else if (skip && mark == CTEXT_MARK_ENDIF && nested-- == 0)
			skip = FALSE;
		else if (!skip && mark == CTEXT_MARK_NONE)
			return i;
	}
	return i;
}

static gboolean goes_on(const struct ctext_outline *outline, guint i)
{
	return ctext_is_char(outline, i, '{') || ctext_is_char(outline, i, ';') ||
	       ctext_is_char(outline, i, '=');
}

static void read_mark(struct items *items, guint i)
{
	struct ctext_outline *outline = items->outline;
	struct frame frame = {0};
	struct frame *top;

	if (is_whole_macro(items) && !goes_on(outline, next_plain(outline, i)))
		flush_macro(items);
	if (MARK(outline, i) == CTEXT_MARK_IF) {
		frame.pieces = items->pieces->len;
		frame.start = TOKEN(outline, i)->offset;
		g_array_append_val(items->frames, frame);
		return;
	}
	if (items->frames->len == 0)
		return;
	top = &g_array_index(items->frames, struct frame, items->frames->len - 1);
	if (MARK(outline, i) == CTEXT_MARK_ELSE) {
		top->alternate |= items->pieces->len > top->pieces;
		if (items->pieces->len > top->pieces)
			g_array_set_size(items->pieces, top->pieces);
		return;
	}
	if (top->alternate && top->pieces == 0 && items->pieces->len > 0)
		items->start = MIN(items->start, top->start);
	g_array_set_size(items->frames, items->frames->len - 1);
}

/* The conditionals that a skipped group ended: it swallowed the branches from its #else on */
static void drop_frames(struct items *items, guint from, guint to)
{
	guint depth = 0;

	for (guint i = from; i < to && i < items->outline->tokens->len; i++) {
		if (MARK(items->outline, i) == CTEXT_MARK_IF) {
			depth++;
		} else if (MARK(items->outline, i) == CTEXT_MARK_ENDIF) {
			if (depth > 0)
				depth--;
			else if (items->frames->len > 0)
				g_array_set_size(items->frames, items->frames->len - 1);
		}
	}
}

static gboolean has_piece(const struct items *items, char first)
{
	for (guint i = 0; i < items->pieces->len; i++)
		if (ctext_piece_is(items->outline, items->pieces, i, first))
			return TRUE;
	return FALSE;
}

/* A '(', '[' or '{' at file scope; the token to go on with */
static guint read_group(struct items *items, guint open)
{
	struct ctext_outline *outline = items->outline;
	guint resume;
	struct ctext_piece piece = {.first = open};
	gboolean brace = ctext_is_char(outline, open, '{');

	if (brace && items->pieces->len > 0 &&
	    TOKEN(outline, PIECE(items->pieces, items->pieces->len - 1)->first)->kind ==
		    CTEXT_STRING) {
		forget(items); /* extern "C" {: what is inside stands at file scope */
		return open + 1;
	}
	piece.last = ctext_match(outline, open, &resume);
	if (piece.last >= outline->tokens->len)
		piece.last = outline->tokens->len - 1;
	if (!brace || has_piece(items, '=') || ctext_is_type_body(outline, items->pieces)) {
		g_array_append_val(items->pieces, piece);
	} else {
		if (has_piece(items, '('))
			add_function(items, open, piece.last, resume);
		forget(items);
	}
	drop_frames(items, open, resume);
	return resume;
}

static void read_word(struct items *items, guint i)
{
	struct ctext_outline *outline = items->outline;
	struct ctext_piece piece = {.first = i, .last = i};

	if (TOKEN(outline, i)->kind == CTEXT_IDENTIFIER && is_whole_macro(items)) {
		guint before = PIECE(items->pieces, items->pieces->len - 1)->last;

		if (TOKEN(outline, i)->line > TOKEN(outline, before)->line)
			flush_macro(items);
	}
	g_array_append_val(items->pieces, piece);
}

void ctext_read_items(struct ctext_outline *outline)
{
	g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(struct ctext_piece));
	g_autoptr(GArray) frames = g_array_new(FALSE, FALSE, sizeof(struct frame));
	struct items items = {
		.outline = outline,
		.pieces = pieces,
		.frames = frames,
		.start = G_MAXSIZE,
	};
	guint i = 0;

	while (i < outline->tokens->len) {
		guint at = i++;

		if (MARK(outline, at) == CTEXT_MARK_OTHER)
			continue;
		if (MARK(outline, at) != CTEXT_MARK_NONE)
			read_mark(&items, at);
		else if (ctext_is_char(outline, at, ';'))
			finish(&items, token_end(outline, at));
		else if (ctext_is_char(outline, at, '}'))
			forget(&items);
		else if (ctext_is_char(outline, at, '{') || ctext_is_char(outline, at, '(') ||
			 ctext_is_char(outline, at, '['))
			i = read_group(&items, at);
		else
			read_word(&items, at);
	}
	if (is_whole_macro(&items))
		flush_macro(&items);
}
