/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/error.h>

#include "analyze/rules.h"

enum { TEXT_WIDTH = 78 };

/* Levenshtein's distance; ids are short */
static guint distance(const char *a, const char *b)
{
	gsize n = strlen(b);
	g_autofree guint *row = g_new(guint, n + 1);

	for (guint j = 0; j <= n; j++)
		row[j] = j;
	for (guint i = 0; a[i]; i++) {
		guint diagonal = row[0];

		row[0] = i + 1;
		for (guint j = 1; j <= n; j++) {
			guint above = row[j];

			row[j] = MIN(MIN(above, row[j - 1]) + 1,
				     diagonal + (a[i] == b[j - 1] ? 0 : 1));
			diagonal = above;
		}
	}
	return row[n];
}

/* the rules whose id holds what was asked for, else the one that is the least mistyped */
static char *nearest(const struct rules *rules, const char *id)
{
	g_autoptr(GString) holding = g_string_new(NULL);
	const char *best = NULL;
	guint least = G_MAXUINT;

	for (guint i = 0; i < rules->list->len; i++) {
		const struct rule *rule = rules->list->pdata[i];
		guint d = distance(id, rule->id);

		if (*id && strstr(rule->id, id))
			g_string_append_printf(holding, "%s'%s'", holding->len ? ", " : "",
					       rule->id);
		if (d < least) {
			least = d;
			best = rule->id;
		}
	}
	return holding->len ? g_strdup(holding->str) : g_strdup_printf("'%s'", best);
}

static void wrap(GString *out, const char *text, const char *indent)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	gsize column = 0;

	for (guint i = 0; words[i]; i++) {
		if (column && column + 1 + strlen(words[i]) > TEXT_WIDTH) {
			g_string_append_c(out, '\n');
			column = 0;
		}
		g_string_append(out, column ? " " : indent);
		column += column ? 1 : strlen(indent);
		g_string_append(out, words[i]);
		column += strlen(words[i]);
	}
	g_string_append_c(out, '\n');
}

char *ms_rules_explain(const ms_rules *rules, const char *id, GError **error)
{
	const struct rule *rule = rules_find(rules, id);
	GString *out;

	if (!rule) {
		g_autofree char *near = nearest(rules, id);

		g_set_error(error, MS_ERROR, MS_ERROR_NOT_FOUND,
			    "there is no rule '%s'; near it: %s; 'modsplit explain' lists all", id,
			    near);
		return NULL;
	}
	out = g_string_new(NULL);
	g_string_append_printf(out, "%s (%s, %s)\n\n", rule->id, severity_names[rule->severity],
			       rule->confidence);
	wrap(out, rule->title, "  ");
	g_string_append(out, "\nwhy\n");
	wrap(out, rule->why, "  ");
	g_string_append(out, "\nwhat to do\n");
	wrap(out, rule->fix, "  ");
	g_string_append(out, "\nsources\n");
	for (guint i = 0; i < rule->references->len; i++)
		g_string_append_printf(out, "  %s\n", (char *)rule->references->pdata[i]);
	return g_string_free(out, FALSE);
}
