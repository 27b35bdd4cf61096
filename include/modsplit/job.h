/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MODSPLIT_JOB_H
#define MODSPLIT_JOB_H

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * struct ms_job: how a stage may work, given by the caller and never changed by the stage.
 * A NULL job means: no cancelling, nobody to tell, one job at a time.
 */
struct ms_job {
	GCancellable *cancel; /* may be NULL; when triggered, children are killed and waited for */
	guint jobs;           /* how many processes at once; 0 counts as 1 */
	/* says that `done` of `total` (0: unknown) are through, now at `what`; may be NULL */
	void (*progress)(void *data, const char *stage, guint done, guint total, const char *what);
	/* says one line for the user's eye (a note, a warning); may be NULL */
	void (*say)(void *data, const char *line);
	void *data; /* handed to both */
};

G_END_DECLS

#endif
