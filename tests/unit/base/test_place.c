/* SPDX-License-Identifier: GPL-2.0-only */
/* Places in a JSON text, and names that look like another. */
#include "base/nearest.h"
#include "base/place.h"

static const char text[] = "{\n"
			   "  \"a\": [1, {\"b\\u0063\": \"}]\\\"\"}, [[], 2]],\n"
			   "  \"\xc3\xa9\": true, \"x/y~\": null\n"
			   "}\n";

static void assert_place(const char *pointer, guint line, guint column)
{
	guint l = 0, c = 0;

	g_assert_true(ms_json_place(text, pointer, &l, &c));
	g_assert_cmpuint(l, ==, line);
	g_assert_cmpuint(c, ==, column);
}

static void test_place(void)
{
	g_autoptr(GString) pointer = g_string_new(NULL);
	guint line, column;

	assert_place("", 1, 1);
	assert_place("/a", 2, 3);
	assert_place("/a/0", 2, 9);
	assert_place("/a/1", 2, 12);
	assert_place("/a/1/bc", 2, 13);
	assert_place("/a/2/1", 2, 38);
	assert_place("/\xc3\xa9", 3, 3);
	ms_json_step(pointer, "x/y~");
	g_assert_cmpstr(pointer->str, ==, "/x~1y~0");
	assert_place(pointer->str, 3, 14);
	g_assert_false(ms_json_place(text, "/b", &line, &column));
	g_assert_false(ms_json_place(text, "/a/3", &line, &column));
	g_assert_false(ms_json_place(text, "/a/0/c", &line, &column));
	g_assert_false(ms_json_place(text, "/a/2/0/0", &line, &column));
}

static void test_nearest(void)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *near = NULL;

	g_ptr_array_add(names, (gpointer) "ARM_SMMU_V3");
	g_ptr_array_add(names, (gpointer) "ARM_SMMU");
	g_ptr_array_add(names, (gpointer) "VIRTIO");
	near = ms_nearest(names, "ARM_SMU_V3");
	g_assert_cmpstr(near, ==, "'ARM_SMMU_V3'");
	g_assert_null(ms_nearest(names, "NOTHING_LIKE"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/place/place", test_place);
	g_test_add_func("/place/nearest", test_nearest);
	return g_test_run();
}
