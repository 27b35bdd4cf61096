/* SPDX-License-Identifier: GPL-2.0-only */
/* What a conversion moves in the defconfigs reaches the model of the driver that it hangs on. */
#include "model/model.h"
#include "scan_mini.h"

/* OTHER=m selects FROB in the defconfig: until now that made it y */
static struct mini *mini_with_defconfig(void)
{
	struct mini *mini = mini_new();
	g_autofree char *folder = g_build_filename(mini->tree, "arch/mini/configs", NULL);
	g_autofree char *path = g_build_filename(folder, "mini_defconfig", NULL);

	g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
	g_assert_true(g_file_set_contents(path, "CONFIG_MODULES=y\nCONFIG_OTHER=m\n", -1, NULL));
	return mini;
}

static void test_moves(void)
{
	struct mini *mini = mini_with_defconfig();
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_model) model = mini_scan(mini, "CONFIG_FROB", &error);
	const struct driver *driver;
	const struct move *move;

	g_assert_no_error(error);
	driver = model->drivers->pdata[0];
	g_assert_cmpuint(driver->moves->len, ==, 1);
	move = driver->moves->pdata[0];
	g_assert_cmpstr(move->option, ==, "FROB");
	g_assert_cmpstr(move->before, ==, "y");
	g_assert_cmpstr(move->after, ==, "m");
	g_assert_cmpstr(move->why, ==, "selected by OTHER, which is m (drivers/Kconfig:20)");
	g_assert_cmpstr(move->file, ==, "drivers/Kconfig");
	g_assert_cmpint(move->line, ==, 1);
	g_assert_cmpuint(move->defconfigs->len, ==, 1);
	g_assert_cmpstr(move->defconfigs->pdata[0], ==, "arch/mini/configs/mini_defconfig");
	mini_free(mini);
}

/* it is asked where the whole tree is looked at, and of the driver in question */
static void test_none(void)
{
	struct mini *mini = mini_with_defconfig();
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_model) build = mini_scan_reach(mini, "CONFIG_FROB", MS_REACH_BUILD, &error);
	g_autoptr(ms_model) far = NULL;

	g_assert_no_error(error);
	g_assert_cmpuint(((struct driver *)build->drivers->pdata[0])->moves->len, ==, 0);
	far = mini_scan(mini, "CONFIG_FAR", &error);
	g_assert_no_error(error);
	g_assert_cmpuint(((struct driver *)far->drivers->pdata[0])->moves->len, ==, 0);
	mini_free(mini);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/scan/defconfigs/moves", test_moves);
	g_test_add_func("/scan/defconfigs/none", test_none);
	return g_test_run();
}
