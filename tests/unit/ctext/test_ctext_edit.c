/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "ctext/edit.h"

struct job {
	ctext_outline *outline;
	ctext_edits *edits;
	GError *error;
};

static struct job begin(const char *text)
{
	return (struct job){ctext_outline_new(text, strlen(text)), ctext_edits_new(), NULL};
}

/* Applies the edits, compares, and frees */
static void end(struct job *job, const char *expected)
{
	gsize len;
	const char *text = ctext_outline_text(job->outline, &len);
	g_autofree char *out = NULL;

	g_assert_no_error(job->error);
	out = ctext_edits_apply(job->edits, text, len, NULL, &job->error);
	g_assert_no_error(job->error);
	g_assert_cmpstr(out, ==, expected);
	ctext_outline_free(job->outline);
	ctext_edits_free(job->edits);
}

static void fails(struct job *job, gint code, const char *names)
{
	g_assert_error(job->error, CTEXT_ERROR, code);
	g_assert_nonnull(strstr(job->error->message, names));
	g_clear_error(&job->error);
}

static void test_apply(void)
{
	g_autoptr(ctext_edits) edits = ctext_edits_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *out = NULL;
	char *none;

	ctext_edits_add(edits, 4, 1, "E");
	ctext_edits_add(edits, 0, 0, "1");
	ctext_edits_add(edits, 0, 0, "2");
	ctext_edits_add(edits, 4, 0, "-");
	ctext_edits_add(edits, 6, 0, "!");
	out = ctext_edits_apply(edits, "abcdef", 6, NULL, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(out, ==, "12abcd-Ef!");
	ctext_edits_add(edits, 3, 2, "x");
	none = ctext_edits_apply(edits, "abcdef", 6, NULL, &error);
	g_assert_null(none);
	g_assert_error(error, CTEXT_ERROR, CTEXT_ERROR_OVERLAP);
	g_clear_error(&error);
	none = ctext_edits_apply(edits, "ab", 2, NULL, &error);
	g_assert_null(none);
	g_assert_error(error, CTEXT_ERROR, CTEXT_ERROR_RANGE);
}

static const char lamps[] = "#include <linux/a.h>\n"
			    "\n"
			    "DEFINE_PER_CPU(int, watts);\n"
			    "int ohms = 4; /* of the lamp */\n"
			    "\n"
			    "/* turns it on */\n"
			    "int lamp_on(void)\n"
			    "{\n"
			    "\treturn 1;\n"
			    "}\n"
			    "\n"
			    "static int __init lamp_init(void)\n"
			    "{\n"
			    "\treturn 0;\n"
			    "}\n"
			    "device_initcall(lamp_init);";

static void test_exports(void)
{
	struct job job = begin(lamps);

	ctext_insert_after_symbol(job.edits, job.outline, "lamp_on", "EXPORT_SYMBOL(lamp_on);\n",
				  &job.error);
	ctext_insert_after_symbol(job.edits, job.outline, "ohms", "EXPORT_SYMBOL(ohms);\n",
				  &job.error);
	ctext_insert_after_symbol(job.edits, job.outline, "watts",
				  "EXPORT_PER_CPU_SYMBOL(watts);\n", &job.error);
	g_assert_no_error(job.error);
	g_assert_false(ctext_insert_after_symbol(job.edits, job.outline, "amps", "", &job.error));
	fails(&job, CTEXT_ERROR_NOT_FOUND, "'amps'");
	end(&job, "#include <linux/a.h>\n"
		  "\n"
		  "DEFINE_PER_CPU(int, watts);\n"
		  "EXPORT_PER_CPU_SYMBOL(watts);\n"
		  "int ohms = 4; /* of the lamp */\n"
		  "EXPORT_SYMBOL(ohms);\n"
		  "\n"
		  "/* turns it on */\n"
		  "int lamp_on(void)\n"
		  "{\n"
		  "\treturn 1;\n"
		  "}\n"
		  "EXPORT_SYMBOL(lamp_on);\n"
		  "\n"
		  "static int __init lamp_init(void)\n"
		  "{\n"
		  "\treturn 0;\n"
		  "}\n"
		  "device_initcall(lamp_init);");
}

static void test_items(void)
{
	struct job job = begin(lamps);

	ctext_replace_macro(job.edits, job.outline, "device_initcall", "lamp_init",
			    "module_init(lamp_init);\n", &job.error);
	ctext_insert_before(job.edits, job.outline, CTEXT_ITEM_FUNCTION, "lamp_init",
			    "static int lamp;\n\n", &job.error);
	ctext_remove_item(job.edits, job.outline, CTEXT_ITEM_FUNCTION, "lamp_on", &job.error);
	ctext_insert_after(job.edits, job.outline, CTEXT_ITEM_INCLUDE, "linux/a.h",
			   "#include \"b.h\"\n", &job.error);
	g_assert_no_error(job.error);
	g_assert_cmpuint(ctext_drop_specifier(job.edits, job.outline, "lamp_init", "__init"), ==,
			 1);
	g_assert_false(
		ctext_replace_macro(job.edits, job.outline, "module_exit", NULL, "", &job.error));
	fails(&job, CTEXT_ERROR_NOT_FOUND, "module_exit");
	ctext_append_at_end(job.edits, job.outline, "MODULE_LICENSE(\"GPL\");\n");
	end(&job, "#include <linux/a.h>\n"
		  "#include \"b.h\"\n"
		  "\n"
		  "DEFINE_PER_CPU(int, watts);\n"
		  "int ohms = 4; /* of the lamp */\n"
		  "\n"
		  "static int lamp;\n"
		  "\n"
		  "static int lamp_init(void)\n"
		  "{\n"
		  "\treturn 0;\n"
		  "}\n"
		  "module_init(lamp_init);\n"
		  "MODULE_LICENSE(\"GPL\");\n");
}

static void test_append_without_newline(void)
{
	struct job job = begin("int a;");

	ctext_append_at_end(job.edits, job.outline, "int b;\n");
	end(&job, "int a;\nint b;\n");
}

static void include(const char *before, const char *header, const char *after)
{
	struct job job = begin(before);

	ctext_add_include(job.edits, job.outline, header, &job.error);
	end(&job, after);
}

static void test_include(void)
{
	include("#include <linux/a.h>\n#include <linux/c.h>\n#include <asm/x.h>\n", "linux/b.h",
		"#include <linux/a.h>\n#include <linux/b.h>\n#include <linux/c.h>\n"
		"#include <asm/x.h>\n");
	include("#include <linux/c.h>\n#include <linux/a.h>\n\n#include <asm/x.h>\n", "linux/b.h",
		"#include <linux/c.h>\n#include <linux/a.h>\n#include <linux/b.h>\n\n"
		"#include <asm/x.h>\n");
	include("#include <linux/b.h>\n", "linux/b.h", "#include <linux/b.h>\n");
	/* an include under a condition is not enough */
	include("#include <linux/a.h>\n#ifdef X\n#include <linux/b.h>\n#endif\n", "linux/b.h",
		"#include <linux/a.h>\n#include <linux/b.h>\n#ifdef X\n#include <linux/b.h>\n"
		"#endif\n");
	include("#include <linux/pci.h>\n#include <linux/pci-ats.h>\n#include <linux/slab.h>\n",
		"linux/platform_device.h",
		"#include <linux/pci.h>\n#include <linux/pci-ats.h>\n"
		"#include <linux/platform_device.h>\n#include <linux/slab.h>\n");
	include("/* top */\nint a;\n", "linux/b.h", "/* top */\n#include <linux/b.h>\nint a;\n");
	include("#ifndef H\n#define H\n#include <linux/a.h>\n#endif\n", "linux/b.h",
		"#ifndef H\n#define H\n#include <linux/a.h>\n#include <linux/b.h>\n#endif\n");
}

static void set(const char *before, const char *path, const char *value, const char *after)
{
	struct job job = begin(before);

	ctext_set_field(job.edits, job.outline, "d", path, value, &job.error);
	end(&job, after);
}

static void test_fields(void)
{
	set("struct s d = {\n\t.a = 1,\n\t.bb = 2,\n};\n", "a", "7",
	    "struct s d = {\n\t.a = 7,\n\t.bb = 2,\n};\n");
	set("struct s d = {\n\t.a = 1,\n\t.bb = 2 /* last */\n};\n", "c", "3",
	    "struct s d = {\n\t.a = 1,\n\t.bb = 2, /* last */\n\t.c = 3,\n};\n");
	set("struct s d = {\n\t.drv = {\n\t\t.name\t\t= \"x\",\n\t\t.match_table\t= t,\n\t},\n"
	    "\t.probe\t= p,\n};\n",
	    "drv.quiet", "true",
	    "struct s d = {\n\t.drv = {\n\t\t.name\t\t= \"x\",\n\t\t.match_table\t= t,\n"
	    "\t\t.quiet\t\t= true,\n\t},\n\t.probe\t= p,\n};\n");
	set("struct s d = {\n\t.drv\t= {\n\t\t.name = \"x\",\n\t},\n\t.probe\t= p,\n};\n", "remove",
	    "r",
	    "struct s d = {\n\t.drv\t= {\n\t\t.name = \"x\",\n\t},\n\t.probe\t= p,\n"
	    "\t.remove\t= r,\n};\n");
	set("struct s d = {\n\t.a = 1,\n};\n", "drv.name", "\"n\"",
	    "struct s d = {\n\t.a = 1,\n\t.drv = {\n\t\t.name = \"n\",\n\t},\n};\n");
	set("struct s d = { .a = 1, .b = 2 };\n", "c", "3",
	    "struct s d = { .a = 1, .b = 2, .c = 3 };\n");
	set("struct s d = { };\n", "c", "3", "struct s d = {\n\t.c = 3,\n};\n");
	set("struct s d = {\n\t.drv.name = \"x\",\n\t.a = 1,\n};\n", "drv.owner", "o",
	    "struct s d = {\n\t.drv.name = \"x\",\n\t.drv.owner = o,\n\t.a = 1,\n};\n");
	/* not into the condition */
	set("struct s d = {\n\t.a = 1,\n#ifdef X\n\t.b = 2,\n#endif\n};\n", "c", "3",
	    "struct s d = {\n\t.a = 1,\n\t.c = 3,\n#ifdef X\n\t.b = 2,\n#endif\n};\n");
}

static void test_field_errors(void)
{
	struct job job = begin("struct s d = {\n\t.a = 1,\n\t.b = 2,\n};\nint e;\n");

	g_assert_false(ctext_set_field(job.edits, job.outline, "x", "a", "1", &job.error));
	fails(&job, CTEXT_ERROR_NOT_FOUND, "'x'");
	g_assert_false(ctext_set_field(job.edits, job.outline, "e", "a", "1", &job.error));
	fails(&job, CTEXT_ERROR_SHAPE, "'e'");
	g_assert_false(ctext_set_field(job.edits, job.outline, "d", "a.b", "1", &job.error));
	fails(&job, CTEXT_ERROR_SHAPE, "'a'");
	g_assert_true(ctext_remove_field(job.edits, job.outline, "d", "a", &job.error));
	end(&job, "struct s d = {\n\t.b = 2,\n};\nint e;\n");
}

static void test_config(void)
{
	struct job job = begin("#if IS_BUILTIN(CONFIG_A) || IS_BUILTIN(CONFIG_AB)\n#endif\n"
			       "int f(void) { return IS_BUILTIN(CONFIG_A); }\n");

	g_assert_cmpuint(ctext_replace_config_test(job.edits, job.outline, "A",
						   CTEXT_TEST_IS_BUILTIN, "IS_ENABLED"),
			 ==, 2);
	end(&job, "#if IS_ENABLED(CONFIG_A) || IS_BUILTIN(CONFIG_AB)\n#endif\n"
		  "int f(void) { return IS_ENABLED(CONFIG_A); }\n");
}

static void guard(const char *before, const char *after)
{
	g_autofree char *whole = g_strdup_printf("int f(void)\n{\n%s}\n", before);
	g_autofree char *expected = g_strdup_printf("int f(void)\n{\n%s}\n", after);
	struct job job = begin(whole);

	ctext_guard_return(job.edits, job.outline, "f", "ask", "if (may_wait())\n\treturn -1;\n",
			   &job.error);
	end(&job, expected);
}

static void test_guard(void)
{
	guard("\tif (!ops)\n\t\treturn ask(dev,\n\t\t\t   1);\n\n\treturn 0;\n",
	      "\tif (!ops) {\n\t\tif (may_wait())\n\t\t\treturn -1;\n\t\treturn ask(dev,\n"
	      "\t\t\t   1);\n\t}\n\n\treturn 0;\n");
	guard("\tif (!ops) {\n\t\tput();\n\t\treturn ask();\n\t}\n\treturn 0;\n",
	      "\tif (!ops) {\n\t\tput();\n\t\tif (may_wait())\n\t\t\treturn -1;\n"
	      "\t\treturn ask();\n\t}\n\treturn 0;\n");
	guard("\treturn ask();\n", "\tif (may_wait())\n\t\treturn -1;\n\treturn ask();\n");
	guard("\tif (a &&\n\t    b)\n\t\treturn ask();\n\telse\n\t\treturn 1;\n",
	      "\tif (a &&\n\t    b) {\n\t\tif (may_wait())\n\t\t\treturn -1;\n"
	      "\t\treturn ask();\n\t} else\n\t\treturn 1;\n");
	guard("\tif (a)\n\t\tb();\n\telse\n\t\treturn ask(); /* why */\n",
	      "\tif (a)\n\t\tb();\n\telse {\n\t\tif (may_wait())\n\t\t\treturn -1;\n"
	      "\t\treturn ask(); /* why */\n\t}\n");
	guard("\tif (a) return ask();\n",
	      "\tif (a) {\n\t\tif (may_wait())\n\t\t\treturn -1;\n\t\treturn ask();\n\t}\n");
}

static void test_guard_errors(void)
{
	struct job job = begin("int f(void)\n{\n\tif (a)\n\t\treturn ask();\n\treturn ask();\n}\n");

	g_assert_false(ctext_guard_return(job.edits, job.outline, "f", "ask", "x;\n", &job.error));
	fails(&job, CTEXT_ERROR_SHAPE, "'return ask(");
	g_assert_false(ctext_guard_return(job.edits, job.outline, "f", "tell", "x;\n", &job.error));
	fails(&job, CTEXT_ERROR_NOT_FOUND, "tell");
	g_assert_false(ctext_guard_return(job.edits, job.outline, "g", "ask", "x;\n", &job.error));
	fails(&job, CTEXT_ERROR_NOT_FOUND, "'g'");
	g_assert_cmpuint(ctext_edits_count(job.edits), ==, 0);
	end(&job, "int f(void)\n{\n\tif (a)\n\t\treturn ask();\n\treturn ask();\n}\n");
}

/* No helper may crash on a text that ends anywhere */
static void test_truncated(void)
{
	static const char text[] = "#include <linux/a.h>\nDEFINE_PER_CPU(int, w);\n"
				   "struct s d = {\n\t.drv\t= {\n\t\t.name = \"x\",\n\t},\n};\n"
				   "int f(void)\n{\n\tif (a)\n\t\treturn ask(1);\n}\nM(x);\n";

	for (gsize len = 0; len <= strlen(text); len++) {
		g_autofree char *part = g_strndup(text, len);
		struct job job = begin(part);

		ctext_set_field(job.edits, job.outline, "d", "drv.owner", "o", NULL);
		ctext_set_field(job.edits, job.outline, "d", "probe", "p", NULL);
		ctext_guard_return(job.edits, job.outline, "f", "ask", "x();\n", NULL);
		ctext_insert_after_symbol(job.edits, job.outline, "w", "E(w);\n", NULL);
		ctext_insert_before(job.edits, job.outline, CTEXT_ITEM_FUNCTION, "f", "i;\n", NULL);
		ctext_remove_item(job.edits, job.outline, CTEXT_ITEM_MACRO, "M(x)", NULL);
		ctext_add_include(job.edits, job.outline, "linux/b.h", NULL);
		ctext_append_at_end(job.edits, job.outline, "end;\n");
		g_free(ctext_edits_apply(job.edits, part, len, NULL, NULL));
		ctext_outline_free(job.outline);
		ctext_edits_free(job.edits);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ctext/edit/apply", test_apply);
	g_test_add_func("/ctext/edit/exports", test_exports);
	g_test_add_func("/ctext/edit/items", test_items);
	g_test_add_func("/ctext/edit/append", test_append_without_newline);
	g_test_add_func("/ctext/edit/include", test_include);
	g_test_add_func("/ctext/edit/fields", test_fields);
	g_test_add_func("/ctext/edit/field-errors", test_field_errors);
	g_test_add_func("/ctext/edit/config", test_config);
	g_test_add_func("/ctext/edit/guard", test_guard);
	g_test_add_func("/ctext/edit/guard-errors", test_guard_errors);
	g_test_add_func("/ctext/edit/truncated", test_truncated);
	return g_test_run();
}
