/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "scan/steps.h"
#include "target/driver.h"
#include "why/uses.h"

/*
 * A helper is a hidden bool option which drivers of one family select, and which is built from
 * objects of its own. While it is bool it stays in the image, whatever becomes of the drivers; so
 * it is looked at as a driver that follows the one that was asked for.
 */

/* nothing but select gives it a value, and that one would hand it m */
static gboolean is_hidden_bool(const struct kconf_symbol *symbol)
{
	if (symbol->type != KCONF_BOOL || !symbol->definitions ||
	    (symbol->flags & (KCONF_CHOICE | KCONF_MEMBER)) || symbol->choice)
		return FALSE;
	for (const struct kconf_menu *menu = symbol->definitions; menu;
	     menu = menu->next_definition)
		if (menu->prompt)
			return FALSE;
	for (const struct kconf_prop *prop = symbol->props; prop; prop = prop->next)
		if (prop->kind == KCONF_DEFAULT)
			return FALSE;
	return TRUE;
}

static gboolean is_below(const char *file, const char *folder)
{
	gsize len = strlen(folder);

	return !strncmp(file, folder, len) && file[len] == '/';
}

/* what is selected from all over the tree belongs to the core */
static gboolean is_of_family(struct scan_context *context, const struct kconf_symbol *helper)
{
	g_autofree char *folder =
		g_path_get_dirname(conf_session_file(context->kconfig, helper->definitions));
	g_autoptr(GArray) uses = conf_uses_of(context->kconfig->kconf, helper);

	for (guint i = 0; i < uses->len; i++) {
		const struct conf_use *use = &g_array_index(uses, struct conf_use, i);

		if (use->kind == CONF_USE_SELECT &&
		    !is_below(conf_session_file(context->kconfig, use->at), folder))
			return FALSE;
	}
	return strcmp(folder, ".") != 0;
}

/* the modules of an option are new targets; without objects of its own it has none */
static void follow(struct scan_context *context, const struct scan_target *target,
		   const struct kconf_symbol *helper)
{
	const struct driver *driver = target->driver;
	g_autofree char *query = g_strconcat("CONFIG_", helper->name, NULL);
	guint at = context->targets->len;
	g_autoptr(GError) none = NULL;

	if (!scan_resolve(context, query, &none))
		return;
	while (at < context->targets->len) {
		struct driver *found = ((struct scan_target *)context->targets->pdata[at])->driver;

		if (!found->module_file || g_strcmp0(found->config, helper->name) != 0) {
			g_ptr_array_remove_index(context->targets, at);
			continue;
		}
		found->follows = g_strdup(driver->follows ? driver->follows : driver->config);
		at++;
	}
}

static void follow_all(struct scan_context *context, const struct scan_target *target)
{
	const struct kconf_symbol *symbol =
		target->driver->config ? scan_context_option(context, target->driver->config)
				       : NULL;

	/* what can be m already has helpers that are as they are meant to be */
	if (!symbol || symbol->type != KCONF_BOOL)
		return;
	for (const struct kconf_prop *prop = symbol->props; prop; prop = prop->next) {
		const struct kconf_symbol *helper =
			prop->kind == KCONF_SELECT ? kconf_prop_symbol(prop) : NULL;

		if (helper && is_hidden_bool(helper) && is_of_family(context, helper))
			follow(context, target, helper);
	}
}

void scan_add_helpers(struct scan_context *context)
{
	/* a helper may have helpers in turn */
	for (guint t = 0; t < context->targets->len; t++)
		follow_all(context, context->targets->pdata[t]);
}
