/* SPDX-License-Identifier: GPL-2.0-only */
#include "ledger/owners.h"

#include <string.h>

#include <modsplit/error.h>

#include "base/elfsections.h"
#include "ledger/finder.h"

/* --- an object ------------------------------------------------------------------------------ */

static gboolean take_local(void *data, const struct scan_elf_symbol *symbol)
{
	struct ledger_facts *facts = data;
	struct ledger_local local = {.size = symbol->size};

	if (symbol->binding != SCAN_ELF_LOCAL || !symbol->size || !symbol->number)
		return TRUE;
	local.name = g_string_chunk_insert(facts->names, symbol->name);
	g_array_append_val(facts->locals, local);
	return TRUE;
}

void ledger_facts_read(struct ledger_facts *facts, const char *path)
{
	g_autoptr(GPtrArray) sections = ms_elf_sections(path, NULL);

	facts->locals = g_array_new(FALSE, FALSE, sizeof(struct ledger_local));
	facts->names = g_string_chunk_new(4096);
	for (guint i = 0; sections && i < sections->len; i++) {
		const struct ms_section *section = sections->pdata[i];

		if (section->kind != MS_SECTION_OTHER)
			facts->bytes += (gint64)section->bytes;
	}
	scan_elf_symbols(path, take_local, facts, NULL);
}

void ledger_facts_clear(struct ledger_facts *facts)
{
	g_array_unref(facts->locals);
	g_string_chunk_free(facts->names);
}

/* --- the image ------------------------------------------------------------------------------ */

static gboolean take_symbol(void *data, const struct scan_elf_symbol *from)
{
	struct ledger_image *image = data;
	struct ledger_image_symbol symbol = {.value = from->value, .size = from->size};

	if (!from->number)
		return TRUE;
	symbol.name = g_string_chunk_insert(image->strings, from->name);
	g_hash_table_add(image->names, (char *)symbol.name);
	if (!from->size)
		return TRUE;
	symbol.section = g_string_chunk_insert_const(image->strings, from->section);
	symbol.local = from->binding == SCAN_ELF_LOCAL;
	g_array_append_val(image->symbols, symbol);
	return TRUE;
}

struct ledger_image *ledger_image_read(const char *path, GError **error)
{
	g_autoptr(ledger_image) image = g_new0(struct ledger_image, 1);

	image->symbols = g_array_new(FALSE, FALSE, sizeof(struct ledger_image_symbol));
	image->names = g_hash_table_new(g_str_hash, g_str_equal);
	image->strings = g_string_chunk_new(1 << 20);
	if (!scan_elf_symbols(path, take_symbol, image, error))
		return NULL;
	return g_steal_pointer(&image);
}

gboolean ledger_image_has(const struct ledger_image *image, const char *name)
{
	return g_hash_table_contains(image->names, name);
}

void ledger_image_free(struct ledger_image *image)
{
	if (!image)
		return;
	g_array_unref(image->symbols);
	g_hash_table_unref(image->names);
	g_string_chunk_free(image->strings);
	g_free(image);
}

gboolean ledger_own_check(const struct ledger_image *image, const struct scan_index *index,
			  const struct ms_job *job, GError **error)
{
	const char *first = NULL;
	guint n = 0, others = 0;

	for (guint i = 0; i < image->symbols->len; i++) {
		const struct ledger_image_symbol *symbol =
			&g_array_index(image->symbols, struct ledger_image_symbol, i);
		const struct scan_definition *definition =
			symbol->local ? NULL : scan_index_definition(index, symbol->name);

		n += !symbol->local;
		if (symbol->local || (definition && definition->size == symbol->size))
			continue;
		others++;
		first = first ? first : symbol->name;
	}
	if (others * 100 > n) {
		g_set_error(
			error, MS_ERROR, MS_ERROR_TREE,
			"vmlinux and the objects are from different builds: %u of %u global "
			"symbols are not those of the objects, such as '%s'; build the kernel again",
			others, n, first);
		return FALSE;
	}
	/* the banner alone is compiled anew for each link */
	if (others > 1)
		ms_job_say(job,
			   "note: %u of %u global symbols of vmlinux are not those of the "
			   "objects, such as '%s': was one compiled after the link?",
			   others, n, first);
	return TRUE;
}

/* --- whose they are ------------------------------------------------------------------------- */

/* the local symbols of one name and size */
struct twins {
	const char *name;
	guint64 size;
	GArray *objects; /* guint: who has one, in link order */
	guint in_image;  /* how many the image has */
	guint told;      /* how many of these have been given to their objects */
};

static guint twins_hash(gconstpointer key)
{
	const struct twins *twins = key;

	return g_str_hash(twins->name) ^ (guint)twins->size;
}

static gboolean twins_equal(gconstpointer a, gconstpointer b)
{
	const struct twins *x = a, *y = b;

	return x->size == y->size && !strcmp(x->name, y->name);
}

static void twins_free(void *data)
{
	struct twins *twins = data;

	g_array_unref(twins->objects);
	g_free(twins);
}

static struct twins *twins_of(GHashTable *all, const char *name, guint64 size)
{
	const struct twins key = {.name = name, .size = size};
	struct twins *twins = g_hash_table_lookup(all, &key);

	if (!twins) {
		twins = g_new0(struct twins, 1);
		twins->name = name;
		twins->size = size;
		twins->objects = g_array_new(FALSE, FALSE, sizeof(guint));
		g_hash_table_add(all, twins);
	}
	return twins;
}

static GHashTable *count_twins(const struct ledger_image *image, const struct scan_index *index,
			       const struct ledger_facts *facts)
{
	GHashTable *all = g_hash_table_new_full(twins_hash, twins_equal, NULL, twins_free);

	for (guint i = 0; i < index->objects->len; i++) {
		for (guint k = 0; k < facts[i].locals->len; k++) {
			const struct ledger_local *local =
				&g_array_index(facts[i].locals, struct ledger_local, k);

			g_array_append_val(twins_of(all, local->name, local->size)->objects, i);
		}
	}
	for (guint i = 0; i < image->symbols->len; i++) {
		const struct ledger_image_symbol *symbol =
			&g_array_index(image->symbols, struct ledger_image_symbol, i);

		if (symbol->local)
			twins_of(all, symbol->name, symbol->size)->in_image++;
	}
	return all;
}

/* the object's number; as many as there are objects: not known */
static guint owner_of(const struct ledger_image_symbol *symbol, const struct scan_index *index,
		      GHashTable *all)
{
	const struct scan_definition *definition = scan_index_definition(index, symbol->name);
	struct twins *twins = symbol->local ? twins_of(all, symbol->name, symbol->size) : NULL;

	if (twins && twins->objects->len == twins->in_image)
		return g_array_index(twins->objects, guint, twins->told++);
	/* one that is hidden is global in its object, and local in the image */
	if (definition && (!twins || (!twins->objects->len && definition->size == symbol->size)))
		return definition->object;
	return index->objects->len;
}

/* where a symbol begins */
static guint place_hash(gconstpointer key)
{
	const struct ledger_image_symbol *symbol = key;

	return g_int64_hash(&symbol->value) ^ g_direct_hash(symbol->section);
}

static gboolean place_equal(gconstpointer a, gconstpointer b)
{
	const struct ledger_image_symbol *x = a, *y = b;

	return x->value == y->value && x->section == y->section;
}

static void add_symbol(struct ledger_object **object, const char *name,
		       const struct ledger_image_symbol *symbol)
{
	struct ledger_symbol *made = record_new(&ledger_symbol_type);

	if (!*object) {
		*object = record_new(&ledger_object_type);
		(*object)->name = g_strdup(name);
	}
	made->name = g_strdup(symbol->name);
	made->bytes = (gint64)symbol->size;
	g_ptr_array_add((*object)->symbols, made);
}

void ledger_give(struct ledger_artefact *artefact, const struct ledger_image *image,
		 const guint *owners, const GPtrArray *names)
{
	g_autoptr(GHashTable) places = g_hash_table_new(place_hash, place_equal);
	g_autofree struct ledger_object **objects = g_new0(struct ledger_object *, names->len + 1);

	for (guint i = 0; i < image->symbols->len; i++) {
		struct ledger_image_symbol *symbol =
			&g_array_index(image->symbols, struct ledger_image_symbol, i);
		guint owner = MIN(owners[i], names->len);

		if (g_hash_table_add(places, symbol))
			add_symbol(&objects[owner],
				   owner < names->len ? names->pdata[owner] : "(unknown)", symbol);
	}
	for (guint i = 0; i <= names->len; i++)
		if (objects[i])
			g_ptr_array_add(artefact->objects, objects[i]);
}

/* what neither table tells, the ranges and the debug information may; an object it must be */
static guint find_owner(const struct ledger_finder *finder,
			const struct ledger_image_symbol *symbol, const struct scan_index *index)
{
	guint unit = ledger_finder_unit(finder, symbol), owner;
	guint found = ledger_finder_at(finder, symbol->value, unit);

	if (found != LEDGER_NOBODY &&
	    scan_index_find(index, ledger_finder_name(finder, found), &owner))
		return owner;
	return index->objects->len;
}

void ledger_own(struct ledger_artefact *artefact, const struct ledger_image *image,
		const struct scan_index *index, const struct ledger_facts *facts,
		const struct ledger_finder *finder)
{
	g_autoptr(GHashTable) all = count_twins(image, index, facts);
	g_autofree guint *owners = g_new(guint, image->symbols->len);

	for (guint i = 0; i < image->symbols->len; i++) {
		const struct ledger_image_symbol *symbol =
			&g_array_index(image->symbols, struct ledger_image_symbol, i);

		owners[i] = owner_of(symbol, index, all);
		if (owners[i] == index->objects->len)
			owners[i] = find_owner(finder, symbol, index);
	}
	ledger_give(artefact, image, owners, index->objects);
}
