/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <libfdt.h>

#include "boot/devtree.h"
#include <modsplit/error.h>

/* A tree with a root and two bus nodes, one of them compatible with "acme,bus". */
static GBytes *small_tree(void)
{
	guint8 *fdt = g_malloc0(4096);
	int node;

	g_assert_cmpint(fdt_create_empty_tree(fdt, 4096), ==, 0);
	node = fdt_add_subnode(fdt, 0, "bus@1000");
	g_assert_cmpint(fdt_setprop_string(fdt, node, "compatible", "acme,bus"), ==, 0);
	g_assert_cmpint(fdt_setprop_u32(fdt, node, "phandle", 7), ==, 0);
	g_assert_cmpint(fdt_add_subnode(fdt, 0, "other@2000"), >=, 0);
	g_assert_cmpint(fdt_pack(fdt), ==, 0);
	return g_bytes_new_take(fdt, fdt_totalsize(fdt));
}

static struct devtree_edit *edit_of(const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_json) json = ms_json_parse(text, strlen(text), "edit", &error);
	struct devtree_edit *edit;

	g_assert_no_error(error);
	edit = record_from_json(&devtree_edit_type, json, &error);
	g_assert_no_error(error);
	return edit;
}

static GBytes *apply(const char *text, GError **error)
{
	g_autoptr(GBytes) before = small_tree();
	struct devtree_edit *edit = edit_of(text);
	GBytes *after = devtree_apply(before, edit, error);

	record_free(&devtree_edit_type, edit);
	return after;
}

static guint32 cell(const void *property, int index)
{
	return fdt32_to_cpu(((const fdt32_t *)property)[index]);
}

static void test_apply(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) after = apply(
		"{\"nodes\": [{\"name\": \"iommu@3000\", \"label\": \"iommu\", \"properties\": ["
		"{\"name\": \"compatible\", \"strings\": [\"acme,iommu-2\", \"acme,iommu\"]},"
		"{\"name\": \"reg\", \"cells\": [\"0 0x3000\", \"0 0x100\"]},"
		"{\"name\": \"no-map\"}]}],"
		"\"changes\": [{\"compatible\": \"acme,bus\", \"properties\": ["
		"{\"name\": \"iommu-map\", \"cells\": [\"0 &iommu 0 0x10000\"]}]}]}",
		&error);
	const void *fdt, *property;
	int node, length;
	guint32 phandle;

	g_assert_no_error(error);
	fdt = g_bytes_get_data(after, NULL);
	g_assert_cmpint(fdt_check_full(fdt, g_bytes_get_size(after)), ==, 0);
	node = fdt_path_offset(fdt, "/iommu@3000");
	g_assert_cmpint(node, >, 0);
	g_assert_cmpint(fdt_node_check_compatible(fdt, node, "acme,iommu"), ==, 0);
	property = fdt_getprop(fdt, node, "reg", &length);
	g_assert_cmpint(length, ==, 16);
	g_assert_cmphex(cell(property, 1), ==, 0x3000);
	g_assert_cmphex(cell(property, 3), ==, 0x100);
	g_assert_nonnull(fdt_getprop(fdt, node, "no-map", &length));
	g_assert_cmpint(length, ==, 0);
	phandle = fdt_get_phandle(fdt, node);
	g_assert_cmpuint(phandle, >, 7);
	property = fdt_getprop(fdt, fdt_path_offset(fdt, "/bus@1000"), "iommu-map", &length);
	g_assert_cmpint(length, ==, 16);
	g_assert_cmpuint(cell(property, 1), ==, phandle);
	g_assert_cmphex(cell(property, 3), ==, 0x10000);
	g_assert_null(fdt_getprop(fdt, fdt_path_offset(fdt, "/other@2000"), "iommu-map", NULL));
}

static void check_refused(const char *edit, const char *message)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) after = apply(edit, &error);

	g_assert_null(after);
	g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
	g_assert_nonnull(strstr(error->message, message));
}

#define CHANGE(what, cells)                                      \
	"{\"nodes\": [], \"changes\": [{\"compatible\": \"" what \
	"\", \"properties\": [{\"name\": \"p\", \"cells\": [\"" cells "\"]}]}]}"

static void test_refused(void)
{
	static const char *const bad_cells[] = {"", "x", "0x", "-1", "1  2", "0x100000000"};

	check_refused(CHANGE("acme,none", "0"), "'acme,none'");
	check_refused(CHANGE("acme,bus", "&nobody"), "'nobody'");
	check_refused("{\"nodes\": [{\"name\": \"bus@1000\", \"properties\": []}], \"changes\": []}",
		      "'bus@1000'");
	check_refused("{\"nodes\": [{\"name\": \"a\", \"parent\": \"/none\", \"properties\": []}],"
		      " \"changes\": []}",
		      "'/none'");
	for (gsize i = 0; i < G_N_ELEMENTS(bad_cells); i++) {
		g_autofree char *edit = g_strdup_printf(CHANGE("acme,bus", "%s"), bad_cells[i]);

		check_refused(edit, i == 5 ? "does not fit" : "not a number");
	}
}

/* Every cut of a device tree is refused. */
static void test_damaged(void)
{
	g_autoptr(GBytes) whole = small_tree();
	struct devtree_edit *edit = edit_of("{\"nodes\": [], \"changes\": []}");

	for (gsize size = 0; size < g_bytes_get_size(whole); size++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GBytes) cut = g_bytes_new_from_bytes(whole, 0, size);

		g_assert_null(devtree_apply(cut, edit, &error));
		g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
	}
	record_free(&devtree_edit_type, edit);
}

static GBytes *registers(const char *size, const char *offset, const char *value, GError **error)
{
	g_autofree char *text = g_strdup_printf("{\"address\": \"0x1000\", \"size\": \"%s\", "
						"\"words\": [{\"offset\": \"%s\", "
						"\"value\": \"%s\"}]}",
						size, offset, value);
	g_autoptr(ms_json) json = ms_json_parse(text, strlen(text), "registers", NULL);
	struct devtree_registers *made = record_from_json(&devtree_registers_type, json, NULL);
	GBytes *bytes = devtree_register_file(made, error);

	record_free(&devtree_registers_type, made);
	return bytes;
}

static void test_registers(void)
{
	static const guint8 wanted[8] = {0, 0, 0, 0, 0x20, 0x5e, 0x08, 0x4c};
	static const char *const bad[][3] = {
		{"8", "8", "1"}, {"8", "2", "1"},         {"2", "0", "1"},
		{"0", "0", "1"}, {"0x2000000", "0", "1"}, {"8", "0", "0x100000000"},
		{"x", "0", "1"}, {"8", "", "1"},
	};
	g_autoptr(GBytes) bytes = registers("8", "0x4", "0x4c085e20", NULL);

	g_assert_cmpmem(g_bytes_get_data(bytes, NULL), (int)g_bytes_get_size(bytes), wanted, 8);
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(registers(bad[i][0], bad[i][1], bad[i][2], &error));
		g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/devtree/apply", test_apply);
	g_test_add_func("/devtree/refused", test_refused);
	g_test_add_func("/devtree/damaged", test_damaged);
	g_test_add_func("/devtree/registers", test_registers);
	return g_test_run();
}
