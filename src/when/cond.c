/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "when/private.h"

static const struct ms_kbuild_condition never = {COND_NEVER, NULL, 0, NULL};
static const struct ms_kbuild_condition always = {COND_ALWAYS, NULL, WHEN_ANY, NULL};

cond *cond_never(void)
{
	return &never;
}

cond *cond_always(void)
{
	return &always;
}

cond *cond_option(struct when *when, const char *option, guint values)
{
	struct ms_kbuild_condition *made;

	if ((values & WHEN_ANY) == 0)
		return &never;
	if ((values & WHEN_ANY) == WHEN_ANY)
		return &always;
	made = g_new0(struct ms_kbuild_condition, 1);
	made->kind = COND_OPTION;
	made->option = g_intern_string(option); /* so that equal ones are one */
	made->values = values & WHEN_ANY;
	g_ptr_array_add(when->conds, made);
	return made;
}

static gboolean same(cond *a, cond *b)
{
	if (a == b)
		return TRUE;
	if (a->kind != b->kind)
		return FALSE;
	if (a->kind == COND_OPTION)
		return a->values == b->values && a->option == b->option;
	if (!a->of || a->of->len != b->of->len)
		return a->kind == COND_NEVER || a->kind == COND_ALWAYS;
	for (guint i = 0; i < a->of->len; i++)
		if (!same(a->of->pdata[i], b->of->pdata[i]))
			return FALSE;
	return TRUE;
}

static gboolean holds(const GPtrArray *of, cond *a)
{
	for (guint i = 0; i < of->len; i++)
		if (same(of->pdata[i], a))
			return TRUE;
	return FALSE;
}

/* Does @inner, of the other kind, say no more than one that is there: A || (A && B)? */
static gboolean absorbed(const GPtrArray *of, cond *inner, enum cond_kind kind)
{
	if (inner->kind != (kind == COND_OR ? COND_AND : COND_OR))
		return FALSE;
	for (guint i = 0; i < of->len; i++)
		if (of->pdata[i] != inner && holds(inner->of, of->pdata[i]))
			return TRUE;
	return FALSE;
}

/* Adds to the members of an and, or an or; two on one option become one. */
static void add_member(struct when *when, GPtrArray *of, cond *a, enum cond_kind kind)
{
	if (a->kind == kind) {
		for (guint i = 0; i < a->of->len; i++)
			add_member(when, of, a->of->pdata[i], kind);
		return;
	}
	for (guint i = 0; a->kind == COND_OPTION && i < of->len; i++) {
		cond *other = of->pdata[i];

		if (other->kind != COND_OPTION || other->option != a->option)
			continue;
		of->pdata[i] = (gpointer)cond_option(when, a->option,
						     kind == COND_AND ? a->values & other->values
								      : a->values | other->values);
		return;
	}
	if (!holds(of, a))
		g_ptr_array_add(of, (gpointer)a);
}

/*
 * What the options beside it leave possible: inside an and, the values that their conditions allow;
 * inside an or, those that they do not, because elsewhere the or holds anyway.
 */
static guint context_of(const GPtrArray *of, const char *option, enum cond_kind kind)
{
	for (guint i = 0; i < of->len; i++) {
		cond *member = of->pdata[i];

		if (member->kind == COND_OPTION && member->option == option)
			return kind == COND_AND ? member->values : ~member->values & WHEN_ANY;
	}
	return WHEN_ANY;
}

/* Always or never where the options beside it decide; itself where they do not */
static cond *decide(const GPtrArray *of, cond *a, enum cond_kind kind)
{
	guint context;

	if (a->kind == COND_AND || a->kind == COND_OR) {
		cond *final = a->kind == COND_AND ? &never : &always;

		for (guint i = 0; i < a->of->len; i++)
			if (decide(of, a->of->pdata[i], kind) == final)
				return final;
		return a;
	}
	if (a->kind != COND_OPTION)
		return a;
	context = context_of(of, a->option, kind);
	if ((context & a->values) == 0)
		return &never;
	return (context & ~a->values) == 0 ? &always : a;
}

/* A member of the other kind without what the options beside it decide */
static cond *reduce(struct when *when, const GPtrArray *of, cond *inner, enum cond_kind kind)
{
	cond *zero = inner->kind == COND_AND ? &never : &always;
	g_autoptr(GPtrArray) left = g_ptr_array_new();
	struct ms_kbuild_condition *made;

	for (guint i = 0; i < inner->of->len; i++) {
		cond *member = decide(of, inner->of->pdata[i], kind);

		if (member == zero)
			return zero;
		if (member->kind != COND_ALWAYS && member->kind != COND_NEVER)
			g_ptr_array_add(left, (gpointer)member);
	}
	if (left->len == inner->of->len)
		return inner;
	if (left->len <= 1)
		return left->len ? left->pdata[0] : zero == &never ? &always : &never;
	made = g_new0(struct ms_kbuild_condition, 1);
	made->kind = inner->kind;
	made->of = g_steal_pointer(&left);
	g_ptr_array_add(when->conds, made);
	return made;
}

/* Reduces every member by its neighbours, until nothing changes. */
static GPtrArray *reduce_all(struct when *when, GPtrArray *of, enum cond_kind kind)
{
	for (gboolean changed = TRUE; changed;) {
		GPtrArray *fresh = g_ptr_array_new();

		changed = FALSE;
		for (guint i = 0; i < of->len; i++) {
			cond *member = of->pdata[i];
			cond *less = member->kind == COND_AND || member->kind == COND_OR
					     ? reduce(when, of, member, kind)
					     : member;

			changed |= less != member;
			add_member(when, fresh, less, kind);
		}
		g_ptr_array_unref(of);
		of = fresh;
	}
	return of;
}

static cond *join(struct when *when, cond *a, cond *b, enum cond_kind kind)
{
	cond *zero = kind == COND_AND ? &never : &always;
	cond *one = kind == COND_AND ? &always : &never;
	g_autoptr(GPtrArray) of = NULL;
	struct ms_kbuild_condition *made;

	if (a == zero || b == zero)
		return zero;
	if (a == one)
		return b;
	if (b == one || a == b)
		return a;
	of = g_ptr_array_new();
	add_member(when, of, a, kind);
	add_member(when, of, b, kind);
	of = reduce_all(when, g_steal_pointer(&of), kind);
	for (guint i = of->len; i > 0; i--) {
		if (of->pdata[i - 1] == zero)
			return zero;
		if (of->pdata[i - 1] == one || absorbed(of, of->pdata[i - 1], kind))
			g_ptr_array_remove_index(of, i - 1);
	}
	if (of->len <= 1)
		return of->len ? of->pdata[0] : one;
	made = g_new0(struct ms_kbuild_condition, 1);
	made->kind = kind;
	made->of = g_steal_pointer(&of);
	g_ptr_array_add(when->conds, made);
	return made;
}

cond *cond_and(struct when *when, cond *a, cond *b)
{
	return join(when, a, b, COND_AND);
}

cond *cond_or(struct when *when, cond *a, cond *b)
{
	return join(when, a, b, COND_OR);
}

cond *cond_not(struct when *when, cond *a)
{
	cond *result;

	switch (a->kind) {
	case COND_NEVER:
		return &always;
	case COND_ALWAYS:
		return &never;
	case COND_OPTION:
		return cond_option(when, a->option, ~a->values);
	default:
		break;
	}
	result = a->kind == COND_AND ? &never : &always;
	for (guint i = 0; i < a->of->len; i++)
		result = join(when, result, cond_not(when, a->of->pdata[i]),
			      a->kind == COND_AND ? COND_OR : COND_AND);
	return result;
}

static void add_text(cond *a, enum cond_kind outer, GString *out)
{
	static const char *const forms[] = {"n",    "!%s",   "%s=m", "%s!=y",
					    "%s=y", "%s!=m", "%s",   "y"};
	gboolean braces = a->kind == COND_OR && outer == COND_AND;

	if (a->kind == COND_NEVER || a->kind == COND_ALWAYS) {
		g_string_append(out, a->kind == COND_NEVER ? "n" : "y");
		return;
	}
	if (a->kind == COND_OPTION) {
		const char *form = forms[a->values];
		const char *hole = strstr(form, "%s");

		g_string_append_len(out, form, hole - form);
		g_string_append(out, a->option);
		g_string_append(out, hole + 2);
		return;
	}
	if (braces)
		g_string_append_c(out, '(');
	for (guint i = 0; i < a->of->len; i++) {
		if (i)
			g_string_append(out, a->kind == COND_AND ? " && " : " || ");
		add_text(a->of->pdata[i], a->kind, out);
	}
	if (braces)
		g_string_append_c(out, ')');
}

char *cond_text(cond *a)
{
	GString *out = g_string_new(NULL);

	add_text(a, COND_OR, out);
	return g_string_free(out, FALSE);
}
