/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/plan.h>

#include "builder.h"
#include "plan/planner.h"

#define SRC "drivers/bell/ding.c"
#define AUX "drivers/bell/dong.c"

static struct builder *bell(const char *module_file, const char *source)
{
	struct builder *b =
		builder_new("BELL", "drivers/bell/Kconfig", "Bells", module_file, source);

	builder_find(b, SEVERITY_CHANGE, "option-is-bool", "BELL", "drivers/bell/Kconfig", "from",
		     "bool", "to", "tristate", NULL);
	return b;
}

/* the second builder's driver becomes one of the first's model; the second is freed */
static void add_driver(struct builder *b, struct builder *other)
{
	g_ptr_array_add(b->model->drivers, g_ptr_array_steal_index(other->model->drivers, 0));
	g_ptr_array_add(b->findings->drivers, g_ptr_array_steal_index(other->findings->drivers, 0));
	builder_free(other);
}

static ms_plan *make(struct builder *b)
{
	const struct ms_plan_options options = {.unload = "never"};
	g_autoptr(GError) error = NULL;
	ms_plan *plan = ms_plan_driver(b->model, b->findings, 0, &options, &error);

	g_assert_no_error(error);
	return plan;
}

static guint edits_of(const ms_plan *plan, int op, const char *symbol)
{
	guint count = 0;

	for (guint i = 0; i < plan->steps->len; i++) {
		const struct step *step = plan->steps->pdata[i];

		for (guint k = 0; k < step->edits->len; k++) {
			const struct edit *edit = step->edits->pdata[k];

			count += (int)edit->op == op && !g_strcmp0(edit->symbol, symbol);
		}
	}
	return count;
}

static void add_export(struct builder *b, const char *source)
{
	builder_symbol(b, "core_ring", source);
	builder_find(b, SEVERITY_CHANGE, "symbol-not-exported", "core_ring", "drivers/core/core.c",
		     "form", "EXPORT_SYMBOL_GPL", NULL);
}

static void test_siblings(void)
{
	g_autoptr(driver_builder) b = bell("drivers/bell/ding", SRC);
	struct builder *aux = bell("drivers/bell/dong", AUX);
	g_autoptr(ms_plan) plan = NULL;
	const struct step *first, *last;

	add_export(b, SRC ":3");
	add_export(aux, AUX ":3");
	builder_find(aux, SEVERITY_CHANGE, "module-metadata-missing", "dong", AUX, "license", "GPL",
		     NULL);
	add_driver(b, aux);
	plan = make(b);
	g_assert_cmpuint(plan->refusals->len, ==, 0);
	/* one export, then the sibling, then the driver with the option, which changes once */
	g_assert_cmpuint(plan->steps->len, ==, 3);
	g_assert_cmpuint(edits_of(plan, EDIT_EXPORT_AFTER, "core_ring"), ==, 1);
	g_assert_cmpuint(edits_of(plan, EDIT_KCONFIG_TYPE, "BELL"), ==, 1);
	first = plan->steps->pdata[1];
	last = plan->steps->pdata[2];
	g_assert_cmpstr(first->id, ==, "driver-dong");
	g_assert_cmpstr(first->title, ==, "Prepare dong for building as a module");
	g_assert_cmpstr(last->id, ==, "driver");
}

static void test_blocked_sibling(void)
{
	g_autoptr(driver_builder) b = bell("drivers/bell/ding", SRC);
	struct builder *aux = bell("drivers/bell/dong", AUX);
	g_autoptr(ms_plan) plan = NULL;

	builder_find(aux, SEVERITY_BLOCKER, "linker-table-macro", "X_DECLARE(dong)", AUX, NULL);
	add_driver(b, aux);
	plan = make(b);
	g_assert_cmpuint(plan->refusals->len, ==, 1);
	g_assert_cmpuint(plan->steps->len, ==, 0);
}

static void find_entry(struct builder *b, const char *name)
{
	g_autofree char *subject = g_strdup_printf("CLK_OF_DECLARE(%s)", name);
	g_autofree char *compatible = g_strdup_printf("\"vendor,%s\"", name);
	g_autofree char *function = g_strdup_printf("%s_setup", name);

	builder_find(b, SEVERITY_CHANGE, "linker-table-macro", subject, SRC, "macro",
		     "CLK_OF_DECLARE", "argument", name, "compatible", compatible, "function",
		     function, "parameter", "struct device_node *", "permanent", "so", NULL);
	builder_find(b, SEVERITY_CHANGE, "init-section-reachable", function, SRC, "word", "__init",
		     "calls", "core_ring()", NULL);
}

/* what is put at the end of the file */
static const char *appended(const ms_plan *plan)
{
	const struct step *step = plan->steps->pdata[plan->steps->len - 1];

	for (guint i = 0; i < step->edits->len; i++) {
		const struct edit *edit = step->edits->pdata[i];

		if (edit->op == EDIT_APPEND)
			return edit->text;
	}
	return "";
}

static void test_one_entry(void)
{
	g_autoptr(driver_builder) b = bell("drivers/bell/ding", SRC);
	g_autoptr(ms_plan) plan = NULL;

	find_entry(b, "ding");
	plan = make(b);
	g_assert_cmpuint(edits_of(plan, EDIT_REMOVE_MACRO, "CLK_OF_DECLARE"), ==, 1);
	g_assert_cmpuint(edits_of(plan, EDIT_FUNCTION_TYPE, "ding_setup"), ==, 1);
	g_assert_cmpuint(edits_of(plan, EDIT_ADD_INCLUDE, "linux/property.h"), ==, 0);
	g_assert_nonnull(strstr(appended(plan), "\tding_setup(pdev->dev.of_node);\n"));
	g_assert_nonnull(
		strstr(appended(plan),
		       "#else\nCLK_OF_DECLARE(ding, \"vendor,ding\", ding_setup);\n#endif\n"));
}

static void test_two_entries(void)
{
	g_autoptr(driver_builder) b = bell("drivers/bell/ding", SRC);
	g_autoptr(ms_plan) plan = NULL;

	find_entry(b, "ding");
	find_entry(b, "dong");
	plan = make(b);
	g_assert_cmpuint(edits_of(plan, EDIT_ADD_INCLUDE, "linux/property.h"), ==, 1);
	g_assert_nonnull(strstr(appended(plan),
				"\t{ .compatible = \"vendor,dong\", .data = dong_setup },\n"));
	g_assert_nonnull(strstr(appended(plan), "\tsetup(pdev->dev.of_node);\n"));
}

static void find_call(struct builder *b, const char *macro, const char *driver, const char *reg,
		      const char *unreg)
{
	builder_find(b, SEVERITY_CHANGE, "several-init-calls", driver, SRC, "macro", macro,
		     "register", reg, "unregister", unreg, "first", "ding_driver", "first_macro",
		     "builtin_platform_driver", "first_register", "platform_driver_register",
		     "first_unregister", "platform_driver_unregister", NULL);
}

static const struct edit *edit_of(const ms_plan *plan, int op, const char *symbol)
{
	for (guint i = 0; i < plan->steps->len; i++) {
		const struct step *step = plan->steps->pdata[i];

		for (guint k = 0; k < step->edits->len; k++) {
			const struct edit *edit = step->edits->pdata[k];

			if ((int)edit->op == op && !g_strcmp0(edit->symbol, symbol))
				return edit;
		}
	}
	g_assert_not_reached();
}

static void test_merged(void)
{
	g_autoptr(driver_builder) b = bell("drivers/bell/ding", SRC);
	const struct ms_plan_options options = {.unload = "auto"};
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_plan) plan = NULL;
	const char *text;

	find_call(b, "builtin_pci_driver", "dong_driver", "pci_register_driver",
		  "pci_unregister_driver");
	builder_find(b, SEVERITY_CHANGE, "builtin-driver-macro", "ding_driver", SRC, "macro",
		     "builtin_platform_driver", "driver", "ding_driver", "bus", "platform", NULL);
	builder_find(b, SEVERITY_NOTE, "unload-verdict", "ding", SRC, "verdict", "removable", NULL);
	plan = ms_plan_driver(b->model, b->findings, 0, &options, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(edit_of(plan, EDIT_REMOVE_MACRO, "builtin_platform_driver")->from, ==,
			"ding_driver");
	text = edit_of(plan, EDIT_REPLACE_MACRO, "builtin_pci_driver")->text;
	g_assert_nonnull(strstr(text, "ret = platform_driver_register(&ding_driver);\n"
				      "\tif (ret)\n\t\treturn ret;\n"));
	g_assert_nonnull(strstr(text, "ret = pci_register_driver(&dong_driver);\n"
				      "\tif (ret)\n\t\tgoto unregister_ding_driver;\n"));
	g_assert_nonnull(strstr(text, "unregister_ding_driver:\n"
				      "\tplatform_driver_unregister(&ding_driver);\n"));
	g_assert_true(g_str_has_suffix(text, "module_init(ding_init);\n"));
	/* the exit follows the new init call, and the macro that is gone is not changed again */
	text = edit_of(plan, EDIT_INSERT_AFTER, "module_init(ding_init)")->text;
	g_assert_nonnull(strstr(text, "\tpci_unregister_driver(&dong_driver);\n"
				      "\tplatform_driver_unregister(&ding_driver);\n}\n"));
	g_assert_cmpuint(edits_of(plan, EDIT_REPLACE_MACRO, "builtin_platform_driver"), ==, 0);
}

static void test_bare(void)
{
	g_autoptr(driver_builder) b = bell("drivers/bell/ding", SRC);
	g_autoptr(ms_plan) plan = NULL;

	record_free(&model_source_type, g_ptr_array_steal_index(b->driver->sources, 0));
	g_clear_pointer(&b->driver->makefile, g_free);
	g_clear_pointer(&b->driver->module_file, g_free);
	plan = make(b);
	g_assert_cmpuint(plan->steps->len, ==, 1);
	g_assert_cmpuint(edits_of(plan, EDIT_KCONFIG_TYPE, "BELL"), ==, 1);
	g_assert_null(plan->module_file);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/closure/siblings", test_siblings);
	g_test_add_func("/closure/blocked-sibling", test_blocked_sibling);
	g_test_add_func("/closure/one-entry", test_one_entry);
	g_test_add_func("/closure/two-entries", test_two_entries);
	g_test_add_func("/closure/merged", test_merged);
	g_test_add_func("/closure/bare", test_bare);
	return g_test_run();
}
