/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TREE_EXPORTS_H
#define TREE_EXPORTS_H

#include "tree/index.h"

/**
 * scan_exports_read: what a build exports: from Module.symvers or vmlinux.symvers, when one is
 * there that is not older than the link of all objects; else from the image's objects.
 * `version` of the two is no matter; a namespace counts as part of an export.
 */
struct scan_exports *scan_exports_read(const char *build, const struct scan_index *index,
				       GError **error);

#endif
