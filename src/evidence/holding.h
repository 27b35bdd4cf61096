/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EVIDENCE_HOLDING_H
#define EVIDENCE_HOLDING_H

#include <jansson.h>

#include "model/model.h"

/** enum holding: what becomes of a thing by the time that the walked function returns. */
enum holding {
	HOLDING_ON,     /* it is held */
	HOLDING_NOT,    /* it is given back, as between clk_enable() and clk_disable() */
	HOLDING_UNSURE, /* something like it is given back, or only sometimes */
};

/** struct frame: a function that is being walked, and the call at which the walk is. */
struct frame {
	const struct function *function;
	guint call;
};

/**
 * holding_of: what becomes of what the innermost frame's call takes, error paths aside. `frames`
 * are struct frame, the innermost last; `row` of the table `undo` says how the thing is given back.
 */
enum holding holding_of(const struct driver *driver, const GArray *frames, const json_t *row);

/** holding_gives_back: does a call of that function give back what the row's call takes? */
gboolean holding_gives_back(const json_t *row, const char *name);

#endif
