/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/error.h>

#include "base/files.h"
#include "formats/elf.h"
#include "tree/index.h"
#include "../formats/bench.h"

/* an object with one symbol of each sort, and exports in both forms */
static const char object_c[] =
	"extern int needed(void); extern int maybe(void) __attribute__((weak));\n"
	"int shared = 4;\n"
	"static int inside(int x) { return x + shared; }\n"
	"int __attribute__((weak)) soft(void) { return 1; }\n"
	"int __attribute__((section(\".init.text\"))) early(void) { return needed(); }\n"
	"int hard(int x) { return inside(x) + (maybe ? maybe() : 0); }\n"
	"__asm__(\".section .export_symbol,\\\"a\\\"\\n__export_symbol_hard:\\n"
	".asciz \\\"GPL\\\"\\n.asciz \\\"MY_NS\\\"\\n.balign 8\\n.quad hard\\n"
	"__export_symbol_soft:\\n.asciz \\\"\\\"\\n.asciz \\\"\\\"\\n.balign 8\\n.quad soft\\n.previous\");\n"
	"__asm__(\".section __ksymtab_strings,\\\"aMS\\\",%progbits,1\\n__kstrtabns_early:\\n"
	".asciz \\\"OLD_NS\\\"\\n.previous\\n.section \\\"___ksymtab_gpl+early\\\",\\\"a\\\"\\n"
	"__ksymtab_early:\\n.quad early\\n.previous\");\n";

struct seen {
	GString *text;
};

static gboolean note(void *data, const struct scan_elf_symbol *symbol)
{
	struct seen *seen = data;

	if (!g_str_has_prefix(symbol->name, "__"))
		g_string_append_printf(seen->text, "%s %s %s %d\n", symbol->name,
				       symbol->section ? symbol->section : "-", symbol->kind,
				       symbol->binding);
	return TRUE;
}

static char *make_object(const char *folder)
{
	g_free(bench_write(folder, "a.c", object_c));
	bench_run(folder, "cc", "-O0", "-fno-pic", "-c", "-o", "a.o", "a.c", NULL);
	return g_build_filename(folder, "a.o", NULL);
}

static void test_symbols(void)
{
	char *folder = bench_new();
	g_autofree char *object = make_object(folder);
	struct seen seen = {g_string_new("\n")};
	GError *error = NULL;

	g_assert_true(scan_elf_symbols(object, note, &seen, &error));
	g_assert_no_error(error);
	g_assert_nonnull(strstr(seen.text->str, "\nneeded - notype 1\n"));
	g_assert_nonnull(strstr(seen.text->str, "\nmaybe - notype 2\n"));
	g_assert_nonnull(strstr(seen.text->str, "\nshared .data object 1\n"));
	g_assert_nonnull(strstr(seen.text->str, "\ninside .text function 0\n"));
	g_assert_nonnull(strstr(seen.text->str, "\nsoft .text function 2\n"));
	g_assert_nonnull(strstr(seen.text->str, "\nearly .init.text function 1\n"));
	g_string_free(seen.text, TRUE);
	bench_free(folder);
}

static void test_exports(void)
{
	char *folder = bench_new();
	g_autofree char *object = make_object(folder);
	g_autoptr(scan_exports) exports = scan_exports_new();
	GError *error = NULL;

	g_assert_true(scan_elf_exports(object, "vmlinux", exports, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(g_hash_table_size(exports->by_name), ==, 3);
	g_assert_cmpstr(scan_exports_find(exports, "hard")->form, ==, "EXPORT_SYMBOL_GPL");
	g_assert_cmpstr(scan_exports_find(exports, "hard")->space, ==, "MY_NS");
	g_assert_cmpstr(scan_exports_find(exports, "soft")->form, ==, "EXPORT_SYMBOL");
	g_assert_null(scan_exports_find(exports, "soft")->space);
	g_assert_cmpstr(scan_exports_find(exports, "early")->form, ==, "EXPORT_SYMBOL_GPL");
	g_assert_cmpstr(scan_exports_find(exports, "early")->space, ==, "OLD_NS");
	bench_free(folder);
}

static gboolean ignore(void *data, const struct scan_elf_symbol *symbol)
{
	gsize *sum = data;

	*sum += strlen(symbol->name) + (symbol->section ? strlen(symbol->section) : 0);
	return TRUE;
}

/* every cut is an error with the path, and never a crash; a cut vmlinux is seen by its head alone */
static void test_cut(void)
{
	char *folder = bench_new();
	g_autofree char *object = make_object(folder), *bytes = NULL;
	g_autofree char *cut = g_build_filename(folder, "cut.o", NULL);
	gsize size, sum = 0;

	bytes = ms_read_file(object, &size, NULL);
	for (gsize keep = 0; keep < size; keep += 1 + keep / 40) {
		g_autoptr(GError) error = NULL, again = NULL;

		g_assert_true(g_file_set_contents(cut, bytes, (gssize)keep, NULL));
		g_assert_false(scan_elf_symbols(cut, ignore, &sum, &error));
		g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
		g_assert_nonnull(strstr(error->message, cut));
		g_assert_false(scan_elf_check(cut, &again));
		g_assert_error(again, MS_ERROR, MS_ERROR_INPUT);
	}
	g_assert_true(scan_elf_check(object, NULL));
	bench_free(folder);
}

/* damaged bytes give symbols or an error; the sanitizers watch */
static void test_mutated(void)
{
	char *folder = bench_new();
	g_autofree char *object = make_object(folder), *bytes = NULL;
	GRand *rand = g_rand_new_with_seed(1);
	gsize size, sum = 0;
	guint failed = 0;

	bytes = ms_read_file(object, &size, NULL);
	for (guint round = 0; round < 2000; round++) {
		g_autofree char *copy = g_memdup2(bytes, size);
		g_autoptr(GError) error = NULL;

		for (guint k = 0; k < 4; k++)
			copy[g_rand_int_range(rand, 16, (gint32)size)] =
				(char)g_rand_int_range(rand, 0, 256);
		if (!scan_elf_symbols_in(copy, size, "mutated", ignore, &sum, &error)) {
			g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
			failed++;
		}
	}
	g_assert_cmpuint(failed, >, 0);
	g_assert_cmpuint(sum, >, 0);
	g_rand_free(rand);
	bench_free(folder);
}

static void make_image(const char *folder, const char *mode)
{
	g_free(bench_write(folder, "d/one.c",
			   "extern int two(void); int one(void) { return two(); }\n"
			   "int __attribute__((weak)) both(void) { return 1; }\n"));
	g_free(bench_write(folder, "d/a-file-with-a-long-name.c",
			   "int two(void) { return 2; } int both(void) { return 2; }\n"));
	bench_run(folder, "cc", "-c", "-o", "d/one.o", "d/one.c", NULL);
	bench_run(folder, "cc", "-c", "-o", "d/a-file-with-a-long-name.o",
		  "d/a-file-with-a-long-name.c", NULL);
	bench_run(folder, "ar", mode, "vmlinux.a", "d/one.o", "d/a-file-with-a-long-name.o", NULL);
}

static void test_index(void)
{
	char *folder = bench_new();
	g_autoptr(scan_index) index = NULL;
	const struct scan_definition *both;
	const GArray *who;
	GError *error = NULL;
	guint object;

	make_image(folder, "cDPrST");
	index = scan_index_read(folder, "arm64", NULL, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(index->objects->len, ==, 2);
	g_assert_cmpstr(scan_index_object(index, 0), ==, "d/one.o");
	g_assert_true(scan_index_find(index, "d/a-file-with-a-long-name.o", &object));
	g_assert_cmpuint(object, ==, 1);
	both = scan_index_definition(index, "both");
	g_assert_cmpuint(both->object, ==, 1);
	g_assert_false(both->weak);
	who = g_hash_table_lookup(index->needs, "two");
	g_assert_cmpuint(who->len, ==, 1);
	g_assert_cmpuint(g_array_index(who, guint, 0), ==, 0);
	bench_free(folder);
}

static void test_index_thick(void)
{
	char *folder = bench_new();
	g_autoptr(scan_index) index = NULL;
	GError *error = NULL;

	make_image(folder, "cDrS");
	index = scan_index_read(folder, "arm64", NULL, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(index->objects->len, ==, 2);
	g_assert_nonnull(scan_index_definition(index, "one"));
	bench_free(folder);
}

static void test_index_missing(void)
{
	char *folder = bench_new();
	g_autoptr(GError) error = NULL;

	g_assert_null(scan_index_read(folder, "arm64", NULL, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_TREE);
	bench_free(folder);
}

static void test_index_damaged(void)
{
	char *folder = bench_new();
	g_autofree char *path = g_build_filename(folder, "vmlinux.a", NULL), *bytes = NULL;
	gsize size;

	make_image(folder, "cDPrST");
	bytes = ms_read_file(path, &size, NULL);
	for (gsize keep = 0; keep < size; keep++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(scan_index) index = NULL;

		g_assert_true(g_file_set_contents(path, bytes, (gssize)keep, NULL));
		index = scan_index_read(folder, "arm64", NULL, &error);
		/* an archive that ends behind a member is a shorter archive */
		g_assert_true(index != NULL || error != NULL);
		if (error)
			g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
	}
	g_assert_true(g_file_set_contents(path, "garbage, and more of it", -1, NULL));
	{
		g_autoptr(GError) error = NULL;

		g_assert_null(scan_index_read(folder, "arm64", NULL, &error));
		g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
		g_assert_nonnull(strstr(error->message, path));
	}
	bench_free(folder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/formats/elf/symbols", test_symbols);
	g_test_add_func("/formats/elf/exports", test_exports);
	g_test_add_func("/formats/elf/cut", test_cut);
	g_test_add_func("/formats/elf/mutated", test_mutated);
	g_test_add_func("/tree/index", test_index);
	g_test_add_func("/tree/index/thick", test_index_thick);
	g_test_add_func("/tree/index/missing", test_index_missing);
	g_test_add_func("/tree/index/damaged", test_index_damaged);
	return g_test_run();
}
