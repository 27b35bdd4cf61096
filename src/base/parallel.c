/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/parallel.h"

struct crew {
	guint n;
	gint next; /* atomic */
	void (*work)(void *data, guint i);
	void *data;
};

static void *labour(void *data)
{
	struct crew *crew = data;
	guint i;

	while ((i = (guint)g_atomic_int_add(&crew->next, 1)) < crew->n)
		crew->work(crew->data, i);
	return NULL;
}

void ms_parallel(guint n, guint jobs, void (*work)(void *data, guint i), void *data)
{
	struct crew crew = {.n = n, .work = work, .data = data};
	g_autoptr(GPtrArray) threads = g_ptr_array_new();

	for (guint i = 1; i < MIN(jobs, n); i++) {
		GThread *thread = g_thread_try_new("scan", labour, &crew, NULL);

		if (thread)
			g_ptr_array_add(threads, thread);
	}
	labour(&crew);
	for (guint i = 0; i < threads->len; i++)
		g_thread_join(threads->pdata[i]);
}
