/* SPDX-License-Identifier: GPL-2.0-only */
#include <glib/gstdio.h>
#include <string.h>

#include "kconfig/index.h"

static const char top[] = "mainmenu \"Lamps\"\n"
			  "lamp-flag := $(shell,touch must-not-exist)\n"
			  "source \"arch/$(SRCARCH)/Kconfig\"\n"
			  "if LAMPS && !DARK\n"
			  "source \"drivers/Kconfig\"\n"
			  "endif\n"
			  "source \"$(NOWHERE)/Kconfig\"\n"
			  "source \"missing/Kconfig\"\n";

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
			      "config WIRE\n"
			      "\tdef_tristate m\n"
			      "\n"
			      "choice\n"
			      "\tprompt \"Colour\"\n"
			      "\tdepends on GLOW\n"
			      "\tdefault RED\n"
			      "\tsurprise RED\n"
			      "config RED\n"
			      "\tbool \"red\"\n"
			      "endchoice\n"
			      "endmenu\n";

static const struct kconfig_def *find(const struct kconfig_tree *tree, const char *name)
{
	const GPtrArray *defs = kconfig_tree_find(tree, name);

	g_assert_nonnull(defs);
	return g_ptr_array_index(defs, 0);
}

static kconfig_tree *read_drivers(void)
{
	kconfig_tree *tree = kconfig_tree_new("nowhere");

	kconfig_tree_add_text(tree, "drivers/Kconfig", drivers, strlen(drivers));
	return tree;
}

static void test_attributes(void)
{
	g_autoptr(kconfig_tree) tree = read_drivers();
	const struct kconfig_def *def = find(tree, "8xx_BULB");
	const struct kconfig_prompt *prompt =
		&g_array_index(def->prompts, struct kconfig_prompt, 0);
	const struct kconfig_select *select =
		&g_array_index(def->selects, struct kconfig_select, 0);
	const struct kconfig_typing *type = &g_array_index(def->types, struct kconfig_typing, 0);
	g_autofree char *word = g_strndup(drivers + type->span.offset, type->span.len);

	g_assert_cmpuint(kconfig_tree_defs(tree)->len, ==, 4);
	g_assert_cmpuint(def->line, ==, 6);
	g_assert_cmpstr(prompt->text, ==, "a bulb # not a comment");
	g_assert_cmpstr(prompt->cond, ==, "EXPERT");
	g_assert_cmpstr(g_array_index(def->depends, struct kconfig_text, 0).text, ==,
			"WIRE || SOCKET");
	g_assert_cmpuint(g_array_index(def->depends, struct kconfig_text, 0).span.line, ==, 8);
	g_assert_cmpuint(def->selects->len, ==, 2);
	g_assert_cmpstr(select[0].target, ==, "GLOW");
	g_assert_cmpstr(select[0].cond, ==, "HOT && WIRE=m");
	g_assert_cmpuint(select[0].span.line, ==, 10);
	g_assert_true(select[1].imply);
	g_assert_cmpstr(word, ==, "bool");
	g_assert_cmpint(kconfig_tree_type(tree, "WIRE"), ==, KCONFIG_TRISTATE);
	g_assert_cmpint(kconfig_tree_type(tree, "NONE"), ==, KCONFIG_UNKNOWN);
}

static void test_help(void)
{
	g_autoptr(kconfig_tree) tree = read_drivers();
	const struct kconfig_def *def = find(tree, "8xx_BULB");
	g_autofree char *last = NULL;

	g_assert_cmpstr(def->help->text, ==, "Bright.\n\n  config HIDDEN\nif unsure, say N.\n");
	g_assert_cmpstr(def->help->indent, ==, "\t  ");
	g_assert_cmpuint(def->help->line, ==, 14);
	last = g_strndup(drivers + def->end - 17, 17);
	g_assert_true(g_str_has_suffix(last, "say N.\n"));
	/* a help without text, and the next option right behind it */
	g_assert_cmpuint(find(tree, "TUBE")->help->line, ==, 0);
	g_assert_cmpstr(find(tree, "TUBE")->help->text, ==, "");
	g_assert_cmpuint(find(tree, "WIRE")->line, ==, 25);
}

static void test_blocks(void)
{
	g_autoptr(kconfig_tree) tree = read_drivers();
	const struct kconfig_def *tube = find(tree, "TUBE");
	const struct kconfig_def *red = find(tree, "RED");
	g_autoptr(GPtrArray) around = kconfig_def_dependencies(red);
	const GPtrArray *problems = kconfig_tree_problems(tree);

	g_assert_true(tube->menuconfig);
	g_assert_cmpuint(tube->types->len, ==, 2);
	g_assert_true(g_array_index(tube->types, struct kconfig_typing, 1).with_default);
	g_assert_cmpstr(g_array_index(tube->prompts, struct kconfig_prompt, 0).text, ==, "a tube");
	g_assert_cmpstr(g_array_index(tube->ranges, struct kconfig_text, 0).cond, ==, "HOT");
	g_assert_false(tube->in_choice);
	g_assert_true(red->in_choice);
	g_assert_cmpstr(red->scope->text, ==, "Colour");
	g_assert_cmpuint(around->len, ==, 2);
	g_assert_cmpstr(g_ptr_array_index(around, 0), ==, "POWER");
	g_assert_cmpstr(g_ptr_array_index(around, 1), ==, "GLOW");
	g_assert_cmpuint(problems->len, ==, 1);
	g_assert_cmpuint(((const struct kconfig_problem *)g_ptr_array_index(problems, 0))->line, ==,
			 32);
}

static void test_uses(void)
{
	g_autoptr(kconfig_tree) tree = read_drivers();
	g_autoptr(GArray) selectors = kconfig_tree_selectors(tree, "GLOW");
	g_autoptr(GArray) wire = kconfig_tree_mentions(tree, "WIRE");
	g_autoptr(GArray) power = kconfig_tree_mentions(tree, "POWER");
	g_autoptr(GArray) none = kconfig_tree_mentions(tree, "m");
	const struct kconfig_use *use = &g_array_index(selectors, struct kconfig_use, 0);

	g_assert_cmpuint(selectors->len, ==, 1);
	g_assert_cmpstr(use->def->name, ==, "8xx_BULB");
	g_assert_cmpstr(use->text, ==, "HOT && WIRE=m");
	g_assert_cmpuint(use->line, ==, 10);
	g_assert_cmpuint(wire->len, ==, 3);
	g_assert_cmpint(g_array_index(wire, struct kconfig_use, 0).kind, ==, KCONFIG_USE_DEPENDS);
	g_assert_cmpint(g_array_index(wire, struct kconfig_use, 1).kind, ==, KCONFIG_USE_CONDITION);
	g_assert_cmpint(g_array_index(wire, struct kconfig_use, 2).kind, ==, KCONFIG_USE_DEFAULT);
	g_assert_cmpuint(power->len, ==, 4);
	g_assert_cmpint(g_array_index(power, struct kconfig_use, 0).kind, ==, KCONFIG_USE_SCOPE);
	g_assert_cmpuint(none->len, ==, 0);
}

static void test_expressions(void)
{
	g_autoptr(GPtrArray) symbols =
		kconfig_expr_symbols("A && !(B=m) || \"C\" && $(cc-option,D) && 8xx && X > 0x10");

	g_assert_true(kconfig_expr_mentions("!FOO_BAR && FOO", "FOO"));
	g_assert_false(kconfig_expr_mentions("!FOO_BAR", "FOO"));
	g_assert_false(kconfig_expr_mentions("\"FOO\"", "FOO"));
	g_assert_false(kconfig_expr_mentions(NULL, "FOO"));
	g_assert_cmpuint(symbols->len, ==, 4);
	g_assert_cmpstr(g_ptr_array_index(symbols, 0), ==, "A");
	g_assert_cmpstr(g_ptr_array_index(symbols, 1), ==, "B");
	g_assert_cmpstr(g_ptr_array_index(symbols, 2), ==, "8xx");
	g_assert_cmpstr(g_ptr_array_index(symbols, 3), ==, "X");
}

static void write_file(const char *root, const char *path, const char *text)
{
	g_autofree char *whole = g_build_filename(root, path, NULL);
	g_autofree char *folder = g_path_get_dirname(whole);

	g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
	g_assert_true(g_file_set_contents(whole, text, -1, NULL));
}

static void remove_file(const char *root, const char *path)
{
	g_autofree char *whole = g_build_filename(root, path, NULL);

	g_assert_cmpint(g_remove(whole), ==, 0);
}

static void test_tree(void)
{
	g_autofree char *root = g_dir_make_tmp("modsplit-kconfig-XXXXXX", NULL);
	g_autoptr(kconfig_tree) tree = NULL;
	g_autoptr(GPtrArray) around = NULL;
	g_autoptr(GError) error = NULL;
	const struct kconfig_problem *problem;

	write_file(root, "Kconfig", top);
	write_file(root, "arch/oak/Kconfig", "config LAMPS\n\tbool\n");
	write_file(root, "drivers/Kconfig", drivers);
	tree = kconfig_tree_read(root, "oak", NULL, &error);
	g_assert_no_error(error);
	around = kconfig_def_dependencies(find(tree, "TUBE"));
	g_assert_cmpstr(g_ptr_array_index(around, 0), ==, "LAMPS && !DARK");
	g_assert_cmpstr(g_ptr_array_index(around, 1), ==, "POWER");
	g_assert_cmpstr(find(tree, "LAMPS")->file->path, ==, "arch/oak/Kconfig");
	g_assert_cmpuint(find(tree, "LAMPS")->file->parent_line, ==, 3);
	g_assert_null(find(tree, "LAMPS")->scope);
	g_assert_cmpuint(kconfig_tree_assignments(tree)->len, ==, 1);
	g_assert_cmpuint(kconfig_tree_problems(tree)->len, ==, 3);
	problem = g_ptr_array_index(kconfig_tree_problems(tree), 1);
	g_assert_cmpstr(problem->file, ==, "Kconfig");
	g_assert_cmpuint(problem->line, ==, 7);
	g_clear_pointer(&tree, kconfig_tree_free);
	remove_file(root, "Kconfig");
	tree = kconfig_tree_read(root, "oak", NULL, &error);
	g_assert_null(tree);
	g_assert_error(error, KCONFIG_ERROR, KCONFIG_ERROR_READ);
	remove_file(root, "arch/oak/Kconfig");
	remove_file(root, "arch/oak");
	remove_file(root, "arch");
	remove_file(root, "drivers/Kconfig");
	remove_file(root, "drivers");
	g_assert_cmpint(g_rmdir(root), ==, 0);
}

static void test_self_source(void)
{
	g_autofree char *root = g_dir_make_tmp("modsplit-kconfig-XXXXXX", NULL);
	g_autoptr(kconfig_tree) tree = NULL;

	write_file(root, "Kconfig", "source \"Kconfig\"\n");
	tree = kconfig_tree_read(root, "oak", NULL, NULL);
	g_assert_nonnull(tree);
	g_assert_cmpuint(kconfig_tree_problems(tree)->len, ==, 1);
	remove_file(root, "Kconfig");
	g_assert_cmpint(g_rmdir(root), ==, 0);
}

static void check(const char *text, gsize len)
{
	g_autoptr(kconfig_tree) tree = kconfig_tree_new("nowhere");
	const GPtrArray *defs;

	kconfig_tree_add_text(tree, "Kconfig", text, len);
	defs = kconfig_tree_defs(tree);
	for (guint i = 0; i < defs->len; i++) {
		const struct kconfig_def *def = g_ptr_array_index(defs, i);

		g_assert_cmpuint(def->start, <, def->end);
		g_assert_cmpuint(def->end, <=, len);
	}
	g_array_unref(kconfig_tree_mentions(tree, "WIRE"));
}

static void test_robust(void)
{
	g_autoptr(GRand) dice = g_rand_new_with_seed(3);
	static const char signs[] = "\"'$()\\\n\t #=:\0a\xff";

	for (gsize len = 0; len <= strlen(drivers); len++)
		check(drivers, len);
	for (gsize from = 0; from < strlen(drivers); from++)
		check(drivers + from, strlen(drivers) - from);
	for (guint round = 0; round < 2000; round++) {
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
	g_test_add_func("/kconfig/index/attributes", test_attributes);
	g_test_add_func("/kconfig/index/help", test_help);
	g_test_add_func("/kconfig/index/blocks", test_blocks);
	g_test_add_func("/kconfig/index/uses", test_uses);
	g_test_add_func("/kconfig/index/expressions", test_expressions);
	g_test_add_func("/kconfig/index/tree", test_tree);
	g_test_add_func("/kconfig/index/self-source", test_self_source);
	g_test_add_func("/kconfig/index/robust", test_robust);
	return g_test_run();
}
