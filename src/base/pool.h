/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <glib.h>

/**
 * A pool: memory for very many small things that live and die together. Nothing of it is freed
 * before all of it is.
 */
typedef struct ms_pool ms_pool;

/** ms_pool_new: an empty one; ms_pool_unref() frees it. */
ms_pool *ms_pool_new(void);
/** ms_pool_alloc: zeroed bytes, aligned for any field of a struct. */
void *ms_pool_alloc(ms_pool *pool, gsize bytes);
/** ms_pool_text: a copy of `len` bytes of a text, NUL-terminated. */
char *ms_pool_text(ms_pool *pool, const char *text, gsize len);
/** ms_pool_keep: `other` lives as long as `pool`, whose things point into it. */
void ms_pool_keep(ms_pool *pool, ms_pool *other);
/** ms_pool_unref: the last one frees it; NULL is fine. */
void ms_pool_unref(ms_pool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_pool, ms_pool_unref)

#endif
