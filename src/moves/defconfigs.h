/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MOVES_DEFCONFIGS_H
#define MOVES_DEFCONFIGS_H

#include <modsplit/build.h>

#include "base/job.h"
#include "moves/edited.h"

/**
 * moves_defconfigs: the defconfigs of a folder below arch/ ("arm64"), as paths below the tree,
 * sorted; those in folders of configs/ too. The caller unrefs the list.
 */
GPtrArray *moves_defconfigs(const char *tree, const char *srcarch);

/**
 * moves_find: makes every defconfig of the arch as `make X_defconfig` does, with the Kconfig files
 * as they are and with the edited ones. Gives a list of struct move, sorted by option, then value:
 * all that differs, but for options that the tree does not have yet. The caller unrefs it. `build`
 * must name its arch. Errors: as ms_kconfig_read(), MS_ERROR_IO for a defconfig that cannot be
 * read, MS_ERROR_CANCELLED.
 */
GPtrArray *moves_find(const struct ms_build *build, struct edited *edited, const struct ms_job *job,
		      GError **error);

#endif
