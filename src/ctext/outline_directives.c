/* SPDX-License-Identifier: GPL-2.0-only */
#include "ctext/outline_private.h"

#include <string.h>

struct frame {
	gint branch;         /* index of the open branch */
	gboolean outer_dead; /* what stands around is under #if 0 */
	gboolean taken;      /* a branch "#if 1" was there */
	gboolean dead;       /* this branch is never compiled */
	GString *refused;    /* "!(A) && !(B)": the branches before */
};

struct reader {
	struct ctext_outline *outline;
	GArray *frames;
};

/* The directive's name into @word (its length back), and where its text begins */
static gsize directive_word(const struct ctext_outline *outline, const struct ctext_token *token,
			    gsize *word, gsize *rest)
{
	const char *text = outline->text;
	gsize end = token->offset + token->len;
	gsize at = token->offset + 1;
	gsize start;

	while (at < end && (text[at] == ' ' || text[at] == '\t'))
		at++;
	start = at;
	while (at < end && g_ascii_isalpha(text[at]))
		at++;
	*word = start;
	*rest = at;
	return at - start;
}

static gboolean word_is(const char *text, gsize word, gsize len, const char *what)
{
	return strlen(what) == len && memcmp(text + word, what, len) == 0;
}

static gsize line_start(const struct ctext_outline *outline, gsize offset)
{
	return g_array_index(outline->lines, gsize, ctext_line_at(outline, offset) - 1);
}

static void add_include(struct reader *reader, const struct ctext_token *token, gsize rest)
{
	struct ctext_outline *outline = reader->outline;
	struct ctext_include include = {.line = token->line};
	gsize end = token->offset + token->len;
	const char *close;

	while (rest < end && (outline->text[rest] == ' ' || outline->text[rest] == '\t'))
		rest++;
	if (rest >= end || (outline->text[rest] != '<' && outline->text[rest] != '"'))
		return;
	include.angle = outline->text[rest] == '<';
	close = memchr(outline->text + rest + 1, include.angle ? '>' : '"', end - rest - 1);
	if (!close)
		return;
	include.header = ctext_keep(outline, outline->text + rest + 1,
				    (gsize)(close - outline->text) - rest - 1);
	include.start = line_start(outline, token->offset);
	include.end = ctext_line_rest(outline, end);
	g_array_append_val(outline->includes, include);
}

static const char *branch_text(struct reader *reader, const char *name, const char *rest,
			       const GString *refused)
{
	g_autofree char *own = NULL;
	g_autofree char *whole = NULL;

	if (g_str_has_suffix(name, "ifdef"))
		own = g_strdup_printf("defined(%s)", rest);
	else if (g_str_has_suffix(name, "ifndef"))
		own = g_strdup_printf("!defined(%s)", rest);
	else if (strcmp(name, "else") != 0)
		own = g_strdup(rest);
	if (!refused || refused->len == 0)
		whole = g_strdup(own ? own : "");
	else if (own)
		whole = g_strdup_printf("%s && (%s)", refused->str, own);
	else
		whole = g_strdup(refused->str);
	return ctext_keep(reader->outline, whole, strlen(whole));
}

/* The condition of one directive alone, for the branches that follow it */
static void refuse(GString *refused, const char *name, const char *rest)
{
	if (refused->len)
		g_string_append(refused, " && ");
	if (g_str_has_suffix(name, "ifdef"))
		g_string_append_printf(refused, "!defined(%s)", rest);
	else if (g_str_has_suffix(name, "ifndef"))
		g_string_append_printf(refused, "defined(%s)", rest);
	else
		g_string_append_printf(refused, "!(%s)", rest);
}

static void close_branch(struct reader *reader, const struct frame *frame,
			 const struct ctext_token *token)
{
	struct ctext_condition *open =
		&g_array_index(reader->outline->conditions, struct ctext_condition, frame->branch);

	open->end_line = token->line;
	open->body_end = line_start(reader->outline, token->offset);
}

static gint open_branch(struct reader *reader, const struct ctext_token *token, const char *name,
			const char *rest, const GString *refused, gint parent, gint group)
{
	struct ctext_outline *outline = reader->outline;
	struct ctext_condition branch = {
		.directive = name,
		.start_line = token->line,
		.start = token->offset,
		.body_start = ctext_line_rest(outline, token->offset + token->len),
		.parent = parent,
		.group = group < 0 ? (gint)outline->conditions->len : group,
	};

	branch.text = branch_text(reader, name, rest, refused);
	branch.end_line = ctext_line_at(outline, outline->len);
	branch.body_end = outline->len;
	g_array_append_val(outline->conditions, branch);
	return (gint)outline->conditions->len - 1;
}

static gboolean is_dead(const GArray *frames)
{
	return frames->len > 0 && g_array_index(frames, struct frame, frames->len - 1).dead;
}

static void begin_if(struct reader *reader, const struct ctext_token *token, const char *name,
		     const char *rest)
{
	GArray *frames = reader->frames;
	struct frame frame = {.outer_dead = is_dead(frames), .refused = g_string_new(NULL)};
	gint parent = -1;

	if (frames->len > 0)
		parent = g_array_index(frames, struct frame, frames->len - 1).branch;
	frame.taken = strcmp(name, "if") == 0 && strcmp(rest, "1") == 0;
	frame.dead = frame.outer_dead || (strcmp(name, "if") == 0 && strcmp(rest, "0") == 0);
	frame.branch = open_branch(reader, token, name, rest, NULL, parent, -1);
	refuse(frame.refused, name, rest);
	g_array_append_val(frames, frame);
}

static void next_branch(struct reader *reader, const struct ctext_token *token, const char *name,
			const char *rest)
{
	struct frame *frame;
	const struct ctext_condition *before;

	if (reader->frames->len == 0)
		return;
	frame = &g_array_index(reader->frames, struct frame, reader->frames->len - 1);
	close_branch(reader, frame, token);
	before = &g_array_index(reader->outline->conditions, struct ctext_condition, frame->branch);
	frame->branch = open_branch(reader, token, name, rest, frame->refused, before->parent,
				    before->group);
	frame->dead = frame->outer_dead || frame->taken ||
		      (strcmp(name, "elif") == 0 && strcmp(rest, "0") == 0);
	if (strcmp(name, "else") != 0)
		refuse(frame->refused, name, rest);
}

static void end_if(struct reader *reader, const struct ctext_token *token)
{
	struct frame *frame;

	if (reader->frames->len == 0)
		return;
	frame = &g_array_index(reader->frames, struct frame, reader->frames->len - 1);
	if (token)
		close_branch(reader, frame, token);
	g_string_free(frame->refused, TRUE);
	g_array_set_size(reader->frames, reader->frames->len - 1);
}

static enum ctext_mark read_directive(struct reader *reader, const struct ctext_token *token)
{
	const struct ctext_outline *outline = reader->outline;
	const char *text = outline->text;
	gsize word, rest;
	gsize len = directive_word(outline, token, &word, &rest);
	const char *name;
	const char *condition;

	if (word_is(text, word, len, "include") && !is_dead(reader->frames)) {
		add_include(reader, token, rest);
		return CTEXT_MARK_OTHER;
	}
	if (len < 2 || (memcmp(text + word, "if", 2) != 0 && memcmp(text + word, "el", 2) != 0 &&
			!word_is(text, word, len, "endif")))
		return CTEXT_MARK_OTHER;
	if (word_is(text, word, len, "endif")) {
		end_if(reader, token);
		return CTEXT_MARK_ENDIF;
	}
	name = ctext_keep(reader->outline, text + word, len);
	condition = ctext_keep_folded(reader->outline, rest, token->offset + token->len);
	if (name[0] == 'i') {
		begin_if(reader, token, name, condition);
		return CTEXT_MARK_IF;
	}
	next_branch(reader, token, name, condition);
	return CTEXT_MARK_ELSE;
}

void ctext_read_directives(struct ctext_outline *outline)
{
	g_autoptr(GArray) frames = g_array_new(FALSE, TRUE, sizeof(struct frame));
	struct reader reader = {.outline = outline, .frames = frames};
	struct ctext_lexer lexer;
	struct ctext_token token;

	ctext_lexer_init(&lexer, outline->text, outline->len);
	while (ctext_lexer_next(&lexer, &token)) {
		guint8 mark = CTEXT_MARK_NONE;

		if (token.kind == CTEXT_COMMENT) {
			g_array_append_val(outline->comments, token);
			continue;
		}
		if (token.kind == CTEXT_DIRECTIVE)
			mark = (guint8)read_directive(&reader, &token);
		if (is_dead(frames) && (mark == CTEXT_MARK_NONE || mark == CTEXT_MARK_OTHER))
			continue;
		g_array_append_val(outline->tokens, token);
		g_array_append_val(outline->marks, mark);
	}
	while (frames->len > 0)
		end_if(&reader, NULL);
}

GPtrArray *ctext_conditions_at(const struct ctext_outline *outline, gsize offset)
{
	GPtrArray *around = g_ptr_array_new();

	for (guint i = 0; i < outline->conditions->len; i++) {
		struct ctext_condition *condition =
			&g_array_index(outline->conditions, struct ctext_condition, i);

		if (offset >= condition->body_start && offset < condition->body_end)
			g_ptr_array_add(around, condition);
	}
	return around;
}
