/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "checks/check.h"
#include "evidence/drivers.h"
#include "evidence/undo.h"

static gboolean has(const GPtrArray *names, const char *name)
{
	return names && name &&
	       g_ptr_array_find_with_equal_func((GPtrArray *)names, name, g_str_equal, NULL);
}

/* the first thing that probe takes and no .remove gives back, whatever the driver's own does */
static const json_t *taken_for_good(const struct context *context, const GPtrArray *probe,
				    const GPtrArray *remove)
{
	const json_t *rows = rule_rows(context->rule, "permanent");
	gsize i;
	json_t *row;

	json_array_foreach(rows, i, row)
		if (has(probe, row_text(row, "call")) && !has(remove, row_text(row, "undone_by")))
			return row;
	return NULL;
}

static const char *remove_of(const struct variable *variable)
{
	const char *remove = model_field(variable, "remove");

	return remove ? remove : model_field(variable, "remove_new");
}

static void check_variable(struct context *context, const struct variable *variable,
			   const char *probe, const char *remove)
{
	const struct driver *driver = context->driver;
	g_autoptr(GPtrArray) takes = undo_reaches(driver, probe);
	g_autoptr(GPtrArray) gives = undo_reaches(driver, remove);
	const json_t *row = taken_for_good(context, takes, gives);
	g_autofree char *why = NULL;
	struct finding *finding;

	finding = row ? emit(context, variable->name, variable->file, variable->line) : NULL;
	if (!finding)
		return;
	why = g_strdup_printf("%s() %s", row_text(row, "call"), row_text(row, "why"));
	finding_say(finding, "'%s' has .remove (%s), and that is not enough: %s", variable->name,
		    remove, why);
	finding_fix(finding, "the module stays loaded");
	finding_set(finding, "driver", variable->name);
	finding_set(finding, "call", row_text(row, "call"));
	finding_set(finding, "permanent", why);
}

void check_permanent(struct context *context)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->variables->len; i++) {
		const struct variable *variable = driver->variables->pdata[i];
		const char *probe = model_field(variable, "probe");
		const struct source *source = find_source(driver, variable->file);
		struct bus bus;

		if (bus_of(context->rule, variable, &bus) && remove_of(variable) &&
		    model_function(driver, probe) && (!source || source->built))
			check_variable(context, variable, probe, remove_of(variable));
	}
}
