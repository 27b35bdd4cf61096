/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>
#include <unistd.h>

#include <modsplit/error.h>
#include <modsplit/kbuild.h>

#include "base/files.h"

struct file {
	const char *name, *text;
};

/* A kernel in miniature: the rules are those that Kbuild's documentation gives. */
static const struct file tree_files[] = {
	{"Makefile",
	 "ARCH ?= none\nSRCARCH := $(ARCH)\nsrctree := $(realpath $(dir $(lastword $(MAKEFILE_LIST))))\n"
	 "export srctree SRCARCH BITS\ninclude include/config/auto.conf\ncore-y :=\n"
	 "include $(srctree)/arch/$(SRCARCH)/Makefile\nexport ARCH_CORE := $(core-y)\n"
	 "libs-y := lib/\nKBUILD_VMLINUX_LIBS := $(patsubst %/,%/lib.a,$(libs-y))\n"
	 "build-dir := .\n"},
	{"Kbuild", "obj-y += init/ $(ARCH_CORE) drivers/\n"},
	{"scripts/Makefile.build",
	 "src := $(srctree)/$(obj)\nobj-y :=\nobj-m :=\nlib-y :=\nlib-m :=\nsubdir-y :=\n"
	 "subdir-m :=\n-include include/config/auto.conf\n"
	 "kbuild-file = $(or $(wildcard $(src)/Kbuild),$(src)/Makefile)\n"
	 "include $(kbuild-file)\n$(error behind the folder)\n"},
	{"scripts/Makefile.lib",
	 "look = $(strip $(foreach s,$2,$($(1:.o=$s))))\n"
	 "real-obj-y := $(foreach m,$(obj-y),$(if $(call look,$m,-objs -y -),"
	 "$(call look,$m,-objs -y),$m))\n"},
	{"arch/mini/Makefile", "BITS := 32\ncore-y += arch/mini/kernel/\n"
			       "flags := $(shell cc -dumpversion)\n"},
	{"arch/mini/kernel/Makefile", "obj-y := head_$(BITS).o\nobj-m := main.o\n"},
	{"init/Makefile", "obj-y := main.o\n"},
	{"drivers/Makefile", "obj-y += both/ lists/ shell/ broken/\nobj-m += modular/\n"
			     "subdir-y := tools\nobj-$(CONFIG_OFF) += off/\n"},
	{"drivers/both/Kbuild", "obj-y := kbuild.o\n"},
	{"drivers/both/Makefile", "obj-y := makefile.o\n"},
	{"drivers/tools/Makefile", "lib-y := b.o a.o b.o\nobj-y := tool.o\n"},
	{"drivers/modular/Makefile", "obj-y := lost.o below/\nobj-m := kept.o\n"},
	{"drivers/modular/below/Makefile", "obj-m := deep.o\n"},
	{"drivers/broken/Makefile", "obj-y := good.o\nifdef CONFIG_YES\nobj-y += more.o\n"},
	{"drivers/shell/Makefile", "obj-y := known.o\nifeq ($(shell uname),Linux)\n"
				   "obj-y += perhaps.o\nendif\n"},
	{"drivers/lists/Makefile",
	 "obj-$(CONFIG_YES) += plain.o twice.o\nobj-$(CONFIG_MOD) += twice.o many.o odd.o\n"
	 "obj-$(CONFIG_OFF) += off.o\nmany-y = a.o $(more-y)\nmany-objs := first.o\n"
	 "many-$(CONFIG_MOD) += m.o\ninclude $(src)/more.mk\nodd-$(CONFIG_OFF) += part.o\n"
	 "obj-y += built.o\nbuilt-$(CONFIG_MOD) += never.o\nbuilt-$(CONFIG_YES) += always.o\n"
	 "always-y := nothing\nextra-y := vmlinux.lds\n"},
	{"drivers/lists/more.mk", "more-y += \\\n\tb.o \\\n\tsub/c.o\n"},
};

static const char config[] = "CONFIG_YES=y\nCONFIG_MOD=m\n";

static ms_scratch *write_tree(void)
{
	ms_scratch *scratch = ms_scratch_new(NULL, "modsplit-walk", NULL);

	g_assert_nonnull(scratch);
	for (guint i = 0; i < G_N_ELEMENTS(tree_files); i++) {
		g_autofree char *path =
			g_build_filename(ms_scratch_path(scratch), tree_files[i].name, NULL);

		g_assert_true(
			ms_write_file(path, tree_files[i].text, strlen(tree_files[i].text), NULL));
	}
	return scratch;
}

static ms_kbuild_tree *walk_it(const ms_scratch *scratch)
{
	struct ms_kbuild_options options = {.tree = ms_scratch_path(scratch),
					    .arch = "mini",
					    .config = config};
	GError *error = NULL;
	ms_kbuild_tree *tree = ms_kbuild_walk(&options, &error);

	g_assert_no_error(error);
	return tree;
}

/* "a.o b.o(c.o d.o)" of a list of objects */
static char *told(const GPtrArray *objects)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < objects->len; i++) {
		const struct ms_kbuild_object *object = objects->pdata[i];

		g_string_append_printf(text, "%s%s", i ? " " : "", object->name);
		for (guint p = 0; object->composite && p < object->parts->len; p++)
			g_string_append_printf(text, "%s%s", p ? " " : "(",
					       (char *)object->parts->pdata[p]);
		if (object->composite)
			g_string_append(text, object->parts->len ? ")" : "()");
	}
	return g_string_free(text, FALSE);
}

static const struct {
	const char *path, *file, *builtin, *modules;
	gboolean linked, modular;
	guint problems;
} expected[] = {
	{".", "Kbuild", "", "", TRUE, TRUE, 0},
	{"arch/mini/kernel", "arch/mini/kernel/Makefile", "head_32.o", "main.o", TRUE, TRUE, 0},
	{"drivers", "drivers/Makefile", "", "", TRUE, TRUE, 0},
	{"drivers/both", "drivers/both/Kbuild", "kbuild.o", "", TRUE, TRUE, 0},
	{"drivers/broken", "drivers/broken/Makefile", "good.o more.o", "", TRUE, TRUE, 1},
	/* twice.o is built in; odd.o and built.o are composites by their other lists */
	{"drivers/lists", "drivers/lists/Makefile", "plain.o twice.o built.o(always.o)",
	 "many.o(first.o a.o b.o sub/c.o m.o) odd.o()", TRUE, TRUE, 0},
	{"drivers/modular", "drivers/modular/Makefile", "lost.o", "kept.o", FALSE, TRUE, 0},
	{"drivers/modular/below", "drivers/modular/below/Makefile", "", "deep.o", FALSE, TRUE, 0},
	{"drivers/shell", "drivers/shell/Makefile", "known.o", "", TRUE, TRUE, 1},
	{"drivers/tools", "drivers/tools/Makefile", "tool.o", "", FALSE, FALSE, 0},
	{"init", "init/Makefile", "main.o", "", TRUE, TRUE, 0},
};

static void test_tree(void)
{
	g_autoptr(ms_scratch) scratch = write_tree();
	g_autoptr(ms_kbuild_tree) tree = walk_it(scratch);
	const struct ms_kbuild_folder *tools = ms_kbuild_find(tree, "drivers/tools");

	g_assert_cmpuint(tree->folders->len, ==, G_N_ELEMENTS(expected));
	for (guint i = 0; i < tree->folders->len; i++) {
		const struct ms_kbuild_folder *folder = tree->folders->pdata[i];
		g_autofree char *builtin = told(folder->builtin);
		g_autofree char *modules = told(folder->modules);

		g_assert_cmpstr(folder->path, ==, expected[i].path);
		g_assert_cmpstr(folder->file, ==, expected[i].file);
		g_assert_cmpstr(builtin, ==, expected[i].builtin);
		g_assert_cmpstr(modules, ==, expected[i].modules);
		g_assert_cmpint(folder->linked, ==, expected[i].linked);
		g_assert_cmpint(folder->modular, ==, expected[i].modular);
		g_assert_cmpuint(folder->problems->len, ==, expected[i].problems);
	}
	g_assert_cmpuint(tools->lib->len, ==, 2);
	g_assert_cmpstr(tools->lib->pdata[0], ==, "a.o");
	g_assert_null(ms_kbuild_find(tree, "drivers/off"));
	g_assert_cmpstr(tree->libs->pdata[0], ==, "lib/lib.a");
}

/* the tree and its folder are named by what they are, not by the link that leads there */
static void test_link(void)
{
	g_autoptr(ms_scratch) scratch = write_tree();
	g_autoptr(ms_scratch) beside = ms_scratch_new(NULL, "modsplit-walk", NULL);
	g_autofree char *link = g_build_filename(ms_scratch_path(beside), "link", NULL);
	struct ms_kbuild_options options = {.tree = link, .arch = "mini", .config = config};
	g_autoptr(ms_kbuild_tree) tree = NULL;
	GError *error = NULL;

	g_assert_cmpint(symlink(ms_scratch_path(scratch), link), ==, 0);
	tree = ms_kbuild_walk(&options, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(tree->folders->len, ==, G_N_ELEMENTS(expected));
	for (guint i = 0; i < tree->folders->len; i++) {
		const struct ms_kbuild_folder *folder = tree->folders->pdata[i];

		g_assert_cmpstr(folder->path, ==, expected[i].path);
		g_assert_cmpstr(folder->file, ==, expected[i].file);
	}
}

static void check_place(const struct ms_kbuild_place *place, const char *where)
{
	g_autofree char *text =
		g_strdup_printf("%s:%u:%u", place->file, place->line, place->column);

	g_assert_cmpstr(text, ==, where);
}

static void check_problem(const ms_kbuild_tree *tree, const char *path, const char *where,
			  const char *message)
{
	const struct ms_kbuild_folder *folder = ms_kbuild_find(tree, path);
	const struct ms_kbuild_problem *problem = folder->problems->pdata[0];

	check_place(&problem->place, where);
	g_assert_cmpstr(problem->message, ==, message);
}

static void test_places(void)
{
	g_autoptr(ms_scratch) scratch = write_tree();
	g_autoptr(ms_kbuild_tree) tree = walk_it(scratch);
	const struct ms_kbuild_folder *lists = ms_kbuild_find(tree, "drivers/lists");
	const struct ms_kbuild_folder *arch = ms_kbuild_find(tree, "arch/mini/kernel");
	const struct ms_kbuild_object *object = lists->builtin->pdata[1];

	check_place(&object->place, "drivers/lists/Makefile:1:30");
	object = lists->modules->pdata[0];
	check_place(&object->place, "drivers/lists/Makefile:2:30");
	object = arch->builtin->pdata[0];
	check_place(&object->place, "arch/mini/kernel/Makefile:1:10");
	check_problem(tree, "drivers/broken", "drivers/broken/Makefile:2:1",
		      "'ifdef' without 'endif'");
	check_problem(tree, "drivers/shell", "drivers/shell/Makefile:2:7",
		      "'$(shell uname)' is not run");
}

static void test_no_tree(void)
{
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "modsplit-walk", NULL);
	struct ms_kbuild_options options = {.tree = ms_scratch_path(scratch), .arch = "mini"};
	GError *error = NULL;

	g_assert_null(ms_kbuild_walk(&options, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_IO);
	g_assert_true(g_str_has_prefix(error->message, "configure the kernel first: "));
	g_clear_error(&error);
	options.config = config;
	g_assert_null(ms_kbuild_walk(&options, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_IO);
	g_assert_nonnull(strstr(error->message, "Makefile"));
	g_clear_error(&error);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/walk/tree", test_tree);
	g_test_add_func("/walk/link", test_link);
	g_test_add_func("/walk/places", test_places);
	g_test_add_func("/walk/no-tree", test_no_tree);
	return g_test_run();
}
