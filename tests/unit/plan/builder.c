/* SPDX-License-Identifier: GPL-2.0-only */
#include "builder.h"

#include <stdarg.h>

struct builder *builder_new(const char *config, const char *kconfig, const char *prompt,
			    const char *module_file, const char *source)
{
	struct builder *builder = g_new0(struct builder, 1);
	struct source *head = record_new(&model_source_type);
	struct option *option = record_new(&model_option_type);

	builder->model = record_new(&model_type);
	builder->model->tree = record_new(&model_tree_type);
	builder->model->tree->version = g_strdup("6.12.1");
	builder->model->tree->arch = g_strdup("arm64");
	builder->model->tree->package = g_strdup("linux-mini 6.12.1-1");
	builder->model->tree->date = 1700000000;
	builder->model->tree->export_form = g_strdup("bare");
	builder->driver = record_new(&model_driver_type);
	g_ptr_array_add(builder->model->drivers, builder->driver);
	builder->driver->query = g_strdup(source);
	builder->driver->config = g_strdup(config);
	builder->driver->module_file = g_strdup(module_file);
	builder->driver->module = g_path_get_basename(module_file);
	builder->driver->folder = g_path_get_dirname(module_file);
	builder->driver->makefile = g_build_filename(builder->driver->folder, "Makefile", NULL);
	head->file = g_strdup(source);
	head->head = head->built = TRUE;
	g_ptr_array_add(builder->driver->sources, head);
	option->name = g_strdup(config);
	option->type = g_strdup("bool");
	option->prompt = g_strdup(prompt);
	option->file = g_strdup(kconfig);
	builder->driver->option = option;
	builder->findings = record_new(&findings_type);
	builder->findings->tree = record_new(&findings_tree_type);
	builder->findings->tree->version = g_strdup("6.12.1");
	builder->findings->tree->arch = g_strdup("arm64");
	builder->out = record_new(&findings_driver_type);
	builder->out->query = g_strdup(source);
	builder->out->config = g_strdup(config);
	builder->out->verdict = VERDICT_CONVERTIBLE;
	g_ptr_array_add(builder->findings->drivers, builder->out);
	return builder;
}

void builder_free(struct builder *builder)
{
	if (!builder)
		return;
	model_free(builder->model);
	findings_free(builder->findings);
	g_free(builder);
}

/* what the rule's file says */
static char *check_of(const char *rule)
{
	g_autofree char *path =
		g_strdup_printf("%s/rules/%s.json", g_getenv("MS_SOURCE_DIR"), rule);
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_json) json = ms_json_load(path, &error);

	g_assert_no_error(error);
	return g_strdup(json_string_value(json_object_get(json, "check")));
}

struct finding *builder_find(struct builder *builder, int severity, const char *rule,
			     const char *subject, const char *file, ...)
{
	struct finding *finding = record_new(&findings_finding_type);
	const char *name;
	va_list args;

	finding->rule = g_strdup(rule);
	finding->check = check_of(rule);
	finding->severity = severity;
	finding->subject = g_strdup(subject);
	finding->file = g_strdup(file);
	finding->line = file ? 1 : 0;
	finding->message = g_strdup_printf("%s of %s", rule, subject);
	va_start(args, file);
	while ((name = va_arg(args, const char *))) {
		struct argument *argument = record_new(&findings_argument_type);

		argument->name = g_strdup(name);
		argument->value = g_strdup(va_arg(args, const char *));
		g_ptr_array_add(finding->arguments, argument);
	}
	va_end(args);
	g_ptr_array_add(builder->out->findings, finding);
	return finding;
}

struct function *builder_function(struct builder *builder, const char *name, const char *params,
				  const char *file, gint64 line, gint64 end_line)
{
	struct function *function = record_new(&model_function_type);

	function->name = g_strdup(name);
	function->type = g_strdup("static int");
	function->is_static = TRUE;
	function->params = g_strdup(params);
	function->file = g_strdup(file);
	function->line = line;
	function->end_line = end_line;
	g_ptr_array_add(builder->driver->functions, function);
	return function;
}

struct symbol *builder_symbol(struct builder *builder, const char *name, const char *used_at)
{
	struct symbol *symbol = record_new(&model_symbol_type);

	symbol->name = g_strdup(name);
	symbol->kind = g_strdup("function");
	symbol->needed = TRUE;
	if (used_at)
		g_ptr_array_add(symbol->used_at, g_strdup(used_at));
	g_ptr_array_add(builder->driver->symbols, symbol);
	return symbol;
}

void builder_macro(struct builder *builder, const char *name, const char *argument,
		   const char *file)
{
	struct macro_use *use = record_new(&model_macro_type);

	use->name = g_strdup(name);
	use->file = g_strdup(file);
	g_ptr_array_add(use->args, g_strdup(argument));
	g_ptr_array_add(builder->driver->macros, use);
}
