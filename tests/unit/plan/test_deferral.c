/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "ding.h"

static void test_deferral(void)
{
	g_autoptr(driver_builder) b = ding();
	g_autoptr(ms_plan) exact = NULL, rfc = NULL, none = NULL;
	g_autofree char *order = NULL;

	add_everything(b);
	exact = make(b, "exact", NULL);
	g_assert_cmpstr(
		edit_of(step_of(exact, "deferral-core-find"), EDIT_GUARD_RETURN, "core_find")->text,
		==, "if (IS_ENABLED(CONFIG_CORE_MODULES))\n\treturn -EPROBE_DEFER;\n");
	g_assert_true(g_ptr_array_find_with_equal_func(exact->changed_options, "CORE_MODULES",
						       g_str_equal, NULL));
	rfc = make(b, "rfc", NULL);
	g_assert_cmpuint(step_of(rfc, "deferral-core-find")->edits->len, ==, 1);
	g_assert_cmpstr(edit_of(step_of(rfc, "deferral-core-find"), EDIT_GUARD_RETURN, "core_find")
				->text,
			==, "if (IS_ENABLED(CONFIG_MODULES))\n\treturn -EPROBE_DEFER;\n");
	none = make(b, "none", NULL);
	order = order_of(none);
	g_assert_null(strstr(order, "deferral"));
}

/* Another subsystem is one more rule: what is answered is the check's finding, by whatever rule. */
static void test_deferral_of_another_rule(void)
{
	g_autoptr(driver_builder) b = ding();
	g_autoptr(ms_plan) plan = NULL;
	g_autofree char *order = NULL;
	struct finding *finding =
		builder_find(b, SEVERITY_CHANGE, "probe-deferral", "wire_find",
			     "drivers/wire/core.c", "call", "driver_deferred_probe_check_state",
			     "option", "WIRE_MODULES", "condition", "DING=m", "kconfig",
			     "drivers/wire/Kconfig", "after", "WIRE", NULL);

	g_free(finding->rule);
	finding->rule = g_strdup("wire-deferral");
	plan = make(b, NULL, NULL);
	order = order_of(plan);
	g_assert_cmpstr(order, ==, "deferral-wire-find driver");
	g_assert_true(
		g_ptr_array_find_with_equal_func(step_of(plan, "deferral-wire-find")->findings,
						 "wire-deferral:wire_find", g_str_equal, NULL));
}

/* Kconfig warns when a bool is compared with m: the driver selects the symbol in the step that
 * makes it tristate.
 */
static void test_deferral_line(void)
{
	g_autoptr(driver_builder) b = ding();
	g_autoptr(ms_plan) bool_yet = NULL, tristate = NULL;

	add_everything(b);
	bool_yet = make(b, "exact", NULL);
	g_assert_null(strstr(
		edit_of(step_of(bool_yet, "deferral-core-find"), EDIT_KCONFIG_ADD, "CORE")->text,
		"DING"));
	g_assert_cmpstr(edit_of(step_of(bool_yet, "driver"), EDIT_KCONFIG_ATTRIBUTE, "DING")->text,
			==, "select CORE_MODULES if DING=m");
	g_free(b->driver->option->type);
	b->driver->option->type = g_strdup("tristate");
	tristate = make(b, "exact", NULL);
	g_assert_nonnull(strstr(
		edit_of(step_of(tristate, "deferral-core-find"), EDIT_KCONFIG_ADD, "CORE")->text,
		"\tbool\n\tdefault y if DING=m\n"));
}

/* Where consumers wait already the driver joins their option, whatever form was asked for. */
static void test_deferral_standing(void)
{
	g_autoptr(driver_builder) b = ding();
	g_autoptr(ms_plan) exact = NULL, rfc = NULL, none = NULL;
	g_autofree char *order = NULL;

	builder_find(b, SEVERITY_CHANGE, "probe-deferral", "core_find", "drivers/core/core.c",
		     "option", "OTHER_MODULES", "standing", "extend", NULL);
	exact = make(b, "exact", NULL);
	order = order_of(exact);
	g_assert_cmpstr(order, ==, "driver");
	g_assert_cmpstr(edit_of(step_of(exact, "driver"), EDIT_KCONFIG_ATTRIBUTE, "DING")->text, ==,
			"select OTHER_MODULES if DING=m");
	g_assert_true(says(step_of(exact, "driver"), "as core_find() does while that is set"));
	g_assert_true(g_ptr_array_find_with_equal_func(step_of(exact, "driver")->findings,
						       "probe-deferral:core_find", g_str_equal,
						       NULL));
	rfc = make(b, "rfc", NULL);
	g_assert_nonnull(edit_of(step_of(rfc, "driver"), EDIT_KCONFIG_ATTRIBUTE, "DING"));
	none = make(b, "none", NULL);
	for (guint i = 0; i < step_of(none, "driver")->edits->len; i++)
		g_assert_cmpint(((struct edit *)step_of(none, "driver")->edits->pdata[i])->op, !=,
				EDIT_KCONFIG_ATTRIBUTE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/plan/deferral", test_deferral);
	g_test_add_func("/plan/deferral-of-another-rule", test_deferral_of_another_rule);
	g_test_add_func("/plan/deferral-line", test_deferral_line);
	g_test_add_func("/plan/deferral-standing", test_deferral_standing);
	return g_test_run();
}
