/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SCAN_BORDER_H
#define SCAN_BORDER_H

#include "proof/proof.h"
#include "scan/steps.h"

/** struct scan_border: what is asked of Kconfig for all drivers, as if they were tristate. */
struct scan_border {
	struct scan_context *context;
	struct proof *proof; /* opened when first asked for */
	gboolean failed;     /* it could not be, and that was told */
	GError *error;       /* it could not be, for nothing may be run; or NULL */
};
typedef struct scan_border scan_border;

/** scan_border_proof: Kconfig with the options of all targets as tristates; NULL: it was told why
 * not. */
struct proof *scan_border_proof(struct scan_border *border, const struct scan_target *target);

/** scan_border_modular: is the option tristate, or that of a target? */
gboolean scan_border_modular(const struct scan_border *border, const char *option);

/**
 * scan_border_allows: a combination ("X=m", sorted) in which the driver is m and the condition
 * holds; NULL: Kconfig allows none, or it is not understood. The caller frees it.
 */
GPtrArray *scan_border_allows(struct scan_border *border, const struct scan_target *target,
			      const char *condition);

/** scan_border_clear: frees what the border owns. */
void scan_border_clear(struct scan_border *border);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(scan_border, scan_border_clear)

/** scan_add_shared: the driver's objects that other lists take too, and a module of nothing. */
void scan_add_shared(struct scan_border *border, const struct scan_target *target);

/** scan_add_settable: whether a prompt with a condition lets anybody set the option to m. */
void scan_add_settable(struct scan_border *border, const struct scan_target *target);

/** scan_add_cycles: modules that would need each other. */
void scan_add_cycles(struct scan_border *border, const struct scan_target *target);

#endif
