/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VERIFY_LADDER_H
#define VERIFY_LADDER_H

#include "verify/outcome.h"

/** enum ladder_step: the rungs in the order in which they are climbed. */
enum ladder_step {
	LADDER_APPLIES,
	LADDER_CONFIGURES,
	LADDER_BUILDS,
	LADDER_MODPOST,
	LADDER_BOOTS,
	LADDER_PROBES,
	LADDER_UNLOADS,
	LADDER_STEPS,
};

/** ladder_names: the rungs' names in that order, NULL-terminated. */
extern const char *const ladder_names[];

/** ladder_new: puts all rungs into an outcome that has none, each "not-run" without a reason. */
void ladder_new(struct outcome *outcome);

/** ladder_rung: a rung of it, owned by the outcome. */
struct rung *ladder_rung(const struct outcome *outcome, enum ladder_step step);

/** ladder_pass: the rung was climbed: passed. A rung that has failed stays failed. */
void ladder_pass(struct outcome *outcome, enum ladder_step step);

/** ladder_fail: the rung failed, and why; the first reason stays, later ones become details. */
void ladder_fail(struct outcome *outcome, enum ladder_step step, const char *reason);

/** ladder_decline: the rung is not to be climbed, as for a permanent module. */
void ladder_decline(struct outcome *outcome, enum ladder_step step, const char *reason);

/** ladder_detail: adds a line to what was done on a rung. */
void ladder_detail(struct outcome *outcome, enum ladder_step step, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/** ladder_failed: TRUE when some rung has failed: nothing further is to be tried. */
gboolean ladder_failed(const struct outcome *outcome);

/**
 * ladder_finish: gives every rung that was not run its reason: the rung that failed before it, or
 * `why` where none did.
 */
void ladder_finish(struct outcome *outcome, const char *why);

#endif
