/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "when/private.h"

/* --- what a condition comes to --------------------------------------------------------------- */

static gboolean is_known(cond *leaf)
{
	return leaf->option[0] != '<';
}

/* 'y' it holds, 'n' it does not, '?' nobody knows */
static char holds(cond *a, ms_kbuild_value value, void *data)
{
	char result = a->kind == COND_OR ? 'n' : 'y';
	char final = a->kind == COND_OR ? 'y' : 'n';
	char set;

	if (a->kind == COND_NEVER || a->kind == COND_ALWAYS)
		return a->kind == COND_NEVER ? 'n' : 'y';
	if (a->kind == COND_OPTION) {
		if (!is_known(a))
			return '?';
		set = value(data, a->option);
		return a->values & (set == 'y' ? WHEN_Y : set == 'm' ? WHEN_M : WHEN_N) ? 'y' : 'n';
	}
	for (guint i = 0; i < a->of->len; i++) {
		char one = holds(a->of->pdata[i], value, data);

		if (one == final)
			return final;
		if (one == '?')
			result = '?';
	}
	return result;
}

char ms_kbuild_state(const struct ms_kbuild_rule *rule, ms_kbuild_value value, void *data)
{
	char builtin = holds(rule->if_builtin, value, data);
	char module = holds(rule->if_module, value, data);

	if (builtin != 'n')
		return builtin;
	return module == 'y' ? 'm' : module;
}

/* --- the option of a list -------------------------------------------------------------------- */

static gboolean has_leaf(cond *a, const char *option, guint values)
{
	if (a->kind == COND_OPTION)
		return a->values == values && !strcmp(a->option, option);
	for (guint i = 0; a->of && i < a->of->len; i++)
		if (has_leaf(a->of->pdata[i], option, values))
			return TRUE;
	return FALSE;
}

/* The first option that must be y here and m there */
static const char *deciding(cond *a, cond *module)
{
	if (a->kind == COND_OPTION)
		return a->values == WHEN_Y && is_known(a) && has_leaf(module, a->option, WHEN_M)
			       ? a->option
			       : NULL;
	for (guint i = 0; a->of && i < a->of->len; i++) {
		const char *found = deciding(a->of->pdata[i], module);

		if (found)
			return found;
	}
	return NULL;
}

/* Adds up the options that must be set: the first one, and how many different ones. */
static void count_set(cond *a, const char **first, guint *count)
{
	if (a->kind == COND_OPTION && is_known(a) && !(a->values & WHEN_N) &&
	    (!*first || strcmp(*first, a->option) != 0)) {
		*first = *first ? *first : a->option;
		++*count;
	}
	for (guint i = 0; a->of && i < a->of->len; i++)
		count_set(a->of->pdata[i], first, count);
}

const char *when_option_of(cond *builtin, cond *module)
{
	const char *option = deciding(builtin, module);
	guint count = 0;

	if (option)
		return option;
	/* a part that is in both at once, or a list that never makes a module */
	count_set(module->kind == COND_NEVER ? builtin : module, &option, &count);
	return count == 1 ? option : NULL;
}
