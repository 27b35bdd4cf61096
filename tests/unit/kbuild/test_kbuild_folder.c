/* SPDX-License-Identifier: GPL-2.0-only */
#include <glib/gstdio.h>
#include <string.h>

#include "kbuild/folder.h"

static const char lamps[] = "# SPDX\n"
			    "ccflags-y := -I$(src)\n"
			    "obj-$(CONFIG_LAMP) += lamp.o \\\n"
			    "\t\t      bulb.o # obj-y += ghost.o\n"
			    "obj-${CONFIG_TUBE} := tube-mod.o\n"
			    "tube-mod-objs := tube.o glass.o\n"
			    "tube-mod-$(CONFIG_TUBE_PCI) += tube-pci.o\n"
			    "tube-mod-y += $(common-y) $(addprefix sub/, a.o b.o)\n"
			    "common-y := common.o\n"
			    "obj-$(subst m,y,$(CONFIG_HUB)) += hub/\n"
			    "ifdef CONFIG_DEBUG\n"
			    "ifeq ($(CONFIG_LAMP),m)\n"
			    "obj-m += debug.o\n"
			    "else\n"
			    "lib-y += debug.o\n"
			    "endif\n"
			    "endif\n"
			    "define rule\n"
			    "obj-y += inside.o\n"
			    "endef\n"
			    "include more.mk\n"
			    "obj-y += $(shell ls)\n"
			    "lamp.o: lamp.h\n"
			    "\t$(CC) -DX=obj-y\n";

static kbuild_folder *parse(void)
{
	return kbuild_folder_parse("lamps", "lamps/Makefile", lamps, strlen(lamps));
}

static void test_lists(void)
{
	g_autoptr(kbuild_folder) folder = parse();
	struct kbuild_place place;
	g_autofree char *word = NULL;

	g_assert_true(kbuild_find_object(folder, "bulb.o", &place));
	g_assert_cmpstr(place.when, ==, "CONFIG_LAMP");
	g_assert_cmpstr(place.option, ==, "LAMP");
	g_assert_null(place.composite);
	g_assert_cmpuint(place.line, ==, 4);
	word = g_strndup(lamps + place.entry->offset, place.entry->len);
	g_assert_cmpstr(word, ==, "bulb.o");
	g_assert_true(kbuild_find_object(folder, "tube-mod.o", &place));
	g_assert_cmpstr(place.when, ==, "CONFIG_TUBE");
	g_assert_true(kbuild_find_object(folder, "hub/", &place));
	g_assert_cmpstr(place.when, ==, "$(subst m,y,$(CONFIG_HUB))");
	g_assert_cmpstr(place.option, ==, "HUB");
	g_assert_false(kbuild_find_object(folder, "ghost.o", &place));
	g_assert_false(kbuild_find_object(folder, "inside.o", &place));
}

static void test_parts(void)
{
	g_autoptr(kbuild_folder) folder = parse();
	g_autoptr(GPtrArray) parts = kbuild_composite_parts(folder, "tube-mod.o");
	static const char *const words[] = {"tube.o",   "glass.o", "tube-pci.o",
					    "common.o", "sub/a.o", "sub/b.o"};
	struct kbuild_place place;

	g_assert_cmpuint(parts->len, ==, G_N_ELEMENTS(words));
	for (guint i = 0; i < parts->len; i++)
		g_assert_cmpstr(((const struct kbuild_entry *)g_ptr_array_index(parts, i))->word,
				==, words[i]);
	g_assert_true(kbuild_is_composite(folder, "tube-mod.o"));
	g_assert_false(kbuild_is_composite(folder, "lamp.o"));
	g_assert_true(kbuild_find_object(folder, "tube-pci.o", &place));
	g_assert_cmpstr(place.composite, ==, "tube-mod.o");
	g_assert_cmpstr(place.option, ==, "TUBE");
	g_assert_cmpstr(place.part_when, ==, "CONFIG_TUBE_PCI");
	g_assert_cmpuint(place.line, ==, 7);
	g_assert_true(kbuild_find_object(folder, "common.o", &place));
	g_assert_cmpstr(place.composite, ==, "tube-mod.o");
	g_assert_true(kbuild_find_object(folder, "glass.o", &place));
	g_assert_null(place.part_when);
}

static void test_conditions(void)
{
	g_autoptr(kbuild_folder) folder = parse();
	g_autoptr(GArray) places = kbuild_folder_find(folder, "debug.o");
	const struct kbuild_place *place = &g_array_index(places, struct kbuild_place, 0);

	g_assert_cmpuint(places->len, ==, 2);
	g_assert_cmpstr(place[0].when, ==, "m");
	g_assert_cmpstr(place[0].conditions, ==, "defined(CONFIG_DEBUG) && $(CONFIG_LAMP) == m");
	g_assert_cmpstr(place[1].conditions, ==, "defined(CONFIG_DEBUG) && !($(CONFIG_LAMP) == m)");
	g_assert_cmpint(place[1].entry->assignment->list, ==, KBUILD_LIB);
}

static void test_problems(void)
{
	g_autoptr(kbuild_folder) folder = parse();
	const GPtrArray *problems = kbuild_folder_problems(folder);
	static const guint lines[] = {18, 21, 22};

	g_assert_cmpuint(problems->len, ==, G_N_ELEMENTS(lines));
	for (guint i = 0; i < problems->len; i++)
		g_assert_cmpuint(((const struct kbuild_problem *)g_ptr_array_index(problems, i))
					 ->line,
				 ==, lines[i]);
}

static void write_file(const char *root, const char *path, const char *text)
{
	g_autofree char *whole = g_build_filename(root, path, NULL);
	g_autofree char *folder = g_path_get_dirname(whole);

	g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
	g_assert_true(g_file_set_contents(whole, text, -1, NULL));
}

static void remove_all(const char *root, const char *const *paths)
{
	for (; *paths; paths++) {
		g_autofree char *whole = g_build_filename(root, *paths, NULL);

		g_assert_cmpint(g_remove(whole), ==, 0);
	}
	g_assert_cmpint(g_rmdir(root), ==, 0);
}

static void check_chain(const char *root)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) steps = kbuild_folder_chain(root, "a/b/c", &error);
	const struct kbuild_step *step;

	g_assert_no_error(error);
	g_assert_cmpuint(steps->len, ==, 2);
	step = g_ptr_array_index(steps, 0);
	g_assert_cmpstr(step->file, ==, "Kbuild");
	g_assert_cmpstr(step->folder, ==, "a");
	step = g_ptr_array_index(steps, 1);
	g_assert_cmpstr(step->file, ==, "a/Makefile");
	g_assert_cmpstr(step->folder, ==, "a/b/c");
	g_assert_cmpstr(step->option, ==, "C");
	g_assert_cmpuint(step->line, ==, 2);
}

static void check_option(const char *root)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) objects = kbuild_objects_of_option(root, "C", NULL, &error);
	const struct kbuild_object *object;

	g_assert_no_error(error);
	g_assert_cmpuint(objects->len, ==, 3);
	object = g_ptr_array_index(objects, 0);
	g_assert_cmpstr(object->object, ==, "b/c/");
	object = g_ptr_array_index(objects, 1);
	g_assert_cmpstr(object->file, ==, "a/b/c/Makefile");
	g_assert_cmpstr(object->object, ==, "c.o");
	object = g_ptr_array_index(objects, 2);
	g_assert_cmpstr(object->object, ==, "d.o");
	g_assert_cmpstr(object->composite, ==, "e.o");
	g_assert_cmpuint(object->line, ==, 3);
}

static void test_tree(void)
{
	g_autofree char *root = g_dir_make_tmp("modsplit-kbuild-XXXXXX", NULL);
	static const char *const paths[] = {"a/b/c/Makefile", "a/b/c",    "a/b", "a/Makefile", "a",
					    "Kbuild",         "Makefile", NULL};
	g_autoptr(kbuild_folder) none = NULL;
	g_autoptr(GError) error = NULL;

	write_file(root, "Kbuild", "obj-y += a/\n");
	write_file(root, "Makefile", "obj-y += wrong/\n");
	write_file(root, "a/Makefile", "\nobj-$(CONFIG_C) += b/c/\n");
	write_file(root, "a/b/c/Makefile",
		   "obj-$(CONFIG_C) += c.o\nobj-$(CONFIG_CD) += e.o\ne-$(CONFIG_C) += d.o\n");
	check_chain(root);
	check_option(root);
	none = kbuild_folder_read(root, "a/b", &error);
	g_assert_null(none);
	g_assert_error(error, KBUILD_ERROR, KBUILD_ERROR_NOT_FOUND);
	remove_all(root, paths);
}

static void test_module_name(void)
{
	g_autofree char *name = kbuild_module_name("sub/arm-smmu,v3.o");

	g_assert_cmpstr(name, ==, "arm_smmu_v3");
}

static void check(const char *text, gsize len)
{
	g_autoptr(kbuild_folder) folder = kbuild_folder_parse("x", "x/Makefile", text, len);
	const GPtrArray *entries = kbuild_folder_entries(folder);

	for (guint i = 0; i < entries->len; i++) {
		const struct kbuild_entry *entry = g_ptr_array_index(entries, i);

		g_assert_cmpuint(entry->offset + entry->len, <=, len);
		g_array_unref(kbuild_folder_find(folder, entry->word));
	}
	g_ptr_array_unref(kbuild_composite_parts(folder, "tube-mod.o"));
}

static void test_robust(void)
{
	static const char ring[] = "a-y := $(b-y)\nb-y := $(a-y) x.o\nobj-y += a.o\nx-y := a.o\n";
	static const char signs[] = "$(){}\\\n\t #=:+-,\0a\xff";
	g_autoptr(GRand) dice = g_rand_new_with_seed(5);

	check(ring, strlen(ring));
	for (gsize len = 0; len <= strlen(lamps); len++)
		check(lamps, len);
	for (gsize from = 0; from < strlen(lamps); from++)
		check(lamps + from, strlen(lamps) - from);
	for (guint round = 0; round < 2000; round++) {
		g_autofree char *text = g_strdup(lamps);

		for (guint k = 0; k < 4; k++)
			text[g_rand_int_range(dice, 0, (gint32)strlen(lamps))] =
				signs[g_rand_int_range(dice, 0, sizeof(signs) - 1)];
		check(text, strlen(lamps));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/kbuild/folder/lists", test_lists);
	g_test_add_func("/kbuild/folder/parts", test_parts);
	g_test_add_func("/kbuild/folder/conditions", test_conditions);
	g_test_add_func("/kbuild/folder/problems", test_problems);
	g_test_add_func("/kbuild/folder/tree", test_tree);
	g_test_add_func("/kbuild/folder/module-name", test_module_name);
	g_test_add_func("/kbuild/folder/robust", test_robust);
	return g_test_run();
}
