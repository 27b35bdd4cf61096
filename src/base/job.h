/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BASE_JOB_H
#define BASE_JOB_H

#include <gio/gio.h>

/**
 * struct ms_job: how a stage may work, given by the caller and never changed by the stage.
 * A NULL job means: no cancelling, nobody to tell, one job at a time.
 */
struct ms_job {
	GCancellable *cancel; /* may be NULL; when triggered, children are killed and waited for */
	guint jobs;	      /* how many processes at once; 0 counts as 1 */
	/* says that `done` of `total` (0: unknown) are through, now at `what`; may be NULL */
	void (*progress)(void *data, const char *stage, guint done, guint total, const char *what);
	/* says one line for the user's eye (a note, a warning); may be NULL */
	void (*say)(void *data, const char *line);
	void *data; /* handed to both */
};

/** ms_job_progress: calls job->progress if there is a job that listens. */
void ms_job_progress(const struct ms_job *job, const char *stage, guint done, guint total,
		     const char *what);

/** ms_job_say: formats a line and calls job->say if there is a job that listens. */
void ms_job_say(const struct ms_job *job, const char *format, ...) G_GNUC_PRINTF(2, 3);

/** ms_job_cancelled: TRUE, and MS_ERROR_CANCELLED set, once the job has been cancelled. */
gboolean ms_job_cancelled(const struct ms_job *job, GError **error);

#endif
