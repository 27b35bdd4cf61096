/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "ctext/lexer.h"
#include "ctext/outline.h"

static const char sample[] = "/* head */\n"
			     "#include <linux/module.h>\n"
			     "#include \"own.h\"\n"
			     "\n"
			     "#define TWO(a, b) \\\n"
			     "\tint a; /* int hidden(void) { } */ \\\n"
			     "\tint b\n"
			     "\n"
			     "static DEFINE_MUTEX(lamp_lock);\n"
			     "DEFINE_PER_CPU(unsigned long, lamp_count) = 0;\n"
			     "int lamp_level, *lamp_levels[4], lamp_max = 3;\n"
			     "extern int lamp_elsewhere;\n"
			     "static int (*lamp_hook)(int) = NULL;\n"
			     "int lamp_get(struct lamp *lamp, int (*how)(int));\n"
			     "__printf(1, 2) void lamp_say(const char *fmt, ...);\n"
			     "\n"
			     "struct lamp {\n"
			     "\tint on;\n"
			     "};\n"
			     "\n"
			     "#ifdef CONFIG_LAMP_PCI\n"
			     "static int __init lamp_pci(void)\n"
			     "{\n"
			     "\treturn call_a(call_b(1), \"call_c(2)\"); // call_d()\n"
			     "}\n"
			     "#elif defined(CONFIG_LAMP_USB)\n"
			     "#else\n"
			     "static inline int lamp_pci(void) { return 0; }\n"
			     "#endif\n"
			     "\n"
			     "#if 0\n"
			     "int dead(void) { return 1; }\n"
			     "#endif\n"
			     "\n"
			     "#ifdef CONFIG_A\n"
			     "int two_heads(int a)\n"
			     "#else\n"
			     "int two_heads(void)\n"
			     "#endif\n"
			     "\t__acquires(x)\n"
			     "{\n"
			     "#ifdef CONFIG_A\n"
			     "\tif (a) {\n"
			     "#else\n"
			     "\tif (1) {\n"
			     "#endif\n"
			     "\t\treturn IS_ENABLED(CONFIG_B) + IS_BUILTIN(CONFIG_C);\n"
			     "\t}\n"
			     "\treturn 0;\n"
			     "}\n"
			     "EXPORT_SYMBOL_GPL(two_heads);\n"
			     "\n"
			     "int (*lamp_ops(int which))(int)\n"
			     "{\n"
			     "\treturn lamp_hook;\n"
			     "}\n"
			     "\n"
			     "SYSCALL_DEFINE2(lamp, int, a, char *, b)\n"
			     "{\n"
			     "\treturn 0;\n"
			     "}\n"
			     "\n"
			     "static const struct of_device_id lamp_table[] = {\n"
			     "\t{ .compatible = \"acme,lamp\", .data = &lamp_hook },\n"
			     "\t{ },\n"
			     "};\n"
			     "MODULE_DEVICE_TABLE(of, lamp_table);\n"
			     "\n"
			     "static struct platform_driver lamp_driver = {\n"
			     "\t.driver\t= {\n"
			     "\t\t.name\t\t= \"lamp\",\n"
			     "\t\t.of_match_table\t= of_match_ptr(lamp_table),\n"
			     "\t},\n"
			     "\t.probe\t= lamp_probe,\n"
			     "\t[3] = 4\n"
			     "};\n"
			     "module_platform_driver(lamp_driver)\n"
			     "device_initcall(lamp_pci);\n"
			     "module_param(lamp_level, int, 0444)\n";

static void test_lexer(void)
{
	static const char text[] =
		"a1 = \"x\\\"y\" 'c' 0x1eU .5e+3 /*\n*/ #\n#if A \\\n B\n->\\\nz";
	static const struct {
		const char *word;
		enum ctext_token_kind kind;
		guint line;
	} expected[] = {
		{"a1", CTEXT_IDENTIFIER, 1},          {"=", CTEXT_PUNCTUATOR, 1},
		{"\"x\\\"y\"", CTEXT_STRING, 1},      {"'c'", CTEXT_CHAR, 1},
		{"0x1eU", CTEXT_NUMBER, 1},           {".5e+3", CTEXT_NUMBER, 1},
		{"/*\n*/", CTEXT_COMMENT, 1},         {"#", CTEXT_PUNCTUATOR, 2},
		{"#if A \\\n B", CTEXT_DIRECTIVE, 3}, {"->", CTEXT_PUNCTUATOR, 5},
		{"z", CTEXT_IDENTIFIER, 6},
	};
	g_autoptr(GArray) tokens = ctext_tokens(text, strlen(text), TRUE);

	g_assert_cmpuint(tokens->len, ==, G_N_ELEMENTS(expected));
	for (guint i = 0; i < tokens->len; i++) {
		const struct ctext_token *token = &g_array_index(tokens, struct ctext_token, i);
		g_autofree char *word = g_strndup(text + token->offset, token->len);

		g_assert_cmpstr(word, ==, expected[i].word);
		g_assert_cmpint(token->kind, ==, expected[i].kind);
		g_assert_cmpuint(token->line, ==, expected[i].line);
	}
}

static char *slice(const struct ctext_outline *outline, gsize start, gsize end)
{
	return g_strndup(ctext_outline_text(outline, NULL) + start, end - start);
}

static guint line_of(const char *what)
{
	guint line = 1;

	for (const char *at = sample; at < strstr(sample, what); at++)
		line += *at == '\n';
	return line;
}

static void test_includes_and_macros(void)
{
	g_autoptr(ctext_outline) outline = ctext_outline_new(sample, strlen(sample));
	guint n;
	const struct ctext_include *includes = ctext_includes(outline, &n);
	const struct ctext_macro *macro;
	g_autofree char *text = NULL;

	g_assert_cmpuint(n, ==, 2);
	g_assert_cmpstr(includes[0].header, ==, "linux/module.h");
	g_assert_true(includes[0].angle);
	g_assert_false(includes[1].angle);
	g_assert_cmpuint(includes[1].line, ==, 3);
	ctext_macros(outline, &n);
	g_assert_cmpuint(n, ==, 7);
	macro = ctext_find_macro(outline, "MODULE_DEVICE_TABLE", "of");
	g_assert_nonnull(macro);
	g_assert_cmpuint(macro->n_args, ==, 2);
	g_assert_cmpstr(macro->args[1], ==, "lamp_table");
	text = slice(outline, macro->start, macro->end);
	g_assert_cmpstr(text, ==, "MODULE_DEVICE_TABLE(of, lamp_table);\n");
	g_assert_true(ctext_find_macro(outline, "DEFINE_MUTEX", NULL)->is_static);
	g_assert_nonnull(ctext_find_macro(outline, "DEFINE_PER_CPU", "unsigned long"));
	g_assert_nonnull(ctext_find_macro(outline, "module_platform_driver", "lamp_driver"));
	g_assert_nonnull(ctext_find_macro(outline, "device_initcall", "lamp_pci"));
	g_assert_nonnull(ctext_find_macro(outline, "module_param", "lamp_level"));
}

static void test_functions(void)
{
	g_autoptr(ctext_outline) outline = ctext_outline_new(sample, strlen(sample));
	static const char *const names[] = {"lamp_pci", "lamp_pci", "two_heads", "lamp_ops",
					    "lamp"};
	guint n;
	const struct ctext_function *functions = ctext_functions(outline, &n);
	g_autofree char *head = NULL;
	g_autofree char *body = NULL;

	g_assert_cmpuint(n, ==, G_N_ELEMENTS(names));
	for (guint i = 0; i < n; i++)
		g_assert_cmpstr(functions[i].name, ==, names[i]);
	g_assert_cmpstr(functions[0].specifiers, ==, "static int __init");
	g_assert_cmpstr(functions[0].attributes[0], ==, "__init");
	g_assert_null(functions[0].attributes[1]);
	g_assert_true(functions[0].is_static);
	g_assert_true(functions[1].is_inline);
	g_assert_cmpuint(functions[0].line, ==, 22);
	g_assert_cmpstr(functions[4].macro, ==, "SYSCALL_DEFINE2");
	g_assert_cmpstr(functions[3].specifiers, ==, "int");
	/* both heads belong to the function */
	head = slice(outline, functions[2].start, functions[2].start + 15);
	g_assert_cmpstr(head, ==, "#ifdef CONFIG_A");
	body = slice(outline, functions[2].body_end - 14, functions[2].end);
	g_assert_cmpstr(body, ==, "}\n\treturn 0;\n}\n");
}

static void test_calls(void)
{
	g_autoptr(ctext_outline) outline = ctext_outline_new(sample, strlen(sample));
	const struct ctext_function *function = ctext_find_function(outline, "lamp_pci");
	g_autoptr(GArray) calls = ctext_function_calls(outline, function);
	const struct ctext_call *call = &g_array_index(calls, struct ctext_call, 0);
	g_autofree char *args = slice(outline, call->args_start, call->args_end);

	g_assert_cmpuint(calls->len, ==, 2);
	g_assert_cmpstr(call[0].callee, ==, "call_a");
	g_assert_cmpstr(args, ==, "call_b(1), \"call_c(2)\"");
	g_assert_cmpstr(call[1].callee, ==, "call_b");
	g_assert_true(ctext_function_mentions(outline, function, "call_b"));
	g_assert_false(ctext_function_mentions(outline, function, "call_c"));
	g_assert_false(ctext_function_mentions(outline, function, "call_d"));
}

static void test_variables(void)
{
	g_autoptr(ctext_outline) outline = ctext_outline_new(sample, strlen(sample));
	const struct ctext_variable *variable = ctext_find_variable(outline, "lamp_driver");
	const struct ctext_field *field;
	g_autofree char *item = NULL;
	guint n;

	g_assert_cmpstr(variable->type, ==, "static struct platform_driver");
	field = ctext_find_field(variable, "driver.of_match_table");
	g_assert_cmpstr(field->value, ==, "of_match_ptr(lamp_table)");
	g_assert_cmpuint(field->line, ==, line_of(".of_match_table"));
	item = slice(outline, field->start, field->end);
	g_assert_cmpstr(item, ==, ".of_match_table\t= of_match_ptr(lamp_table),");
	g_assert_true(ctext_find_field(variable, "driver")->is_group);
	g_assert_cmpstr(ctext_find_field(variable, "[3]")->value, ==, "4");
	g_assert_null(ctext_find_field(variable, "owner"));
	variable = ctext_find_variable(outline, "lamp_table");
	g_assert_true(variable->is_array);
	g_assert_cmpstr(variable->type, ==, "static const struct of_device_id");
	g_assert_cmpstr(ctext_find_field(variable, "[0].compatible")->value, ==, "\"acme,lamp\"");
	g_assert_cmpstr(ctext_find_field(variable, "[1]")->value, ==, "{ }");
	g_assert_true(ctext_find_variable(outline, "lamp_max")->has_initialiser);
	g_assert_true(ctext_find_variable(outline, "lamp_levels")->is_array);
	g_assert_false(ctext_find_variable(outline, "lamp_level")->has_initialiser);
	g_assert_true(ctext_find_variable(outline, "lamp_elsewhere")->is_extern);
	g_assert_nonnull(ctext_find_variable(outline, "lamp_hook"));
	ctext_variables(outline, &n);
	g_assert_cmpuint(n, ==, 7);
	g_assert_cmpstr(ctext_prototypes(outline, &n)[0].name, ==, "lamp_get");
	g_assert_cmpuint(n, ==, 2);
	g_assert_cmpstr(ctext_prototypes(outline, &n)[1].name, ==, "lamp_say");
}

static void test_conditions(void)
{
	g_autoptr(ctext_outline) outline = ctext_outline_new(sample, strlen(sample));
	gsize at = (gsize)(strstr(sample, "static inline int lamp_pci") - sample);
	g_autoptr(GPtrArray) around = ctext_conditions_at(outline, at);
	const struct ctext_condition *condition = g_ptr_array_index(around, 0);
	g_autoptr(GPtrArray) none = ctext_conditions_at(outline, 0);

	g_assert_cmpuint(around->len, ==, 1);
	g_assert_cmpstr(condition->directive, ==, "else");
	g_assert_cmpstr(condition->text, ==,
			"!defined(CONFIG_LAMP_PCI) && !(defined(CONFIG_LAMP_USB))");
	g_assert_cmpuint(condition->start_line, ==, 27);
	g_assert_cmpuint(condition->end_line, ==, 29);
	g_assert_cmpuint(none->len, ==, 0);
}

static void test_config_tests(void)
{
	g_autoptr(ctext_outline) outline = ctext_outline_new(sample, strlen(sample));
	static const struct {
		enum ctext_test_kind kind;
		const char *option, *text;
	} expected[] = {
		{CTEXT_TEST_IFDEF, "LAMP_PCI", "CONFIG_LAMP_PCI"},
		{CTEXT_TEST_DEFINED, "LAMP_USB", "defined(CONFIG_LAMP_USB)"},
		{CTEXT_TEST_IFDEF, "A", "CONFIG_A"},
		{CTEXT_TEST_IFDEF, "A", "CONFIG_A"},
		{CTEXT_TEST_IS_ENABLED, "B", "IS_ENABLED(CONFIG_B)"},
		{CTEXT_TEST_IS_BUILTIN, "C", "IS_BUILTIN(CONFIG_C)"},
	};
	guint n;
	const struct ctext_config_test *tests = ctext_config_tests(outline, &n);

	g_assert_cmpuint(n, ==, G_N_ELEMENTS(expected));
	for (guint i = 0; i < n; i++) {
		g_autofree char *text =
			slice(outline, tests[i].offset, tests[i].offset + tests[i].len);

		g_assert_cmpint(tests[i].kind, ==, expected[i].kind);
		g_assert_cmpstr(tests[i].option, ==, expected[i].option);
		g_assert_cmpstr(text, ==, expected[i].text);
	}
}

static void test_odd_bodies(void)
{
	/* each branch closes the body; and each branch opens it */
	static const char text[] =
		"int a(void)\n{\n#ifdef X\n\treturn 1;\n}\n#else\n\treturn 2;\n}\n"
		"#endif\n#ifdef Y\nint b(int y)\n{\n#else\nint b(void)\n{\n"
		"#endif\n\treturn 3;\n}\nint c(void) { return 4; }\n"
		"#ifdef Z\nSYSCALL_DEFINE1(z, int, a)\n#else\n"
		"SYSCALL_DEFINE2(z, int, a, int, b)\n#endif\n{\n}\n"
		"enum mood mood DEFAULT_MOOD;\nint last;\n";
	g_autoptr(ctext_outline) outline = ctext_outline_new(text, strlen(text));
	static const char *const names[] = {"a", "b", "c", "z"};
	guint n;
	const struct ctext_function *functions = ctext_functions(outline, &n);

	g_assert_cmpuint(n, ==, G_N_ELEMENTS(names));
	for (guint i = 0; i < n; i++)
		g_assert_cmpstr(functions[i].name, ==, names[i]);
	ctext_macros(outline, &n);
	g_assert_cmpuint(n, ==, 0);
	g_assert_nonnull(ctext_find_variable(outline, "mood"));
	g_assert_nonnull(ctext_find_variable(outline, "last"));
}

/* An outline's positions lie in the text, whatever the text is */
static void check_bounds(const char *text, gsize len)
{
	g_autofree char *exact = g_malloc(len ? len : 1);
	g_autoptr(ctext_outline) outline = NULL;
	guint n;
	const struct ctext_function *functions;
	const struct ctext_variable *variables;

	memcpy(exact, text, len);
	outline = ctext_outline_new(exact, len);
	functions = ctext_functions(outline, &n);
	for (guint i = 0; i < n; i++) {
		g_autoptr(GArray) calls = ctext_function_calls(outline, &functions[i]);

		g_assert_nonnull(calls);
		g_assert_cmpuint(functions[i].start, <=, functions[i].body_start);
		g_assert_cmpuint(functions[i].body_start, <, functions[i].body_end);
		g_assert_cmpuint(functions[i].end, <=, len);
	}
	variables = ctext_variables(outline, &n);
	for (guint i = 0; i < n; i++) {
		g_assert_cmpuint(variables[i].end, <=, len);
		for (guint k = 0; k < variables[i].n_fields; k++)
			g_assert_cmpuint(variables[i].fields[k].end, <=, len);
	}
}

static void test_truncated(void)
{
	for (gsize len = 0; len <= strlen(sample); len++)
		check_bounds(sample, len);
	for (gsize from = 0; from < strlen(sample); from++)
		check_bounds(sample + from, strlen(sample) - from);
}

static void test_mutated(void)
{
	g_autoptr(GRand) dice = g_rand_new_with_seed(7);
	static const char signs[] = "(){}[];,.=#\"'/*\\\n \0a\xff";

	for (guint round = 0; round < 3000; round++) {
		g_autofree char *text = g_strdup(sample);

		for (guint k = 0; k < 4; k++)
			text[g_rand_int_range(dice, 0, (gint32)strlen(sample))] =
				signs[g_rand_int_range(dice, 0, sizeof(signs) - 1)];
		check_bounds(text, strlen(sample));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ctext/lexer", test_lexer);
	g_test_add_func("/ctext/outline/includes-and-macros", test_includes_and_macros);
	g_test_add_func("/ctext/outline/functions", test_functions);
	g_test_add_func("/ctext/outline/calls", test_calls);
	g_test_add_func("/ctext/outline/variables", test_variables);
	g_test_add_func("/ctext/outline/conditions", test_conditions);
	g_test_add_func("/ctext/outline/config-tests", test_config_tests);
	g_test_add_func("/ctext/outline/odd-bodies", test_odd_bodies);
	g_test_add_func("/ctext/outline/truncated", test_truncated);
	g_test_add_func("/ctext/outline/mutated", test_mutated);
	return g_test_run();
}
