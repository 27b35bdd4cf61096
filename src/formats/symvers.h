/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FORMATS_SYMVERS_H
#define FORMATS_SYMVERS_H

#include <glib.h>

/** struct scan_export: one exported symbol. Strings belong to the table it is in. */
struct scan_export {
	const char *name;
	const char *provider; /* "vmlinux", or a module's path without suffix */
	const char *form;     /* "EXPORT_SYMBOL", "EXPORT_SYMBOL_GPL" */
	const char *space;    /* namespace, or NULL */
};

/** struct scan_exports: all that a build exports. */
struct scan_exports {
	GHashTable *by_name; /* struct scan_export */
	GStringChunk *strings;
};
typedef struct scan_exports scan_exports;

/** scan_exports_new: an empty table; free with scan_exports_free(). */
struct scan_exports *scan_exports_new(void);

/** scan_exports_add: copies one row; of two with the same name the first one stays. */
void scan_exports_add(struct scan_exports *exports, const char *name, const char *provider,
		      const char *form, const char *space);

/**
 * scan_symvers_read: adds the rows of a Module.symvers or vmlinux.symvers. The columns of all
 * forms since 4.x are known (the namespace stood before the module until 5.9).
 * Errors: MS_ERROR_IO, MS_ERROR_INPUT with `file:line:`.
 */
gboolean scan_symvers_read(struct scan_exports *exports, const char *path, GError **error);

/** scan_symvers_parse: the same of a text; `name` stands for the file in messages. */
gboolean scan_symvers_parse(struct scan_exports *exports, const char *text, const char *name,
			    GError **error);

/** scan_exports_find: an export by name, or NULL. */
const struct scan_export *scan_exports_find(const struct scan_exports *exports, const char *name);

/** scan_exports_free: NULL is fine. */
void scan_exports_free(struct scan_exports *exports);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scan_exports, scan_exports_free)

#endif
