/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/files.h"
#include "scan/context.h"

/* --- definitions and users in Kconfig -------------------------------------------------------- */

/* "A && (B || C)" of several texts; NULL when there are none */
static char *joined(const GArray *texts)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < texts->len; i++) {
		const struct kconfig_text *text = &g_array_index(texts, struct kconfig_text, i);
		gboolean either = texts->len > 1 && strstr(text->text, "||");

		g_string_append_printf(out, either ? "%s(%s)" : "%s%s", i ? " && " : "",
				       text->text);
	}
	return g_string_free(out, out->len == 0);
}

static struct option *option_of(struct scan_context *context, const struct kconfig_def *def)
{
	struct option *option = record_new(&model_option_type);

	option->name = g_strdup(def->name);
	if (def->types->len)
		option->type =
			g_strdup(g_array_index(def->types, struct kconfig_typing, 0).keyword);
	if (def->prompts->len)
		option->prompt =
			g_strdup(g_array_index(def->prompts, struct kconfig_prompt, 0).text);
	option->value = g_strdup(scan_dotconfig_get(context->tree->config, def->name));
	option->depends = joined(def->depends);
	for (guint i = 0; i < def->selects->len; i++) {
		const struct kconfig_select *select =
			&g_array_index(def->selects, struct kconfig_select, i);

		if (!select->imply)
			g_ptr_array_add(option->selects, g_strdup(select->target));
	}
	option->help = g_strdup(def->help ? def->help->text : NULL);
	option->file = g_strdup(def->file->path);
	option->line = def->line;
	option->in_choice = def->in_choice;
	return option;
}

static const char *how(enum kconfig_use_kind kind)
{
	switch (kind) {
	case KCONFIG_USE_SELECT:
		return "select";
	case KCONFIG_USE_IMPLY:
		return "imply";
	case KCONFIG_USE_DEFAULT:
		return "default";
	case KCONFIG_USE_DEPENDS:
	case KCONFIG_USE_SCOPE:
		return "depends";
	default:
		return "if";
	}
}

static void add_uses(struct scan_context *context, struct driver *driver, const GArray *uses)
{
	for (guint i = 0; i < uses->len; i++) {
		const struct kconfig_use *use = &g_array_index(uses, struct kconfig_use, i);
		struct option_use *row;

		/* an option's own defaults and prompts may name it */
		if (!use->def || !strcmp(use->def->name, driver->config))
			continue;
		row = record_new(&model_option_use_type);
		row->option = g_strdup(use->def->name);
		row->how = g_strdup(how(use->kind));
		row->type = g_strdup(
			kconfig_type_name(kconfig_tree_type(context->kconfig, use->def->name)));
		row->condition = g_strdup(use->text);
		row->value = g_strdup(scan_dotconfig_get(context->tree->config, use->def->name));
		row->file = g_strdup(use->file);
		row->line = use->line;
		g_ptr_array_add(driver->option_uses, row);
	}
}

static gint compare_uses(gconstpointer a, gconstpointer b)
{
	const struct option_use *x = *(struct option_use *const *)a;
	const struct option_use *y = *(struct option_use *const *)b;
	int by = strcmp(x->option, y->option);

	by = by ? by : strcmp(x->file, y->file);
	if (!by && x->line != y->line)
		by = x->line < y->line ? -1 : 1;
	return by ? by : strcmp(x->how, y->how);
}

/* The option's definitions, and who selects it or depends on it. */
void scan_add_options(struct scan_context *context, struct scan_target *target)
{
	struct driver *driver = target->driver;
	const GPtrArray *defs =
		driver->config ? kconfig_tree_find(context->kconfig, driver->config) : NULL;
	g_autoptr(GArray) selectors = NULL, mentions = NULL;

	if (!defs)
		return;
	for (guint i = 0; i < defs->len; i++) {
		struct option *option = option_of(context, defs->pdata[i]);

		if (!driver->option)
			driver->option = option;
		else
			g_ptr_array_add(driver->options, option);
	}
	selectors = kconfig_tree_selectors(context->kconfig, driver->config);
	mentions = kconfig_tree_mentions(context->kconfig, driver->config);
	add_uses(context, driver, selectors);
	add_uses(context, driver, mentions);
	g_ptr_array_sort(driver->option_uses, compare_uses);
}
