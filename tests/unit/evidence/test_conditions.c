/* SPDX-License-Identifier: GPL-2.0-only */
#include "evidence/conditions.h"

/* The options that must be m for the condition to hold, "A B"; NULL: it can hold without. */
static void expect(const char *condition, const char *want)
{
	g_autoptr(GPtrArray) modules = condition_modules(condition);
	g_autofree char *got = NULL;

	if (modules) {
		g_ptr_array_add(modules, NULL);
		got = g_strjoinv(" ", (char **)modules->pdata);
	}
	g_assert_cmpstr(got, ==, want);
}

static void test_only_modules(void)
{
	expect("A=m", "A");
	expect(" m = A ", "A");
	expect("A=m || B=m", "A B");
	expect("(BASE) && (A = m || (B=m && !C))", "A B");
	expect("X && A=m && Y", "A");
}

static void test_otherwise(void)
{
	expect(NULL, NULL);
	expect("", NULL);
	expect("A", NULL);
	expect("A=y", NULL);
	expect("A!=m", NULL);
	expect("!(A=m)", NULL);
	expect("A=m || B", NULL);
	expect("A=m || $(cc-option,-x)", NULL);
}

static void test_malformed(void)
{
	g_autoptr(GString) deep = g_string_new(NULL);

	expect("(A=m", NULL);
	expect("A=m)", NULL);
	expect("A=m ||", NULL);
	expect("A=m B", NULL);
	for (guint i = 0; i < 10000; i++)
		g_string_append_c(deep, '(');
	expect(deep->str, NULL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/conditions/only-modules", test_only_modules);
	g_test_add_func("/conditions/otherwise", test_otherwise);
	g_test_add_func("/conditions/malformed", test_malformed);
	return g_test_run();
}
