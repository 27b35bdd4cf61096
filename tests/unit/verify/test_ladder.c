/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "build/kmake.h"
#include "verify/configure.h"
#include "verify/ladder.h"
#include <modsplit/error.h>

/* an outcome in which the first `passed` rungs were climbed */
static struct outcome *climbed(guint passed)
{
	struct outcome *outcome = record_new(&outcome_type);

	ladder_new(outcome);
	for (guint i = 0; i < passed; i++)
		ladder_pass(outcome, (enum ladder_step)i);
	return outcome;
}

static void test_order(void)
{
	g_autoptr(ms_outcome) outcome = climbed(0);

	g_assert_cmpuint(outcome->rungs->len, ==, 7);
	g_assert_cmpstr(ladder_rung(outcome, LADDER_APPLIES)->name, ==, "applies");
	g_assert_cmpstr(ladder_rung(outcome, LADDER_MODPOST)->name, ==, "modpost");
	g_assert_cmpstr(ladder_rung(outcome, LADDER_UNLOADS)->name, ==, "unloads");
	for (guint i = 0; i < 7; i++)
		g_assert_cmpint(ladder_rung(outcome, (enum ladder_step)i)->state, ==, RUNG_NOT_RUN);
	g_assert_false(outcome_passed(outcome));
}

static void test_not_run_is_not_passed(void)
{
	g_autoptr(ms_outcome) outcome = climbed(4);

	ladder_finish(outcome, "boots were left out");
	g_assert_false(outcome_passed(outcome));
	g_assert_false(ladder_failed(outcome));
	g_assert_cmpint(ladder_rung(outcome, LADDER_BOOTS)->state, ==, RUNG_NOT_RUN);
	g_assert_cmpstr(ladder_rung(outcome, LADDER_BOOTS)->reason, ==, "boots were left out");
	g_assert_null(ladder_rung(outcome, LADDER_MODPOST)->reason);
}

static void test_failure_stops(void)
{
	g_autoptr(ms_outcome) outcome = climbed(2);

	ladder_fail(outcome, LADDER_BUILDS, "module: a.c does not compile");
	ladder_fail(outcome, LADDER_BUILDS, "module: b.c does not compile");
	ladder_pass(outcome, LADDER_BUILDS);
	ladder_finish(outcome, "unused");
	g_assert_true(ladder_failed(outcome));
	g_assert_cmpint(ladder_rung(outcome, LADDER_BUILDS)->state, ==, RUNG_FAILED);
	g_assert_cmpstr(ladder_rung(outcome, LADDER_BUILDS)->reason, ==,
			"module: a.c does not compile");
	g_assert_cmpstr(ladder_rung(outcome, LADDER_BUILDS)->details->pdata[0], ==,
			"module: b.c does not compile");
	g_assert_cmpint(ladder_rung(outcome, LADDER_MODPOST)->state, ==, RUNG_NOT_RUN);
	g_assert_cmpstr(ladder_rung(outcome, LADDER_MODPOST)->reason, ==, "'builds' failed");
}

static void test_declined_counts(void)
{
	g_autoptr(ms_outcome) outcome = climbed(6);

	ladder_decline(outcome, LADDER_UNLOADS, "an irqchip stays");
	ladder_finish(outcome, "unused");
	g_assert_true(outcome_passed(outcome));
	g_assert_cmpstr(ladder_rung(outcome, LADDER_UNLOADS)->reason, ==, "an irqchip stays");
}

static struct kmake_said *hear(const char *const *lines)
{
	struct kmake_said *said = kmake_said_new();

	for (; *lines; lines++)
		kmake_said_line(said, *lines);
	return said;
}

static void test_make_output(void)
{
	static const char *const lines[] = {
		"make[1]: Entering directory '/b'",
		"  CC [M]  drivers/iommu/x.o",
		"../k/drivers/iommu/x.c:12:3: warning: unused variable 'a' [-Wunused-variable]",
		"../k/drivers/iommu/x.c:90:3: warning: unused variable 'a' [-Wunused-variable]",
		"../k/drivers/iommu/x.c:14:9: error: 'b' undeclared",
		"  MODPOST Module.symvers",
		"WARNING: modpost: \"iommu_foo\" [drivers/iommu/x.ko] undefined!",
		"ERROR: modpost: missing MODULE_LICENSE() in drivers/iommu/x.o",
		"  indented words are no command",
		"make[2]: *** [scripts/Makefile.build:229: drivers/iommu/x.o] Error 1",
		NULL,
	};
	g_autoptr(kmake_said) said = hear(lines);

	g_assert_cmpuint(said->commands, ==, 2);
	g_assert_cmpuint(said->compiled, ==, 1);
	g_assert_true(said->modpost_ran);
	g_assert_cmpuint(said->warnings->len, ==, 1);
	g_assert_cmpstr(said->warnings->pdata[0], ==,
			"k/drivers/iommu/x.c: unused variable 'a' [-Wunused-variable]");
	g_assert_cmpuint(said->errors->len, ==, 2);
	g_assert_cmpuint(said->modpost->len, ==, 2);
	g_assert_null(said->missing);
	g_assert_false(said->disk_full);
}

static void test_make_trouble(void)
{
	static const char *const flex[] = {"/bin/sh: 1: flex: not found", NULL};
	static const char *const bison[] = {"make[2]: bison: No such file or directory", NULL};
	static const char *const full[] = {"/tmp/cc.s: fatal error: x.o: No space left on device",
					   NULL};
	static const char *const header[] = {"a.c:1:10: fatal error: b.h: No such file or directory",
					     NULL};
	g_autoptr(kmake_said) a = hear(flex), b = hear(bison), c = hear(full), d = hear(header);

	g_assert_cmpstr(a->missing, ==, "flex");
	g_assert_cmpstr(b->missing, ==, "bison");
	g_assert_true(c->disk_full);
	g_assert_null(d->missing);
	g_assert_cmpuint(d->errors->len, ==, 1);
}

static void test_missing_compiler(void)
{
	const struct ms_build known = {.cross_compile = "aarch64-linux-gnu-nothere-"};
	const struct ms_build debian = {.cc = "mips64el-linux-gnuabi64-gcc"};
	g_autofree char *there = g_find_program_in_path(debian.cc);
	g_autoptr(GError) error = NULL;

	g_assert_null(kmake_compiler(&known, NULL, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_TOOL);
	g_assert_nonnull(strstr(error->message, "aarch64-linux-gnu-nothere-gcc"));
	g_assert_null(strstr(error->message, "apt-get")); /* Debian has no such package */
	g_clear_error(&error);
	if (there) {
		g_test_skip("this machine has a compiler for mips64el");
		return;
	}
	g_assert_null(kmake_compiler(&debian, NULL, &error));
	g_assert_nonnull(strstr(error->message, "apt-get install gcc-mips64el-linux-gnuabi64"));
}

static void test_config_edits(void)
{
	const char *text = "CONFIG_A=y\n# CONFIG_AB is not set\nCONFIG_ABC=\"x=y\"\n# CONFIG_A\n";
	g_autofree char *a = config_value(text, "A"), *ab = config_value(text, "AB");
	g_autofree char *abc = config_value(text, "ABC"), *none = config_value(text, "ABCD");
	g_autofree char *off = config_set(text, "A", "n"), *on = config_set(text, "AB", "m");
	g_autofree char *more = config_set("CONFIG_A=y", "B", "y");

	g_assert_cmpstr(a, ==, "y");
	g_assert_cmpstr(ab, ==, "n");
	g_assert_cmpstr(abc, ==, "\"x=y\"");
	g_assert_cmpstr(none, ==, "n");
	g_assert_cmpstr(off, ==,
			"# CONFIG_A is not set\n# CONFIG_AB is not set\nCONFIG_ABC=\"x=y\"\n"
			"# CONFIG_A\n");
	g_assert_cmpstr(on, ==, "CONFIG_A=y\nCONFIG_AB=m\nCONFIG_ABC=\"x=y\"\n# CONFIG_A\n");
	g_assert_cmpstr(more, ==, "CONFIG_A=y\nCONFIG_B=y\n");
}

static void test_config_changes(void)
{
	g_autoptr(GPtrArray) changes =
		config_changes("CONFIG_A=y\nCONFIG_B=y\n# CONFIG_C is not set\n",
			       "CONFIG_B=m\nCONFIG_A=y\nCONFIG_D=y\n");
	const struct config_change *first, *second;

	g_assert_cmpuint(changes->len, ==, 2);
	first = changes->pdata[0];
	second = changes->pdata[1];
	g_assert_cmpstr(first->option, ==, "B");
	g_assert_cmpstr(first->before, ==, "y");
	g_assert_cmpstr(first->after, ==, "m");
	g_assert_cmpstr(second->option, ==, "D");
	g_assert_cmpstr(second->before, ==, "n");
}

static void test_related(void)
{
	struct series series = {.config = (char *)"WIDGET"};
	g_autoptr(GPtrArray) options =
		config_related(&series,
			       "--- a/Kconfig\n+++ b/Kconfig\n X=m || Y\n+\tdef_bool GADGET=m || "
			       "WIDGET=m || OTHER=maybe\n-\tdef_bool OLD=m\n");

	g_assert_cmpuint(options->len, ==, 2);
	g_assert_cmpstr(options->pdata[0], ==, "GADGET");
	g_assert_cmpstr(options->pdata[1], ==, "WIDGET");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ladder/order", test_order);
	g_test_add_func("/ladder/not-run-is-not-passed", test_not_run_is_not_passed);
	g_test_add_func("/ladder/failure-stops", test_failure_stops);
	g_test_add_func("/ladder/declined-counts", test_declined_counts);
	g_test_add_func("/make/output", test_make_output);
	g_test_add_func("/make/trouble", test_make_trouble);
	g_test_add_func("/make/missing-compiler", test_missing_compiler);
	g_test_add_func("/config/edits", test_config_edits);
	g_test_add_func("/config/changes", test_config_changes);
	g_test_add_func("/config/related", test_related);
	return g_test_run();
}
