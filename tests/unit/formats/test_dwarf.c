/* SPDX-License-Identifier: GPL-2.0-only */
/* What two objects' debug information says, linked by the host's tools. */
#include <glib/gstdio.h>
#include <modsplit/error.h>

#include "bench.h"
#include "formats/dwarf.h"
#include "formats/elf.h"

static const char one[] = "int shared = 3;\n"
			  "static int __attribute__((used)) twin = 1;\n"
			  "struct unused { struct inner { int x; } y; };\n"
			  "extern int declared;\n"
			  "int one_count(int x)\n{\n\tint local = x;\n\tif (x) {\n"
			  "\t\tstatic long deep[3];\n\t\tlocal += (int)deep[x]++;\n\t}\n"
			  "\treturn local + twin + shared;\n}\n"
			  "int __attribute__((section(\".init.text\"))) one_init(void)\n"
			  "{\n\treturn 1;\n}\n";
static const char two[] = "static short __attribute__((used)) twin = 2;\n"
			  "int two_get(void)\n{\n\treturn twin;\n}\n";

struct expected {
	const struct scan_dwarf *dwarf;
	guint code, variables;
};

static const char *unit_at(const struct scan_dwarf *dwarf, guint64 address)
{
	for (guint i = 0; i < dwarf->code->len; i++) {
		const struct scan_dwarf_code *code =
			&g_array_index(dwarf->code, struct scan_dwarf_code, i);

		if (code->from <= address && address < code->to)
			return g_array_index(dwarf->units, struct scan_dwarf_unit, code->unit)
				.source;
	}
	return NULL;
}

static const char *unit_of_variable(const struct scan_dwarf *dwarf, const char *name,
				    guint64 address)
{
	for (guint i = 0; i < dwarf->variables->len; i++) {
		const struct scan_dwarf_variable *variable =
			&g_array_index(dwarf->variables, struct scan_dwarf_variable, i);

		if (variable->address == address && g_str_has_prefix(name, variable->name))
			return g_array_index(dwarf->units, struct scan_dwarf_unit, variable->unit)
				.source;
	}
	return NULL;
}

/* the symbol table says where they are */
static gboolean check_symbol(void *data, const struct scan_elf_symbol *symbol)
{
	struct expected *expected = data;
	gboolean is_code = g_str_equal(symbol->kind, "function");
	const char *unit;

	if (!symbol->size)
		return TRUE;
	unit = is_code ? unit_at(expected->dwarf, symbol->value)
		       : unit_of_variable(expected->dwarf, symbol->name, symbol->value);
	if (g_str_has_prefix(symbol->name, "two_") ||
	    (g_str_equal(symbol->name, "twin") && symbol->size == 2))
		g_assert_cmpstr(unit, ==, "sub/two.c");
	else
		g_assert_cmpstr(unit, ==, "one.c");
	expected->code += is_code;
	expected->variables += !is_code;
	return TRUE;
}

static char *link_both(char *folder, const char *flag)
{
	g_autofree char *sub = g_build_filename(folder, "sub", NULL);
	g_autofree char *first = bench_write(folder, "one.c", one), *second = NULL;

	g_mkdir(sub, 0700);
	second = bench_write(folder, "sub/two.c", two);
	bench_run(folder, "cc", flag, "-fno-pic", "-O1", "-c", "one.c", "-o", "one.o", NULL);
	bench_run(folder, "cc", flag, "-fno-pic", "-O1", "-c", "sub/two.c", "-o", "two.o", NULL);
	bench_run(folder, "ld", "-e", "one_count", "-o", "image", "one.o", "two.o", NULL);
	return g_build_filename(folder, "image", NULL);
}

static void test_units(gconstpointer flag)
{
	char *folder = bench_new();
	g_autofree char *image = link_both(folder, flag);
	g_autoptr(scan_dwarf) dwarf = scan_dwarf_read(image, NULL);
	struct expected expected = {.dwarf = dwarf};

	g_assert_null(dwarf->trouble);
	g_assert_cmpuint(dwarf->units->len, ==, 2);
	g_assert_true(scan_elf_symbols(image, check_symbol, &expected, NULL));
	g_assert_cmpuint(expected.code, ==, 3);
	g_assert_cmpuint(expected.variables, ==, 4);
	/* neither what is on the stack nor what is only declared */
	g_assert_cmpuint(dwarf->variables->len, ==, 4);
	bench_free(folder);
}

static void test_nothing(void)
{
	char *folder = bench_new();
	g_autofree char *image = link_both(folder, "-g0");
	g_autofree char *text = bench_write(folder, "text", "no image\n");
	g_autoptr(GError) error = NULL;
	g_autoptr(scan_dwarf) none = scan_dwarf_read(image, NULL);
	g_autoptr(scan_dwarf) other = scan_dwarf_read(text, NULL);

	g_assert_cmpuint(none->units->len, ==, 0);
	g_assert_cmpuint(other->units->len, ==, 0);
	g_assert_nonnull(other->trouble);
	g_assert_null(scan_dwarf_read("/nonexistent/image", &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_IO);
	bench_free(folder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_data_func("/dwarf/2", "-gdwarf-2", test_units);
	g_test_add_data_func("/dwarf/4", "-gdwarf-4", test_units);
	g_test_add_data_func("/dwarf/5", "-gdwarf-5", test_units);
	g_test_add_func("/dwarf/nothing", test_nothing);
	return g_test_run();
}
