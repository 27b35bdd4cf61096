/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/error.h>

#include "formats/cmdfile.h"
#include "formats/dotconfig.h"
#include "formats/symvers.h"

static void test_dotconfig(void)
{
	GError *error = NULL;
	g_autoptr(scan_dotconfig) config = scan_dotconfig_parse(
		"#\n# Linux/arm64 6.12.1 Kernel Configuration\n#\nCONFIG_A=y\nCONFIG_B=m\n"
		"# CONFIG_C is not set\nCONFIG_D=\"a \\\"b\\\"\"\nCONFIG_E=0x10\n",
		"x", &error);

	g_assert_no_error(error);
	g_assert_cmpstr(config->arch, ==, "arm64");
	g_assert_cmpstr(scan_dotconfig_get(config, "A"), ==, "y");
	g_assert_cmpstr(scan_dotconfig_get(config, "B"), ==, "m");
	g_assert_cmpstr(scan_dotconfig_get(config, "C"), ==, "n");
	g_assert_cmpstr(scan_dotconfig_get(config, "D"), ==, "a \"b\"");
	g_assert_cmpstr(scan_dotconfig_get(config, "E"), ==, "0x10");
	g_assert_cmpstr(scan_dotconfig_get(config, "NEVER"), ==, "n");
}

static void test_dotconfig_damaged(void)
{
	static const char *const texts[] = {"CONFIG_A=y\nONFIG_B=y\n", "\177ELF\n", "CONFIG_=y\n",
					    "CONFIG_A\n", NULL};

	for (guint i = 0; texts[i]; i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(scan_dotconfig_parse(texts[i], "b/.config", &error));
		g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
		g_assert_true(g_str_has_prefix(error->message, "b/.config:"));
	}
}

static void test_symvers(void)
{
	g_autoptr(scan_exports) exports = scan_exports_new();
	g_autoptr(GError) error = NULL;
	const struct scan_export *row;

	g_assert_true(scan_symvers_parse(exports,
					 "0x0\tplain\tvmlinux\tEXPORT_SYMBOL\t\n"
					 "0x1\tspaced\tdrivers/a/b\tEXPORT_SYMBOL_GPL\tNS\n"
					 "0x2\told\tOLDNS\tvmlinux\tEXPORT_SYMBOL_GPL\n"
					 "0x3\tolder\tvmlinux\tEXPORT_SYMBOL\n",
					 "x", &error));
	g_assert_no_error(error);
	row = scan_exports_find(exports, "plain");
	g_assert_cmpstr(row->provider, ==, "vmlinux");
	g_assert_null(row->space);
	row = scan_exports_find(exports, "spaced");
	g_assert_cmpstr(row->provider, ==, "drivers/a/b");
	g_assert_cmpstr(row->form, ==, "EXPORT_SYMBOL_GPL");
	g_assert_cmpstr(row->space, ==, "NS");
	row = scan_exports_find(exports, "old");
	g_assert_cmpstr(row->provider, ==, "vmlinux");
	g_assert_cmpstr(row->space, ==, "OLDNS");
	g_assert_nonnull(scan_exports_find(exports, "older"));
	g_assert_null(scan_exports_find(exports, "absent"));
}

static void test_symvers_damaged(void)
{
	g_autoptr(scan_exports) exports = scan_exports_new();
	g_autoptr(GError) error = NULL;

	g_assert_false(scan_symvers_parse(exports, "0x0\ta\tvmlinux\tEXPORT_SYMBOL\t\n0x0\tb\tvml",
					  "Module.symvers", &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
	g_assert_true(g_str_has_prefix(error->message, "Module.symvers:2:"));
}

static void check_words(const char *line, const char *want)
{
	g_auto(GStrv) words = scan_split_command(line, NULL);
	g_autofree char *joined = words ? g_strjoinv("|", words) : NULL;

	g_assert_cmpstr(joined, ==, want);
}

static void test_split(void)
{
	check_words("gcc -c  a.c", "gcc|-c|a.c");
	check_words("gcc -DX='\"a b\"' -DY=\\\"z\\\"", "gcc|-DX=\"a b\"|-DY=\"z\"");
	check_words("gcc \"a \\\"b\\\" \\n\"", "gcc|a \"b\" \\n");
	check_words("gcc '' x", "gcc||x");
	check_words("gcc a.c; rm -rf /", "gcc|a.c");
	check_words("gcc $(x)", "gcc|$");
	check_words("gcc 'a", NULL);
	check_words("", "");
}

static void test_cmdfile(void)
{
	GError *error = NULL;
	g_autoptr(scan_cmdfile) file = scan_cmdfile_parse(
		"savedcmd_d/foo.o := aarch64-linux-gnu-gcc -Wp,-MMD,d/.foo.o.d -DKBUILD_MODNAME='\"foo\"' "
		"-DM=$(pound)x$$ -c -o d/foo.o /t/d/foo.c ; ./tools/objtool d/foo.o\n\n"
		"source_d/foo.o := /t/d/foo.c\n\ndeps_d/foo.o := \\\n"
		"    $(wildcard include/config/FOO) \\\n  /t/include/a.h \\\n  include/b.h \\\n\n"
		"d/foo.o: $(deps_d/foo.o)\n\n$(deps_d/foo.o):\n",
		"x", &error);
	g_autofree char *modname = NULL;

	g_assert_no_error(error);
	g_assert_cmpstr(file->target, ==, "d/foo.o");
	g_assert_cmpstr(file->source, ==, "/t/d/foo.c");
	g_assert_cmpstr(file->argv[0], ==, "aarch64-linux-gnu-gcc");
	g_assert_cmpstr(file->argv[3], ==, "-DM=#x$");
	g_assert_cmpstr(file->argv[g_strv_length(file->argv) - 1], ==, "/t/d/foo.c");
	modname = scan_command_define(file->argv, "KBUILD_MODNAME");
	g_assert_cmpstr(modname, ==, "foo");
	g_assert_cmpuint(file->deps->len, ==, 2);
	g_assert_cmpstr(file->deps->pdata[1], ==, "include/b.h");
}

static void test_cmdfile_old(void)
{
	GError *error = NULL;
	g_autoptr(scan_cmdfile) file = scan_cmdfile_parse(
		"cmd_d/foo.o := set -e; gcc -c -o d/foo.o d/foo.c\n\nsource_d/foo.o := d/foo.c\n",
		"x", &error);

	g_assert_no_error(error);
	g_assert_cmpstr(file->argv[0], ==, "gcc");
	g_assert_cmpstr(file->target, ==, "d/foo.o");
}

static void test_cmdfile_damaged(void)
{
	static const char *const texts[] = {"",
					    "\n\n",
					    "savedcmd_d/foo.o := gcc -DX='\"y",
					    "savedcmd_d/foo.o",
					    "source_x := y\n",
					    "savedcmd_ := \n",
					    NULL};

	for (guint i = 0; texts[i]; i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(scan_cmdfile_parse(texts[i], "d/.foo.o.cmd", &error));
		g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
		g_assert_true(g_str_has_prefix(error->message, "d/.foo.o.cmd:"));
	}
}

static void test_path(void)
{
	g_autofree char *below = scan_cmdfile_path("a/b.o"), *plain = scan_cmdfile_path("b.o");

	g_assert_cmpstr(below, ==, "a/.b.o.cmd");
	g_assert_cmpstr(plain, ==, ".b.o.cmd");
}

/* nothing that makes libclang load, run or write anything may pass */
static void test_for_clang(void)
{
	static const char *const argv[] = {"/usr/bin/aarch64-linux-gnu-gcc-12",
					   "-nostdinc",
					   "-I/a",
					   "-I",
					   "b",
					   "-include",
					   "c.h",
					   "-DX=\"1\"",
					   "-UY",
					   "-std=gnu11",
					   "-fplugin=evil.so",
					   "-Xclang",
					   "-load",
					   "-o",
					   "out.o",
					   "-Wp,-MMD,x.d",
					   "-fshort-wchar",
					   "-O2",
					   "-Wall",
					   "-c",
					   "a.c",
					   "-B/evil",
					   NULL};
	g_auto(GStrv) words = scan_command_for_clang((char *const *)argv);
	g_autofree char *joined = g_strjoinv(" ", words);

	g_assert_cmpstr(joined, ==,
			"--target=aarch64-linux-gnu -nostdinc -I/a -I b -include c.h -DX=\"1\" -UY "
			"-std=gnu11 -fshort-wchar");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/formats/dotconfig", test_dotconfig);
	g_test_add_func("/formats/dotconfig/damaged", test_dotconfig_damaged);
	g_test_add_func("/formats/symvers", test_symvers);
	g_test_add_func("/formats/symvers/damaged", test_symvers_damaged);
	g_test_add_func("/formats/cmdfile/split", test_split);
	g_test_add_func("/formats/cmdfile", test_cmdfile);
	g_test_add_func("/formats/cmdfile/old", test_cmdfile_old);
	g_test_add_func("/formats/cmdfile/damaged", test_cmdfile_damaged);
	g_test_add_func("/formats/cmdfile/path", test_path);
	g_test_add_func("/formats/cmdfile/for-clang", test_for_clang);
	return g_test_run();
}
