/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BOOT_INITRAMFS_H
#define BOOT_INITRAMFS_H

#include <gio/gio.h>

/** struct initramfs: what goes into the archive; the caller owns all of it. */
struct initramfs {
	const char *init;           /* path of the static program that becomes /init */
	const char *release;        /* modules lie in /lib/modules/RELEASE */
	const char *const *modules; /* NULL-terminated paths of .ko files; or NULL */
	const char *orders;         /* text of /orders */
	const char *report;         /* text of /report: the terminal to report on; or NULL */
};

/**
 * initramfs_write: writes a gzipped cpio (newc) with /init, /orders, /report, /dev/console,
 * /dev/null and the modules with modules.alias and modules.dep, made from the modules' own
 * .modinfo. Same input, same bytes: no times, no owners, sorted names. Errors: MS_ERROR_IO;
 * MS_ERROR_INPUT for a file that is no module, for two modules of one name.
 */
gboolean initramfs_write(const struct initramfs *initramfs, const char *path, GError **error);

#endif
