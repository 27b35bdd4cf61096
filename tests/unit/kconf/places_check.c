/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The places that kconf gives, held against the bytes of real files: places_check FILE…
 * Every keyword, name and part stands where it is said to stand, lines and columns are those of the
 * offset, and no line is left that says something and belongs to nothing.
 */
#include <stdio.h>
#include <string.h>

#include "kconf/parse.h"

struct check {
	const char *name;
	char *text;
	gsize len;
	struct kconf *kconf;
	guint8 *known; /* of each byte: a place covers it */
	guint places, wrong;
};

static const char *const entries[] = {"menuconfig", "config", "choice", "menu",
				      "comment",    "if",     NULL};
static const char *const attributes[] = {"prompt",  "bool",    "tristate", "int",
					 "hex",     "string",  "def_bool", "def_tristate",
					 "default", "select",  "imply",    "range",
					 "menu",    "comment", "depends",  "visible",
					 "if",      NULL};
/* what needs no place: it makes no entry */
static const char *const others[] = {"endmenu",      "endif",    "endchoice", "source",  "rsource",
				     "osource",      "orsource", "mainmenu",  "modules", "optional",
				     "transitional", "option",   NULL};

static void complain(struct check *check, gsize offset, const char *what)
{
	check->wrong++;
	printf("%s: byte %zu: %s: '%.40s'\n", check->name, offset, what, check->text + offset);
}

static gboolean begins_with(const char *text, const char *const *words)
{
	gsize len = strspn(text, G_CSET_a_2_z "_" G_CSET_A_2_Z G_CSET_DIGITS);

	for (; *words; words++)
		if (len == strlen(*words) && !strncmp(text, *words, len))
			return TRUE;
	return FALSE;
}

static void cover(struct check *check, gsize offset, gsize len)
{
	check->places++;
	if (offset + len > check->len)
		complain(check, 0, "a place behind the end");
	else
		memset(check->known + offset, 1, len);
}

/* `line` and `column` are counted here once more */
static void span(struct check *check, const struct kconf_span *span, const char *const *words)
{
	guint line = 1, column = 1;

	cover(check, span->offset, span->len);
	for (gsize i = 0; i < span->offset; i++) {
		column = check->text[i] == '\n' ? 1 : column + 1;
		line += check->text[i] == '\n';
	}
	if (line != span->line || column != span->column)
		complain(check, span->offset, "another line or column");
	if (words && !begins_with(check->text + span->offset, words))
		complain(check, span->offset, "no such keyword");
}

static void part_is(struct check *check, const struct kconf_menu *menu,
		    const struct kconf_part *part, const char *name)
{
	g_autofree char *text = kconf_part_text(check->kconf, menu, part);

	cover(check, part->offset, part->len);
	if (g_strcmp0(text, name))
		complain(check, part->offset, name);
}

static void props(struct check *check, const struct kconf_menu *menu)
{
	for (const struct kconf_prop *prop = menu->symbol ? menu->symbol->props : menu->prompt;
	     prop; prop = prop->next) {
		const struct kconf_symbol *target = prop->expr ? kconf_prop_symbol(prop) : NULL;

		if (prop->menu != menu)
			continue;
		span(check, &prop->span, attributes);
		if (prop->line != prop->span.line)
			complain(check, prop->span.offset, "a property of another line");
		if (target && (prop->kind == KCONF_SELECT || prop->kind == KCONF_IMPLY))
			part_is(check, menu, &prop->value, target->name);
		cover(check, prop->where.offset, prop->where.len);
		if (prop->where.len &&
		    !g_strstr_len(check->text + prop->span.offset,
				  (gssize)(prop->where.offset - prop->span.offset), "if"))
			complain(check, prop->where.offset, "a condition without if");
	}
}

static void entry(struct check *check, const struct kconf_menu *menu)
{
	const struct kconf_symbol *symbol = menu->symbol;

	span(check, &menu->span, entries);
	if (symbol && symbol->name) {
		span(check, &menu->name_span, NULL);
		if (menu->name_span.len != strlen(symbol->name) ||
		    strncmp(check->text + menu->name_span.offset, symbol->name,
			    menu->name_span.len))
			complain(check, menu->name_span.offset, symbol->name);
	}
	for (const struct kconf_typing *type = menu->types; type; type = type->next)
		span(check, &type->keyword, attributes);
	for (const struct kconf_clause *clause = menu->clauses; clause; clause = clause->next) {
		span(check, &clause->span, attributes);
		cover(check, clause->value.offset, clause->value.len);
	}
	props(check, menu);
	if (menu->help) {
		span(check, &menu->help_word, NULL);
		cover(check, menu->help_lines.offset, menu->help_lines.len);
	}
}

/* a line that says something stands in a place, or is an assignment, a macro, or one of `others` */
static void lines(struct check *check)
{
	for (gsize at = 0; at < check->len;) {
		const char *line = check->text + at;
		gsize len = strcspn(line, "\n"), blank = strspn(line, " \t");
		gboolean known = blank >= len || line[blank] == '#' || check->known[at + blank];

		known |= begins_with(line + blank, others) || line[blank] == '$' ||
			 memchr(line, '=', len) != NULL;
		known |= at > 1 && line[-2] == '\\';
		if (!known)
			complain(check, at + blank, "a line in no place");
		at += len + 1;
	}
}

static void check_file(struct check *check)
{
	g_autofree struct kconf_dialect *dialect = kconf_dialect_any();
	struct kconf_talk talk = {.columns = TRUE};

	check->kconf = kconf_new(dialect, &talk, NULL);
	check->known = g_malloc0(check->len + 1);
	if (!kconf_parse_text(check->kconf, check->name, check->text, check->len)) {
		check->wrong++;
		printf("%s", check->kconf->mistake);
	}
	for (struct kconf_menu *menu = kconf_next_menu(&check->kconf->root, NULL); menu;
	     menu = kconf_next_menu(menu, NULL))
		entry(check, menu);
	lines(check);
	g_free(check->known);
	kconf_free(check->kconf);
}

int main(int argc, char **argv)
{
	struct check check = {0};

	for (int i = 1; i < argc; i++) {
		check.name = argv[i];
		if (!g_file_get_contents(argv[i], &check.text, &check.len, NULL))
			return 2;
		check_file(&check);
		g_free(check.text);
	}
	printf("%d files, %u places, %u wrong\n", argc - 1, check.places, check.wrong);
	return check.wrong != 0;
}
