/* SPDX-License-Identifier: GPL-2.0-only */
#include "ledger/elf.h"

#include <string.h>

#include <modsplit/error.h>

#include "formats/elf.h"
#include "ledger/gaps.h"
#include "ledger/sums.h"

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

/* the last rows of a kind, so that it adds up to the file */
static void close_kind(struct ledger_sums *sums, const GPtrArray *sections)
{
	gint64 absent = 0;

	for (guint i = 0; i < sections->len; i++) {
		const struct ms_section *section = sections->pdata[i];

		if (!section->in_file)
			absent += (gint64)section->bytes;
	}
	ledger_sums_add(sums, "(not in the file)", -absent);
	/* what is left lies between the sections, and in the heads of the file */
	ledger_sums_add(sums, "(padding)", ledger_rest(sums->artefact, sums->kind));
}

void ledger_sections(struct ledger_artefact *artefact, const GPtrArray *sections)
{
	struct ledger_sums sums;

	ledger_sums_init(&sums, artefact, LEDGER_SECTION);
	for (guint i = 0; i < sections->len; i++) {
		const struct ms_section *section = sections->pdata[i];

		ledger_sums_add(&sums, section->name, (gint64)section->bytes);
	}
	close_kind(&sums, sections);
	ledger_sums_clear(&sums);
}

static void add_unloaded(struct ledger_sums *sums, const GPtrArray *sections)
{
	for (guint i = 0; i < sections->len; i++) {
		const struct ms_section *section = sections->pdata[i];

		if (section->kind == MS_SECTION_OTHER)
			ledger_sums_add(sums, account_of(section), (gint64)section->bytes);
	}
}

void ledger_close(struct ledger_artefact *artefact, enum ledger_kind kind,
		  const GPtrArray *sections)
{
	struct ledger_sums sums;

	ledger_sums_init(&sums, artefact, kind);
	add_unloaded(&sums, sections);
	close_kind(&sums, sections);
	ledger_sums_clear(&sums);
}

/* --- symbols -------------------------------------------------------------------------------- */

struct extent {
	guint64 from, to;
};

struct symbols {
	struct ledger_sums sums;
	GArray **extents; /* of each section: struct extent; NULL: it is not loaded */
	guint n_sections;
	const ledger_gaps *gaps;
	gint64 named;   /* bytes, each as often as it has names */
	gint64 padding; /* as wide as a page, or wider */
	guint n;
};

static gboolean take_symbol(void *data, const struct scan_elf_symbol *symbol)
{
	struct symbols *symbols = data;
	struct extent extent = {symbol->value, symbol->value + symbol->size};
	gsize len = strlen(symbol->name);
	GArray *extents = NULL;
	const char *name;

	symbols->n++;
	if (!symbol->size || !symbol->section || *symbol->section == '*')
		return TRUE;
	name = ms_pool_text(symbols->sums.artefact->pool, symbol->name, len);
	ledger_sums_queue(&symbols->sums, name, len, (gint64)symbol->size, RECORD_NONE);
	symbols->named += (gint64)symbol->size;
	if (symbol->number && symbol->number <= symbols->n_sections)
		extents = symbols->extents[symbol->number - 1];
	if (extents)
		g_array_append_val(extents, extent);
	return TRUE;
}

#define DIGIT 11
#define DIGITS (1u << DIGIT)

/* one pass of a radix sort, by the digit at `shift` of where they begin */
static void sort_pass(const struct extent *from, struct extent *to, guint n, guint64 least,
		      guint shift)
{
	guint at[DIGITS + 1] = {0};

	for (guint i = 0; i < n; i++)
		at[((from[i].from - least) >> shift) % DIGITS + 1]++;
	for (guint digit = 0; digit < DIGITS; digit++)
		at[digit + 1] += at[digit];
	for (guint i = 0; i < n; i++)
		to[at[((from[i].from - least) >> shift) % DIGITS]++] = from[i];
}

/* by where they begin; a vmlinux has some 100,000, and its table is in no order */
static void sort_extents(GArray *extents)
{
	struct extent *of = (struct extent *)(void *)extents->data;
	g_autofree struct extent *spare = NULL;
	struct extent *other;
	guint64 least = G_MAXUINT64, most = 0;
	gboolean sorted = TRUE;

	for (guint i = 0; i < extents->len; i++) {
		sorted &= !i || of[i - 1].from <= of[i].from;
		least = MIN(least, of[i].from);
		most = MAX(most, of[i].from);
	}
	if (sorted)
		return;
	other = spare = g_new(struct extent, extents->len);
	for (guint shift = 0; shift < 64 && (most - least) >> shift; shift += DIGIT) {
		struct extent *swap = of;

		sort_pass(of, other, extents->len, least, shift);
		of = other;
		other = swap;
	}
	/* the result may be in either */
	if (of == spare)
		memcpy(extents->data, of, extents->len * sizeof(*of));
}

static void take_gap(struct symbols *symbols, const struct ms_section *section, guint64 from,
		     guint64 to)
{
	struct ledger_gap gap = ledger_gap_at(symbols->gaps, section, from, to);

	ledger_sums_add(&symbols->sums, "(padding)", (gint64)gap.padding);
	ledger_sums_add(&symbols->sums, gap.name, (gint64)gap.rest);
	if (gap.padding >= LEDGER_PAGE)
		symbols->padding += (gint64)gap.padding;
}

/* the bytes of a loaded section that no symbol covers; and how many are covered */
static guint64 take_gaps(struct symbols *symbols, const struct ms_section *section, GArray *extents)
{
	guint64 end = section->address + section->bytes, at = section->address, covered = 0;

	sort_extents(extents);
	for (guint i = 0; i <= extents->len; i++) {
		const struct extent none = {end, end};
		const struct extent *e =
			i < extents->len ? &g_array_index(extents, struct extent, i) : &none;
		guint64 from = CLAMP(e->from, at, end), to = CLAMP(e->to, from, end);

		if (from > at)
			take_gap(symbols, section, at, from);
		covered += to - from;
		at = to;
	}
	return covered;
}

gboolean ledger_symbols(struct ledger_artefact *artefact, const char *path,
			const GPtrArray *sections, gint64 *padding, GError **error)
{
	g_autofree GArray **extents = g_new0(GArray *, sections->len);
	g_autoptr(ledger_gaps) gaps = ledger_gaps_open(path);
	struct symbols symbols = {.extents = extents, .n_sections = sections->len, .gaps = gaps};
	guint64 covered = 0;
	gboolean ok;

	ledger_sums_init(&symbols.sums, artefact, LEDGER_SYMBOL);
	for (guint i = 0; i < sections->len; i++) {
		const struct ms_section *section = sections->pdata[i];

		if (section->kind != MS_SECTION_OTHER)
			extents[i] = g_array_new(FALSE, FALSE, sizeof(struct extent));
	}
	ok = scan_elf_symbols(path, take_symbol, &symbols, error);
	ledger_sums_settle(&symbols.sums);
	for (guint i = 0; i < sections->len; i++) {
		if (!extents[i])
			continue;
		covered += take_gaps(&symbols, sections->pdata[i], extents[i]);
		g_array_unref(extents[i]);
	}
	if (ok && symbols.n)
		ledger_sums_add(&symbols.sums, "(aliases)", (gint64)covered - symbols.named);
	add_unloaded(&symbols.sums, sections);
	close_kind(&symbols.sums, sections);
	ledger_sums_clear(&symbols.sums);
	if (padding)
		*padding = symbols.padding;
	if (ok && !symbols.n) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "'%s' has no symbols, it is stripped: give the vmlinux of the build",
			    path);
		return FALSE;
	}
	return ok;
}
