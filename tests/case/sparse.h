/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CASE_SPARSE_H
#define CASE_SPARSE_H

#include "base/record.h"

/**
 * sparse_load: reads a record from a file in which a key may be left out: it is empty then (null,
 * false, 0, no items). So a miniature model names only what its case is about. A key that the
 * record does not have is an error, which a misspelt one would otherwise hide.
 */
void *sparse_load(const struct record_type *type, const char *path, GError **error);

#endif
