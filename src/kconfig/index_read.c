/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "kconfig/index_private.h"

struct reader {
	struct kconfig_tree *tree;
	struct kconfig_file *file;
	const char *text;
	gsize len;
	const struct kconfig_scope *base; /* the scope from which the file was sourced */
	struct kconfig_scope *scope;      /* the innermost of this file, or NULL */
	struct kconfig_def *def;          /* whose attributes are being read, or NULL */
	struct kconfig_scope *attributes; /* a menu or choice whose attributes are being read */
	gboolean headless; /* attributes of a comment, or of what was not understood: dropped */
};

/* One statement: its keyword, and what stands behind it */
struct statement {
	const char *word;
	gsize start, end; /* from the keyword to before a comment */
	gsize rest;       /* the first byte behind keyword and blanks */
	gsize line_end;   /* behind the newline of its last line */
	guint line;
};

static const struct kconfig_scope *innermost(const struct reader *reader)
{
	return reader->scope ? reader->scope : reader->base;
}

static const char *fold(struct reader *reader, gsize start, gsize end)
{
	while (start < end && g_ascii_isspace(reader->text[start]))
		start++;
	while (end > start && g_ascii_isspace(reader->text[end - 1]))
		end--;
	return kconfig_keep_folded(reader->tree, reader->text, start, end);
}

static struct kconfig_span span_of(const struct statement *statement)
{
	return (struct kconfig_span){statement->start, statement->end - statement->start,
				     statement->line};
}

/* "value if condition": both texts */
static struct kconfig_text split_if(struct reader *reader, const struct statement *statement,
				    gsize start)
{
	gsize at = kconfig_find_if(reader->text, start, statement->end);
	struct kconfig_text text = {.span = span_of(statement)};

	text.text = fold(reader, start, at);
	if (at < statement->end)
		text.cond = fold(reader, at + 2, statement->end);
	return text;
}

static void leave_block(struct reader *reader)
{
	reader->def = NULL;
	reader->attributes = NULL;
	reader->headless = FALSE;
}

static void unknown(struct reader *reader, const struct statement *statement)
{
	kconfig_add_problem(reader->tree, reader->file->path, statement->line,
			    "statement '%s' not understood", statement->word);
}

static void read_config(struct reader *reader, const struct statement *statement)
{
	const struct kconfig_scope *around = innermost(reader);
	struct kconfig_def *def;
	const char *name = fold(reader, statement->rest, statement->end);

	leave_block(reader);
	reader->headless = TRUE;
	if (!*name || strpbrk(name, " \t\"'$")) {
		kconfig_add_problem(reader->tree, reader->file->path, statement->line,
				    "name '%s' of an option not understood", name);
		return;
	}
	def = kconfig_new_def(reader->tree, name);
	def->menuconfig = statement->word[0] == 'm';
	def->file = reader->file;
	def->line = statement->line;
	def->start = statement->start;
	def->end = statement->line_end;
	def->name_span = (struct kconfig_span){statement->rest, strlen(name), statement->line};
	def->scope = around;
	while (around && around->kind == KCONFIG_SCOPE_IF)
		around = around->parent;
	def->in_choice = around && around->kind == KCONFIG_SCOPE_CHOICE;
	reader->def = def;
	reader->headless = FALSE;
}

static const char *unquoted(struct reader *reader, gsize start, gsize end, gsize *behind)
{
	char c = start < end ? reader->text[start] : '\0';

	*behind = end;
	if (c == '"' || c == '\'') {
		*behind = kconfig_quoted_end(reader->text, start, end);
		if (*behind > start + 1 && reader->text[*behind - 1] == c)
			return kconfig_keep(reader->tree, reader->text + start + 1,
					    *behind - start - 2);
	}
	*behind = kconfig_find_if(reader->text, start, end);
	return fold(reader, start, *behind);
}

static void begin_scope(struct reader *reader, const struct statement *statement,
			enum kconfig_scope_kind kind)
{
	struct kconfig_scope *scope = kconfig_new_scope(reader->tree);
	gsize behind;

	leave_block(reader);
	scope->kind = kind;
	scope->file = reader->file;
	scope->line = statement->line;
	scope->parent = innermost(reader);
	if (kind == KCONFIG_SCOPE_IF)
		scope->text = fold(reader, statement->rest, statement->end);
	else if (kind == KCONFIG_SCOPE_MENU)
		scope->text = unquoted(reader, statement->rest, statement->end, &behind);
	reader->scope = scope;
	if (kind != KCONFIG_SCOPE_IF)
		reader->attributes = scope;
}

static void end_scope(struct reader *reader, const struct statement *statement,
		      enum kconfig_scope_kind kind)
{
	const struct kconfig_scope *parent;

	leave_block(reader);
	if (!reader->scope || reader->scope->kind != kind) {
		kconfig_add_problem(reader->tree, reader->file->path, statement->line,
				    "'%s' without its beginning", statement->word);
		return;
	}
	parent = reader->scope->parent;
	/* a scope of another file is not ours to end */
	reader->scope = parent == reader->base ? NULL : (struct kconfig_scope *)parent;
}

static void add_prompt(struct reader *reader, const struct statement *statement)
{
	struct kconfig_prompt prompt = {0};
	gsize behind;
	gsize at;

	prompt.text = unquoted(reader, statement->rest, statement->end, &behind);
	prompt.span =
		(struct kconfig_span){statement->rest, behind - statement->rest, statement->line};
	at = kconfig_find_if(reader->text, behind, statement->end);
	if (at < statement->end)
		prompt.cond = fold(reader, at + 2, statement->end);
	if (reader->def)
		g_array_append_val(reader->def->prompts, prompt);
	else if (reader->attributes && !reader->attributes->text)
		reader->attributes->text = prompt.text;
}

static void read_type(struct reader *reader, const struct statement *statement,
		      enum kconfig_type type)
{
	struct kconfig_typing typing = {.type = type, .keyword = statement->word};

	if (!reader->def) { /* a choice's type */
		if (statement->rest < statement->end)
			add_prompt(reader, statement);
		return;
	}
	typing.with_default = g_str_has_prefix(statement->word, "def_");
	typing.span =
		(struct kconfig_span){statement->start, strlen(statement->word), statement->line};
	g_array_append_val(reader->def->types, typing);
	if (typing.with_default) {
		struct kconfig_text text = split_if(reader, statement, statement->rest);
		struct kconfig_default value = {text.text, text.cond, TRUE, text.span};

		g_array_append_val(reader->def->defaults, value);
	} else if (statement->rest < statement->end) {
		add_prompt(reader, statement);
	}
}

static void read_select(struct reader *reader, const struct statement *statement)
{
	struct kconfig_text text = split_if(reader, statement, statement->rest);
	struct kconfig_select select = {text.text, text.cond, statement->word[0] == 'i', text.span};

	if (reader->def)
		g_array_append_val(reader->def->selects, select);
	else
		unknown(reader, statement);
}

static void read_default(struct reader *reader, const struct statement *statement)
{
	struct kconfig_text text = split_if(reader, statement, statement->rest);
	struct kconfig_default value = {text.text, text.cond, FALSE, text.span};

	if (reader->def)
		g_array_append_val(reader->def->defaults, value);
	else if (reader->attributes)
		g_array_append_val(reader->attributes->defaults, text);
}

/* "depends on X", "visible if X": behind the second word */
static void read_two_words(struct reader *reader, const struct statement *statement,
			   const char *second)
{
	gsize at = statement->rest;
	gsize len = strlen(second);
	struct kconfig_text text = {.span = span_of(statement)};

	if (statement->end - at < len || memcmp(reader->text + at, second, len) != 0) {
		unknown(reader, statement);
		return;
	}
	text.text = fold(reader, at + len, statement->end);
	if (second[0] == 'i' && reader->attributes)
		g_array_append_val(reader->attributes->visible, text);
	else if (second[0] == 'o' && reader->def)
		g_array_append_val(reader->def->depends, text);
	else if (second[0] == 'o' && reader->attributes)
		g_array_append_val(reader->attributes->depends, text);
}

static void read_range(struct reader *reader, const struct statement *statement)
{
	struct kconfig_text text = split_if(reader, statement, statement->rest);

	if (reader->def)
		g_array_append_val(reader->def->ranges, text);
}

static void read_source_statement(struct reader *reader, const struct statement *statement)
{
	gsize behind;
	const char *path = unquoted(reader, statement->rest, statement->end, &behind);

	leave_block(reader);
	if (reader->tree->follow)
		kconfig_read_source(reader->tree, path, reader->file, statement->line,
				    innermost(reader));
}

static guint columns_of(const char *text, gsize start, gsize end)
{
	guint column = 0;

	for (; start < end; start++)
		column = text[start] == '\t' ? (column / 8 + 1) * 8 : column + 1;
	return column;
}

static char *without_indent(const struct kconfig_help *help, const char *text)
{
	g_autoptr(GString) out = g_string_new(NULL);
	guint indent = columns_of(help->indent, 0, strlen(help->indent));
	gsize at = help->start;

	while (at < help->end) {
		const char *newline = memchr(text + at, '\n', help->end - at);
		gsize end = newline ? (gsize)(newline - text) : help->end;
		guint column = 0;

		while (at < end && column < indent && (text[at] == ' ' || text[at] == '\t'))
			column = text[at++] == '\t' ? (column / 8 + 1) * 8 : column + 1;
		for (; column > indent; column--)
			g_string_append_c(out, ' ');
		g_string_append_len(out, text + at, (gssize)(end - at));
		g_string_append_c(out, '\n');
		at = end + 1;
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* The help text that begins at @at; where it ends. Lines are counted into *@line. */
static gsize read_help(struct reader *reader, const struct statement *statement, gsize at,
		       guint *line)
{
	struct kconfig_help help = {.keyword = span_of(statement), .start = at, .end = at};
	const char *text = reader->text;
	guint first_column = 0;
	guint text_line = *line;
	gsize done = at;

	while (at < reader->len) {
		const char *newline = memchr(text + at, '\n', reader->len - at);
		gsize end = newline ? (gsize)(newline - text) : reader->len;
		gsize first = at;

		while (first < end && g_ascii_isspace(text[first]))
			first++;
		if (first < end) {
			guint column = columns_of(text, at, first);

			if (column == 0 || (first_column && column < first_column))
				break;
			if (!first_column) {
				first_column = column;
				help.indent = kconfig_keep(reader->tree, text + at, first - at);
				help.start = at;
				help.line = text_line;
			}
			done = MIN(end + 1, reader->len);
			*line = text_line + 1;
		}
		at = MIN(end + 1, reader->len);
		text_line++;
		help.end = done;
	}
	if (reader->def && !reader->def->help) {
		g_autofree char *plain = NULL;

		help.indent = help.indent ? help.indent : "";
		plain = without_indent(&help, text);
		help.text = kconfig_keep(reader->tree, plain, strlen(plain));
		reader->def->help = g_memdup2(&help, sizeof(help));
		reader->def->end = MAX(done, statement->line_end);
	}
	return done;
}

static gboolean read_assignment(struct reader *reader, const struct statement *statement)
{
	struct kconfig_assignment assignment = {.file = reader->file, .line = statement->line};
	const char *rest = reader->text + statement->rest;
	gsize len = 0;

	if (statement->rest < statement->end && rest[0] == '=')
		len = 1;
	else if (statement->rest + 1 < statement->end && rest[1] == '=' &&
		 (rest[0] == ':' || rest[0] == '+'))
		len = 2;
	if (len == 0)
		return FALSE;
	assignment.name = statement->word;
	assignment.op = kconfig_keep(reader->tree, rest, len);
	assignment.value = fold(reader, statement->rest + len, statement->end);
	g_ptr_array_add(reader->tree->assignments, g_memdup2(&assignment, sizeof(assignment)));
	return TRUE;
}

static gboolean read_type_word(struct reader *reader, const struct statement *statement)
{
	static const struct {
		const char *word;
		enum kconfig_type type;
	} types[] = {
		{"bool", KCONFIG_BOOL},
		{"tristate", KCONFIG_TRISTATE},
		{"int", KCONFIG_INT},
		{"hex", KCONFIG_HEX},
		{"string", KCONFIG_STRING},
		{"def_bool", KCONFIG_BOOL},
		{"def_tristate", KCONFIG_TRISTATE},
		{"boolean", KCONFIG_BOOL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
		if (strcmp(statement->word, types[i].word) == 0) {
			read_type(reader, statement, types[i].type);
			return TRUE;
		}
	}
	return FALSE;
}

/* A word that begins or ends a block; FALSE if it is none */
static gboolean read_block_word(struct reader *reader, const struct statement *statement)
{
	const char *word = statement->word;

	if (!strcmp(word, "config") || !strcmp(word, "menuconfig")) {
		read_config(reader, statement);
	} else if (!strcmp(word, "if")) {
		begin_scope(reader, statement, KCONFIG_SCOPE_IF);
	} else if (!strcmp(word, "menu")) {
		begin_scope(reader, statement, KCONFIG_SCOPE_MENU);
	} else if (!strcmp(word, "choice")) {
		begin_scope(reader, statement, KCONFIG_SCOPE_CHOICE);
	} else if (!strcmp(word, "endif")) {
		end_scope(reader, statement, KCONFIG_SCOPE_IF);
	} else if (!strcmp(word, "endmenu")) {
		end_scope(reader, statement, KCONFIG_SCOPE_MENU);
	} else if (!strcmp(word, "endchoice")) {
		end_scope(reader, statement, KCONFIG_SCOPE_CHOICE);
	} else if (!strcmp(word, "source")) {
		read_source_statement(reader, statement);
	} else if (!strcmp(word, "comment") || !strcmp(word, "mainmenu")) {
		leave_block(reader);
		reader->headless = TRUE;
	} else {
		return FALSE;
	}
	return TRUE;
}

static void read_attribute(struct reader *reader, const struct statement *statement)
{
	const char *word = statement->word;

	if (!reader->def && !reader->attributes) {
		if (!reader->headless)
			unknown(reader, statement);
		return;
	}
	if (reader->def)
		reader->def->end = statement->line_end;
	if (read_type_word(reader, statement))
		return;
	if (!strcmp(word, "prompt"))
		add_prompt(reader, statement);
	else if (!strcmp(word, "default"))
		read_default(reader, statement);
	else if (!strcmp(word, "depends"))
		read_two_words(reader, statement, "on");
	else if (!strcmp(word, "visible"))
		read_two_words(reader, statement, "if");
	else if (!strcmp(word, "select") || !strcmp(word, "imply"))
		read_select(reader, statement);
	else if (!strcmp(word, "range"))
		read_range(reader, statement);
	else if (strcmp(word, "option") && strcmp(word, "modules") && strcmp(word, "optional") &&
		 strcmp(word, "transitional"))
		unknown(reader, statement);
}

/* Fills @statement from the line [at, end); FALSE for an empty line or a comment */
static gboolean read_words(struct reader *reader, gsize at, gsize end, struct statement *statement)
{
	const char *text = reader->text;
	gsize word_end;

	while (at < end && g_ascii_isspace(text[at]))
		at++;
	if (at >= end || text[at] == '#')
		return FALSE;
	statement->start = at;
	statement->end = kconfig_statement_end(text, at, end);
	word_end = at;
	while (word_end < statement->end &&
	       (g_ascii_isalnum(text[word_end]) || text[word_end] == '_' || text[word_end] == '-'))
		word_end++;
	statement->word = kconfig_keep(reader->tree, text + at, word_end - at);
	while (word_end < statement->end &&
	       (g_ascii_isspace(text[word_end]) ||
		(text[word_end] == '\\' && text[word_end + 1] == '\n')))
		word_end++;
	statement->rest = word_end;
	return TRUE;
}

void kconfig_read_text(struct kconfig_tree *tree, struct kconfig_file *file,
		       const struct kconfig_scope *scope)
{
	struct reader reader = {
		.tree = tree,
		.file = file,
		.text = file->text,
		.len = file->len,
		.base = scope,
	};
	gsize at = 0;
	guint line = 1;

	while (at < reader.len) {
		struct statement statement = {.line = line};
		gsize end;
		guint lines;
		gsize next = kconfig_logical_line(reader.text, reader.len, at, &end, &lines);

		statement.line_end = next;
		line += lines;
		if (!read_words(&reader, at, end, &statement)) {
			at = next;
			continue;
		}
		at = next;
		if (!strcmp(statement.word, "help") || !strcmp(statement.word, "---help---"))
			at = read_help(&reader, &statement, at, &line);
		else if (!*statement.word)
			/* a macro by itself, such as $(error-if, …), defines nothing */
			kconfig_add_problem(tree, file->path, statement.line,
					    "statement not evaluated: %s",
					    kconfig_keep_folded(tree, reader.text, statement.start,
								statement.end));
		else if (!read_assignment(&reader, &statement) &&
			 !read_block_word(&reader, &statement))
			read_attribute(&reader, &statement);
	}
	if (reader.scope)
		kconfig_add_problem(tree, file->path, reader.scope->line,
				    "block has no end in this file");
}
