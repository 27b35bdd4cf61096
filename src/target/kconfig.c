/* SPDX-License-Identifier: GPL-2.0-only */
#include "target/kconfig.h"

const char *scan_kconfig_type(const struct kconf_symbol *symbol)
{
	return symbol->type == KCONF_INT ? "int" : kconf_type_name(symbol->type);
}

static void add_clauses(const struct kconf *kconf, const struct kconf_menu *menu, GPtrArray *texts)
{
	for (const struct kconf_clause *clause = menu->clauses; clause; clause = clause->next)
		if (!clause->visible)
			g_ptr_array_add(texts, kconf_part_text(kconf, menu, &clause->value));
}

static void add_around(const struct kconf *kconf, const struct kconf_menu *menu, GPtrArray *texts)
{
	if (!menu->around)
		return;
	add_around(kconf, menu->around, texts);
	add_clauses(kconf, menu->around, texts);
}

GPtrArray *scan_kconfig_depends(const struct kconf *kconf, const struct kconf_menu *menu,
				gboolean around)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

	if (around)
		add_around(kconf, menu, texts);
	add_clauses(kconf, menu, texts);
	return texts;
}
