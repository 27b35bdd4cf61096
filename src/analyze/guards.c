/* SPDX-License-Identifier: GPL-2.0-only */
#include "analyze/guards.h"

#include <string.h>

#include "analyze/words.h"

static gboolean find_local(const struct function *function, const char *name, gboolean *pointer)
{
	for (guint i = 0; i < function->locals->len; i++) {
		g_autoptr(GPtrArray) declared = words_declared(function->locals->pdata[i]);

		for (guint k = 0; k < declared->len; k++) {
			const struct declared *d = declared->pdata[k];

			if (!strcmp(d->name, name)) {
				*pointer = strchr(d->type, '*') != NULL;
				return TRUE;
			}
		}
	}
	return FALSE;
}

/* the one identifier that stands before a comparison with an error, "ret < 0" */
static char *status_name(const char *condition, const char *rest[static 1])
{
	gsize n = strspn(condition, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_");
	const char *p = condition + n;

	while (g_ascii_isspace(*p))
		p++;
	*rest = p;
	return n ? g_strndup(condition, n) : NULL;
}

enum guard guard_of(const struct function *function, const char *condition)
{
	static const char *const bad[] = {"", "< 0", "!= 0", "<0", "!=0", NULL};
	static const char *const good[] = {">= 0", "== 0", ">=0", "==0", NULL};
	g_autofree char *name = NULL;
	gboolean negated, pointer = FALSE;
	const char *rest;

	if (!condition)
		return GUARD_NONE;
	while (g_ascii_isspace(*condition))
		condition++;
	negated = condition[0] == '!' && condition[1] != '=';
	if (negated)
		condition++;
	if (g_str_has_prefix(condition, "IS_ERR"))
		return negated ? GUARD_NONE : GUARD_ERROR;
	name = status_name(condition, &rest);
	if (!name || !find_local(function, name, &pointer))
		return GUARD_TEXT;
	if (negated)
		return *rest ? GUARD_TEXT : pointer ? GUARD_ERROR : GUARD_NONE;
	if (!*rest && pointer)
		return GUARD_TEXT;
	if (g_strv_contains(bad, rest) || g_str_has_prefix(rest, "== -E") ||
	    g_str_has_prefix(rest, "!= -E"))
		return GUARD_ERROR;
	return g_strv_contains(good, rest) ? GUARD_NONE : GUARD_TEXT;
}

gboolean guard_closed(const struct function *function, guint n,
		      gboolean (*undoes)(const char *callee, gconstpointer data),
		      gboolean (*any)(const char *callee, gconstpointer data), gconstpointer data)
{
	gboolean closed = FALSE;

	for (guint i = n + 1; i < function->calls->len; i++) {
		const struct call *call = function->calls->pdata[i];

		if (guard_of(function, call->guard) == GUARD_ERROR)
			continue;
		if (undoes(call->callee, data))
			closed = TRUE;
		else if (closed && !any(call->callee, data))
			return TRUE;
	}
	return FALSE;
}
