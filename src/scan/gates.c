/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "scan/context.h"
#include "base/record.h"

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

static void add_defaults(struct gate *gate, const struct kconfig_def *def)
{
	for (guint i = 0; i < def->defaults->len; i++) {
		const struct kconfig_default *row =
			&g_array_index(def->defaults, struct kconfig_default, i);
		g_autoptr(GPtrArray) conditions = kconfig_def_dependencies(def);

		if (!strcmp(row->value, "n"))
			continue;
		if (strcmp(row->value, "y"))
			g_ptr_array_add(conditions, (gpointer)row->value);
		if (row->cond)
			g_ptr_array_add(conditions, (gpointer)row->cond);
		add_reason(gate, def->name, "default", conditions, def->file->path, row->span.line);
	}
}

static void add_selects(struct gate *gate, struct scan_context *context)
{
	g_autoptr(GArray) uses = kconfig_tree_selectors(context->kconfig, gate->option);

	for (guint i = 0; i < uses->len; i++) {
		const struct kconfig_use *use = &g_array_index(uses, struct kconfig_use, i);
		g_autoptr(GPtrArray) conditions = g_ptr_array_new();

		if (use->text)
			g_ptr_array_add(conditions, (gpointer)use->text);
		add_reason(gate, use->def->name,
			   use->kind == KCONFIG_USE_SELECT ? "select" : "imply", conditions,
			   use->file, use->line);
	}
}

/* a hidden bool: nobody but Kconfig files sets it */
static void add_gate(struct scan_context *context, struct model *model, const char *option)
{
	const GPtrArray *defs = kconfig_tree_find(context->kconfig, option);
	struct gate *gate;

	for (guint i = 0; defs && i < defs->len; i++)
		if (((const struct kconfig_def *)defs->pdata[i])->prompts->len)
			return;
	if (!defs || kconfig_tree_type(context->kconfig, option) != KCONFIG_BOOL)
		return;
	gate = record_new(&model_gate_type);
	gate->option = g_strdup(option);
	gate->file = g_strdup(((const struct kconfig_def *)defs->pdata[0])->file->path);
	gate->line = ((const struct kconfig_def *)defs->pdata[0])->line;
	for (guint i = 0; i < defs->len; i++)
		add_defaults(gate, defs->pdata[i]);
	add_selects(gate, context);
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
