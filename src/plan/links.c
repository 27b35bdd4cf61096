/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "plan/planner.h"

/* Where the edit of a finding goes: the definition of an option, or a test in C. */
static const char *place_of(const struct finding *finding, GError **error)
{
	const char *how = planner_argument(finding, "close", error);

	if (!how)
		return NULL;
	return planner_argument(finding, strcmp(how, "depends") ? "test_file" : "kconfig", error);
}

static gboolean add_dependency(struct step *step, const struct finding *finding, GError **error)
{
	const char *option = planner_argument(finding, "option", error);
	const char *provider = option ? planner_argument(finding, "provider", error) : NULL;
	const char *depends = provider ? planner_argument(finding, "depends", error) : NULL;

	if (!depends)
		return FALSE;
	step_edit(step, EDIT_KCONFIG_DEPENDS, finding_argument(finding, "kconfig"), option)->text =
		g_strdup(depends);
	if (strstr(depends, "||"))
		step_say(step,
			 "%s uses %s where that is there, and can do without it. It must be a "
			 "module then too, or it could not reach it: depend on %s.",
			 option, provider, depends);
	else
		step_say(step, "%s uses what only %s has: depend on %s.", option, provider,
			 depends);
	return TRUE;
}

static gboolean add_reachable(struct step *step, const struct finding *finding, GError **error)
{
	const char *provider = planner_argument(finding, "provider", error);
	const char *file = finding_argument(finding, "test_file");
	g_autofree char *base = g_path_get_basename(file);
	struct edit *edit;

	if (!provider)
		return FALSE;
	edit = step_edit(step, EDIT_CONFIG_TEST, file, provider);
	edit->from = g_strdup("IS_ENABLED");
	edit->to = g_strdup("IS_REACHABLE");
	step_say(step,
		 "IS_ENABLED(CONFIG_%s) in %s is true for a module, to code of the image too, which "
		 "cannot reach it. Ask IS_REACHABLE(), so that such code does without it.",
		 provider, base);
	return TRUE;
}

static gboolean close_area(struct planner *planner, const char *area, GError **error)
{
	g_autofree char *slug = slug_of(area);
	g_autofree char *title = g_strdup_printf("Link without %s in the image", planner->name);
	struct step *step =
		planner_step(planner, STEP_LINK, g_strconcat("link-", slug, NULL), area, title);
	const struct finding *finding;

	step_say(step,
		 "%s is about to become a driver that can be a module. What is built in must then not "
		 "refer to it, and the driver, when it is built in, not to a module.",
		 planner->name);
	for (guint i = 0; (finding = planner_open(planner, "crossings", &i));) {
		g_autofree char *its = folder_of(place_of(finding, NULL));
		gboolean depends = !g_strcmp0(finding_argument(finding, "close"), "depends");

		if (strcmp(its, area))
			continue;
		step_answers(step, finding);
		if (!(depends ? add_dependency : add_reachable)(step, finding, error))
			return FALSE;
	}
	step_say(step, "Nothing changes while neither is a module.");
	step_sign(step);
	return TRUE;
}

gboolean plan_links(struct planner *planner, GError **error)
{
	g_autoptr(GPtrArray) list = planner_areas(planner, "crossings", place_of, error);

	for (guint i = 0; list && i < list->len; i++)
		if (!close_area(planner, list->pdata[i], error))
			return FALSE;
	return list != NULL;
}
