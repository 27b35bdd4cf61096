/* SPDX-License-Identifier: GPL-2.0-only */
#include "ledger/gaps.h"

#include <string.h>

/* functions and variables are aligned to no more than this */
#define SMALL 64

struct ledger_gaps {
	GMappedFile *file; /* NULL: it cannot be read */
};

ledger_gaps *ledger_gaps_open(const char *path)
{
	ledger_gaps *gaps = g_new0(ledger_gaps, 1);

	gaps->file = g_mapped_file_new(path, FALSE, NULL);
	return gaps;
}

void ledger_gaps_free(ledger_gaps *gaps)
{
	if (!gaps)
		return;
	g_clear_pointer(&gaps->file, g_mapped_file_unref);
	g_free(gaps);
}

/* NULL: the file has none of them */
static const char *contents(const ledger_gaps *gaps, const struct ms_section *section)
{
	gsize size = gaps->file ? g_mapped_file_get_length(gaps->file) : 0;

	if (!section->in_file || section->offset > size || section->bytes > size - section->offset)
		return NULL;
	return g_mapped_file_get_contents(gaps->file) + section->offset;
}

/* how many bytes at the end of a text are its last four again and again: zeros, traps, no-ops */
static guint64 fill(const char *text, guint64 len)
{
	guint64 at = len;

	if (len < sizeof(guint32))
		return len;
	while (at >= 2 * sizeof(guint32) && !memcmp(text + at - 2 * sizeof(guint32),
						    text + len - sizeof(guint32), sizeof(guint32)))
		at -= sizeof(guint32);
	at -= sizeof(guint32);
	/* the first of them may be cut */
	for (guint cut = 1; cut < sizeof(guint32) && at && text[at - 1] == text[at + 3]; cut++)
		at--;
	return len - at;
}

/* padding is shorter than what it aligns to */
static gboolean is_aligned_past(guint64 address, guint64 bytes)
{
	return !address || (address & -address) > bytes;
}

/* what compilers fill, though not all of it has names: strings, and code of assemblers */
static gboolean is_of_objects(const struct ms_section *section)
{
	static const char *const starts[] = {".rodata", ".data", ".bss", ".head",
					     ".init",   ".exit", ".note"};

	for (guint i = 0; i < G_N_ELEMENTS(starts); i++)
		if (g_str_has_prefix(section->name, starts[i]))
			return TRUE;
	return strstr(section->name, ".text") != NULL;
}

const char *ledger_gap_name(const struct ms_section *section)
{
	if (g_str_has_prefix(section->name, "__") || g_str_has_prefix(section->name, ".alt") ||
	    g_str_has_prefix(section->name, ".rela") || strstr(section->name, "initcall"))
		return "(linker tables)";
	return "(unknown)";
}

struct ledger_gap ledger_gap_at(const ledger_gaps *gaps, const struct ms_section *section,
				guint64 from, guint64 to)
{
	const char *text = contents(gaps, section);
	gboolean whole = from == section->address && to - from == section->bytes;
	struct ledger_gap gap = {.rest = to - from};

	if (gap.rest < SMALL)
		gap.padding = gap.rest;
	else if (text)
		gap.padding = fill(text + (from - section->address), gap.rest);
	else if (!whole && !section->in_file)
		gap.padding = gap.rest;
	if (gap.rest >= SMALL && (gap.padding < SMALL || !is_aligned_past(to, gap.padding)))
		gap.padding = 0;
	gap.rest -= gap.padding;
	/* entries that the linker gathers have no names */
	gap.name = whole && !is_of_objects(section) ? "(linker tables)" : ledger_gap_name(section);
	return gap;
}
