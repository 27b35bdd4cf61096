/* SPDX-License-Identifier: GPL-2.0-only */
#include "model/model.h"

#include <string.h>

/* TYPE(tree, tree_info, …): model_tree_type, the table of struct tree_info */
#define TYPE(label, name, ...)                                                        \
	static const struct record_field name##_fields[] = {__VA_ARGS__, RECORD_END}; \
	const struct record_type model_##label##_type = {NULL, sizeof(struct name), name##_fields}

TYPE(tree, tree_info, RECORD_FSTR(tree_info, version), RECORD_FSTR(tree_info, arch),
     RECORD_FSTR(tree_info, srcarch), RECORD_FSTR(tree_info, package),
     RECORD_FSTR(tree_info, commit), RECORD_FINT(tree_info, date), RECORD_FBOOL(tree_info, modules),
     RECORD_FSTR(tree_info, searched), RECORD_FSTR(tree_info, export_form),
     RECORD_FSTR_LATER(tree_info, for_modules), RECORD_FSTR_LATER(tree_info, module_prefix));

TYPE(option_use, option_use, RECORD_FSTR(option_use, option), RECORD_FSTR(option_use, how),
     RECORD_FSTR(option_use, type), RECORD_FSTR(option_use, condition),
     RECORD_FSTR(option_use, value), RECORD_FSTR(option_use, file), RECORD_FINT(option_use, line));

TYPE(option, option, RECORD_FSTR(option, name), RECORD_FSTR(option, type),
     RECORD_FSTR(option, prompt), RECORD_FSTR(option, value), RECORD_FSTR(option, depends),
     RECORD_FSTRS(option, selects), RECORD_FSTR(option, help), RECORD_FSTR(option, file),
     RECORD_FINT(option, line), RECORD_FBOOL(option, in_choice));

TYPE(config_test, config_test, RECORD_FSTR(config_test, kind), RECORD_FSTR(config_test, option),
     RECORD_FSTR(config_test, file), RECORD_FINT(config_test, line),
     RECORD_FBOOL(config_test, own));

TYPE(macro, macro_use, RECORD_FSTR(macro_use, name), RECORD_FSTRS(macro_use, args),
     RECORD_FSTR(macro_use, file), RECORD_FINT(macro_use, line));

TYPE(call, call, RECORD_FSTR(call, callee), RECORD_FINT(call, line), RECORD_FSTR(call, args),
     RECORD_FSTR(call, into), RECORD_FSTR(call, guard), RECORD_FSTRS(call, outer),
     RECORD_FSTRS(call, skips), RECORD_FBOOL(call, loop), RECORD_FBOOL(call, unwind));

TYPE(function, function, RECORD_FSTR(function, name), RECORD_FSTR(function, type),
     RECORD_FBOOL(function, is_static), RECORD_FSTR(function, section), RECORD_FSTR(function, file),
     RECORD_FINT(function, line), RECORD_FINT(function, end_line), RECORD_FSTR(function, condition),
     RECORD_FSTR(function, params), RECORD_FSTR(function, declared), RECORD_FSTRS(function, locals),
     RECORD_FLIST(function, calls, &model_call_type), RECORD_FSTRS(function, sets),
     RECORD_FSTRS(function, mentions));

TYPE(field, field, RECORD_FSTR(field, path), RECORD_FSTR(field, value), RECORD_FINT(field, line));

TYPE(variable, variable, RECORD_FSTR(variable, name), RECORD_FSTR(variable, type),
     RECORD_FSTR(variable, section), RECORD_FSTR(variable, file), RECORD_FINT(variable, line),
     RECORD_FSTR(variable, condition), RECORD_FLIST(variable, fields, &model_field_type),
     RECORD_FSTRS(variable, mentions));

TYPE(interface, interface, RECORD_FSTR(interface, type), RECORD_FSTR(interface, member),
     RECORD_FSTR(interface, result), RECORD_FSTR(interface, params));

TYPE(caller, caller, RECORD_FSTR(caller, function), RECORD_FSTR(caller, file),
     RECORD_FINT(caller, line), RECORD_FSTRS(caller, unless));

static const struct record_field symbol_fields[] = {
	RECORD_FSTR(symbol, name),
	RECORD_FSTR(symbol, kind),
	RECORD_FBOOL(symbol, needed),
	RECORD_FBOOL(symbol, exported),
	RECORD_FSTR(symbol, export_form),
	RECORD_FSTR(symbol, export_namespace),
	RECORD_FSTR(symbol, provider),
	RECORD_FSTR(symbol, object),
	RECORD_FSTR(symbol, file),
	RECORD_FINT(symbol, line),
	RECORD_FINT(symbol, end_line),
	RECORD_FSTR(symbol, section),
	RECORD_FSTR(symbol, binding),
	RECORD_FBOOL(symbol, is_init),
	RECORD_FBOOL(symbol, assembly),
	RECORD_FSTR(symbol, condition),
	RECORD_FSTR(symbol, neighbour_form),
	RECORD_FSTR(symbol, neighbour_namespace),
	RECORD_FSTR_LATER(symbol, default_namespace),
	RECORD_FSTR(symbol, when),
	RECORD_FSTRS(symbol, used_at),
	RECORD_FSTRS(symbol, through),
	RECORD_FLIST(symbol, callers, &model_caller_type),
	RECORD_END,
};
const struct record_type model_symbol_type = {NULL, sizeof(struct symbol), symbol_fields};

TYPE(reverse, reverse_reference, RECORD_FSTR(reverse_reference, symbol),
     RECORD_FSTR(reverse_reference, object), RECORD_FSTR(reverse_reference, file),
     RECORD_FINT(reverse_reference, line), RECORD_FSTR(reverse_reference, defined_at));

TYPE(hanging, hanging, RECORD_FSTR(hanging, object), RECORD_FBOOL(hanging, own),
     RECORD_FSTR(hanging, becomes), RECORD_FSTR(hanging, file), RECORD_FINT(hanging, line));

TYPE(crossing, crossing, RECORD_FSTR(crossing, symbol), RECORD_FSTR(crossing, option),
     RECORD_FSTR(crossing, type), RECORD_FSTR(crossing, provider), RECORD_FSTR(crossing, object),
     RECORD_FSTR(crossing, file), RECORD_FINT(crossing, line), RECORD_FSTR(crossing, kconfig),
     RECORD_FINT(crossing, kconfig_line), RECORD_FSTR(crossing, when), RECORD_FSTR(crossing, guard),
     RECORD_FSTR(crossing, test_file), RECORD_FBOOL(crossing, optional),
     RECORD_FBOOL(crossing, loops), RECORD_FBOOL(crossing, selected),
     RECORD_FBOOL(crossing, exported), RECORD_FSTRS(crossing, values), RECORD_FSTRS(crossing, also),
     RECORD_FSTR(crossing, start));

TYPE(move, move, RECORD_FSTR(move, option), RECORD_FSTR(move, before), RECORD_FSTR(move, after),
     RECORD_FSTR(move, why), RECORD_FSTR(move, file), RECORD_FINT(move, line),
     RECORD_FSTRS(move, defconfigs));

TYPE(shared, shared, RECORD_FSTR(shared, object), RECORD_FSTR(shared, source),
     RECORD_FSTR(shared, with), RECORD_FSTR(shared, option), RECORD_FSTR(shared, becomes),
     RECORD_FBOOL(shared, today), RECORD_FSTRS(shared, values), RECORD_FSTR(shared, file),
     RECORD_FINT(shared, line));

TYPE(hollow, hollow, RECORD_FSTR(hollow, object), RECORD_FSTRS(hollow, values),
     RECORD_FSTR(hollow, file), RECORD_FINT(hollow, line));

TYPE(cycle, cycle, RECORD_FSTRS(cycle, modules), RECORD_FSTRS(cycle, options),
     RECORD_FSTRS(cycle, symbols), RECORD_FSTR(cycle, file), RECORD_FINT(cycle, line));

TYPE(source, source, RECORD_FSTR(source, file), RECORD_FSTR(source, object),
     RECORD_FSTR(source, modname), RECORD_FSTR(source, option), RECORD_FBOOL(source, built),
     RECORD_FBOOL(source, head), RECORD_FSTRS(source, includes), RECORD_FSTR(source, spdx),
     RECORD_FSTR(source, authors), RECORD_FSTR(source, summary), RECORD_FBOOL(source, probed),
     RECORD_FSTRS(source, probe_edits), RECORD_FSTR(source, probe_error));

TYPE(problem, place_text, RECORD_FSTR(place_text, file), RECORD_FINT(place_text, line),
     RECORD_FSTR(place_text, text));

TYPE(related, related_option, RECORD_FSTR(related_option, option),
     RECORD_FSTR(related_option, type), RECORD_FSTR(related_option, value),
     RECORD_FSTR(related_option, field), RECORD_FSTR(related_option, file),
     RECORD_FINT(related_option, line), RECORD_FSTR(related_option, kconfig));

TYPE(gate, gate, RECORD_FSTR(gate, option), RECORD_FSTR(gate, file), RECORD_FINT(gate, line),
     RECORD_FLIST(gate, reasons, &model_option_use_type));

static const struct record_field driver_fields[] = {
	RECORD_FSTR(driver, query),
	RECORD_FSTRS(driver, notes),
	RECORD_FSTR(driver, config),
	RECORD_FSTR_LATER(driver, follows),
	RECORD_FSTR(driver, module),
	RECORD_FSTR(driver, module_file),
	RECORD_FSTR(driver, folder),
	RECORD_FSTR(driver, makefile),
	RECORD_FINT(driver, makefile_line),
	RECORD_FBOOL(driver, composite),
	RECORD_FBOOL(driver, split),
	RECORD_FONE(driver, option, &model_option_type),
	RECORD_FSTR_LATER(driver, unsettable),
	RECORD_FLIST(driver, options, &model_option_type),
	RECORD_FLIST(driver, option_uses, &model_option_use_type),
	RECORD_FLIST(driver, config_tests, &model_config_test_type),
	RECORD_FLIST(driver, sources, &model_source_type),
	RECORD_FLIST(driver, macros, &model_macro_type),
	RECORD_FLIST(driver, functions, &model_function_type),
	RECORD_FLIST(driver, variables, &model_variable_type),
	RECORD_FLIST(driver, interfaces, &model_interface_type),
	RECORD_FLIST(driver, symbols, &model_symbol_type),
	RECORD_FLIST(driver, reverse, &model_reverse_type),
	RECORD_FLIST(driver, crossings, &model_crossing_type),
	RECORD_FLIST(driver, moves, &model_move_type),
	RECORD_FLIST_LATER(driver, set_in, &model_problem_type),
	RECORD_FLIST(driver, hanging, &model_hanging_type),
	RECORD_FLIST_LATER(driver, shared, &model_shared_type),
	RECORD_FLIST_LATER(driver, hollow, &model_hollow_type),
	RECORD_FLIST_LATER(driver, cycles, &model_cycle_type),
	RECORD_FLIST(driver, problems, &model_problem_type),
	RECORD_END,
};
const struct record_type model_driver_type = {NULL, sizeof(struct driver), driver_fields};

static const struct record_field model_fields[] = {
	RECORD_FONE(model, tree, &model_tree_type),
	RECORD_FLIST(model, drivers, &model_driver_type),
	RECORD_FLIST(model, watched, &model_symbol_type),
	RECORD_FLIST(model, related, &model_related_type),
	RECORD_FLIST(model, gates, &model_gate_type),
	RECORD_END,
};
const struct record_type model_type = {"modsplit.model/1", sizeof(struct model), model_fields};

void model_free(struct model *model)
{
	record_free(&model_type, model);
}

/* every record that is looked up by name has the name first */
static const void *by_name(const GPtrArray *list, const char *name)
{
	for (guint i = 0; name && i < list->len; i++)
		if (!strcmp(*(char *const *)list->pdata[i], name))
			return list->pdata[i];
	return NULL;
}

const struct symbol *model_driver_symbol(const struct driver *driver, const char *name)
{
	return by_name(driver->symbols, name);
}

const struct symbol *model_watched(const struct model *model, const char *name)
{
	return by_name(model->watched, name);
}

const struct gate *model_gate(const struct model *model, const char *option)
{
	return by_name(model->gates, option);
}

const struct function *model_function(const struct driver *driver, const char *name)
{
	return by_name(driver->functions, name);
}

const struct variable *model_variable(const struct driver *driver, const char *name)
{
	return by_name(driver->variables, name);
}

const char *model_field(const struct variable *variable, const char *path)
{
	const struct field *field = by_name(variable->fields, path);

	return field ? field->value : NULL;
}

const struct source *model_head(const struct driver *driver)
{
	for (guint i = 0; i < driver->sources->len; i++) {
		const struct source *source = driver->sources->pdata[i];

		if (source->head)
			return source;
	}
	return driver->sources->len ? driver->sources->pdata[0] : NULL;
}

gboolean model_is_bare(const struct driver *driver)
{
	return driver->config && !driver->sources->len && !driver->makefile;
}

gboolean model_has_prompt(const struct driver *driver)
{
	gboolean prompt = driver->option && driver->option->prompt;

	for (guint i = 0; i < driver->options->len; i++)
		prompt |= ((const struct option *)driver->options->pdata[i])->prompt != NULL;
	return prompt;
}

gboolean model_is_forced(const struct option_use *use)
{
	return !strcmp(use->how, "select") && use->type && g_str_has_suffix(use->type, "bool") &&
	       !g_strcmp0(use->value, "y");
}
