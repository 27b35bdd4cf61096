/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LEDGER_ELF_H
#define LEDGER_ELF_H

#include "base/elfsections.h"
#include "ledger/ledger.h"

/** ledger_sections: a row for each section, numbers as `size -A` has them. */
void ledger_sections(struct ledger_artefact *artefact, const GPtrArray *sections);

/**
 * ledger_symbols: a row for each name, numbers as nm has them; several symbols of one name are one
 * row. `padding`: NULL, or for the bytes that align the sections of objects within those of the
 * file. Errors: MS_ERROR_IO; MS_ERROR_INPUT: damaged, or stripped.
 */
gboolean ledger_symbols(struct ledger_artefact *artefact, const char *path,
			const GPtrArray *sections, gint64 *padding, GError **error);

/**
 * ledger_close: the last rows of a kind of an ELF file, so that it adds up to the file: what is
 * never loaded (symbol table, debug information, …), and what lies between.
 */
void ledger_close(struct ledger_artefact *artefact, enum ledger_kind kind,
		  const GPtrArray *sections);

#endif
