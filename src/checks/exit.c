/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "checks/check.h"
#include "evidence/undo.h"
#include "evidence/words.h"

static char *joined(const GPtrArray *texts)
{
	g_autoptr(GPtrArray) copy = g_ptr_array_new();

	for (guint i = 0; i < texts->len; i++)
		g_ptr_array_add(copy, texts->pdata[i]);
	g_ptr_array_add(copy, NULL);
	return g_strjoinv("; ", (char **)copy->pdata);
}

/* the calls of the undo text, in a row for people: "a(), b()" */
static char *named(const char *undo)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_auto(GStrv) lines = g_strsplit(undo, "\n", -1);

	for (guint i = 0; lines[i]; i++) {
		const char *line = g_strchug(lines[i]);

		if (!g_str_has_prefix(line, "if (") && strchr(line, '('))
			g_string_append_printf(text, "%s%.*s()", text->len ? ", " : "",
					       (int)strcspn(line, "("), line);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* --- .remove -------------------------------------------------------------------------------- */

struct removal {
	struct undo *undo;
	const struct bus *bus;
	const struct variable *variable;
	const struct function *probe;
	const struct function *shutdown; /* to be called last, or NULL */
	char *parameter;                 /* the name of the probe's first parameter */
};

/* does .shutdown do more than what devm actions do anyway, and more than talk and ask? */
static gboolean quiesces(const struct context *context, const struct undo *undo,
			 const GPtrArray *reached)
{
	for (guint i = 0; i < reached->len; i++) {
		const char *name = reached->pdata[i];

		if (g_ptr_array_find_with_equal_func(undo->managed, name, g_str_equal, NULL))
			continue;
		if (model_function(context->driver, name) ||
		    rule_lists(context->rule, "quiesce", name))
			return TRUE;
	}
	return FALSE;
}

static void settle_shutdown(const struct context *context, struct removal *r)
{
	const struct function *shutdown =
		model_function(context->driver, model_field(r->variable, "shutdown"));
	g_autoptr(GPtrArray) reached = NULL;

	if (!shutdown) {
		undo_settle(r->undo, NULL);
		return;
	}
	reached = undo_reaches(context->driver, shutdown->name);
	if (undo_settle(r->undo, reached) || quiesces(context, r->undo, reached))
		r->shutdown = shutdown;
}

/* how this tree declares the callback; void and remove_new in the years between (6.3 to 6.12) */
static const struct interface *remove_interface(const struct driver *driver, const char *structure)
{
	const struct interface *found = NULL;

	for (guint i = 0; i < driver->interfaces->len; i++) {
		const struct interface *interface = driver->interfaces->pdata[i];
		gboolean is_void = !g_strcmp0(interface->result, "void");

		if (strcmp(interface->type, structure))
			continue;
		if (!strcmp(interface->member, "remove") && (is_void || !found))
			found = interface;
		else if (!strcmp(interface->member, "remove_new") && is_void &&
			 (!found || strcmp(found->result, "void")))
			found = interface;
	}
	return found;
}

static void set_signature(struct finding *finding, const struct removal *r,
			  const struct interface *interface)
{
	const char *type = interface && interface->params ? interface->params : NULL;
	g_autoptr(GPtrArray) params = words_parameters(r->probe->params);
	const struct declared *first = params->pdata[0];
	g_autofree char *own =
		g_strdup_printf("%s%s%s", first->type,
				g_str_has_suffix(first->type, "*") ? "" : " ", r->parameter);
	g_autofree char *theirs = NULL;

	if (type && !words_is_identifier(strrchr(type, '*') ? strrchr(type, '*') + 1 : type))
		theirs = g_strdup_printf("%s%s%s", type, g_str_has_suffix(type, "*") ? "" : " ",
					 r->parameter);
	finding_set(finding, "member", interface ? interface->member : "remove");
	finding_set(finding, "result", interface && interface->result ? interface->result : "void");
	finding_set(finding, "params", theirs ? theirs : own);
}

static void say_removal(struct context *context, const struct removal *r)
{
	const struct driver *driver = context->driver;
	g_autofree char *shutdown =
		r->shutdown ? g_strdup_printf("%s(%s);", r->shutdown->name, r->parameter) : NULL;
	/* what quiesces the hardware needs its clocks and supplies */
	gboolean early = shutdown && undo_has_power(r->undo, context->rule);
	const char *last = early ? NULL : shutdown;
	g_autofree char *undo = undo_text(r->undo, context->rule, early ? shutdown : NULL);
	g_autofree char *calls = named(undo);
	g_autofree char *replaced = words_replace(r->probe->name, "probe", "remove");
	g_autofree char *name =
		replaced ? g_strdup(replaced) : g_strconcat(r->variable->name, "_remove", NULL);
	char *args[] = {r->parameter, NULL};
	g_autofree char *getter = words_fill(r->bus->getter, args);
	struct finding *finding =
		emit(context, r->variable->name, r->variable->file, r->variable->line);

	if (!finding)
		return;
	finding_say(finding, "'%s' has no .remove, so nothing gives back what %s() takes: %s%s%s%s",
		    r->variable->name, r->probe->name, calls, last ? (*calls ? ", then " : "") : "",
		    last ? r->shutdown->name : "", last ? "()" : "");
	finding_fix(finding, "%s(), with these calls in reverse order of probe", name);
	finding_set(finding, "driver", r->variable->name);
	finding_set(finding, "probe", r->probe->name);
	finding_set(finding, "name", name);
	if (r->undo->drvdata && words_has(undo, r->undo->drvdata)) {
		finding_set(finding, "drvdata", r->undo->drvdata);
		finding_set(finding, "type", r->undo->drvdata_type);
		finding_set(finding, "getter", getter);
	}
	finding_set(finding, "undo", undo);
	finding_set(finding, "shutdown", last);
	set_signature(finding, r, remove_interface(driver, r->bus->structure));
	finding_set(finding, "after", r->variable->name);
}

static void say_stuck(struct context *context, const struct removal *r)
{
	g_autofree char *lost = joined(r->undo->lost);
	struct finding *finding =
		emit(context, r->variable->name, r->variable->file, r->variable->line);

	if (!finding)
		return;
	finding_severity(finding, SEVERITY_RISK);
	finding_say(finding, "'%s' has no .remove, and modsplit cannot write it: %s",
		    r->variable->name, lost);
	finding_fix(finding, "the module stays loaded; write .remove by hand if it should not");
	finding_set(finding, "driver", r->variable->name);
	finding_set(finding, "probe", r->probe->name);
	finding_set(finding, "permanent", lost);
}

static void check_driver(struct context *context, const struct variable *variable,
			 const struct bus *bus, const struct function *probe)
{
	g_autoptr(undo_list) undo = undo_of_probe(context, probe, bus);
	g_autoptr(GPtrArray) params = words_parameters(probe->params);
	struct removal r = {.undo = undo, .bus = bus, .variable = variable, .probe = probe};

	if (!params->len)
		return;
	r.parameter = ((struct declared *)params->pdata[0])->name;
	settle_shutdown(context, &r);
	if (undo->lost->len)
		say_stuck(context, &r);
	else if (undo->items->len || r.shutdown)
		say_removal(context, &r);
}

/* .probe = some_library_probe: what that takes is not to be seen here */
static void say_foreign(struct context *context, const struct variable *variable, const char *probe)
{
	struct finding *finding;
	g_autofree char *why = NULL;

	if (!probe || !words_is_identifier(probe) || !strcmp(probe, "NULL"))
		return;
	finding = emit(context, variable->name, variable->file, variable->line);
	if (!finding)
		return;
	why = g_strdup_printf("%s() is not the driver's own, so what it takes is not known", probe);
	finding_severity(finding, SEVERITY_RISK);
	finding_say(finding, "'%s' has no .remove, and modsplit cannot write it: %s",
		    variable->name, why);
	finding_fix(finding, "the module stays loaded; write .remove by hand if it should not");
	finding_set(finding, "driver", variable->name);
	finding_set(finding, "probe", probe);
	finding_set(finding, "permanent", why);
}

void check_remove(struct context *context)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->variables->len; i++) {
		const struct variable *variable = driver->variables->pdata[i];
		const struct function *probe =
			model_function(driver, model_field(variable, "probe"));
		const struct source *source = find_source(driver, variable->file);
		struct bus bus;

		if (!bus_of(context->rule, variable, &bus) || model_field(variable, "remove") ||
		    model_field(variable, "remove_new") || (source && !source->built))
			continue;
		if (probe)
			check_driver(context, variable, &bus, probe);
		else
			say_foreign(context, variable, model_field(variable, "probe"));
	}
}

/* --- exit ----------------------------------------------------------------------------------- */

/* gives the header's path, with the line where there is one */
static void set_header(struct finding *finding, const struct function *init, const char *name)
{
	g_autofree char *declaration = NULL;

	if (!init->declared)
		return;
	declaration = g_strdup_printf("void __exit %s(void);", name);
	finding_set(finding, "header", init->declared);
	finding_set(finding, "declaration", declaration);
}

static void say_exit(struct context *context, const struct function *init, const char *guard);

static void say_inner(struct context *context, const struct function *init, const struct undo *undo)
{
	for (guint i = 0; i < undo->own->len; i++) {
		const struct function *own = undo->own->pdata[i];
		const char *guard = NULL;

		for (guint k = 0; k < init->calls->len; k++) {
			const struct call *call = init->calls->pdata[k];

			if (!strcmp(call->callee, own->name))
				guard = call->guard;
		}
		say_exit(context, own, guard);
	}
}

static void say_exit(struct context *context, const struct function *init, const char *guard)
{
	g_autoptr(undo_list) undo = undo_of_init(context, init);
	g_autofree char *name = undo_exit_name(init->name);
	g_autofree char *text = NULL, *calls = NULL, *lost = NULL;
	struct finding *finding = emit(context, init->name, init->file, init->line);

	if (!finding)
		return;
	undo_settle(undo, NULL);
	text = undo_text(undo, context->rule, NULL);
	calls = named(text);
	finding_set(finding, "name", name);
	if (undo->lost->len) {
		lost = joined(undo->lost);
		finding_severity(finding, SEVERITY_RISK);
		finding_say(finding, "'%s' has no exit, and modsplit cannot write it: %s",
			    init->name, lost);
		finding_fix(finding, "the module stays loaded; write %s() by hand if it should not",
			    name);
		finding_set(finding, "permanent", lost);
		return;
	}
	finding_say(finding,
		    *calls ? "nothing undoes '%s': an exit must call %s"
			   : "'%s' has no exit, without which the module cannot be "
			     "unloaded%.0s",
		    init->name, calls);
	finding_fix(finding, "%s(), in reverse order of '%s'", name, init->name);
	finding_set(finding, "init", init->name);
	finding_set(finding, "undo", text);
	finding_set(finding, "guard", guard);
	finding_set(finding, "static", init->is_static ? "y" : "n");
	set_header(finding, init, name);
	say_inner(context, init, undo);
}

void check_exit(struct context *context)
{
	g_autoptr(GPtrArray) calls = init_calls(context);
	const struct init_call *call = calls->len ? calls->pdata[0] : NULL;

	if (call && call->function && !find_macro(context->driver, "module_exit"))
		say_exit(context, call->function, NULL);
}

/* --- barriers ------------------------------------------------------------------------------- */

static const struct function *find_call(const struct driver *driver, const char *callee,
					const struct call **call)
{
	for (guint i = 0; i < driver->functions->len; i++) {
		const struct function *function = driver->functions->pdata[i];

		for (guint k = 0; k < function->calls->len; k++) {
			*call = function->calls->pdata[k];
			if (!strcmp((*call)->callee, callee))
				return function;
		}
	}
	return NULL;
}

static gboolean reaches(const struct driver *driver, const char *function, const char *barrier)
{
	g_autoptr(GPtrArray) names = function ? undo_reaches(driver, function) : NULL;

	return names && g_ptr_array_find_with_equal_func(names, barrier, g_str_equal, NULL);
}

/* is the barrier paid when the module goes: by its exit, or by what module_driver() was given? */
static gboolean is_paid(const struct driver *driver, const char *barrier)
{
	for (guint i = 0; i < driver->macros->len; i++) {
		const struct macro_use *macro = driver->macros->pdata[i];

		if (!strcmp(macro->name, "module_exit") &&
		    reaches(driver, macro_argument(macro, 0), barrier))
			return TRUE;
		if (!strcmp(macro->name, "module_driver") &&
		    reaches(driver, macro_argument(macro, 2), barrier))
			return TRUE;
	}
	return FALSE;
}

/* a global function that does nothing but this barrier, and has a stub where it is not built */
static const struct function *wrapper(const struct driver *driver, const char *barrier)
{
	for (guint i = 0; i < driver->functions->len; i++) {
		const struct function *function = driver->functions->pdata[i];
		const struct call *call =
			function->calls->len == 1 ? function->calls->pdata[0] : NULL;

		if (call && !strcmp(call->callee, barrier) && function->declared &&
		    !*(function->params && strcmp(function->params, "void") ? function->params
									    : ""))
			return function;
	}
	return NULL;
}

static void say_barrier(struct context *context, const json_t *row, const char *at)
{
	const char *barrier = row_text(row, "barrier");
	const struct function *own = wrapper(context->driver, barrier);
	const struct source *head = model_head(context->driver);
	struct finding *finding = emit(context, barrier, head ? head->file : NULL, 0);

	if (!finding)
		return;
	finding_say(finding,
		    "%s calls %s() (%s), whose callback may still be on its way when the module's "
		    "code is gone: its exit must wait with %s()",
		    context->driver->module, row_text(row, "call"), at, barrier);
	finding_fix(finding, "%s() in the exit, %s the driver is unregistered",
		    own ? own->name : barrier, row_text(row, "order"));
	finding_set(finding, "call", row_text(row, "call"));
	finding_set(finding, "at", at);
	finding_set(finding, "use", own ? own->name : barrier);
	finding_set(finding, "header", own ? NULL : row_text(row, "header"));
	finding_set(finding, "order", row_text(row, "order"));
}

/* by the barrier of the row, or by one of those that do the same */
static gboolean is_called_off(const struct driver *driver, const json_t *row)
{
	const json_t *also = json_object_get(row, "also"), *name;
	const struct call *call;
	gsize i;

	json_array_foreach(also, i, name)
		if (find_call(driver, json_string_value(name), &call))
			return TRUE;
	return find_call(driver, row_text(row, "barrier"), &call) != NULL;
}

/* work and timers belong to a device: which of them to cancel, a human must say */
static void say_pending(struct context *context, const json_t *row, const char *at)
{
	const char *barrier = row_text(row, "barrier");
	const struct source *head = model_head(context->driver);
	struct finding *finding;

	if (is_called_off(context->driver, row))
		return;
	finding = emit(context, barrier, head ? head->file : NULL, 0);
	if (!finding)
		return;
	finding_severity(finding, SEVERITY_RISK);
	finding_say(finding,
		    "%s calls %s() (%s) and never %s(): what is pending may run after the module's "
		    "code is gone",
		    context->driver->module, row_text(row, "call"), at, barrier);
	finding_fix(finding,
		    "call %s() where the device is given up; the module stays loaded "
		    "until then",
		    barrier);
	finding_set(finding, "call", row_text(row, "call"));
	finding_set(finding, "at", at);
	finding_set(finding, "permanent", "what it leaves pending is not cancelled");
}

void check_exit_barrier(struct context *context)
{
	const json_t *rows = rule_rows(context->rule, "barriers");
	gsize i;
	json_t *row;

	json_array_foreach(rows, i, row) {
		const struct call *call = NULL;
		const struct function *function =
			find_call(context->driver, row_text(row, "call"), &call);
		g_autofree char *at = NULL;

		if (!function || is_paid(context->driver, row_text(row, "barrier")))
			continue;
		at = g_strdup_printf("%s:%" G_GINT64_FORMAT, function->file, call->line);
		if (!g_strcmp0(row_text(row, "scope"), "device"))
			say_pending(context, row, at);
		else
			say_barrier(context, row, at);
	}
}

/* --- verdict -------------------------------------------------------------------------------- */

static const char *permanent_reason(const struct context *context)
{
	for (guint i = 0; i < context->out->findings->len; i++) {
		const struct finding *finding = context->out->findings->pdata[i];
		const char *reason = finding_argument(finding, "permanent");

		if (reason)
			return reason;
	}
	return NULL;
}

/* what a driver that is tristate already still lacks to be unloaded */
static gboolean lacks_exit(const struct context *context)
{
	return emitted(context, "remove") || emitted(context, "exit") ||
	       emitted(context, "builtin-macro");
}

static gboolean is_blocked(const struct context *context)
{
	for (guint i = 0; i < context->out->findings->len; i++) {
		const struct finding *finding = context->out->findings->pdata[i];

		if (finding->severity == SEVERITY_BLOCKER)
			return TRUE;
	}
	return FALSE;
}

/* of a driver that cannot be a module yet nothing is said */
void check_unload_verdict(struct context *context)
{
	const struct driver *driver = context->driver;
	const struct source *head = model_head(driver);
	const char *reason = permanent_reason(context);
	struct finding *finding =
		is_blocked(context) || model_is_bare(driver)
			? NULL
			: emit(context, driver->module, head ? head->file : NULL, 0);

	if (!finding)
		return;
	finding_set(finding, "verdict", reason ? "permanent" : "removable");
	finding_set(finding, "reason", reason ? reason : "all that it takes can be given back");
	if (reason) {
		finding_say(finding, "%s can be loaded, but not unloaded: %s", driver->module,
			    reason);
		finding_fix(finding, "it gets no exit, so rmmod refuses; the series says why");
	} else if (context->tristate && lacks_exit(context)) {
		finding_say(finding,
			    "%s cannot be unloaded as it is, though all that it takes "
			    "could be given back",
			    driver->module);
		finding_fix(finding, "what is missing is listed above");
	} else {
		finding_say(finding,
			    "%s can be unloaded once nothing uses it: all that it takes "
			    "can be given back",
			    driver->module);
		finding_fix(finding, context->tristate ? "nothing"
						       : "a patch of its own, the last one, "
							 "makes it so");
	}
}
