/* SPDX-License-Identifier: GPL-2.0-only */
/* Conditions over options: A is y, M is m, N is n. */
#include "proof/condition.h"

static char value(const void *data, const char *option)
{
	(void)data;
	return g_str_equal(option, "A") ? 'y' : g_str_equal(option, "M") ? 'm' : 'n';
}

static void test_truth(void)
{
	static const struct {
		const char *condition;
		enum proof_truth truth;
	} rows[] = {
		{NULL, PROOF_YES},
		{"y", PROOF_YES},
		{"n", PROOF_NO},
		/* as makefiles have it */
		{"CONFIG_A=y", PROOF_YES},
		{"CONFIG_M=y", PROOF_NO},
		{"CONFIG_M!=y", PROOF_YES},
		{"CONFIG_M", PROOF_YES},
		{"!CONFIG_N && (CONFIG_A=m || CONFIG_M=m)", PROOF_YES},
		{"CONFIG_A=y && <drivers/Makefile:3: what && not>", PROOF_MAYBE},
		{"CONFIG_N=y && <drivers/Makefile:3: what>", PROOF_NO},
		{"<drivers/Makefile:3: a || b> || CONFIG_A=y", PROOF_YES},
		/* as the preprocessor has it, within the image */
		{"IS_ENABLED(CONFIG_M)", PROOF_YES},
		{"IS_REACHABLE(CONFIG_M)", PROOF_NO},
		{"IS_BUILTIN(CONFIG_A)", PROOF_YES},
		{"IS_MODULE( CONFIG_M )", PROOF_YES},
		{"defined(CONFIG_M)", PROOF_NO},
		{"defined(CONFIG_M_MODULE)", PROOF_YES},
		{"defined CONFIG_A", PROOF_YES},
		{"defined(CONFIG_N) || defined(CONFIG_M_MODULE)", PROOF_YES},
		{"defined(MODULE)", PROOF_NO},
		{"!defined(MODULE)", PROOF_YES},
		{"defined(CONFIG_M) || (defined(CONFIG_M_MODULE) && defined(MODULE))", PROOF_NO},
		{"!(defined(_FOO_H)) && IS_ENABLED(CONFIG_N)", PROOF_NO},
		{"!(defined(_FOO_H)) && IS_ENABLED(CONFIG_A)", PROOF_MAYBE},
		{"!!IS_ENABLED(CONFIG_A)", PROOF_YES},
		{"0", PROOF_NO},
		/* an if of C */
		{"IS_ENABLED(CONFIG_N) && foo->bar(1, 2) == 3", PROOF_NO},
		{"foo->bar || IS_ENABLED(CONFIG_A)", PROOF_YES},
		{"!foo(IS_ENABLED(CONFIG_A))", PROOF_MAYBE},
		{"IS_ENABLED(CONFIG_A) == 0", PROOF_MAYBE},
		{"IS_ENABLED(CONFIG_A) ? a : b", PROOF_MAYBE},
		{"a < b && IS_ENABLED(CONFIG_N)", PROOF_NO},
		/* what is broken is not known */
		{"CONFIG_A=y)", PROOF_MAYBE},
		{"(CONFIG_A=y", PROOF_MAYBE},
		{"", PROOF_MAYBE},
		{"IS_ENABLED(", PROOF_MAYBE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].condition);
		g_assert_cmpint(proof_truth_of(rows[i].condition, value, NULL), ==, rows[i].truth);
	}
}

static void test_options(void)
{
	g_autoptr(GPtrArray) options = g_ptr_array_new_with_free_func(g_free);

	proof_options_of("CONFIG_A=y && (defined(CONFIG_M_MODULE) || !IS_ENABLED(CONFIG_N))",
			 options);
	proof_options_of("CONFIG_A=m", options);
	g_assert_cmpuint(options->len, ==, 3);
	g_assert_cmpstr(options->pdata[0], ==, "A");
	g_assert_cmpstr(options->pdata[1], ==, "M");
	g_assert_cmpstr(options->pdata[2], ==, "N");
}

static void test_depth(void)
{
	g_autoptr(GString) deep = g_string_new(NULL);

	for (guint i = 0; i < 100000; i++)
		g_string_append(deep, "(!");
	g_assert_cmpint(proof_truth_of(deep->str, value, NULL), ==, PROOF_MAYBE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/proof/condition/truth", test_truth);
	g_test_add_func("/proof/condition/options", test_options);
	g_test_add_func("/proof/condition/depth", test_depth);
	return g_test_run();
}
