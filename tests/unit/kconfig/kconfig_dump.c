/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counts what is in a tree's Kconfig files, to compare with another reader's word:
 * `kconfig_dump TREE ARCH` follows `source`, `kconfig_dump TREE - FILE…` reads single files.
 */
#include <stdio.h>
#include <string.h>

#include "kconfig/index.h"

static void print_counts(const struct kconfig_tree *tree)
{
	const GPtrArray *defs = kconfig_tree_defs(tree);
	const GPtrArray *problems = kconfig_tree_problems(tree);
	guint menuconfigs = 0, selects = 0, implies = 0, conds = 0, helps = 0, depends = 0;
	guint defaults = 0, from_type = 0, in_choice = 0;

	for (guint i = 0; i < defs->len; i++) {
		const struct kconfig_def *def = g_ptr_array_index(defs, i);

		menuconfigs += def->menuconfig;
		helps += def->help != NULL;
		depends += def->depends->len;
		for (guint k = 0; k < def->selects->len; k++) {
			const struct kconfig_select *select =
				&g_array_index(def->selects, struct kconfig_select, k);

			implies += select->imply;
			selects += !select->imply;
			conds += !select->imply && select->cond;
			in_choice += !select->imply && def->in_choice;
		}
		for (guint k = 0; k < def->defaults->len; k++) {
			if (g_array_index(def->defaults, struct kconfig_default, k).from_type)
				from_type++;
			else
				defaults++;
		}
	}
	printf("files %u\nconfig %u\nmenuconfig %u\nselect %u\nselect if %u\nselect in choice %u\n"
	       "imply %u\ndepends on, of options %u\ndefault, of options %u\ndef_ %u\nhelp %u\n"
	       "problems %u\n",
	       kconfig_tree_files(tree)->len, defs->len - menuconfigs, menuconfigs, selects, conds,
	       in_choice, implies, depends, defaults, from_type, helps, problems->len);
	for (guint i = 0; i < problems->len && i < 40; i++) {
		const struct kconfig_problem *problem = g_ptr_array_index(problems, i);

		printf("%s:%u: %s\n", problem->file, problem->line, problem->message);
	}
}

int main(int argc, char **argv)
{
	g_autoptr(kconfig_tree) tree = NULL;
	g_autoptr(GError) error = NULL;
	gint64 start = g_get_monotonic_time();

	if (argc < 3) {
		fprintf(stderr, "usage: kconfig_dump TREE ARCH | kconfig_dump TREE - FILE...\n");
		return 2;
	}
	if (strcmp(argv[2], "-") != 0) {
		tree = kconfig_tree_read(argv[1], argv[2], NULL, &error);
	} else {
		tree = kconfig_tree_new(argv[1]);
		for (int i = 3; i < argc; i++)
			if (!kconfig_tree_add_file(tree, argv[i], &error))
				break;
	}
	if (error || !tree) {
		fprintf(stderr, "%s\n", error->message);
		return 2;
	}
	fprintf(stderr, "read in %.3f s\n", (double)(g_get_monotonic_time() - start) / 1e6);
	start = g_get_monotonic_time();
	g_array_unref(kconfig_tree_mentions(tree, "MODULES"));
	fprintf(stderr, "indexed in %.3f s\n", (double)(g_get_monotonic_time() - start) / 1e6);
	print_counts(tree);
	return 0;
}
