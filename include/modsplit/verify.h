/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MODSPLIT_VERIFY_H
#define MODSPLIT_VERIFY_H

#include <modsplit/build.h>
#include <modsplit/error.h>
#include <modsplit/job.h>

G_BEGIN_DECLS

/** ms_outcome: what was proved of a series, and what was not; JSON "modsplit.outcome/1". */
typedef struct outcome ms_outcome;

/** struct ms_verify_options: the user's choices; zeroed is the default. */
struct ms_verify_options {
	const char *work; /* directory for copies and builds; NULL: below ms_cache_dir() */
	const char *const *scenarios; /* names to run; NULL: all that fit the driver */
	gboolean each_patch;          /* also builds every single patch in y, m and n with W=1 */
	gboolean no_boot;             /* stops before the boots; their rungs are not-run */
};

/**
 * ms_verify: climbs the ladder with a series on a private copy of the tree: applies, configures,
 * each patch builds, modpost is silent, boots, probes, unloads. Stops at the first rung that
 * fails; what comes after it is not-run. The user's tree and build are only read.
 * A failed rung is an answer, not an error. Errors: MS_ERROR_INPUT (series damaged), MS_ERROR_TREE,
 * MS_ERROR_TOOL (make, compiler or qemu missing, with the Debian package), MS_ERROR_IO,
 * MS_ERROR_CANCELLED. The caller frees with ms_outcome_free().
 */
ms_outcome *ms_verify(const struct ms_build *build, const char *series_directory,
		      const struct ms_verify_options *options, const struct ms_job *job,
		      GError **error);

/** ms_outcome_passed: TRUE when every rung passed or was declined. */
gboolean ms_outcome_passed(const ms_outcome *outcome);

/** ms_outcome_load, ms_outcome_save, ms_outcome_free: as for the model. */
ms_outcome *ms_outcome_load(const char *path, GError **error);
gboolean ms_outcome_save(const ms_outcome *outcome, const char *path, GError **error);
void ms_outcome_free(ms_outcome *outcome);

G_END_DECLS

#endif
