/* SPDX-License-Identifier: GPL-2.0-only */
#include "edits/composite.h"

#include <string.h>

#include <modsplit/error.h>

/* --- the makefile as lists ------------------------------------------------------------------- */

/* A statement that sets a list, and the conditions around it, "ifdef A/else ifdef B" */
struct list {
	const struct make_statement *statement;
	char *conditions;
};

/* A word of a list */
struct word {
	gsize offset, len;
};

static void clear_list(void *data)
{
	g_free(((struct list *)data)->conditions);
}

static char *joined(const GPtrArray *conditions)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < conditions->len; i++)
		g_string_append_printf(out, "%s/", (const char *)conditions->pdata[i]);
	return g_string_free(out, FALSE);
}

/* Goes into a branch, over to the other one, or out of it. */
static void follow_condition(const struct make_statement *statement, GPtrArray *conditions)
{
	const char *name = statement->name ? statement->name : "";

	if (statement->kind != MAKE_IF && !conditions->len)
		return;
	if (statement->kind == MAKE_ELSE) {
		char **last = (char **)&conditions->pdata[conditions->len - 1];
		char *other = g_strdup_printf("%s else %s %s", *last, name, statement->text);

		g_free(*last);
		*last = other;
	} else if (statement->kind == MAKE_IF) {
		g_ptr_array_add(conditions, g_strdup_printf("%s %s", name, statement->text));
	} else {
		g_ptr_array_set_size(conditions, (gint)conditions->len - 1);
	}
}

static GArray *lists_of(const struct make_file *file)
{
	GArray *lists = g_array_new(FALSE, FALSE, sizeof(struct list));
	g_autoptr(GPtrArray) conditions = g_ptr_array_new_with_free_func(g_free);

	g_array_set_clear_func(lists, clear_list);
	for (guint i = 0; i < file->statements->len; i++) {
		const struct make_statement *statement =
			&g_array_index(file->statements, struct make_statement, i);
		struct list list = {statement, NULL};

		if (statement->kind == MAKE_IF || statement->kind == MAKE_ELSE ||
		    statement->kind == MAKE_ENDIF)
			follow_condition(statement, conditions);
		if (statement->kind != MAKE_ASSIGN)
			continue;
		list.conditions = joined(conditions);
		g_array_append_val(lists, list);
	}
	return lists;
}

static gboolean is_gap(const char *text, gsize at)
{
	return g_ascii_isspace(text[at]) || (text[at] == '\\' && text[at + 1] == '\n');
}

/* The next word of a list from @at on; FALSE at its end */
static gboolean next_word(const struct make_file *file, const struct make_statement *statement,
			  gsize at, struct word *word)
{
	gsize end = statement->text_end;

	at = MAX(at, statement->text_start);
	while (at < end && is_gap(file->text, at))
		at++;
	word->offset = at;
	while (at < end && !is_gap(file->text, at))
		at = file->text[at] == '$' ? make_reference_end(file->text, at, end) : at + 1;
	word->len = at - word->offset;
	return word->len > 0;
}

/* Does the list make the object of that stem: name-objs, name-y, name-m, name-$(CONFIG_X)? */
static gboolean makes(const struct list *list, const char *stem)
{
	const char *name = list->statement->name;
	gsize len = strlen(stem);
	const char *behind;

	if (strncmp(name, stem, len) != 0 || name[len] != '-')
		return FALSE;
	behind = name + len + 1;
	return !strcmp(behind, "y") || !strcmp(behind, "m") || g_str_has_prefix(behind, "objs") ||
	       *behind == '$';
}

static gboolean is_composite(const GArray *lists, const char *object)
{
	g_autofree char *stem = g_strndup(object, strlen(object) - strlen(".o"));

	for (guint i = 0; i < lists->len; i++)
		if (makes(&g_array_index(lists, struct list, i), stem))
			return TRUE;
	return FALSE;
}

/* --- columns --------------------------------------------------------------------------------- */

static guint next_column(guint column, char c)
{
	return c == '\t' ? (column / 8 + 1) * 8 : column + 1;
}

static guint column_of(const char *text, gsize offset)
{
	gsize at = offset;
	guint column = 0;

	while (at > 0 && text[at - 1] != '\n')
		at--;
	for (; at < offset; at++)
		column = next_column(column, text[at]);
	return column;
}

/* "lhs op " so that the operator stands where the statement has its own, if that is aligned */
static char *head_like(const char *text, const struct make_statement *statement, const char *lhs,
		       const char *op)
{
	const char *gap = text + statement->name_end;
	gsize gap_len = strspn(gap, " \t");
	guint target = column_of(text, statement->name_end + gap_len);
	g_autoptr(GString) out = g_string_new(lhs);
	guint column = (guint)strlen(lhs);

	if ((gap_len == 1 && gap[0] == ' ') || column >= target)
		g_string_append_c(out, ' ');
	else
		while (column < target) {
			g_string_append_c(out, gap[0]);
			column = next_column(column, gap[0]);
		}
	g_string_append_printf(out, "%s ", op);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* Continuation lines that stood under the first word go on standing under it. */
static void realign(struct ctext_edits *edits, const char *text,
		    const struct make_statement *statement, const char *head)
{
	guint old = column_of(text, statement->text_start);
	guint now = 0;

	for (const char *at = head; *at; at++)
		now = next_column(now, *at);
	for (gsize at = statement->text_start; now != old && at < statement->text_end; at++) {
		gsize blanks;
		g_autofree char *indent = NULL;

		if (text[at] != '\n')
			continue;
		blanks = strspn(text + at + 1, " \t");
		if (column_of(text, at + 1 + blanks) != old)
			continue;
		indent = g_strnfill(now / 8 + now % 8, '\t');
		memset(indent + now / 8, ' ', now % 8);
		ctext_edits_add(edits, at + 1, blanks, indent);
	}
}

/* --- the composite --------------------------------------------------------------------------- */

struct composite {
	struct ctext_edits *edits;
	const struct make_file *file;
	const GArray *lists;
	const char *name;
	gboolean after_parts;     /* lines of other options stand before: name-y must be added to */
	const struct list *first; /* the obj- line that is turned */
};

static gboolean refuse(const struct make_file *file, gsize at, GError **error, const char *why,
		       const char *what)
{
	g_set_error(error, MS_ERROR, MS_ERROR_TREE, "%s:%u: %s '%s'", file->name,
		    make_line(file, at), why, what);
	return FALSE;
}

/* May the words of this obj- list become parts? */
static gboolean check_parts(const struct composite *composite, const struct list *list,
			    GError **error)
{
	const struct make_file *file = composite->file;
	const struct make_statement *statement = list->statement;
	g_autofree char *own = g_strconcat(composite->name, ".o", NULL);
	struct word at = {0, 0};

	while (next_word(file, statement, at.offset + at.len, &at)) {
		g_autofree char *word = g_strndup(file->text + at.offset, at.len);

		if (strchr(word, '$'))
			return refuse(file, at.offset, error,
				      "a list with make functions cannot become a composite:",
				      statement->text);
		if (!strcmp(word, own))
			return refuse(file, at.offset, error,
				      "a composite cannot have the name of its part", own);
		if (!g_str_has_suffix(word, ".o"))
			return refuse(file, at.offset, error,
				      "this cannot be part of a composite:", word);
		if (is_composite(composite->lists, word))
			return refuse(file, at.offset, error,
				      "a composite cannot be part of another:", word);
	}
	return TRUE;
}

static void replace_head(struct composite *composite, const struct make_statement *statement,
			 const char *lhs, const char *op, const char *before)
{
	const char *text = composite->file->text;
	g_autofree char *head = head_like(text, statement, lhs, op);
	g_autofree char *whole = g_strconcat(before, head, NULL);

	ctext_edits_add(composite->edits, statement->name_start,
			statement->text_start - statement->name_start, whole);
	realign(composite->edits, text, statement, head);
}

static gboolean turn_own(struct composite *composite, const struct list *list, GError **error)
{
	const struct make_statement *statement = list->statement;
	g_autofree char *lhs = g_strconcat(composite->name, "-y", NULL);
	g_autofree char *before = NULL;

	if (!check_parts(composite, list, error))
		return FALSE;
	if (composite->first) {
		if (strcmp(composite->first->conditions, list->conditions) != 0)
			return refuse(composite->file, statement->start, error,
				      "lists of one option under different conditions:",
				      statement->name);
		replace_head(composite, statement, lhs, "+=", "");
		return TRUE;
	}
	composite->first = list;
	before = g_strdup_printf("%.*s%s.o\n", (int)(statement->text_start - statement->name_start),
				 composite->file->text + statement->name_start, composite->name);
	replace_head(composite, statement, lhs, composite->after_parts ? "+=" : ":=", before);
	return TRUE;
}

static gboolean turn_other(struct composite *composite, const struct list *list, const char *option,
			   GError **error)
{
	g_autofree char *lhs = g_strdup_printf("%s-$(CONFIG_%s)", composite->name, option);

	if (!check_parts(composite, list, error))
		return FALSE;
	composite->after_parts |= !composite->first;
	replace_head(composite, list->statement, lhs, "+=", "");
	return TRUE;
}

/* obj-$(CONFIG_X), or with braces */
static gboolean is_of_option(const struct list *list, const char *option)
{
	g_autofree char *round = g_strdup_printf("obj-$(CONFIG_%s)", option);
	g_autofree char *curly = g_strdup_printf("obj-${CONFIG_%s}", option);

	return !strcmp(list->statement->name, round) || !strcmp(list->statement->name, curly);
}

static gboolean turn_lists(struct composite *composite, const char *option, const char *const *also,
			   GError **error)
{
	for (guint i = 0; i < composite->lists->len; i++) {
		const struct list *list = &g_array_index(composite->lists, struct list, i);

		if (is_of_option(list, option) && !turn_own(composite, list, error))
			return FALSE;
		for (const char *const *other = also; other && *other; other++)
			if (is_of_option(list, *other) &&
			    !turn_other(composite, list, *other, error))
				return FALSE;
	}
	if (composite->first)
		return TRUE;
	g_set_error(error, MS_ERROR, MS_ERROR_NOT_FOUND, "%s: no list 'obj-$(CONFIG_%s)'",
		    composite->file->name, option);
	return FALSE;
}

/* Is there no object, and no composite, of the new name? */
static gboolean check_name(const struct composite *composite, GError **error)
{
	g_autofree char *object = g_strconcat(composite->name, ".o", NULL);

	for (guint i = 0; i < composite->lists->len; i++) {
		const struct list *list = &g_array_index(composite->lists, struct list, i);
		struct word at = {0, 0};

		if (makes(list, composite->name))
			return refuse(composite->file, list->statement->start, error,
				      "there is a composite of that name already:", object);
		while (next_word(composite->file, list->statement, at.offset + at.len, &at))
			if (at.len == strlen(object) &&
			    !memcmp(composite->file->text + at.offset, object, at.len))
				return refuse(composite->file, at.offset, error,
					      "this object is listed already:", object);
	}
	return TRUE;
}

gboolean composite_make(struct ctext_edits *edits, const struct make_file *file, const char *option,
			const char *name, const char *const *also, GError **error)
{
	/* edits of a refused request must not reach the caller's list */
	g_autoptr(ctext_edits) own = ctext_edits_new();
	g_autoptr(GArray) lists = lists_of(file);
	struct composite composite = {own, file, lists, name, FALSE, NULL};

	if (!turn_lists(&composite, option, also, error) || !check_name(&composite, error))
		return FALSE;
	for (guint i = 0; i < ctext_edits_count(own); i++) {
		const struct ctext_edit *edit = ctext_edits_get(own, i);

		ctext_edits_add(edits, edit->offset, edit->len, edit->replacement);
	}
	return TRUE;
}
