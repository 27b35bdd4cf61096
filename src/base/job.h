/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BASE_JOB_H
#define BASE_JOB_H

#include <modsplit/job.h>

/** ms_job_progress: calls job->progress if there is a job that listens. */
void ms_job_progress(const struct ms_job *job, const char *stage, guint done, guint total,
		     const char *what);

/** ms_job_say: formats a line and calls job->say if there is a job that listens. */
void ms_job_say(const struct ms_job *job, const char *format, ...) G_GNUC_PRINTF(2, 3);

/** ms_job_cancelled: TRUE, and MS_ERROR_CANCELLED set, once the job has been cancelled. */
gboolean ms_job_cancelled(const struct ms_job *job, GError **error);

#endif
