/* SPDX-License-Identifier: GPL-2.0-only */
/* The public header: a small tree, its values, and the reasons for them. */
#include <glib.h>
#include <modsplit/kconfig.h>
#include <string.h>

#include "base/answers.h"
#include "base/files.h"
#include "session/session.h"
#include "why/why.h"

static const char kconfig_text[] = "config MODULES\n\tdef_bool y\n\tmodules\n"
				   "config BUS\n\ttristate \"bus\"\n"
				   "config CARD\n\ttristate \"card\"\n\tdepends on BUS\n"
				   "\tselect CORE\n"
				   "config CORE\n\ttristate\n"
				   "config SIZE\n\tint \"size\"\n\trange 1 9\n\tdefault 4\n"
				   "config CC_GOOD\n\tdef_bool $(shell,good && echo y)\n";

struct fixture {
	ms_scratch *scratch;
	GString *said;
};

static void hear(gpointer data, const char *text)
{
	g_string_append(data, text);
}

static void put(const struct fixture *fixture, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(ms_scratch_path(fixture->scratch), name, NULL);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static ms_kconfig *read_it(const struct fixture *fixture, GError **error)
{
	g_autofree char *table =
		g_build_filename(ms_scratch_path(fixture->scratch), "answers.json", NULL);
	g_autoptr(ms_answers) answers = ms_answers_new(table, TRUE, NULL);
	const struct ms_kconfig_options options = {
		.directory = ms_scratch_path(fixture->scratch),
		.answers = answers,
		.said = hear,
		.data = fixture->said,
	};

	return ms_kconfig_read(&options, error);
}

static void set_up(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	fixture->scratch = ms_scratch_new(NULL, "modsplit-library", NULL);
	fixture->said = g_string_new(NULL);
	put(fixture, "Kconfig", kconfig_text);
	put(fixture, "answers.json",
	    "{\"schema\": \"modsplit.answers/1\", \"answers\": {\"good && echo y\": \"y\\n\"}}");
}

static void tear_down(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	ms_scratch_free(fixture->scratch);
	g_string_free(fixture->said, TRUE);
}

static void test_values(struct fixture *fixture, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	ms_kconfig *kconfig = read_it(fixture, &error);
	g_autofree char *text = NULL;

	(void)data;
	g_assert_no_error(error);
	g_assert_cmpstr(ms_kconfig_get(kconfig, "CONFIG_SIZE"), ==, "4");
	g_assert_cmpstr(ms_kconfig_get(kconfig, "CC_GOOD"), ==, "y");
	g_assert_null(ms_kconfig_get(kconfig, "NOBODY"));
	g_assert_false(ms_kconfig_set(kconfig, "CARD", "y", &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_USAGE);
	g_clear_error(&error);
	g_assert_true(ms_kconfig_set(kconfig, "BUS", "m", &error));
	g_assert_true(ms_kconfig_set(kconfig, "CARD", "m", &error));
	g_assert_false(ms_kconfig_set(kconfig, "SIZE", "10", &error));
	g_clear_error(&error);
	text = ms_kconfig_text(kconfig);
	g_assert_nonnull(strstr(text, "\nCONFIG_MODULES=y\nCONFIG_BUS=m\nCONFIG_CARD=m\n"
				      "CONFIG_CORE=m\nCONFIG_SIZE=4\nCONFIG_CC_GOOD=y\n"));
	ms_kconfig_free(kconfig);
}

static void test_why(struct fixture *fixture, gconstpointer data)
{
	ms_kconfig *kconfig = read_it(fixture, NULL);
	g_autofree char *core = NULL, *card = NULL, *who = NULL;
	struct conf_reasons *reasons;

	(void)data;
	put(fixture, ".config", "CONFIG_BUS=m\nCONFIG_CARD=y\n");
	g_assert_true(ms_kconfig_load(kconfig, ".config", NULL));
	reasons = conf_reasons_new(kconfig->kconf);
	core = conf_why(reasons, kconf_find(kconfig->kconf, "CORE"));
	g_assert_cmpstr(core, ==,
			"CORE=m  tristate\n  selected by CARD, which is m  (Kconfig:9)\n"
			"  defined  (Kconfig:10)\n");
	card = conf_why_short(reasons, kconf_find(kconfig->kconf, "CARD"));
	g_assert_cmpstr(card, ==, "the .config says y, its dependencies allow no more than m");
	who = conf_who(kconfig->kconf, kconf_find(kconfig->kconf, "BUS"));
	g_assert_cmpstr(who, ==, "  depended on by CARD  (Kconfig:8)\n");
	conf_reasons_free(reasons);
	ms_kconfig_free(kconfig);
}

/* Without an answer, and nothing may be run: an error that names the command */
static void test_no_exec(struct fixture *fixture, gconstpointer data)
{
	g_autoptr(GError) error = NULL;

	(void)data;
	put(fixture, "answers.json", "{\"schema\": \"modsplit.answers/1\", \"answers\": {}}");
	g_assert_null(read_it(fixture, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
	g_assert_cmpstr(fixture->said->str, ==,
			"Kconfig:17:11: no answer is recorded for '$(shell,good && echo y)', and "
			"nothing may be run\n\tdef_bool $(shell,good && echo y)\n\t         ^\n");
}

/* what a command of the tree makes is not made in the tree */
static void test_apart(struct fixture *fixture, gconstpointer data)
{
	const char *tree = ms_scratch_path(fixture->scratch);
	g_autofree char *made = g_build_filename(tree, "made", NULL);
	const struct ms_kconfig_options options = {.directory = tree};
	ms_kconfig *kconfig;

	(void)data;
	/* what was answered once is not run again */
	g_setenv("MODSPLIT_CACHE", tree, TRUE);
	put(fixture, "Kconfig", "config RAN\n\tdef_bool $(shell,: >made; echo y)\n");
	kconfig = ms_kconfig_read(&options, NULL);
	g_assert_nonnull(kconfig);
	g_assert_cmpstr(ms_kconfig_get(kconfig, "RAN"), ==, "y");
	g_assert_false(g_file_test(made, G_FILE_TEST_EXISTS));
	ms_kconfig_free(kconfig);
}

/* arch/um sources the files of the arch that it stands on */
static void test_user_mode(struct fixture *fixture, gconstpointer data)
{
	const struct ms_build build = {.tree = ms_scratch_path(fixture->scratch), .arch = "um"};
	g_auto(GStrv) environment = NULL;

	(void)data;
	g_setenv("SUBARCH", "x86_64", TRUE);
	environment = ms_kconfig_environment(&build);
	g_unsetenv("SUBARCH");
	g_assert_cmpstr(g_environ_getenv(environment, "SRCARCH"), ==, "um");
	g_assert_cmpstr(g_environ_getenv(environment, "HEADER_ARCH"), ==, "x86");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/library/values", struct fixture, NULL, set_up, test_values, tear_down);
	g_test_add("/library/why", struct fixture, NULL, set_up, test_why, tear_down);
	g_test_add("/library/no-exec", struct fixture, NULL, set_up, test_no_exec, tear_down);
	g_test_add("/library/apart", struct fixture, NULL, set_up, test_apart, tear_down);
	g_test_add("/library/user-mode", struct fixture, NULL, set_up, test_user_mode, tear_down);
	return g_test_run();
}
