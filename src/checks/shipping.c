/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "checks/check.h"

/* What those who ship the kernel have to know: the initramfs, and who keeps the driver built in. */

/* as many are named; of more, how many there are */
#define MOST_NAMED 3

static gboolean lies_below(const char *folder, const json_t *folders)
{
	const json_t *item;
	gsize i;

	json_array_foreach(folders, i, item) {
		const char *name = json_string_value(item);
		gsize len = strlen(name);

		if (!strncmp(folder, name, len) && (!folder[len] || folder[len] == '/'))
			return TRUE;
	}
	return FALSE;
}

void check_initramfs(struct context *context)
{
	const struct driver *driver = context->driver;
	const char *folder = driver->folder, *module = driver->module;
	struct finding *finding;

	if (!folder || !lies_below(folder, rule_rows(context->rule, "needed")))
		return;
	finding = emit(context, module, driver->makefile, driver->makefile_line);
	if (!finding)
		return;
	finding_set(finding, "module", module);
	if (lies_below(folder, rule_rows(context->rule, "taken"))) {
		finding_say(finding,
			    "the root file system may hang from a device that %s serves: Debian's "
			    "mkinitramfs takes all modules of %s with MODULES=most, a list written "
			    "by hand must name it",
			    module, folder);
		finding_fix(finding, "nothing, or '%s' in the list", module);
		return;
	}
	finding_say(
		finding,
		"the root file system may hang from a device that %s serves, and Debian's "
		"mkinitramfs takes no module of %s by itself: with m, the initramfs must name it",
		module, folder);
	finding_fix(finding,
		    "'%s' in /etc/initramfs-tools/modules, or manual_add_modules %s in a hook",
		    module, module);
}

void check_kept(struct context *context)
{
	const GPtrArray *set_in = context->driver->set_in;
	const struct place_text *first = set_in->len ? set_in->pdata[0] : NULL;
	g_autoptr(GString) some = g_string_new(NULL), all = g_string_new(NULL);
	struct finding *finding =
		first ? emit(context, context->driver->config, first->file, first->line) : NULL;

	if (!finding)
		return;
	for (guint i = 0; i < set_in->len; i++) {
		const struct place_text *place = set_in->pdata[i];

		g_string_append_printf(all, "%s%s:%" G_GINT64_FORMAT, i ? " " : "", place->file,
				       place->line);
		if (i < MOST_NAMED)
			g_string_append_printf(some, "%s%s", i ? ", " : "", place->file);
	}
	if (set_in->len > MOST_NAMED)
		g_string_append_printf(some, " and %u more", set_in->len - MOST_NAMED);
	finding_say(finding,
		    "CONFIG_%s=y stands in %s: a kernel made of it keeps the driver in the image",
		    context->driver->config, some->str);
	finding_set(finding, "option", context->driver->config);
	finding_set(finding, "places", all->str);
}
