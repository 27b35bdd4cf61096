/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "ledger/elf.h"
#include "ledger/finder.h"
#include "ledger/gaps.h"
#include "ledger/parts.h"
#include "ledger/sums.h"

/*
 * A vmlinux without its objects: what each byte of its loaded sections belongs to. A byte of a
 * symbol goes with the symbol, another one with the range or the code that it lies in.
 */
struct painting {
	const struct ledger_finder *finder;
	const ledger_gaps *gaps;
	GArray *symbols; /* struct ledger_place */
	guint unowned;   /* of a symbol that belongs to nobody: the number behind the owners' */
	gint64 *bytes;   /* of each owner */
	struct ledger_sums objects, folders;
};

static void add_rest(struct painting *p, const char *name, guint64 bytes)
{
	ledger_sums_add(&p->objects, name, (gint64)bytes);
	ledger_sums_add(&p->folders, name, (gint64)bytes);
}

/* --- the pieces of a section ---------------------------------------------------------------- */

/* where in the section the owner may change */
static void add_ends(GArray *ends, const GArray *places, guint64 from, guint64 to)
{
	for (guint i = 0; i < places->len; i++) {
		const struct ledger_place *place = &g_array_index(places, struct ledger_place, i);

		if (place->from > from && place->from < to)
			g_array_append_val(ends, place->from);
		if (place->to > from && place->to < to)
			g_array_append_val(ends, place->to);
	}
}

static gint by_number(gconstpointer a, gconstpointer b)
{
	guint64 x = *(const guint64 *)a, y = *(const guint64 *)b;

	return x < y ? -1 : x > y;
}

/* LEDGER_NOBODY: no symbol has it, either */
static guint owner_of_byte(const struct painting *p, guint64 at)
{
	guint symbol = ledger_places_owner(p->symbols, at), other;

	if (symbol < p->unowned)
		return symbol;
	other = ledger_finder_at(p->finder, at, ledger_places_owner(p->finder->code, at));
	return other != LEDGER_NOBODY ? other : symbol;
}

static void add_gap(struct painting *p, const struct ms_section *section, guint64 from, guint64 to)
{
	struct ledger_gap gap = ledger_gap_at(p->gaps, section, from, to);

	add_rest(p, "(padding)", gap.padding);
	add_rest(p, gap.name, gap.rest);
}

static void paint(struct painting *p, const struct ms_section *section)
{
	guint64 from = section->address, to = from + section->bytes, open = from;
	g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(guint64));

	add_ends(ends, p->symbols, from, to);
	add_ends(ends, p->finder->modules, from, to);
	add_ends(ends, p->finder->code, from, to);
	g_array_append_val(ends, to);
	g_array_sort(ends, by_number);
	for (guint i = 0; i < ends->len; i++) {
		guint64 end = g_array_index(ends, guint64, i), bytes = end - from;
		guint owner = bytes ? owner_of_byte(p, from) : LEDGER_NOBODY;

		if (owner != LEDGER_NOBODY) {
			add_gap(p, section, open, from);
			open = end;
		}
		from = end;
		if (owner == LEDGER_NOBODY)
			continue;
		if (owner < p->unowned)
			p->bytes[owner] += (gint64)bytes;
		else
			add_rest(p, ledger_gap_name(section), bytes);
	}
	add_gap(p, section, open, to);
}

/* --- all of it ------------------------------------------------------------------------------ */

/* a module whose object is not known is in no folder that is */
static void add_owner(struct painting *p, const char *name, gint64 bytes)
{
	g_autofree char *folder = g_path_get_dirname(name);

	ledger_sums_add(&p->objects, name, bytes);
	if (*name == '(')
		ledger_sums_add(&p->folders, name, bytes);
	else
		ledger_sums_add(&p->folders, g_str_has_suffix(name, ".o") ? folder : "(unknown)",
				bytes);
}

static void paint_all(struct painting *p, struct ledger_artefact *artefact,
		      const GPtrArray *sections)
{
	ledger_sums_init(&p->objects, artefact, LEDGER_OBJECT);
	ledger_sums_init(&p->folders, artefact, LEDGER_FOLDER);
	for (guint i = 0; i < sections->len; i++) {
		const struct ms_section *section = sections->pdata[i];

		if (section->kind != MS_SECTION_OTHER)
			paint(p, section);
	}
	for (guint i = 0; i < p->unowned; i++)
		add_owner(p, p->finder->names->pdata[i], p->bytes[i]);
	ledger_sums_clear(&p->objects);
	ledger_sums_clear(&p->folders);
}

/*
 * Linkers keep the locals of an object together, in the order of the objects. So a local that
 * nobody has, and that stands between two of an object, is that object's as well: a table that the
 * compiler made, which is no variable of the source. It is so only where all known locals of the
 * object stand together; link-time optimisation mixes them, and a source may be in two objects.
 */
static void fill_between(guint *owners, const struct ledger_image *image, guint n)
{
	g_autofree guint *locals = g_new(guint, image->symbols->len + 1);
	g_autofree guint *rows = g_new0(guint, n + 1); /* of each owner, how often a row begins */
	guint count = 0, last = n, open = 0;

	for (guint i = 0; i < image->symbols->len; i++)
		if (g_array_index(image->symbols, struct ledger_image_symbol, i).local)
			locals[count++] = i;
	for (guint i = 0; i < count; i++) {
		guint owner = owners[locals[i]];

		if (owner < n && owner != last)
			rows[last = owner]++;
	}
	last = n;
	for (guint i = 0; i < count; i++) {
		guint owner = owners[locals[i]];

		if (owner >= n)
			continue;
		for (guint k = open; owner == last && rows[owner] == 1 && k < i; k++)
			owners[locals[k]] = owner;
		last = owner;
		open = i + 1;
	}
}

static guint *find_owners(const struct ledger_finder *finder, const struct ledger_image *image)
{
	const struct ledger_image_symbol *symbols =
		(const struct ledger_image_symbol *)(void *)image->symbols->data;
	guint *owners = g_new(guint, image->symbols->len);

	for (guint i = 0; i < image->symbols->len; i++)
		owners[i] = ledger_finder_unit(finder, &symbols[i]);
	fill_between(owners, image, finder->names->len);
	for (guint i = 0; i < image->symbols->len; i++)
		owners[i] = ledger_finder_at(finder, symbols[i].value, owners[i]);
	return owners;
}

gboolean ledger_alone(struct ledger_artefact *artefact, const char *path, const GPtrArray *sections,
		      const struct ms_job *job, GError **error)
{
	g_autoptr(ledger_image) image = ledger_image_read(path, error);
	g_autoptr(ledger_finder) finder =
		image ? ledger_finder_new(path, sections, image, TRUE, job) : NULL;
	g_autoptr(ledger_gaps) gaps = ledger_gaps_open(path);
	struct painting p = {.finder = finder, .gaps = gaps};
	g_autofree guint *owners = NULL;

	if (!image)
		return FALSE;
	if (!ledger_finder_knows(finder))
		return TRUE;
	p.unowned = finder->names->len;
	p.bytes = g_new0(gint64, p.unowned + 1);
	p.symbols = g_array_new(FALSE, FALSE, sizeof(struct ledger_place));
	owners = find_owners(finder, image);
	for (guint i = 0; i < image->symbols->len; i++) {
		const struct ledger_image_symbol *symbol =
			&g_array_index(image->symbols, struct ledger_image_symbol, i);

		ledger_places_add(p.symbols, symbol->value, symbol->value + symbol->size,
				  MIN(owners[i], p.unowned));
	}
	ledger_places_sort(p.symbols);
	ledger_give(artefact, image, owners, finder->names);
	paint_all(&p, artefact, sections);
	g_array_unref(p.symbols);
	g_free(p.bytes);
	return TRUE;
}
