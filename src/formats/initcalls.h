/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FORMATS_INITCALLS_H
#define FORMATS_INITCALLS_H

#include "ctext/outline.h"

/** SCAN_INITCALL_LEVEL: the rank from which on a macro names a level other than the device's. */
#define SCAN_INITCALL_LEVEL 2

/**
 * scan_initcall_rank: how likely a file-scope macro is the init call of the driver itself: 0 for
 * module_…_driver(), builtin_…_driver() and their like for a device, then module_init() and
 * device_initcall(), then the earlier levels, the late one, and the _sync ones. -1: not an init
 * call.
 */
gint scan_initcall_rank(const char *macro);

/** scan_initcall_main: the init call with the lowest rank, the first of equals; NULL: none. */
const struct ctext_macro *scan_initcall_main(const struct ctext_outline *outline);

/** scan_initcalls_always: is there an init call outside any #if, which no configuration omits? */
gboolean scan_initcalls_always(const struct ctext_outline *outline);

/**
 * scan_macros_cut: blanks the file-scope macros that stand on one of the lines (guint) in `text`,
 * a copy of the outline's; the main init call stays. FALSE when there were none.
 */
gboolean scan_macros_cut(const struct ctext_outline *outline, char *text, const GArray *lines,
			 GPtrArray *edits);

/**
 * scan_initcalls_cut: a copy of the text with every init call but the main one left out (its
 * lines stay, empty). `edits` gets a word on each: "left out the second init
 * call device_initcall_sync(foo)".
 */
char *scan_initcalls_cut(const struct ctext_outline *outline, GPtrArray *edits);

/**
 * scan_tables_kept: C to put behind a source that is tried as a module, so that the functions which
 * entries of linker tables name, and which a module's driver would call, are compiled; NULL: there
 * are none. The caller frees it.
 */
char *scan_tables_kept(const struct ctext_outline *outline);

#endif
