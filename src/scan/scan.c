/* SPDX-License-Identifier: GPL-2.0-only */
#include <modsplit/scan.h>

#include <string.h>

#include "scan/steps.h"
#include "tree/exports.h"

ms_model *ms_model_load(const char *path, GError **error)
{
	return record_load(&model_type, path, error);
}

gboolean ms_model_save(const ms_model *model, const char *path, GError **error)
{
	return record_save(&model_type, model, path, error);
}

void ms_model_free(ms_model *model)
{
	model_free(model);
}

typedef struct scan_context scan_context;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(scan_context, scan_context_clear)

static struct tree_info *tree_info(const struct scan_tree *tree, enum ms_reach reach)
{
	struct tree_info *info = record_new(&model_tree_type);

	info->version = g_strdup(tree->version);
	info->arch = g_strdup(tree->arch);
	info->srcarch = g_strdup(tree->srcarch);
	info->package = g_strdup(tree->package);
	info->commit = g_strdup(tree->commit);
	info->date = tree->date;
	info->searched = g_strdup(reach == MS_REACH_TREE ? "tree" : "build");
	info->modules = !strcmp(scan_dotconfig_get(tree->config, "MODULES"), "y");
	info->export_form = g_strdup(tree->quoted_namespaces ? "quoted" : "bare");
	info->for_modules = g_strdup(tree->for_modules);
	info->module_prefix = g_strdup(tree->module_prefix ? "known" : NULL);
	return info;
}

static gboolean find_drivers(struct scan_context *context, const char *const *drivers,
			     GError **error)
{
	for (guint i = 0; drivers && drivers[i]; i++) {
		gboolean found = scan_resolve(context, drivers[i], error);

		/* what could not be read is why nothing was found */
		if (context->error) {
			g_clear_error(error);
			g_propagate_error(error, g_steal_pointer(&context->error));
			return FALSE;
		}
		if (!found)
			return FALSE;
	}
	scan_add_helpers(context);
	for (guint t = 0; t < context->targets->len; t++)
		if (!scan_load_parts(context, context->targets->pdata[t], error))
			return FALSE;
	return TRUE;
}

/* all that no answer of the compiler is needed for */
static gboolean read_around(struct scan_context *context, struct model *model, GError **error)
{
	if (!scan_context_kconfig(context) || !scan_context_image(context)) {
		g_propagate_error(error, g_steal_pointer(&context->error));
		return FALSE;
	}
	ms_job_progress(context->job, "scan", 3, 5, "tests of options");
	if (!scan_add_config_tests(context, error) || !scan_add_related(context, model, error))
		return FALSE;
	for (guint t = 0; t < context->targets->len; t++) {
		scan_add_options(context, context->targets->pdata[t]);
		scan_add_reverse(context, context->targets->pdata[t]);
		scan_add_hanging(context, context->targets->pdata[t]);
		scan_foresee_symbols(context, context->targets->pdata[t]);
	}
	scan_add_settings(context);
	scan_add_watched(context, model);
	scan_add_gates(context, model);
	return TRUE;
}

/* compiling takes longest: the rest is read beside it; in the end the drivers are the model's */
static gboolean fill_model(struct scan_context *context, struct model *model, GError **error)
{
	g_autoptr(scan_compile) compile = scan_compile_start(context, error);

	if (!compile || !read_around(context, model, error))
		return FALSE;
	ms_job_progress(context->job, "scan", 4, 5, "compiler");
	if (!scan_compile_finish(compile, error))
		return FALSE;
	for (guint t = 0; t < context->targets->len; t++) {
		struct scan_target *target = context->targets->pdata[t];

		scan_add_symbols(context, target);
	}
	/* what a driver uses of others is known only now */
	if (!scan_add_crossings(context, error))
		return FALSE;
	for (guint t = 0; t < context->targets->len; t++) {
		struct scan_target *target = context->targets->pdata[t];

		g_ptr_array_add(model->drivers, g_steal_pointer(&target->driver));
	}
	ms_job_progress(context->job, "scan", 5, 5, "done");
	return TRUE;
}

ms_model *ms_scan(const struct ms_build *build, const char *const *drivers,
		  const struct ms_watch *watch, enum ms_reach reach, const struct ms_job *job,
		  GError **error)
{
	g_auto(scan_context) context = {.job = job, .watch = watch, .reach = reach, .asked = build};
	g_autoptr(ms_model) model = record_new(&model_type);

	if (!scan_context_open(&context, error) || !find_drivers(&context, drivers, error))
		return NULL;
	model->tree = tree_info(context.tree, reach);
	if (!fill_model(&context, model, error))
		return NULL;
	return g_steal_pointer(&model);
}
