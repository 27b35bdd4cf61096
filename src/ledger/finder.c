/* SPDX-License-Identifier: GPL-2.0-only */
#include "ledger/finder.h"

#include <string.h>

#include "base/elfsections.h"
#include "ledger/units.h"

guint ledger_owner_id(struct ledger_finder *finder, GHashTable *ids, const char *name)
{
	guint id = GPOINTER_TO_UINT(g_hash_table_lookup(ids, name));
	char *copy;

	if (id)
		return id - 1;
	copy = g_strdup(name);
	g_ptr_array_add(finder->names, copy);
	g_hash_table_insert(ids, copy, GUINT_TO_POINTER(finder->names->len));
	return finder->names->len - 1;
}

/* --- debug information ---------------------------------------------------------------------- */

/* compressed sections are called as the others, or by an older convention .zdebug_… */
static gboolean has_dwarf(const GPtrArray *sections)
{
	for (guint i = 0; i < sections->len; i++) {
		const struct ms_section *section = sections->pdata[i];

		if (!strcmp(section->name, ".debug_info") || !strcmp(section->name, ".zdebug_info"))
			return TRUE;
	}
	return FALSE;
}

static gint by_address(gconstpointer a, gconstpointer b)
{
	const struct scan_dwarf_variable *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return x->unit < y->unit ? -1 : x->unit > y->unit;
}

static void add_units(struct ledger_finder *finder, GHashTable *ids)
{
	g_autoptr(GPtrArray) objects = ledger_unit_objects(finder->dwarf);

	for (guint i = 0; i < objects->len; i++) {
		guint owner = objects->pdata[i] ? ledger_owner_id(finder, ids, objects->pdata[i])
						: LEDGER_NOBODY;

		g_array_append_val(finder->units, owner);
	}
	for (guint i = 0; i < finder->dwarf->code->len; i++) {
		const struct scan_dwarf_code *code =
			&g_array_index(finder->dwarf->code, struct scan_dwarf_code, i);

		ledger_places_add(finder->code, code->from, code->to,
				  g_array_index(finder->units, guint, code->unit));
	}
	ledger_places_sort(finder->code);
	g_array_sort(finder->dwarf->variables, by_address);
}

static void read_dwarf(struct ledger_finder *finder, GHashTable *ids, const char *path,
		       const struct ms_job *job)
{
	g_autoptr(GError) error = NULL;

	ms_job_progress(job, "size", 1, 3, "debug information");
	finder->dwarf = scan_dwarf_read(path, &error);
	if (!finder->dwarf) {
		ms_job_say(job, "note: %s; its debug information is not used", error->message);
		return;
	}
	if (finder->dwarf->trouble)
		ms_job_say(job,
			   "note: the debug information of '%s' cannot be read whole: %s; %u units "
			   "are read, %u of them in part",
			   path, finder->dwarf->trouble, finder->dwarf->units->len,
			   MIN(finder->dwarf->broken, finder->dwarf->units->len));
	add_units(finder, ids);
}

struct ledger_finder *ledger_finder_new(const char *path, const GPtrArray *sections,
					const struct ledger_image *image, gboolean dwarf,
					const struct ms_job *job)
{
	struct ledger_finder *finder = g_new0(struct ledger_finder, 1);
	g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);

	finder->names = g_ptr_array_new_with_free_func(g_free);
	finder->modules = g_array_new(FALSE, FALSE, sizeof(struct ledger_place));
	finder->code = g_array_new(FALSE, FALSE, sizeof(struct ledger_place));
	finder->units = g_array_new(FALSE, FALSE, sizeof(guint));
	if (dwarf && has_dwarf(sections))
		read_dwarf(finder, ids, path, job);
	ledger_builtin(finder, ids, path, sections, image, job);
	return finder;
}

/* --- questions ------------------------------------------------------------------------------ */

gboolean ledger_finder_knows(const struct ledger_finder *finder)
{
	return finder->modules->len || finder->code->len;
}

const char *ledger_finder_name(const struct ledger_finder *finder, guint owner)
{
	return finder->names->pdata[owner];
}

/* does the unit's object lie where the module's does, or below? */
static gboolean is_of_module(const char *unit, const char *module)
{
	const char *slash = strrchr(module, '/');

	return !slash || !strncmp(unit, module, (gsize)(slash - module) + 1);
}

guint ledger_finder_at(const struct ledger_finder *finder, guint64 address, guint unit)
{
	guint module = ledger_places_owner(finder->modules, address);

	if (module == LEDGER_NOBODY || unit == LEDGER_NOBODY)
		return MIN(module, unit);
	return is_of_module(ledger_finder_name(finder, unit), ledger_finder_name(finder, module))
		       ? unit
		       : module;
}

/*
 * gcc calls the variable "__key" "__key.3", clang "lock_init.__key", and objcopy may put something
 * before it
 */
static gboolean is_named(const char *symbol, const char *variable)
{
	return strstr(symbol, variable) != NULL;
}

/* the unit of a variable; of several at the same address the one that is called so */
static guint variable_owner(const struct ledger_finder *finder,
			    const struct ledger_image_symbol *symbol)
{
	const GArray *variables = finder->dwarf ? finder->dwarf->variables : NULL;
	guint low = 0, high = variables ? variables->len : 0, end = high;

	while (low < high) {
		guint middle = low + (high - low) / 2;

		if (g_array_index(variables, struct scan_dwarf_variable, middle).address <
		    symbol->value)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < end; low++) {
		const struct scan_dwarf_variable *variable =
			&g_array_index(variables, struct scan_dwarf_variable, low);

		if (variable->address != symbol->value)
			break;
		if (is_named(symbol->name, variable->name))
			return g_array_index(finder->units, guint, variable->unit);
	}
	return LEDGER_NOBODY;
}

guint ledger_finder_unit(const struct ledger_finder *finder,
			 const struct ledger_image_symbol *symbol)
{
	guint unit = variable_owner(finder, symbol);

	return unit != LEDGER_NOBODY ? unit : ledger_places_owner(finder->code, symbol->value);
}

void ledger_finder_free(struct ledger_finder *finder)
{
	if (!finder)
		return;
	g_ptr_array_unref(finder->names);
	g_array_unref(finder->modules);
	g_array_unref(finder->code);
	g_array_unref(finder->units);
	scan_dwarf_free(finder->dwarf);
	g_free(finder);
}
