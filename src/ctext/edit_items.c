/* SPDX-License-Identifier: GPL-2.0-only */
#include "ctext/edit.h"
#include "ctext/outline_private.h"

#include <string.h>

struct span {
	gsize start, end;
};

/* "NAME(first)" into its two parts; the first part comes back */
static char *split_macro(const char *name, char **first_arg)
{
	const char *open = strchr(name, '(');
	gsize len = strlen(name);

	*first_arg = NULL;
	if (!open || name[len - 1] != ')')
		return g_strdup(name);
	*first_arg = g_strstrip(g_strndup(open + 1, len - (gsize)(open - name) - 2));
	return g_strndup(name, (gsize)(open - name));
}

static gboolean find_macro_item(const struct ctext_outline *outline, const char *name,
				struct span *span)
{
	g_autofree char *first_arg = NULL;
	g_autofree char *word = split_macro(name, &first_arg);
	const struct ctext_macro *macro = ctext_find_macro(outline, word, first_arg);

	if (macro)
		*span = (struct span){macro->start, macro->end};
	return macro != NULL;
}

static gboolean find_item(const struct ctext_outline *outline, enum ctext_item item,
			  const char *name, struct span *span, GError **error)
{
	static const char *const kinds[] = {"function", "variable", "macro invocation", "include"};
	const struct ctext_function *function;
	const struct ctext_variable *variable;
	const struct ctext_include *include;

	if (item == CTEXT_ITEM_FUNCTION && (function = ctext_find_function(outline, name))) {
		*span = (struct span){function->start, function->end};
		return TRUE;
	}
	if (item == CTEXT_ITEM_VARIABLE && (variable = ctext_find_variable(outline, name))) {
		*span = (struct span){variable->start, variable->end};
		return TRUE;
	}
	if (item == CTEXT_ITEM_INCLUDE && (include = ctext_find_include(outline, name))) {
		*span = (struct span){include->start, include->end};
		return TRUE;
	}
	if (item == CTEXT_ITEM_MACRO && find_macro_item(outline, name, span))
		return TRUE;
	g_set_error(error, CTEXT_ERROR, CTEXT_ERROR_NOT_FOUND, "no %s '%s' at file scope",
		    kinds[item], name);
	return FALSE;
}

/* Where the line of @offset begins, if only blanks stand before it; else @offset */
static gsize line_begin(const struct ctext_outline *outline, gsize offset)
{
	gsize at = offset;

	while (at > 0 && (outline->text[at - 1] == ' ' || outline->text[at - 1] == '\t'))
		at--;
	return at == 0 || outline->text[at - 1] == '\n' ? at : offset;
}

/* The comment that stands on the lines right above belongs to the item */
static gsize with_comment(const struct ctext_outline *outline, gsize start)
{
	gsize top = line_begin(outline, start);

	for (guint i = outline->comments->len; i-- > 0;) {
		const struct ctext_token *comment =
			&g_array_index(outline->comments, struct ctext_token, i);
		gsize end = comment->offset + comment->len;
		gsize begin;

		if (end > top)
			continue;
		begin = line_begin(outline, comment->offset);
		if (end + 1 != top || (begin > 0 && outline->text[begin - 1] != '\n'))
			break;
		top = begin;
		if (outline->text[comment->offset + 1] == '*')
			break; /* a run of line comments goes on */
	}
	return top;
}

gboolean ctext_insert_before(struct ctext_edits *edits, const struct ctext_outline *outline,
			     enum ctext_item item, const char *name, const char *text,
			     GError **error)
{
	struct span span;

	if (!find_item(outline, item, name, &span, error))
		return FALSE;
	ctext_edits_add(edits,
			item == CTEXT_ITEM_INCLUDE ? span.start : with_comment(outline, span.start),
			0, text);
	return TRUE;
}

/* At the beginning of a line; where the item's line goes on, a newline comes first */
static void insert_behind(struct ctext_edits *edits, const struct ctext_outline *outline, gsize end,
			  const char *text)
{
	g_autofree char *parted = NULL;

	if (end > 0 && outline->text[end - 1] != '\n')
		parted = g_strconcat("\n", text, NULL);
	ctext_edits_add(edits, end, 0, parted ? parted : text);
}

gboolean ctext_insert_after(struct ctext_edits *edits, const struct ctext_outline *outline,
			    enum ctext_item item, const char *name, const char *text,
			    GError **error)
{
	struct span span;

	if (!find_item(outline, item, name, &span, error))
		return FALSE;
	insert_behind(edits, outline, span.end, text);
	return TRUE;
}

static gboolean is_blank_line(const struct ctext_outline *outline, gsize at)
{
	while (at < outline->len && (outline->text[at] == ' ' || outline->text[at] == '\t'))
		at++;
	return at < outline->len && outline->text[at] == '\n';
}

gboolean ctext_remove_item(struct ctext_edits *edits, const struct ctext_outline *outline,
			   enum ctext_item item, const char *name, GError **error)
{
	struct span span;

	if (!find_item(outline, item, name, &span, error))
		return FALSE;
	if (item != CTEXT_ITEM_INCLUDE)
		span.start = with_comment(outline, span.start);
	if (is_blank_line(outline, span.end) &&
	    (span.start == 0 || (span.start >= 2 && outline->text[span.start - 1] == '\n' &&
				 outline->text[span.start - 2] == '\n'))) {
		while (outline->text[span.end] != '\n')
			span.end++;
		span.end++;
	} else if (span.end == outline->len && span.start >= 2 &&
		   outline->text[span.start - 1] == '\n' && outline->text[span.start - 2] == '\n') {
		span.start--;
	}
	ctext_edits_add(edits, span.start, span.end - span.start, "");
	return TRUE;
}

gboolean ctext_replace_macro(struct ctext_edits *edits, const struct ctext_outline *outline,
			     const char *name, const char *first_arg, const char *text,
			     GError **error)
{
	const struct ctext_macro *macro = ctext_find_macro(outline, name, first_arg);
	g_autofree char *own = g_strdup(text);
	gsize len = strlen(own);

	if (!macro) {
		g_set_error(error, CTEXT_ERROR, CTEXT_ERROR_NOT_FOUND,
			    "no macro invocation '%s(%s)' at file scope", name,
			    first_arg ? first_arg : "…");
		return FALSE;
	}
	/* where the invocation does not end its line, neither does what takes its place */
	if (outline->text[macro->end - 1] != '\n' && len > 0 && own[len - 1] == '\n')
		own[len - 1] = '\0';
	ctext_edits_add(edits, macro->start, macro->end - macro->start, own);
	return TRUE;
}

void ctext_append_at_end(struct ctext_edits *edits, const struct ctext_outline *outline,
			 const char *text)
{
	insert_behind(edits, outline, outline->len, text);
}

/* A macro statement that defines the symbol: DEFINE_PER_CPU(type, name), LIST_HEAD(name) … */
static const struct ctext_macro *defining_macro(const struct ctext_outline *outline,
						const char *symbol)
{
	gsize len = strlen(symbol);

	for (guint i = 0; i < outline->macros->len; i++) {
		const struct ctext_macro *macro =
			&g_array_index(outline->macros, struct ctext_macro, i);
		guint which = strstr(macro->name, "PER_CPU") ? 1 : 0;
		const char *arg = which < macro->n_args ? macro->args[which] : "";

		if (strstr(macro->name, "EXPORT_") ||
		    (!strstr(macro->name, "DEFINE") && !strstr(macro->name, "DECLARE") &&
		     !g_str_has_suffix(macro->name, "_HEAD")))
			continue;
		/* DEFINE_PER_CPU(int, name[N]) */
		if (strncmp(arg, symbol, len) == 0 && (!arg[len] || arg[len] == '['))
			return macro;
	}
	return NULL;
}

gboolean ctext_insert_after_symbol(struct ctext_edits *edits, const struct ctext_outline *outline,
				   const char *symbol, const char *text, GError **error)
{
	const struct ctext_function *function = ctext_find_function(outline, symbol);
	const struct ctext_variable *variable = ctext_find_variable(outline, symbol);
	const struct ctext_macro *macro;

	if (function) {
		insert_behind(edits, outline, function->end, text);
		return TRUE;
	}
	if (variable && !(variable->is_extern && !variable->has_initialiser)) {
		insert_behind(edits, outline, variable->end, text);
		return TRUE;
	}
	macro = defining_macro(outline, symbol);
	if (macro) {
		insert_behind(edits, outline, macro->end, text);
		return TRUE;
	}
	g_set_error(error, CTEXT_ERROR, CTEXT_ERROR_NOT_FOUND,
		    "no definition of '%s' at file scope", symbol);
	return FALSE;
}

guint ctext_replace_config_test(struct ctext_edits *edits, const struct ctext_outline *outline,
				const char *option, enum ctext_test_kind from, const char *to)
{
	guint count = 0;

	for (guint i = 0; i < outline->tests->len; i++) {
		const struct ctext_config_test *test =
			&g_array_index(outline->tests, struct ctext_config_test, i);
		const char *word = outline->text + test->offset;
		gsize len = 0;

		if (test->kind != from || strcmp(test->option, option) != 0)
			continue;
		/* only what has a word to replace: defined(X), IS_…(X) */
		while (g_ascii_isalnum(word[len]) || word[len] == '_')
			len++;
		if (len == test->len)
			continue;
		ctext_edits_add(edits, test->offset, len, to);
		count++;
	}
	return count;
}

guint ctext_drop_specifier(struct ctext_edits *edits, const struct ctext_outline *outline,
			   const char *symbol, const char *word)
{
	const struct ctext_function *function = ctext_find_function(outline, symbol);
	const struct ctext_variable *variable = ctext_find_variable(outline, symbol);
	g_autoptr(GArray) uses = NULL;
	gsize start, end;

	if (!function && !variable)
		return 0;
	start = function ? function->start : variable->start;
	if (function)
		end = function->body_start;
	else
		end = variable->has_initialiser ? variable->value_start : variable->end;
	uses = ctext_identifier_uses(outline, word, start, end);
	for (guint i = 0; i < uses->len; i++) {
		const struct ctext_token *use = &g_array_index(uses, struct ctext_token, i);
		gsize from = use->offset;
		gsize to = use->offset + use->len;

		/* one blank goes with it: the one behind, or the one before at a line's end */
		if (outline->text[to] == ' ')
			to++;
		else if (from > start && outline->text[from - 1] == ' ')
			from--;
		ctext_edits_add(edits, from, to - from, "");
	}
	return uses->len;
}
