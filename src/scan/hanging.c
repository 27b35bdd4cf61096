/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "scan/steps.h"
#include "target/makefiles.h"

/* A configuration in which the driver's option is something else */
struct supposition {
	const struct scan_context *context;
	const char *option; /* without CONFIG_ */
	char value;
	const GPtrArray *off; /* struct ms_kbuild_listing: their other options are n; or NULL */
};

static char supposed(void *data, const char *option)
{
	const struct supposition *as = data;
	const char *name = option + strlen("CONFIG_");

	if (!strcmp(name, as->option))
		return as->value;
	for (guint i = 0; as->off && i < as->off->len; i++) {
		const struct ms_kbuild_listing *listing = as->off->pdata[i];

		if (!g_strcmp0(listing->option, name))
			return 'n';
	}
	return scan_dotconfig_state(as->context->tree->config, name);
}

static char state_with(const struct scan_context *context, const struct ms_kbuild_rule *rule,
		       const char *option, char value, const GPtrArray *off)
{
	struct supposition as = {context, option, value, off};

	return ms_kbuild_state(rule, supposed, &as);
}

static void add_row(struct scan_target *target, const char *object, gboolean own,
		    const struct ms_kbuild_place *place, const char *becomes)
{
	struct hanging *row = record_new(&model_hanging_type);

	row->object = g_strdup(object);
	row->own = own;
	row->file = g_strdup(place->file);
	row->line = place->line;
	row->becomes = g_strdup(becomes);
	g_ptr_array_add(target->driver->hanging, row);
}

/* --- the driver's own list ------------------------------------------------------------------- */

/* does the folder, or one around it, come to `state` with that value of the option? */
static gboolean is_entered_as(struct scan_context *context, const char *folder, const char *option,
			      char value, char state)
{
	g_autofree char *here = g_strdup(folder);

	while (*here && strcmp(here, ".")) {
		g_autofree char *above = NULL;
		const struct ms_kbuild_rule *rule = scan_folder_rule(context, here, &above);

		if (!rule)
			return FALSE;
		if (state_with(context, rule, option, value, NULL) == state)
			return TRUE;
		g_free(here);
		here = g_steal_pointer(&above);
	}
	return FALSE;
}

/* does the makefile enter the folder, or one around it, for modules alone? */
static gboolean is_entered_for_modules(struct scan_context *context, const char *folder,
				       const char *option)
{
	return is_entered_as(context, folder, option, 'm', 'm');
}

/* what the list makes of the driver with its option m, where that is no module */
static void add_own(struct scan_context *context, struct scan_target *target)
{
	const struct ms_kbuild_rule *rule = target->rule;
	const char *option = target->driver->config;
	char state = state_with(context, rule, option, 'm', rule->listings);
	g_autofree char *object = g_build_filename(target->driver->folder, rule->object, NULL);

	if (rule->library)
		add_row(target, object, TRUE, &rule->place, "library");
	else if (state == 'y' && is_entered_for_modules(context, target->driver->folder, option))
		add_row(target, object, TRUE, &rule->place, "nothing");
	else if (state == 'y' || state == 'n')
		add_row(target, object, TRUE, &rule->place, state == 'y' ? "image" : "nothing");
}

/* --- what else hangs on the option ----------------------------------------------------------- */

static gboolean is_own(const struct scan_target *target, const struct ms_kbuild_rules *makefile,
		       const struct ms_kbuild_rule *rule, const char *path)
{
	g_autofree char *plain = g_canonicalize_filename(path, "/");

	if (makefile == target->makefile &&
	    (rule == target->rule || !g_strcmp0(rule->composite, target->rule->object)))
		return TRUE;
	for (guint i = 0; i < target->parts->len; i++) {
		const struct scan_part *part = target->parts->pdata[i];
		g_autofree char *own = g_canonicalize_filename(part->object, "/");

		if (!strcmp(own, plain))
			return TRUE;
	}
	return FALSE;
}

/* is the makefile's folder part of a build with the option y? */
static gboolean is_entered(struct scan_context *context, const char *folder, const char *option)
{
	return !is_entered_as(context, folder, option, 'y', 'n');
}

/* objects of the image in a folder that would be entered for modules alone: they would go */
static void add_lost(struct scan_context *context, struct scan_target *target, const char *folder)
{
	const struct ms_kbuild_rules *makefile = scan_makefile(context, folder);

	for (guint i = 0; makefile && i < makefile->rules->len; i++) {
		const struct ms_kbuild_rule *rule = makefile->rules->pdata[i];
		g_autofree char *path = g_build_filename(folder, rule->object, NULL);

		if (!rule->composite && !rule->library &&
		    state_with(context, rule, target->driver->config, 'm', NULL) == 'y' &&
		    !is_own(target, makefile, rule, path))
			add_row(target, path, FALSE, &rule->place, "nothing");
	}
}

static gboolean is_around(const char *folder, const char *path)
{
	gsize len = strlen(folder);

	return !strncmp(folder, path, len) && (path[len] == '/' || !path[len]);
}

static void add_other(struct scan_context *context, struct scan_target *target,
		      const struct scan_listed *listed)
{
	const char *option = target->driver->config;
	const struct ms_kbuild_rule *rule = listed->rule;
	char now = state_with(context, rule, option, 'y', NULL);
	char then = state_with(context, rule, option, 'm', NULL);

	if (now != 'y' || then == 'y' || then == '?' || rule->library ||
	    is_own(target, listed->makefile, rule, listed->path) ||
	    !is_entered(context, listed->makefile->folder, option))
		return;
	if (!g_str_has_suffix(rule->object, "/"))
		add_row(target, listed->path, FALSE, &rule->place,
			then == 'm' ? "module" : "nothing");
	else if (is_around(listed->path, target->driver->folder))
		add_lost(context, target, listed->path);
	else
		add_row(target, listed->path, FALSE, &rule->place, "modules");
}

void scan_add_hanging(struct scan_context *context, struct scan_target *target)
{
	g_autoptr(GPtrArray) all = NULL;

	if (!target->driver->config || !target->rule)
		return;
	add_own(context, target);
	all = scan_option_listed(context, target->driver->config);
	for (guint i = 0; i < all->len; i++)
		add_other(context, target, all->pdata[i]);
}
