/* SPDX-License-Identifier: GPL-2.0-only */
#include "formats/ranges.h"

#include <modsplit/error.h>

#include "bench.h"

static void test_parse(void)
{
	const char *text = ".text 00000000-00000000 = _text\n"
			   ".text 0003e0c0-0003f1b0 amd_iommu\n"
			   "\n"
			   ".text 0003f1b0-0003f2b0 one two\r\n"
			   ".init.data ffffffff8000-ffffffff8000 empty\n";
	g_autoptr(scan_ranges) ranges = scan_ranges_parse(text, "r", NULL);
	const struct scan_anchor *anchor;
	const struct scan_range *range;

	g_assert_nonnull(ranges);
	g_assert_cmpuint(ranges->anchors->len, ==, 1);
	anchor = &g_array_index(ranges->anchors, struct scan_anchor, 0);
	g_assert_cmpstr(anchor->section, ==, ".text");
	g_assert_cmpstr(anchor->symbol, ==, "_text");
	g_assert_cmpuint(anchor->at, ==, 0);
	g_assert_cmpuint(ranges->ranges->len, ==, 3);
	range = &g_array_index(ranges->ranges, struct scan_range, 0);
	g_assert_cmpstr(range->section, ==, ".text");
	g_assert_cmpstr(range->module, ==, "amd_iommu");
	g_assert_cmphex(range->from, ==, 0x3e0c0);
	g_assert_cmphex(range->to, ==, 0x3f1b0);
	g_assert_cmpstr(range[1].module, ==, "one two");
	g_assert_cmpstr(range[2].section, ==, ".init.data");
	g_assert_cmphex(range[2].to, ==, 0xffffffff8000);
}

static void test_damaged(void)
{
	static const char *const lines[] = {
		"text",
		".text 0-1",
		".text 0 a",
		".text 0-1-2 a",
		".text 5-4 a",
		".text x-4 a",
		".text 0x0-4 a",
		".text -4-5 a",
		".text 00-04 =_x",
		".text 00-04 = ",
		".text 00-04 ",
		" 00-04 a",
		".text  00-04 a",
		".text 1-11111111111111111 a",
	};

	for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *text = g_strconcat(".text 00-01 a\n", lines[i], "\n", NULL);
		g_autoptr(GError) error = NULL;
		g_autoptr(scan_ranges) ranges = scan_ranges_parse(text, "file", &error);

		g_assert_null(ranges);
		g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
		g_assert_true(g_str_has_prefix(error->message, "file:2: "));
	}
}

static void test_builtin(void)
{
	char *folder = bench_new();
	g_autofree char *path = bench_write(folder, "modules.builtin",
					    "kernel/drivers/x/a-driver.ko\n\nkernel/fs/y.ko\n"
					    "lib/z.ko\nnonsense\nkernel/.ko/odd\n");
	g_autoptr(GHashTable) objects = scan_builtin_objects(path);
	g_autoptr(GHashTable) none = scan_builtin_objects("/nonexistent/modules.builtin");

	g_assert_cmpuint(g_hash_table_size(objects), ==, 3);
	g_assert_cmpstr(g_hash_table_lookup(objects, "a_driver"), ==, "drivers/x/a-driver.o");
	g_assert_cmpstr(g_hash_table_lookup(objects, "y"), ==, "fs/y.o");
	g_assert_cmpstr(g_hash_table_lookup(objects, "z"), ==, "lib/z.o");
	g_assert_cmpuint(g_hash_table_size(none), ==, 0);
	bench_free(folder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ranges/parse", test_parse);
	g_test_add_func("/ranges/damaged", test_damaged);
	g_test_add_func("/ranges/builtin", test_builtin);
	return g_test_run();
}
