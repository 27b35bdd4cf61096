/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BASE_FILES_H
#define BASE_FILES_H

#include "base/job.h"

/**
 * struct ms_scratch: a directory of our own that is gone, with all below it, when it is freed.
 */
typedef struct ms_scratch ms_scratch;

/**
 * ms_scratch_new: makes a fresh directory `PREFIX-XXXXXX` in `parent` (NULL: $TMPDIR or /tmp).
 * Errors: MS_ERROR_IO. The caller frees it with ms_scratch_free().
 */
ms_scratch *ms_scratch_new(const char *parent, const char *prefix, GError **error);

/** ms_scratch_path: its absolute path, owned by the scratch. */
const char *ms_scratch_path(const ms_scratch *scratch);

/** ms_scratch_keep: from now on freeing leaves the directory where it is. */
void ms_scratch_keep(ms_scratch *scratch);

/** ms_scratch_free: removes the directory and all below it; NULL is fine. */
void ms_scratch_free(ms_scratch *scratch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_scratch, ms_scratch_free)

/** ms_remove_tree: removes a file or a directory with all below it, never following a link. */
gboolean ms_remove_tree(const char *path, GError **error);

/**
 * ms_write_file: writes a file whole or not at all: a new file beside it, synced, checked at
 * close, then renamed over `path`. A hard link to the old file keeps the old bytes.
 * Missing parent directories are made. A device, a pipe or a directory is refused, never replaced;
 * a symbolic link is replaced. Errors: MS_ERROR_IO naming the path.
 */
gboolean ms_write_file(const char *path, const char *data, gsize size, GError **error);

/**
 * ms_append_line: adds a line to a file, whole or not at all: what a full disk takes of it is taken
 * back. The file is made if it is missing and locked meanwhile; a last line without its end (left
 * by somebody else) gets one. Errors: MS_ERROR_IO naming the path.
 */
gboolean ms_append_line(const char *path, const char *line, GError **error);

/**
 * ms_write_product: writes what the user wants to have at a path that the user named: a file as
 * ms_write_file() does, but into a device, a pipe or what a symbolic link leads to, and without
 * making directories. Errors: MS_ERROR_IO naming the path.
 */
gboolean ms_write_product(const char *path, const char *data, gsize size, GError **error);

/**
 * ms_read_file: the bytes of a regular file, NUL-terminated; the caller frees them.
 * Errors: MS_ERROR_IO naming the path. `size` may be NULL.
 */
char *ms_read_file(const char *path, gsize *size, GError **error);

/**
 * ms_cache_dir: $MODSPLIT_CACHE, else modsplit in the user's cache folder; absolute; the caller
 * frees it.
 */
char *ms_cache_dir(void);

/**
 * ms_files_below: adds each file of a folder of `root` and below it to a list of paths below
 * `root`, in no order; symbolic links are left out. Nothing where there is no such folder.
 */
void ms_files_below(const char *root, const char *folder, GPtrArray *found);

#endif
