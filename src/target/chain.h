/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TARGET_CHAIN_H
#define TARGET_CHAIN_H

#include "target/context.h"

/** struct scan_built: when an object is in the image. */
struct scan_built {
	char *when;   /* the condition, folders above it included: "(CONFIG_A=y) && (CONFIG_B=y)" */
	char *option; /* the one option that it hangs on, the nearest; NULL: none, or several */
};

/**
 * scan_chain_find: when the object of a source ("drivers/x/y.c") is in the image. FALSE: no
 * makefile lists it. The caller clears *built with scan_built_clear().
 */
gboolean scan_chain_find(struct scan_context *context, const char *source,
			 struct scan_built *built);
void scan_built_clear(struct scan_built *built);

#endif
