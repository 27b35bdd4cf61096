/* SPDX-License-Identifier: GPL-2.0-only */
#include "plan/planner.h"

static void test_words(void)
{
	g_autofree char *sentence = words_sentence("the driver sleeps");
	g_autofree char *symbol = words_sentence("ding_ring() is unsafe");
	g_autofree char *call = NULL;
	const char *args[] = {"a_driver_with_a_long_name", "platform_driver_register_or_so",
			      "a_driver_unregister", NULL};

	g_assert_cmpstr(sentence, ==, "The driver sleeps.");
	g_assert_cmpstr(symbol, ==, "ding_ring() is unsafe.");
	g_assert_true(words_with("put(dev);", "dev"));
	g_assert_false(words_with("put(pdev, dev_x);", "dev"));
	call = code_call("module_driver", args);
	g_assert_cmpstr(call, ==,
			"module_driver(a_driver_with_a_long_name, platform_driver_register_or_so,\n"
			"\t      a_driver_unregister);\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/plan/words", test_words);
	return g_test_run();
}
