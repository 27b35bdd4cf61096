/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "checks/check.h"

/* what the makefile makes of the driver's own objects, were the option m */
void check_list_modular(struct context *context)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->hanging->len; i++) {
		const struct hanging *row = driver->hanging->pdata[i];
		struct finding *finding;

		if (!row->own)
			continue;
		finding = emit(context, row->object, row->file, row->line);
		if (!finding)
			continue;
		finding_set(finding, "becomes", row->becomes);
		if (!strcmp(row->becomes, "library"))
			finding_say(finding,
				    "'%s' is listed by lib-, so it goes into lib.a, be CONFIG_%s y "
				    "or m: no module is made of it",
				    row->object, driver->config);
		else if (!strcmp(row->becomes, "image"))
			finding_say(finding,
				    "'%s' is part of the image, be CONFIG_%s y or m: its list never "
				    "makes a module",
				    row->object, driver->config);
		else
			finding_say(finding,
				    "'%s' would be built into nothing with CONFIG_%s=m: its list "
				    "makes no module, and the image no longer takes it",
				    row->object, driver->config);
	}
}

static const char *consequence(const struct hanging *row)
{
	if (!strcmp(row->becomes, "module"))
		return "would become a module of its own";
	if (!strcmp(row->becomes, "modules"))
		return "would be entered for modules alone, and lose what obj-y lists there";
	return "would drop out of the image";
}

/* one place in each makefile, up to a handful */
static char *places(const GPtrArray *rows, guint *makefiles)
{
	GString *text = g_string_new(NULL);
	const char *last = NULL;

	*makefiles = 0;
	for (guint i = 0; i < rows->len; i++) {
		const struct hanging *row = rows->pdata[i];

		if (!g_strcmp0(row->file, last))
			continue;
		last = row->file;
		if (++*makefiles <= 4)
			g_string_append_printf(text, "%s'%s' (%s:%" G_GINT64_FORMAT ")",
					       *makefiles > 1 ? ", " : "", row->object, row->file,
					       row->line);
	}
	if (*makefiles > 4)
		g_string_append(text, ", …");
	return g_string_free(text, FALSE);
}

/* is the object a driver of the same option, which is converted with this one? */
static gboolean is_sibling(const struct context *context, const char *object)
{
	const GPtrArray *drivers = context->model->drivers;

	for (guint i = 0; i < drivers->len; i++) {
		const struct driver *other = drivers->pdata[i];

		if (other == context->driver || g_strcmp0(other->config, context->driver->config))
			continue;
		for (guint k = 0; k < other->sources->len; k++) {
			const struct source *source = other->sources->pdata[k];

			if (source->head && !g_strcmp0(source->object, object))
				return TRUE;
		}
	}
	return FALSE;
}

/* an option that builds more than the driver cannot become tristate for the driver's sake */
void check_option_shared(struct context *context)
{
	const struct driver *driver = context->driver;
	g_autoptr(GPtrArray) rows = g_ptr_array_new();
	g_autofree char *where = NULL, *count = NULL;
	const struct hanging *first;
	struct finding *finding;
	guint makefiles;

	for (guint i = 0; i < driver->hanging->len; i++) {
		struct hanging *row = driver->hanging->pdata[i];

		if (!row->own && !is_sibling(context, row->object))
			g_ptr_array_add(rows, row);
	}
	if (context->tristate || !rows->len)
		return;
	first = rows->pdata[0];
	finding = emit(context, driver->config, first->file, first->line);
	if (!finding)
		return;
	where = places(rows, &makefiles);
	count = g_strdup_printf("%u", rows->len);
	finding_say(finding,
		    "CONFIG_%s builds more than %s: %u object%s or folder%s in %u makefile%s, as %s; "
		    "were it m, '%s' %s",
		    driver->config, driver->module, rows->len, rows->len == 1 ? "" : "s",
		    rows->len == 1 ? "" : "s", makefiles, makefiles == 1 ? "" : "s", where,
		    first->object, consequence(first));
	finding_set(finding, "option", driver->config);
	finding_set(finding, "count", count);
}
