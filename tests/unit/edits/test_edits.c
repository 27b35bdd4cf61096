/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>
#include <unistd.h>

#include <modsplit/error.h>

#include "base/files.h"
#include "edits/edits.h"

/* One edit of one file: what it makes of `before`, or NULL when it must find no place. */
struct example {
	const char *name;
	int op;
	const char *file;
	const char *symbol, *from, *to, *text;
	const char *before;
	const char *after;
	const char *error; /* part of the message */
};

static const struct example examples[] = {
	{"export-after", EDIT_EXPORT_AFTER, "a.c", "two", NULL, NULL, "EXPORT_SYMBOL_GPL(two);\n",
	 "int one(void)\n{\n\treturn 1;\n}\n\nint two(void)\n{\n\treturn 2;\n}\n\nint three;\n",
	 "int one(void)\n{\n\treturn 1;\n}\n\nint two(void)\n{\n\treturn 2;\n}\n"
	 "EXPORT_SYMBOL_GPL(two);\n\nint three;\n",
	 NULL},
	{"export-variable", EDIT_EXPORT_AFTER, "a.c", "level", NULL, NULL,
	 "EXPORT_SYMBOL(level);\n", "int level = 3;\n\nint other;\n",
	 "int level = 3;\nEXPORT_SYMBOL(level);\n\nint other;\n", NULL},
	{"export-assembly", EDIT_EXPORT_AFTER, "a.S", "copy_it", NULL, NULL,
	 "EXPORT_SYMBOL(copy_it)\n",
	 "SYM_FUNC_START(copy_it)\n\tret\nSYM_FUNC_END(copy_it)\n\tnop\n",
	 "SYM_FUNC_START(copy_it)\n\tret\nSYM_FUNC_END(copy_it)\nEXPORT_SYMBOL(copy_it)\n\tnop\n",
	 NULL},
	{"export-nowhere", EDIT_EXPORT_AFTER, "a.c", "four", NULL, NULL, "EXPORT_SYMBOL(four);\n",
	 "int one;\n", NULL, "a.c: cannot make the edit 'export-after' of 'four'"},
	{"kconfig-type", EDIT_KCONFIG_TYPE, "Kconfig", "B", "bool", "tristate", NULL,
	 "config A\n\tbool \"a\"\n\nconfig B\n\tbool \"b\"\n\tdepends on A\n",
	 "config A\n\tbool \"a\"\n\nconfig B\n\ttristate \"b\"\n\tdepends on A\n", NULL},
	{"kconfig-help", EDIT_KCONFIG_HELP, "Kconfig", "B", NULL, NULL,
	 "To compile this driver as a module, choose M here: the module will be called b.",
	 "config B\n\ttristate \"b\"\n\thelp\n\t  The b.\n\nconfig C\n\tbool\n",
	 "config B\n\ttristate \"b\"\n\thelp\n\t  The b.\n\n"
	 "\t  To compile this driver as a module, choose M here: the module will\n"
	 "\t  be called b.\n\nconfig C\n\tbool\n",
	 NULL},
	{"kconfig-add", EDIT_KCONFIG_ADD, "Kconfig", "A", NULL, NULL, "config X\n\tbool\n",
	 "config A\n\tbool \"a\"\n\nconfig B\n\tbool \"b\"\n",
	 "config A\n\tbool \"a\"\n\nconfig X\n\tbool\n\nconfig B\n\tbool \"b\"\n", NULL},
	{"kconfig-missing", EDIT_KCONFIG_TYPE, "Kconfig", "Z", "bool", "tristate", NULL,
	 "config A\n\tbool\n", NULL, "no 'config Z'"},
	{"replace-macro", EDIT_REPLACE_MACRO, "a.c", "device_initcall", "start", NULL,
	 "module_init(start);\n", "int x;\ndevice_initcall(start);\n",
	 "int x;\nmodule_init(start);\n", NULL},
	{"replace-macro-part", EDIT_REPLACE_MACRO, "a.c", "builtin_platform_driver", "drv", NULL,
	 "\nstatic void f(void)\n{\n}\n\nmodule_exit(f);\n",
	 "static struct s drv = {\n\t.a = 1,\n};\nbuiltin_platform_driver(drv);\n",
	 "static struct s drv = {\n\t.a = 1,\n};\n\nstatic void f(void)\n{\n}\n\nmodule_exit(f);\n",
	 NULL},
	{"replace-macro-parted", EDIT_REPLACE_MACRO, "a.c", "builtin_platform_driver", "drv", NULL,
	 "\nstatic void f(void)\n{\n}\n",
	 "static struct s drv = {\n\t.a = 1,\n};\n\nbuiltin_platform_driver(drv);\n",
	 "static struct s drv = {\n\t.a = 1,\n};\n\nstatic void f(void)\n{\n}\n", NULL},
	{"remove-macro", EDIT_REMOVE_MACRO, "a.c", "late_initcall", "f", NULL, NULL,
	 "int a;\nlate_initcall(f);\nint b;\n", "int a;\nint b;\n", NULL},
	{"insert-after-function", EDIT_INSERT_AFTER, "a.c", "f", NULL, NULL,
	 "\nstatic void g(void)\n{\n}\n", "void f(void)\n{\n}\nint last;\n",
	 "void f(void)\n{\n}\n\nstatic void g(void)\n{\n}\n\nint last;\n", NULL},
	{"insert-after-macro", EDIT_INSERT_AFTER, "a.c", "module_init(f)", NULL, NULL,
	 "module_exit(g);\n", "module_init(f);\nmodule_init(h);\n",
	 "module_init(f);\nmodule_exit(g);\nmodule_init(h);\n", NULL},
	{"insert-after-prototype", EDIT_INSERT_AFTER, "a.h", "f_init", NULL, NULL,
	 "void f_exit(void);\n", "int f_init(void);\nint g_init(void);\n",
	 "int f_init(void);\nvoid f_exit(void);\nint g_init(void);\n", NULL},
	{"insert-before-commented", EDIT_INSERT_BEFORE, "a.c", "f", NULL, NULL, "int x;\n\n",
	 "int a;\n\n/* about f */\nvoid f(void)\n{\n}\n",
	 "int a;\n\nint x;\n\n/* about f */\nvoid f(void)\n{\n}\n", NULL},
	{"append", EDIT_APPEND, "a.c", NULL, NULL, NULL, "MODULE_LICENSE(\"GPL\");\n",
	 "int a;\n\n\n", "int a;\n\nMODULE_LICENSE(\"GPL\");\n", NULL},
	{"add-include", EDIT_ADD_INCLUDE, "a.c", "linux/module.h", NULL, NULL, NULL,
	 "#include <linux/io.h>\n#include <linux/of.h>\n\nint a;\n",
	 "#include <linux/io.h>\n#include <linux/module.h>\n#include <linux/of.h>\n\nint a;\n",
	 NULL},
	{"replace-include", EDIT_REPLACE_INCLUDE, "a.c", "linux/init.h", NULL, NULL,
	 "linux/module.h",
	 "#include <linux/init.h>\n#include <linux/io.h>\n#include <linux/of.h>\n",
	 "#include <linux/io.h>\n#include <linux/module.h>\n#include <linux/of.h>\n", NULL},
	{"set-field", EDIT_SET_FIELD, "a.c", "ops", "owner", NULL, "THIS_MODULE",
	 "static const struct ops ops = {\n\t.probe = f,\n};\n",
	 "static const struct ops ops = {\n\t.probe = f,\n\t.owner = THIS_MODULE,\n};\n", NULL},
	{"config-test", EDIT_CONFIG_TEST, "a.c", "X", "IS_BUILTIN", "IS_ENABLED", NULL,
	 "int f(void)\n{\n\treturn IS_BUILTIN(CONFIG_X) + IS_BUILTIN(CONFIG_XY);\n}\n",
	 "int f(void)\n{\n\treturn IS_ENABLED(CONFIG_X) + IS_BUILTIN(CONFIG_XY);\n}\n", NULL},
	{"config-test-none", EDIT_CONFIG_TEST, "a.c", "X", "IS_BUILTIN", "IS_ENABLED", NULL,
	 "int a;\n", NULL, "no IS_BUILTIN(CONFIG_X)"},
	{"guard-return", EDIT_GUARD_RETURN, "a.c", "f", "ask", NULL, "if (W)\n\treturn -1;\n",
	 "int f(void)\n{\n\tif (x)\n\t\treturn ask(x);\n\treturn 0;\n}\n",
	 "int f(void)\n{\n\tif (x) {\n\t\tif (W)\n\t\t\treturn -1;\n\t\treturn ask(x);\n\t}\n"
	 "\treturn 0;\n}\n",
	 NULL},
	{"composite", EDIT_COMPOSITE, "Makefile", "X", "Y", "a_b", NULL,
	 "obj-$(CONFIG_X) += a-b.o c.o\nobj-$(CONFIG_Y) += d.o\nobj-$(CONFIG_Z) += z.o\n",
	 "obj-$(CONFIG_X) += a_b.o\na_b-y := a-b.o c.o\na_b-$(CONFIG_Y) += d.o\n"
	 "obj-$(CONFIG_Z) += z.o\n",
	 NULL},
	{"wrap-if", EDIT_WRAP_IF, "a.c", "f", NULL, "late_initcall(f)", "#ifdef CONFIG_L",
	 "int a;\n\nstatic int f(void)\n{\n\treturn 0;\n}\nlate_initcall(f);\n",
	 "int a;\n\n#ifdef CONFIG_L\nstatic int f(void)\n{\n\treturn 0;\n}\nlate_initcall(f);\n"
	 "#endif /* CONFIG_L */\n",
	 NULL},
	{"function-type", EDIT_FUNCTION_TYPE, "a.c", "f", "__init", NULL, NULL,
	 "static int __init f(void)\n{\n\treturn 0;\n}\n",
	 "static int f(void)\n{\n\treturn 0;\n}\n", NULL},
	{"kconfig-attribute", EDIT_KCONFIG_ATTRIBUTE, "Kconfig", "A", NULL, NULL,
	 "default y if C=m", "config A\n\tbool\n\tdefault y if B=m\n\nconfig B\n\ttristate\n",
	 "config A\n\tbool\n\tdefault y if B=m\n\tdefault y if C=m\n\nconfig B\n\ttristate\n",
	 NULL},
	{"kconfig-attribute-first", EDIT_KCONFIG_ATTRIBUTE, "Kconfig", "A", NULL, NULL,
	 "default y if C=m", "config A\n\tbool\n\nconfig B\n\ttristate\n",
	 "config A\n\tbool\n\tdefault y if C=m\n\nconfig B\n\ttristate\n", NULL},
	{"kconfig-imply", EDIT_KCONFIG_IMPLY, "Kconfig", "A", "B", NULL, NULL,
	 "config A\n\tbool\n\tselect BB\n\tselect  B if C # both\n\tselect B\n\nconfig D\n"
	 "\tbool\n\tselect B\n",
	 "config A\n\tbool\n\tselect BB\n\timply  B if C # both\n\timply B\n\nconfig D\n"
	 "\tbool\n\tselect B\n",
	 NULL},
	{"kconfig-imply-none", EDIT_KCONFIG_IMPLY, "Kconfig", "A", "B", NULL, NULL,
	 "config A\n\tbool\n\timply B\n\tselect C\n", NULL, "selects no such option"},
	{"incomplete", EDIT_SET_FIELD, "a.c", "ops", NULL, NULL, "x", "int a;\n", NULL,
	 "has no 'from'"},
};

static void test_edit(gconstpointer data)
{
	const struct example *example = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "test-edits", &error);
	g_autofree char *path = NULL;
	g_autoptr(ms_texts) tree = NULL;
	const struct edit edit = {example->op,
				  (char *)example->file,
				  (char *)example->symbol,
				  (char *)example->from,
				  (char *)example->to,
				  (char *)example->text};
	gboolean done;

	g_assert_no_error(error);
	path = g_build_filename(ms_scratch_path(scratch), example->file, NULL);
	g_assert_true(ms_write_file(path, example->before, strlen(example->before), &error));
	tree = texts_new(ms_scratch_path(scratch));
	done = edit_make(tree, &edit, &error);
	if (example->after) {
		g_assert_no_error(error);
		g_assert_true(done);
		g_assert_cmpstr(texts_get(tree, example->file, NULL)->data, ==, example->after);
		g_assert_cmpuint(texts_get(tree, example->file, NULL)->size, ==,
				 strlen(example->after));
	} else {
		g_assert_false(done);
		g_assert_nonnull(strstr(error->message, example->error));
	}
}

static void test_paths(void)
{
	static const char *const bad[] = {"../x.c", "/etc/passwd", "a/../../x",
					  "",       "link/x.c",    "a//b"};
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "test-paths", NULL);
	g_autofree char *link = g_build_filename(ms_scratch_path(scratch), "link", NULL);
	g_autoptr(ms_texts) tree = texts_new(ms_scratch_path(scratch));

	g_assert_cmpint(symlink("/tmp", link), ==, 0);
	for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(texts_get(tree, bad[i], &error));
		g_assert_error(error, MS_ERROR, MS_ERROR_TREE);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(examples); i++) {
		g_autofree char *name = g_strconcat("/edits/", examples[i].name, NULL);

		g_test_add_data_func(name, &examples[i], test_edit);
	}
	g_test_add_func("/edits/paths", test_paths);
	return g_test_run();
}
