/* SPDX-License-Identifier: GPL-2.0-only */
#include "why/uses.h"

#include "conf/simplify.h"

struct asking {
	const struct kconf_symbol *symbol;
	GArray *uses;
	const struct kconf_menu *block; /* entries mostly share the block around them … */
	GArray *around;                 /* … and so the uses in it and in those around it */
};

static void ask_clauses(const struct asking *asking, const struct kconf_menu *at,
			enum conf_use_kind kind, GArray *uses)
{
	for (const struct kconf_clause *clause = at->clauses; clause; clause = clause->next) {
		struct conf_use use = {.kind = kind,
				       .menu = at,
				       .at = at,
				       .part = clause->value,
				       .line = clause->span.line};

		if (!clause->visible && conf_expr_contains(clause->expr, asking->symbol))
			g_array_append_val(uses, use);
	}
}

static void ask_around(struct asking *asking, const struct kconf_menu *menu)
{
	if (menu->around != asking->block) {
		asking->block = menu->around;
		g_array_set_size(asking->around, 0);
		for (const struct kconf_menu *at = menu->around; at; at = at->around)
			ask_clauses(asking, at, CONF_USE_AROUND, asking->around);
	}
	for (guint i = 0; i < asking->around->len; i++) {
		struct conf_use use = g_array_index(asking->around, struct conf_use, i);

		use.menu = menu;
		g_array_append_val(asking->uses, use);
	}
}

static void add(const struct asking *asking, const struct kconf_prop *prop, enum conf_use_kind kind,
		const struct kconf_part *part)
{
	struct conf_use use = {.kind = kind,
			       .menu = prop->menu,
			       .at = prop->menu,
			       .prop = prop,
			       .part = *part,
			       .line = prop->line};

	g_array_append_val(asking->uses, use);
}

static void ask_prop(const struct asking *asking, const struct kconf_prop *prop)
{
	gboolean named = conf_expr_contains(prop->expr, asking->symbol) ||
			 (prop->kind == KCONF_BOUNDS && prop->expr->right.symbol == asking->symbol);
	enum conf_use_kind kind =
		prop->kind == KCONF_DEFAULT ? CONF_USE_DEFAULT : CONF_USE_CONDITION;

	if (prop->kind == KCONF_SELECT && named)
		add(asking, prop, CONF_USE_SELECT, &prop->where);
	else if (prop->kind == KCONF_IMPLY && named)
		add(asking, prop, CONF_USE_IMPLY, &prop->where);
	else if (named)
		add(asking, prop, kind, &prop->value);
	if (conf_expr_contains(prop->written, asking->symbol))
		add(asking, prop, kind, &prop->where);
}

GArray *conf_uses_of(struct kconf *kconf, const struct kconf_symbol *symbol)
{
	struct asking asking = {.symbol = symbol,
				.uses = g_array_new(FALSE, FALSE, sizeof(struct conf_use)),
				.around = g_array_new(FALSE, FALSE, sizeof(struct conf_use))};

	for (struct kconf_menu *menu = kconf_next_menu(&kconf->root, NULL); menu;
	     menu = kconf_next_menu(menu, NULL)) {
		if (!menu->symbol)
			continue;
		ask_clauses(&asking, menu, CONF_USE_DEPENDS, asking.uses);
		for (const struct kconf_prop *prop = menu->symbol->props; prop; prop = prop->next)
			if (prop->menu == menu)
				ask_prop(&asking, prop);
		ask_around(&asking, menu);
	}
	g_array_unref(asking.around);
	return asking.uses;
}

gboolean conf_depends_on(const struct kconf_menu *menu, const struct kconf_symbol *symbol)
{
	for (; menu; menu = menu->around)
		for (const struct kconf_clause *clause = menu->clauses; clause;
		     clause = clause->next)
			if (!clause->visible && conf_expr_contains(clause->expr, symbol))
				return TRUE;
	return FALSE;
}
