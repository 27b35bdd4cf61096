/* SPDX-License-Identifier: GPL-2.0-only */
#include "edits/kconfig.h"

#include <modsplit/error.h>
#include <string.h>

#include "kconf/parse.h"

struct kconfig {
	struct kconf_dialect *dialect;
	struct kconf_talk talk;
	struct kconf *kconf;
	const struct kconf_file *file;
};

struct kconfig *kconfig_read(const char *path, const char *text, gsize len, GError **error)
{
	struct kconfig *kconfig = g_new0(struct kconfig, 1);

	kconfig->dialect = kconf_dialect_any();
	kconfig->talk.columns = TRUE;
	kconfig->kconf = kconf_new(kconfig->dialect, &kconfig->talk, NULL);
	if (!kconf_parse_text(kconfig->kconf, path, text, len)) {
		g_set_error_literal(error, MS_ERROR, MS_ERROR_INPUT,
				    g_strchomp(kconfig->kconf->mistake));
		kconfig_free(kconfig);
		return NULL;
	}
	kconfig->file = kconf_file_named(kconfig->kconf, path);
	return kconfig;
}

void kconfig_free(struct kconfig *kconfig)
{
	if (!kconfig)
		return;
	kconf_free(kconfig->kconf);
	g_free(kconfig->dialect);
	g_free(kconfig);
}

const struct kconf_menu *kconfig_find(const struct kconfig *kconfig, const char *option)
{
	const struct kconf_symbol *symbol = kconf_find(kconfig->kconf, option);

	return symbol ? symbol->definitions : NULL;
}

static gboolean refuse(const struct kconf_menu *def, const char *why, GError **error)
{
	g_set_error(error, MS_ERROR, MS_ERROR_TREE, "%s:%u: option '%s' %s", def->file, def->line,
		    def->symbol->name, why);
	return FALSE;
}

/* --- places ----------------------------------------------------------------------------------- */

/* Behind the newline that ends the statement at @offset, or behind the file's last byte */
static gsize behind_statement(const struct kconfig *kconfig, gsize offset)
{
	const struct kconf_file *file = kconfig->file;
	struct kconf_cursor cursor;
	struct kconf_token token;

	kconf_cursor_set(&cursor, file->text + offset, file->len - offset);
	do
		kconf_scan(&cursor, kconfig->dialect, KCONF_IN_STATEMENT, &token);
	while (token.kind != KCONF_T_EOL && token.kind != KCONF_T_END);
	return (gsize)(cursor.pos - file->text);
}

/* Behind the last line of the help text that is not blank; its beginning if all are */
static gsize help_end(const struct kconfig *kconfig, const struct kconf_menu *def)
{
	const char *text = kconfig->file->text;
	gsize start = def->help_lines.offset, end = start + def->help_lines.len;

	while (end > start && g_ascii_isspace(text[end - 1]))
		end--;
	if (end == start)
		return start;
	end += strcspn(text + end, "\n");
	return text[end] ? end + 1 : end;
}

/* Behind the last line of the definition that is not blank */
static gsize def_end(const struct kconfig *kconfig, const struct kconf_menu *def)
{
	gsize end = behind_statement(kconfig, def->span.offset + def->span.len);

	return def->help ? MAX(end, help_end(kconfig, def)) : end;
}

/* The white space before the first text at or behind @offset; @none where there is none */
static char *indent_of(const struct kconfig *kconfig, gsize offset, const char *none)
{
	const char *text = kconfig->file->text;
	gsize end = offset + strspn(text + offset, " \t\n"), start = end;

	while (start > 0 && strchr(" \t", text[start - 1]))
		start--;
	return start < end ? g_strndup(text + start, end - start) : g_strdup(none);
}

/* A statement of the definition: how far it is to be looked at, and the last one found */
struct last {
	guint before; /* begins before this */
	gsize at;     /* where it begins; G_MAXSIZE: none yet */
};

static void see(struct last *last, guint offset)
{
	if (offset < last->before && (last->at == G_MAXSIZE || offset > last->at))
		last->at = offset;
}

static void see_props(struct last *last, const struct kconf_menu *def, gboolean prompts)
{
	for (const struct kconf_prop *prop = def->symbol->props; prop; prop = prop->next)
		if (prop->menu == def &&
		    (prop->kind == KCONF_PROMPT || prop->kind == KCONF_MENU) == prompts)
			see(last, prop->span.offset);
}

static void see_depends(struct last *last, const struct kconf_menu *def)
{
	for (const struct kconf_clause *clause = def->clauses; clause; clause = clause->next)
		see(last, clause->span.offset);
}

/* Where the last statement of type or prompt before the help begins; the definition if none does */
static struct last last_heading(const struct kconf_menu *def)
{
	struct last last = {def->help ? def->help_word.offset : G_MAXUINT, G_MAXSIZE};

	for (const struct kconf_typing *typing = def->types; typing; typing = typing->next)
		see(&last, typing->keyword.offset);
	see_props(&last, def, TRUE);
	if (last.at == G_MAXSIZE)
		last.at = def->span.offset;
	return last;
}

/* --- edits ------------------------------------------------------------------------------------ */

/* Whole lines at the beginning of a line; the file's last line may lack its newline */
static void insert_lines(struct ctext_edits *edits, const struct kconfig *kconfig, gsize offset,
			 const char *lines)
{
	gboolean cut = offset > 0 && kconfig->file->text[offset - 1] != '\n';
	g_autofree char *text = g_strconcat(cut ? "\n" : "", lines, NULL);

	ctext_edits_add(edits, offset, 0, text);
}

static gboolean is_logic(enum kconf_type type)
{
	return type == KCONF_BOOL || type == KCONF_TRISTATE;
}

gboolean kconfig_set_type(struct ctext_edits *edits, const struct kconfig *kconfig,
			  const struct kconf_menu *def, enum kconf_type type, GError **error)
{
	const struct kconf_typing *typing;

	if (!is_logic(type))
		return refuse(def, "can only become bool or tristate", error);
	if (type == KCONF_TRISTATE && kconf_in_choice(def))
		return refuse(def, "is a member of a choice, which must be bool", error);
	if (!def->types)
		return refuse(def, "has no type in this definition", error);
	for (typing = def->types; typing; typing = typing->next)
		if (!is_logic(typing->type))
			return refuse(def, "is neither bool nor tristate", error);
	for (typing = def->types; typing; typing = typing->next) {
		const char *word = kconfig->file->text + typing->keyword.offset;
		g_autofree char *now = g_strconcat(g_str_has_prefix(word, "def_") ? "def_" : "",
						   kconf_type_name(type), NULL);

		if (typing->type != type)
			ctext_edits_add(edits, typing->keyword.offset, typing->keyword.len, now);
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

gboolean kconfig_append_help(struct ctext_edits *edits, const struct kconfig *kconfig,
			     const struct kconf_menu *def, const char *paragraph, GError **error)
{
	gboolean any = def->help && help_end(kconfig, def) > def->help_lines.offset;
	g_autofree char *indent = any ? indent_of(kconfig, def->help_lines.offset, "\t  ") : NULL;
	g_autofree char *lines = NULL, *text = NULL;

	if (!*paragraph)
		return refuse(def, "was given no help text to add", error);
	lines = indent_lines(paragraph, indent ? indent : "\t  ");
	text = g_strconcat(any ? "\n" : def->help ? "" : "\thelp\n", lines, NULL);
	if (any)
		insert_lines(edits, kconfig, help_end(kconfig, def), text);
	else if (def->help)
		insert_lines(edits, kconfig, behind_statement(kconfig, def->help_word.offset),
			     text);
	else
		insert_lines(edits, kconfig, def_end(kconfig, def), text);
	return TRUE;
}

gboolean kconfig_add_after(struct ctext_edits *edits, const struct kconfig *kconfig,
			   const struct kconf_menu *def, const char *block, GError **error)
{
	g_autofree char *text = g_strconcat("\n", block, NULL);

	if (!*block)
		return refuse(def, "was given no block to add", error);
	insert_lines(edits, kconfig, def_end(kconfig, def), text);
	return TRUE;
}

gboolean kconfig_add_depends(struct ctext_edits *edits, const struct kconfig *kconfig,
			     const struct kconf_menu *def, const char *expr, GError **error)
{
	struct last last = {G_MAXUINT, G_MAXSIZE};
	g_autofree char *indent = NULL, *text = NULL;

	if (!*expr)
		return refuse(def, "was given an empty dependency", error);
	see_depends(&last, def);
	if (last.at == G_MAXSIZE) {
		last = last_heading(def);
		indent = g_strdup("\t");
	} else {
		indent = indent_of(kconfig, last.at, "\t");
	}
	text = g_strdup_printf("%sdepends on %s\n", indent, expr);
	insert_lines(edits, kconfig, behind_statement(kconfig, last.at), text);
	return TRUE;
}

gboolean kconfig_add_attribute(struct ctext_edits *edits, const struct kconfig *kconfig,
			       const struct kconf_menu *def, const char *attribute, GError **error)
{
	g_autofree char *text = g_strdup_printf("\t%s\n", attribute);
	struct last last = last_heading(def);

	if (!*attribute || strchr(attribute, '\n'))
		return refuse(def, "was given no single line to add", error);
	see_depends(&last, def);
	see_props(&last, def, FALSE);
	insert_lines(edits, kconfig, behind_statement(kconfig, last.at), text);
	return TRUE;
}

gboolean kconfig_imply(struct ctext_edits *edits, const struct kconfig *kconfig,
		       const struct kconf_menu *def, const char *option, GError **error)
{
	const struct kconf_symbol *target = kconf_find(kconfig->kconf, option);
	gboolean any = FALSE;

	for (const struct kconf_prop *prop = def->symbol->props; prop; prop = prop->next) {
		if (prop->kind != KCONF_SELECT || !target || prop->expr->left.symbol != target)
			continue;
		ctext_edits_add(edits, prop->span.offset, strlen("select"), "imply");
		any = TRUE;
	}
	return any || refuse(def, "selects no such option", error);
}
