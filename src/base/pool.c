/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/pool.h"

#include <string.h>

#define BLOCK (256 * 1024)
#define ALIGNED(n) (((n) + 7) & ~(gsize)7)

struct ms_pool {
	gint refs; /* atomic */
	GPtrArray *blocks;
	char *at;
	gsize left;
	GPtrArray *kept; /* other pools */
};

static void unref_pool(void *pool)
{
	ms_pool_unref(pool);
}

ms_pool *ms_pool_new(void)
{
	ms_pool *pool = g_new0(ms_pool, 1);

	pool->refs = 1;
	return pool;
}

static char *take(ms_pool *pool, gsize bytes)
{
	char *taken;

	if (bytes > pool->left) {
		gsize size = MAX(bytes, BLOCK);

		if (!pool->blocks)
			pool->blocks = g_ptr_array_new_with_free_func(g_free);
		/* zeroed by the system, and so only where it is used */
		pool->at = g_malloc0(size);
		pool->left = size;
		g_ptr_array_add(pool->blocks, pool->at);
	}
	taken = pool->at;
	pool->at += bytes;
	pool->left -= bytes;
	return taken;
}

void *ms_pool_alloc(ms_pool *pool, gsize bytes)
{
	return take(pool, ALIGNED(bytes));
}

char *ms_pool_text(ms_pool *pool, const char *text, gsize len)
{
	char *copy = take(pool, ALIGNED(len + 1));

	memcpy(copy, text, len);
	return copy;
}

void ms_pool_keep(ms_pool *pool, ms_pool *other)
{
	if (!pool->kept)
		pool->kept = g_ptr_array_new_with_free_func(unref_pool);
	g_atomic_int_inc(&other->refs);
	g_ptr_array_add(pool->kept, other);
}

void ms_pool_unref(ms_pool *pool)
{
	if (!pool || !g_atomic_int_dec_and_test(&pool->refs))
		return;
	g_clear_pointer(&pool->blocks, g_ptr_array_unref);
	g_clear_pointer(&pool->kept, g_ptr_array_unref);
	g_free(pool);
}
