/* SPDX-License-Identifier: GPL-2.0-only */
#include "scan/border.h"

/* the text behind a definition's prompt, when it is one with an `if`; NULL: it has another prompt */
static char *condition_of(const struct kconf *kconf, const struct kconf_menu *menu)
{
	if (!menu->prompt || !menu->prompt->written)
		return NULL;
	return kconf_part_text(kconf, menu, &menu->prompt->where);
}

/*
 * A prompt with a condition that never holds is no prompt. Whether anything else gives m is asked
 * of Kconfig, for defaults and selects count too.
 */
void scan_add_settable(struct scan_border *border, const struct scan_target *target)
{
	struct scan_context *context = border->context;
	const struct kconf_symbol *symbol =
		target->driver->config ? scan_context_option(context, target->driver->config)
				       : NULL;
	g_autofree char *condition = NULL;
	g_autoptr(GPtrArray) values = NULL;

	for (const struct kconf_menu *menu = symbol ? symbol->definitions : NULL; menu;
	     menu = menu->next_definition) {
		if (!menu->prompt)
			continue;
		g_free(condition);
		condition = condition_of(context->kconfig->kconf, menu);
		if (!condition)
			return;
	}
	if (!condition || !scan_border_proof(border, target))
		return;
	values = scan_border_allows(border, target, "y");
	if (!values)
		target->driver->unsettable = g_steal_pointer(&condition);
}
