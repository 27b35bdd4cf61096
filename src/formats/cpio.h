/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FORMATS_CPIO_H
#define FORMATS_CPIO_H

#include <glib.h>

/** A file of an archive: its path as it stands there, its data in bytes. */
typedef void (*scan_cpio_each)(void *data, const char *path, guint64 bytes);

/**
 * scan_cpio_read: calls `each` for every member of a cpio archive, plain or compressed by gzip,
 * bzip2, xz, lzma, lz4 or zstd, up to the end of the first archive in it. *unpacked is what it has
 * without the compression, in bytes, heads and all. Errors: MS_ERROR_IO; MS_ERROR_INPUT: no cpio
 * archive, or damaged.
 */
gboolean scan_cpio_read(const char *path, scan_cpio_each each, void *data, guint64 *unpacked,
			GError **error);

#endif
