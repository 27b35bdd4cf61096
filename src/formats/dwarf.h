/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FORMATS_DWARF_H
#define FORMATS_DWARF_H

#include <glib.h>

/**
 * The debug information of a linked image: which source each address comes from. libdw is used
 * behind this header only; it knows DWARF 2 to 5, and reads compressed sections.
 */

/** struct scan_dwarf_unit: what was compiled at once, one object. */
struct scan_dwarf_unit {
	const char *source; /* as the compiler was given it; NULL: it is not told */
	const char *folder; /* in which the compiler ran; NULL: it is not told */
};

/** struct scan_dwarf_code: addresses that hold code of a unit. */
struct scan_dwarf_code {
	guint64 from, to;
	guint unit; /* index into units */
};

/** struct scan_dwarf_variable: a variable with an address of its own. */
struct scan_dwarf_variable {
	const char *name; /* as the symbol table has it, but for what the compiler puts behind it */
	guint64 address;
	guint unit;
};

/** struct scan_dwarf: its texts live as long as it. */
struct scan_dwarf {
	GArray *units;     /* struct scan_dwarf_unit, in link order */
	GArray *code;      /* struct scan_dwarf_code */
	GArray *variables; /* struct scan_dwarf_variable */
	char *trouble;     /* the first thing that could not be read; NULL: all could */
	guint broken;      /* how many units could not, or not whole */
	GStringChunk *strings;
};
typedef struct scan_dwarf scan_dwarf;

/**
 * scan_dwarf_read: what an image's debug information has. What is damaged is left out and stands in
 * `trouble`. Code and variables that the linker dropped have addresses 0 or 1, and are left out.
 * Errors: MS_ERROR_IO.
 */
struct scan_dwarf *scan_dwarf_read(const char *path, GError **error);
/** scan_dwarf_free: NULL is fine. */
void scan_dwarf_free(struct scan_dwarf *dwarf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scan_dwarf, scan_dwarf_free)

#endif
