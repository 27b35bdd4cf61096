/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/error.h>

#include "make/private.h"

#define MAX_FILE (64u << 20)

/* A logical line while it is read: continuations joined, and where each byte came from */
struct logical {
	GString *text;
	GArray *from; /* gsize: offset of each byte of text in the file, and one for the end */
	guint line;
	gsize start, end; /* in the file, with the newline */
	gboolean tab;
};

struct reader {
	struct make_file *file;
	gsize at;
	guint line;
	struct logical logical;
	GError **error;
};

guint make_column(const struct make_file *file, gsize offset)
{
	gsize at = MIN(offset, file->len);

	while (at > 0 && file->text[at - 1] != '\n')
		at--;
	return (guint)(offset - at) + 1;
}

guint make_line(const struct make_file *file, gsize offset)
{
	guint line = 1;

	for (gsize i = 0; i < offset && i < file->len; i++)
		line += file->text[i] == '\n';
	return line;
}

gsize make_reference_end(const char *text, gsize at, gsize end)
{
	char open = at + 1 < end ? text[at + 1] : '\0';
	char close = open == '(' ? ')' : '}';
	guint depth = 0;

	if (open != '(' && open != '{')
		return MIN(at + 2, end);
	for (gsize i = at + 1; i < end; i++) {
		if (text[i] == open)
			depth++;
		else if (text[i] == close && --depth == 0)
			return i + 1;
	}
	return end;
}

static void put(struct logical *line, char c, gsize from)
{
	g_string_append_c(line->text, c);
	g_array_append_val(line->from, from);
}

static void drop_last(struct logical *line, gsize count)
{
	g_string_truncate(line->text, line->text->len - count);
	g_array_set_size(line->from, (guint)line->text->len);
}

/* backslashes at the end of the text */
static gsize backslashes(const GString *text)
{
	gsize count = 0;

	while (count < text->len && text->str[text->len - 1 - count] == '\\')
		count++;
	return count;
}

/* At a newline: joins the next line if a backslash stands before it. TRUE if it did. */
static gboolean join(struct reader *reader, gsize newline)
{
	struct logical *line = &reader->logical;
	const char *text = reader->file->text;
	gsize slashes = backslashes(line->text);
	gsize next = newline + 1;

	if (slashes % 2 == 0)
		return FALSE;
	drop_last(line, slashes - slashes / 2);
	while (line->text->len && (line->text->str[line->text->len - 1] == ' ' ||
				   line->text->str[line->text->len - 1] == '\t'))
		drop_last(line, 1);
	while (next < reader->file->len && (text[next] == ' ' || text[next] == '\t'))
		next++;
	put(line, ' ', newline);
	reader->at = next;
	return TRUE;
}

/* The next logical line, with its comment; FALSE at the end of the file */
static gboolean next_line(struct reader *reader)
{
	struct logical *line = &reader->logical;
	const struct make_file *file = reader->file;

	if (reader->at >= file->len)
		return FALSE;
	g_string_truncate(line->text, 0);
	g_array_set_size(line->from, 0);
	line->start = reader->at;
	line->line = reader->line;
	line->tab = file->text[reader->at] == '\t';
	while (reader->at < file->len) {
		gsize at = reader->at;
		char c = file->text[at];

		if (c == '\r' && at + 1 < file->len && file->text[at + 1] == '\n') {
			reader->at++;
			continue;
		}
		if (c != '\n') {
			put(line, c, at);
			reader->at++;
			continue;
		}
		reader->line++;
		if (!join(reader, at)) {
			reader->at = at + 1;
			break;
		}
	}
	line->end = reader->at;
	return TRUE;
}

/* Takes a comment off; "\#" outside references loses its backslash. */
static void drop_comment(struct logical *line)
{
	GString *text = line->text;

	for (gsize i = 0; i < text->len; i++) {
		gsize slashes = 0;

		if (text->str[i] == '$') {
			i = make_reference_end(text->str, i, text->len) - 1;
			continue;
		}
		if (text->str[i] != '#')
			continue;
		while (slashes < i && text->str[i - 1 - slashes] == '\\')
			slashes++;
		if (slashes % 2 == 0) {
			/* a pair of backslashes stands for one */
			g_string_erase(text, (gssize)(i - slashes / 2), (gssize)(slashes / 2));
			g_array_remove_range(line->from, (guint)(i - slashes / 2),
					     (guint)(slashes / 2));
			i -= slashes / 2;
			drop_last(line, text->len - i);
			return;
		}
		g_string_erase(text, (gssize)(i - (slashes + 1) / 2), (gssize)((slashes + 1) / 2));
		g_array_remove_range(line->from, (guint)(i - (slashes + 1) / 2),
				     (guint)((slashes + 1) / 2));
		i -= (slashes + 1) / 2;
	}
}

static gsize origin_of(const struct reader *reader, gsize at)
{
	const GArray *from = reader->logical.from;

	if (at < from->len)
		return g_array_index(from, gsize, at);
	return from->len ? g_array_index(from, gsize, from->len - 1) + 1 : reader->logical.start;
}

/* A part of the logical line as one of the statement's texts */
static const char *keep(struct reader *reader, gsize start, gsize end, gsize *from, gsize *to)
{
	const char *text = reader->logical.text->str;

	if (from)
		*from = origin_of(reader, start);
	if (to)
		*to = end > start ? origin_of(reader, end - 1) + 1 : origin_of(reader, start);
	return g_string_chunk_insert_len(reader->file->strings, text + start,
					 (gssize)(end - start));
}

static gsize skip_blanks(const char *text, gsize at)
{
	while (text[at] == ' ' || text[at] == '\t')
		at++;
	return at;
}

static gsize word_end(const char *text, gsize at)
{
	while (text[at] && !g_ascii_isspace(text[at]))
		at++;
	return at;
}

static gboolean is_word(const char *text, gsize at, const char *word)
{
	gsize len = word_end(text, at) - at;

	return strlen(word) == len && memcmp(text + at, word, len) == 0;
}

/* The operator at `at` and its length; 0 if there is none */
static gsize operator_at(const char *text, gsize at, enum make_op *op)
{
	static const struct {
		const char *text;
		enum make_op op;
	} table[] = {
		{"=", MAKE_RECURSIVE}, {":=", MAKE_SIMPLE},   {"::=", MAKE_SIMPLE},
		{"+=", MAKE_APPEND},   {"?=", MAKE_IF_UNSET}, {"!=", MAKE_SHELL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(table); i++)
		if (g_str_has_prefix(text + at, table[i].text)) {
			*op = table[i].op;
			return strlen(table[i].text);
		}
	return 0;
}

/*
 * Is it `name op value` from `at` on? A name ends at a blank, and then the operator must follow; a
 * colon that is no part of one makes it a rule.
 */
static gboolean read_assignment(struct reader *reader, gsize at, struct make_statement *statement)
{
	const char *text = reader->logical.text->str;
	gsize len = reader->logical.text->len;
	gsize start = at, name_end = 0, op = 0;

	while (at < len) {
		if (text[at] == '#')
			return FALSE;
		if (text[at] == '$') {
			at = make_reference_end(text, at, len);
			continue;
		}
		name_end = at;
		at = skip_blanks(text, at);
		op = operator_at(text, at, &statement->op);
		if (op)
			break;
		if (at > name_end || text[at] == ':')
			return FALSE;
		at++;
	}
	if (!op)
		return FALSE;
	statement->name =
		keep(reader, start, name_end, &statement->name_start, &statement->name_end);
	at = skip_blanks(text, at + op);
	statement->text = keep(reader, at, len, &statement->text_start, &statement->text_end);
	statement->kind = MAKE_ASSIGN;
	return TRUE;
}

/* --- define ---------------------------------------------------------------------------------- */

static gboolean is_define(const char *text, gsize at)
{
	return is_word(text, at, "define");
}

/* Reads the body up to its endef into `body`; FALSE where the file ends before. */
static gboolean read_body(struct reader *reader, GString *body)
{
	guint depth = 1;

	while (next_line(reader)) {
		const struct logical *line = &reader->logical;
		gsize at = skip_blanks(line->text->str, 0);

		if (!line->tab && is_define(line->text->str, at))
			depth++;
		else if (!line->tab && g_str_has_prefix(line->text->str + at, "endef") &&
			 strchr(" \t#", line->text->str[at + 5]) && --depth == 0)
			return TRUE;
		g_string_append_len(body, line->text->str, (gssize)line->text->len);
		g_string_append_c(body, '\n');
	}
	return FALSE;
}

static gboolean read_define(struct reader *reader, gsize at, struct make_statement *statement)
{
	g_autoptr(GString) body = g_string_new(NULL);
	gsize end = reader->logical.text->len;
	gboolean done;

	if (!read_assignment(reader, at, statement)) {
		while (end > at && g_ascii_isspace(reader->logical.text->str[end - 1]))
			end--;
		statement->op = MAKE_RECURSIVE;
		statement->name =
			keep(reader, at, end, &statement->name_start, &statement->name_end);
	}
	statement->kind = MAKE_DEFINE;
	statement->text_start = reader->at;
	done = read_body(reader, body);
	if (!done) {
		g_set_error(reader->error, MS_ERROR, MS_ERROR_INPUT,
			    "%s:%u:%u: 'define %s' without 'endef'", reader->file->name,
			    statement->line, make_column(reader->file, statement->start),
			    statement->name);
		return FALSE;
	}
	if (body->len)
		g_string_truncate(body, body->len - 1);
	statement->text_end = reader->logical.start;
	statement->text =
		g_string_chunk_insert_len(reader->file->strings, body->str, (gssize)body->len);
	statement->end = reader->at;
	return TRUE;
}

/* --- directives ------------------------------------------------------------------------------ */

static gboolean is_condition(const char *text, gsize at)
{
	return is_word(text, at, "ifdef") || is_word(text, at, "ifndef") ||
	       is_word(text, at, "ifeq") || is_word(text, at, "ifneq");
}

static void read_condition(struct reader *reader, gsize at, struct make_statement *statement)
{
	const char *text = reader->logical.text->str;
	gsize end = word_end(text, at);

	statement->name = keep(reader, at, end, &statement->name_start, &statement->name_end);
	statement->text = keep(reader, skip_blanks(text, end), reader->logical.text->len,
			       &statement->text_start, &statement->text_end);
}

static void read_other(struct reader *reader, gsize at, struct make_statement *statement)
{
	static const struct {
		const char *word;
		enum make_kind kind;
		gboolean optional;
	} words[] = {
		{"include", MAKE_INCLUDE, FALSE},   {"-include", MAKE_INCLUDE, TRUE},
		{"sinclude", MAKE_INCLUDE, TRUE},   {"export", MAKE_EXPORT, FALSE},
		{"unexport", MAKE_UNEXPORT, FALSE}, {"vpath", MAKE_VPATH, FALSE},
		{"endif", MAKE_ENDIF, FALSE},       {"else", MAKE_ELSE, FALSE},
	};
	const char *text = reader->logical.text->str;

	statement->kind = MAKE_RULE;
	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		if (is_word(text, at, words[i].word)) {
			statement->kind = words[i].kind;
			statement->optional = words[i].optional;
			at = skip_blanks(text, word_end(text, at));
			break;
		}
	if (statement->kind == MAKE_RULE && is_condition(text, at)) {
		statement->kind = MAKE_IF;
		read_condition(reader, at, statement);
		return;
	}
	if (statement->kind == MAKE_ELSE && is_condition(text, at)) {
		read_condition(reader, at, statement);
		return;
	}
	statement->text = keep(reader, at, reader->logical.text->len, &statement->text_start,
			       &statement->text_end);
}

/* Modifiers, then an assignment, define or undefine. FALSE with the error set, or not set if the
 * line is something else. */
static gboolean read_variable(struct reader *reader, gsize at, struct make_statement *statement)
{
	const char *text = reader->logical.text->str;

	while (text[at]) {
		if (read_assignment(reader, at, statement))
			return TRUE;
		/* a define in a recipe would swallow what follows */
		if (is_define(text, at) && !statement->tab)
			return read_define(reader, skip_blanks(text, word_end(text, at)),
					   statement);
		if (is_word(text, at, "undefine")) {
			at = skip_blanks(text, word_end(text, at));
			statement->kind = MAKE_UNDEFINE;
			statement->name = keep(reader, at, reader->logical.text->len,
					       &statement->name_start, &statement->name_end);
			return TRUE;
		}
		if (is_word(text, at, "export"))
			statement->exported = TRUE;
		else if (is_word(text, at, "override"))
			statement->overrides = TRUE;
		else if (!is_word(text, at, "private"))
			break;
		at = skip_blanks(text, word_end(text, at));
	}
	statement->exported = statement->overrides = FALSE;
	return FALSE;
}

static gboolean check_bytes(const struct make_file *file, GError **error)
{
	for (gsize i = 0; i < file->len; i++)
		if (file->text[i] == '\0' || file->text[i] == MAKE_MARK) {
			g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
				    "%s:%u:%u: a byte of value %d, which no makefile has",
				    file->name, make_line(file, i), make_column(file, i),
				    file->text[i]);
			return FALSE;
		}
	return TRUE;
}

static gboolean read_statements(struct reader *reader)
{
	while (next_line(reader)) {
		struct make_statement statement = {0};
		struct logical *line = &reader->logical;
		gsize at;

		statement.start = line->start;
		statement.end = line->end;
		statement.line = line->line;
		statement.tab = line->tab;
		drop_comment(line);
		at = skip_blanks(line->text->str, 0);
		if (!line->text->str[at] || g_ascii_isspace(line->text->str[at]))
			continue;
		if (!read_variable(reader, at, &statement)) {
			if (statement.kind == MAKE_DEFINE)
				return FALSE;
			read_other(reader, at, &statement);
		}
		g_array_append_val(reader->file->statements, statement);
	}
	return TRUE;
}

struct make_file *make_file_parse(const char *name, const char *text, gsize len, GError **error)
{
	g_autoptr(make_file) file = g_new0(struct make_file, 1);
	struct reader reader = {.file = file, .line = 1, .error = error};
	gboolean good;

	file->name = g_strdup(name);
	file->statements = g_array_new(FALSE, TRUE, sizeof(struct make_statement));
	file->strings = g_string_chunk_new(4096);
	if (len > MAX_FILE) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "%s:1:1: more than %u MiB, which no makefile has", name,
			    MAX_FILE >> 20);
		return NULL;
	}
	file->text = g_malloc(len + 1);
	memcpy(file->text, text, len);
	file->text[len] = '\0';
	file->len = len;
	if (!check_bytes(file, error))
		return NULL;
	reader.logical.text = g_string_new(NULL);
	reader.logical.from = g_array_new(FALSE, FALSE, sizeof(gsize));
	good = read_statements(&reader);
	g_string_free(reader.logical.text, TRUE);
	g_array_free(reader.logical.from, TRUE);
	return good ? g_steal_pointer(&file) : NULL;
}

void make_file_free(struct make_file *file)
{
	if (!file)
		return;
	g_free(file->name);
	g_free(file->text);
	g_array_free(file->statements, TRUE);
	g_string_chunk_free(file->strings);
	g_free(file);
}
