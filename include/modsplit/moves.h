/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MODSPLIT_MOVES_H
#define MODSPLIT_MOVES_H

#include <modsplit/build.h>
#include <modsplit/job.h>
#include <modsplit/plan.h>

G_BEGIN_DECLS

/**
 * ms_moves_add: completes a model of a whole tree by what only a plan can tell: plans every driver
 * of the findings whose option is bool, and notes which options get another value in the defconfigs
 * of the arch by what the plan changes in the Kconfig files. Where there is no plan, because the
 * driver is blocked, it is by the option's type alone. Analyze again for the findings about it.
 * `options` may be NULL. Errors: MS_ERROR_CANCELLED, and any where build->answers says that nothing
 * may be run; what else fails is a problem of the driver.
 */
gboolean ms_moves_add(ms_model *model, const ms_findings *findings, const struct ms_build *build,
		      const struct ms_plan_options *options, const struct ms_job *job,
		      GError **error);

G_END_DECLS

#endif
