/* SPDX-License-Identifier: GPL-2.0-only */
#include "evidence/undo.h"

#include <string.h>

#include "evidence/guards.h"
#include "evidence/holding.h"
#include "evidence/words.h"

enum { DEPTH = 8 };

const struct column undo_columns[] = {
	{"call", 0},
	{"undo", PARAMETER_SYMBOLS},
	{"also", PARAMETER_STRINGS | PARAMETER_OPTIONAL},
	{NULL, 0},
};

const struct column permanent_columns[] = {
	{"call", 0},
	{"why", 0},
	{"undone_by", PARAMETER_OPTIONAL},
	{NULL, 0},
};

struct walk {
	const struct context *context;
	const struct bus *bus; /* NULL: an init function is walked */
	const struct function *top;
	struct undo *undo;
	GArray *frames; /* struct frame: the functions that are being walked */
	guint loops;    /* how many of these calls stand in a loop */
};

static void item_free(gpointer data)
{
	struct undo_item *item = data;

	g_free(item->line);
	g_free(item->lost);
	g_free(item);
}

static struct undo *undo_new(void)
{
	struct undo *undo = g_new0(struct undo, 1);

	undo->items = g_ptr_array_new_with_free_func(item_free);
	undo->managed = g_ptr_array_new_with_free_func(g_free);
	undo->lost = g_ptr_array_new_with_free_func(g_free);
	undo->own = g_ptr_array_new();
	return undo;
}

void undo_free(struct undo *undo)
{
	if (!undo)
		return;
	g_ptr_array_unref(undo->items);
	g_ptr_array_unref(undo->managed);
	g_ptr_array_unref(undo->lost);
	g_ptr_array_unref(undo->own);
	g_free(undo->drvdata);
	g_free(undo->drvdata_type);
	g_free(undo);
}

/*
 * Own functions that a call through a pointer may mean: `impl->device_remove(smmu)` is whatever an
 * initialiser of the driver gives as .device_remove. The array belongs to the caller.
 */
static GPtrArray *behind_pointer(const struct driver *driver, const char *member)
{
	GPtrArray *functions = g_ptr_array_new();

	for (guint i = 0; !model_function(driver, member) && i < driver->variables->len; i++) {
		const struct variable *variable = driver->variables->pdata[i];
		const struct function *function =
			model_function(driver, model_field(variable, member));

		if (function)
			g_ptr_array_add(functions, (gpointer)function);
	}
	return functions;
}

static void reach(const struct driver *driver, const char *name, GPtrArray *names, int depth)
{
	const struct function *function = model_function(driver, name);

	for (guint i = 0; function && depth && i < function->calls->len; i++) {
		const struct call *call = function->calls->pdata[i];
		g_autoptr(GPtrArray) targets = NULL;

		if (g_ptr_array_find_with_equal_func(names, call->callee, g_str_equal, NULL))
			continue;
		record_strings_add(names, call->callee);
		reach(driver, call->callee, names, depth - 1);
		targets = behind_pointer(driver, call->callee);
		for (guint k = 0; k < targets->len; k++) {
			const struct function *target = targets->pdata[k];

			record_strings_add(names, target->name);
			reach(driver, target->name, names, depth - 1);
		}
	}
}

GPtrArray *undo_reaches(const struct driver *driver, const char *function)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	reach(driver, function, names, DEPTH);
	return names;
}

gboolean undo_covers(const json_t *row, const GPtrArray *names)
{
	for (guint i = 0; i < names->len; i++)
		if (holding_gives_back(row, names->pdata[i]))
			return TRUE;
	return FALSE;
}

static void keep_name(GHashTable *names, const char *name, char *value)
{
	g_hash_table_insert(names, g_strdup(name), value);
}

/* what a local name of the walked function is called where the undo will stand; NULL: nothing */
static char *translate(const struct walk *walk, const struct declared *d, GHashTable *names)
{
	const struct undo *undo = walk->undo;
	g_autoptr(GPtrArray) params = words_parameters(walk->top->params);
	const struct declared *first = params->len ? params->pdata[0] : NULL;

	if (undo->drvdata && words_same_type(d->type, undo->drvdata_type))
		return g_strdup(undo->drvdata);
	if (!walk->bus || !first)
		return NULL;
	if (words_same_type(d->type, first->type))
		return g_strdup(first->name);
	if (d->value && !strchr(d->value, '(') && strpbrk(d->value, "&>"))
		return words_substitute(d->value, names);
	if (!strcmp(d->name, "dev") && words_same_type(d->type, "struct device *")) {
		char *args[] = {first->name, NULL};

		return words_fill(walk->bus->device, args);
	}
	return NULL;
}

/* the names of a function: parameters by what the caller gave for them, locals by their value */
static GHashTable *names_of(const struct walk *walk, const struct function *function,
			    char *const *arguments)
{
	GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GPtrArray) params = words_parameters(function->params);

	for (guint i = 0; i < params->len; i++) {
		const struct declared *d = params->pdata[i];
		char *value = translate(walk, d, names);

		if (!value && arguments && i < g_strv_length((char **)arguments) && *arguments[i])
			value = g_strdup(arguments[i]);
		keep_name(names, d->name, value);
	}
	for (guint i = 0; i < function->locals->len; i++) {
		g_autoptr(GPtrArray) declared = words_declared(function->locals->pdata[i]);

		for (guint k = 0; k < declared->len; k++)
			keep_name(names, ((struct declared *)declared->pdata[k])->name,
				  translate(walk, declared->pdata[k], names));
	}
	return names;
}

/* a call's arguments in the terms of the undo; one that cannot be said there is "" */
static char **translate_arguments(const struct call *call, GHashTable *names)
{
	char **arguments = words_arguments(call->args);

	for (guint i = 0; arguments[i]; i++) {
		char *value = words_substitute(arguments[i], names);

		g_free(arguments[i]);
		arguments[i] = value ? value : g_strdup("");
	}
	return arguments;
}

static gboolean uses_empty(const char *pattern, char *const *arguments)
{
	for (guint i = 0; arguments[i]; i++) {
		g_autofree char *mark = g_strdup_printf("{%u}", i + 1);

		if (!*arguments[i] && strstr(pattern, mark))
			return TRUE;
	}
	return FALSE;
}

static char *in_brackets(const char *condition)
{
	return strstr(condition, "||") || strchr(condition, '?')
		       ? g_strdup_printf("(%s)", condition)
		       : g_strdup(condition);
}

static char *both(const char *outer, const char *inner)
{
	g_autofree char *left = outer ? in_brackets(outer) : NULL;
	g_autofree char *right = inner ? in_brackets(inner) : NULL;

	if (!outer || !inner)
		return g_strdup(outer ? outer : inner);
	return !strcmp(outer, inner) ? g_strdup(outer) : g_strdup_printf("%s && %s", left, right);
}

static char *with_guard(const char *guard, const char *line)
{
	g_auto(GStrv) lines = g_strsplit(line, "\n", -1);
	g_autofree char *body = g_strjoinv("\n\t", lines);

	if (!guard)
		return g_strdup(line);
	return lines[1] ? g_strdup_printf("if (%s) {\n\t%s\n}", guard, body)
			: g_strdup_printf("if (%s)\n\t%s", guard, body);
}

static void lose(struct walk *walk, const struct function *function, const struct call *call,
		 const char *why)
{
	g_autofree char *text = g_strdup_printf("%s() at %s:%" G_GINT64_FORMAT " %s", call->callee,
						function->file, call->line, why);

	record_strings_add(walk->undo->lost, text);
}

static void add_item(struct walk *walk, const json_t *row, const char *callee, char *line,
		     char *lost)
{
	struct undo_item *item = g_new0(struct undo_item, 1);

	item->row = row;
	item->callee = callee;
	item->line = line;
	item->lost = lost;
	/* two ways to the same thing, by device tree or by ACPI, are one thing to give back */
	for (guint i = 0; i < walk->undo->items->len; i++) {
		const struct undo_item *other = walk->undo->items->pdata[i];

		if (!g_strcmp0(other->line, line) && !g_strcmp0(other->lost, lost)) {
			item_free(item);
			return;
		}
	}
	g_ptr_array_add(walk->undo->items, item);
}

static void take(struct walk *walk, const struct function *function, guint n, const json_t *row,
		 GHashTable *names, const char *guard)
{
	const struct call *call = function->calls->pdata[n];
	enum holding holding = holding_of(walk->context->driver, walk->frames, row);
	const char *why = "hangs on a value that the device's data does not hold";
	g_auto(GStrv) arguments = NULL;
	g_autofree char *undo = NULL, *result = NULL;

	if (holding == HOLDING_NOT)
		return;
	arguments = translate_arguments(call, names);
	result = call->into ? words_substitute(call->into, names) : NULL;
	if (holding == HOLDING_UNSURE)
		why = "may be given back again before its function is done, which modsplit cannot "
		      "follow";
	else if (walk->loops || call->loop)
		why = "stands in a loop, and how often it was made is not known later";
	else if (guard && !*guard)
		why = "hangs on a condition that cannot be asked again later";
	else if (!uses_empty(row_text(row, "undo"), arguments))
		undo = words_undo(row_text(row, "undo"), result, arguments);
	/* what cannot be written is an item too, for a devm action or .shutdown may undo it */
	if (undo)
		add_item(walk, row, call->callee, with_guard(guard, undo), NULL);
	else
		add_item(walk, row, call->callee, NULL,
			 g_strdup_printf("%s() at %s:%" G_GINT64_FORMAT " %s", call->callee,
					 function->file, call->line, why));
}

static void walk_function(struct walk *walk, const struct function *function,
			  char *const *arguments, const char *guard);

static void note_action(struct walk *walk, const struct call *call)
{
	g_auto(GStrv) arguments = words_arguments(call->args);
	g_autoptr(GPtrArray) names = NULL;

	if (g_strv_length(arguments) < 2)
		return;
	record_strings_add(walk->undo->managed, arguments[1]);
	names = undo_reaches(walk->context->driver, arguments[1]);
	for (guint i = 0; i < names->len; i++)
		record_strings_add(walk->undo->managed, names->pdata[i]);
}

static gboolean is_init(const struct function *function)
{
	return !g_strcmp0(function->section, "init");
}

/* an own init function that takes something gets an exit function of its own */
static gboolean take_own(struct walk *walk, const struct function *own, const char *guard)
{
	g_autoptr(undo_list) inner = NULL;
	g_autofree char *name = NULL, *line = NULL;

	if (walk->bus || !is_init(own))
		return FALSE;
	inner = undo_of_init(walk->context, own);
	undo_settle(inner, NULL);
	for (guint i = 0; i < inner->lost->len; i++)
		record_strings_add(walk->undo->lost, inner->lost->pdata[i]);
	if (!inner->items->len)
		return TRUE;
	name = undo_exit_name(own->name);
	line = g_strdup_printf("%s();", name);
	add_item(walk, NULL, own->name, with_guard(guard, line), NULL);
	g_ptr_array_add(walk->undo->own, (gpointer)own);
	return TRUE;
}

/*
 * A call through a pointer of the driver's own: what is behind it may differ from device to device,
 * so it can be given back only by a devm action or .shutdown. "" is a guard that cannot be said.
 */
static gboolean walk_pointer(struct walk *walk, const char *member)
{
	g_autoptr(GPtrArray) targets = behind_pointer(walk->context->driver, member);

	for (guint i = 0; i < targets->len; i++)
		walk_function(walk, targets->pdata[i], NULL, "");
	return targets->len > 0;
}

static void walk_call(struct walk *walk, const struct function *function, guint n,
		      GHashTable *names, const char *guard)
{
	const struct call *call = function->calls->pdata[n];
	const struct rule *rule = walk->context->rule;
	const struct function *own = model_function(walk->context->driver, call->callee);
	const json_t *row = rule_row(rule, "undo", "call", call->callee);
	const json_t *permanent = rule_row(rule, "permanent", "call", call->callee);

	if (own && own != function) {
		g_auto(GStrv) arguments = translate_arguments(call, names);

		if (!take_own(walk, own, guard && *guard ? guard : NULL))
			walk_function(walk, own, arguments, guard);
	} else if (row) {
		take(walk, function, n, row, names, guard);
	} else if (permanent) {
		lose(walk, function, call, row_text(permanent, "why"));
	} else if (rule_lists(rule, "actions", call->callee)) {
		note_action(walk, call);
	} else if (walk_pointer(walk, call->callee)) {
		return;
	} else if (rule_matches(rule, "looks_like", call->callee) &&
		   !rule_matches(rule, "harmless", call->callee)) {
		lose(walk, function, call,
		     "looks like something to be undone, and the rule's "
		     "table does not say how");
	}
}

/* adds a condition, in the terms of the undo; "" stands for one that cannot be asked again */
static char *and_also(char *whole, const char *condition, gboolean not, GHashTable *names)
{
	g_autofree char *before = whole;
	g_autofree char *text =
		g_str_has_prefix(condition, "switch (") ? NULL : words_substitute(condition, names);
	g_autofree char *inner = NULL;

	if (!text || (before && !*before))
		return g_strdup("");
	if (!not )
		inner = g_strdup(text);
	else if (*text == '!' && !strpbrk(text + 1, " (!"))
		inner = g_strdup(text + 1);
	else
		inner = g_strdup_printf(strpbrk(text, " (") ? "!(%s)" : "!%s", text);
	return both(before, inner);
}

/* under which condition a call is made when things go well: NULL: always */
static char *condition_of(const struct function *function, const struct call *call,
			  const char *guard, GHashTable *names)
{
	char *whole = g_strdup(guard);

	for (guint i = 0; i < call->outer->len; i++)
		if (guard_of(function, call->outer->pdata[i]) == GUARD_TEXT)
			whole = and_also(whole, call->outer->pdata[i], FALSE, names);
	if (guard_of(function, call->guard) == GUARD_TEXT)
		whole = and_also(whole, call->guard, FALSE, names);
	for (guint i = 0; i < call->skips->len; i++)
		whole = and_also(whole, call->skips->pdata[i], TRUE, names);
	return whole;
}

/* a pointer of the kernel's that is set to something of the driver's stays set */
static void note_sets(struct walk *walk, const struct function *function)
{
	for (guint i = 0; i < function->sets->len; i++) {
		const char *name = function->sets->pdata[i];
		g_autofree char *text = NULL;

		if (!model_driver_symbol(walk->context->driver, name) ||
		    model_variable(walk->context->driver, name))
			continue;
		text = g_strdup_printf("%s() sets '%s' of the kernel, and nothing sets it back",
				       function->name, name);
		record_strings_add(walk->undo->lost, text);
	}
}

static gboolean is_walked(const struct walk *walk, const struct function *function)
{
	for (guint i = 0; i < walk->frames->len; i++)
		if (g_array_index(walk->frames, struct frame, i).function == function)
			return TRUE;
	return FALSE;
}

static void walk_function(struct walk *walk, const struct function *function,
			  char *const *arguments, const char *guard)
{
	struct frame frame = {function, 0};
	guint depth = walk->frames->len;
	g_autoptr(GHashTable) names = NULL;

	if (depth >= DEPTH || is_walked(walk, function))
		return;
	g_array_append_val(walk->frames, frame);
	note_sets(walk, function);
	names = names_of(walk, function, arguments);
	for (guint i = 0; i < function->calls->len; i++) {
		const struct call *call = function->calls->pdata[i];
		g_autofree char *whole = NULL;

		if (guard_is_error(function, call))
			continue;
		g_array_index(walk->frames, struct frame, depth).call = i;
		whole = condition_of(function, call, guard, names);
		walk->loops += call->loop;
		walk_call(walk, function, i, names, whole);
		walk->loops -= call->loop;
	}
	g_array_set_size(walk->frames, depth);
}

/* finds `platform_set_drvdata(pdev, smmu)` in the function or its own callees */
static void find_drvdata(struct walk *walk, const struct function *function, int depth)
{
	for (guint i = 0; depth && !walk->undo->drvdata && i < function->calls->len; i++) {
		const struct call *call = function->calls->pdata[i];
		const struct function *own = model_function(walk->context->driver, call->callee);
		g_auto(GStrv) arguments = words_arguments(call->args);
		g_autoptr(GPtrArray) declared = words_parameters(function->params);

		if (own && own != function)
			find_drvdata(walk, own, depth - 1);
		if ((strcmp(call->callee, walk->bus->setter) &&
		     strcmp(call->callee, "dev_set_drvdata")) ||
		    g_strv_length(arguments) != 2 || !words_is_identifier(arguments[1]))
			continue;
		for (guint k = 0; k < function->locals->len; k++) {
			g_autoptr(GPtrArray) more = words_declared(function->locals->pdata[k]);

			g_ptr_array_extend_and_steal(declared, g_steal_pointer(&more));
		}
		for (guint k = 0; k < declared->len; k++) {
			const struct declared *d = declared->pdata[k];

			if (strcmp(d->name, arguments[1]) || walk->undo->drvdata)
				continue;
			walk->undo->drvdata = g_strdup(d->name);
			walk->undo->drvdata_type = g_strdup(d->type);
		}
	}
}

static struct undo *walk_from(const struct context *context, const struct function *function,
			      const struct bus *bus)
{
	g_autoptr(GArray) frames = g_array_new(FALSE, FALSE, sizeof(struct frame));
	struct walk walk = {context, bus, function, undo_new(), frames, 0};

	if (bus)
		find_drvdata(&walk, function, DEPTH);
	walk_function(&walk, function, NULL, NULL);
	return walk.undo;
}

struct undo *undo_of_probe(const struct context *context, const struct function *probe,
			   const struct bus *bus)
{
	return walk_from(context, probe, bus);
}

struct undo *undo_of_init(const struct context *context, const struct function *init)
{
	return walk_from(context, init, NULL);
}

guint undo_settle(struct undo *undo, const GPtrArray *others)
{
	guint covered = 0;

	for (guint i = undo->items->len; i > 0; i--) {
		const struct undo_item *item = undo->items->pdata[i - 1];
		gboolean managed = item->row && undo_covers(item->row, undo->managed);
		gboolean other = !managed && item->row && others && undo_covers(item->row, others);

		covered += other ? 1 : 0;
		if (item->lost && !managed && !other)
			record_strings_add(undo->lost, item->lost);
		if (item->lost || managed || other)
			g_ptr_array_remove_index(undo->items, i - 1);
	}
	return covered;
}

static gboolean is_power(const struct undo_item *item, const struct rule *rule)
{
	return item->row && rule_matches(rule, "powers", item->callee);
}

gboolean undo_has_power(const struct undo *undo, const struct rule *rule)
{
	for (guint i = 0; i < undo->items->len; i++)
		if (is_power(undo->items->pdata[i], rule))
			return TRUE;
	return FALSE;
}

char *undo_text(const struct undo *undo, const struct rule *rule, const char *quiesce)
{
	GString *text = g_string_new(NULL);

	for (guint i = undo->items->len; i > 0; i--) {
		const struct undo_item *item = undo->items->pdata[i - 1];

		if (quiesce && is_power(item, rule)) {
			g_string_append_printf(text, "%s%s", text->len ? "\n" : "", quiesce);
			quiesce = NULL;
		}
		g_string_append_printf(text, "%s%s", text->len ? "\n" : "", item->line);
	}
	return g_string_free(text, FALSE);
}

char *undo_exit_name(const char *init)
{
	char *name = words_replace(init, "init", "exit");

	return name ? name : g_strconcat(init, "_exit", NULL);
}
