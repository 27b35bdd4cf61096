/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MODSPLIT_PLAN_H
#define MODSPLIT_PLAN_H

#include <modsplit/analyze.h>

G_BEGIN_DECLS

/** ms_plan: ordered steps that answer the findings, or refusals; JSON "modsplit.plan/1". */
typedef struct plan ms_plan;

/** struct ms_plan_options: the user's choices; zeroed is the default. */
struct ms_plan_options {
	/* "exact" (NULL): wait only while some driver of the kind is =m; "rfc": CONFIG_MODULES
	 * alone; "none": leave deferral out */
	const char *deferral;
	const char *unload; /* "auto" (NULL), "never", "require" */
	/* "neighbours" (NULL): flavour and namespace of the exports around; "for-modules": to the
	 * modules of the series alone, by the tree's macro for that */
	const char *export_form;
};

/**
 * ms_plan_driver: plans the conversion of one driver of the findings (by index).
 * A blocked driver gives a plan with refusals and no steps; that is no error.
 * Errors: MS_ERROR_USAGE for an unknown option value, MS_ERROR_INPUT when model and findings are
 * not of the same tree. The caller frees with ms_plan_free().
 */
ms_plan *ms_plan_driver(const ms_model *model, const ms_findings *findings, guint driver,
			const struct ms_plan_options *options, GError **error);

/** ms_plan_load, ms_plan_save, ms_plan_free: as for the model. */
ms_plan *ms_plan_load(const char *path, GError **error);
gboolean ms_plan_save(const ms_plan *plan, const char *path, GError **error);
void ms_plan_free(ms_plan *plan);

G_END_DECLS

#endif
