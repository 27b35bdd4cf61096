/* SPDX-License-Identifier: GPL-2.0-only */
#include "tree/mentions.h"

#include <string.h>

#include "../formats/bench.h"
#include <modsplit/error.h>

/* a .cmd file as fixdep leaves it */
static void write_cmd(const char *folder, const char *stem, const char *deps)
{
	g_autofree char *base = g_path_get_basename(stem), *dir = g_path_get_dirname(stem);
	g_autofree char *file = g_strdup_printf("build/%s/.%s.o.cmd", dir, base);
	g_autofree char *text =
		g_strdup_printf("savedcmd_%s.o := cc -c -o %s.o %s/tree/%s.c\n\n"
				"source_%s.o := %s/tree/%s.c\n\ndeps_%s.o := \\\n%s\n",
				stem, stem, folder, stem, stem, folder, stem, stem, deps);

	g_free(bench_write(folder, file, text));
}

static char *mentions(const char *folder, const char *option)
{
	g_autofree char *path = g_build_filename(folder, "tree", NULL);
	g_autofree char *build = g_build_filename(folder, "build", NULL);
	const struct scan_tree tree = {.path = path, .build = build};
	const char *const options[] = {option, NULL};
	const struct ms_job job = {.jobs = 2};
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) found = scan_mentions(&tree, options, &job, &error);

	g_assert_no_error(error);
	g_ptr_array_add(found, NULL);
	return g_strjoinv(" ", (char **)found->pdata);
}

static char *mini_tree(void)
{
	char *folder = bench_new();
	g_autofree char *header = g_strdup_printf("    $(wildcard include/config/FROB) \\\n"
						  "  %s/tree/a/frob.h \\\n"
						  "  include/generated/made.h \\\n",
						  folder);

	g_free(bench_write(folder, "tree/a/frob.c", "\n"));
	g_free(bench_write(folder, "tree/a/frob.h", "\n"));
	g_free(bench_write(folder, "tree/a/Makefile", "\n"));
	g_free(bench_write(folder, "tree/b/other.c", "\n"));
	g_free(bench_write(folder, "tree/b/old.c", "\n"));
	g_free(bench_write(folder, "tree/b/Kbuild", "\n"));
	g_free(bench_write(folder, "tree/c/unbuilt.c", "#ifdef CONFIG_FROB\n#endif\n"));
	g_free(bench_write(folder, "tree/c/Makefile", "\n"));
	g_free(bench_write(folder, "build/include/generated/made.h", "\n"));
	write_cmd(folder, "a/frob", header);
	write_cmd(folder, "b/other", "    $(wildcard include/config/FROB_MORE) \\\n");
	write_cmd(folder, "b/old", "    $(wildcard include/config/frob/old.h) \\\n");
	return folder;
}

/* sources and headers of the objects that mention it, nothing generated, nothing that is not built */
static void test_built(void)
{
	g_autofree char *folder = mini_tree();
	g_autofree char *found = mentions(folder, "FROB");

	g_assert_cmpstr(found, ==, "a/Makefile a/frob.c a/frob.h b/Kbuild");
	bench_free(g_steal_pointer(&folder));
}

/* a longer name is another option */
static void test_longer(void)
{
	g_autofree char *folder = mini_tree();
	g_autofree char *found = mentions(folder, "FROB_MORE");
	g_autofree char *none = mentions(folder, "FRO");

	g_assert_cmpstr(found, ==, "a/Makefile b/Kbuild b/other.c");
	g_assert_cmpstr(none, ==, "a/Makefile b/Kbuild");
	bench_free(g_steal_pointer(&folder));
}

/* fixdep's files of before 5.14 */
static void test_old_names(void)
{
	g_autofree char *folder = mini_tree();
	g_autofree char *found = mentions(folder, "FROB_OLD");

	g_assert_cmpstr(found, ==, "a/Makefile b/Kbuild b/old.c");
	bench_free(g_steal_pointer(&folder));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/tree/mentions/built", test_built);
	g_test_add_func("/tree/mentions/longer", test_longer);
	g_test_add_func("/tree/mentions/old-names", test_old_names);
	return g_test_run();
}
