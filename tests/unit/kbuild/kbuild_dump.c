/* SPDX-License-Identifier: GPL-2.0-only */
/* `kbuild_dump TREE FOLDER [OBJECT]`, or `kbuild_dump TREE CONFIG_X`: what the makefiles say. */
#include <stdio.h>
#include <string.h>

#include "kbuild/folder.h"

static void print_folder(const struct kbuild_folder *folder)
{
	const GPtrArray *entries = kbuild_folder_entries(folder);
	const GPtrArray *problems = kbuild_folder_problems(folder);

	for (guint i = 0; i < entries->len; i++) {
		const struct kbuild_entry *entry = g_ptr_array_index(entries, i);

		printf("%s:%u: %d %s %s %s [%s]\n", kbuild_folder_file(folder), entry->line,
		       (int)entry->assignment->list, entry->assignment->lhs, entry->assignment->op,
		       entry->word,
		       entry->assignment->conditions ? entry->assignment->conditions : "");
	}
	for (guint i = 0; i < problems->len; i++) {
		const struct kbuild_problem *problem = g_ptr_array_index(problems, i);

		printf("%s:%u: problem: %s\n", problem->file, problem->line, problem->message);
	}
}

static void print_places(const struct kbuild_folder *folder, const char *object)
{
	g_autoptr(GArray) places = kbuild_folder_find(folder, object);

	for (guint i = 0; i < places->len; i++) {
		const struct kbuild_place *place = &g_array_index(places, struct kbuild_place, i);

		printf("%s:%u: %s when %s option %s composite %s part when %s if %s\n", place->file,
		       place->line, place->object, place->when ? place->when : "-",
		       place->option ? place->option : "-",
		       place->composite ? place->composite : "-",
		       place->part_when ? place->part_when : "-",
		       place->conditions ? place->conditions : "-");
	}
}

static int print_option(const char *tree, const char *option)
{
	g_autoptr(GError) error = NULL;
	gint64 start = g_get_monotonic_time();
	g_autoptr(GPtrArray) objects = kbuild_objects_of_option(tree, option, NULL, &error);

	if (!objects) {
		fprintf(stderr, "%s\n", error->message);
		return 2;
	}
	fprintf(stderr, "%.3f s\n", (double)(g_get_monotonic_time() - start) / 1e6);
	for (guint i = 0; i < objects->len; i++) {
		const struct kbuild_object *object = g_ptr_array_index(objects, i);

		printf("%s:%u: %s of %s when %s if %s\n", object->file, object->line,
		       object->object, object->composite ? object->composite : "-",
		       object->when ? object->when : "-",
		       object->conditions ? object->conditions : "-");
	}
	return 0;
}

int main(int argc, char **argv)
{
	g_autoptr(kbuild_folder) folder = NULL;
	g_autoptr(GPtrArray) chain = NULL;
	g_autoptr(GError) error = NULL;

	if (argc < 3)
		return 2;
	if (g_str_has_prefix(argv[2], "CONFIG_"))
		return print_option(argv[1], argv[2] + strlen("CONFIG_"));
	folder = kbuild_folder_read(argv[1], argv[2], &error);
	chain = folder ? kbuild_folder_chain(argv[1], argv[2], &error) : NULL;
	if (!chain) {
		fprintf(stderr, "%s\n", error->message);
		return 2;
	}
	for (guint i = 0; i < chain->len; i++) {
		const struct kbuild_step *step = g_ptr_array_index(chain, i);

		printf("%s:%u: enters %s when %s\n", step->file, step->line, step->folder,
		       step->when);
	}
	if (argc > 3)
		print_places(folder, argv[3]);
	else
		print_folder(folder);
	return 0;
}
