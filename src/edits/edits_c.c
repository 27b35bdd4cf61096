/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "ctext/edit.h"
#include "edits/edits.h"

static char *apply(const struct ctext_edits *edits, const struct text *text, gsize *size,
		   GError **error)
{
	return ctext_edits_apply(edits, text->data, text->size, size, error);
}

static gboolean blank_line_before(const struct text *text, gsize at)
{
	return at == 0 || (at >= 2 && text->data[at - 1] == '\n' && text->data[at - 2] == '\n');
}

static gboolean blank_line_at(const struct text *text, gsize at)
{
	return at >= text->size || text->data[at] == '\n';
}

/* Text that asks for an empty line before it does not get a second one. */
static const char *without_double_blank(const struct text *text, gsize at, const char *insert)
{
	return *insert == '\n' && blank_line_before(text, at) ? insert + 1 : insert;
}

/* In assembly: behind the line that ends the symbol, SYM_FUNC_END(x), SYM_DATA_END(x), ENDPROC(x). */
static char *export_assembly(const struct edit *edit, const struct text *text, gsize *size,
			     GError **error)
{
	g_autofree char *name = g_regex_escape_string(edit->symbol, -1);
	g_autofree char *pattern = g_strdup_printf(
		"^[ \t]*(SYM_\\w+_END|SYM_FUNC_ALIAS\\w*|END|ENDPROC)\\(%s\\b[^\n]*\n", name);
	g_autoptr(GRegex) regex = g_regex_new(pattern, G_REGEX_MULTILINE | G_REGEX_RAW, 0, error);
	g_autoptr(GMatchInfo) match = NULL;
	int start, end;
	char *joined;

	if (!regex)
		return NULL;
	if (!g_regex_match(regex, text->data, 0, &match)) {
		g_set_error(error, CTEXT_ERROR, CTEXT_ERROR_NOT_FOUND,
			    "nothing ends the symbol '%s'", edit->symbol);
		return NULL;
	}
	g_match_info_fetch_pos(match, 0, &start, &end);
	joined = g_strdup_printf("%.*s%s%s", end, text->data, edit->text, text->data + end);
	*size = strlen(joined);
	return joined;
}

char *edit_c_export(const struct edit *edit, const struct text *text, gsize *size, GError **error)
{
	g_autoptr(ctext_outline) outline = ctext_outline_new(text->data, text->size);
	g_autoptr(ctext_edits) edits = ctext_edits_new();

	if (g_str_has_suffix(edit->file, ".S"))
		return export_assembly(edit, text, size, error);
	if (!ctext_insert_after_symbol(edits, outline, edit->symbol, edit->text, error))
		return NULL;
	return apply(edits, text, size, error);
}

char *edit_c_replace_macro(const struct edit *edit, const struct text *text, gsize *size,
			   GError **error)
{
	g_autoptr(ctext_outline) outline = ctext_outline_new(text->data, text->size);
	g_autoptr(ctext_edits) edits = ctext_edits_new();
	const struct ctext_macro *macro = ctext_find_macro(outline, edit->symbol, edit->from);
	const char *with = edit->text;

	if (macro)
		with = without_double_blank(text, macro->start, with);
	if (!ctext_replace_macro(edits, outline, edit->symbol, edit->from, with, error))
		return NULL;
	return apply(edits, text, size, error);
}

char *edit_c_remove_macro(const struct edit *edit, const struct text *text, gsize *size,
			  GError **error)
{
	g_autoptr(ctext_outline) outline = ctext_outline_new(text->data, text->size);
	g_autoptr(ctext_edits) edits = ctext_edits_new();
	g_autofree char *name = edit->from ? g_strdup_printf("%s(%s)", edit->symbol, edit->from)
					   : g_strdup(edit->symbol);

	if (!ctext_remove_item(edits, outline, CTEXT_ITEM_MACRO, name, error))
		return NULL;
	return apply(edits, text, size, error);
}

static const struct ctext_prototype *find_prototype(const struct ctext_outline *outline,
						    const char *name)
{
	guint n;
	const struct ctext_prototype *prototypes = ctext_prototypes(outline, &n);

	for (guint i = 0; i < n; i++)
		if (!strcmp(prototypes[i].name, name))
			return &prototypes[i];
	return NULL;
}

/* An item by its name: a macro call when it has an argument, else function, variable, macro. */
static gboolean item_of(const struct ctext_outline *outline, const char *name,
			enum ctext_item *item)
{
	if (strchr(name, '('))
		*item = CTEXT_ITEM_MACRO;
	else if (ctext_find_function(outline, name))
		*item = CTEXT_ITEM_FUNCTION;
	else if (ctext_find_variable(outline, name))
		*item = CTEXT_ITEM_VARIABLE;
	else
		*item = CTEXT_ITEM_MACRO;
	return *item != CTEXT_ITEM_MACRO || strchr(name, '(') ||
	       ctext_find_macro(outline, name, NULL);
}

/* The list's last edit as text: adds the empty line that parts it from what follows, if asked. */
static char *part_from_next(const struct ctext_edits *edits, const struct text *text,
			    const char *insert)
{
	const struct ctext_edit *last = ctext_edits_get(edits, ctext_edits_count(edits) - 1);
	gsize at = last->offset + last->len;
	gboolean function = strstr(insert, "\n}\n") && g_str_has_suffix(insert, "}\n");
	const char *trimmed = without_double_blank(text, last->offset, insert);

	return g_strconcat(trimmed, function && !blank_line_at(text, at) ? "\n" : "", NULL);
}

char *edit_c_insert(const struct edit *edit, const struct text *text, gsize *size, GError **error)
{
	g_autoptr(ctext_outline) outline = ctext_outline_new(text->data, text->size);
	g_autoptr(ctext_edits) probe = ctext_edits_new();
	g_autoptr(ctext_edits) edits = ctext_edits_new();
	gboolean before = edit->op == EDIT_INSERT_BEFORE, done;
	const struct ctext_prototype *prototype = find_prototype(outline, edit->symbol);
	g_autofree char *insert = NULL;
	enum ctext_item item;

	if (!item_of(outline, edit->symbol, &item) && prototype) {
		ctext_edits_add(edits, before ? prototype->start : prototype->end, 0, edit->text);
		return apply(edits, text, size, error);
	}
	done = before ? ctext_insert_before(probe, outline, item, edit->symbol, edit->text, error)
		      : ctext_insert_after(probe, outline, item, edit->symbol, edit->text, error);
	if (!done)
		return NULL;
	insert = part_from_next(probe, text, edit->text);
	if (before)
		ctext_insert_before(edits, outline, item, edit->symbol, insert, NULL);
	else
		ctext_insert_after(edits, outline, item, edit->symbol, insert, NULL);
	return apply(edits, text, size, error);
}

char *edit_c_append(const struct edit *edit, const struct text *text, gsize *size,
		    G_GNUC_UNUSED GError **error)
{
	gsize end = text->size;
	char *joined;

	while (end && g_ascii_isspace(text->data[end - 1]))
		end--;
	joined = g_strdup_printf("%.*s%s%s", (int)end, text->data, end ? "\n\n" : "", edit->text);
	*size = strlen(joined);
	return joined;
}

char *edit_c_include(const struct edit *edit, const struct text *text, gsize *size, GError **error)
{
	g_autoptr(ctext_outline) outline = ctext_outline_new(text->data, text->size);
	g_autoptr(ctext_edits) edits = ctext_edits_new();
	gboolean replace = edit->op == EDIT_REPLACE_INCLUDE;

	if (replace && ctext_find_include(outline, edit->text)) {
		/* both were there: the new one stays */
		if (!ctext_remove_item(edits, outline, CTEXT_ITEM_INCLUDE, edit->symbol, error))
			return NULL;
		return apply(edits, text, size, error);
	}
	if (replace && !ctext_remove_item(edits, outline, CTEXT_ITEM_INCLUDE, edit->symbol, error))
		return NULL;
	if (!ctext_add_include(edits, outline, replace ? edit->text : edit->symbol, error))
		return NULL;
	return apply(edits, text, size, error);
}

char *edit_c_set_field(const struct edit *edit, const struct text *text, gsize *size,
		       GError **error)
{
	g_autoptr(ctext_outline) outline = ctext_outline_new(text->data, text->size);
	g_autoptr(ctext_edits) edits = ctext_edits_new();

	if (!ctext_set_field(edits, outline, edit->symbol, edit->from, edit->text, error))
		return NULL;
	return apply(edits, text, size, error);
}

static gboolean test_kind(const char *name, enum ctext_test_kind *kind)
{
	static const struct {
		const char *name;
		enum ctext_test_kind kind;
	} kinds[] = {
		{"IS_BUILTIN", CTEXT_TEST_IS_BUILTIN}, {"IS_ENABLED", CTEXT_TEST_IS_ENABLED},
		{"IS_MODULE", CTEXT_TEST_IS_MODULE},   {"IS_REACHABLE", CTEXT_TEST_IS_REACHABLE},
		{"defined", CTEXT_TEST_DEFINED},
	};

	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (!strcmp(kinds[i].name, name)) {
			*kind = kinds[i].kind;
			return TRUE;
		}
	return FALSE;
}

char *edit_c_config_test(const struct edit *edit, const struct text *text, gsize *size,
			 GError **error)
{
	g_autoptr(ctext_outline) outline = ctext_outline_new(text->data, text->size);
	g_autoptr(ctext_edits) edits = ctext_edits_new();
	enum ctext_test_kind kind;

	if (!test_kind(edit->from, &kind) ||
	    !ctext_replace_config_test(edits, outline, edit->symbol, kind, edit->to)) {
		g_set_error(error, CTEXT_ERROR, CTEXT_ERROR_NOT_FOUND, "no %s(CONFIG_%s)",
			    edit->from, edit->symbol);
		return NULL;
	}
	return apply(edits, text, size, error);
}

char *edit_c_guard_return(const struct edit *edit, const struct text *text, gsize *size,
			  GError **error)
{
	g_autoptr(ctext_outline) outline = ctext_outline_new(text->data, text->size);
	g_autoptr(ctext_edits) edits = ctext_edits_new();

	if (!ctext_guard_return(edits, outline, edit->symbol, edit->from, edit->text, error))
		return NULL;
	return apply(edits, text, size, error);
}

char *edit_c_wrap_if(const struct edit *edit, const struct text *text, gsize *size, GError **error)
{
	g_autoptr(ctext_outline) outline = ctext_outline_new(text->data, text->size);
	g_autoptr(ctext_edits) edits = ctext_edits_new();
	const char *last = edit->to ? edit->to : edit->symbol;
	const char *word = strrchr(edit->text, ' ');
	g_autofree char *begin = g_strconcat(edit->text, "\n", NULL);
	g_autofree char *end =
		word ? g_strdup_printf("#endif /*%s */\n", word) : g_strdup("#endif\n");
	enum ctext_item first_item, last_item;

	item_of(outline, edit->symbol, &first_item);
	item_of(outline, last, &last_item);
	if (!ctext_insert_before(edits, outline, first_item, edit->symbol, begin, error) ||
	    !ctext_insert_after(edits, outline, last_item, last, end, error))
		return NULL;
	return apply(edits, text, size, error);
}

char *edit_c_function_type(const struct edit *edit, const struct text *text, gsize *size,
			   GError **error)
{
	g_autoptr(ctext_outline) outline = ctext_outline_new(text->data, text->size);
	g_autoptr(ctext_edits) edits = ctext_edits_new();

	if (edit->to || !edit->from) {
		g_set_error(error, CTEXT_ERROR, CTEXT_ERROR_SHAPE, "a word can only be dropped");
		return NULL;
	}
	if (!ctext_drop_specifier(edits, outline, edit->symbol, edit->from)) {
		g_set_error(error, CTEXT_ERROR, CTEXT_ERROR_NOT_FOUND, "no '%s' before '%s'",
			    edit->from, edit->symbol);
		return NULL;
	}
	return apply(edits, text, size, error);
}
