/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/files.h"
#include "verify/built_point.h"

/* what was kept comes back under its own key only, and a cut file is as good as none */
static void test_round(void)
{
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "test-point", NULL);
	g_autofree char *path = g_build_filename(ms_scratch_path(scratch), "points/a.json", NULL);
	g_autoptr(built_point) built = record_new(&built_point_type);
	g_autoptr(built_point) again = NULL;
	g_autoptr(GError) error = NULL;

	built->has_value = TRUE;
	record_strings_add(built->warnings, "a.c: unused variable 'b'");
	g_assert_true(built_point_save(built, path, "key", &error));
	g_assert_no_error(error);
	g_assert_null(built_point_load(path, "another key"));
	again = built_point_load(path, "key");
	g_assert_nonnull(again);
	g_assert_true(again->has_value);
	g_assert_cmpuint(again->warnings->len, ==, 1);
	g_assert_cmpstr(again->warnings->pdata[0], ==, "a.c: unused variable 'b'");
	g_assert_true(ms_write_file(path, "{\"schema\": \"mods", 17, NULL));
	g_assert_null(built_point_load(path, "key"));
	g_assert_null(built_point_load("/nowhere/a.json", "key"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/built-point/round", test_round);
	return g_test_run();
}
