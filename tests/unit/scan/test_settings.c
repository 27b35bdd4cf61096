/* SPDX-License-Identifier: GPL-2.0-only */
#include "model/model.h"
#include "../formats/bench.h"
#include "scan_mini.h"

/* configurations that say y in their last word on it; not of another arch, not of another option */
static void test_settings(void)
{
	struct mini *mini = mini_new();
	const struct driver *driver;
	const struct place_text *place;
	ms_model *model;

	g_free(bench_write(mini->tree, "arch/mini/configs/mini_defconfig",
			   "CONFIG_FROB_MORE=y\n# CONFIG_FROB=y\nCONFIG_FROB=y\n"));
	g_free(bench_write(mini->tree, "arch/mini/configs/other_defconfig",
			   "CONFIG_FROB=y\nCONFIG_FROB=m\n"));
	g_free(bench_write(mini->tree, "arch/arm/configs/foreign_defconfig", "CONFIG_FROB=y\n"));
	g_free(bench_write(mini->tree, "debian/config/amd64/config", "CONFIG_FROB=y"));
	model = mini_scan(mini, "CONFIG_FROB", NULL);
	driver = model->drivers->pdata[0];
	g_assert_cmpuint(driver->set_in->len, ==, 2);
	place = driver->set_in->pdata[0];
	g_assert_cmpstr(place->file, ==, "arch/mini/configs/mini_defconfig");
	g_assert_cmpint(place->line, ==, 3);
	place = driver->set_in->pdata[1];
	g_assert_cmpstr(place->file, ==, "debian/config/amd64/config");
	g_assert_cmpint(place->line, ==, 1);
	g_assert_cmpstr(place->text, ==, "CONFIG_FROB=y");
	ms_model_free(model);
	mini_free(mini);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/scan/settings", test_settings);
	return g_test_run();
}
