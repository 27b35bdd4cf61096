/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FORMATS_FACTS_H
#define FORMATS_FACTS_H

#include "ctext/outline.h"
#include "model/model.h"

/** What the text of a driver's sources says, found without a compiler. */

/** struct scan_text: one file as text and outline. */
struct scan_text {
	char *file; /* relative to the tree */
	struct ctext_outline *outline;
};
typedef struct scan_text scan_text;

/** scan_text_read: reads a file of the tree; NULL and an error when it cannot be read. */
struct scan_text *scan_text_read(const char *tree, const char *file, GError **error);

/** scan_text_free: NULL is fine. */
void scan_text_free(struct scan_text *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scan_text, scan_text_free)

/**
 * scan_facts_add: adds to the driver what its sources' texts say: to the driver its macros,
 * functions and variables, to each source its includes, licence, authors, summary and whether it
 * holds an init call. `sources` are struct scan_text in the order of driver->sources, `headers`
 * those of the driver's folders that they include.
 */
void scan_facts_add(struct driver *driver, const GPtrArray *sources, const GPtrArray *headers);

/** scan_condition_at: the #if conditions around an offset, joined by " && ", or NULL. */
char *scan_condition_at(const struct ctext_outline *outline, gsize offset);

/**
 * scan_calls_of: calls of a function's body with the condition of the innermost `if` around each,
 * and the declarations in it: appended to function->calls and function->locals.
 */
void scan_calls_of(const struct ctext_outline *outline, const struct ctext_function *from,
		   struct function *to);

#endif
