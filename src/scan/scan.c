/* SPDX-License-Identifier: GPL-2.0-only */
#include <modsplit/scan.h>

#include <string.h>

#include "scan/context.h"
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

static void free_target(void *target)
{
	scan_target_free(target);
}

static void free_text(void *text)
{
	scan_text_free(text);
}

static void context_clear(struct scan_context *context)
{
	g_clear_pointer(&context->targets, g_ptr_array_unref);
	g_clear_pointer(&context->probes, g_ptr_array_unref);
	g_clear_pointer(&context->csources, g_ptr_array_unref);
	g_clear_pointer(&context->texts, g_hash_table_unref);
	scan_exports_free(context->exports);
	scan_index_free(context->index);
	scan_files_free(context->files);
	ms_kbuild_reader_free(context->makefiles);
	if (context->kconfig)
		kconfig_tree_free(context->kconfig);
	scan_tree_free(context->tree);
}
typedef struct scan_context scan_context;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(scan_context, context_clear)

/* tree and build, their words and their objects */
static gboolean open_all(struct scan_context *context, const struct ms_build *build, GError **error)
{
	const struct ms_job *job = context->job;
	g_autofree char *vmlinux = NULL;
	struct scan_tree *tree;

	tree = context->tree = scan_tree_open(build, job, error);
	if (!tree)
		return FALSE;
	vmlinux = scan_tree_object(tree, "vmlinux");
	if (!scan_elf_check(vmlinux, error))
		return FALSE;
	ms_job_progress(job, "scan", 1, 5, "Kconfig");
	context->kconfig = kconfig_tree_read(tree->path, tree->srcarch, tree->arch, error);
	if (!context->kconfig)
		return FALSE;
	ms_job_progress(job, "scan", 2, 5, "objects");
	context->index = scan_index_read(tree->build, tree->srcarch, job, error);
	if (!context->index)
		return FALSE;
	context->exports = scan_exports_read(tree->build, context->index, error);
	return context->exports != NULL;
}

const struct scan_files *scan_context_files(struct scan_context *context, GError **error)
{
	if (!context->files)
		context->files = scan_files_walk(context->tree->path, "", context->tree->build,
						 context->job, error);
	return context->files;
}

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
	return info;
}

static gboolean find_drivers(struct scan_context *context, const char *const *drivers,
			     GError **error)
{
	for (guint i = 0; drivers && drivers[i]; i++)
		if (!scan_resolve(context, drivers[i], error))
			return FALSE;
	for (guint t = 0; t < context->targets->len; t++)
		if (!scan_load_parts(context, context->targets->pdata[t], error))
			return FALSE;
	return TRUE;
}

/* what needs tree, objects and compiler together; then the drivers are the model's */
static gboolean fill_model(struct scan_context *context, struct model *model, GError **error)
{
	ms_job_progress(context->job, "scan", 3, 5, "compiler");
	if (!scan_compile(context, error))
		return FALSE;
	ms_job_progress(context->job, "scan", 4, 5, "tests of options");
	if (!scan_add_config_tests(context, error) || !scan_add_related(context, model, error))
		return FALSE;
	for (guint t = 0; t < context->targets->len; t++) {
		struct scan_target *target = context->targets->pdata[t];

		scan_add_options(context, target);
		scan_add_symbols(context, target);
		scan_add_reverse(context, target);
	}
	scan_add_watched(context, model);
	scan_add_gates(context, model);
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

	context.targets = g_ptr_array_new_with_free_func(free_target);
	context.texts = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_text);
	if (!open_all(&context, build, error) || !find_drivers(&context, drivers, error))
		return NULL;
	model->tree = tree_info(context.tree, reach);
	if (!fill_model(&context, model, error))
		return NULL;
	return g_steal_pointer(&model);
}
