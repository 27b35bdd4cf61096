/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "formats/gates.h"

/* What keeps ask() from being called in a function with this body: "A B=m", sorted. */
static char *gates_of(const char *body)
{
	g_autofree char *text = g_strdup_printf("int find(struct device *dev)\n{\n%s\n}\n", body);
	g_autoptr(ctext_outline) outline = ctext_outline_new(text, strlen(text));
	const struct ctext_function *function = ctext_find_function(outline, "find");
	const char *call = strstr(text, "ask(dev)");
	g_autoptr(GPtrArray) gates = NULL;

	g_assert_nonnull(function);
	g_assert_nonnull(call);
	gates = scan_gates_before(outline, function, (gsize)(call - text));
	g_ptr_array_add(gates, NULL);
	return g_strjoinv(" ", (char **)gates->pdata);
}

static void expect(const char *body, const char *want)
{
	g_autofree char *got = gates_of(body);

	g_assert_cmpstr(got, ==, want);
}

/* an earlier `if` counts when it leaves the function */
static void test_before(void)
{
	expect("if (ret == -1) { if (IS_ENABLED(CONFIG_A)) return -2; return ask(dev); }", "A");
	expect("if (IS_ENABLED(CONFIG_A) && dev) goto out; return ask(dev);", "A");
	expect("if (IS_MODULE(CONFIG_A) || IS_MODULE(CONFIG_B)) return 1; ask(dev);", "A=m B=m");
	expect("if (IS_ENABLED(CONFIG_A)) note(dev); return ask(dev);", "");
	expect("if (!IS_ENABLED(CONFIG_A)) return 1; return ask(dev);", "");
	expect("if (x) { if (IS_ENABLED(CONFIG_A)) return 1; } return ask(dev);", "");
	expect("if (dev) x = 1; else if (IS_ENABLED(CONFIG_A)) return 1; return ask(dev);", "");
	expect("return ask(dev); if (IS_ENABLED(CONFIG_A)) return 1;", "");
}

/* an `if` around the call counts on the branch that the call is not on */
static void test_around(void)
{
	expect("if (IS_ENABLED(CONFIG_A)) r = 1; else r = ask(dev);", "A");
	expect("if (IS_ENABLED(CONFIG_A)) { r = ask(dev); } else { r = 1; }", "");
	expect("if (!IS_ENABLED(CONFIG_A)) { for (;;) { r = ask(dev); } }", "A");
	expect("for_each_x(dev) { if (IS_BUILTIN(CONFIG_A)) return 1; again: r = ask(dev); }", "A");
	expect("do { switch (x) { case 1: if (!IS_ENABLED(CONFIG_A)) ask(dev); } } while (0);",
	       "A");
	expect("if (IS_ENABLED(CONFIG_A) || ask(dev)) return 1;", "A");
}

static void test_expression(void)
{
	expect("return IS_ENABLED(CONFIG_A) ? -2 : ask(dev);", "A");
	expect("return IS_ENABLED(CONFIG_A) ? ask(dev) : -2;", "");
	expect("return !IS_ENABLED(CONFIG_A) ? ask(dev) : -2;", "A");
	expect("x = !IS_ENABLED(CONFIG_A) && ask(dev);", "A");
	expect("x = IS_ENABLED(CONFIG_A) && ask(dev);", "");
}

static void test_directives(void)
{
	expect("\n#ifdef CONFIG_A\nreturn 1;\n#else\nreturn ask(dev);\n#endif", "A");
	expect("\n#ifndef CONFIG_A\nreturn ask(dev);\n#endif", "A");
	expect("\n#if !IS_ENABLED(CONFIG_A)\nreturn ask(dev);\n#endif", "A");
	expect("\n#ifdef CONFIG_A\nreturn ask(dev);\n#endif", "");
}

/* texts that are no C must not be a problem */
static void test_odd(void)
{
	expect("ask(dev) if (IS_ENABLED(CONFIG_A { ; else }", "");
	expect("if (IS_ENABLED(CONFIG_A)) return } ask(dev); {", "");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/formats/gates/before", test_before);
	g_test_add_func("/formats/gates/around", test_around);
	g_test_add_func("/formats/gates/expression", test_expression);
	g_test_add_func("/formats/gates/directives", test_directives);
	g_test_add_func("/formats/gates/odd", test_odd);
	return g_test_run();
}
