/* SPDX-License-Identifier: GPL-2.0-only */
/* Where all that a Kconfig file says stands, and what a text alone is taken for. */
#include <string.h>

#include "kconf/parse.h"

static const char drivers[] = "# SPDX\n"
			      "menu \"Bulbs\"\n"
			      "\tdepends on POWER\n"
			      "\tvisible if EXPERT\n"
			      "\n"
			      "config 8xx_BULB\n"
			      "\tbool \"a bulb # not a comment\" if EXPERT\n"
			      "\tdepends on WIRE || \\\n"
			      "\t\tSOCKET # why\n"
			      "\tselect GLOW if HOT && WIRE=m\n"
			      "\timply SHADE\n"
			      "\tdefault y if LAMPS\n"
			      "\thelp\n"
			      "\t  Bright.\n"
			      "\n"
			      "\t    config HIDDEN\n"
			      "\t  if unsure, say N.\n"
			      "\n"
			      "menuconfig TUBE\n"
			      "\ttristate\n"
			      "\tprompt 'a tube'\n"
			      "\tdef_bool WIRE\n"
			      "\trange 1 MAX if HOT\n"
			      "\thelp\n"
			      "\n"
			      "config WIRE\n"
			      "\tdef_tristate m\n"
			      "\n"
			      "choice\n"
			      "\tprompt \"Colour\"\n"
			      "\tdepends on GLOW\n"
			      "\tdefault RED\n"
			      "if $(nobody knows)\n"
			      "config RED\n"
			      "\tbool \"red\"\n"
			      "endif\n"
			      "endchoice\n"
			      "endmenu\n";

/* A text alone, parsed */
struct alone {
	struct kconf_dialect *dialect;
	struct kconf_talk talk;
	struct kconf *kconf;
};

static struct kconf *read_text(struct alone *alone, const char *text, gsize len)
{
	*alone = (struct alone){.dialect = kconf_dialect_any(), .talk = {.columns = TRUE}};
	alone->kconf = kconf_new(alone->dialect, &alone->talk, NULL);
	kconf_parse_text(alone->kconf, "drivers/Kconfig", text, len);
	return alone->kconf;
}

static void clear(struct alone *alone)
{
	kconf_free(alone->kconf);
	g_free(alone->dialect);
}

static const struct kconf_menu *find(const struct kconf *kconf, const char *name)
{
	const struct kconf_symbol *symbol = kconf_find(kconf, name);

	g_assert_nonnull(symbol);
	g_assert_nonnull(symbol->definitions);
	return symbol->definitions;
}

static const struct kconf_prop *prop_of(const struct kconf_menu *menu, enum kconf_prop_kind kind)
{
	for (const struct kconf_prop *prop = menu->symbol->props; prop; prop = prop->next)
		if (prop->menu == menu && prop->kind == kind)
			return prop;
	g_assert_not_reached();
}

static void assert_part(const struct kconf *kconf, const struct kconf_menu *menu,
			const struct kconf_part *part, const char *expected)
{
	g_autofree char *text = kconf_part_text(kconf, menu, part);

	g_assert_cmpstr(text, ==, expected);
}

static void test_parts(void)
{
	struct alone alone;
	struct kconf *kconf = read_text(&alone, drivers, strlen(drivers));
	const struct kconf_menu *bulb = find(kconf, "8xx_BULB"), *tube = find(kconf, "TUBE");
	const struct kconf_prop *prop = prop_of(bulb, KCONF_PROMPT);

	g_assert_null(kconf->mistake);
	g_assert_cmpuint(bulb->line, ==, 6);
	g_assert_cmpstr(prop->text, ==, "a bulb # not a comment");
	assert_part(kconf, bulb, &prop->value, "\"a bulb # not a comment\"");
	assert_part(kconf, bulb, &prop->where, "EXPERT");
	assert_part(kconf, bulb, &bulb->clauses->value, "WIRE || SOCKET");
	g_assert_cmpuint(bulb->clauses->span.line, ==, 8);
	prop = prop_of(bulb, KCONF_SELECT);
	assert_part(kconf, bulb, &prop->value, "GLOW");
	assert_part(kconf, bulb, &prop->where, "HOT && WIRE=m");
	g_assert_cmpuint(prop->line, ==, 10);
	prop = prop_of(bulb, KCONF_IMPLY);
	assert_part(kconf, bulb, &prop->value, "SHADE");
	assert_part(kconf, bulb, &prop->where, NULL);
	prop = prop_of(bulb, KCONF_DEFAULT);
	assert_part(kconf, bulb, &prop->value, "y");
	assert_part(kconf, bulb, &prop->where, "LAMPS");
	prop = prop_of(tube, KCONF_BOUNDS);
	assert_part(kconf, tube, &prop->value, "1 MAX");
	assert_part(kconf, tube, &prop->where, "HOT");
	assert_part(kconf, tube, &prop_of(tube, KCONF_MENU)->value, "'a tube'");
	clear(&alone);
}

static void assert_word(const struct kconf_span *span, const char *expected)
{
	g_autofree char *word = g_strndup(drivers + span->offset, span->len);

	g_assert_cmpstr(word, ==, expected);
}

static void test_types(void)
{
	struct alone alone;
	struct kconf *kconf = read_text(&alone, drivers, strlen(drivers));
	const struct kconf_menu *tube = find(kconf, "TUBE"), *wire = find(kconf, "WIRE");

	assert_word(&find(kconf, "8xx_BULB")->types->keyword, "bool");
	assert_word(&tube->types->keyword, "tristate");
	assert_word(&tube->types->next->keyword, "def_bool");
	g_assert_cmpint(tube->types->next->type, ==, KCONF_BOOL);
	g_assert_null(tube->types->next->next);
	g_assert_cmpint(tube->symbol->type, ==, KCONF_TRISTATE);
	assert_word(&wire->types->keyword, "def_tristate");
	clear(&alone);
}

static void test_help(void)
{
	struct alone alone;
	struct kconf *kconf = read_text(&alone, drivers, strlen(drivers));
	const struct kconf_menu *bulb = find(kconf, "8xx_BULB");
	const char *first = drivers + bulb->help_lines.offset;

	g_assert_true(
		g_str_has_prefix(bulb->help, "Bright.\n\n  config HIDDEN\nif unsure, say N.\n"));
	assert_word(&bulb->help_word, "help");
	g_assert_true(g_str_has_prefix(first, "\t  Bright.\n"));
	g_assert_true(g_str_has_prefix(first + bulb->help_lines.len, "menuconfig TUBE\n"));
	/* a help without text */
	g_assert_cmpuint(strspn(find(kconf, "TUBE")->help, "\n"), ==,
			 strlen(find(kconf, "TUBE")->help));
	g_assert_cmpuint(find(kconf, "WIRE")->line, ==, 26);
	g_assert_null(find(kconf, "WIRE")->help);
	clear(&alone);
}

static void test_blocks(void)
{
	struct alone alone;
	struct kconf *kconf = read_text(&alone, drivers, strlen(drivers));
	const struct kconf_menu *red = find(kconf, "RED"), *choice = red->around->around;

	assert_part(kconf, red->around, &red->around->clauses->value, "$(nobody knows)");
	g_assert_cmpuint(red->around->clauses->span.line, ==, 33);
	g_assert_cmpstr(choice->prompt->text, ==, "Colour");
	assert_part(kconf, choice, &choice->clauses->value, "GLOW");
	g_assert_cmpstr(choice->around->prompt->text, ==, "Bulbs");
	assert_part(kconf, choice->around, &choice->around->clauses->value, "POWER");
	g_assert_true(choice->around->clauses->next->visible);
	g_assert_true(choice->around->around == &kconf->root);
	g_assert_true(kconf_in_choice(red));
	g_assert_false(kconf_in_choice(find(kconf, "TUBE")));
	clear(&alone);
}

static void test_mistake(void)
{
	static const char text[] = "config A\n\tbool\n\tsurprise RED\nendif\n";
	struct alone alone;
	struct kconf *kconf = read_text(&alone, text, strlen(text));

	g_assert_cmpuint(kconf->errors, ==, 2);
	g_assert_cmpstr(
		kconf->mistake, ==,
		"drivers/Kconfig:3:2: unknown statement \"surprise\"\n\tsurprise RED\n\t^\n");
	clear(&alone);
}

/* whatever the text, all places lie in it */
static void check(const char *text, gsize len)
{
	struct alone alone;
	struct kconf *kconf = read_text(&alone, text, len);

	for (struct kconf_menu *menu = kconf_next_menu(&kconf->root, NULL); menu;
	     menu = kconf_next_menu(menu, NULL)) {
		g_assert_cmpuint(menu->span.offset + menu->span.len, <=, len);
		g_assert_cmpuint(menu->help_lines.offset + menu->help_lines.len, <=, len);
		for (const struct kconf_clause *c = menu->clauses; c; c = c->next)
			g_assert_cmpuint(c->value.offset + c->value.len, <=, len);
		for (const struct kconf_prop *p = menu->symbol ? menu->symbol->props : NULL; p;
		     p = p->next)
			g_assert_cmpuint(MAX(p->value.offset + p->value.len,
					     p->where.offset + p->where.len),
					 <=, len);
	}
	clear(&alone);
}

static void test_robust(void)
{
	g_autoptr(GRand) dice = g_rand_new_with_seed(3);
	static const char signs[] = "\"'$()\\\n\t #=:\0a\xff";

	for (gsize len = 0; len <= strlen(drivers); len++)
		check(drivers, len);
	for (gsize from = 0; from < strlen(drivers); from++)
		check(drivers + from, strlen(drivers) - from);
	for (guint round = 0; round < 1000; round++) {
		g_autofree char *text = g_strdup(drivers);

		for (guint k = 0; k < 4; k++)
			text[g_rand_int_range(dice, 0, (gint32)strlen(drivers))] =
				signs[g_rand_int_range(dice, 0, sizeof(signs) - 1)];
		check(text, strlen(drivers));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/kconf/places/parts", test_parts);
	g_test_add_func("/kconf/places/types", test_types);
	g_test_add_func("/kconf/places/help", test_help);
	g_test_add_func("/kconf/places/blocks", test_blocks);
	g_test_add_func("/kconf/places/mistake", test_mistake);
	g_test_add_func("/kconf/places/robust", test_robust);
	return g_test_run();
}
