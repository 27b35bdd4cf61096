/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/record.h"
#include "scan/steps.h"
#include "why/uses.h"

/* What makes a hidden option y that keeps a watched symbol from being called. */

static void add_reason(struct gate *gate, const char *option, const char *how,
		       const GPtrArray *conditions, const char *file, guint line)
{
	struct option_use *use = record_new(&model_option_use_type);
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < conditions->len; i++)
		g_string_append_printf(text, "%s(%s)", text->len ? " && " : "",
				       (const char *)conditions->pdata[i]);
	use->option = g_strdup(option);
	use->how = g_strdup(how);
	use->condition = g_string_free(text, !text->len);
	use->file = g_strdup(file);
	use->line = line;
	g_ptr_array_add(gate->reasons, use);
}

static void add_defaults(struct scan_context *context, struct gate *gate,
			 const struct kconf_menu *menu)
{
	const char *file = conf_session_file(context->kconfig, menu);
	const struct kconf *kconf = context->kconfig->kconf;

	for (const struct kconf_prop *prop = menu->symbol->props; prop; prop = prop->next) {
		const struct kconf_symbol *value = kconf_prop_symbol(prop);
		g_autoptr(GPtrArray) conditions = NULL;

		if (prop->menu != menu || prop->kind != KCONF_DEFAULT || value == &kconf->no)
			continue;
		conditions = scan_kconfig_depends(kconf, menu, TRUE);
		if (value != &kconf->yes)
			g_ptr_array_add(conditions, kconf_part_text(kconf, menu, &prop->value));
		if (prop->written)
			g_ptr_array_add(conditions, kconf_part_text(kconf, menu, &prop->where));
		add_reason(gate, menu->symbol->name, "default", conditions, file, prop->line);
	}
}

static void add_selects(struct scan_context *context, struct gate *gate,
			const struct kconf_symbol *symbol)
{
	struct kconf *kconf = context->kconfig->kconf;
	g_autoptr(GArray) uses = conf_uses_of(kconf, symbol);

	for (guint i = 0; i < uses->len; i++) {
		const struct conf_use *use = &g_array_index(uses, struct conf_use, i);
		g_autoptr(GPtrArray) conditions = NULL;

		if (use->kind != CONF_USE_SELECT && use->kind != CONF_USE_IMPLY)
			continue;
		conditions = g_ptr_array_new_with_free_func(g_free);
		if (use->part.len)
			g_ptr_array_add(conditions, kconf_part_text(kconf, use->at, &use->part));
		add_reason(gate, use->menu->symbol->name,
			   use->kind == CONF_USE_SELECT ? "select" : "imply", conditions,
			   conf_session_file(context->kconfig, use->at), use->line);
	}
}

/* a hidden bool: nobody but Kconfig files sets it */
static void add_gate(struct scan_context *context, struct model *model, const char *option)
{
	const struct kconf_symbol *symbol = scan_context_option(context, option);
	const struct kconf_menu *menu;
	struct gate *gate;

	if (!symbol || !symbol->definitions || symbol->type != KCONF_BOOL)
		return;
	for (menu = symbol->definitions; menu; menu = menu->next_definition)
		if (menu->prompt)
			return;
	gate = record_new(&model_gate_type);
	gate->option = g_strdup(option);
	gate->file = g_strdup(conf_session_file(context->kconfig, symbol->definitions));
	gate->line = symbol->definitions->line;
	for (menu = symbol->definitions; menu; menu = menu->next_definition)
		add_defaults(context, gate, menu);
	add_selects(context, gate, symbol);
	g_ptr_array_add(model->gates, gate);
}

void scan_add_gates(struct scan_context *context, struct model *model)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < model->watched->len; i++) {
		const struct symbol *symbol = model->watched->pdata[i];

		for (guint k = 0; k < symbol->callers->len; k++) {
			const struct caller *caller = symbol->callers->pdata[k];

			for (guint g = 0; g < caller->unless->len; g++)
				record_strings_add(names, caller->unless->pdata[g]);
		}
	}
	record_strings_sort(names);
	for (guint i = 0; i < names->len; i++)
		add_gate(context, model, names->pdata[i]);
}
