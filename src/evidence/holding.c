/* SPDX-License-Identifier: GPL-2.0-only */
#include "evidence/holding.h"

#include <string.h>

#include "evidence/guards.h"
#include "evidence/rule.h"
#include "evidence/words.h"

enum { DEPTH = 8 };

gboolean holding_gives_back(const json_t *row, const char *name)
{
	const char *undo = row_text(row, "undo");
	gsize len = strcspn(undo, "("), i;
	json_t *other;

	if (strlen(name) == len && !strncmp(undo, name, len))
		return TRUE;
	json_array_foreach(json_object_get(row, "also"), i, other)
		if (!strcmp(json_string_value(other), name))
			return TRUE;
	return FALSE;
}

static gboolean has(const GPtrArray *texts, const char *text)
{
	return g_ptr_array_find_with_equal_func((GPtrArray *)texts, text, g_str_equal, NULL);
}

/* is it made under that condition, too? */
static gboolean under(const struct call *call, const char *condition)
{
	return !g_strcmp0(call->guard, condition) || has(call->outer, condition);
}

/* is the later call made whenever the earlier one was? */
static gboolean follows(const struct call *later, const struct call *earlier)
{
	if ((later->guard && !under(earlier, later->guard)) || later->loop != earlier->loop)
		return FALSE;
	for (guint i = 0; i < later->outer->len; i++)
		if (!under(earlier, later->outer->pdata[i]))
			return FALSE;
	for (guint i = 0; i < later->skips->len; i++)
		if (!has(earlier->skips, later->skips->pdata[i]))
			return FALSE;
	return TRUE;
}

static char *first_argument(const char *args)
{
	g_auto(GStrv) arguments = words_arguments(args);

	return g_strdup(arguments[0] ? arguments[0] : "");
}

/* the first argument of what gives back what the call takes, in the function's own terms */
static char *object_of(const struct call *take, const json_t *row)
{
	g_auto(GStrv) arguments = words_arguments(take->args);
	g_autofree char *undo = words_undo(row_text(row, "undo"), take->into, arguments);
	const char *open = undo ? strchr(undo, '(') : NULL;
	const char *close = open ? strstr(open, ");") : NULL;
	g_autofree char *inside = close ? g_strndup(open + 1, (gsize)(close - open - 1)) : NULL;

	return first_argument(inside ? inside : "");
}

/* does a call of the same kind before the n-th take that very thing? */
static gboolean taken_by_other(const struct function *function, guint n, const struct call *take,
			       const char *object, const json_t *row)
{
	for (guint i = 0; i < n; i++) {
		const struct call *other = function->calls->pdata[i];
		g_autofree char *its = NULL;

		if (other == take || strcmp(other->callee, take->callee))
			continue;
		its = object_of(other, row);
		if (!g_strcmp0(its, object))
			return TRUE;
	}
	return FALSE;
}

/* in the function that takes it */
static enum holding holding_here(const struct function *function, guint n, const json_t *row)
{
	const struct call *take = function->calls->pdata[n];
	g_autofree char *object = object_of(take, row);

	for (guint i = n + 1; i < function->calls->len; i++) {
		const struct call *call = function->calls->pdata[i];
		g_autofree char *given = NULL;

		if (guard_is_error(function, call) || !holding_gives_back(row, call->callee))
			continue;
		given = first_argument(call->args);
		if (!g_strcmp0(given, object))
			return follows(call, take) ? HOLDING_NOT : HOLDING_UNSURE;
		if (!taken_by_other(function, i, take, given, row))
			return HOLDING_UNSURE;
	}
	return HOLDING_ON;
}

/* does an own function give such a thing back, and take none itself? */
static gboolean releases(const struct driver *driver, const struct function *own, const json_t *row,
			 int depth)
{
	gboolean gives = FALSE;

	for (guint i = 0; own && depth && i < own->calls->len; i++) {
		const struct call *call = own->calls->pdata[i];

		if (guard_is_error(own, call))
			continue;
		if (!strcmp(call->callee, row_text(row, "call")))
			return FALSE;
		gives = gives || holding_gives_back(row, call->callee) ||
			releases(driver, model_function(driver, call->callee), row, depth - 1);
	}
	return gives;
}

/* does the frame's function give it back further on, itself or by an own function? */
static gboolean released_later(const struct driver *driver, const struct frame *frame,
			       gboolean innermost, const json_t *row)
{
	const struct function *function = frame->function;

	for (guint i = frame->call + 1; i < function->calls->len; i++) {
		const struct call *call = function->calls->pdata[i];

		if (guard_is_error(function, call))
			continue;
		if ((!innermost && holding_gives_back(row, call->callee)) ||
		    releases(driver, model_function(driver, call->callee), row, DEPTH))
			return TRUE;
	}
	return FALSE;
}

enum holding holding_of(const struct driver *driver, const GArray *frames, const json_t *row)
{
	const struct frame *last = &g_array_index(frames, struct frame, frames->len - 1);
	enum holding holding = holding_here(last->function, last->call, row);

	for (guint i = 0; holding == HOLDING_ON && i < frames->len; i++)
		if (released_later(driver, &g_array_index(frames, struct frame, i),
				   i + 1 == frames->len, row))
			holding = HOLDING_UNSURE;
	return holding;
}
