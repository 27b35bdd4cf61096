/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LEDGER_PARTS_H
#define LEDGER_PARTS_H

#include "ledger/ledger.h"

/** The files of a build beside its vmlinux. */

/** ledger_file_bytes: of a regular file; -1: there is none. */
gint64 ledger_file_bytes(const char *path);

/**
 * ledger_add_elf: a file with its sections and symbols. `sections`: NULL, or where the caller, who
 * frees them, wants them. Errors: MS_ERROR_IO, MS_ERROR_INPUT.
 */
struct ledger_artefact *ledger_add_elf(struct ledger *ledger, const char *path, const char *name,
				       GPtrArray **sections, GError **error);

/**
 * ledger_images: what is booted: Image, Image.gz, bzImage, … of arch/…/boot, and the initramfs that
 * is linked in. Errors: MS_ERROR_INPUT: a damaged initramfs.
 */
gboolean ledger_images(struct ledger *ledger, const char *build, const char *srcarch,
		       GError **error);

/**
 * ledger_modules: each .ko on disk, with sections and symbols; and "(loaded)": its text, data, bss,
 * ksymtab and strings. Errors: MS_ERROR_INPUT; MS_ERROR_TREE: modules.order names one that is not
 * there, though others are.
 */
gboolean ledger_modules(struct ledger *ledger, const char *build, const struct ms_job *job,
			GError **error);

#endif
