/* SPDX-License-Identifier: GPL-2.0-only */
#include "proof/defconfigs.h"

#include "scan/steps.h"

static gboolean hangs_on(const struct proof_move *move, const char *option)
{
	return g_ptr_array_find_with_equal_func(move->by, option, g_str_equal, NULL);
}

static char *or_null(const char *value)
{
	return *value ? g_strdup(value) : NULL;
}

static void add_move(struct driver *driver, const struct proof_move *from)
{
	struct move *move = record_new(&model_move_type);

	move->option = g_strdup(from->option);
	move->before = or_null(from->before);
	move->after = or_null(from->after);
	move->why = g_strdup(from->why);
	move->file = g_strdup(from->file);
	move->line = from->line;
	for (guint i = 0; i < from->defconfigs->len; i++)
		g_ptr_array_add(move->defconfigs, g_strdup(from->defconfigs->pdata[i]));
	g_ptr_array_add(driver->moves, move);
}

static gboolean is_bool(struct scan_context *context, const char *option)
{
	const struct kconf_symbol *symbol = scan_context_option(context, option);

	return symbol && symbol->type == KCONF_BOOL;
}

static GPtrArray *bool_options(struct scan_context *context)
{
	GPtrArray *options = g_ptr_array_new();

	for (guint t = 0; t < context->targets->len; t++) {
		const struct driver *driver =
			((const struct scan_target *)context->targets->pdata[t])->driver;

		if (driver->option && is_bool(context, driver->config))
			g_ptr_array_add(options, driver->config);
	}
	return options;
}

/* The series has imply where now a bool that the configuration sets selects the driver; see the
 * rule selected-by-bool */
static GPtrArray *forced_options(struct scan_context *context)
{
	GPtrArray *pairs = g_ptr_array_new_with_free_func(g_free);

	for (guint t = 0; t < context->targets->len; t++) {
		const struct driver *driver =
			((const struct scan_target *)context->targets->pdata[t])->driver;

		if (!driver->option || driver->follows || !is_bool(context, driver->config) ||
		    !model_has_prompt(driver))
			continue;
		for (guint i = 0; i < driver->option_uses->len; i++) {
			const struct option_use *use = driver->option_uses->pdata[i];

			if (model_is_forced(use))
				g_ptr_array_add(pairs, g_strdup_printf("%s %s", use->option,
								       driver->config));
		}
	}
	g_ptr_array_add(pairs, NULL);
	return pairs;
}

/* What the defconfigs of the arch make of it, where the whole tree is looked at. */
gboolean scan_add_moves(struct scan_context *context, GError **error)
{
	g_autoptr(GPtrArray) options = bool_options(context), moves = NULL, implied = NULL;
	g_autoptr(GError) problem = NULL;
	struct ms_build build = *context->asked;

	if (context->reach != MS_REACH_TREE || !options->len)
		return TRUE;
	g_ptr_array_add(options, NULL);
	build.tree = context->tree->path;
	build.arch = context->tree->arch;
	implied = forced_options(context);
	moves = proof_moves(&build, (const char *const *)options->pdata,
			    (const char *const *)implied->pdata, context->job, &problem);
	if (g_error_matches(problem, MS_ERROR, MS_ERROR_CANCELLED)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	for (guint t = 0; t < context->targets->len; t++) {
		const struct scan_target *target = context->targets->pdata[t];
		const char *option = target->driver->config;

		if (!option ||
		    !g_ptr_array_find_with_equal_func(options, option, g_str_equal, NULL))
			continue;
		if (problem)
			scan_problem(target->driver, "Kconfig", 0,
				     "which options move in the defconfigs: %s", problem->message);
		for (guint i = 0; moves && i < moves->len; i++)
			if (hangs_on(moves->pdata[i], option))
				add_move(target->driver, moves->pdata[i]);
	}
	return TRUE;
}
