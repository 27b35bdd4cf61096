/* SPDX-License-Identifier: GPL-2.0-only */
#include "ding.h"

#include <string.h>

struct builder *ding(void)
{
	struct builder *b =
		builder_new("DING", "drivers/bell/Kconfig", "Ding bell", "drivers/bell/ding", SRC);

	builder_find(b, SEVERITY_CHANGE, "option-is-bool", "DING", "drivers/bell/Kconfig", "from",
		     "bool", "to", "tristate", NULL);
	return b;
}

void add_export(struct builder *b, const char *symbol, const char *file, const char *namespace)
{
	builder_symbol(b, symbol, SRC ":3");
	builder_find(b, SEVERITY_CHANGE, "symbol-not-exported", symbol, file, "form",
		     namespace ? "EXPORT_SYMBOL_NS_GPL" : "EXPORT_SYMBOL_GPL", "namespace",
		     namespace, NULL);
}

void add_everything(struct builder *b)
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

ms_plan *make(struct builder *b, const char *deferral, const char *unload)
{
	const struct ms_plan_options options = {.deferral = deferral, .unload = unload};
	g_autoptr(GError) error = NULL;
	ms_plan *plan = ms_plan_driver(b->model, b->findings, 0, &options, &error);

	g_assert_no_error(error);
	return plan;
}

char *order_of(const ms_plan *plan)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < plan->steps->len; i++)
		g_string_append_printf(text, "%s%s", i ? " " : "",
				       ((struct step *)plan->steps->pdata[i])->id);
	return g_string_free(text, FALSE);
}

const struct step *step_of(const ms_plan *plan, const char *id)
{
	for (guint i = 0; i < plan->steps->len; i++) {
		const struct step *step = plan->steps->pdata[i];

		if (!strcmp(step->id, id))
			return step;
	}
	g_assert_not_reached();
}

const struct edit *edit_of(const struct step *step, int op, const char *symbol)
{
	for (guint i = 0; i < step->edits->len; i++) {
		const struct edit *edit = step->edits->pdata[i];

		if (edit->op == op && !g_strcmp0(edit->symbol, symbol))
			return edit;
	}
	g_assert_not_reached();
}

gboolean says(const struct step *step, const char *text)
{
	for (guint i = 0; i < step->paragraphs->len; i++)
		if (strstr(step->paragraphs->pdata[i], text))
			return TRUE;
	return FALSE;
}
