/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TREE_FILES_H
#define TREE_FILES_H

#include "base/job.h"

/** struct scan_files: C sources and headers, assembly and makefiles of a tree, found by one walk. */
struct scan_files {
	GPtrArray *paths; /* relative to the tree, sorted */
	char *digest;     /* of all names, sizes and times */
};
typedef struct scan_files scan_files;

/**
 * scan_files_walk: all files named *.c, *.h, *.S, Makefile*, Kbuild* below `folder` of the tree
 * ("": all of it); hidden folders, links and the folder `skip` (a build inside the tree, absolute;
 * may be NULL) are left out. A folder that is not there has no files.
 * Errors: MS_ERROR_CANCELLED.
 */
struct scan_files *scan_files_walk(const char *tree, const char *folder, const char *skip,
				   const struct ms_job *job, GError **error);

/** scan_files_free: NULL is fine. */
void scan_files_free(struct scan_files *files);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scan_files, scan_files_free)

#endif
