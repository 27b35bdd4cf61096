/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LEDGER_GAPS_H
#define LEDGER_GAPS_H

#include "base/elfsections.h"

/** What an ELF file holds where no symbol is. */
typedef struct ledger_gaps ledger_gaps;

/** struct ledger_gap: what is between two symbols of a loaded section. */
struct ledger_gap {
	guint64 padding;  /* the linker's or the compiler's, up to an aligned address */
	guint64 rest;     /* what stands before it */
	const char *name; /* the row of the rest */
};

/** LEDGER_PAGE: what an object aligns its sections to, at most; wider padding is the linker's. */
#define LEDGER_PAGE 4096

/** ledger_gaps_open: maps the file; one that cannot be read has gaps without contents. */
ledger_gaps *ledger_gaps_open(const char *path);
/** ledger_gap_at: the bytes from an address up to another one of the section. */
struct ledger_gap ledger_gap_at(const ledger_gaps *gaps, const struct ms_section *section,
				guint64 from, guint64 to);
/** ledger_gap_name: the row of bytes that have no owner and are no padding. */
const char *ledger_gap_name(const struct ms_section *section);
void ledger_gaps_free(ledger_gaps *gaps);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ledger_gaps, ledger_gaps_free)

#endif
