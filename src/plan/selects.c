/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "plan/planner.h"

static void imply_area(struct planner *planner, const char *area)
{
	const char *config = planner->driver->config;
	g_autofree char *slug = slug_of(area);
	g_autofree char *title = g_strdup_printf("Imply %s instead of selecting it", config);
	struct step *step =
		planner_step(planner, STEP_SELECT, g_strconcat("select-", slug, NULL), area, title);
	g_autoptr(GPtrArray) options = g_ptr_array_new();
	g_autofree char *list = NULL;
	const struct finding *finding;

	for (guint i = 0; (finding = planner_next(planner, "selected-by", &i));) {
		g_autofree char *its = folder_of(finding->file);

		if (strcmp(its, area))
			continue;
		step_edit(step, EDIT_KCONFIG_IMPLY, finding->file, finding->subject)->from =
			g_strdup(config);
		step_answers(step, finding);
		g_ptr_array_add(options, finding->subject);
	}
	list = words_list(options);
	step_say(step,
		 "%s is about to become a driver that can be a module. %s %s it, so that it is y "
		 "whatever its own option says. Imply it: it is y by default, as before, and whoever "
		 "wants the module, or a kernel without the driver, can say so.",
		 planner->name, list, options->len > 1 ? "select" : "selects");
	step_say(step,
		 "No configuration changes by itself: select and imply differ only where "
		 "somebody asks for another value, or where the driver's dependencies are not "
		 "met.");
	step_sign(step);
}

/* planner_areas() would take one option that selects two of the drivers for one finding */
static GPtrArray *areas(struct planner *planner, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	const struct finding *finding;

	for (guint i = 0; (finding = planner_next(planner, "selected-by", &i));) {
		const char *file = planner_file(finding, error);
		g_autofree char *area = file ? folder_of(file) : NULL;

		if (!area)
			return NULL;
		record_strings_add(list, area);
	}
	record_strings_sort(list);
	return g_steal_pointer(&list);
}

gboolean plan_selects(struct planner *planner, GError **error)
{
	g_autoptr(GPtrArray) list = NULL;

	/* whoever selects the option selects the later driver's */
	if (planner->prepares)
		return TRUE;
	list = areas(planner, error);
	for (guint i = 0; list && i < list->len; i++)
		imply_area(planner, list->pdata[i]);
	return list != NULL;
}
