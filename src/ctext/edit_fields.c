/* SPDX-License-Identifier: GPL-2.0-only */
#include "ctext/edit.h"
#include "ctext/outline_private.h"

#include <string.h>

/* A group in braces and the fields that stand directly in it */
struct group {
	const struct ctext_outline *outline;
	const struct ctext_variable *variable;
	const char *path;    /* "" for the initialiser itself */
	gsize open, close;   /* of its braces */
	gboolean dotted;     /* the fields are written ".group.field = …" in the outer braces */
	GPtrArray *children; /* const struct ctext_field * */
};

static gboolean is_child(const char *path, const char *group)
{
	gsize len = strlen(group);

	if (strncmp(path, group, len) != 0)
		return FALSE;
	path += len;
	if (len > 0 && *path++ != '.')
		return FALSE;
	return *path && !strpbrk(path, ".[");
}

static void find_children(struct group *group)
{
	for (guint i = 0; i < group->variable->n_fields; i++)
		if (is_child(group->variable->fields[i].path, group->path))
			g_ptr_array_add(group->children, (gpointer)&group->variable->fields[i]);
}

static gboolean find_group(struct group *group)
{
	const struct ctext_variable *variable = group->variable;
	const struct ctext_field *field;
	gsize start = variable->value_start;
	gsize end = variable->value_end;

	find_children(group);
	if (*group->path) {
		field = ctext_find_field(variable, group->path);
		if (!field || !field->is_group) {
			group->dotted = !field && group->children->len > 0;
			return group->dotted;
		}
		start = field->value_start;
		end = field->value_end;
	}
	/* a cast may stand before the braces */
	while (start < end && group->outline->text[start] != '{')
		start++;
	group->open = start;
	group->close = end > start ? end - 1 : start;
	return start < end && group->outline->text[group->close] == '}';
}

static gsize line_begin(const struct ctext_outline *outline, gsize offset)
{
	while (offset > 0 && outline->text[offset - 1] != '\n')
		offset--;
	return offset;
}

static char *indent_at(const struct ctext_outline *outline, gsize offset)
{
	gsize begin = line_begin(outline, offset);
	gsize len = strspn(outline->text + begin, " \t");

	return g_strndup(outline->text + begin, len);
}

static guint column_of(const struct ctext_outline *outline, gsize offset)
{
	guint column = 0;

	for (gsize at = line_begin(outline, offset); at < offset; at++)
		column = outline->text[at] == '\t' ? (column / 8 + 1) * 8 : column + 1;
	return column;
}

/* The white space before a field's '=': its beginning and length; FALSE if there is no '=' */
static gboolean gap_of(const struct ctext_outline *outline, const struct ctext_field *field,
		       gsize *start, gsize *len)
{
	const char *equal =
		memchr(outline->text + field->start, '=', field->value_start - field->start);
	gsize at;

	if (!equal)
		return FALSE;
	at = (gsize)(equal - outline->text);
	*len = 0;
	while (at - *len > field->start && strchr(" \t", outline->text[at - *len - 1]))
		(*len)++;
	*start = at - *len;
	return TRUE;
}

/* The column at which most neighbours have their '=', or 0 where they are not aligned */
static guint aligned_column(const struct group *group, gboolean *with_tabs)
{
	guint best = 0, best_count = 0, loose = 0;

	for (guint i = 0; i < group->children->len; i++) {
		guint count = 0;
		gsize start, len;
		guint column;

		if (!gap_of(group->outline, g_ptr_array_index(group->children, i), &start, &len))
			continue;
		if (len == 1 && group->outline->text[start] == ' ')
			loose++;
		column = column_of(group->outline, start + len);
		for (guint k = 0; k < group->children->len; k++) {
			gsize other, other_len;

			if (gap_of(group->outline, g_ptr_array_index(group->children, k), &other,
				   &other_len))
				count += column_of(group->outline, other + other_len) == column;
		}
		if (count > best_count) {
			best_count = count;
			best = column;
		}
		*with_tabs |= len > 0 && group->outline->text[start] == '\t';
	}
	return loose == group->children->len || best_count * 2 < group->children->len ? 0 : best;
}

/* ".name<gap>= " for a line that begins with @indent */
static char *field_head(const struct group *group, const char *indent, const char *name)
{
	g_autoptr(GString) head = g_string_new(NULL);
	gboolean with_tabs = FALSE;
	guint target = aligned_column(group, &with_tabs);
	guint column = 0;

	g_string_printf(head, ".%s%s%s", group->dotted ? group->path : "", group->dotted ? "." : "",
			name);
	for (const char *at = indent; *at; at++)
		column = *at == '\t' ? (column / 8 + 1) * 8 : column + 1;
	column += (guint)head->len;
	if (column >= target)
		g_string_append_c(head, ' ');
	while (column < target) {
		g_string_append_c(head, with_tabs ? '\t' : ' ');
		column = with_tabs ? (column / 8 + 1) * 8 : column + 1;
	}
	g_string_append(head, "= ");
	return g_string_free(g_steal_pointer(&head), FALSE);
}

/* The last field of the group that is as unconditional as the group itself */
static const struct ctext_field *last_child(const struct group *group)
{
	g_autoptr(GPtrArray) around = ctext_conditions_at(group->outline, group->variable->start);

	for (guint i = group->children->len; i-- > 0;) {
		const struct ctext_field *field = g_ptr_array_index(group->children, i);
		g_autoptr(GPtrArray) own = ctext_conditions_at(group->outline, field->start);

		if (own->len <= around->len)
			return field;
	}
	return NULL;
}

static void add_behind(struct ctext_edits *edits, const struct group *group,
		       const struct ctext_field *last, const char *name, const char *value)
{
	const struct ctext_outline *outline = group->outline;
	g_autofree char *indent = indent_at(outline, last->start);
	g_autofree char *head = field_head(group, indent, name);
	g_autofree char *text = NULL;
	gsize rest = ctext_line_rest(outline, last->end);
	gboolean comma = last->end > last->value_end;

	if (rest == last->end) { /* more stands on the line: "{ .a = 1, .b = 2 }" */
		text = g_strdup_printf("%s.%s%s%s = %s%s", comma ? " " : ", ",
				       group->dotted ? group->path : "", group->dotted ? "." : "",
				       name, value, comma ? "," : "");
		ctext_edits_add(edits, last->end, 0, text);
		return;
	}
	if (!comma)
		ctext_edits_add(edits, last->value_end, 0, ",");
	text = g_strdup_printf("%s%s%s,\n", indent, head, value);
	ctext_edits_add(edits, rest, 0, text);
}

static void add_first(struct ctext_edits *edits, const struct group *group, const char *name,
		      const char *value)
{
	const struct ctext_outline *outline = group->outline;
	g_autofree char *outer = indent_at(outline, group->open);
	gsize rest = ctext_line_rest(outline, group->open + 1);
	g_autofree char *text = NULL;

	if (rest > group->open + 1 && rest <= group->close) {
		text = g_strdup_printf("%s\t.%s = %s,\n", outer, name, value);
		ctext_edits_add(edits, rest, 0, text);
		return;
	}
	/* "{ }" on one line; what blanks are in it go */
	text = g_strdup_printf("\n%s\t.%s = %s,\n%s", outer, name, value, outer);
	ctext_edits_add(edits, group->open + 1, strspn(outline->text + group->open + 1, " \t"),
			text);
}

static void add_field(struct ctext_edits *edits, const struct group *group, const char *name,
		      const char *value)
{
	const struct ctext_field *last = last_child(group);

	if (last)
		add_behind(edits, group, last, name, value);
	else
		add_first(edits, group, name, value);
}

static const struct ctext_variable *initialised(const struct ctext_outline *outline,
						const char *name, GError **error)
{
	const struct ctext_variable *variable = ctext_find_variable(outline, name);

	if (variable && variable->has_initialiser)
		return variable;
	g_set_error(error, CTEXT_ERROR, variable ? CTEXT_ERROR_SHAPE : CTEXT_ERROR_NOT_FOUND,
		    variable ? "variable '%s' has no initialiser" : "no variable '%s'", name);
	return NULL;
}

/* ".driver = { .x = value }" where the group itself is missing */
static gboolean add_group(struct ctext_edits *edits, struct group *outer, const char *group_name,
			  const char *name, const char *value, GError **error)
{
	const struct ctext_field *last = last_child(outer);
	g_autofree char *indent = NULL;
	g_autofree char *text = NULL;

	if (strchr(group_name, '.')) {
		g_set_error(error, CTEXT_ERROR, CTEXT_ERROR_NOT_FOUND,
			    "no field '%s' in the initialiser of '%s'", group_name,
			    outer->variable->name);
		return FALSE;
	}
	if (last) {
		indent = indent_at(outer->outline, last->start);
	} else {
		g_autofree char *brace = indent_at(outer->outline, outer->open);

		indent = g_strconcat(brace, "\t", NULL);
	}
	text = g_strdup_printf("{\n%s\t.%s = %s,\n%s}", indent, name, value, indent);
	add_field(edits, outer, group_name, text);
	return TRUE;
}

gboolean ctext_set_field(struct ctext_edits *edits, const struct ctext_outline *outline,
			 const char *variable_name, const char *path, const char *value,
			 GError **error)
{
	const struct ctext_variable *variable = initialised(outline, variable_name, error);
	const struct ctext_field *field;
	const char *dot = strrchr(path, '.');
	g_autofree char *group_path = dot ? g_strndup(path, (gsize)(dot - path)) : g_strdup("");
	g_autoptr(GPtrArray) children = g_ptr_array_new();
	struct group group = {outline, variable, group_path, 0, 0, FALSE, children};
	struct group outer = {outline, variable, "", 0, 0, FALSE, children};

	if (!variable)
		return FALSE;
	field = ctext_find_field(variable, path);
	if (field) {
		ctext_edits_add(edits, field->value_start, field->value_end - field->value_start,
				value);
		return TRUE;
	}
	if (find_group(&group)) {
		add_field(edits, &group, dot ? dot + 1 : path, value);
		return TRUE;
	}
	g_ptr_array_set_size(children, 0);
	if (dot && !ctext_find_field(variable, group_path) && find_group(&outer))
		return add_group(edits, &outer, group_path, dot + 1, value, error);
	g_set_error(error, CTEXT_ERROR, CTEXT_ERROR_SHAPE,
		    "'%s' of variable '%s' has no initialiser in braces",
		    *group_path ? group_path : path, variable_name);
	return FALSE;
}

gboolean ctext_remove_field(struct ctext_edits *edits, const struct ctext_outline *outline,
			    const char *variable_name, const char *path, GError **error)
{
	const struct ctext_variable *variable = initialised(outline, variable_name, error);
	const struct ctext_field *field;
	gsize start, end;

	if (!variable)
		return FALSE;
	field = ctext_find_field(variable, path);
	if (!field) {
		g_set_error(error, CTEXT_ERROR, CTEXT_ERROR_NOT_FOUND,
			    "no field '%s' in the initialiser of '%s'", path, variable_name);
		return FALSE;
	}
	start = line_begin(outline, field->start);
	end = ctext_line_rest(outline, field->end);
	if (strspn(outline->text + start, " \t") != field->start - start || end == field->end) {
		start = field->start;
		end = field->end;
		while (end > field->end - 1 && outline->text[end] == ' ')
			end++;
	}
	ctext_edits_add(edits, start, end - start, "");
	return TRUE;
}
