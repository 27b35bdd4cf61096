/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "scan/border.h"
#include "target/makefiles.h"

/*
 * Modules that would need each other: from the driver over what it needs, among the objects of the
 * image that can be modules, back to who needs the driver.
 */

/* a future module, on the way */
struct unit {
	char *name;        /* "drivers/foo/foo_core", without .ko */
	char *option;      /* that makes it a module */
	GArray *objects;   /* guint: numbers of its objects in the index */
	struct unit *from; /* which needs `symbol` of it; NULL: the driver */
	const char *symbol;
};

struct ring {
	struct scan_border *border;
	const struct scan_target *target;
	GPtrArray *units; /* struct unit, in the order in which they were found */
};
typedef struct ring scan_ring;

static void unit_free(void *data)
{
	struct unit *unit = data;

	g_free(unit->name);
	g_free(unit->option);
	g_array_unref(unit->objects);
	g_free(unit);
}

static void ring_clear(struct ring *ring)
{
	g_ptr_array_unref(ring->units);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(scan_ring, ring_clear)

static gboolean has(const struct unit *unit, guint object)
{
	for (guint i = 0; i < unit->objects->len; i++)
		if (g_array_index(unit->objects, guint, i) == object)
			return TRUE;
	return FALSE;
}

static struct unit *known(const struct ring *ring, guint object)
{
	for (guint i = 0; i < ring->units->len; i++)
		if (has(ring->units->pdata[i], object))
			return ring->units->pdata[i];
	return NULL;
}

static void add_object(const struct scan_context *context, struct unit *unit, const char *path)
{
	g_autofree char *plain = g_canonicalize_filename(path, "/");
	guint number;

	if (scan_index_find(context->index, plain + 1, &number))
		g_array_append_val(unit->objects, number);
}

static struct unit *unit_new(struct ring *ring, struct unit *from, const char *symbol)
{
	struct unit *unit = g_new0(struct unit, 1);

	unit->objects = g_array_new(FALSE, FALSE, sizeof(guint));
	unit->from = from;
	unit->symbol = symbol;
	g_ptr_array_add(ring->units, unit);
	return unit;
}

/* the module of a target: the driver itself, or what is looked at with it */
static struct unit *unit_of_target(struct ring *ring, const struct scan_target *target,
				   struct unit *from, const char *symbol)
{
	struct unit *unit = unit_new(ring, from, symbol);

	unit->name = g_strdup(target->driver->module_file);
	unit->option = g_strdup(target->driver->config);
	for (guint i = 0; i < target->parts->len; i++)
		add_object(ring->border->context, unit,
			   ((const struct scan_part *)target->parts->pdata[i])->object);
	return unit;
}

static const struct scan_target *target_with(const struct scan_context *context, const char *object)
{
	for (guint t = 0; t < context->targets->len; t++) {
		const struct scan_target *target = context->targets->pdata[t];

		for (guint i = 0; target->driver->config && i < target->parts->len; i++)
			if (!strcmp(((const struct scan_part *)target->parts->pdata[i])->object,
				    object))
				return target;
	}
	return NULL;
}

/* all parts of what a place makes */
static void fill(struct ring *ring, struct unit *unit, const struct scan_place *place)
{
	const struct ms_kbuild_rules *makefile = place->makefile;

	for (guint i = 0; i < makefile->rules->len; i++) {
		const struct ms_kbuild_rule *rule = makefile->rules->pdata[i];
		g_autofree char *path = g_build_filename(makefile->folder, rule->object, NULL);

		if (rule == place->rule || !g_strcmp0(rule->composite, place->rule->object))
			add_object(ring->border->context, unit, path);
	}
}

/* the place by which an object can be a module's; FALSE: it is the image's for good */
static gboolean modular_place(const struct ring *ring, const char *object, struct scan_place *found)
{
	g_autofree char *folder = g_path_get_dirname(object);

	for (guint up = 0; up < 4 && strcmp(folder, "."); up++) {
		g_autoptr(GArray) places = scan_makefile_places(ring->border->context, folder,
								object + strlen(folder) + 1);
		char *above = g_path_get_dirname(folder);

		for (guint i = 0; i < places->len; i++) {
			const struct scan_place *place =
				&g_array_index(places, struct scan_place, i);

			if (!place->option || !strcmp(place->rule->module, "n") ||
			    place->rule->library ||
			    !scan_border_modular(ring->border, place->option))
				continue;
			*found = *place;
			g_free(above);
			return TRUE;
		}
		g_free(folder);
		folder = above;
	}
	return FALSE;
}

/* the future module with an object of the image, new or known; NULL: it stays in the image */
static struct unit *unit_with(struct ring *ring, guint object, struct unit *from,
			      const char *symbol)
{
	const struct scan_context *context = ring->border->context;
	const char *path = scan_index_object(context->index, object);
	const struct scan_target *target = target_with(context, path);
	struct unit *unit = known(ring, object);
	struct scan_place place;

	if (unit)
		return unit;
	if (target)
		return unit_of_target(ring, target, from, symbol);
	if (!modular_place(ring, path, &place))
		return NULL;
	unit = unit_new(ring, from, symbol);
	unit->name = g_build_filename(place.makefile->folder, place.rule->object, NULL);
	unit->name[strlen(unit->name) - strlen(".o")] = '\0';
	unit->option = g_strdup(place.option);
	fill(ring, unit, &place);
	return unit;
}

/* what a unit needs of other units */
static void follow(struct ring *ring, struct unit *unit)
{
	const struct scan_index *index = ring->border->context->index;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	GHashTableIter iter;
	void *name, *who;

	g_hash_table_iter_init(&iter, index->needs);
	while (g_hash_table_iter_next(&iter, &name, &who))
		for (guint i = 0; i < unit->objects->len; i++)
			if (scan_index_needs(who, g_array_index(unit->objects, guint, i))) {
				g_ptr_array_add(names, name);
				break;
			}
	record_strings_sort(names);
	for (guint i = 0; i < names->len; i++) {
		const struct scan_definition *definition =
			scan_index_definition(index, names->pdata[i]);

		if (definition && !has(unit, definition->object))
			unit_with(ring, definition->object, unit, names->pdata[i]);
	}
}

/* "CONFIG_A=m && CONFIG_B=m" of the units from the driver to this one */
static char *all_modules(const struct unit *unit)
{
	GString *condition = g_string_new("y");

	for (; unit->from; unit = unit->from)
		g_string_append_printf(condition, " && CONFIG_%s=m", unit->option);
	return g_string_free(condition, FALSE);
}

static void add_cycle(struct ring *ring, const struct unit *last,
		      const struct reverse_reference *reverse)
{
	g_autofree char *condition = all_modules(last);
	g_autoptr(GPtrArray) values = scan_border_allows(ring->border, ring->target, condition);
	struct cycle *cycle;

	if (!values)
		return;
	cycle = record_new(&model_cycle_type);
	for (const struct unit *unit = last; unit; unit = unit->from) {
		g_ptr_array_insert(cycle->modules, 0, g_path_get_basename(unit->name));
		g_ptr_array_insert(cycle->options, 0, g_strdup(unit->option));
		if (unit->from)
			g_ptr_array_insert(cycle->symbols, 0, g_strdup(unit->symbol));
	}
	g_ptr_array_add(cycle->symbols, g_strdup(reverse->symbol));
	cycle->file = g_strdup(reverse->file);
	cycle->line = reverse->line;
	g_ptr_array_add(ring->target->driver->cycles, cycle);
}

/* can any object that needs the driver be a module? Only then is there something to look for. */
static gboolean any_modular(struct ring *ring)
{
	const GPtrArray *reverse = ring->target->driver->reverse;
	struct scan_place place;

	for (guint i = 0; i < reverse->len; i++) {
		const char *object = ((const struct reverse_reference *)reverse->pdata[i])->object;

		if (target_with(ring->border->context, object) ||
		    modular_place(ring, object, &place))
			return TRUE;
	}
	return FALSE;
}

/* one cycle for each module that needs the driver, and that the driver needs */
void scan_add_cycles(struct scan_border *border, const struct scan_target *target)
{
	const GPtrArray *reverse = target->driver->reverse;
	g_auto(scan_ring) ring = {border, target, g_ptr_array_new_with_free_func(unit_free)};
	g_autoptr(GPtrArray) told = g_ptr_array_new();

	if (!target->driver->module_file || !target->driver->config || !any_modular(&ring))
		return;
	unit_of_target(&ring, target, NULL, NULL);
	/* it grows as it is walked */
	for (guint i = 0; i < ring.units->len; i++)
		follow(&ring, ring.units->pdata[i]);
	for (guint i = 0; i < reverse->len; i++) {
		const struct reverse_reference *row = reverse->pdata[i];
		struct unit *unit;
		guint object;

		if (!scan_index_find(border->context->index, row->object, &object))
			continue;
		unit = known(&ring, object);
		if (!unit || !unit->from || g_ptr_array_find(told, unit, NULL))
			continue;
		g_ptr_array_add(told, unit);
		add_cycle(&ring, unit, row);
	}
}
