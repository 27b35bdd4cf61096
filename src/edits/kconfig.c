/* SPDX-License-Identifier: GPL-2.0-only */
#include "kconfig/edit.h"

#include <string.h>

#include "kconfig/index_private.h"

static gboolean refuse(const struct kconfig_def *def, const char *why, GError **error)
{
	g_set_error(error, KCONFIG_ERROR, KCONFIG_ERROR_SHAPE, "%s:%u: option '%s' %s",
		    def->file->path, def->line, def->name, why);
	return FALSE;
}

/* Behind the newline of the statement that begins at @offset, continuations included */
static gsize behind_statement(const struct kconfig_def *def, gsize offset)
{
	gsize end;
	guint lines;

	return kconfig_logical_line(def->file->text, def->file->len, offset, &end, &lines);
}

/* Whole lines at the beginning of a line; the file's last line may lack its newline */
static void insert_lines(struct ctext_edits *edits, const struct kconfig_def *def, gsize offset,
			 const char *lines)
{
	gboolean cut = offset > 0 && def->file->text[offset - 1] != '\n';
	g_autofree char *text = g_strconcat(cut ? "\n" : "", lines, NULL);

	ctext_edits_add(edits, offset, 0, text);
}

gboolean kconfig_set_type(struct ctext_edits *edits, const struct kconfig_def *def,
			  enum kconfig_type type, GError **error)
{
	if (type != KCONFIG_BOOL && type != KCONFIG_TRISTATE)
		return refuse(def, "can only become bool or tristate", error);
	if (def->in_choice && type == KCONFIG_TRISTATE)
		return refuse(def, "is a member of a choice, which must be bool", error);
	if (def->types->len == 0)
		return refuse(def, "has no type in this definition", error);
	for (guint i = 0; i < def->types->len; i++) {
		const struct kconfig_typing *typing =
			&g_array_index(def->types, struct kconfig_typing, i);

		if (typing->type != KCONFIG_BOOL && typing->type != KCONFIG_TRISTATE)
			return refuse(def, "is neither bool nor tristate", error);
	}
	for (guint i = 0; i < def->types->len; i++) {
		const struct kconfig_typing *typing =
			&g_array_index(def->types, struct kconfig_typing, i);
		g_autofree char *word = g_strconcat(typing->with_default ? "def_" : "",
						    kconfig_type_name(type), NULL);

		if (typing->type != type)
			ctext_edits_add(edits, typing->span.offset, typing->span.len, word);
	}
	return TRUE;
}

static char *indent_lines(const char *paragraph, const char *indent)
{
	g_auto(GStrv) lines = g_strsplit(paragraph, "\n", -1);
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; lines[i]; i++) {
		if (!*lines[i] && !lines[i + 1])
			break;
		g_string_append_printf(out, "%s%s\n", *lines[i] ? indent : "", lines[i]);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

gboolean kconfig_append_help(struct ctext_edits *edits, const struct kconfig_def *def,
			     const char *paragraph, GError **error)
{
	const struct kconfig_help *help = def->help;
	g_autofree char *lines = NULL;
	g_autofree char *text = NULL;

	if (!*paragraph)
		return refuse(def, "was given no help text to add", error);
	lines = indent_lines(paragraph, help && *help->indent ? help->indent : "\t  ");
	if (!help) {
		text = g_strconcat("\thelp\n", lines, NULL);
		insert_lines(edits, def, def->end, text);
	} else if (help->line == 0) {
		insert_lines(edits, def, behind_statement(def, help->keyword.offset), lines);
	} else {
		text = g_strconcat("\n", lines, NULL);
		insert_lines(edits, def, help->end, text);
	}
	return TRUE;
}

gboolean kconfig_add_before(struct ctext_edits *edits, const struct kconfig_def *def,
			    const char *block, GError **error)
{
	g_autofree char *text = g_strconcat(block, "\n", NULL);

	if (!*block)
		return refuse(def, "was given no block to add", error);
	ctext_edits_add(edits, def->start, 0, text);
	return TRUE;
}

gboolean kconfig_add_after(struct ctext_edits *edits, const struct kconfig_def *def,
			   const char *block, GError **error)
{
	g_autofree char *text = g_strconcat("\n", block, NULL);

	if (!*block)
		return refuse(def, "was given no block to add", error);
	insert_lines(edits, def, def->end, text);
	return TRUE;
}

/* The white space before the statement at @offset */
static char *indent_of(const struct kconfig_def *def, gsize offset)
{
	gsize start = offset;

	while (start > 0 &&
	       (def->file->text[start - 1] == ' ' || def->file->text[start - 1] == '\t'))
		start--;
	return start < offset ? g_strndup(def->file->text + start, offset - start) : g_strdup("\t");
}

static gsize last_of(GArray *array, gsize size, gsize span_at, gsize before, gsize best)
{
	for (guint i = 0; i < array->len; i++) {
		const struct kconfig_span *span =
			(const void *)(array->data + (gsize)i * size + span_at);

		if (span->offset < before && (best == G_MAXSIZE || span->offset > best))
			best = span->offset;
	}
	return best;
}

#define LAST(array, type, before, best) \
	last_of(array, sizeof(struct type), G_STRUCT_OFFSET(struct type, span), before, best)

/* Where the last statement of type or prompt begins; "config" itself if there is none */
static gsize last_heading(const struct kconfig_def *def, gsize before)
{
	gsize best = LAST(def->types, kconfig_typing, before, G_MAXSIZE);

	best = LAST(def->prompts, kconfig_prompt, before, best);
	return best == G_MAXSIZE ? def->start : best;
}

static gsize help_start(const struct kconfig_def *def)
{
	return def->help ? def->help->keyword.offset : G_MAXSIZE;
}

gboolean kconfig_add_depends(struct ctext_edits *edits, const struct kconfig_def *def,
			     const char *expr, GError **error)
{
	gsize after = LAST(def->depends, kconfig_text, G_MAXSIZE, G_MAXSIZE);
	g_autofree char *indent = NULL;
	g_autofree char *text = NULL;

	if (!*expr)
		return refuse(def, "was given an empty dependency", error);
	if (after == G_MAXSIZE)
		after = last_heading(def, help_start(def));
	indent = after == def->start || def->depends->len == 0 ? g_strdup("\t")
							       : indent_of(def, after);
	text = g_strdup_printf("%sdepends on %s\n", indent, expr);
	insert_lines(edits, def, behind_statement(def, after), text);
	return TRUE;
}

gboolean kconfig_set_depends(struct ctext_edits *edits, const struct kconfig_def *def, guint index,
			     const char *expr, GError **error)
{
	const struct kconfig_text *depends;
	const char *text = def->file->text;
	gsize at, end;

	if (index >= def->depends->len)
		return refuse(def, "has no such 'depends on'", error);
	if (!*expr)
		return refuse(def, "was given an empty dependency", error);
	depends = &g_array_index(def->depends, struct kconfig_text, index);
	at = depends->span.offset + strlen("depends");
	end = depends->span.offset + depends->span.len;
	/* behind "on" and its blanks */
	while (at < end && text[at] != 'o')
		at++;
	at = MIN(at + 2, end);
	while (at < end && g_ascii_isspace(text[at]))
		at++;
	ctext_edits_add(edits, at, end - at, expr);
	return TRUE;
}

gboolean kconfig_add_attribute(struct ctext_edits *edits, const struct kconfig_def *def,
			       const char *attribute, GError **error)
{
	gsize before = help_start(def);
	gsize after = last_heading(def, before);
	g_autofree char *text = g_strdup_printf("\t%s\n", attribute);

	if (!*attribute || strchr(attribute, '\n'))
		return refuse(def, "was given no single line to add", error);
	after = LAST(def->depends, kconfig_text, before, after);
	after = LAST(def->defaults, kconfig_default, before, after);
	after = LAST(def->selects, kconfig_select, before, after);
	after = LAST(def->ranges, kconfig_text, before, after);
	insert_lines(edits, def, behind_statement(def, after), text);
	return TRUE;
}
