/* SPDX-License-Identifier: GPL-2.0-only */
#include "target/context.h"

#include "tree/exports.h"

static void free_target(void *target)
{
	scan_target_free(target);
}

static void free_symbol(void *symbol)
{
	record_free(&model_symbol_type, symbol);
}

static void free_text(void *text)
{
	scan_text_free(text);
}

gboolean scan_context_open(struct scan_context *context, GError **error)
{
	g_autofree char *vmlinux = NULL;

	context->targets = g_ptr_array_new_with_free_func(free_target);
	context->symbols = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_symbol);
	context->texts = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_text);
	ms_job_progress(context->job, "scan", 0, 5, "tree");
	context->tree = scan_tree_open(context->asked, context->job, error);
	if (!context->tree)
		return FALSE;
	vmlinux = scan_tree_object(context->tree, "vmlinux");
	return scan_elf_check(vmlinux, error);
}

void scan_context_clear(struct scan_context *context)
{
	g_clear_pointer(&context->targets, g_ptr_array_unref);
	g_clear_pointer(&context->probes, g_ptr_array_unref);
	g_clear_pointer(&context->csources, g_ptr_array_unref);
	g_clear_pointer(&context->symbols, g_hash_table_unref);
	g_clear_pointer(&context->texts, g_hash_table_unref);
	scan_exports_free(context->exports);
	scan_index_free(context->index);
	scan_files_free(context->files);
	ms_kbuild_reader_free(context->makefiles);
	ms_kconfig_free(context->kconfig);
	scan_tree_free(context->tree);
	g_clear_error(&context->error);
}

struct kconf *scan_context_kconfig(struct scan_context *context)
{
	if (!context->kconfig && !context->error) {
		ms_job_progress(context->job, "scan", 1, 5, "Kconfig");
		context->kconfig = conf_session_written(context->tree->path, context->tree->arch,
							&context->error);
	}
	return context->kconfig ? context->kconfig->kconf : NULL;
}

const struct kconf_symbol *scan_context_option(struct scan_context *context, const char *option)
{
	const struct kconf *kconf = scan_context_kconfig(context);
	const struct kconf_symbol *symbol = kconf ? kconf_find(kconf, option) : NULL;

	return symbol && symbol->definitions ? symbol : NULL;
}

gboolean scan_context_image(struct scan_context *context)
{
	const struct scan_tree *tree = context->tree;

	if (!context->index && !context->error) {
		ms_job_progress(context->job, "scan", 2, 5, "objects");
		context->index =
			scan_index_read(tree->build, tree->srcarch, context->job, &context->error);
	}
	if (context->index && !context->exports && !context->error)
		context->exports = scan_exports_read(tree->build, context->index, &context->error);
	return context->exports != NULL;
}

const struct scan_files *scan_context_files(struct scan_context *context, GError **error)
{
	if (!context->files)
		context->files = scan_files_walk(context->tree->path, "", context->tree->build,
						 context->job, error);
	return context->files;
}

void scan_problem(struct driver *driver, const char *file, gint64 line, const char *format, ...)
{
	struct place_text *problem = record_new(&model_problem_type);
	va_list args;

	va_start(args, format);
	problem->text = g_strdup_vprintf(format, args);
	va_end(args);
	problem->file = g_strdup(file);
	problem->line = line;
	g_ptr_array_add(driver->problems, problem);
}

struct scan_text *scan_context_text(struct scan_context *context, const char *file)
{
	struct scan_text *text = g_hash_table_lookup(context->texts, file);

	if (!text) {
		text = scan_text_read(context->tree->path, file, NULL);
		if (text)
			g_hash_table_insert(context->texts, text->file, text);
	}
	return text;
}
