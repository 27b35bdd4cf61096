/* SPDX-License-Identifier: GPL-2.0-only */
#include "audit/names.h"

#include <string.h>

#include "base/files.h"
#include "tree/visit.h"

struct reading {
	const char *tree;
	struct audit_names *names;
	GMutex lock;
};

gboolean audit_skipped(const char *folder)
{
	static const char *const skipped[] = {"Documentation", "tools", "scripts/kconfig", NULL};

	for (guint i = 0; skipped[i]; i++) {
		gsize len = strlen(skipped[i]);

		if (!strncmp(folder, skipped[i], len) && (!folder[len] || folder[len] == '/'))
			return TRUE;
	}
	return FALSE;
}

static void add(GHashTable *table, const char *name, gsize len, const char *file)
{
	g_autofree char *key = g_strndup(name, len);
	GPtrArray *files = g_hash_table_lookup(table, key);

	if (!files) {
		files = g_ptr_array_new_with_free_func(g_free);
		g_hash_table_insert(table, g_steal_pointer(&key), files);
	}
	g_ptr_array_add(files, g_strdup(file));
}

/* "word NAME" at the start of a line: where the name begins, or NULL */
static const char *name_behind(const char *line, const char *word)
{
	gsize len = strlen(word);

	if (strncmp(line, word, len) != 0 || !g_ascii_isspace(line[len]))
		return NULL;
	line += len;
	return line + strspn(line, " \t");
}

static void take_line(struct audit_names *names, const char *line, const char *file)
{
	static const struct {
		const char *word;
		gboolean defines;
	} words[] = {{"config", TRUE}, {"menuconfig", TRUE}, {"select", FALSE}, {"imply", FALSE}};

	line += strspn(line, " \t");
	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		const char *name = name_behind(line, words[i].word);
		gsize len = name ? strspn(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_") : 0;

		if (len)
			add(words[i].defines ? names->defined : names->selected, name, len, file);
	}
}

static void take_file(void *data, int descriptor, const char *folder, const char *name)
{
	struct reading *r = data;
	g_autofree char *file = NULL, *path = NULL, *text = NULL;
	g_auto(GStrv) lines = NULL;

	(void)descriptor;
	if (!g_str_has_prefix(name, "Kconfig") || audit_skipped(folder))
		return;
	file = *folder ? g_strconcat(folder, "/", name, NULL) : g_strdup(name);
	path = g_build_filename(r->tree, file, NULL);
	text = ms_read_file(path, NULL, NULL);
	lines = g_strsplit(text ? text : "", "\n", -1);
	g_mutex_lock(&r->lock);
	for (guint i = 0; lines[i]; i++)
		take_line(r->names, lines[i], file);
	g_mutex_unlock(&r->lock);
}

static GHashTable *table_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
				     (GDestroyNotify)g_ptr_array_unref);
}

struct audit_names *audit_names_read(const char *tree, const struct ms_job *job, GError **error)
{
	g_autoptr(audit_names) names = g_new0(struct audit_names, 1);
	struct reading r = {.tree = tree, .names = names};
	gboolean ok;

	names->defined = table_new();
	names->selected = table_new();
	g_mutex_init(&r.lock);
	ok = scan_visit(tree, "", NULL, take_file, &r, job, error);
	g_mutex_clear(&r.lock);
	return ok ? g_steal_pointer(&names) : NULL;
}

void audit_names_free(struct audit_names *names)
{
	if (!names)
		return;
	g_hash_table_unref(names->defined);
	g_hash_table_unref(names->selected);
	g_free(names);
}

gboolean audit_names_defined(const struct audit_names *names, const char *option)
{
	g_autofree char *plain = NULL;

	if (g_hash_table_contains(names->defined, option))
		return TRUE;
	if (!g_str_has_suffix(option, "_MODULE"))
		return FALSE;
	plain = g_strndup(option, strlen(option) - strlen("_MODULE"));
	return g_hash_table_contains(names->defined, plain);
}

gboolean audit_looks_like_option(const char *name)
{
	gboolean letter = FALSE;

	for (const char *c = name; *c; c++) {
		if (!g_ascii_isalnum(*c) && *c != '_')
			return FALSE;
		letter |= g_ascii_isupper(*c);
	}
	return letter && !(name[0] == '0' && (name[1] == 'x' || name[1] == 'X'));
}
