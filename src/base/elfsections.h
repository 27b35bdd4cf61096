/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BASE_ELFSECTIONS_H
#define BASE_ELFSECTIONS_H

#include <glib.h>

/** enum ms_section_kind: where the bytes of a section go, as binutils' `size` counts them. */
enum ms_section_kind {
	MS_SECTION_TEXT,  /* loaded, and code or not writable */
	MS_SECTION_DATA,  /* loaded, writable, with bytes in the file */
	MS_SECTION_BSS,   /* loaded, without bytes in the file */
	MS_SECTION_OTHER, /* not loaded: symbols, debug information */
};

/** struct ms_section: one section of an ELF file. */
struct ms_section {
	char *name;
	guint64 bytes;
	guint64 address; /* where an image has it; 0 in an object */
	gboolean in_file;
	guint64 offset; /* where in the file, if it is there */
	enum ms_section_kind kind;
};

/**
 * ms_elf_sections: the sections of an ELF file in file order, the empty first one left out. The
 * caller frees the array (of struct ms_section *), which owns its sections.
 * Errors: MS_ERROR_IO; MS_ERROR_INPUT: no ELF file, or one that is cut short.
 */
GPtrArray *ms_elf_sections(const char *path, GError **error);

/** ms_section_is_freed: is a section of that name given back once the kernel has booted? */
gboolean ms_section_is_freed(const char *name);

/** ms_elf_total: bytes of the sections of one kind, MS_SECTION_TEXT is `size`'s "text" and so on. */
guint64 ms_elf_total(const GPtrArray *sections, enum ms_section_kind kind);

#endif
