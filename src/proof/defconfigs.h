/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROOF_DEFCONFIGS_H
#define PROOF_DEFCONFIGS_H

#include <modsplit/build.h>
#include <modsplit/error.h>

#include "base/job.h"

/** struct proof_move: an option to which the same happens in some defconfigs. */
struct proof_move {
	char *option;
	char *before, *after; /* "y", "m", "n", a number, a text; "": not written at all */
	char *why;            /* it has the new value in the first of them, in one line */
	char *file;           /* where it is defined, as in struct kconf_menu */
	guint line;
	GPtrArray *defconfigs; /* paths below the tree, sorted */
	GPtrArray *by;         /* those of the options made tristate on which it hangs, sorted */
};

/**
 * proof_defconfigs: the defconfigs of a folder below arch/ ("arm64"), as paths below the tree,
 * sorted; those in folders of configs/ too. The caller unrefs the list.
 */
GPtrArray *proof_defconfigs(const char *tree, const char *srcarch);

/**
 * proof_moves: makes every defconfig of the arch as `make X_defconfig` does, with the Kconfig files
 * as they are and with the bool options of `tristate` (without CONFIG_, NULL-terminated) read as
 * tristates, and the selects of `implied` ("A B", likewise; or NULL) as imply. Gives a list of
 * struct proof_move, sorted by option, then value: all that differs. The caller unrefs it. `build`
 * must name its arch. Errors: as ms_kconfig_read(), MS_ERROR_IO for a defconfig that cannot be
 * read, MS_ERROR_CANCELLED.
 */
GPtrArray *proof_moves(const struct ms_build *build, const char *const *tristate,
		       const char *const *implied, const struct ms_job *job, GError **error);

#endif
