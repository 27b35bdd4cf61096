/* SPDX-License-Identifier: GPL-2.0-only */
/* What the plan of a driver changes in Kconfig reaches the model as what it moves. */
#include <modsplit/moves.h>

#include "../plan/builder.h"
#include "base/files.h"
#include "../formats/bench.h"

/* USER=y beside DING=m does not link; the plan lets it depend on DING || !DING */
static const char kconfig_text[] = "config MODULES\n\tbool \"modules\"\n\tmodules\n\n"
				   "source \"drivers/bell/Kconfig\"\n"
				   "source \"drivers/user/Kconfig\"\n";
static const char bell_text[] = "config BUS\n\ttristate \"a bus\"\n\tselect DING\n\n"
				"config DING\n\tbool \"Ding bell\"\n\thelp\n\t  A bell.\n";
static const char user_text[] = "config USER\n\ttristate \"hears it\"\n";

struct fixture {
	ms_scratch *scratch;
	struct ms_build build;
	struct builder *builder;
};

static void put(const struct fixture *fixture, const char *name, const char *text)
{
	g_free(bench_write(ms_scratch_path(fixture->scratch), name, text));
}

static void set_up(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	fixture->scratch = ms_scratch_new(NULL, "modsplit-moves", NULL);
	fixture->build.tree = ms_scratch_path(fixture->scratch);
	g_setenv("MODSPLIT_CACHE", fixture->build.tree, TRUE);
	put(fixture, "Kconfig", kconfig_text);
	put(fixture, "drivers/bell/Kconfig", bell_text);
	put(fixture, "drivers/user/Kconfig", user_text);
	put(fixture, "arch/arm64/configs/bus_defconfig",
	    "CONFIG_MODULES=y\nCONFIG_BUS=m\nCONFIG_USER=y\n");
	fixture->builder = builder_new("DING", "drivers/bell/Kconfig", "Ding bell",
				       "drivers/bell/ding", "drivers/bell/ding.c");
	builder_find(fixture->builder, SEVERITY_CHANGE, "option-is-bool", "DING",
		     "drivers/bell/Kconfig", "from", "bool", "to", "tristate", NULL);
}

static void tear_down(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	builder_free(fixture->builder);
	ms_scratch_free(fixture->scratch);
}

/* "DING y m, USER y m", and problems; the caller frees it */
static char *moves_of(struct fixture *fixture)
{
	const struct driver *driver = fixture->builder->driver;
	GString *text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	g_assert_true(ms_moves_add(fixture->builder->model, fixture->builder->findings,
				   &fixture->build, NULL, NULL, &error));
	g_assert_no_error(error);
	for (guint i = 0; i < driver->moves->len; i++) {
		const struct move *move = driver->moves->pdata[i];

		g_string_append_printf(text, "%s%s %s %s", text->len ? ", " : "", move->option,
				       move->before, move->after);
	}
	for (guint i = 0; i < driver->problems->len; i++)
		g_string_append_printf(text, "! %s",
				       ((const struct place_text *)driver->problems->pdata[i])
					       ->text);
	return g_string_free(text, FALSE);
}

static void add_hole(struct fixture *fixture)
{
	builder_find(fixture->builder, SEVERITY_CHANGE, "link-hole", "USER and DING",
		     "drivers/user/user.c", "option", "USER", "provider", "DING", "close",
		     "depends", "depends", "DING || !DING", "kconfig", "drivers/user/Kconfig",
		     NULL);
}

static void test_type(struct fixture *fixture, gconstpointer data)
{
	g_autofree char *moves = moves_of(fixture);

	(void)data;
	g_assert_cmpstr(moves, ==, "DING y m");
}

/* the dependency that closes the hole makes the user a module, too */
static void test_dependency(struct fixture *fixture, gconstpointer data)
{
	g_autofree char *moves = NULL;

	(void)data;
	add_hole(fixture);
	moves = moves_of(fixture);
	g_assert_cmpstr(moves, ==, "DING y m, USER y m");
}

/* without a series there is no dependency */
static void test_blocked(struct fixture *fixture, gconstpointer data)
{
	g_autofree char *moves = NULL;

	(void)data;
	add_hole(fixture);
	builder_find(fixture->builder, SEVERITY_BLOCKER, "several-init-calls", "ding", NULL, NULL);
	fixture->builder->out->verdict = VERDICT_BLOCKED;
	moves = moves_of(fixture);
	g_assert_cmpstr(moves, ==, "DING y m");
}

/* an edit that does not fit the tree is told, and no move is made up */
static void test_problem(struct fixture *fixture, gconstpointer data)
{
	g_autofree char *moves = NULL;

	(void)data;
	add_hole(fixture);
	put(fixture, "drivers/user/Kconfig", "config OTHER\n\ttristate \"hears nothing\"\n");
	moves = moves_of(fixture);
	g_assert_cmpstr(moves, ==,
			"! which options move in the defconfigs: drivers/user/Kconfig: cannot make "
			"the edit 'kconfig-depends' of 'USER': no 'config USER' here");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, function) \
	g_test_add("/moves/" name, struct fixture, NULL, set_up, function, tear_down)
	ADD("type", test_type);
	ADD("dependency", test_dependency);
	ADD("blocked", test_blocked);
	ADD("problem", test_problem);
	return g_test_run();
}
