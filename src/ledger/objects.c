/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/parallel.h"
#include "ledger/elf.h"
#include "tree/index.h"

/*
 * What each object of the image brings: the loaded sections of the object itself. The linker drops
 * little of it, joins equal strings and makes tables of its own, so what the image has more, or
 * less, than its objects is the linker's: "(linker tables)".
 */
struct weighing {
	const char *build;
	const struct scan_index *index;
	gint64 *bytes; /* of each object */
};

static void weigh(void *data, guint i)
{
	struct weighing *w = data;
	g_autofree char *path = g_build_filename(w->build, scan_index_object(w->index, i), NULL);
	g_autoptr(GPtrArray) sections = ms_elf_sections(path, NULL);

	for (guint s = 0; sections && s < sections->len; s++) {
		const struct ms_section *section = sections->pdata[s];

		if (section->kind != MS_SECTION_OTHER)
			w->bytes[i] += (gint64)section->bytes;
	}
}

static void add_folder(GHashTable *folders, GPtrArray *names, const char *object, gint64 bytes)
{
	g_autofree char *folder = g_path_get_dirname(object);
	gint64 *sum = g_hash_table_lookup(folders, folder);

	if (!sum) {
		sum = g_new0(gint64, 1);
		g_ptr_array_add(names, folder);
		g_hash_table_insert(folders, g_steal_pointer(&folder), sum);
	}
	*sum += bytes;
}

gboolean ledger_objects(struct ledger_artefact *artefact, const char *build, const char *srcarch,
			const struct ms_job *job, GError **error)
{
	g_autoptr(scan_index) index = scan_index_read(build, srcarch, job, error);
	g_autoptr(GHashTable) folders =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	struct weighing w = {.build = build, .index = index};

	if (!index)
		return FALSE;
	w.bytes = g_new0(gint64, index->objects->len + 1);
	ms_parallel(index->objects->len, job ? job->jobs : 1, weigh, &w);
	for (guint i = 0; i < index->objects->len; i++) {
		const char *object = scan_index_object(index, i);

		ledger_row_add(artefact, LEDGER_OBJECT, object, w.bytes[i]);
		add_folder(folders, names, object, w.bytes[i]);
	}
	for (guint i = 0; i < names->len; i++)
		ledger_row_add(artefact, LEDGER_FOLDER, names->pdata[i],
			       *(gint64 *)g_hash_table_lookup(folders, names->pdata[i]));
	g_free(w.bytes);
	return TRUE;
}
