/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EVIDENCE_LATE_H
#define EVIDENCE_LATE_H

#include "evidence/context.h"

/**
 * What a module runs and reads once its init is over, and what of it lies in an init section today.
 * A driver's functions and tables are followed by call and by name; what they call elsewhere is
 * judged by the section that the image has it in.
 */

/** struct late_item: a function or table of an init section that is reached later. */
struct late_item {
	const struct function *function; /* or NULL: */
	const struct variable *variable;
	const char *word; /* "__init", "__initconst" …: what puts it there, as written */
	const char *from; /* the function, variable or macro that leads to it */
	const char *how;  /* "calls", "hands on", "points to", "reads" */
	GPtrArray *calls; /* what it calls outside of the driver, sorted; strings are borrowed */
	const struct symbol *unsafe; /* the first of them that lies in an init section, or NULL */
};

/**
 * late_items: of the whole driver, in the order in which they are reached; the caller frees the
 * array. The rule needs the parameters `probe_once` and `macros`.
 */
GPtrArray *late_items(const struct context *context);

/** late_name: of the function or the table. */
const char *late_name(const struct late_item *item);

extern const struct column linker_macro_columns[];

/**
 * late_setup: the function of the driver that a linker table's entry names, where a driver that
 * probes can call it in its place; else NULL. The rule needs the parameter `macros`.
 */
const struct function *late_setup(const struct context *context, const struct macro_use *macro);

#endif
