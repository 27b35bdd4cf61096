/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "when/private.h"

struct ms_kbuild_reader {
	struct when_tree tree;
	GHashTable *folders; /* path -> struct ms_kbuild_rules */
};

/* Names that the top makefile, or an arch's, exports: a folder may find them set. */
static void read_exports(struct when_tree *tree, const char *name)
{
	const struct make_file *file = make_session_file(tree->session, name, NULL);

	for (guint i = 0; file && i < file->statements->len; i++) {
		const struct make_statement *statement =
			&g_array_index(file->statements, struct make_statement, i);
		const char *names = statement->kind == MAKE_EXPORT ? statement->text
				    : statement->exported          ? statement->name
								   : "";
		g_auto(GStrv) words = g_strsplit_set(names, " \t\n", -1);

		for (char **w = words; *w; w++)
			if (**w && !strchr(*w, '$') && strcmp(*w, "srctree") &&
			    strcmp(*w, "objtree"))
				g_hash_table_add(tree->exported, g_strdup(*w));
	}
}

static void read_all_exports(struct when_tree *tree)
{
	g_autofree char *arch = g_build_filename(tree->path, "arch", NULL);
	g_autoptr(GDir) dir = g_dir_open(arch, 0, NULL);
	const char *name;

	read_exports(tree, "Makefile");
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *makefile = g_build_filename("arch", name, "Makefile", NULL);

		read_exports(tree, makefile);
	}
}

static void free_rules(void *rules)
{
	ms_kbuild_rules_free(rules);
}

struct ms_kbuild_reader *ms_kbuild_reader_new(const char *tree)
{
	struct ms_kbuild_reader *reader = g_new0(struct ms_kbuild_reader, 1);

	reader->tree.path = g_canonicalize_filename(tree, NULL);
	reader->tree.session = make_session_new(tree, NULL, NULL);
	make_session_strip(reader->tree.session, tree);
	reader->tree.exported = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	reader->folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_rules);
	read_all_exports(&reader->tree);
	return reader;
}

const struct ms_kbuild_rules *ms_kbuild_reader_rules(struct ms_kbuild_reader *reader,
						     const char *folder, GError **error)
{
	struct ms_kbuild_rules *rules = g_hash_table_lookup(reader->folders, folder);

	if (rules)
		return rules;
	rules = when_read(&reader->tree, folder, error);
	if (rules)
		g_hash_table_insert(reader->folders, g_strdup(folder), rules);
	return rules;
}

void ms_kbuild_reader_free(struct ms_kbuild_reader *reader)
{
	if (!reader)
		return;
	g_hash_table_destroy(reader->folders);
	g_hash_table_destroy(reader->tree.exported);
	make_session_free(reader->tree.session);
	g_free(reader->tree.path);
	g_free(reader);
}

struct ms_kbuild_rules *ms_kbuild_read_rules(const char *tree, const char *folder, GError **error)
{
	g_autoptr(ms_kbuild_reader) reader = ms_kbuild_reader_new(tree);
	void *name, *rules;

	if (!ms_kbuild_reader_rules(reader, folder, error))
		return NULL;
	g_hash_table_steal_extended(reader->folders, folder, &name, &rules);
	g_free(name);
	return rules;
}
