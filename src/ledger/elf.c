/* SPDX-License-Identifier: GPL-2.0-only */
#include "ledger/elf.h"

#include <string.h>

#include <modsplit/error.h>

#include "formats/elf.h"

/* --- sections ------------------------------------------------------------------------------- */

static gboolean is_symbol_table(const struct ms_section *section)
{
	return g_str_equal(section->name, ".symtab") || g_str_equal(section->name, ".strtab") ||
	       g_str_equal(section->name, ".shstrtab") ||
	       g_str_equal(section->name, ".symtab_shndx");
}

static const char *account_of(const struct ms_section *section)
{
	if (is_symbol_table(section))
		return "(symbol table)";
	if (g_str_has_prefix(section->name, ".debug"))
		return "(debug information)";
	if (g_str_has_prefix(section->name, ".rel"))
		return "(relocations)";
	return "(unknown)";
}

/* an artefact's rows of one kind, one a name, in the order in which names were met */
struct sums {
	struct ledger_artefact *artefact;
	enum ledger_kind kind;
	GHashTable *rows; /* name -> struct ledger_row of the artefact */
};

static void sums_init(struct sums *sums, struct ledger_artefact *artefact, enum ledger_kind kind)
{
	*sums = (struct sums){artefact, kind, g_hash_table_new(g_str_hash, g_str_equal)};
}

static void sums_add(struct sums *sums, const char *name, gint64 bytes)
{
	struct ledger_row *row = bytes ? g_hash_table_lookup(sums->rows, name) : NULL;

	if (row || !bytes) {
		if (row)
			row->bytes += bytes;
		return;
	}
	row = ledger_row_new(sums->artefact, sums->kind, name, bytes);
	g_hash_table_insert(sums->rows, row->name, row);
}

static void sums_clear(struct sums *sums)
{
	g_hash_table_unref(sums->rows);
}

void ledger_sections(struct ledger_artefact *artefact, const GPtrArray *sections)
{
	struct sums sums;

	sums_init(&sums, artefact, LEDGER_SECTION);
	for (guint i = 0; i < sections->len; i++) {
		const struct ms_section *section = sections->pdata[i];

		sums_add(&sums, section->name, (gint64)section->bytes);
	}
	sums_clear(&sums);
	ledger_close(artefact, LEDGER_SECTION, sections);
}

void ledger_unloaded(struct ledger_artefact *artefact, enum ledger_kind kind,
		     const GPtrArray *sections)
{
	struct ledger_artefact *apart = record_new(&ledger_artefact_type);
	struct sums sums;

	sums_init(&sums, apart, kind);
	for (guint i = 0; i < sections->len; i++) {
		const struct ms_section *section = sections->pdata[i];

		if (section->kind == MS_SECTION_OTHER)
			sums_add(&sums, account_of(section), (gint64)section->bytes);
	}
	sums_clear(&sums);
	for (guint i = 0; i < apart->rows->len; i++) {
		const struct ledger_row *row = apart->rows->pdata[i];

		ledger_row_more(artefact, kind, row->name, row->bytes);
	}
	record_free(&ledger_artefact_type, apart);
}

void ledger_close(struct ledger_artefact *artefact, enum ledger_kind kind,
		  const GPtrArray *sections)
{
	gint64 absent = 0;

	for (guint i = 0; i < sections->len; i++) {
		const struct ms_section *section = sections->pdata[i];

		if (!section->in_file)
			absent += (gint64)section->bytes;
	}
	ledger_row_add(artefact, kind, "(not in the file)", -absent);
	/* what is left lies between the sections, and in the heads of the file */
	ledger_row_more(artefact, kind, "(padding)", ledger_rest(artefact, kind));
}

/* --- symbols -------------------------------------------------------------------------------- */

struct extent {
	guint64 from, to;
};

struct symbols {
	struct sums sums;
	GHashTable *extents; /* section name -> GArray of struct extent */
	const char *section; /* of the last symbol, as libelf has it; and its extents */
	GArray *of_section;
	gint64 named; /* bytes, each as often as it has names */
	guint n;
};

static gboolean take_symbol(void *data, const struct scan_elf_symbol *symbol)
{
	struct symbols *symbols = data;
	struct extent extent = {symbol->value, symbol->value + symbol->size};

	symbols->n++;
	if (!symbol->size || !symbol->section || *symbol->section == '*')
		return TRUE;
	sums_add(&symbols->sums, symbol->name, (gint64)symbol->size);
	symbols->named += (gint64)symbol->size;
	if (symbol->section != symbols->section) {
		symbols->section = symbol->section;
		symbols->of_section = g_hash_table_lookup(symbols->extents, symbol->section);
	}
	if (symbols->of_section)
		g_array_append_val(symbols->of_section, extent);
	return TRUE;
}

static gint compare_extents(gconstpointer a, gconstpointer b)
{
	const struct extent *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->to > y->to) - (x->to < y->to);
}

/* functions and objects are aligned to no more than this */
#define GAP 64

static const char *gap_name(const struct ms_section *section, guint64 bytes)
{
	if (bytes < GAP)
		return "(padding)";
	if (g_str_has_prefix(section->name, "__") || g_str_has_prefix(section->name, ".alt") ||
	    g_str_has_prefix(section->name, ".rela") || strstr(section->name, "initcall"))
		return "(linker tables)";
	return "(unknown)";
}

/* the bytes of a loaded section that no symbol covers; and how many are covered */
static guint64 take_gaps(struct symbols *symbols, const struct ms_section *section, GArray *extents)
{
	guint64 end = section->address + section->bytes, at = section->address, covered = 0;

	g_array_sort(extents, compare_extents);
	for (guint i = 0; i <= extents->len; i++) {
		const struct extent none = {end, end};
		const struct extent *e =
			i < extents->len ? &g_array_index(extents, struct extent, i) : &none;
		guint64 from = CLAMP(e->from, at, end), to = CLAMP(e->to, from, end);

		if (from > at)
			sums_add(&symbols->sums, gap_name(section, from - at), (gint64)(from - at));
		covered += to - from;
		at = to;
	}
	return covered;
}

static void free_extents(void *extents)
{
	g_array_unref(extents);
}

gboolean ledger_symbols(struct ledger_artefact *artefact, const char *path,
			const GPtrArray *sections, GError **error)
{
	g_autoptr(GHashTable) extents =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_extents);
	struct symbols symbols = {.extents = extents};
	guint64 covered = 0;
	gboolean ok;

	sums_init(&symbols.sums, artefact, LEDGER_SYMBOL);
	for (guint i = 0; i < sections->len; i++) {
		const struct ms_section *section = sections->pdata[i];

		if (section->kind != MS_SECTION_OTHER &&
		    !g_hash_table_contains(extents, section->name))
			g_hash_table_insert(extents, section->name,
					    g_array_new(FALSE, FALSE, sizeof(struct extent)));
	}
	ok = scan_elf_symbols(path, take_symbol, &symbols, error);
	for (guint i = 0; i < sections->len; i++) {
		const struct ms_section *section = sections->pdata[i];
		GArray *of = g_hash_table_lookup(extents, section->name);

		if (section->kind == MS_SECTION_OTHER)
			continue;
		if (of)
			covered += take_gaps(&symbols, section, of);
		else /* a second one of that name: which symbols are its own is not known */
			sums_add(&symbols.sums, "(unknown)", (gint64)section->bytes);
		g_hash_table_remove(extents, section->name);
	}
	if (ok && symbols.n)
		sums_add(&symbols.sums, "(aliases)", (gint64)covered - symbols.named);
	sums_clear(&symbols.sums);
	if (ok && !symbols.n) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "'%s' has no symbols, it is stripped: give the vmlinux of the build",
			    path);
		return FALSE;
	}
	ledger_unloaded(artefact, LEDGER_SYMBOL, sections);
	ledger_close(artefact, LEDGER_SYMBOL, sections);
	return ok;
}
