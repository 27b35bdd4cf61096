/* SPDX-License-Identifier: GPL-2.0-only */
#include "ctext/outline_private.h"

#include <string.h>

static GArray *array_of(gsize size)
{
	return g_array_new(FALSE, TRUE, (guint)size);
}

static void read_lines(struct ctext_outline *outline)
{
	gsize at = 0;

	for (;;) {
		const char *newline;

		g_array_append_val(outline->lines, at);
		newline = memchr(outline->text + at, '\n', outline->len - at);
		if (!newline)
			return;
		at = (gsize)(newline - outline->text) + 1;
	}
}

struct ctext_outline *ctext_outline_new(const char *text, gsize len)
{
	struct ctext_outline *outline = g_new0(struct ctext_outline, 1);

	outline->text = g_malloc(len + 1);
	if (len)
		memcpy(outline->text, text, len);
	outline->text[len] = '\0';
	outline->len = len;
	outline->strings = g_string_chunk_new(4096);
	outline->vectors = g_ptr_array_new_with_free_func(g_free);
	outline->lines = array_of(sizeof(gsize));
	outline->tokens = array_of(sizeof(struct ctext_token));
	outline->marks = array_of(sizeof(guint8));
	outline->comments = array_of(sizeof(struct ctext_token));
	outline->includes = array_of(sizeof(struct ctext_include));
	outline->macros = array_of(sizeof(struct ctext_macro));
	outline->functions = array_of(sizeof(struct ctext_function));
	outline->variables = array_of(sizeof(struct ctext_variable));
	outline->prototypes = array_of(sizeof(struct ctext_prototype));
	outline->conditions = array_of(sizeof(struct ctext_condition));
	outline->tests = array_of(sizeof(struct ctext_config_test));
	read_lines(outline);
	ctext_read_directives(outline);
	ctext_read_items(outline);
	ctext_read_tests(outline);
	return outline;
}

void ctext_outline_free(struct ctext_outline *outline)
{
	if (!outline)
		return;
	g_free(outline->text);
	g_string_chunk_free(outline->strings);
	g_ptr_array_unref(outline->vectors);
	g_array_unref(outline->lines);
	g_array_unref(outline->tokens);
	g_array_unref(outline->marks);
	g_array_unref(outline->comments);
	g_array_unref(outline->includes);
	g_array_unref(outline->macros);
	g_array_unref(outline->functions);
	g_array_unref(outline->variables);
	g_array_unref(outline->prototypes);
	g_array_unref(outline->conditions);
	g_array_unref(outline->tests);
	g_free(outline);
}

const char *ctext_outline_text(const struct ctext_outline *outline, gsize *len)
{
	if (len)
		*len = outline->len;
	return outline->text;
}

#define ACCESSOR(function, type, array)                                            \
	const struct type *function(const struct ctext_outline *outline, guint *n) \
	{                                                                          \
		*n = outline->array->len;                                          \
		return (const struct type *)(const void *)outline->array->data;    \
	}

ACCESSOR(ctext_includes, ctext_include, includes)
ACCESSOR(ctext_macros, ctext_macro, macros)
ACCESSOR(ctext_functions, ctext_function, functions)
ACCESSOR(ctext_variables, ctext_variable, variables)
ACCESSOR(ctext_prototypes, ctext_prototype, prototypes)
ACCESSOR(ctext_conditions, ctext_condition, conditions)
ACCESSOR(ctext_config_tests, ctext_config_test, tests)

const struct ctext_function *ctext_find_function(const struct ctext_outline *outline,
						 const char *name)
{
	for (guint i = 0; i < outline->functions->len; i++) {
		const struct ctext_function *function =
			&g_array_index(outline->functions, struct ctext_function, i);

		if (strcmp(function->name, name) == 0)
			return function;
	}
	return NULL;
}

const struct ctext_variable *ctext_find_variable(const struct ctext_outline *outline,
						 const char *name)
{
	const struct ctext_variable *best = NULL;

	for (guint i = 0; i < outline->variables->len; i++) {
		const struct ctext_variable *variable =
			&g_array_index(outline->variables, struct ctext_variable, i);

		if (strcmp(variable->name, name) != 0)
			continue;
		if (variable->has_initialiser)
			return variable;
		if (!best || (best->is_extern && !variable->is_extern))
			best = variable;
	}
	return best;
}

const struct ctext_macro *ctext_find_macro(const struct ctext_outline *outline, const char *name,
					   const char *first_arg)
{
	for (guint i = 0; i < outline->macros->len; i++) {
		const struct ctext_macro *macro =
			&g_array_index(outline->macros, struct ctext_macro, i);

		if (strcmp(macro->name, name) == 0 &&
		    (!first_arg || (macro->n_args > 0 && strcmp(macro->args[0], first_arg) == 0)))
			return macro;
	}
	return NULL;
}

const struct ctext_include *ctext_find_include(const struct ctext_outline *outline,
					       const char *header)
{
	for (guint i = 0; i < outline->includes->len; i++) {
		const struct ctext_include *include =
			&g_array_index(outline->includes, struct ctext_include, i);

		if (strcmp(include->header, header) == 0)
			return include;
	}
	return NULL;
}

const struct ctext_field *ctext_find_field(const struct ctext_variable *variable, const char *path)
{
	for (guint i = 0; i < variable->n_fields; i++)
		if (strcmp(variable->fields[i].path, path) == 0)
			return &variable->fields[i];
	return NULL;
}

const struct ctext_function *ctext_function_at(const struct ctext_outline *outline, gsize offset)
{
	for (guint i = 0; i < outline->functions->len; i++) {
		const struct ctext_function *function =
			&g_array_index(outline->functions, struct ctext_function, i);

		if (offset >= function->start && offset < function->end)
			return function;
	}
	return NULL;
}

guint ctext_line_at(const struct ctext_outline *outline, gsize offset)
{
	guint low = 0, high = outline->lines->len;

	while (high - low > 1) {
		guint middle = low + (high - low) / 2;

		if (g_array_index(outline->lines, gsize, middle) <= offset)
			low = middle;
		else
			high = middle;
	}
	return low + 1;
}

const char *ctext_keep(struct ctext_outline *outline, const char *from, gsize len)
{
	return g_string_chunk_insert_len(outline->strings, from, (gssize)len);
}

const char *ctext_keep_folded(struct ctext_outline *outline, gsize start, gsize end)
{
	g_autoptr(GString) out = g_string_sized_new(end - start + 1);
	struct ctext_lexer lexer;
	struct ctext_token token;
	gsize last = 0;

	/* from the token before on, each token is parted as it was: by a blank or not at all */
	ctext_lexer_init(&lexer, outline->text + start, end - start);
	lexer.line_start = FALSE;
	while (ctext_lexer_next(&lexer, &token)) {
		if (token.kind == CTEXT_COMMENT || token.kind == CTEXT_DIRECTIVE)
			continue;
		if (out->len && token.offset > last)
			g_string_append_c(out, ' ');
		g_string_append_len(out, outline->text + start + token.offset, (gssize)token.len);
		last = token.offset + token.len;
	}
	return ctext_keep(outline, out->str, out->len);
}

gsize ctext_line_rest(const struct ctext_outline *outline, gsize offset)
{
	const char *text = outline->text;
	gsize at = offset;

	while (at < outline->len) {
		if (text[at] == '\n')
			return at + 1;
		if (text[at] == ' ' || text[at] == '\t' || text[at] == '\r') {
			at++;
		} else if (text[at] == '/' && text[at + 1] == '*') {
			const char *close = strstr(text + at + 2, "*/");

			if (!close || memchr(text + at, '\n', (gsize)(close - text) - at))
				return offset;
			at = (gsize)(close - text) + 2;
		} else if (text[at] == '/' && text[at + 1] == '/') {
			while (at < outline->len && text[at] != '\n')
				at++;
		} else {
			return offset;
		}
	}
	return outline->len;
}

gboolean ctext_is(const struct ctext_outline *outline, guint i, const char *word)
{
	return i < outline->tokens->len && ctext_token_is(outline->text, TOKEN(outline, i), word);
}

gboolean ctext_is_char(const struct ctext_outline *outline, guint i, char c)
{
	const struct ctext_token *token;

	if (i >= outline->tokens->len)
		return FALSE;
	token = TOKEN(outline, i);
	return token->kind == CTEXT_PUNCTUATOR && token->len == 1 &&
	       outline->text[token->offset] == c;
}

guint ctext_token_from(const struct ctext_outline *outline, gsize offset)
{
	guint low = 0, high = outline->tokens->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;

		if (TOKEN(outline, middle)->offset < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Behind the #endif of the conditional that the #else or #elif at @i belongs to */
static guint skip_branches(const struct ctext_outline *outline, guint i)
{
	guint nested = 0;

	for (i++; i < outline->tokens->len; i++) {
		enum ctext_mark mark = MARK(outline, i);

		if (mark == CTEXT_MARK_IF)
			nested++;
		else if (mark == CTEXT_MARK_ENDIF && nested-- == 0)
			break;
	}
	return i;
}

struct match {
	guint depth;
	guint close;   /* the last token that brought the depth to 0, or G_MAXUINT */
	GArray *saved; /* guint: the depth at each open #if */
};

/* What a bracket or mark does; TRUE when the end is found */
static gboolean match_step(const struct ctext_outline *outline, struct match *match, guint *i,
			   char open, char close)
{
	switch (MARK(outline, *i)) {
	case CTEXT_MARK_IF:
		g_array_append_val(match->saved, match->depth);
		return FALSE;
	case CTEXT_MARK_ELSE:
		if (match->saved->len == 0)
			*i = skip_branches(outline, *i);
		else
			match->depth = g_array_index(match->saved, guint, match->saved->len - 1);
		return FALSE;
	case CTEXT_MARK_ENDIF:
		if (match->saved->len > 0)
			g_array_set_size(match->saved, match->saved->len - 1);
		return match->saved->len == 0 && match->depth == 0;
	case CTEXT_MARK_NONE:
	case CTEXT_MARK_OTHER:
		break;
	}
	if (match->depth > 0 && ctext_is_char(outline, *i, open)) {
		match->depth++;
	} else if (match->depth > 0 && ctext_is_char(outline, *i, close)) {
		if (--match->depth == 0)
			match->close = *i;
		return match->depth == 0 && match->saved->len == 0;
	}
	return FALSE;
}

guint ctext_match(const struct ctext_outline *outline, guint open, guint *resume)
{
	char first = outline->text[TOKEN(outline, open)->offset];
	char last = first == '{' ? '}' : first == '[' ? ']' : ')';
	g_autoptr(GArray) saved = g_array_new(FALSE, FALSE, sizeof(guint));
	struct match match = {.depth = 1, .close = outline->tokens->len, .saved = saved};
	guint i = open + 1;

	for (; i < outline->tokens->len; i++)
		if (match_step(outline, &match, &i, first, last))
			break;
	if (resume)
		*resume = MIN(i + 1, outline->tokens->len);
	return match.close;
}
