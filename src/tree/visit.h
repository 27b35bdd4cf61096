/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TREE_VISIT_H
#define TREE_VISIT_H

#include "base/job.h"

/**
 * scan_visit: calls `visit` for every file below `folder` of `root` ("": all of it): with an open
 * descriptor of the file's folder, the folder's path relative to root ("" for root itself) and the
 * file's name. Links are not followed and hidden folders not entered, nor is the folder `skip`
 * (absolute; may be NULL). `visit` is called by job->jobs threads at once, in no order. A folder
 * that cannot be read has no files. Errors: MS_ERROR_CANCELLED.
 */
gboolean scan_visit(const char *root, const char *folder, const char *skip,
		    void (*visit)(void *data, int descriptor, const char *folder, const char *name),
		    void *data, const struct ms_job *job, GError **error);

#endif
