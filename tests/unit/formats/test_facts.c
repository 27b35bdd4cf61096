/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "formats/facts.h"
#include "formats/initcalls.h"

static const char driver_c[] = "// SPDX-License-Identifier: GPL-2.0-or-later\n"
			       "/*\n"
			       " * Frobs the frobber. It does more than that.\n"
			       " *\n"
			       " * Copyright (C) Nobody\n"
			       " *\n"
			       " * Author: A Person <a@example.org>\n"
			       " */\n"
			       "#include <linux/init.h>\n"
			       "#include \"frob.h\"\n"
			       "\n"
			       "static int used_flag;\n"
			       "static const struct frob_ops frob_ops = {\n"
			       "\t.start = frob_start,\n"
			       "\t.inner = { .stop = frob_stop, },\n"
			       "};\n"
			       "\n"
			       "#ifdef CONFIG_FROB_X\n"
			       "static void __init frob_early(struct a *a, int b)\n"
			       "{\n"
			       "}\n"
			       "#endif\n"
			       "\n"
			       "int frob_probe(struct pdev *pdev)\n"
			       "{\n"
			       "\tstruct frob *frob = get(pdev), *twin;\n"
			       "\tint ret, i = 0;\n"
			       "\n"
			       "\tif (!frob)\n"
			       "\t\treturn fail(pdev, \"a, b\");\n"
			       "\tif (frob->a) {\n"
			       "\t\tfor (int k = 0; k < count(frob); k++)\n"
			       "\t\t\tinner(k);\n"
			       "\t} else if (frob->b)\n"
			       "\t\tother(frob);\n"
			       "\telse\n"
			       "\t\tlast();\n"
			       "\tfor_each_thing(i, frob) {\n"
			       "\t\tthing(i);\n"
			       "\t}\n"
			       "\tswitch (frob->c) {\n"
			       "\tcase 1:\n"
			       "\t\tone();\n"
			       "\t\tbreak;\n"
			       "\tdefault:\n"
			       "\t\tused_flag = 2;\n"
			       "\t}\n"
			       "\tregister_it(frob, &frob_ops, frob_late);\n"
			       "out:\n"
			       "\treturn finish((struct x){ .y = z(1) });\n"
			       "}\n"
			       "device_initcall(frob_init);\n";

static struct driver *facts_of(const char *source, const char *header)
{
	struct driver *driver = record_new(&model_driver_type);
	struct scan_text text = {(char *)"d/frob.c", ctext_outline_new(source, strlen(source))};
	struct scan_text head = {(char *)"d/frob.h", ctext_outline_new(header, strlen(header))};
	g_autoptr(GPtrArray) sources = g_ptr_array_new(), headers = g_ptr_array_new();

	g_ptr_array_add(driver->sources, record_new(&model_source_type));
	g_ptr_array_add(sources, &text);
	g_ptr_array_add(headers, &head);
	scan_facts_add(driver, sources, headers);
	ctext_outline_free(text.outline);
	ctext_outline_free(head.outline);
	return driver;
}

static const struct function *function_of(const struct driver *driver, const char *name)
{
	for (guint i = 0; i < driver->functions->len; i++) {
		const struct function *function = driver->functions->pdata[i];

		if (!strcmp(function->name, name))
			return function;
	}
	g_assert_not_reached();
}

static void check_call(const struct function *function, const char *callee, gint64 line,
		       const char *args, const char *guard)
{
	for (guint i = 0; i < function->calls->len; i++) {
		const struct call *call = function->calls->pdata[i];

		if (strcmp(call->callee, callee))
			continue;
		g_assert_cmpint(call->line, ==, line);
		g_assert_cmpstr(call->args, ==, args);
		g_assert_cmpstr(call->guard, ==, guard);
		return;
	}
	g_error("no call of %s", callee);
}

static void test_source(void)
{
	struct driver *driver = facts_of(driver_c, "int frob_probe(struct pdev *pdev);\n");
	const struct source *source = driver->sources->pdata[0];

	g_assert_cmpstr(source->spdx, ==, "GPL-2.0-or-later");
	g_assert_cmpstr(source->summary, ==, "Frobs the frobber.");
	g_assert_cmpstr(source->authors, ==, "A Person <a@example.org>");
	g_assert_true(source->head);
	g_assert_cmpuint(source->includes->len, ==, 2);
	g_assert_cmpstr(source->includes->pdata[1], ==, "frob.h");
	record_free(&model_driver_type, driver);
}

static void test_calls(void)
{
	struct driver *driver = facts_of(driver_c, "");
	const struct function *probe = function_of(driver, "frob_probe");

	check_call(probe, "get", 26, "pdev", NULL);
	check_call(probe, "fail", 30, "pdev, \"a, b\"", "!frob");
	check_call(probe, "count", 32, "frob", "frob->a");
	check_call(probe, "inner", 33, "k", "frob->a");
	check_call(probe, "other", 35, "frob", "frob->b");
	check_call(probe, "last", 37, "", "!(frob->b)");
	check_call(probe, "thing", 39, "i", NULL);
	check_call(probe, "one", 43, "", "switch (frob->c)");
	check_call(probe, "z", 50, "1", NULL);
	g_assert_cmpuint(probe->calls->len, ==, 12);
	record_free(&model_driver_type, driver);
}

/* what is around a call, and what stands before it */
static void test_paths(void)
{
	static const char source[] = "static int f(struct a *a)\n{\n\tint ret, i;\n"
				     "\tif (!a->on)\n\t\treturn 0;\n"
				     "\tif (a->irq < 0)\n\t\treturn a->irq;\n"
				     "\tif (a->x) {\n\t\tif (a->y)\n\t\t\tdeep(a);\n\t}\n"
				     "\tfor (i = 0; i < 2; i++)\n\t\tagain(i);\n"
				     "\tlist_for_each_entry(b, &a->list, node)\n\t\teach(b);\n"
				     "\tscoped_guard(mutex, &a->lock) {\n\t\tonce(a);\n\t}\n"
				     "\tret = last(a);\n\tif (ret)\n\t\tgoto err_last;\n"
				     "\tif (a->fast)\n\t\tgoto out;\n\tslow(a);\nout:\n\tboth(a);\n"
				     "\treturn 0;\nerr_last:\n\tundo(a);\n\treturn ret;\n}\n";
	struct driver *driver = facts_of(source, "");
	static const struct {
		const char *callee, *guard, *outer, *skip; /* the last of its skips */
		gboolean loop, unwind;
	} want[] = {
		{"deep", "a->y", "a->x", "!a->on", FALSE, FALSE},
		{"again", NULL, NULL, "!a->on", TRUE, FALSE},
		{"list_for_each_entry", NULL, NULL, "!a->on", FALSE, FALSE},
		{"each", NULL, NULL, "!a->on", TRUE, FALSE},
		{"scoped_guard", NULL, NULL, "!a->on", FALSE, FALSE},
		{"once", NULL, NULL, "!a->on", FALSE, FALSE},
		{"last", NULL, NULL, "!a->on", FALSE, FALSE},
		{"slow", NULL, NULL, "a->fast", FALSE, FALSE},
		{"both", NULL, NULL, "!a->on", FALSE, FALSE},
		{"undo", NULL, NULL, "!a->on", FALSE, TRUE},
	};
	const struct function *f = function_of(driver, "f");

	g_assert_cmpuint(f->calls->len, ==, G_N_ELEMENTS(want));
	for (guint i = 0; i < f->calls->len; i++) {
		const struct call *call = f->calls->pdata[i];

		g_assert_cmpstr(call->callee, ==, want[i].callee);
		g_assert_cmpstr(call->guard, ==, want[i].guard);
		g_assert_cmpstr(call->outer->len ? call->outer->pdata[0] : NULL, ==, want[i].outer);
		g_assert_cmpstr(call->skips->pdata[call->skips->len - 1], ==, want[i].skip);
		g_assert_cmpint(call->loop, ==, want[i].loop);
		g_assert_cmpint(call->unwind, ==, want[i].unwind);
	}
	record_free(&model_driver_type, driver);
}

static void test_locals(void)
{
	struct driver *driver = facts_of(driver_c, "");
	const struct function *probe = function_of(driver, "frob_probe");
	static const char *const want[] = {"struct frob *frob", "struct frob *twin", "int ret",
					   "int i", "int k"};

	g_assert_cmpuint(probe->locals->len, ==, G_N_ELEMENTS(want));
	for (guint i = 0; i < G_N_ELEMENTS(want); i++)
		g_assert_cmpstr(probe->locals->pdata[i], ==, want[i]);
	record_free(&model_driver_type, driver);
}

static void test_items(void)
{
	struct driver *driver = facts_of(driver_c, "\n\nint frob_probe(struct pdev *pdev);\n");
	const struct function *early = function_of(driver, "frob_early");
	const struct function *probe = function_of(driver, "frob_probe");
	const struct variable *ops = model_variable(driver, "frob_ops");

	g_assert_cmpstr(early->section, ==, "init");
	g_assert_true(early->is_static);
	g_assert_cmpstr(early->condition, ==, "defined(CONFIG_FROB_X)");
	g_assert_cmpstr(early->params, ==, "struct a *a, int b");
	g_assert_cmpstr(probe->declared, ==, "d/frob.h:3");
	g_assert_null(early->declared);
	g_assert_cmpuint(probe->mentions->len, ==, 2);
	g_assert_cmpstr(probe->mentions->pdata[0], ==, "frob_ops");
	g_assert_cmpstr(probe->mentions->pdata[1], ==, "used_flag");
	g_assert_cmpstr(model_field(ops, "start"), ==, "frob_start");
	g_assert_cmpstr(model_field(ops, "inner.stop"), ==, "frob_stop");
	g_assert_cmpuint(driver->macros->len, ==, 1);
	record_free(&model_driver_type, driver);
}

/* the first line of a header is its guard and no condition */
static void test_guard(void)
{
	static const char text[] = "#ifndef H\n#define H\n#ifdef CONFIG_A\nint a = 1;\n#endif\n"
				   "int b = 2;\n#endif\n";
	g_autoptr(ctext_outline) outline = ctext_outline_new(text, strlen(text));
	g_autofree char *a =
		scan_condition_at(outline, ctext_find_variable(outline, "a")->name_offset);

	g_assert_cmpstr(a, ==, "defined(CONFIG_A)");
	g_assert_null(scan_condition_at(outline, ctext_find_variable(outline, "b")->name_offset));
}

/* bodies that do not balance end somewhere; the sanitizers watch */
static void test_odd(void)
{
	static const char *const bodies[] = {"if (a",
					     "if (a) {",
					     "else",
					     "} }",
					     "for (;;",
					     "x(y(z(",
					     ("#if A\nif (b) {\n#else\n"
					      "if (c) {\n#endif\nd();\n}"),
					     "case",
					     "do",
					     "a ? b : c;",
					     "({ x(); })",
					     "((((((",
					     ""};

	for (guint i = 0; i < G_N_ELEMENTS(bodies); i++) {
		g_autofree char *text =
			g_strdup_printf("static int f(void)\n{\n\t%s\n}\nint b;\n", bodies[i]);

		record_free(&model_driver_type, facts_of(text, ""));
	}
}

/* a macro that makes a function is told among the macros, in order of the lines */
static void test_function_macros(void)
{
	struct driver *driver = facts_of("DEFINE_IT(a);\n"
					 "SYSCALL_DEFINE1(ring, int, n)\n{\n\treturn n;\n}\n"
					 "MODULE_LICENSE(\"GPL\");\n",
					 "");
	const struct macro_use *use;

	g_assert_cmpuint(driver->macros->len, ==, 3);
	use = driver->macros->pdata[1];
	g_assert_cmpstr(use->name, ==, "SYSCALL_DEFINE1");
	g_assert_cmpstr(use->args->pdata[0], ==, "ring");
	g_assert_cmpint(use->line, ==, 2);
	record_free(&model_driver_type, driver);
}

static void test_initcalls(void)
{
	static const char text[] = "late_initcall(a);\ndevice_initcall_sync(b);\nmodule_init(c);\n"
				   "early_param(\"d\",\n\te);\n";
	g_autoptr(ctext_outline) outline = ctext_outline_new(text, strlen(text));
	g_autoptr(GPtrArray) edits = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(guint));
	g_autofree char *cut = scan_initcalls_cut(outline, edits);
	guint line = 4;

	g_assert_cmpstr(scan_initcall_main(outline)->args[0], ==, "c");
	g_assert_cmpuint(edits->len, ==, 2);
	g_assert_cmpstr(edits->pdata[1], ==,
			"left out the further init call device_initcall_sync(b)");
	g_assert_null(strstr(cut, "initcall"));
	g_assert_nonnull(strstr(cut, "module_init(c);"));
	g_array_append_val(lines, line);
	g_assert_true(scan_macros_cut(outline, cut, lines, edits));
	g_assert_null(strstr(cut, "early_param"));
	g_assert_cmpuint(strlen(cut), ==, strlen(text));
	g_assert_false(scan_macros_cut(outline, cut, lines, edits));
	g_assert_cmpint(scan_initcall_rank("module_param"), ==, -1);
	g_assert_cmpint(scan_initcall_rank("module_exit"), ==, -1);
	g_assert_cmpint(scan_initcall_rank("builtin_platform_driver"), ==, 0);
}

/* what the configuration may leave out is no init call that a module must have */
static void test_initcalls_always(void)
{
	static const char *const texts[] = {
		"#ifdef CONFIG_A\nsubsys_initcall(a);\n#endif\n",
		"#ifdef CONFIG_A\nsubsys_initcall(a);\n#endif\nmodule_init(b);\n",
		"MODULE_LICENSE(\"GPL\");\n",
	};
	static const gboolean want[] = {FALSE, TRUE, FALSE};

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(ctext_outline) outline = ctext_outline_new(texts[i], strlen(texts[i]));

		g_assert_cmpint(scan_initcalls_always(outline), ==, want[i]);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/formats/facts/source", test_source);
	g_test_add_func("/formats/facts/calls", test_calls);
	g_test_add_func("/formats/facts/paths", test_paths);
	g_test_add_func("/formats/facts/locals", test_locals);
	g_test_add_func("/formats/facts/items", test_items);
	g_test_add_func("/formats/facts/guard", test_guard);
	g_test_add_func("/formats/facts/odd", test_odd);
	g_test_add_func("/formats/function-macros", test_function_macros);
	g_test_add_func("/formats/initcalls", test_initcalls);
	g_test_add_func("/formats/initcalls-always", test_initcalls_always);
	return g_test_run();
}
