/* SPDX-License-Identifier: GPL-2.0-only */
#include "ctext/edit.h"
#include "ctext/outline_private.h"

#include <string.h>

static gsize start_of_line(const struct ctext_outline *outline, gsize offset)
{
	while (offset > 0 && outline->text[offset - 1] != '\n')
		offset--;
	return offset;
}

/* The white space that begins the line of @offset */
static char *indent_at(const struct ctext_outline *outline, gsize offset)
{
	gsize start = start_of_line(outline, offset);
	gsize end = start;

	while (outline->text[end] == ' ' || outline->text[end] == '\t')
		end++;
	return g_strndup(outline->text + start, end - start);
}

static char *indented(const char *statement, const char *indent)
{
	g_auto(GStrv) lines = g_strsplit(statement, "\n", -1);
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; lines[i]; i++) {
		if (!lines[i + 1] && !*lines[i])
			break;
		g_string_append_printf(out, "%s%s\n", *lines[i] ? indent : "", lines[i]);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* The tokens "return callee ( … ) ;" : the first and the ';' */
static gboolean find_return(const struct ctext_outline *outline,
			    const struct ctext_function *function, const char *callee, guint *first,
			    guint *last, GError **error)
{
	guint found = 0;

	for (guint i = ctext_token_from(outline, function->body_start);
	     i < outline->tokens->len && TOKEN(outline, i)->offset < function->body_end; i++) {
		guint close;

		if (!ctext_is(outline, i, "return") || !ctext_is(outline, i + 1, callee) ||
		    !ctext_is_char(outline, i + 2, '('))
			continue;
		close = ctext_match(outline, i + 2, NULL);
		if (!ctext_is_char(outline, close + 1, ';'))
			continue;
		if (found++ == 0) {
			*first = i;
			*last = close + 1;
		}
	}
	if (found == 0)
		g_set_error(error, CTEXT_ERROR, CTEXT_ERROR_NOT_FOUND,
			    "no statement 'return %s(…);' in function '%s'", callee,
			    function->name);
	else if (found > 1)
		g_set_error(error, CTEXT_ERROR, CTEXT_ERROR_SHAPE,
			    "function '%s' has %u statements 'return %s(…);', not one",
			    function->name, found, callee);
	return found == 1;
}

/* The '(' that token @close closes, counted backwards; 0 if there is none */
static guint open_of(const struct ctext_outline *outline, guint close)
{
	guint depth = 0;

	for (guint i = close; i > 0; i--) {
		if (ctext_is_char(outline, i, ')'))
			depth++;
		else if (ctext_is_char(outline, i, '(') && --depth == 0)
			return i;
	}
	return 0;
}

static guint plain_before(const struct ctext_outline *outline, guint i)
{
	while (i > 0 && MARK(outline, i - 1) != CTEXT_MARK_NONE)
		i--;
	return i > 0 ? i - 1 : 0;
}

/* The keyword (or loop macro) whose only statement begins at token @i; 0 if it is in a block */
static guint controlling(const struct ctext_outline *outline, guint i, guint *head_end)
{
	guint before = plain_before(outline, i);

	*head_end = before;
	if (ctext_is(outline, before, "else") || ctext_is(outline, before, "do"))
		return before;
	if (!ctext_is_char(outline, before, ')'))
		return 0;
	before = open_of(outline, before);
	return before > 0 ? before - 1 : 0;
}

static void put_before(struct ctext_edits *edits, const struct ctext_outline *outline, guint first,
		       const char *indent, const char *statement)
{
	gsize offset = TOKEN(outline, first)->offset;
	gsize line = start_of_line(outline, offset);
	g_autofree char *own = g_strndup(outline->text + line, offset - line);
	g_autofree char *text = NULL;
	g_autofree char *whole = NULL;

	if (strspn(own, " \t") == strlen(own)) {
		text = indented(statement, own);
		ctext_edits_add(edits, line, 0, text);
		return;
	}
	/* behind something on its line: a line of its own */
	text = indented(statement, indent);
	whole = g_strconcat("\n", text, indent, NULL);
	while (offset > line &&
	       (outline->text[offset - 1] == ' ' || outline->text[offset - 1] == '\t'))
		offset--;
	ctext_edits_add(edits, offset, TOKEN(outline, first)->offset - offset, whole);
}

gboolean ctext_guard_return(struct ctext_edits *edits, const struct ctext_outline *outline,
			    const char *function_name, const char *callee, const char *statement,
			    GError **error)
{
	const struct ctext_function *function = ctext_find_function(outline, function_name);
	g_autofree char *outer = NULL;
	g_autofree char *inner = NULL;
	g_autofree char *closing = NULL;
	guint first, last, control, head_end;
	gsize end;

	if (!function) {
		g_set_error(error, CTEXT_ERROR, CTEXT_ERROR_NOT_FOUND, "no function '%s'",
			    function_name);
		return FALSE;
	}
	if (!find_return(outline, function, callee, &first, &last, error))
		return FALSE;
	control = controlling(outline, first, &head_end);
	outer = indent_at(outline, TOKEN(outline, control ? control : first)->offset);
	inner = g_strconcat(outer, "\t", NULL);
	if (!control) {
		put_before(edits, outline, first, inner, statement);
		return TRUE;
	}
	end = TOKEN(outline, last)->offset + 1;
	ctext_edits_add(edits, TOKEN(outline, head_end)->offset + TOKEN(outline, head_end)->len, 0,
			" {");
	put_before(edits, outline, first, inner, statement);
	if (ctext_is(outline, last + 1, "else") &&
	    ctext_line_rest(outline, end) > end) { /* "} else" on one line */
		closing = g_strconcat("\n", outer, "} ", NULL);
		ctext_edits_add(edits, end, TOKEN(outline, last + 1)->offset - end, closing);
		return TRUE;
	}
	closing = g_strconcat(outer, "}\n", NULL);
	if (ctext_line_rest(outline, end) > end) {
		ctext_edits_add(edits, ctext_line_rest(outline, end), 0, closing);
	} else {
		g_autofree char *parted = g_strconcat("\n", outer, "}", NULL);

		ctext_edits_add(edits, end, 0, parted);
	}
	return TRUE;
}
