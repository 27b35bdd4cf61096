/* SPDX-License-Identifier: GPL-2.0-only */
#include "evidence/guards.h"
#include "evidence/words.h"

static void test_arguments(void)
{
	g_auto(GStrv) args = words_arguments("&a->b, f(x, y), \"a, b\" , {1, 2}");
	g_auto(GStrv) none = words_arguments("");

	g_assert_cmpuint(g_strv_length(args), ==, 4);
	g_assert_cmpstr(args[0], ==, "&a->b");
	g_assert_cmpstr(args[1], ==, "f(x, y)");
	g_assert_cmpstr(args[2], ==, "\"a, b\"");
	g_assert_cmpstr(args[3], ==, "{1, 2}");
	g_assert_null(none[0]);
}

static void check_last(const char *text, const char *want)
{
	g_autofree char *got = words_last(text);

	g_assert_cmpstr(got, ==, want);
}

static void test_last(void)
{
	check_last("of_match_ptr(foo_of_match)", "foo_of_match");
	check_last("foo_of_match", "foo_of_match");
	check_last("&foo_ids[0]", "foo_ids");
	check_last("42", NULL);
	check_last("", NULL);
	check_last(NULL, NULL);
}

static void test_declared(void)
{
	g_autoptr(GPtrArray) plain = words_declared("struct device *dev = &pdev->dev, **more");
	g_autoptr(GPtrArray) pointer = words_declared("irqreturn_t (*fault)(int irq, void *dev)");
	g_autoptr(GPtrArray) params = words_parameters("struct platform_device *pdev, int n[4]");
	g_autoptr(GPtrArray) none = words_parameters("void");
	const struct declared *d = plain->pdata[0];

	g_assert_cmpuint(plain->len, ==, 2);
	g_assert_cmpstr(d->name, ==, "dev");
	g_assert_cmpstr(d->type, ==, "struct device *");
	g_assert_cmpstr(d->value, ==, "&pdev->dev");
	d = plain->pdata[1];
	g_assert_cmpstr(d->name, ==, "more");
	g_assert_cmpstr(d->type, ==, "struct device **");
	d = pointer->pdata[0];
	g_assert_cmpstr(d->name, ==, "fault");
	g_assert_cmpuint(params->len, ==, 2);
	d = params->pdata[1];
	g_assert_cmpstr(d->name, ==, "n");
	g_assert_cmpuint(none->len, ==, 0);
}

static void check_substitute(GHashTable *names, const char *text, const char *want)
{
	g_autofree char *got = words_substitute(text, names);

	g_assert_cmpstr(got, ==, want);
}

static void test_substitute(void)
{
	g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);

	g_hash_table_insert(names, (gpointer) "dev", (gpointer) "&pdev->dev");
	g_hash_table_insert(names, (gpointer) "s", (gpointer) "smmu");
	g_hash_table_insert(names, (gpointer) "e", (gpointer) "a + b");
	g_hash_table_insert(names, (gpointer) "irq", NULL);
	check_substitute(names, "&s->iommu", "&smmu->iommu");
	check_substitute(names, "dev->of_node", "pdev->dev.of_node");
	check_substitute(names, "dev", "&pdev->dev");
	check_substitute(names, "x->dev.s", "x->dev.s");
	check_substitute(names, "e", "(a + b)");
	check_substitute(names, "\"irq\", other", "\"irq\", other");
	check_substitute(names, "irq", NULL);
	check_substitute(names, "s->irq", "smmu->irq");
}

static void test_guards(void)
{
	struct function function = {.locals = g_ptr_array_new()};

	g_ptr_array_add(function.locals, (gpointer) "int ret, irq");
	g_ptr_array_add(function.locals, (gpointer) "struct foo *foo");
	g_assert_cmpint(guard_of(&function, NULL), ==, GUARD_NONE);
	g_assert_cmpint(guard_of(&function, "ret"), ==, GUARD_ERROR);
	g_assert_cmpint(guard_of(&function, "ret < 0"), ==, GUARD_ERROR);
	g_assert_cmpint(guard_of(&function, "ret == -EPROBE_DEFER"), ==, GUARD_ERROR);
	g_assert_cmpint(guard_of(&function, "!ret"), ==, GUARD_NONE);
	g_assert_cmpint(guard_of(&function, "!(ret)"), ==, GUARD_NONE);
	g_assert_cmpint(guard_of(&function, "!foo"), ==, GUARD_ERROR);
	g_assert_cmpint(guard_of(&function, "IS_ERR(foo->clk)"), ==, GUARD_ERROR);
	g_assert_cmpint(guard_of(&function, "!(IS_ERR(foo->clk))"), ==, GUARD_TEXT);
	g_assert_cmpint(guard_of(&function, "foo->clk"), ==, GUARD_TEXT);
	g_assert_cmpint(guard_of(&function, "!(dev->of_node)"), ==, GUARD_TEXT);
	g_assert_cmpint(guard_of(&function, "irq > 0"), ==, GUARD_TEXT);
	g_ptr_array_unref(function.locals);
}

static void test_fill(void)
{
	char *args[] = {(char *)"a", (char *)"b", NULL};
	g_autofree char *good = words_fill("f({2}, {1});", args);
	g_autofree char *bad = words_fill("f({3});", args);

	g_assert_cmpstr(good, ==, "f(b, a);");
	g_assert_null(bad);
}

static void test_types(void)
{
	g_assert_true(words_same_type("const struct foo *", "struct foo*"));
	g_assert_false(words_same_type("struct foo **", "struct foo *"));
	g_assert_false(words_same_type("", ""));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/words/arguments", test_arguments);
	g_test_add_func("/words/last", test_last);
	g_test_add_func("/words/declared", test_declared);
	g_test_add_func("/words/substitute", test_substitute);
	g_test_add_func("/words/guards", test_guards);
	g_test_add_func("/words/fill", test_fill);
	g_test_add_func("/words/types", test_types);
	return g_test_run();
}
