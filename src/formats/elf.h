/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FORMATS_ELF_H
#define FORMATS_ELF_H

#include <glib.h>

#include "formats/symvers.h"

/**
 * Objects and archives. libelf is used behind this header only. A file that is cut short or
 * damaged is MS_ERROR_INPUT with its path; one that cannot be opened is MS_ERROR_IO.
 */

enum scan_elf_binding { SCAN_ELF_LOCAL, SCAN_ELF_GLOBAL, SCAN_ELF_WEAK };

/** struct scan_elf_symbol: one named symbol that is neither a file nor a section. */
struct scan_elf_symbol {
	const char *name;    /* lives as long as the file */
	const char *section; /* ".init.text", "COMMON", "*ABS*"; NULL: undefined here */
	const char *kind;    /* "function", "object", "notype" */
	enum scan_elf_binding binding;
	guint64 value; /* its address in an image, its offset within the section in an object */
	guint64 size;  /* bytes */
	guint number;  /* of its section in the file, 1 the first; 0: it is in none */
};

typedef gboolean (*scan_elf_each)(void *data, const struct scan_elf_symbol *symbol);

/**
 * scan_elf_symbols: calls `each` for every symbol of an object or image, in the order of its
 * table, until it returns FALSE. Names and sections last only as long as the call.
 */
gboolean scan_elf_symbols(const char *path, scan_elf_each each, void *data, GError **error);

/** scan_elf_symbols_in: the same of bytes in memory (a member of an archive). */
gboolean scan_elf_symbols_in(const char *bytes, gsize size, const char *name, scan_elf_each each,
			     void *data, GError **error);

/**
 * scan_elf_check: reads only headers and section table, and says whether all of the file is
 * there: a vmlinux cut in half is found here.
 */
gboolean scan_elf_check(const char *path, GError **error);

/**
 * scan_elf_exports: adds what an object exports, from `.export_symbol` (6.4 on) or
 * `__ksymtab_…` (before), as `provider`.
 */
gboolean scan_elf_exports(const char *path, const char *provider, struct scan_exports *exports,
			  GError **error);

typedef gboolean (*scan_archive_each)(void *data, const char *path, const char *bytes, gsize size,
				      GError **error);

/**
 * scan_archive_members: calls `each` for every member of an archive. In a thin archive a member is
 * a file: `path` is its path, `bytes` is NULL. Else `bytes` are the member's, and `path` is
 * "archive(member)". Stops with its error when `each` returns FALSE.
 */
gboolean scan_archive_members(const char *path, scan_archive_each each, void *data, GError **error);

#endif
