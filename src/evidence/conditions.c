/* SPDX-License-Identifier: GPL-2.0-only */
#include "evidence/conditions.h"

#include <string.h>

#include "base/record.h"

#define MAX_DEPTH 100

/* a reader of Kconfig's grammar; `modules` collects X of every "X=m" */
struct reader {
	const char *at;
	guint depth;
	gboolean broken;
	GPtrArray *modules;
};

static gboolean eat(struct reader *r, const char *text)
{
	r->at += strspn(r->at, " \t\n");
	if (!g_str_has_prefix(r->at, text))
		return FALSE;
	r->at += strlen(text);
	return TRUE;
}

static char *word(struct reader *r)
{
	gsize n;
	char *text;

	r->at += strspn(r->at, " \t\n");
	n = strspn(r->at, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_\"'$-./");
	text = g_strndup(r->at, n);
	r->at += n;
	r->broken |= !n;
	return text;
}

/* "X", "X=m", "X != y"; TRUE: only while an option is m */
static gboolean comparison(struct reader *r)
{
	g_autofree char *left = word(r), *right = NULL;

	if (eat(r, "!=")) {
		g_free(word(r));
		return FALSE;
	}
	if (!eat(r, "="))
		return FALSE;
	right = word(r);
	if (!strcmp(left, "m")) {
		record_strings_add(r->modules, right);
		return TRUE;
	}
	if (strcmp(right, "m"))
		return FALSE;
	record_strings_add(r->modules, left);
	return TRUE;
}

static gboolean either(struct reader *r);

static gboolean factor(struct reader *r)
{
	gboolean only = FALSE;

	if (++r->depth > MAX_DEPTH) {
		r->broken = TRUE;
	} else if (eat(r, "!")) {
		factor(r);
	} else if (eat(r, "(")) {
		only = either(r);
		r->broken |= !eat(r, ")");
	} else {
		only = comparison(r);
	}
	r->depth--;
	return only;
}

static gboolean both(struct reader *r)
{
	gboolean only = factor(r);

	while (!r->broken && eat(r, "&&"))
		only |= factor(r);
	return only;
}

static gboolean either(struct reader *r)
{
	gboolean only = both(r);

	while (!r->broken && eat(r, "||"))
		only &= both(r);
	return only;
}

GPtrArray *condition_modules(const char *condition)
{
	g_autoptr(GPtrArray) modules = g_ptr_array_new_with_free_func(g_free);
	struct reader reader = {.at = condition, .modules = modules};

	if (!condition || !either(&reader) || reader.broken)
		return NULL;
	reader.at += strspn(reader.at, " \t\n");
	return *reader.at ? NULL : g_steal_pointer(&modules);
}
