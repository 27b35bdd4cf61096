/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>
#include <glib/gstdio.h>

#include <modsplit/plan.h>

#include "builder.h"
#include "plan/planner.h"

#define SRC "drivers/bell/ding.c"

static struct builder *ding(void)
{
	struct builder *b =
		builder_new("DING", "drivers/bell/Kconfig", "Ding bell", "drivers/bell/ding", SRC);

	builder_find(b, SEVERITY_CHANGE, "option-is-bool", "DING", "drivers/bell/Kconfig", "from",
		     "bool", "to", "tristate", NULL);
	return b;
}

static void add_export(struct builder *b, const char *symbol, const char *file,
		       const char *namespace)
{
	builder_symbol(b, symbol, SRC ":3");
	builder_find(b, SEVERITY_CHANGE, "symbol-not-exported", symbol, file, "form",
		     namespace ? "EXPORT_SYMBOL_NS_GPL" : "EXPORT_SYMBOL_GPL", "namespace",
		     namespace, NULL);
}

static void add_everything(struct builder *b)
{
	add_export(b, "mm_thing", "mm/util.c", NULL);
	add_export(b, "pci_thing", "drivers/pci/ats.c", NULL);
	add_export(b, "pci_other", "drivers/pci/of.c", NULL);
	builder_find(b, SEVERITY_CHANGE, "probe-deferral", "core_find", "drivers/core/core.c",
		     "call", "driver_deferred_probe_check_state", "option", "CORE_MODULES",
		     "condition", "DING=m", "kconfig", "drivers/core/Kconfig", "after", "CORE",
		     NULL);
	builder_find(b, SEVERITY_CHANGE, "config-test-builtin-only", "CONFIG_DING in a",
		     "drivers/b/a.c", "option", "DING", "from", "IS_BUILTIN", "to", "IS_ENABLED",
		     NULL);
	builder_find(b, SEVERITY_CHANGE, "config-test-builtin-only", "CONFIG_DING in c",
		     "drivers/a/c.c", "option", "DING", "from", "IS_BUILTIN", "to", "IS_ENABLED",
		     NULL);
	builder_find(b, SEVERITY_CHANGE, "link-hole", "USER and DING", "drivers/user/user.c",
		     "option", "USER", "provider", "DING", "close", "depends", "depends",
		     "DING || !DING", "kconfig", "drivers/user/Kconfig", NULL);
	builder_find(b, SEVERITY_CHANGE, "link-hole", "CONFIG_DING in include/linux/ding.h",
		     "drivers/user/soft.c", "provider", "DING", "close", "reachable", "test_file",
		     "include/linux/ding.h", NULL);
	builder_macro(b, "device_initcall", "ding_init", SRC);
	builder_macro(b, "device_initcall_sync", "ding_late", SRC);
	builder_find(b, SEVERITY_CHANGE, "initcall-level", "ding_init", SRC, "macro",
		     "device_initcall", "to", "module_init", NULL);
	builder_find(b, SEVERITY_CHANGE, "legacy-part-builtin-only", "ding_late", SRC, "option",
		     "DING_LEGACY", "condition", "DING=y", "functions", "ding_help", NULL);
	builder_find(b, SEVERITY_CHANGE, "exit-missing", "ding_init", SRC, "name", "ding_exit",
		     "undo", "b();\na();", NULL);
	builder_find(b, SEVERITY_CHANGE, "exit-barrier-missing", "rcu_barrier", SRC, "call",
		     "call_rcu", "use", "rcu_barrier", "order", "after", "header",
		     "linux/rcupdate.h", NULL);
}

static ms_plan *make(struct builder *b, const char *deferral, const char *unload)
{
	const struct ms_plan_options options = {.deferral = deferral, .unload = unload};
	g_autoptr(GError) error = NULL;
	ms_plan *plan = ms_plan_driver(b->model, b->findings, 0, &options, &error);

	g_assert_no_error(error);
	return plan;
}

static char *order_of(const ms_plan *plan)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < plan->steps->len; i++)
		g_string_append_printf(text, "%s%s", i ? " " : "",
				       ((struct step *)plan->steps->pdata[i])->id);
	return g_string_free(text, FALSE);
}

static const struct step *step_of(const ms_plan *plan, const char *id)
{
	for (guint i = 0; i < plan->steps->len; i++) {
		const struct step *step = plan->steps->pdata[i];

		if (!strcmp(step->id, id))
			return step;
	}
	g_assert_not_reached();
}

static const struct edit *edit_of(const struct step *step, int op, const char *symbol)
{
	for (guint i = 0; i < step->edits->len; i++) {
		const struct edit *edit = step->edits->pdata[i];

		if (edit->op == op && !g_strcmp0(edit->symbol, symbol))
			return edit;
	}
	g_assert_not_reached();
}

static void test_order(void)
{
	g_autoptr(driver_builder) b = ding();
	g_autoptr(ms_plan) plan = NULL;
	g_autofree char *order = NULL;

	add_everything(b);
	plan = make(b, NULL, NULL);
	order = order_of(plan);
	g_assert_cmpstr(order, ==,
			"export-pci export-mm deferral-core-find config-test-a config-test-b "
			"link-user link-include-linux legacy-ding-late driver unload");
	g_assert_cmpuint(plan->refusals->len, ==, 0);
	g_assert_cmpuint(step_of(plan, "export-pci")->edits->len, ==, 2);
}

/* A dependency goes to the option that refers, IS_REACHABLE() to the file that asks. */
static void test_links(void)
{
	g_autoptr(driver_builder) b = ding();
	g_autoptr(ms_plan) plan = NULL;
	const struct edit *edit;

	add_everything(b);
	plan = make(b, NULL, NULL);
	edit = edit_of(step_of(plan, "link-user"), EDIT_KCONFIG_DEPENDS, "USER");
	g_assert_cmpstr(edit->file, ==, "drivers/user/Kconfig");
	g_assert_cmpstr(edit->text, ==, "DING || !DING");
	edit = edit_of(step_of(plan, "link-include-linux"), EDIT_CONFIG_TEST, "DING");
	g_assert_cmpstr(edit->file, ==, "include/linux/ding.h");
	g_assert_cmpstr(edit->from, ==, "IS_ENABLED");
	g_assert_cmpstr(edit->to, ==, "IS_REACHABLE");
}

/* Every finding that is a change is answered by a step, once, and every step says why. */
static void test_answers(void)
{
	g_autoptr(driver_builder) b = ding();
	g_autoptr(ms_plan) plan = NULL;

	add_everything(b);
	plan = make(b, NULL, NULL);
	for (guint i = 0; i < b->out->findings->len; i++) {
		const struct finding *finding = b->out->findings->pdata[i];
		g_autofree char *id = g_strdup_printf("%s:%s", finding->rule, finding->subject);
		guint answers = 0;

		for (guint s = 0; s < plan->steps->len; s++)
			answers += g_ptr_array_find_with_equal_func(
				((struct step *)plan->steps->pdata[s])->findings, id, g_str_equal,
				NULL);
		g_assert_cmpuint(answers, ==, 1);
	}
	for (guint s = 0; s < plan->steps->len; s++) {
		const struct step *step = plan->steps->pdata[s];

		g_assert_cmpuint(step->paragraphs->len, >=, 2);
		g_assert_true(g_str_has_prefix(step->paragraphs->pdata[step->paragraphs->len - 1],
					       "Generated by modsplit "));
	}
}

static void test_code(void)
{
	g_autoptr(driver_builder) b = ding();
	g_autoptr(ms_plan) plan = NULL;

	add_everything(b);
	plan = make(b, NULL, NULL);
	g_assert_cmpstr(
		edit_of(step_of(plan, "unload"), EDIT_INSERT_AFTER, "module_init(ding_init)")->text,
		==,
		"\nstatic void __exit ding_exit(void)\n{\n\tb();\n\ta();\n\trcu_barrier();\n}\n"
		"module_exit(ding_exit);\n");
	g_assert_cmpstr(edit_of(step_of(plan, "unload"), EDIT_ADD_INCLUDE, "linux/rcupdate.h")->file,
			==, SRC);
	g_assert_cmpstr(edit_of(step_of(plan, "driver"), EDIT_REPLACE_MACRO, "device_initcall")
				->text,
			==, "module_init(ding_init);\n");
	g_assert_cmpstr(edit_of(step_of(plan, "legacy-ding-late"), EDIT_WRAP_IF, "ding_late")->to,
			==, "device_initcall_sync(ding_late)");
	g_assert_cmpstr(edit_of(step_of(plan, "legacy-ding-late"), EDIT_WRAP_IF, "ding_help")->text,
			==, "#ifdef CONFIG_DING_LEGACY");
	g_assert_cmpstr(edit_of(step_of(plan, "legacy-ding-late"), EDIT_KCONFIG_ADD, "DING")->text,
			==, "config DING_LEGACY\n\tdef_bool y\n\tdepends on DING=y\n");
}

static void test_module_driver(void)
{
	g_autoptr(driver_builder) b = ding();
	g_autoptr(ms_plan) plan = NULL;

	builder_find(b, SEVERITY_CHANGE, "builtin-driver-macro", "ding_driver", SRC, "macro",
		     "builtin_platform_driver", "driver", "ding_driver", "bus", "platform", NULL);
	builder_find(b, SEVERITY_CHANGE, "exit-barrier-missing", "mmu_notifier_synchronize", SRC,
		     "call", "mmu_notifier_put", "use", "ding_wait", "order", "before", NULL);
	plan = make(b, NULL, NULL);
	g_assert_cmpstr(
		edit_of(step_of(plan, "unload"), EDIT_REPLACE_MACRO, "builtin_platform_driver")
			->text,
		==,
		"\nstatic void ding_driver_unregister(struct platform_driver *drv)\n{\n"
		"\tding_wait();\n\tplatform_driver_unregister(drv);\n}\n\n"
		"module_driver(ding_driver, platform_driver_register, ding_driver_unregister);\n");
}

static gboolean says(const struct step *step, const char *text)
{
	for (guint i = 0; i < step->paragraphs->len; i++)
		if (strstr(step->paragraphs->pdata[i], text))
			return TRUE;
	return FALSE;
}

/* The exit's text says why the barrier stands last, where it does. */
static void test_barrier_text(void)
{
	g_autoptr(driver_builder) after = ding(), before = ding();
	g_autoptr(ms_plan) last = NULL, first = NULL;

	builder_find(after, SEVERITY_CHANGE, "exit-missing", "ding_init", SRC, "name", "ding_exit",
		     "undo", "a();", NULL);
	builder_find(after, SEVERITY_CHANGE, "exit-barrier-missing", "rcu_barrier", SRC, "call",
		     "call_rcu", "order", "after", NULL);
	last = make(after, NULL, NULL);
	g_assert_true(says(step_of(last, "unload"), "behind the call that unregisters the driver"));
	builder_find(before, SEVERITY_CHANGE, "exit-missing", "ding_init", SRC, "name", "ding_exit",
		     "undo", "a();", NULL);
	builder_find(before, SEVERITY_CHANGE, "exit-barrier-missing", "rcu_barrier", SRC, "call",
		     "call_rcu", "order", "before", NULL);
	first = make(before, NULL, NULL);
	g_assert_true(says(step_of(first, "unload"), "rcu_barrier() waits for it"));
	g_assert_false(says(step_of(first, "unload"), "behind the call"));
}

/* Whoever builds with a defconfig is told what changes there, and by whom it is read. */
static void test_moves_text(void)
{
	g_autoptr(driver_builder) moved = ding(), same = ding();
	g_autoptr(ms_plan) told = NULL, silent = NULL;

	builder_find(moved, SEVERITY_RISK, "defconfig-moves", "USER y to m", "drivers/user/Kconfig",
		     "option", "USER", "before", "y", "after", "m", "defconfigs",
		     "arch/arm64/configs/defconfig", NULL);
	told = make(moved, NULL, NULL);
	g_assert_true(says(step_of(told, "driver"), "Not all defconfigs"));
	g_assert_true(says(step_of(told, "driver"), "Defconfig-moves of USER y to m."));
	g_assert_true(g_ptr_array_find_with_equal_func(told->risks,
						       "Defconfig-moves of USER y to m.",
						       g_str_equal, NULL));
	silent = make(same, NULL, NULL);
	g_assert_false(says(step_of(silent, "driver"), "defconfig"));
}

static void add_remove(struct builder *b, const char *shutdown, const char *result,
		       const char *undo)
{
	builder_function(b, "ding_probe", "struct platform_device *pdev", SRC, 10, 20);
	builder_function(b, "ding_shutdown", "struct platform_device *pdev", SRC, 30, 40);
	builder_function(b, "ding_suspend", "struct device *dev", SRC, 50, 60);
	builder_find(b, SEVERITY_CHANGE, "remove-missing", "ding_driver", SRC, "probe",
		     "ding_probe", "name", "ding_remove", "drvdata", "ding", "type",
		     "struct ding *", "undo", undo, "shutdown", shutdown, "result", result,
		     "member", "remove_new", "params", "struct platform_device *pdev", NULL);
}

/* Behind the last function that it calls, however the finding's driver names them. */
static void test_remove(void)
{
	g_autoptr(driver_builder) b = ding();
	g_autoptr(ms_plan) plan = NULL;

	add_remove(b, "ding_shutdown(pdev);", "int",
		   "del(&ding->a);\nif (dev_ok(dev))\n\tput(dev);");
	plan = make(b, NULL, NULL);
	g_assert_cmpstr(edit_of(step_of(plan, "unload"), EDIT_INSERT_AFTER, "ding_shutdown")->text,
			==,
			"\nstatic int ding_remove(struct platform_device *pdev)\n{\n"
			"\tstruct ding *ding = platform_get_drvdata(pdev);\n"
			"\tstruct device *dev = &pdev->dev;\n\n"
			"\tdel(&ding->a);\n\tif (dev_ok(dev))\n\t\tput(dev);\n\n"
			"\tding_shutdown(pdev);\n\n\treturn 0;\n}\n");
	g_assert_cmpstr(edit_of(step_of(plan, "unload"), EDIT_SET_FIELD, "ding_driver")->from, ==,
			"remove_new");
}

/* "stays set" is said only of a driver that sets it. */
static void test_unbinding(void)
{
	for (int set = 0; set < 2; set++) {
		g_autoptr(driver_builder) b = ding();
		g_autoptr(ms_plan) plan = NULL;

		add_remove(b, NULL, "void", "del(&ding->a);");
		builder_find(b, set ? SEVERITY_NOTE : SEVERITY_RISK, "suppress-bind-attrs",
			     "ding_driver", SRC, "field", "driver.suppress_bind_attrs", "value",
			     set ? "true" : "false", NULL);
		plan = make(b, NULL, NULL);
		g_assert_cmpint(says(step_of(plan, "unload"), "suppress_bind_attrs stays set"), ==,
				set);
		g_assert_cmpint(says(step_of(plan, "unload"),
				     "ding_driver does not set suppress_bind_attrs"),
				==, !set);
	}
}

static void test_remove_without_data(void)
{
	g_autoptr(driver_builder) b = ding();
	g_autoptr(ms_plan) plan = NULL;

	add_remove(b, NULL, "void", "pm_runtime_disable(&pdev->dev);");
	plan = make(b, NULL, NULL);
	g_assert_cmpstr(edit_of(step_of(plan, "unload"), EDIT_INSERT_AFTER, "ding_probe")->text, ==,
			"\nstatic void ding_remove(struct platform_device *pdev)\n{\n"
			"\tpm_runtime_disable(&pdev->dev);\n}\n");
}

static void test_helper_exit(void)
{
	g_autoptr(driver_builder) b = ding();
	g_autoptr(ms_plan) plan = NULL;
	const struct step *unload;

	builder_find(b, SEVERITY_CHANGE, "exit-missing", "part_init", "drivers/bell/part.c", "name",
		     "part_exit", "undo", "if (IS_ENABLED(CONFIG_P))\n\tundo();", "guard", "x",
		     "static", "n", "header", "drivers/bell/part.h:7", "declaration",
		     "void __exit part_exit(void);", NULL);
	plan = make(b, NULL, NULL);
	unload = step_of(plan, "unload");
	g_assert_cmpuint(unload->edits->len, ==, 2);
	g_assert_cmpstr(
		((struct edit *)unload->edits->pdata[0])->text, ==,
		"\nvoid __exit part_exit(void)\n{\n\tif (IS_ENABLED(CONFIG_P))\n\t\tundo();\n}\n");
	g_assert_cmpstr(((struct edit *)unload->edits->pdata[1])->file, ==, "drivers/bell/part.h");
	g_assert_cmpstr(((struct edit *)unload->edits->pdata[1])->text, ==,
			"void __exit part_exit(void);\n");
}

static void test_namespace(void)
{
	g_autoptr(driver_builder) b = ding();
	g_autoptr(ms_plan) bare = NULL, quoted = NULL;

	add_export(b, "deep_thing", "drivers/deep/d.c", "DEEP");
	bare = make(b, NULL, NULL);
	g_assert_cmpstr(edit_of(step_of(bare, "export-deep"), EDIT_EXPORT_AFTER, "deep_thing")->text,
			==, "EXPORT_SYMBOL_NS_GPL(deep_thing, DEEP);\n");
	g_assert_cmpstr(edit_of(step_of(bare, "driver"), EDIT_APPEND, NULL)->text, ==,
			"MODULE_IMPORT_NS(DEEP);\n");
	g_free(b->model->tree->export_form);
	b->model->tree->export_form = g_strdup("quoted");
	quoted = make(b, NULL, NULL);
	g_assert_cmpstr(edit_of(step_of(quoted, "export-deep"), EDIT_EXPORT_AFTER, "deep_thing")
				->text,
			==, "EXPORT_SYMBOL_NS_GPL(deep_thing, \"DEEP\");\n");
}

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

/* Who forces the driver into this image implies it from now on, a patch a tree, before the rest. */
static void test_selects(void)
{
	g_autoptr(driver_builder) b = ding();
	g_autoptr(ms_plan) plan = NULL;
	g_autofree char *order = NULL;
	const struct edit *edit;

	builder_find(b, SEVERITY_CHANGE, "selected-by-bool", "ARCH_A", "arch/a/Kconfig", NULL);
	builder_find(b, SEVERITY_CHANGE, "selected-by-bool", "ARCH_B", "arch/a/Kconfig", NULL);
	builder_find(b, SEVERITY_CHANGE, "selected-by-bool", "SOC", "drivers/soc/Kconfig", NULL);
	builder_find(b, SEVERITY_RISK, "selected-by-bool", "ARCH_C", "arch/c/Kconfig", NULL);
	plan = make(b, NULL, NULL);
	order = order_of(plan);
	g_assert_cmpstr(order, ==, "select-arch-a select-soc driver");
	g_assert_cmpuint(step_of(plan, "select-arch-a")->edits->len, ==, 2);
	edit = edit_of(step_of(plan, "select-arch-a"), EDIT_KCONFIG_IMPLY, "ARCH_B");
	g_assert_cmpstr(edit->file, ==, "arch/a/Kconfig");
	g_assert_cmpstr(edit->from, ==, "DING");
	g_assert_true(says(step_of(plan, "select-arch-a"), "ARCH_A and ARCH_B select it"));
	g_assert_true(says(step_of(plan, "select-soc"), "SOC selects it"));
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

static void test_unload_option(void)
{
	g_autoptr(driver_builder) b = ding();
	g_autoptr(ms_plan) never = NULL, automatic = NULL, required = NULL;
	g_autofree char *order = NULL;

	add_everything(b);
	/* only the exit path needs it */
	builder_find(b, SEVERITY_CHANGE, "symbol-not-exported", "undo_thing", "drivers/deep/d.c",
		     "form", "EXPORT_SYMBOL", NULL);
	never = make(b, NULL, "never");
	order = order_of(never);
	g_assert_null(strstr(order, "unload"));
	g_assert_null(strstr(order, "export-deep"));
	g_assert_cmpstr(never->unload, ==, "permanent");
	builder_find(b, SEVERITY_NOTE, "unload-verdict", "ding", SRC, "verdict", "permanent",
		     "reason", "an interrupt domain cannot be given back", NULL);
	automatic = make(b, NULL, NULL);
	g_assert_cmpstr(automatic->unload_reason, ==, "an interrupt domain cannot be given back");
	g_assert_cmpuint(automatic->refusals->len, ==, 0);
	required = make(b, NULL, "require");
	g_assert_cmpuint(required->steps->len, ==, 0);
	g_assert_cmpuint(required->refusals->len, ==, 1);
	g_assert_nonnull(strstr(((struct refusal *)required->refusals->pdata[0])->reason,
				"interrupt domain"));
}

static void test_blocked(void)
{
	g_autoptr(driver_builder) b = ding();
	g_autoptr(ms_plan) plan = NULL;
	const struct refusal *refusal;
	struct finding *finding;

	add_everything(b);
	b->out->verdict = VERDICT_BLOCKED;
	finding = builder_find(b, SEVERITY_BLOCKER, "reverse-reference", "ding_ring",
			       "drivers/x/x.c", NULL);
	finding->line = 12;
	plan = make(b, NULL, NULL);
	g_assert_cmpuint(plan->steps->len, ==, 0);
	g_assert_cmpuint(plan->refusals->len, ==, 1);
	refusal = plan->refusals->pdata[0];
	g_assert_cmpstr(refusal->finding, ==, "reverse-reference:ding_ring");
	g_assert_cmpstr(refusal->file, ==, "drivers/x/x.c");
	g_assert_cmpint(refusal->line, ==, 12);
}

static void test_ready(void)
{
	g_autoptr(driver_builder) b = ding();
	g_autoptr(ms_plan) plan = NULL;

	b->out->verdict = VERDICT_READY;
	plan = make(b, NULL, NULL);
	g_assert_cmpuint(plan->steps->len, ==, 0);
	g_assert_cmpuint(plan->refusals->len, ==, 0);
}

static void fails(struct builder *b, const struct ms_plan_options *options, guint driver, gint code,
		  const char *text)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(ms_plan_driver(b->model, b->findings, driver, options, &error));
	g_assert_error(error, MS_ERROR, code);
	g_assert_nonnull(strstr(error->message, text));
}

static void test_errors(void)
{
	g_autoptr(driver_builder) b = ding();
	const struct ms_plan_options deferral = {.deferral = "perhaps"},
				     unload = {.unload = "often"};

	fails(b, &deferral, 0, MS_ERROR_USAGE,
	      "unknown deferral 'perhaps'; it is one of exact, rfc, none");
	fails(b, &unload, 0, MS_ERROR_USAGE, "unknown unload 'often'");
	fails(b, NULL, 1, MS_ERROR_INPUT, "do not have that driver");
	builder_find(b, SEVERITY_CHANGE, "device-table-missing", "t", SRC, NULL);
	fails(b, NULL, 0, MS_ERROR_INPUT, "'device-table-missing:t' lacks its argument 'type'");
	g_free(b->findings->tree->arch);
	b->findings->tree->arch = g_strdup("riscv");
	fails(b, NULL, 0, MS_ERROR_INPUT, "different trees");
}

static void test_round_trip(void)
{
	g_autoptr(driver_builder) b = ding();
	g_autoptr(ms_plan) plan = NULL, back = NULL;
	g_autofree char *path = g_build_filename(g_get_tmp_dir(), "test-plan-XXXXXX", NULL);
	g_autofree char *first = NULL, *second = NULL;
	g_autoptr(GError) error = NULL;
	int fd = g_mkstemp(path);

	g_assert_cmpint(fd, >=, 0);
	g_assert_true(g_close(fd, NULL));
	add_everything(b);
	plan = make(b, NULL, NULL);
	g_assert_true(ms_plan_save(plan, path, &error));
	g_assert_true(g_file_get_contents(path, &first, NULL, NULL));
	back = ms_plan_load(path, &error);
	g_assert_no_error(error);
	g_assert_true(ms_plan_save(back, path, &error));
	g_assert_true(g_file_get_contents(path, &second, NULL, NULL));
	g_assert_cmpstr(second, ==, first);
	g_unlink(path);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/plan/order", test_order);
	g_test_add_func("/plan/links", test_links);
	g_test_add_func("/plan/answers", test_answers);
	g_test_add_func("/plan/code", test_code);
	g_test_add_func("/plan/module-driver", test_module_driver);
	g_test_add_func("/plan/barrier-text", test_barrier_text);
	g_test_add_func("/plan/moves-text", test_moves_text);
	g_test_add_func("/plan/remove", test_remove);
	g_test_add_func("/plan/unbinding", test_unbinding);
	g_test_add_func("/plan/remove-without-data", test_remove_without_data);
	g_test_add_func("/plan/helper-exit", test_helper_exit);
	g_test_add_func("/plan/namespace", test_namespace);
	g_test_add_func("/plan/deferral", test_deferral);
	g_test_add_func("/plan/deferral-line", test_deferral_line);
	g_test_add_func("/plan/deferral-standing", test_deferral_standing);
	g_test_add_func("/plan/unload-option", test_unload_option);
	g_test_add_func("/plan/selects", test_selects);
	g_test_add_func("/plan/blocked", test_blocked);
	g_test_add_func("/plan/ready", test_ready);
	g_test_add_func("/plan/errors", test_errors);
	g_test_add_func("/plan/round-trip", test_round_trip);
	return g_test_run();
}
