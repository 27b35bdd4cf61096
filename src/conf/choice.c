/* SPDX-License-Identifier: GPL-2.0-only */
/* Choices as 6.12 has them: always bool, one member is y; the user counts by priority. */
#include "conf/number.h"
#include "conf/value.h"

static gboolean visible(const struct kconf_symbol *symbol)
{
	return symbol && symbol->visible != KCONF_N;
}

static gboolean user_says(const struct kconf_symbol *symbol, enum kconf_tri tri)
{
	return conf_has_user(symbol) && symbol->user[KCONF_FROM_FILE].tri == tri;
}

static struct kconf_symbol *first_visible(struct kconf *kconf, const struct kconf_menu *choice)
{
	if (!kconf->dialect->member_lists) {
		for (guint i = 0; i < choice->members->len; i++)
			if (visible(choice->members->pdata[i]))
				return choice->members->pdata[i];
		return NULL;
	}
	for (struct kconf_menu *menu = kconf_next_menu((struct kconf_menu *)choice, choice); menu;
	     menu = kconf_next_menu(menu, choice))
		if (visible(menu->symbol))
			return menu->symbol;
	return NULL;
}

struct kconf_symbol *conf_choice_default(struct kconf *kconf, const struct kconf_menu *choice)
{
	for (struct kconf_prop *prop = choice->symbol->props; prop; prop = prop->next) {
		struct kconf_symbol *symbol;

		if (prop->kind != KCONF_DEFAULT)
			continue;
		prop->visible = conf_expr_value(kconf, prop->cond);
		if (prop->visible == KCONF_N)
			continue;
		symbol = kconf_prop_symbol(prop);
		if (visible(symbol))
			return symbol;
	}
	return first_visible(kconf, choice);
}

/* The first in the order of priority that the user wants; visibilities are made on the way */
static struct kconf_symbol *wanted(struct kconf *kconf, const struct kconf_menu *choice)
{
	for (guint i = 0; i < choice->members->len; i++) {
		struct kconf_symbol *symbol = choice->members->pdata[i];

		conf_calc_visibility(kconf, symbol);
		if (visible(symbol) && user_says(symbol, KCONF_Y))
			return symbol;
	}
	return NULL;
}

/* Where nobody is wanted: who was not refused, else who was refused first */
static struct kconf_symbol *least_refused(const struct kconf_menu *choice)
{
	for (struct kconf_menu *menu = kconf_next_menu((struct kconf_menu *)choice, choice); menu;
	     menu = kconf_next_menu(menu, choice))
		if (visible(menu->symbol) && !conf_has_user(menu->symbol))
			return menu->symbol;
	for (guint i = choice->members->len; i > 0; i--)
		if (visible(choice->members->pdata[i - 1]))
			return choice->members->pdata[i - 1];
	return NULL;
}

struct kconf_symbol *conf_calc_choice(struct kconf *kconf, struct kconf_menu *choice)
{
	struct kconf_symbol *chosen = wanted(kconf, choice);

	if (!chosen) {
		chosen = conf_choice_default(kconf, choice);
		if (chosen && user_says(chosen, KCONF_N))
			chosen = NULL;
	}
	if (!chosen)
		chosen = least_refused(choice);
	for (struct kconf_menu *menu = kconf_next_menu(choice, choice); menu;
	     menu = kconf_next_menu(menu, choice)) {
		if (!visible(menu->symbol))
			continue;
		menu->symbol->value.tri = menu->symbol == chosen ? KCONF_Y : KCONF_N;
		menu->symbol->flags |= KCONF_VALID | KCONF_WRITE;
	}
	return chosen;
}

void conf_prefer(const struct kconf_menu *choice, struct kconf_symbol *symbol, gboolean first)
{
	if (!g_ptr_array_remove(choice->members, symbol))
		return;
	g_ptr_array_insert(choice->members, first ? 0 : -1, symbol);
}

void conf_choose(struct kconf *kconf, struct kconf_menu *choice, struct kconf_symbol *symbol)
{
	gboolean changed = FALSE;

	for (struct kconf_menu *menu = kconf_next_menu(choice, choice); menu;
	     menu = kconf_next_menu(menu, choice)) {
		enum kconf_tri tri = menu->symbol == symbol ? KCONF_Y : KCONF_N;

		if (!visible(menu->symbol))
			continue;
		changed |= menu->symbol->value.tri != tri;
		menu->symbol->user[KCONF_FROM_FILE].tri = tri;
		menu->symbol->flags |= KCONF_HAS_USER;
		conf_prefer(choice, menu->symbol, TRUE);
	}
	if (changed)
		conf_clear(kconf);
}
