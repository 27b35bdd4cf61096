/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "make/private.h"

static gboolean is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* "(a,b)" or "'a' \"b\"" as two texts that are not expanded; FALSE if it is neither */
static gboolean split_pair(const char *text, char **left, char **right)
{
	char quote = *text;
	const char *end;
	guint depth = 0;

	if (quote == '(') {
		const char *start = ++text;

		while (*text && (*text != ',' || depth)) {
			depth += *text == '(' ? 1u : *text == ')' && depth ? -1u : 0u;
			text++;
		}
		if (!*text)
			return FALSE;
		end = text++;
		while (end > start && is_blank(end[-1]))
			end--;
		*left = g_strndup(start, (gsize)(end - start));
		text += strspn(text, " \t");
		for (start = text, depth = 0; *text && (*text != ')' || depth); text++)
			depth += *text == '(' ? 1u : *text == ')' ? -1u : 0u;
		*right = g_strndup(start, (gsize)(text - start));
		return *text == ')';
	}
	if (quote != '"' && quote != '\'')
		return FALSE;
	end = strchr(text + 1, quote);
	if (!end)
		return FALSE;
	*left = g_strndup(text + 1, (gsize)(end - text - 1));
	text = end + 1 + strspn(end + 1, " \t");
	end = *text == '"' || *text == '\'' ? strchr(text + 1, *text) : NULL;
	*right = end ? g_strndup(text + 1, (gsize)(end - text - 1)) : NULL;
	return end != NULL;
}

/* Is there anything beside the marks? */
static gboolean has_text(const char *text)
{
	for (; *text; text++)
		if (*text == MAKE_MARK && strchr(text, MAKE_MARK_END))
			text = strchr(text, MAKE_MARK_END);
		else if (!is_blank(*text))
			return TRUE;
	return FALSE;
}

/* TRUE, FALSE; or -1 with the mark that decides */
static int is_equal(const char *left, const char *right, char **mark)
{
	const char *unknown =
		make_unknown_in(left) ? make_unknown_in(left) : make_unknown_in(right);

	if (!unknown)
		return strcmp(left, right) == 0;
	if ((!*left && has_text(right)) || (!*right && has_text(left)))
		return FALSE;
	*mark = make_mark_copy(unknown);
	return -1;
}

static int compare(struct make_eval *eval, const struct make_statement *statement, char **mark)
{
	g_autofree char *left = NULL, *right = NULL, *a = NULL, *b = NULL;
	int equal;

	if (!split_pair(statement->text, &left, &right)) {
		make_fail(eval, statement->text, "no two texts behind '%s': '%s'", statement->name,
			  statement->text);
		return FALSE;
	}
	a = make_expand_text(eval, left);
	b = make_expand_text(eval, right);
	if (eval->error)
		return FALSE;
	equal = is_equal(a, b, mark);
	return equal < 0 || !strcmp(statement->name, "ifeq") ? equal : !equal;
}

static int defined(struct make_eval *eval, const struct make_statement *statement, char **mark)
{
	g_autofree char *name = make_expand_text(eval, statement->text);
	const struct make_variable *variable;
	gboolean wanted = !strcmp(statement->name, "ifdef");

	if (eval->error)
		return FALSE;
	g_strstrip(name);
	if (!*name || name[strcspn(name, " \t")]) {
		make_fail(eval, statement->text, "'%s' wants one name, not '%s'", statement->name,
			  name);
		return FALSE;
	}
	variable = make_get(eval, name);
	if (make_unknown_in(name) ||
	    (variable && make_unknown_in(variable->value) && !has_text(variable->value))) {
		*mark = make_mark_copy(make_unknown_in(name) ? make_unknown_in(name)
							     : make_unknown_in(variable->value));
		return -1;
	}
	return (variable && *variable->value) == wanted;
}

static enum make_state decide(struct make_eval *eval, const struct make_statement *statement)
{
	g_autofree char *mark = NULL;
	int yes = g_str_has_suffix(statement->name, "def") ? defined(eval, statement, &mark)
							   : compare(eval, statement, &mark);

	if (yes >= 0)
		return yes ? MAKE_TAKEN : MAKE_WAITING;
	if (!eval->frame->mark)
		eval->frame->mark = g_steal_pointer(&mark);
	return MAKE_UNSURE;
}

static enum make_state top(const struct make_frame *frame)
{
	return g_array_index(frame->conditions, enum make_state, frame->conditions->len - 1);
}

static gboolean runs(const struct make_frame *frame)
{
	return frame->conditions->len == 0 || top(frame) == MAKE_TAKEN || top(frame) == MAKE_UNSURE;
}

static void set_top(struct make_frame *frame, enum make_state state)
{
	g_array_index(frame->conditions, enum make_state, frame->conditions->len - 1) = state;
}

static void run_else(struct make_eval *eval, const struct make_statement *statement)
{
	struct make_frame *frame = eval->frame;

	if (top(frame) == MAKE_TAKEN)
		set_top(frame, MAKE_OVER);
	else if (top(frame) == MAKE_WAITING)
		set_top(frame, statement->name ? decide(eval, statement) : MAKE_TAKEN);
}

void make_run_condition(struct make_eval *eval, const struct make_statement *statement)
{
	struct make_frame *frame = eval->frame;
	enum make_state state = MAKE_OVER;

	if (statement->kind == MAKE_IF) {
		if (runs(frame))
			state = decide(eval, statement);
		g_array_append_val(frame->conditions, state);
		g_array_append_val(frame->opened, statement);
	} else if (frame->conditions->len == 0) {
		make_fail(eval, NULL, "'%s' without its 'if'",
			  statement->kind == MAKE_ELSE ? "else" : "endif");
	} else if (statement->kind == MAKE_ELSE) {
		run_else(eval, statement);
	} else {
		g_array_set_size(frame->conditions, frame->conditions->len - 1);
		g_array_set_size(frame->opened, frame->opened->len - 1);
	}
}
