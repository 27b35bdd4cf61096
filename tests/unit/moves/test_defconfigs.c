/* SPDX-License-Identifier: GPL-2.0-only */
/* What edits of the Kconfig files move in the defconfigs of an arch: by hand, from the rules of
 * Kconfig. */
#include "moves/defconfigs.h"

#include <string.h>

#include "base/files.h"
#include "model/model.h"
#include "../formats/bench.h"

/* each option stands for one way in which a value follows that of DRV, or an edit, or does not */
static const char kconfig_text[] =
	"config MODULES\n\tbool \"modules\"\n\tmodules\n\n"
	"config BUS\n\ttristate \"selects it\"\n\tselect DRV\n\n"
	"config DRV\n\tbool \"driver\"\n\n"
	"config FOLLOWS\n\ttristate \"by default\"\n\tdefault DRV\n\n"
	"config FLAG\n\tbool \"cannot be m\"\n\tdefault DRV\n\n"
	"config NEEDS\n\ttristate \"no more than it\"\n\tdepends on DRV\n\n"
	"config EXACT\n\tbool \"y alone\"\n\tdepends on DRV=y\n\n"
	"config COUNT\n\tint \"how many\"\n\tdefault 8 if DRV=y\n\tdefault 4\n\n"
	"config ONLY\n\tint \"only with it\"\n\tdepends on DRV=y\n\tdefault 1\n\n"
	"config BOARD\n\tbool \"a board\"\n\tselect BOARD_DRV\n\n"
	"config BOARD_DRV\n\tbool \"its driver\"\n\n"
	"config APART\n\ttristate \"does not hang on it\"\n\tdefault BUS\n\n"
	"config MIND\n\ttristate \"can do without it\"\n\tdepends on MODULES\n\n"
	"config WAITS\n\tbool\n\n"
	"config DRIVEN\n\tbool\n\n";

/* as a plan has them; those of DRV put lines above all that is told below */
static const struct edit edits[] = {
#define EDIT(number, ...)                                              \
	{                                                              \
		.op = (number), .file = (char *)"Kconfig", __VA_ARGS__ \
	}
#define TEXT(field, words) .field = (char *)(words)
	EDIT(EDIT_KCONFIG_ADD, TEXT(symbol, "DRV"),
	     TEXT(text, "config NEW\n\tbool\n\tdefault y if DRV=m\n\tselect DRIVEN\n")),
	EDIT(EDIT_KCONFIG_DEPENDS, TEXT(symbol, "MIND"), TEXT(text, "DRV || !DRV")),
	EDIT(EDIT_KCONFIG_IMPLY, TEXT(symbol, "BOARD"), TEXT(from, "BOARD_DRV")),
	EDIT(EDIT_KCONFIG_TYPE, TEXT(symbol, "BOARD_DRV"), TEXT(to, "tristate")),
	EDIT(EDIT_KCONFIG_TYPE, TEXT(symbol, "DRV"), TEXT(to, "tristate")),
	EDIT(EDIT_KCONFIG_ATTRIBUTE, TEXT(symbol, "DRV"), TEXT(text, "select WAITS if DRV=m")),
	EDIT(EDIT_KCONFIG_HELP, TEXT(symbol, "DRV"), TEXT(text, "A driver.")),
	/* none of a Kconfig file */
	EDIT(EDIT_ADD_INCLUDE, TEXT(symbol, "linux/module.h")),
};

struct fixture {
	ms_scratch *scratch;
	GPtrArray *moves;
};

static void put(const struct fixture *fixture, const char *name, const char *text)
{
	g_free(bench_write(ms_scratch_path(fixture->scratch), name, text));
}

static void set_up(struct fixture *fixture, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	struct ms_build build = {.arch = "mini"};
	g_autoptr(ms_edited) edited = NULL;

	(void)data;
	fixture->scratch = ms_scratch_new(NULL, "modsplit-defconfigs", NULL);
	build.tree = ms_scratch_path(fixture->scratch);
	g_setenv("MODSPLIT_CACHE", build.tree, TRUE);
	put(fixture, "Kconfig", kconfig_text);
	put(fixture, "arch/mini/configs/board_defconfig",
	    "CONFIG_MODULES=y\nCONFIG_BUS=m\nCONFIG_NEEDS=y\nCONFIG_EXACT=y\nCONFIG_MIND=y\n");
	put(fixture, "arch/mini/configs/more/asks_defconfig", "CONFIG_MODULES=y\nCONFIG_DRV=m\n");
	put(fixture, "arch/mini/configs/whole_defconfig", "CONFIG_BUS=y\nCONFIG_NEEDS=y\n");
	put(fixture, "arch/mini/configs/yes_defconfig",
	    "CONFIG_MODULES=y\nCONFIG_BUS=m\nCONFIG_DRV=y\nCONFIG_NEEDS=y\n");
	put(fixture, "arch/mini/configs/implies_defconfig",
	    "CONFIG_MODULES=y\nCONFIG_BOARD=y\n# CONFIG_BOARD_DRV is not set\n");
	put(fixture, "arch/mini/configs/keeps_defconfig", "CONFIG_MODULES=y\nCONFIG_BOARD=y\n");
	/* no defconfigs */
	put(fixture, "arch/mini/configs/debug.config", "CONFIG_MODULES=y\nCONFIG_BUS=m\n");
	put(fixture, "arch/other/configs/a_defconfig", "CONFIG_MODULES=y\nCONFIG_BUS=m\n");
	edited = edited_new(build.tree);
	for (gsize i = 0; i < G_N_ELEMENTS(edits); i++) {
		g_assert_true(edited_make(edited, &edits[i], &error));
		g_assert_no_error(error);
	}
	fixture->moves = moves_find(&build, edited, NULL, &error);
	g_assert_no_error(error);
}

static void tear_down(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	g_ptr_array_unref(fixture->moves);
	ms_scratch_free(fixture->scratch);
}

static void test_moves(struct fixture *fixture, gconstpointer data)
{
	static const struct {
		const char *option, *before, *after, *why;
		gsize n;
		const char *defconfigs[2]; /* sorted */
	} rows[] = {
#define IMPLIES "arch/mini/configs/implies_defconfig"
#define BOARD "arch/mini/configs/board_defconfig"
#define ASKS "arch/mini/configs/more/asks_defconfig"
		{"BOARD_DRV", "y", "n", "the defconfig says n", 1, {IMPLIES}},
		{"COUNT", "8", "4", "default 4 (Kconfig:31)", 1, {BOARD}},
		{"DRIVEN", "n", "y", "selected by NEW, which is y (Kconfig:11)", 2, {BOARD, ASKS}},
		{"DRV", "n", "m", "the defconfig says m", 1, {ASKS}},
		{"DRV", "y", "m", "selected by BUS, which is m (Kconfig:7)", 1, {BOARD}},
		{"EXACT", "y", "n", "its dependencies are not met", 1, {BOARD}},
		{"FLAG", "n", "y", "default DRV [=m] (Kconfig:18)", 1, {ASKS}},
		{"FOLLOWS", "n", "m", "default DRV [=m] (Kconfig:14)", 1, {ASKS}},
		{"FOLLOWS", "y", "m", "default DRV [=m] (Kconfig:14)", 1, {BOARD}},
		{"MIND",
		 "y",
		 "m",
		 "the defconfig says y, its dependencies allow no more than m",
		 1,
		 {BOARD}},
		{"NEEDS",
		 "y",
		 "m",
		 "the defconfig says y, its dependencies allow no more than m",
		 1,
		 {BOARD}},
		{"ONLY", "1", NULL, "its dependencies are not met", 1, {BOARD}},
		{"WAITS", "n", "y", "selected by DRV, which is m (Kconfig:10)", 2, {BOARD, ASKS}},
	};

	(void)data;
	for (guint i = 0; i < fixture->moves->len; i++) {
		const struct move *move = fixture->moves->pdata[i];

		g_test_message("%s %s -> %s: %s", move->option, move->before, move->after,
			       move->why);
	}
	g_assert_cmpuint(fixture->moves->len, ==, G_N_ELEMENTS(rows));
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct move *move = fixture->moves->pdata[i];

		g_assert_cmpstr(move->option, ==, rows[i].option);
		g_assert_cmpstr(move->before, ==, rows[i].before);
		g_assert_cmpstr(move->after, ==, rows[i].after);
		g_assert_cmpstr(move->why, ==, rows[i].why);
		g_assert_cmpuint(move->defconfigs->len, ==, rows[i].n);
		for (gsize d = 0; d < rows[i].n; d++)
			g_assert_cmpstr(move->defconfigs->pdata[d], ==, rows[i].defconfigs[d]);
		g_assert_cmpstr(move->file, ==, "Kconfig");
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/moves/defconfigs", struct fixture, NULL, set_up, test_moves, tear_down);
	return g_test_run();
}
