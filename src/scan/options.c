/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "scan/steps.h"
#include "why/uses.h"

/* --- definitions and users in Kconfig -------------------------------------------------------- */

/* "A && (B || C)" of several texts; NULL when there are none */
static char *joined(const GPtrArray *texts)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < texts->len; i++) {
		const char *text = texts->pdata[i];
		gboolean either = texts->len > 1 && strstr(text, "||");

		g_string_append_printf(out, either ? "%s(%s)" : "%s%s", i ? " && " : "", text);
	}
	return g_string_free(out, out->len == 0);
}

/* the help as one reads it: no empty lines around it; NULL: there is none */
static char *help_of(const struct kconf_menu *menu)
{
	g_autofree char *text = NULL;

	if (!menu->help)
		return NULL;
	text = g_strchomp(g_strdup(menu->help + strspn(menu->help, "\n")));
	return *text ? g_strconcat(text, "\n", NULL) : g_steal_pointer(&text);
}

static struct option *option_of(struct scan_context *context, const struct kconf_menu *menu)
{
	const struct kconf *kconf = context->kconfig->kconf;
	g_autoptr(GPtrArray) depends = scan_kconfig_depends(kconf, menu, FALSE);
	struct option *option = record_new(&model_option_type);

	option->name = g_strdup(menu->symbol->name);
	if (menu->types) {
		const struct kconf_span *keyword = &menu->types->keyword;
		const struct kconf_part word = {keyword->offset, keyword->len};

		option->type = kconf_part_text(kconf, menu, &word);
	}
	option->prompt = g_strdup(menu->prompt ? menu->prompt->text : NULL);
	option->value = g_strdup(scan_dotconfig_get(context->tree->config, option->name));
	option->depends = joined(depends);
	for (const struct kconf_prop *prop = menu->symbol->props; prop; prop = prop->next)
		if (prop->menu == menu && prop->kind == KCONF_SELECT)
			g_ptr_array_add(option->selects, g_strdup(kconf_prop_symbol(prop)->name));
	option->help = help_of(menu);
	option->file = g_strdup(conf_session_file(context->kconfig, menu));
	option->line = menu->line;
	option->in_choice = kconf_in_choice(menu);
	return option;
}

static const char *how(enum conf_use_kind kind)
{
	switch (kind) {
	case CONF_USE_SELECT:
		return "select";
	case CONF_USE_IMPLY:
		return "imply";
	case CONF_USE_DEFAULT:
		return "default";
	case CONF_USE_DEPENDS:
	case CONF_USE_AROUND:
		return "depends";
	case CONF_USE_CONDITION:
		break;
	}
	return "if";
}

static void add_use(struct scan_context *context, struct driver *driver, const struct conf_use *use)
{
	const struct kconf_symbol *user = use->menu->symbol;
	struct option_use *row = record_new(&model_option_use_type);

	row->option = g_strdup(user->name);
	row->how = g_strdup(how(use->kind));
	row->type = g_strdup(scan_kconfig_type(user));
	row->condition = kconf_part_text(context->kconfig->kconf, use->at, &use->part);
	row->value = g_strdup(scan_dotconfig_get(context->tree->config, user->name));
	row->file = g_strdup(conf_session_file(context->kconfig, use->at));
	row->line = use->line;
	g_ptr_array_add(driver->option_uses, row);
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
	const struct kconf_symbol *symbol =
		driver->config ? scan_context_option(context, driver->config) : NULL;
	g_autoptr(GArray) uses = NULL;

	if (!symbol)
		return;
	for (const struct kconf_menu *menu = symbol->definitions; menu;
	     menu = menu->next_definition) {
		struct option *option = option_of(context, menu);

		if (!driver->option)
			driver->option = option;
		else
			g_ptr_array_add(driver->options, option);
	}
	uses = conf_uses_of(context->kconfig->kconf, symbol);
	for (guint i = 0; i < uses->len; i++) {
		const struct conf_use *use = &g_array_index(uses, struct conf_use, i);

		/* an option's own defaults and prompts may name it, and so may a choice's */
		if (use->menu->symbol != symbol && use->menu->symbol->name)
			add_use(context, driver, use);
	}
	g_ptr_array_sort(driver->option_uses, compare_uses);
}
