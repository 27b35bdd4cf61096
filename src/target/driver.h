/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TARGET_DRIVER_H
#define TARGET_DRIVER_H

#include "target/makefiles.h"

/** struct scan_query: what was asked for, as far as it has been understood. */
struct scan_query {
	const char *text;
	GPtrArray *notes;   /* char *: what the user should know of it */
	const char *option; /* when an option was asked for: of several places its own counts */
};

/**
 * scan_add_module: adds the module that an object of a folder belongs to: its composite, all the
 * objects of its option where they make one module, or the object alone. Once is enough.
 */
void scan_add_module(struct scan_context *context, const struct scan_query *query,
		     const struct scan_place *place);

/** scan_add_bare: adds a driver without objects, for an option that no makefile names. */
void scan_add_bare(struct scan_context *context, const struct scan_query *query,
		   const char *option);

/** scan_object_source: the source of "x.o" in a folder, relative; NULL when the tree has none. */
char *scan_object_source(struct scan_context *context, const char *folder, const char *object);

#endif
