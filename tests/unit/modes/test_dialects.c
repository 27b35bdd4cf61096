/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the newest and the oldest trees mean by a text and others do not. The expected values were
 * measured with the conf of 7.3 (newer), 6.12, 5.10 and 5.2.
 */
#include <glib.h>
#include <string.h>

#include "mini.h"

/* --- the newest: transitional, depends on … if …, each file once ---------------------------------
 */

struct row {
	const char *name, *kconfig, *config;
	const char *result, *said; /* .config, and stderr */
};

#define CONDITIONAL                                                  \
	"config C\n\tbool \"c\"\nconfig B\n\tbool \"b\"\nconfig A\n" \
	"\tbool \"a\"\n\tdefault y\n\tdepends on B if C\n"
#define OLD_NEW                                                          \
	"config OLD\n\tint\n\ttransitional\nconfig NEW\n\tint \"new\"\n" \
	"\tdefault OLD\n"
#define CHANGED                                                                      \
	"config A\n\tbool \"a\"\n\tdepends on B\nconfig B\n\tbool \"b\"\nconfig I\n" \
	"\tint \"i\"\n\trange 1 5\n"

static const struct row newest[] = {
	{"a condition that does not hold", CONDITIONAL, "",
	 "# CONFIG_C is not set\n# CONFIG_B is not set\nCONFIG_A=y\n", ""},
	{"a condition that holds", CONDITIONAL, "CONFIG_C=y\n",
	 "CONFIG_C=y\n# CONFIG_B is not set\n", ""},
	{"an old name",
	 "config OLD\n\tbool\n\ttransitional\nconfig NEW\n\tbool \"new\"\n\tdefault OLD\n",
	 "CONFIG_OLD=y\n", "CONFIG_NEW=y\n", ""},
	{"an old name of a number", OLD_NEW, "CONFIG_OLD=7\n", "CONFIG_NEW=7\n", ""},
	{"what is not as the user said", CHANGED, "CONFIG_A=y\nCONFIG_I=9\n",
	 "# CONFIG_B is not set\nCONFIG_I=5\n",
	 "warning: user-provided values changed by Kconfig:\n  CONFIG_A: y -> n\n"
	 "  CONFIG_I: 9 -> 5\n"},
};

static void test_newest(void)
{
	g_autofree struct kconf_dialect *dialect = kconf_dialect_newest();

	for (gsize i = 0; i < G_N_ELEMENTS(newest); i++) {
		struct run run;

		g_test_message("%s", newest[i].name);
		mini_make(&run, newest[i].kconfig, newest[i].config, dialect, CONF_OLDDEFCONFIG,
			  "KCONFIG_WARN_CHANGED_INPUT=1");
		g_assert_cmpint(run.status, ==, 0);
		g_assert_cmpstr(run.config, ==, newest[i].result);
		g_assert_cmpstr(run.err->str, ==, newest[i].said);
		mini_clear(&run);
	}
}

/* What the user said of the old name counts for the new one: it is not asked for */
static void test_taken_over(void)
{
	g_autofree struct kconf_dialect *dialect = kconf_dialect_newest();
	struct run run;

	mini_make(&run, OLD_NEW, "CONFIG_OLD=7\n", dialect, CONF_LISTNEWCONFIG, NULL);
	g_assert_cmpstr(run.out->str, ==, "");
	mini_clear(&run);
	mini_make(&run, OLD_NEW, "", dialect, CONF_LISTNEWCONFIG, NULL);
	g_assert_cmpstr(run.out->str, ==, "CONFIG_NEW=0\n");
	mini_clear(&run);
}

/* What needs A to be n stands below it in older trees */
static void test_submenu(void)
{
	const char *text = "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdepends on !A\n";

	for (guint apart = 0; apart < 2; apart++) {
		g_autofree struct kconf_dialect *dialect = kconf_dialect_newest();
		struct run run;

		dialect->negated_apart = apart == 1;
		mini_make(&run, text, NULL, dialect, CONF_OLDASKCONFIG, NULL);
		g_assert_cmpstr(run.out->str, ==,
				apart ? "*\n* Main menu\n*\na (A) [N/y/?] (NEW) b (B) [N/y/?] (NEW) "
				      : "*\n* Main menu\n*\na (A) [N/y/?] (NEW) "
					"  b (B) [N/y/?] (NEW) ");
		mini_clear(&run);
	}
}

/* A mistake of the newest dialect; of 6.12 it is none, or a warning */
static const struct {
	const char *kconfig, *said;
	gboolean older_fails;
} mistakes[] = {
	{"config X\n\tbool \"x\"\nif X\nconfig OLD\n\tbool\n\ttransitional\nendif\n",
	 "Kconfig:4: error: transitional symbols can only have help sections\n", TRUE},
	{"config OLD\n\tbool\n\tdefault y\n\ttransitional\n",
	 "Kconfig:3: error: transitional symbols can only have help sections\n", TRUE},
	{"source \"more\"\nsource \"more\"\n",
	 "Kconfig:2: error: repeated inclusion of more\n"
	 "Kconfig:1: note: location of first inclusion of more\n"
	 "Kconfig:2:8: 'more' is sourced a second time\n",
	 FALSE},
	{"menuconfig A\n\tbool\n", "Kconfig:1:1: menuconfig statement without prompt\n", FALSE},
	{"config A\n\tbool \"a\"\n\thelp\n\t  One.\n\thelp\n\t  Two.\n",
	 "Kconfig:6:1: 'A' defined with more than one help text\n", FALSE},
	{"config A\n\tbool \"a\"\n\thelp\n\n", "Kconfig:4:1: 'A' defined with blank help text\n",
	 FALSE},
	{"config A\n\tbool \"a\"\n\tdepends on B if C\n", NULL, TRUE},
};

static void test_mistakes(void)
{
	g_autofree struct kconf_dialect *older = kconf_dialect_newest();
	g_autofree struct kconf_dialect *dialect = kconf_dialect_newest();

	older->transitional = older->depends_if = older->strict_entries = FALSE;
	older->sourced_once = FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(mistakes); i++) {
		struct run run;

		mini_make(&run, mistakes[i].kconfig, NULL, dialect, CONF_OLDDEFCONFIG, NULL);
		if (mistakes[i].said && !g_str_has_prefix(run.err->str, mistakes[i].said))
			g_assert_cmpstr(run.err->str, ==, mistakes[i].said);
		g_assert_cmpint(run.status == 0, ==, mistakes[i].said == NULL);
		mini_clear(&run);
		mini_make(&run, mistakes[i].kconfig, NULL, older, CONF_OLDDEFCONFIG, NULL);
		g_assert_cmpint(run.status != 0, ==, mistakes[i].older_fails);
		mini_clear(&run);
	}
}

/* --- the oldest ----------------------------------------------------------------------------------
 */

/* 5.10: options of conf itself, menus without entries, strings in quotes */
static void test_old_files(void)
{
	g_autofree struct kconf_dialect *dialect = mini_with_modes();
	struct run run;

	dialect->options = dialect->quoted_auto = dialect->framed_header = TRUE;
	dialect->empty_ends = FALSE;
	mini_make(&run,
		  "config LIST\n\tstring\n\toption defconfig_list\n\tdefault \"more\"\n"
		  "menu \"m\"\nendmenu\nconfig S\n\tstring \"s\"\n\tdefault \"a\\\"b\"\n",
		  "", dialect, CONF_OLDDEFCONFIG, NULL);
	g_assert_cmpstr(run.config, ==, "\n#\n# m\n#\nCONFIG_S=\"a\\\"b\"\n");
	g_assert_nonnull(strstr(run.auto_conf, "\nCONFIG_S=\"a\\\"b\"\n"));
	g_assert_true(g_str_has_prefix(run.header, "/*\n *\n * Automatically generated"));
	mini_clear(&run);
	dialect->empty_ends = TRUE;
	dialect->quoted_auto = FALSE;
	mini_make(&run, "menu \"m\"\nendmenu\nconfig S\n\tstring \"s\"\n\tdefault \"a\"\n", "",
		  dialect, CONF_OLDDEFCONFIG, NULL);
	g_assert_cmpstr(run.config, ==, "\n#\n# m\n#\n# end of m\n\nCONFIG_S=\"a\"\n");
	g_assert_nonnull(strstr(run.auto_conf, "\nCONFIG_S=a\n"));
	mini_clear(&run);
}

/* 5.2: a bound is written as its number, 5.10: in the bound's words */
static void test_bounds(void)
{
	const char *text = "config H\n\thex \"h\"\n\trange 0x01 0x0F\n\tdefault 0xFF\n";

	for (guint numbers = 0; numbers < 2; numbers++) {
		g_autofree struct kconf_dialect *dialect = mini_with_modes();
		struct run run;

		dialect->range_numbers = numbers == 1;
		mini_make(&run, text, "", dialect, CONF_OLDDEFCONFIG, NULL);
		g_assert_cmpstr(run.config, ==, numbers ? "CONFIG_H=0xf\n" : "CONFIG_H=0x0F\n");
		mini_clear(&run);
	}
}

/* As 5.2 has it: the keywords, an imply that its target's m does not limit */
static void test_oldest(void)
{
	g_autofree struct kconf_dialect *dialect = mini_with_modes();
	struct run run;

	dialect->options = dialect->dashed_help = dialect->strong_imply = TRUE;
	dialect->tristate_conf = TRUE;
	dialect->unmet_by_level = FALSE;
	mini_make(&run,
		  "config MODULES\n\tbool \"modules\"\n\tdefault y\n\toption modules\n"
		  "config Z\n\tbool \"z\"\nconfig T\n\ttristate \"t\"\n\t---help---\n\t  config X\n"
		  "config A\n\tbool \"a\"\n\tdefault y\n\timply B\n\timply C\n"
		  "config B\n\ttristate \"b\"\n\tdepends on T\n"
		  "config C\n\tbool \"c\"\n\tdepends on Z\n"
		  "config E\n\tbool \"e\"\n\toption allnoconfig_y\n",
		  "CONFIG_T=m\nCONFIG_B=m\n", dialect, CONF_OLDDEFCONFIG, NULL);
	g_assert_cmpstr(run.err->str, ==, "");
	g_assert_true(g_str_has_suffix(run.tristate, "\nCONFIG_B=Y\nCONFIG_T=M\n"));
	g_assert_cmpstr(run.config, ==,
			"CONFIG_MODULES=y\n# CONFIG_Z is not set\nCONFIG_T=m\nCONFIG_A=y\n"
			"CONFIG_B=y\n# CONFIG_E is not set\n");
	mini_clear(&run);
}

/* 5.2: anything may stand in an "if" within a choice, and a file may be sourced there */
static void test_loose_choice(void)
{
	const char *text = "choice\n\tprompt \"c\"\nconfig A\n\tbool \"a\"\nif A\n"
			   "choice\n\tprompt \"d\"\nconfig D\n\tbool \"d\"\nendchoice\nendif\n"
			   "source \"more\"\nconfig B\n\tbool \"b\"\nendchoice\n";
	g_autofree struct kconf_dialect *dialect = mini_with_modes();
	struct run run;

	mini_make(&run, text, "", dialect, CONF_OLDDEFCONFIG, NULL);
	g_assert_cmpint(run.status, ==, 2);
	mini_clear(&run);
	dialect->options = dialect->loose_choices = TRUE;
	mini_make(&run, text, "", dialect, CONF_OLDDEFCONFIG, NULL);
	g_assert_cmpint(run.status, ==, 0);
	g_assert_cmpstr(run.config, ==, "CONFIG_A=y\nCONFIG_D=y\n# CONFIG_B is not set\n");
	mini_clear(&run);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/dialects/newest", test_newest);
	g_test_add_func("/dialects/taken-over", test_taken_over);
	g_test_add_func("/dialects/submenu", test_submenu);
	g_test_add_func("/dialects/mistakes", test_mistakes);
	g_test_add_func("/dialects/old-files", test_old_files);
	g_test_add_func("/dialects/bounds", test_bounds);
	g_test_add_func("/dialects/oldest", test_oldest);
	g_test_add_func("/dialects/loose-choice", test_loose_choice);
	return g_test_run();
}
