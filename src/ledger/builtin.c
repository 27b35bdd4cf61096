/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/elfsections.h"
#include "formats/elf.h"
#include "formats/ranges.h"
#include "ledger/finder.h"

/* an object that is part of several modules is none's alone */
#define SEVERAL "(several modules)"

static const struct ms_section *section_of(const GPtrArray *sections, const char *name)
{
	for (guint i = 0; i < sections->len; i++) {
		const struct ms_section *section = sections->pdata[i];

		if (section->kind != MS_SECTION_OTHER && !strcmp(section->name, name))
			return section;
	}
	return NULL;
}

/* --- are they the image's? ------------------------------------------------------------------ */

struct matching {
	const struct scan_ranges *ranges;
	const GPtrArray *sections;
	char *anchors; /* of each: 0, ELSEWHERE, or HERE if one symbol of its name stands there */
	char *wrong;   /* NULL: nothing is */
};

enum { ELSEWHERE = 1, HERE };

static gboolean match_anchor(void *data, const struct scan_elf_symbol *symbol)
{
	struct matching *m = data;

	for (guint i = 0; i < m->ranges->anchors->len; i++) {
		const struct scan_anchor *anchor =
			&g_array_index(m->ranges->anchors, struct scan_anchor, i);
		const struct ms_section *section;

		if (m->anchors[i] == HERE || strcmp(anchor->symbol, symbol->name) != 0)
			continue;
		section = section_of(m->sections, anchor->section);
		m->anchors[i] = section && section->address + anchor->at == symbol->value
					? HERE
					: ELSEWHERE;
	}
	return TRUE;
}

static void match_anchors(struct matching *m, const char *path)
{
	const GArray *anchors = m->ranges->anchors;

	m->anchors = g_new0(char, anchors->len + 1);
	if (!m->wrong && anchors->len)
		scan_elf_symbols(path, match_anchor, m, NULL);
	for (guint i = 0; i < anchors->len && !m->wrong; i++) {
		const struct scan_anchor *anchor = &g_array_index(anchors, struct scan_anchor, i);

		if (m->anchors[i] == ELSEWHERE)
			m->wrong = g_strdup_printf("'%s' does not stand at 0x%" G_GINT64_MODIFIER
						   "x of %s",
						   anchor->symbol, anchor->at, anchor->section);
	}
	g_clear_pointer(&m->anchors, g_free);
}

static void match_sections(struct matching *m)
{
	for (guint i = 0; i < m->ranges->ranges->len && !m->wrong; i++) {
		const struct scan_range *range =
			&g_array_index(m->ranges->ranges, struct scan_range, i);
		const struct ms_section *section = section_of(m->sections, range->section);

		if (!section)
			m->wrong = g_strdup_printf("there is no section %s", range->section);
		else if (range->to > section->bytes)
			m->wrong = g_strdup_printf("%s ends before '%s' does", range->section,
						   range->module);
	}
}

/* an object begins where no symbol of another one goes on */
static void match_symbols(struct matching *m, const struct ledger_image *image,
			  const GArray *modules)
{
	g_autoptr(GArray) symbols = g_array_new(FALSE, FALSE, sizeof(struct ledger_place));
	guint cut = 0;

	for (guint i = 0; i < image->symbols->len; i++) {
		const struct ledger_image_symbol *symbol =
			&g_array_index(image->symbols, struct ledger_image_symbol, i);

		/* without its first byte: there an object may begin */
		ledger_places_add(symbols, symbol->value + 1, symbol->value + symbol->size, i);
	}
	ledger_places_sort(symbols);
	for (guint i = 0; i < modules->len; i++) {
		const struct ledger_place *module = &g_array_index(modules, struct ledger_place, i);

		cut += ledger_places_owner(symbols, module->from) != LEDGER_NOBODY;
	}
	if (cut * 100 > modules->len)
		m->wrong =
			g_strdup_printf("%u of %u ranges begin within a symbol", cut, modules->len);
}

/* --- whose the bytes are -------------------------------------------------------------------- */

static void add_modules(struct ledger_finder *finder, GHashTable *ids,
			const struct scan_ranges *ranges, const GPtrArray *sections,
			GHashTable *objects)
{
	for (guint i = 0; i < ranges->ranges->len; i++) {
		const struct scan_range *range =
			&g_array_index(ranges->ranges, struct scan_range, i);
		const struct ms_section *section = section_of(sections, range->section);
		const char *object = g_hash_table_lookup(objects, range->module);
		const char *name = strchr(range->module, ' ') ? SEVERAL : range->module;

		ledger_places_add(finder->modules, section->address + range->from,
				  section->address + range->to,
				  ledger_owner_id(finder, ids, object ? object : name));
	}
	ledger_places_sort(finder->modules);
}

void ledger_builtin(struct ledger_finder *finder, GHashTable *ids, const char *path,
		    const GPtrArray *sections, const struct ledger_image *image,
		    const struct ms_job *job)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *file = g_build_filename(folder, "modules.builtin.ranges", NULL);
	g_autofree char *list = g_build_filename(folder, "modules.builtin", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(scan_ranges) ranges = NULL;
	g_autoptr(GHashTable) objects = NULL;
	struct matching matching = {.sections = sections};

	if (!g_file_test(file, G_FILE_TEST_EXISTS))
		return;
	ranges = scan_ranges_read(file, &error);
	if (!ranges) {
		ms_job_say(job, "note: %s; it is not used", error->message);
		return;
	}
	matching.ranges = ranges;
	match_sections(&matching);
	match_anchors(&matching, path);
	if (!matching.wrong) {
		objects = scan_builtin_objects(list);
		add_modules(finder, ids, ranges, sections, objects);
		match_symbols(&matching, image, finder->modules);
	}
	if (matching.wrong) {
		ms_job_say(job, "note: '%s' is of another build than '%s': %s; it is not used",
			   file, path, matching.wrong);
		g_array_set_size(finder->modules, 0);
	}
	g_free(matching.wrong);
}
