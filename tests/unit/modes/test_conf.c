/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Small Kconfig texts and what becomes of them, in both dialects. The expected values were measured
 * with the conf of 6.12 and of 5.2 or 6.1.
 */
#include <glib.h>
#include <string.h>

#include "base/files.h"
#include "kconf/lexer.h"
#include "mini.h"
#include "modes/random.h"

static void make(struct run *run, const char *kconfig, const char *config, gboolean modes,
		 enum conf_mode mode)
{
	g_autofree struct kconf_dialect *dialect =
		modes ? mini_with_modes() : kconf_dialect_newest();

	mini_make(run, kconfig, config, dialect, mode, NULL);
}

#define MODULES "config MODULES\n\tdef_bool y\n\tmodules\n"
#define NO_MODULES "config MODULES\n\tbool \"modules\"\n\tmodules\n"

/* A row: what is asked, what is given, and the .config of the new dialect and of the old one */
struct row {
	const char *name, *kconfig, *config, *newer, *older;
	const char *said; /* the beginning of stderr, or NULL for none */
};

static const struct row rows[] = {
	{"default m without modules", NO_MODULES "config A\n\ttristate \"a\"\n\tdefault m\n", "",
	 "# CONFIG_MODULES is not set\nCONFIG_A=y\n", NULL, NULL},
	{"user m without modules", NO_MODULES "config A\n\ttristate \"a\"\n", "CONFIG_A=m\n",
	 "# CONFIG_MODULES is not set\nCONFIG_A=y\n", NULL, NULL},
	{"depends on m without modules", NO_MODULES "config A\n\ttristate \"a\"\n\tdepends on m\n",
	 "CONFIG_A=y\n", "# CONFIG_MODULES is not set\n", NULL, NULL},
	{"select from m of a bool",
	 MODULES "config A\n\ttristate \"a\"\n\tselect B\nconfig B\n\tbool\n", "CONFIG_A=m\n",
	 "CONFIG_MODULES=y\nCONFIG_A=m\nCONFIG_B=y\n", NULL, NULL},
	{"select of y by a bool",
	 MODULES "config B\n\tbool \"b\"\n\tselect T\nconfig T\n\ttristate \"t\"\n",
	 "CONFIG_B=y\nCONFIG_T=m\n", "CONFIG_MODULES=y\nCONFIG_B=y\nCONFIG_T=y\n", NULL, NULL},
	{"imply below a dependency that is n",
	 "config Z\n\tbool \"z\"\nconfig A\n\tbool \"a\"\n\tdefault y\n\timply B\n"
	 "config B\n\tbool \"b\"\n\tdepends on Z\n",
	 "", "# CONFIG_Z is not set\nCONFIG_A=y\n# CONFIG_B is not set\n", NULL, NULL},
	{"imply y below a dependency that is m",
	 MODULES "config T\n\ttristate \"t\"\nconfig A\n\tbool \"a\"\n\tdefault y\n\timply B\n"
		 "config B\n\ttristate \"b\"\n\tdepends on T\n",
	 "CONFIG_T=m\n", "CONFIG_MODULES=y\nCONFIG_T=m\nCONFIG_A=y\nCONFIG_B=m\n", NULL, NULL},
	{"negation of a comparison",
	 "config A\n\tdef_bool y\nconfig U\n\tbool\nconfig B\n\tdef_bool !U = A\n", "",
	 "CONFIG_A=y\nCONFIG_B=y\n", NULL, NULL},
	{"negation of m",
	 MODULES "config T\n\ttristate \"t\"\nconfig C\n\ttristate\n\tdefault !T\n", "CONFIG_T=m\n",
	 "CONFIG_MODULES=y\nCONFIG_T=m\nCONFIG_C=m\n", NULL, NULL},
	{"a symbol that nobody defines is its name", "config C\n\tdef_bool FOO = \"FOO\"\n", "",
	 "CONFIG_C=y\n", NULL, NULL},
	{"hex and int are numbers",
	 "config H\n\thex\n\tdefault 0x10\nconfig I\n\tint\n\tdefault 16\n"
	 "config C\n\tdef_bool H = I\nconfig D\n\tdef_bool H >= 0x9\n",
	 "", "CONFIG_H=0x10\nCONFIG_I=16\nCONFIG_C=y\nCONFIG_D=y\n", NULL, NULL},
	{"numbers without default",
	 "config I\n\tint \"i\"\nconfig H\n\thex \"h\"\nconfig S\n\tstring \"s\"\n", "",
	 "CONFIG_I=0\nCONFIG_H=0x0\nCONFIG_S=\"\"\n", "CONFIG_I=\nCONFIG_H=\nCONFIG_S=\"\"\n",
	 NULL},
	{"a range holds a default",
	 "config I\n\tint \"i\"\n\trange 10 20\n\tdefault 5\n"
	 "config H\n\thex \"h\"\n\trange 0x1 0x10\n\tdefault 0x99\n",
	 "", "CONFIG_I=10\nCONFIG_H=0x10\n", NULL, NULL},
	{"a user's number out of range", "config I\n\tint \"i\"\n\trange 5 10\n\tdefault 7\n",
	 "CONFIG_I=50\n", "CONFIG_I=10\n", "CONFIG_I=7\n", NULL},
	{"the first range that holds",
	 "config N\n\tbool\nconfig I\n\tint \"i\"\n\trange 1 2 if N\n\trange 1 9\n\tdefault 5\n",
	 "", "CONFIG_I=5\n", NULL, NULL},
	{"no prompt, no user", "config A\n\tbool\n", "CONFIG_A=y\n", "", NULL, NULL},
	{"select past a dependency",
	 "config Z\n\tbool \"z\"\nconfig A\n\tbool \"a\"\n\tdefault y\n\tselect B\n"
	 "config B\n\tbool \"b\"\n\tdepends on Z\n",
	 "", "# CONFIG_Z is not set\nCONFIG_A=y\nCONFIG_B=y\n", NULL,
	 "\nWARNING: unmet direct dependencies detected for B\n  Depends on [n]: Z [=n]\n"
	 "  Selected by [y]:\n  - A [=y]\n"},
	{"backslashes", "config S\n\tstring \"s\"\n\tdefault \"a\\\"b\\\\c\\nd\"\n", "",
	 "CONFIG_S=\"a\\\"b\\\\cnd\"\n", NULL, NULL},
	{"a user's backslashes", "config S\n\tstring \"s\"\n", "CONFIG_S=\"a\\\"b\\\\c\\nd\"\n",
	 "CONFIG_S=\"a\\\"b\\\\cnd\"\n", NULL, NULL},
	{"m for a bool", MODULES "config B\n\tbool \"b\"\n", "CONFIG_MODULES=y\nCONFIG_B=m\n",
	 "CONFIG_MODULES=y\n# CONFIG_B is not set\n", NULL,
	 ".config:2:warning: symbol value 'm' invalid for B\n"},
	{"the last y of a choice",
	 "choice\n\tprompt \"c\"\nconfig A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n"
	 "config D\n\tbool \"d\"\nendchoice\n",
	 "CONFIG_A=y\nCONFIG_B=y\n", "# CONFIG_A is not set\nCONFIG_B=y\n# CONFIG_D is not set\n",
	 NULL, NULL},
	{"a choice's default refused",
	 "choice\n\tprompt \"c\"\n\tdefault B\nconfig A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n"
	 "config D\n\tbool \"d\"\nendchoice\n",
	 "# CONFIG_B is not set\n", "CONFIG_A=y\n# CONFIG_B is not set\n# CONFIG_D is not set\n",
	 "# CONFIG_A is not set\nCONFIG_B=y\n# CONFIG_D is not set\n", NULL},
	{"visible if hides the prompt alone",
	 "config V\n\tbool \"v\"\nmenu \"m\"\n\tvisible if V\nconfig A\n\tbool \"a\"\n"
	 "\tdefault y\nendmenu\n",
	 "# CONFIG_A is not set\n", "# CONFIG_V is not set\nCONFIG_A=y\n", NULL, NULL},
	{"two definitions",
	 "config Z\n\tbool \"z\"\nconfig A\n\tbool \"a\"\n\tdepends on Z\n"
	 "config A\n\tbool \"a again\"\n\tdefault y\n",
	 "", "# CONFIG_Z is not set\nCONFIG_A=y\n", NULL, NULL},
	{"the first default", "config A\n\tint\n\tdefault 1 if n\n\tdefault 2\n\tdefault 3\n", "",
	 "CONFIG_A=2\n", NULL, NULL},
	{"depends on a tristate that is m",
	 MODULES "config T\n\ttristate \"t\"\nconfig B\n\tbool \"b\"\n\tdepends on T\n",
	 "CONFIG_T=m\nCONFIG_B=y\n", "CONFIG_MODULES=y\nCONFIG_T=m\nCONFIG_B=y\n", NULL, NULL},
	{"blanks of an argument stay",
	 "f = [$(1)][$(2)]\nconfig S\n\tstring\n\tdefault \"$(f, a, b)\"\n", "",
	 "CONFIG_S=\"[ a][ b]\"\n", NULL, NULL},
	{"a variable that holds itself is as in make",
	 "X := a\nX := $(X) b\nU := $(U)c\nconfig S\n\tstring\n\tdefault \"$(X)$(U)\"\n", "",
	 "CONFIG_S=\"a bc\"\n", NULL, NULL},
	{"a dollar alone", "config S\n\tstring\n\tdefault \"$HOME\"\n", "", "CONFIG_S=\"$HOME\"\n",
	 NULL, NULL},
	{"environment, shell and place",
	 "config S\n\tstring\n\tdefault \"$(WORD) $(shell,x y) $(filename):$(lineno)\"\n", "",
	 "CONFIG_S=\"word <x y> Kconfig:3\"\n", NULL, NULL},
	{"hex without 0x", "config H\n\thex \"h\"\n", "CONFIG_H=1f\n", "CONFIG_H=1f\n", NULL, NULL},
	{"a leading zero", "config I\n\tint \"i\"\n\tdefault 3\n", "CONFIG_I=010\n", "CONFIG_I=3\n",
	 NULL, ".config:1:warning: symbol value '010' invalid for I\n"},
};

static void test_rows(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows) * 2; i++) {
		const struct row *row = &rows[i / 2];
		gboolean modes = i % 2 == 1;
		struct run run;

		make(&run, row->kconfig, row->config, modes, CONF_OLDDEFCONFIG);
		g_test_message("%s%s", row->name, modes ? ", with modes" : "");
		g_assert_cmpint(run.status, ==, 0);
		g_assert_cmpstr(run.config, ==, modes && row->older ? row->older : row->newer);
		if (!modes)
			g_assert_cmpstr(run.err->str, ==, row->said ? row->said : "");
		mini_clear(&run);
	}
}

/* A mistake: the line, and what is said of it */
static const struct {
	const char *kconfig, *said;
	int status;
} mistakes[] = {
	{"config A\n\tbool \"a\n",
	 "Kconfig:2:7: the quoted text does not end on its line\n"
	 "\tbool \"a\n\t     ^\n",
	 2},
	{"endif\n", "Kconfig:1:1: 'endif' without 'if'\nendif\n^\n", 2},
	{"if A\n", "Kconfig:1:1: 'if' without 'endif'\nif A\n^\n", 2},
	{"menu \"m\"\nendif\nendmenu\n", "Kconfig:2:1: unexpected 'endif' within menu block\n", 2},
	{"nonsense here\n", "Kconfig:1:1: unknown statement \"nonsense\"\nnonsense here\n^\n", 2},
	{"config A\n\tbool\n\tdepends A\n",
	 "Kconfig:3:10: 'on' is missing behind 'depends'\n\tdepends A\n\t        ^\n", 2},
	{"config A\n\tdef_bool (B\n", "Kconfig:2:13: ')' is missing\n", 2},
	{"source \"absent\"\n",
	 "Kconfig:1:8: can't open file \"absent\": No such file or directory\n"
	 "source \"absent\"\n       ^\n",
	 2},
	{"source \"/\"\n", "Kconfig:1:8: can't open file \"/\": it lies outside of the tree\n", 2},
	{"X = $(X)\nconfig $(X)\n",
	 "Kconfig:2:8: Recursive variable 'X' references itself (eventually)\n", 2},
	{"f = $(f,$(1)x)\nconfig $(f,a)\n", "Kconfig:2:8: Too deep recursive expansion\n", 2},
	{"a = xxxxxxxxxxxxxxxx\nb = $(a)$(a)$(a)$(a)$(a)$(a)$(a)$(a)\n"
	 "c = $(b)$(b)$(b)$(b)$(b)$(b)$(b)$(b)\nd = $(c)$(c)$(c)$(c)$(c)$(c)$(c)$(c)\n"
	 "e = $(d)$(d)$(d)$(d)$(d)$(d)$(d)$(d)\ng = $(e)$(e)$(e)$(e)$(e)$(e)$(e)$(e)\n"
	 "h = $(g)$(g)$(g)$(g)$(g)$(g)$(g)$(g)\ni = $(h)$(h)$(h)$(h)$(h)$(h)$(h)$(h)\n"
	 "config $(i)\n",
	 "Kconfig:9:8: the expansion has more than 16777216 bytes\n", 2},
	{"$(error-if,y,no luck)\n", "Kconfig:1:1: no luck\n", 2},
	{"config $(x\n", "Kconfig:1:8: unterminated reference to 'x': missing ')'\n", 2},
};

static void test_mistakes(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(mistakes); i++) {
		struct run run;

		make(&run, mistakes[i].kconfig, NULL, FALSE, CONF_OLDDEFCONFIG);
		if (!g_str_has_prefix(run.err->str, mistakes[i].said))
			g_assert_cmpstr(run.err->str, ==, mistakes[i].said);
		g_assert_cmpint(run.status, ==, mistakes[i].status);
		mini_clear(&run);
	}
}

static void test_loop(void)
{
	struct run run;

	make(&run,
	     "config A\n\tbool \"a\"\n\tdepends on B\nconfig B\n\tbool \"b\"\n\tdepends on A\n",
	     NULL, FALSE, CONF_OLDDEFCONFIG);
	g_assert_cmpint(run.status, ==, 1);
	g_assert_cmpstr(run.err->str, ==,
			"error: recursive dependency detected!\n\tsymbol A depends on B\n"
			"\tsymbol B depends on A\n"
			"For a resolution refer to Documentation/kbuild/kconfig-language.rst\n"
			"subsection \"Kconfig recursive dependency limitations\"\n\n"
			"Kconfig:1:1: recursive dependency: A -> B -> A\nconfig A\n^\n");
	mini_clear(&run);
}

/* rand() of the C library itself is the judge */
static void test_random(void)
{
	const guint32 seeds[] = {0, 1, 7, 0x7fffffff, 0x80000000, 0xffffffff};
	struct conf_random random;

	for (gsize i = 0; i < G_N_ELEMENTS(seeds); i++) {
		srand(seeds[i]);
		conf_random_seed(&random, seeds[i]);
		for (guint k = 0; k < 1000; k++)
			g_assert_cmpuint(conf_random_next(&random), ==, (guint32)rand());
	}
}

/* What cannot be written leaves the old file as it is */
static void test_kept(void)
{
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "modsplit-conf", NULL);
	g_autofree char *path = g_build_filename(ms_scratch_path(scratch), ".config", NULL);
	g_autofree char *old = g_strconcat(path, ".old", NULL);
	g_autofree char *text = NULL;
	g_autoptr(GString) bytes = g_string_new("fresh\n");
	g_autoptr(GError) error = NULL;

	g_assert_true(g_file_set_contents(path, "old\n", -1, NULL));
	g_assert_false(conf_store("/dev/full/.config", bytes, FALSE, NULL, &error));
	g_assert_nonnull(error);
	g_clear_error(&error);
	g_assert_true(conf_store(path, bytes, FALSE, old, &error));
	g_assert_no_error(error);
	g_file_get_contents(old, &text, NULL, NULL);
	g_assert_cmpstr(text, ==, "old\n");
}

/* Tokens and what lies between them are the file */
static void test_tokens(void)
{
	const char *text =
		"# c\nconfig A$(x, \"y\")B \\\n\t'q\\'q' # d\n\tX := $(a) b\n\t&& >= (\n";
	g_autofree struct kconf_dialect *dialect = kconf_dialect_newest();
	const struct {
		enum kconf_token_kind kind;
		const char *text;
		guint line, column;
	} expected[] = {
		{KCONF_T_EOL, "\n", 1, 4},
		{KCONF_T_CONFIG, "config", 2, 1},
		{KCONF_T_WORD, "A$(x, \"y\")B", 2, 8},
		{KCONF_T_QUOTED, "'q\\'q'", 3, 2},
		{KCONF_T_EOL, "\n", 3, 12},
		{KCONF_T_WORD, "X", 4, 2},
		{KCONF_T_ASSIGN_SIMPLE, ":=", 4, 4},
	};
	struct kconf_cursor cursor;
	struct kconf_token token;

	kconf_cursor_set(&cursor, text, strlen(text));
	for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
		kconf_scan(&cursor, dialect, KCONF_IN_STATEMENT, &token);
		g_assert_cmpint(token.kind, ==, expected[i].kind);
		g_assert_cmpuint(token.span.line, ==, expected[i].line);
		g_assert_cmpuint(token.span.column, ==, expected[i].column);
		g_assert_cmpmem(text + token.span.offset, token.span.len, expected[i].text,
				(int)strlen(expected[i].text));
	}
	kconf_scan(&cursor, dialect, KCONF_IN_VALUE, &token);
	g_assert_cmpint(token.kind, ==, KCONF_T_VALUE);
	g_assert_cmpmem(text + token.span.offset, token.span.len, "$(a) b", 6);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/conf/rows", test_rows);
	g_test_add_func("/conf/mistakes", test_mistakes);
	g_test_add_func("/conf/loop", test_loop);
	g_test_add_func("/conf/random", test_random);
	g_test_add_func("/conf/kept", test_kept);
	g_test_add_func("/conf/tokens", test_tokens);
	return g_test_run();
}
