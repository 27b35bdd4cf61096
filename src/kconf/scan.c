/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "kconf/lexer.h"

struct keyword {
	const char *word;
	enum kconf_token_kind kind;
};

/* By first letter, so that a look-up compares few */
static const struct keyword keywords[] = {
	{"bool", KCONF_T_BOOL},
	{"choice", KCONF_T_CHOICE},
	{"comment", KCONF_T_COMMENT},
	{"config", KCONF_T_CONFIG},
	{"def_bool", KCONF_T_DEF_BOOL},
	{"def_tristate", KCONF_T_DEF_TRISTATE},
	{"default", KCONF_T_DEFAULT},
	{"depends", KCONF_T_DEPENDS},
	{"endchoice", KCONF_T_ENDCHOICE},
	{"endif", KCONF_T_ENDIF},
	{"endmenu", KCONF_T_ENDMENU},
	{"help", KCONF_T_HELP},
	{"hex", KCONF_T_HEX},
	{"if", KCONF_T_IF},
	{"imply", KCONF_T_IMPLY},
	{"int", KCONF_T_INT},
	{"mainmenu", KCONF_T_MAINMENU},
	{"menu", KCONF_T_MENU},
	{"menuconfig", KCONF_T_MENUCONFIG},
	{"modules", KCONF_T_MODULES},
	{"on", KCONF_T_ON},
	{"option", KCONF_T_OPTION},
	{"optional", KCONF_T_OPTIONAL},
	{"prompt", KCONF_T_PROMPT},
	{"range", KCONF_T_RANGE},
	{"select", KCONF_T_SELECT},
	{"source", KCONF_T_SOURCE},
	{"string", KCONF_T_STRING},
	{"transitional", KCONF_T_TRANSITIONAL},
	{"tristate", KCONF_T_TRISTATE},
	{"visible", KCONF_T_VISIBLE},
};

static gboolean has_keyword(const struct kconf_dialect *dialect, enum kconf_token_kind kind)
{
	switch (kind) {
	case KCONF_T_MODULES:
		return dialect->modules;
	case KCONF_T_OPTION:
		return dialect->options;
	case KCONF_T_OPTIONAL:
		return dialect->optional;
	case KCONF_T_TRANSITIONAL:
		return dialect->transitional;
	default:
		return TRUE;
	}
}

enum kconf_token_kind kconf_keyword(const struct kconf_dialect *dialect, const char *word,
				    gsize len)
{
	if (len < 2 || len > 12 || word[0] < 'b' || word[0] > 'v') {
		if (len == 10 && dialect->dashed_help && !memcmp(word, "---help---", len))
			return KCONF_T_HELP;
		return KCONF_T_WORD;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(keywords); i++) {
		if (keywords[i].word[0] < word[0])
			continue;
		if (keywords[i].word[0] > word[0])
			break;
		if (!strncmp(keywords[i].word, word, len) && !keywords[i].word[len])
			return has_keyword(dialect, keywords[i].kind) ? keywords[i].kind
								      : KCONF_T_WORD;
	}
	return KCONF_T_WORD;
}

void kconf_cursor_set(struct kconf_cursor *cursor, const char *text, gsize len)
{
	*cursor = (struct kconf_cursor){.text = text,
					.pos = text,
					.end = text + len,
					.line_start = text,
					.line = 1};
}

static void newline(struct kconf_cursor *cursor)
{
	cursor->pos++;
	cursor->line++;
	cursor->line_start = cursor->pos;
}

static gboolean at(const struct kconf_cursor *cursor, gsize ahead, char c)
{
	return (gsize)(cursor->end - cursor->pos) > ahead && cursor->pos[ahead] == c;
}

static gboolean is_word_char(char c)
{
	return g_ascii_isalnum(c) || c == '_' || c == '-';
}

static const char *line_end(const struct kconf_cursor *cursor)
{
	const char *end = memchr(cursor->pos, '\n', (gsize)(cursor->end - cursor->pos));

	return end ? end : cursor->end;
}

/* Behind the "$(…)" at @pos, or behind the '$' alone; an unended one reaches to the line's end */
static const char *skip_reference(const char *pos, const char *end)
{
	int nesting = 0;

	if (pos + 1 >= end || pos[1] != '(')
		return pos + 1;
	for (pos += 2; pos < end; pos++) {
		if (*pos == '(')
			nesting++;
		else if (*pos == ')' && nesting-- == 0)
			return pos + 1;
	}
	return end;
}

static void skip_blanks(struct kconf_cursor *cursor)
{
	while (cursor->pos < cursor->end) {
		if (*cursor->pos == ' ' || *cursor->pos == '\t') {
			cursor->pos++;
		} else if (*cursor->pos == '#') {
			cursor->pos = line_end(cursor);
		} else if (*cursor->pos == '\\' && at(cursor, 1, '\n')) {
			cursor->pos++;
			newline(cursor);
		} else {
			break;
		}
	}
}

static enum kconf_token_kind scan_word(struct kconf_cursor *cursor,
				       const struct kconf_dialect *dialect)
{
	const char *start = cursor->pos, *end = NULL;
	gboolean reference = FALSE;

	while (cursor->pos < cursor->end) {
		if (is_word_char(*cursor->pos)) {
			cursor->pos++;
		} else if (*cursor->pos == '$') {
			if (!end)
				end = line_end(cursor);
			cursor->pos = skip_reference(cursor->pos, end);
			reference = TRUE;
		} else {
			break;
		}
	}
	return reference ? KCONF_T_WORD
			 : kconf_keyword(dialect, start, (gsize)(cursor->pos - start));
}

/* A quoted text ends at its own quote or, by mistake, at the end of the line */
static void scan_quoted(struct kconf_cursor *cursor, struct kconf_token *token)
{
	const char *end = line_end(cursor);
	char quote = *cursor->pos++;

	while (cursor->pos < end && *cursor->pos != quote) {
		if (*cursor->pos == '\\')
			cursor->pos += cursor->pos + 1 < end ? 2 : 1;
		else if (*cursor->pos == '$')
			cursor->pos = skip_reference(cursor->pos, end);
		else
			cursor->pos++;
	}
	token->open = cursor->pos >= end;
	if (!token->open)
		cursor->pos++;
}

static enum kconf_token_kind scan_sign(struct kconf_cursor *cursor)
{
	static const struct {
		const char *sign;
		enum kconf_token_kind kind;
	} signs[] = {
		{"||", KCONF_T_OR},
		{"&&", KCONF_T_AND},
		{"!=", KCONF_T_UNEQUAL},
		{"<=", KCONF_T_LESS_EQUAL},
		{">=", KCONF_T_GREATER_EQUAL},
		{":=", KCONF_T_ASSIGN_SIMPLE},
		{"+=", KCONF_T_ASSIGN_APPEND},
		{"=", KCONF_T_EQUAL},
		{"<", KCONF_T_LESS},
		{">", KCONF_T_GREATER},
		{"!", KCONF_T_NOT},
		{"(", KCONF_T_OPEN},
		{")", KCONF_T_CLOSE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
		gsize len = signs[i].sign[1] ? 2 : 1;

		if (*cursor->pos == signs[i].sign[0] &&
		    (len == 1 || at(cursor, 1, signs[i].sign[1]))) {
			cursor->pos += len;
			return signs[i].kind;
		}
	}
	cursor->pos++;
	return KCONF_T_IGNORED;
}

static void scan_value(struct kconf_cursor *cursor, struct kconf_token *token)
{
	cursor->pos = line_end(cursor);
	token->kind = KCONF_T_VALUE;
}

void kconf_scan(struct kconf_cursor *cursor, const struct kconf_dialect *dialect,
		enum kconf_mode mode, struct kconf_token *token)
{
	const char *start;

	token->open = FALSE;
	token->text = NULL;
	if (mode == KCONF_IN_STATEMENT)
		skip_blanks(cursor);
	else
		while (mode == KCONF_IN_VALUE && (at(cursor, 0, ' ') || at(cursor, 0, '\t')))
			cursor->pos++;
	start = cursor->pos;
	token->span = (struct kconf_span){.offset = (guint)(start - cursor->text),
					  .line = cursor->line,
					  .column = (guint)(start - cursor->line_start) + 1};
	if (mode == KCONF_IN_HELP) {
		kconf_scan_help(cursor, NULL);
		token->kind = KCONF_T_HELP_TEXT;
	} else if (start >= cursor->end) {
		token->kind = KCONF_T_END;
	} else if (*start == '\n') {
		newline(cursor);
		token->kind = KCONF_T_EOL;
	} else if (mode == KCONF_IN_VALUE) {
		scan_value(cursor, token);
	} else if (is_word_char(*start) || *start == '$') {
		token->kind = scan_word(cursor, dialect);
	} else if (*start == '"' || *start == '\'') {
		token->kind = KCONF_T_QUOTED;
		scan_quoted(cursor, token);
	} else {
		token->kind = scan_sign(cursor);
	}
	token->span.len = (guint)(cursor->pos - start);
}

/* --- help ------------------------------------------------------------------------------- */

static guint indentation(struct kconf_cursor *cursor)
{
	guint width = 0;

	for (; at(cursor, 0, ' ') || at(cursor, 0, '\t'); cursor->pos++)
		width = *cursor->pos == '\t' ? (width & ~7U) + 8 : width + 1;
	return width;
}

/* Newlines from here to where text or the end of the help comes; TRUE at its end */
static gboolean help_newlines(struct kconf_cursor *cursor, GString *out)
{
	while (TRUE) {
		const char *pos = cursor->pos;

		while (pos < cursor->end && (*pos == ' ' || *pos == '\t'))
			pos++;
		if (pos >= cursor->end || *pos != '\n')
			return FALSE;
		cursor->pos = pos;
		newline(cursor);
		/* text in the first column is no help any more */
		if (cursor->pos < cursor->end && !strchr(" \t\n", *cursor->pos))
			return TRUE;
		if (out)
			g_string_append_c(out, '\n');
	}
}

void kconf_scan_help(struct kconf_cursor *cursor, GString *out)
{
	guint first = 0, width = 0;

	while (!help_newlines(cursor, out) && cursor->pos < cursor->end) {
		const char *end;

		width = indentation(cursor);
		if (first && width < first)
			return;
		if (out && first)
			for (guint i = first; i < width; i++)
				g_string_append_c(out, ' ');
		end = line_end(cursor);
		if (cursor->pos == end)
			continue;
		if (!first)
			first = width;
		if (out) {
			gsize len = (gsize)(end - cursor->pos);

			while (len && strchr(" \t", cursor->pos[len - 1]))
				len--;
			g_string_append_len(out, cursor->pos, (gssize)len);
		}
		cursor->pos = end;
	}
}
