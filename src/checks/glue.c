/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "checks/check.h"
#include "evidence/drivers.h"
#include "evidence/undo.h"
#include "evidence/words.h"

/* builtin_platform_driver_probe() and its like: in a module, an init and no exit */
static void say_unknown(struct context *context, const struct macro_use *macro,
			const char *variable)
{
	struct finding *finding = emit(context, variable, macro->file, macro->line);
	g_autofree char *why = NULL;

	if (!finding)
		return;
	why = g_strdup_printf("%s() has no counterpart with an exit that modsplit knows",
			      macro->name);
	finding_severity(finding, context->tristate ? SEVERITY_NOTE : SEVERITY_RISK);
	finding_say(finding,
		    "'%s' is registered by a macro of which modsplit cannot make one for "
		    "modules: %s",
		    variable, why);
	finding_fix(finding,
		    "the module stays loaded; write init and exit by hand if it should not");
	finding_set(finding, "macro", macro->name);
	finding_set(finding, "driver", variable);
	finding_set(finding, "permanent", why);
}

void check_builtin_macro(struct context *context)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->macros->len; i++) {
		const struct macro_use *macro = driver->macros->pdata[i];
		const struct source *source = find_source(driver, macro->file);
		const char *variable = macro_argument(macro, 0);
		struct finding *finding;
		struct bus bus;

		if (!variable || (source && !source->built))
			continue;
		if (!bus_by(context->rule, "builtin", macro->name, &bus)) {
			if (g_str_has_prefix(macro->name, "builtin_"))
				say_unknown(context, macro, variable);
			continue;
		}
		finding = emit(context, variable, macro->file, macro->line);
		if (!finding)
			continue;
		finding_say(finding,
			    "'%s' is registered by %s(), which as a module gives one that can be "
			    "loaded but never unloaded",
			    variable, macro->name);
		finding_fix(finding,
			    bus.module ? "%s, or init and exit functions where the exit has "
					 "more to do"
				       : "init and exit functions around %s() and its "
					 "counterpart",
			    bus.module ? bus.module : bus.reg);
		finding_set(finding, "macro", macro->name);
		finding_set(finding, "driver", variable);
		finding_set(finding, "level", "device");
		finding_set(finding, "bus", bus.bus);
		finding_set(finding, "register", bus.reg);
		finding_set(finding, "unregister", bus.unreg);
		finding_set(finding, "module", bus.module);
	}
}

/* the place of device_initcall, and of driver macros, in the column `order` */
enum { LEVEL_DEVICE = 60 };

static int order_of(const struct init_call *call)
{
	const char *order = call->level ? row_text(call->level, "order") : NULL;

	return order ? (int)g_ascii_strtoll(order, NULL, 10) : LEVEL_DEVICE;
}

void check_initcall_level(struct context *context)
{
	g_autoptr(GPtrArray) calls = init_calls(context);
	const struct init_call *call = calls->len ? calls->pdata[0] : NULL;
	const char *macro = call ? call->macro->name : NULL;
	const char *to = call && call->level ? row_text(call->level, "to") : NULL;
	struct finding *finding;

	if (!call || !call->level || !g_strcmp0(macro, to))
		return;
	finding = emit(context, call->argument, call->macro->file, call->macro->line);
	if (!finding)
		return;
	finding_set(finding, "macro", macro);
	finding_set(finding, "to", to);
	if (to) {
		finding_say(finding, "'%s' is started by %s, which says that it is never a module",
			    call->argument, macro);
		finding_fix(finding, "%s: the same level when built in", to);
		return;
	}
	if (row_text(call->level, "image_only")) {
		if (!context->tristate)
			finding_severity(finding, SEVERITY_BLOCKER);
		finding_say(finding,
			    "'%s' is started by %s, before ordinary drivers, and modules do not "
			    "have that macro: as one it would not compile",
			    call->argument, macro);
		finding_fix(finding, "by hand: another level, if nothing that runs in between "
				     "relies on the driver");
		return;
	}
	finding_severity(finding, SEVERITY_RISK);
	finding_say(finding,
		    "'%s' is started by %s, %s ordinary drivers; as a module it starts when it is "
		    "loaded, so who relies on the order must be able to wait",
		    call->argument, macro, order_of(call) < LEVEL_DEVICE ? "before" : "after");
	finding_fix(finding,
		    "%s stays: it keeps the level when built in, and is module_init in a "
		    "module",
		    macro);
}

/* an extra init call that comes later than the main one can be left to the built-in driver */
static gboolean can_be_split(const struct init_call *main, const struct init_call *extra)
{
	return extra->function && order_of(extra) > order_of(main) &&
	       !g_strcmp0(extra->function->file, extra->macro->file);
}

static gboolean bus_of_call(const struct context *context, const struct init_call *call,
			    struct bus *bus)
{
	return !call->level && (bus_by(context->rule, "builtin", call->macro->name, bus) ||
				bus_by(context->rule, "module", call->macro->name, bus));
}

/* driver macros of one file do nothing but register: one function can do that for all of them */
static gboolean can_be_merged(const struct context *context, const GPtrArray *calls)
{
	const struct init_call *first = calls->len ? calls->pdata[0] : NULL;
	struct bus bus;

	for (guint i = 0; i < calls->len; i++) {
		const struct init_call *call = calls->pdata[i];

		if (!bus_of_call(context, call, &bus) || !bus.reg || !bus.unreg ||
		    strcmp(call->macro->file, first->macro->file) != 0)
			return FALSE;
	}
	return TRUE;
}

static void say_merged(const struct context *context, const struct init_call *first,
		       const struct init_call *extra, struct finding *finding)
{
	struct bus bus = {0};

	finding_fix(finding, "one init function that registers both");
	bus_of_call(context, extra, &bus);
	finding_set(finding, "register", bus.reg);
	finding_set(finding, "unregister", bus.unreg);
	bus_of_call(context, first, &bus);
	finding_set(finding, "first", first->argument);
	finding_set(finding, "first_macro", first->macro->name);
	finding_set(finding, "first_register", bus.reg);
	finding_set(finding, "first_unregister", bus.unreg);
}

void check_init_calls(struct context *context)
{
	g_autoptr(GPtrArray) calls = init_calls(context);
	gboolean merged = can_be_merged(context, calls);

	for (guint i = 1; i < calls->len; i++) {
		const struct init_call *first = calls->pdata[0];
		const struct init_call *extra = calls->pdata[i];
		struct finding *finding =
			emit(context, extra->argument, extra->macro->file, extra->macro->line);

		if (!finding)
			continue;
		finding_say(finding,
			    "%s has two init calls, %s(%s) and %s(%s); a module can have only one",
			    context->driver->module, first->macro->name, first->argument,
			    extra->macro->name, extra->argument);
		if (merged) {
			say_merged(context, first, extra, finding);
		} else if (can_be_split(first, extra)) {
			finding_fix(finding, "the later one stays with the built-in driver, behind "
					     "an option of its own");
		} else {
			finding_severity(finding, SEVERITY_BLOCKER);
			finding_fix(finding, "merge the two by hand: call one from the other, or "
					     "make it a driver of its own");
		}
		finding_set(finding, "function", extra->argument);
		finding_set(finding, "macro", extra->macro->name);
		finding_set(finding, "file", extra->macro->file);
	}
}

static gboolean uses(const struct function *function, const char *name)
{
	for (guint i = 0; i < function->calls->len; i++)
		if (!strcmp(((const struct call *)function->calls->pdata[i])->callee, name))
			return TRUE;
	return g_ptr_array_find_with_equal_func(function->mentions, name, g_str_equal, NULL);
}

static gboolean used_elsewhere(const struct driver *driver, const char *name,
			       const GPtrArray *inside)
{
	for (guint i = 0; i < driver->functions->len; i++) {
		const struct function *function = driver->functions->pdata[i];

		if (strcmp(function->name, name) && uses(function, name) &&
		    !g_ptr_array_find_with_equal_func((GPtrArray *)inside, function->name,
						      g_str_equal, NULL))
			return TRUE;
	}
	for (guint i = 0; i < driver->variables->len; i++) {
		const struct variable *variable = driver->variables->pdata[i];

		if (g_ptr_array_find_with_equal_func(variable->mentions, name, g_str_equal, NULL))
			return TRUE;
	}
	return FALSE;
}

/* static functions that nobody but the part uses: with it gone they would be unused */
static char *private_functions(const struct driver *driver, const char *start)
{
	g_autoptr(GPtrArray) inside = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) text = g_string_new(NULL);

	record_strings_add(inside, start);
	for (guint i = 0; i < inside->len; i++) {
		const struct function *member = model_function(driver, inside->pdata[i]);

		for (guint k = 0; member && k < driver->functions->len; k++) {
			const struct function *other = driver->functions->pdata[k];

			if (other->is_static && uses(member, other->name) &&
			    !used_elsewhere(driver, other->name, inside))
				record_strings_add(inside, other->name);
		}
	}
	for (guint i = 1; i < inside->len; i++)
		g_string_append_printf(text, "%s%s", i > 1 ? "," : "", (char *)inside->pdata[i]);
	return text->len ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}

static void say_legacy(struct context *context, const struct init_call *extra, guint number)
{
	const struct driver *driver = context->driver;
	g_autofree char *condition = g_strdup_printf("%s=y", driver->config);
	g_autofree char *functions = private_functions(driver, extra->argument);
	g_autofree char *option =
		g_strconcat(driver->config, rule_text(context->rule, "suffix"), NULL);
	g_autofree char *prompt = NULL;
	struct finding *finding =
		emit(context, extra->argument, extra->function->file, extra->function->line);

	if (!finding)
		return;
	if (number > 1) {
		g_autofree char *numbered = g_strdup_printf("%s%u", option, number);

		g_free(option);
		option = g_steal_pointer(&numbered);
	}
	prompt = g_strdup_printf("Run %s() when %s is built in", extra->argument, driver->module);
	finding_say(finding,
		    "'%s' runs by %s, once the drivers of the image have had their turn; a module "
		    "is loaded after that moment, so this part makes sense built in only",
		    extra->argument, extra->macro->name);
	finding_fix(finding, "an option %s that depends on %s guards it; built in nothing changes",
		    option, condition);
	finding_set(finding, "option", option);
	finding_set(finding, "condition", condition);
	finding_set(finding, "macro", extra->macro->name);
	finding_set(finding, "file", extra->macro->file);
	finding_set(finding, "functions", functions);
	finding_set(finding, "prompt", prompt);
}

void check_legacy_part(struct context *context)
{
	g_autoptr(GPtrArray) calls = init_calls(context);
	guint number = 0;

	for (guint i = 1; context->driver->config && i < calls->len; i++)
		if (can_be_split(calls->pdata[0], calls->pdata[i]))
			say_legacy(context, calls->pdata[i], ++number);
}

void check_owner(struct context *context)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->variables->len; i++) {
		const struct variable *variable = driver->variables->pdata[i];
		const json_t *rows = rule_rows(context->rule, "structs");
		gsize k;
		json_t *row;

		json_array_foreach(rows, k, row) {
			const char *field = row_text(row, "field");
			struct finding *finding;

			if (!is_struct(variable, row_text(row, "struct")) ||
			    model_field(variable, field))
				continue;
			finding = emit(context, variable->name, variable->file, variable->line);
			if (!finding)
				continue;
			finding_say(finding,
				    "'%s' (%s) has no .%s: its core takes no reference, and the "
				    "module could be removed while it is in use",
				    variable->name, row_text(row, "struct"), field);
			finding_fix(finding, ".%s = %s", field, row_text(row, "value"));
			finding_set(finding, "field", field);
			finding_set(finding, "value", row_text(row, "value"));
		}
	}
}

/* what hands this driver's devices to a core with users, by the rule's list, or NULL */
static const char *provides(const struct context *context, const struct variable *variable)
{
	const char *probe = model_field(variable, "probe");
	g_autoptr(GPtrArray) names = probe ? undo_reaches(context->driver, probe) : NULL;
	const json_t *rows = rule_rows(context->rule, "providers");
	gsize i;
	json_t *row;

	json_array_foreach(rows, i, row)
		if (names && g_ptr_array_find_with_equal_func(names, json_string_value(row),
							      g_str_equal, NULL))
			return json_string_value(row);
	return NULL;
}

void check_bind_attrs(struct context *context)
{
	for (guint i = 0; i < context->driver->variables->len; i++) {
		const struct variable *variable = context->driver->variables->pdata[i];
		const char *provider = NULL, *value;
		struct finding *finding;
		struct bus bus;

		if (bus_of(context->rule, variable, &bus) && bus.bind_field)
			provider = provides(context, variable);
		if (!provider)
			continue;
		value = model_field(variable, bus.bind_field);
		finding = emit(context, variable->name, variable->file, variable->line);
		if (!finding)
			continue;
		finding_set(finding, "field", bus.bind_field);
		finding_set(finding, "value", value ? value : "false");
		if (value && strcmp(value, "false")) {
			finding_severity(finding, SEVERITY_NOTE);
			finding_say(finding,
				    "'%s' has .suppress_bind_attrs: sysfs cannot unbind a device "
				    "in use, and that stays so; rmmod goes by the module's "
				    "references",
				    variable->name);
			finding_fix(finding, "nothing");
			continue;
		}
		finding_say(finding,
			    "'%s' lacks .suppress_bind_attrs though it calls %s(): writing to "
			    "unbind in sysfs takes it from its users, which no module reference "
			    "prevents",
			    variable->name, provider);
	}
}
