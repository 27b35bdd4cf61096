/* SPDX-License-Identifier: GPL-2.0-only */
#include "mini.h"

#include <stdarg.h>
#include <string.h>

#include "../plan/builder.h"

#define DING "drivers/bell/ding.c"
#define CORE "drivers/bell-core/core.c"

static const struct {
	const char *path, *text;
} files[] = {
	{"drivers/bell/Kconfig",
	 "config BELL\n\tbool\n\nconfig DONG\n\ttristate \"Dong bell\"\n\thelp\n"
	 "\t  Say Y here if the bell is large.\n\nconfig DING\n\tbool \"Ding bell\"\n\thelp\n"
	 "\t  Say Y here if there is a bell.\n"},
	{"drivers/bell/Makefile", "obj-$(CONFIG_DING) += ding.o\n"},
	{"drivers/bell/tower.c", "#include <linux/kconfig.h>\n\nbool tower_rings(void)\n{\n"
				 "\treturn IS_BUILTIN(CONFIG_DING);\n}\n"},
	{CORE, "#include <linux/export.h>\n\nint bell_add(struct bell *bell)\n{\n\treturn 0;\n}\n\n"
	       "void bell_del(struct bell *bell)\n{\n}\n\n"
	       "int bell_find(struct device *dev)\n{\n\tif (!bell_of(dev))\n"
	       "\t\treturn driver_deferred_probe_check_state(dev);\n\treturn 0;\n}\n"},
	{DING,
	 "#include <linux/init.h>\n#include <linux/io.h>\n#include <linux/platform_device.h>\n\n"
	 "static const struct bell_ops ding_ops = {\n\t.ring = ding_ring,\n};\n\n"
	 "static int ding_probe(struct platform_device *pdev)\n{\n"
	 "\tstruct ding *ding = ding_alloc(pdev);\n\n"
	 "\tplatform_set_drvdata(pdev, ding);\n\treturn bell_add(&ding->bell);\n}\n\n"
	 "static const struct of_device_id ding_match[] = {\n"
	 "\t{ .compatible = \"mini,ding\" },\n\t{ }\n};\n\n"
	 "static struct platform_driver ding_driver = {\n\t.probe = ding_probe,\n\t.driver = {\n"
	 "\t\t.name = \"ding\",\n\t\t.of_match_table = ding_match,\n\t},\n};\n"
	 "builtin_platform_driver(ding_driver);\n"},
};

struct mini *mini_new(void)
{
	struct mini *mini = g_new0(struct mini, 1);
	g_autoptr(GError) error = NULL;

	mini->scratch = ms_scratch_new(NULL, "test-mini", &error);
	g_assert_no_error(error);
	mini->tree = g_build_filename(ms_scratch_path(mini->scratch), "tree", NULL);
	mini->out = g_build_filename(ms_scratch_path(mini->scratch), "out", NULL);
	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_build_filename(mini->tree, files[i].path, NULL);

		ms_write_file(path, files[i].text, strlen(files[i].text), &error);
		g_assert_no_error(error);
	}
	return mini;
}

void mini_free(struct mini *mini)
{
	if (!mini)
		return;
	ms_scratch_free(mini->scratch);
	g_free(mini->tree);
	g_free(mini->out);
	g_free(mini);
}

static void find_exports(struct builder *b)
{
	builder_symbol(b, "bell_add", DING ":14");
	builder_find(b, SEVERITY_CHANGE, "symbol-not-exported", "bell_add", CORE, "form",
		     "EXPORT_SYMBOL_GPL", "area", "drivers/bell-core", NULL);
	builder_find(b, SEVERITY_CHANGE, "symbol-not-exported", "bell_del", CORE, "form",
		     "EXPORT_SYMBOL_GPL", "area", "drivers/bell-core", NULL);
}

static void find_glue(struct builder *b)
{
	builder_find(b, SEVERITY_CHANGE, "option-is-bool", "DING", "drivers/bell/Kconfig", "from",
		     "bool", "to", "tristate", NULL);
	builder_find(b, SEVERITY_CHANGE, "module-header-not-included", DING, DING, "header",
		     "linux/module.h", "replace", "linux/init.h", NULL);
	builder_find(b, SEVERITY_CHANGE, "module-metadata-missing", "ding", DING, "license", "GPL",
		     "description", "A \"ding\" bell", "author", "R. Inger <r@example.org>", NULL);
	builder_find(b, SEVERITY_CHANGE, "device-table-missing", "ding_match", DING, "type", "of",
		     "table", "ding_match", NULL);
	builder_find(b, SEVERITY_CHANGE, "autoload-missing", "platform:ding", DING, "alias",
		     "platform:ding", NULL);
	builder_find(b, SEVERITY_CHANGE, "builtin-driver-macro", "ding_driver", DING, "macro",
		     "builtin_platform_driver", "driver", "ding_driver", "bus", "platform", NULL);
}

static void find_rest(struct builder *b)
{
	builder_find(b, SEVERITY_CHANGE, "probe-deferral", "bell_find", CORE, "call",
		     "driver_deferred_probe_check_state", "option", "BELL_MODULES", "condition",
		     "DING=m || DONG=m", "kconfig", "drivers/bell/Kconfig", "after", "BELL", NULL);
	builder_find(b, SEVERITY_CHANGE, "config-test-builtin-only",
		     "CONFIG_DING in drivers/bell/tower.c", "drivers/bell/tower.c", "option",
		     "DING", "from", "IS_BUILTIN", "to", "IS_ENABLED", NULL);
	builder_find(b, SEVERITY_CHANGE, "remove-missing", "ding_driver", DING, "driver",
		     "ding_driver", "probe", "ding_probe", "name", "ding_remove", "drvdata", "ding",
		     "type", "struct ding *", "getter", "platform_get_drvdata(pdev)", "undo",
		     "bell_del(&ding->bell);", "member", "remove", "result", "void", "params",
		     "struct platform_device *pdev", NULL);
	builder_find(b, SEVERITY_CHANGE, "owner-refcount-missing", "ding_ops", DING, "field",
		     "owner", "value", "THIS_MODULE", NULL);
	builder_find(b, SEVERITY_RISK, "selected-by-bool", "TOWER", "drivers/bell/Kconfig", NULL);
	builder_find(b, SEVERITY_NOTE, "unload-verdict", "ding", DING, "verdict", "removable",
		     "reason", "all that it takes can be given back", NULL);
}

ms_plan *mini_plan(const char *deferral, const char *unload)
{
	const struct ms_plan_options options = {.deferral = deferral, .unload = unload};
	g_autoptr(driver_builder) b =
		builder_new("DING", "drivers/bell/Kconfig", "Ding bell", "drivers/bell/ding", DING);
	g_autoptr(GError) error = NULL;
	ms_plan *plan;

	builder_function(b, "ding_probe", "struct platform_device *pdev", DING, 9, 15);
	builder_macro(b, "builtin_platform_driver", "ding_driver", DING);
	find_exports(b);
	find_glue(b);
	find_rest(b);
	plan = ms_plan_driver(b->model, b->findings, 0, &options, &error);
	g_assert_no_error(error);
	return plan;
}

void mini_series(const struct mini *mini, const char *out, guint revision, const char *previous)
{
	const struct ms_patch_options options = {.name = "Tess Ter",
						 .email = "tess@example.org",
						 .revision = revision,
						 .previous = previous};
	g_autoptr(ms_plan) plan = mini_plan(NULL, NULL);
	g_autoptr(GError) error = NULL;

	ms_patch(plan, mini->tree, out, &options, NULL, &error);
	g_assert_no_error(error);
}

char *mini_git(const char *directory, const char *first, ...)
{
	static const char *const fixed[] = {"git",
					    "-c",
					    "user.name=Up Stream",
					    "-c",
					    "user.email=up@example.org",
					    "-c",
					    "init.defaultBranch=main"};
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_autoptr(GError) error = NULL;
	char *out = NULL;
	va_list args;

	for (guint i = 0; i < G_N_ELEMENTS(fixed); i++)
		g_ptr_array_add(argv, (gpointer)fixed[i]);
	va_start(args, first);
	for (const char *word = first; word; word = va_arg(args, const char *))
		g_ptr_array_add(argv, (gpointer)word);
	va_end(args);
	g_ptr_array_add(argv, NULL);
	ms_process_ok((const char *const *)argv->pdata, directory, NULL, &out, &error);
	g_assert_no_error(error);
	return g_strstrip(out);
}

void mini_checkout(const struct mini *mini)
{
	g_free(mini_git(mini->tree, "init", "-q", NULL));
	g_free(mini_git(mini->tree, "config", "user.name", "Up Stream", NULL));
	g_free(mini_git(mini->tree, "config", "user.email", "up@example.org", NULL));
	g_free(mini_git(mini->tree, "add", "-A", NULL));
	g_free(mini_git(mini->tree, "commit", "-q", "-m", "bell: add bells", NULL));
}

char *mini_file(const char *directory, const char *name)
{
	g_autofree char *path = g_build_filename(directory, name, NULL);
	g_autoptr(GError) error = NULL;
	char *text = ms_read_file(path, NULL, &error);

	g_assert_no_error(error);
	return text;
}

gboolean mini_is_alone(const struct mini *mini, gboolean with_out)
{
	g_autoptr(GDir) dir = g_dir_open(ms_scratch_path(mini->scratch), 0, NULL);
	const char *name;

	while ((name = g_dir_read_name(dir)))
		if (strcmp(name, "tree") && !(with_out && !strcmp(name, "out")))
			return FALSE;
	return TRUE;
}
