/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "checks/check.h"

/* What the driver's module is beside other modules: who has its objects, and who needs whom. */

static char *joined(const GPtrArray *strings, const char *separator)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < strings->len; i++)
		g_string_append_printf(text, "%s%s", i ? separator : "",
				       (const char *)strings->pdata[i]);
	return g_string_free(text, FALSE);
}

/* --- an object in two modules ---------------------------------------------------------------- */

static gboolean exports_anything(const struct driver *driver, const char *file)
{
	for (guint i = 0; i < driver->macros->len; i++) {
		const struct macro_use *macro = driver->macros->pdata[i];

		if (g_str_has_prefix(macro->name, "EXPORT_SYMBOL") && !g_strcmp0(macro->file, file))
			return TRUE;
	}
	return FALSE;
}

static void say_shared(struct context *context, const struct shared *shared)
{
	const struct driver *driver = context->driver;
	gboolean image = !strcmp(shared->becomes, "image");
	gboolean twice = !image && exports_anything(driver, shared->source);
	g_autofree char *values = joined(shared->values, ", ");
	g_autofree char *with = shared->with ? g_strdup_printf("a part of %s", shared->with)
					     : g_strdup("listed by itself");
	g_autofree char *subject = g_strdup_printf("%s and %s", shared->object,
						   shared->with     ? shared->with
						   : shared->option ? shared->option
								    : shared->file);
	struct finding *finding = emit(context, subject, shared->file, shared->line);

	if (!finding)
		return;
	if (shared->today || (!image && !twice))
		finding_severity(finding, SEVERITY_RISK);
	if (image)
		finding_say(finding,
			    "'%s' is a part of %s and also %s: with %s one object, compiled once, "
			    "would be linked into a module and into the image%s",
			    shared->object, driver->module, with, values,
			    shared->today ? ", as the other way round today" : "");
	else
		finding_say(finding,
			    "'%s' is a part of %s and also %s: with %s each module has a copy of "
			    "it%s",
			    shared->object, driver->module, with, values,
			    twice ? ", and modpost refuses what it exports, for that is there twice"
				  : ", which kbuild warns of");
	finding_set(finding, "object", shared->object);
	finding_set(finding, "with", shared->with);
	finding_set(finding, "option", shared->option);
	finding_set(finding, "values", values);
}

void check_shared(struct context *context)
{
	const GPtrArray *shared = context->driver->shared;

	for (guint i = 0; i < shared->len; i++)
		say_shared(context, shared->pdata[i]);
}

/* --- a module of nothing --------------------------------------------------------------------- */

void check_hollow(struct context *context)
{
	const GPtrArray *hollow = context->driver->hollow;

	for (guint i = 0; i < hollow->len; i++) {
		const struct hollow *row = hollow->pdata[i];
		struct finding *finding = emit(context, row->object, row->file, row->line);
		g_autofree char *values = joined(row->values, ", ");

		if (!finding)
			continue;
		finding_say(finding,
			    "Kconfig would allow %s, and then '%s' has not one part: nothing can "
			    "be linked",
			    values, row->object);
		finding_set(finding, "values", values);
	}
}

/* --- modules that need each other ------------------------------------------------------------ */

static gboolean all_become_modules(const struct context *context, const struct cycle *cycle)
{
	for (guint i = 0; i < cycle->options->len; i++)
		if (stays_builtin(context, cycle->options->pdata[i]))
			return FALSE;
	return TRUE;
}

/* "foo needs 'bar_get' of bar, and bar needs 'foo_put' of foo" */
static char *who_needs_whom(const struct cycle *cycle)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < cycle->modules->len; i++) {
		guint next = (i + 1) % cycle->modules->len;

		g_string_append_printf(text, "%s%s needs '%s' of %s", i ? ", and " : "",
				       (char *)cycle->modules->pdata[i],
				       (char *)cycle->symbols->pdata[i],
				       (char *)cycle->modules->pdata[next]);
	}
	return g_string_free(text, FALSE);
}

void check_cycles(struct context *context)
{
	const GPtrArray *cycles = context->driver->cycles;

	for (guint i = 0; i < cycles->len; i++) {
		const struct cycle *cycle = cycles->pdata[i];
		g_autofree char *subject = joined(cycle->modules, " -> ");
		g_autofree char *needs = NULL;
		struct finding *finding;

		if (!all_become_modules(context, cycle))
			continue;
		finding = emit(context, subject, cycle->file, cycle->line);
		if (!finding)
			continue;
		needs = who_needs_whom(cycle);
		finding_say(finding,
			    "%s: as modules none of them can be loaded first, and depmod refuses "
			    "them all",
			    needs);
		finding_set(finding, "modules", subject);
	}
}
