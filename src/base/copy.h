/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BASE_COPY_H
#define BASE_COPY_H

#include "base/job.h"

/**
 * ms_copy_file: makes `to` (must not exist) a copy of a regular file: bytes (shared with the old
 * file where the file system can), mode and modification time. Errors: MS_ERROR_IO.
 */
gboolean ms_copy_file(const char *from, const char *to, GError **error);

/**
 * ms_copy_tree: makes `to` (must not exist) a copy of the directory `from` with all below it, as
 * ms_copy_file() does for files and directories; symbolic links are copied as links. Files of the
 * copy may be written to in place. Errors: MS_ERROR_IO, MS_ERROR_CANCELLED.
 */
gboolean ms_copy_tree(const char *from, const char *to, const struct ms_job *job, GError **error);

/**
 * ms_link_tree: makes `to` (must not exist) a copy of the directory `from`: directories are made,
 * symbolic links copied, files hard-linked, or copied (mode and time kept) where a link cannot be.
 * Whoever changes a file in it must write a new one and rename (ms_write_file does).
 */
gboolean ms_link_tree(const char *from, const char *to, const struct ms_job *job, GError **error);

#endif
