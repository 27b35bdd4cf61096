/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/parallel.h"
#include "ledger/finder.h"
#include "ledger/parts.h"
#include "ledger/sums.h"

/*
 * What each object of the image brings: the loaded sections of the object itself. The linker drops
 * little of it, joins equal strings and makes tables of its own, so what the image has more, or
 * less, than its objects is the linker's: "(linker tables)".
 */
struct weighing {
	const char *build;
	const struct scan_index *index;
	struct ledger_facts *facts; /* of each object */
};

static void weigh(void *data, guint i)
{
	struct weighing *w = data;
	g_autofree char *path = g_build_filename(w->build, scan_index_object(w->index, i), NULL);

	ledger_facts_read(&w->facts[i], path);
}

/* the linker leaves out members of a library that nothing needs */
static void drop_not_linked(struct weighing *w, const struct ledger_image *image)
{
	g_autofree gboolean *linked = g_new0(gboolean, w->index->objects->len + 1);
	GHashTableIter iter;
	gpointer definition;

	g_hash_table_iter_init(&iter, w->index->definitions);
	while (g_hash_table_iter_next(&iter, NULL, &definition)) {
		const struct scan_definition *d = definition;

		if (d->object >= w->index->whole && ledger_image_has(image, d->name))
			linked[d->object] = TRUE;
	}
	for (guint i = w->index->whole; i < w->index->objects->len; i++) {
		if (linked[i])
			continue;
		w->facts[i].bytes = 0;
		g_array_set_size(w->facts[i].locals, 0);
	}
}

static void add_rows(struct ledger_artefact *artefact, const struct weighing *w)
{
	struct ledger_sums folders;

	for (guint i = 0; i < w->index->objects->len; i++)
		ledger_row_add(artefact, LEDGER_OBJECT, scan_index_object(w->index, i),
			       w->facts[i].bytes);
	ledger_sums_init(&folders, artefact, LEDGER_FOLDER);
	for (guint i = 0; i < w->index->objects->len; i++) {
		g_autofree char *folder = g_path_get_dirname(scan_index_object(w->index, i));

		ledger_sums_add(&folders, folder, w->facts[i].bytes);
	}
	ledger_sums_clear(&folders);
}

gboolean ledger_objects(struct ledger_artefact *artefact, const char *build, const char *srcarch,
			const GPtrArray *sections, gboolean dwarf, const struct ms_job *job,
			GError **error)
{
	g_autofree char *vmlinux = g_build_filename(build, artefact->file, NULL);
	g_autoptr(scan_index) index = scan_index_read(build, srcarch, job, error);
	g_autoptr(ledger_image) image = index ? ledger_image_read(vmlinux, error) : NULL;
	struct weighing w = {.build = build, .index = index};
	g_autoptr(ledger_finder) finder = NULL;

	if (!image || !ledger_own_check(image, index, job, error))
		return FALSE;
	w.facts = g_new0(struct ledger_facts, index->objects->len + 1);
	ms_parallel(index->objects->len, job ? job->jobs : 1, weigh, &w);
	drop_not_linked(&w, image);
	add_rows(artefact, &w);
	finder = ledger_finder_new(vmlinux, sections, image, dwarf, job);
	ledger_own(artefact, image, index, w.facts, finder);
	for (guint i = 0; i < index->objects->len; i++)
		ledger_facts_clear(&w.facts[i]);
	g_free(w.facts);
	return TRUE;
}
