/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "checks/check.h"

/* as many are named; of more, the first ones and how many more there are */
#define MOST_NAMED 3

static char *named(const GPtrArray *defconfigs)
{
	GString *text = g_string_new(NULL);
	guint n = MIN(defconfigs->len, MOST_NAMED);

	for (guint i = 0; i < n; i++)
		g_string_append_printf(text, "%s%s",
				       !i                                   ? ""
				       : i + 1 == n && n == defconfigs->len ? " and "
									    : ", ",
				       (const char *)defconfigs->pdata[i]);
	if (defconfigs->len > n)
		g_string_append_printf(text, " and %u more", defconfigs->len - n);
	return g_string_free(text, FALSE);
}

static char *all(const GPtrArray *defconfigs)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < defconfigs->len; i++)
		g_string_append_printf(text, "%s%s", i ? " " : "",
				       (const char *)defconfigs->pdata[i]);
	return g_string_free(text, FALSE);
}

void check_defconfigs(struct context *context)
{
	const GPtrArray *moves = context->driver->moves;

	for (guint i = 0; i < moves->len; i++) {
		const struct move *move = moves->pdata[i];
		const char *before = move->before ? move->before : "nothing";
		const char *after = move->after ? move->after : "nothing";
		g_autofree char *subject =
			g_strdup_printf("%s %s to %s", move->option, before, after);
		g_autofree char *some = named(move->defconfigs);
		g_autofree char *defconfigs = all(move->defconfigs);
		gboolean own = !g_strcmp0(move->option, context->driver->config);
		struct finding *finding = emit(context, subject, move->file, move->line);

		if (!finding)
			continue;
		finding_say(finding, "%sCONFIG_%s moves from %s to %s in %s: %s",
			    own ? "the driver's own " : "", move->option, before, after, some,
			    move->why);
		finding_set(finding, "option", move->option);
		finding_set(finding, "before", before);
		finding_set(finding, "after", after);
		finding_set(finding, "why", move->why);
		finding_set(finding, "defconfigs", defconfigs);
	}
}
