/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "plan/planner.h"

static gboolean add_edit(struct step *step, const struct finding *finding, GPtrArray *tests,
			 GError **error)
{
	const char *option = planner_argument(finding, "option", error);
	const char *from = option ? planner_argument(finding, "from", error) : NULL;
	const char *to = from ? planner_argument(finding, "to", error) : NULL;
	g_autofree char *test = NULL, *base = NULL;
	struct edit *edit;

	if (!to)
		return FALSE;
	edit = step_edit(step, EDIT_CONFIG_TEST, finding->file, option);
	edit->from = g_strdup(from);
	edit->to = g_strdup(to);
	base = g_path_get_basename(finding->file);
	test = g_strdup_printf("%s(CONFIG_%s) in %s", from, option, base);
	record_strings_add(tests, test);
	return TRUE;
}

static gboolean test_area(struct planner *planner, const char *area, GError **error)
{
	g_autoptr(GPtrArray) tests = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *slug = slug_of(area);
	g_autofree char *title = g_strdup_printf("Allow %s to be a module", planner->name);
	g_autofree char *list = NULL;
	struct step *step = planner_step(planner, STEP_CONFIG_TEST,
					 g_strconcat("config-test-", slug, NULL), area, title);
	const struct finding *finding;

	for (guint i = 0; (finding = planner_open(planner, "config-test", &i));) {
		g_autofree char *its = folder_of(finding->file);

		if (strcmp(its, area))
			continue;
		step_answers(step, finding);
		if (!add_edit(step, finding, tests, error))
			return FALSE;
	}
	list = words_list(tests);
	step_say(step,
		 "%s is about to become a driver that can be a module. %s would then be false for =m, and "
		 "the code that depends on it would treat a driver that comes later as one that never "
		 "comes.",
		 planner->name, list);
	step_say(step,
		 "Ask IS_ENABLED() instead, which is true for =m as well. Nothing changes while the driver "
		 "is built in or disabled.");
	step_sign(step);
	return TRUE;
}

gboolean plan_config_tests(struct planner *planner, GError **error)
{
	g_autoptr(GPtrArray) list = planner_areas(planner, "config-test", planner_file, error);

	for (guint i = 0; list && i < list->len; i++)
		if (!test_area(planner, list->pdata[i], error))
			return FALSE;
	return list != NULL;
}
