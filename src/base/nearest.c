/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/nearest.h"

#include <string.h>

#define KEPT 3

/* edits from a to b, at most `limit` + 1; row has strlen(b) + 1 places */
static guint distance(const char *a, const char *b, guint *row, guint limit)
{
	gsize n = strlen(b);

	for (gsize j = 0; j <= n; j++)
		row[j] = (guint)j;
	for (gsize i = 0; a[i]; i++) {
		guint corner = row[0], best;

		best = row[0] = (guint)i + 1;
		for (gsize j = 0; j < n; j++) {
			guint cost = corner + (a[i] != b[j]);

			corner = row[j + 1];
			row[j + 1] = MIN(cost, MIN(row[j], corner) + 1);
			best = MIN(best, row[j + 1]);
		}
		if (best > limit)
			return limit + 1;
	}
	return row[n];
}

char *ms_nearest(const GPtrArray *names, const char *name)
{
	/* the suffix is no part of what somebody may have mistyped */
	guint limit = MAX((guint)strcspn(name, ".") / 3, 1), found = 0, costs[KEPT + 1];
	const char *kept[KEPT + 1];
	GString *text;

	for (guint i = 0; i < names->len; i++) {
		const char *other = names->pdata[i];
		gsize len = strlen(other);
		g_autofree guint *row = NULL;
		guint cost, at;
		gboolean twice = FALSE;

		if (len > strlen(name) + limit || len + limit < strlen(name))
			continue;
		row = g_new(guint, len + 1);
		cost = distance(name, other, row, limit);
		for (guint k = 0; k < found; k++)
			twice |= !strcmp(kept[k], other);
		if (cost > limit || twice)
			continue;
		for (at = found; at > 0 && costs[at - 1] > cost; at--) {
			costs[at] = costs[at - 1];
			kept[at] = kept[at - 1];
		}
		costs[at] = cost;
		kept[at] = other;
		found = MIN(found + 1, KEPT);
	}
	if (!found)
		return NULL;
	text = g_string_new(NULL);
	for (guint i = 0; i < found; i++)
		g_string_append_printf(text, "%s'%s'", i ? ", " : "", kept[i]);
	return g_string_free(text, FALSE);
}
