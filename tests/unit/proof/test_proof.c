/* SPDX-License-Identifier: GPL-2.0-only */
/* Which combinations Kconfig allows once DRV is tristate, and which of them would not link. */
#include "proof/proof.h"

#include <string.h>

#include "base/files.h"

/* DRV is bool in the text; each user stands for one way in which a hole comes or does not come */
static const char kconfig_text[] =
	"config MODULES\n\tbool \"modules\"\n\tmodules\n\n"
	"config BUS\n\tbool \"bus\"\n\n"
	"config DRV\n\tbool \"driver\"\n\tdepends on BUS\n\n"
	"config FREE\n\ttristate \"user without a dependency\"\n\n"
	"config BOUND\n\ttristate \"user that depends\"\n\tdepends on DRV\n\n"
	"config EITHER\n\ttristate \"user that minds\"\n\tdepends on DRV || !DRV\n\n"
	"config FLAG\n\tbool \"bool user\"\n\tdepends on DRV\n\n"
	"config FORCED\n\tbool \"bool user that selects\"\n\tdepends on BUS\n\tselect DRV\n\n"
	"config CHAIN\n\tbool \"bool user that selects by a module\"\n\tselect DRV if FREE\n\n"
	"config HIDDEN\n\ttristate\n\n"
	"config FRONT\n\ttristate \"selects a hidden one\"\n\tselect HIDDEN\n\n"
	"config FORCER\n\tbool \"makes it y\"\n\tselect DRV\n\n";

struct fixture {
	ms_scratch *scratch;
	struct proof *proof;
};

static void put(const struct fixture *fixture, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(ms_scratch_path(fixture->scratch), name, NULL);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void set_up(struct fixture *fixture, gconstpointer data)
{
	static const char *const tristate[] = {"DRV", NULL};
	g_autoptr(GError) error = NULL;
	g_autofree char *config = NULL;
	struct ms_build build = {.arch = "mini"};

	fixture->scratch = ms_scratch_new(NULL, "modsplit-proof", NULL);
	build.tree = ms_scratch_path(fixture->scratch);
	g_setenv("MODSPLIT_CACHE", build.tree, TRUE);
	put(fixture, "Kconfig", kconfig_text);
	put(fixture, ".config", data);
	config = g_build_filename(build.tree, ".config", NULL);
	fixture->proof = proof_new(&build, config, tristate, &error);
	g_assert_no_error(error);
}

static void tear_down(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	proof_free(fixture->proof);
	ms_scratch_free(fixture->scratch);
}

/* the values that show a hole, "" if there is none; `guard` may be NULL */
static char *hole(const struct fixture *fixture, const char *user, const char *guard,
		  gboolean *optional, const char **start)
{
	g_autofree char *builtin = g_strdup_printf("CONFIG_%s=y", user);
	const struct proof_reference reference = {builtin, guard, "CONFIG_DRV=y", "DRV"};
	g_auto(proof_answer) answer = {0};

	proof_ask(fixture->proof, &reference, &answer);
	g_assert_null(answer.problem);
	if (optional)
		*optional = answer.optional;
	if (start)
		*start = answer.start;
	if (!answer.values)
		return g_strdup("");
	g_ptr_array_add(answer.values, NULL);
	return g_strjoinv(" ", (char **)answer.values->pdata);
}

static void test_users(struct fixture *fixture, gconstpointer data)
{
	static const struct {
		const char *user, *guard, *values;
		gboolean optional;
	} rows[] = {
		{"FREE", NULL, "DRV=m FREE=y", FALSE},
		{"FREE", "IS_ENABLED(CONFIG_DRV)", "DRV=m FREE=y", TRUE},
		{"FREE", "IS_REACHABLE(CONFIG_DRV)", "", TRUE},
		{"FREE", "defined(CONFIG_DRV)", "", TRUE},
		{"BOUND", NULL, "", FALSE},
		{"EITHER", "IS_ENABLED(CONFIG_DRV)", "", TRUE},
		{"EITHER", NULL, "DRV=n EITHER=y", FALSE},
		{"FLAG", NULL, "DRV=m FLAG=y", FALSE},
		{"FORCED", NULL, "", FALSE},
		{"CHAIN", NULL, "CHAIN=y DRV=m", FALSE},
		{"HIDDEN", NULL, "DRV=m HIDDEN=y", FALSE},
	};

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gboolean optional;
		g_autofree char *values =
			hole(fixture, rows[i].user, rows[i].guard, &optional, NULL);

		g_test_message("%s %s", rows[i].user, rows[i].guard);
		g_assert_cmpstr(values, ==, rows[i].values);
		g_assert_cmpint(optional, ==, rows[i].optional);
	}
}

/* the .config is the first start; what is in the way there is set too, and told */
static void test_start(struct fixture *fixture, gconstpointer data)
{
	const struct proof_reference reference = {"CONFIG_HIDDEN=y", NULL, "CONFIG_DRV=y", "DRV"};
	g_auto(proof_answer) answer = {0};

	(void)data;
	proof_ask(fixture->proof, &reference, &answer);
	g_assert_cmpstr(answer.start, ==, ".config");
	g_assert_cmpuint(answer.also->len, ==, 3);
	g_assert_true(g_ptr_array_find_with_equal_func(answer.also, "FORCER=n", g_str_equal, NULL));
	g_assert_true(g_ptr_array_find_with_equal_func(answer.also, "FRONT=y", g_str_equal, NULL));
	g_assert_true(g_ptr_array_find_with_equal_func(answer.also, "BUS=y", g_str_equal, NULL));
}

static void test_facts(struct fixture *fixture, gconstpointer data)
{
	const struct proof *proof = fixture->proof;

	(void)data;
	g_assert_cmpstr(proof_type(proof, "DRV"), ==, "tristate");
	g_assert_cmpstr(proof_type(proof, "FLAG"), ==, "bool");
	g_assert_null(proof_type(proof, "NOBODY"));
	g_assert_true(proof_is_selected(proof, "HIDDEN"));
	g_assert_false(proof_is_selected(proof, "FRONT"));
	g_assert_true(proof_hangs_on(proof, "BOUND", "BUS"));
	g_assert_true(proof_hangs_on(proof, "DRV", "FORCED"));
	g_assert_false(proof_hangs_on(proof, "DRV", "BOUND"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/proof/users", struct fixture, "CONFIG_MODULES=y\nCONFIG_BUS=y\n", set_up,
		   test_users, tear_down);
	g_test_add("/proof/users-from-nothing", struct fixture, "", set_up, test_users, tear_down);
	g_test_add("/proof/start", struct fixture, "CONFIG_MODULES=y\nCONFIG_FORCER=y\n", set_up,
		   test_start, tear_down);
	g_test_add("/proof/facts", struct fixture, "", set_up, test_facts, tear_down);
	return g_test_run();
}
