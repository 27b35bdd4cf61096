/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BUILD_RELOCATE_H
#define BUILD_RELOCATE_H

#include "base/job.h"

/**
 * A build directory knows the absolute paths of its tree and of itself: make compares them with
 * what it would do now and builds everything anew when they differ. Moved together with its paths,
 * a build is up to date in its new place.
 */

/** struct relocation: absolute paths without a slash at the end. */
struct relocation {
	const char *from_tree;
	const char *to_tree;
	const char *from_build;
	const char *to_build;
};

/**
 * relocate_text: a text with both paths replaced, only where they stand as whole path components.
 * NULL if there is nothing to replace. The caller frees it.
 */
char *relocate_text(const struct relocation *relocation, const char *text, gsize size,
		    gsize *new_size);

/**
 * relocate_build: does it to the command and dependency files, the Makefile and the link `source`
 * of to_build, a copy of from_build, and keeps their times. Errors: MS_ERROR_IO, MS_ERROR_CANCELLED.
 */
gboolean relocate_build(const struct relocation *relocation, const struct ms_job *job,
			GError **error);

/**
 * relocate_tree_of: the path of the source tree as the build wrote it down, NULL if `build` is no
 * separate build directory (O=) or was not finished. The caller frees it.
 */
char *relocate_tree_of(const char *build);

#endif
