/* SPDX-License-Identifier: GPL-2.0-only */
#include "formats/cpio.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>
#include <modsplit/error.h>

#define BLOCK 65536

static gboolean read_members(struct archive *archive, scan_cpio_each each, void *data)
{
	struct archive_entry *entry;
	int status;

	while ((status = archive_read_next_header(archive, &entry)) == ARCHIVE_OK ||
	       status == ARCHIVE_WARN) {
		const char *name = archive_entry_pathname(entry);
		la_int64_t bytes = archive_entry_size_is_set(entry) ? archive_entry_size(entry) : 0;

		if (!name || bytes < 0)
			return FALSE;
		each(data, name, (guint64)bytes);
	}
	return status == ARCHIVE_EOF;
}

/* no filter that would start another program */
static struct archive *open_reader(void)
{
	struct archive *archive = archive_read_new();

	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_bzip2(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_filter_lzma(archive);
	archive_read_support_filter_lz4(archive);
	archive_read_support_filter_zstd(archive);
	archive_read_support_format_cpio(archive);
	return archive;
}

gboolean scan_cpio_read(const char *path, scan_cpio_each each, void *data, guint64 *unpacked,
			GError **error)
{
	struct archive *archive = open_reader();
	gboolean ok = FALSE;

	if (access(path, R_OK)) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot read '%s': %s", path,
			    g_strerror(errno));
		archive_read_free(archive);
		return FALSE;
	}
	if (archive_read_open_filename(archive, path, BLOCK) == ARCHIVE_OK)
		ok = read_members(archive, each, data);
	*unpacked = (guint64)MAX(archive_filter_bytes(archive, 0), 0);
	if (!ok)
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "'%s' is no whole cpio archive: %s; give the initramfs as it is loaded",
			    path,
			    archive_error_string(archive) ? archive_error_string(archive)
							  : "damaged");
	archive_read_free(archive);
	return ok;
}
