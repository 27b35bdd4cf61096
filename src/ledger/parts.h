/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LEDGER_PARTS_H
#define LEDGER_PARTS_H

#include "ledger/ledger.h"

/** The files of a build beside its vmlinux. */

/** ledger_file_bytes: of a regular file; -1: there is none. */
gint64 ledger_file_bytes(const char *path);

/**
 * ledger_add_elf: a file with its sections and symbols. `sections`: NULL, or where the caller, who
 * frees them, wants them. `padding`: as of ledger_symbols(). Errors: MS_ERROR_IO, MS_ERROR_INPUT.
 */
struct ledger_artefact *ledger_add_elf(struct ledger *ledger, const char *path, const char *name,
				       GPtrArray **sections, gint64 *padding, GError **error);

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

/**
 * ledger_objects: object and folder rows of a build's vmlinux, without what no object accounts for,
 * and whose its symbols are; objects.c. `dwarf`: debug information is asked, too, whose those are
 * of which the objects do not tell it. Errors: MS_ERROR_TREE, MS_ERROR_INPUT.
 */
gboolean ledger_objects(struct ledger_artefact *artefact, const char *build, const char *srcarch,
			const GPtrArray *sections, gboolean dwarf, const struct ms_job *job,
			GError **error);

/**
 * ledger_alone: object and folder rows of a vmlinux that has no objects beside it, and whose its
 * symbols are, by modules.builtin.ranges and debug information: all loaded bytes, each once.
 * Nothing where there is neither. Errors: MS_ERROR_IO, MS_ERROR_INPUT.
 */
gboolean ledger_alone(struct ledger_artefact *artefact, const char *path, const GPtrArray *sections,
		      const struct ms_job *job, GError **error);

#endif
