/* SPDX-License-Identifier: GPL-2.0-only */
#include <modsplit/moves.h>

#include "base/answers.h"
#include "model/model.h"
#include "moves/defconfigs.h"

static gboolean is_bool(const struct driver *driver)
{
	const char *type = driver->option ? driver->option->type : NULL;

	return type && g_str_has_suffix(type, "bool");
}

/* what can be said of a driver for which there is no series */
static gboolean change_type(struct edited *edited, const struct driver *driver, GError **error)
{
	const struct edit edit = {.op = EDIT_KCONFIG_TYPE,
				  .file = driver->option->file,
				  .symbol = driver->config,
				  .from = (char *)"bool",
				  .to = (char *)"tristate"};

	return edited_make(edited, &edit, error);
}

static gboolean change_all(struct edited *edited, const struct plan *plan, GError **error)
{
	for (guint s = 0; s < plan->steps->len; s++) {
		const struct step *step = plan->steps->pdata[s];

		for (guint e = 0; e < step->edits->len; e++)
			if (!edited_make(edited, step->edits->pdata[e], error))
				return FALSE;
	}
	return TRUE;
}

static GPtrArray *moves_of(const struct driver *driver, const struct plan *plan,
			   const struct ms_build *build, const struct ms_job *job, GError **error)
{
	g_autoptr(ms_edited) edited = edited_new(build->tree);
	gboolean made = plan->steps->len ? change_all(edited, plan, error)
					 : change_type(edited, driver, error);

	return made ? moves_find(build, edited, job, error) : NULL;
}

static void note_problem(struct driver *driver, const char *what)
{
	struct place_text *problem = record_new(&model_problem_type);

	problem->file = g_strdup("Kconfig");
	problem->text = g_strdup_printf("which options move in the defconfigs: %s", what);
	g_ptr_array_add(driver->problems, problem);
}

gboolean ms_moves_add(ms_model *model, const ms_findings *findings, const struct ms_build *build,
		      const struct ms_plan_options *options, const struct ms_job *job,
		      GError **error)
{
	struct ms_build known = *build;

	known.arch = model->tree->arch;
	for (guint i = 0; i < model->drivers->len; i++) {
		struct driver *driver = model->drivers->pdata[i];
		g_autoptr(GError) problem = NULL;
		g_autoptr(ms_plan) plan = NULL;
		GPtrArray *moves = NULL;

		/* a helper changes in the series of the driver that it follows */
		if (!is_bool(driver) || driver->follows)
			continue;
		plan = ms_plan_driver(model, findings, i, options, &problem);
		if (plan)
			moves = moves_of(driver, plan, &known, job, &problem);
		if (g_error_matches(problem, MS_ERROR, MS_ERROR_CANCELLED) ||
		    (problem && answers_only(build->answers))) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return FALSE;
		}
		if (problem)
			note_problem(driver, problem->message);
		if (moves)
			g_ptr_array_extend_and_steal(driver->moves, moves);
	}
	return TRUE;
}
