/* SPDX-License-Identifier: GPL-2.0-only */
#include "evidence/guards.h"

#include <string.h>

#include "evidence/words.h"

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

static enum guard guard_plain(const struct function *function, const char *condition)
{
	static const char *const bad[] = {"", "< 0", "!= 0", "<0", "!=0", NULL};
	static const char *const good[] = {">= 0", "== 0", ">=0", "==0", NULL};
	g_autofree char *name = NULL;
	gboolean pointer = FALSE;
	const char *rest;

	if (g_str_has_prefix(condition, "IS_ERR"))
		return GUARD_ERROR;
	name = status_name(condition, &rest);
	if (!name || !find_local(function, name, &pointer))
		return GUARD_TEXT;
	/* a pointer that is there says nothing of errors */
	if (!*rest && pointer)
		return GUARD_TEXT;
	if (g_strv_contains(bad, rest) || g_str_has_prefix(rest, "== -E") ||
	    g_str_has_prefix(rest, "!= -E"))
		return GUARD_ERROR;
	return g_strv_contains(good, rest) ? GUARD_NONE : GUARD_TEXT;
}

/* "!x", or "!(x)" as it stands for the other branch of `if (x)` */
static char *negated(const char *condition)
{
	gsize size = strlen(condition);

	if (condition[0] != '!' || condition[1] == '=')
		return NULL;
	if (condition[1] == '(' && condition[size - 1] == ')')
		return g_strstrip(g_strndup(condition + 2, size - 3));
	return words_is_identifier(condition + 1) || g_str_has_prefix(condition + 1, "IS_ERR")
		       ? g_strdup(condition + 1)
		       : NULL;
}

enum guard guard_of(const struct function *function, const char *condition)
{
	g_autofree char *inner = condition ? negated(condition) : NULL;
	gboolean pointer = FALSE;
	enum guard kind;

	if (!condition)
		return GUARD_NONE;
	if (!inner)
		return guard_plain(function, condition);
	if (find_local(function, inner, &pointer) && pointer)
		return GUARD_ERROR;
	kind = guard_plain(function, inner);
	/* what goes on with an error pointer must ask again when undoing */
	if (g_str_has_prefix(inner, "IS_ERR"))
		return GUARD_TEXT;
	return kind == GUARD_ERROR ? GUARD_NONE : kind == GUARD_NONE ? GUARD_ERROR : GUARD_TEXT;
}

gboolean guard_is_error(const struct function *function, const struct call *call)
{
	if (call->unwind || guard_of(function, call->guard) == GUARD_ERROR)
		return TRUE;
	for (guint i = 0; i < call->outer->len; i++)
		if (guard_of(function, call->outer->pdata[i]) == GUARD_ERROR)
			return TRUE;
	/* `if (!ret) return 0;` leaves only the failure behind it */
	for (guint i = 0; i < call->skips->len; i++) {
		g_autofree char *rest = g_strdup_printf("!(%s)", (char *)call->skips->pdata[i]);

		if (guard_of(function, rest) == GUARD_ERROR)
			return TRUE;
	}
	return FALSE;
}
