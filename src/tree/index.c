/* SPDX-License-Identifier: GPL-2.0-only */
#include "tree/index.h"

#include <string.h>

#include <modsplit/error.h>

#include "formats/cmdfile.h"

struct reading {
	struct scan_index *index;
	const char *build;
	const struct ms_job *job;
	guint object; /* the one whose symbols are being read */
};

static void add_need(struct scan_index *index, const char *name, guint object)
{
	GArray *who = g_hash_table_lookup(index->needs, name);

	if (!who) {
		who = g_array_new(FALSE, FALSE, sizeof(guint));
		g_hash_table_insert(index->needs, g_string_chunk_insert(index->strings, name), who);
	}
	g_array_append_val(who, object);
}

static void add_definition(struct scan_index *index, const struct scan_elf_symbol *symbol,
			   guint object)
{
	struct scan_definition *row = g_hash_table_lookup(index->definitions, symbol->name);
	gboolean weak = symbol->binding == SCAN_ELF_WEAK;

	if (row && (!row->weak || weak))
		return;
	if (!row) {
		row = g_new0(struct scan_definition, 1);
		row->name = g_string_chunk_insert(index->strings, symbol->name);
		g_hash_table_insert(index->definitions, (char *)row->name, row);
	}
	row->section = g_string_chunk_insert_const(index->strings, symbol->section);
	row->kind = symbol->kind;
	row->size = symbol->size;
	row->object = object;
	row->weak = weak;
}

static gboolean take_symbol(void *data, const struct scan_elf_symbol *symbol)
{
	struct reading *r = data;

	if (!symbol->section && symbol->binding == SCAN_ELF_GLOBAL)
		add_need(r->index, symbol->name, r->object);
	else if (symbol->section && symbol->binding != SCAN_ELF_LOCAL)
		add_definition(r->index, symbol, r->object);
	return TRUE;
}

/* "…/build/./a/b.o" -> "a/b.o" */
static const char *below(const char *path, const char *build)
{
	gsize len = strlen(build);

	if (!strncmp(path, build, len) && path[len] == '/')
		path += len + 1;
	while (g_str_has_prefix(path, "./"))
		path += 2;
	return path;
}

static gboolean take_object(void *data, const char *path, const char *bytes, gsize size,
			    GError **error)
{
	struct reading *r = data;
	const char *name = below(path, r->build);
	char *kept;

	if (g_hash_table_contains(r->index->object_ids, name))
		return TRUE;
	if (ms_job_cancelled(r->job, error))
		return FALSE;
	kept = g_string_chunk_insert(r->index->strings, name);
	r->object = r->index->objects->len;
	g_ptr_array_add(r->index->objects, kept);
	g_hash_table_insert(r->index->object_ids, kept, GUINT_TO_POINTER(r->object + 1));
	if (!bytes && !g_file_test(path, G_FILE_TEST_EXISTS)) {
		g_set_error(error, MS_ERROR, MS_ERROR_TREE,
			    "'%s' is part of the image and is not there: build the kernel first",
			    name);
		return FALSE;
	}
	if (bytes)
		return scan_elf_symbols_in(bytes, size, path, take_symbol, r, error);
	return scan_elf_symbols(path, take_symbol, r, error);
}

static void free_array(void *array)
{
	g_array_unref(array);
}

static struct scan_index *index_new(void)
{
	struct scan_index *index = g_new0(struct scan_index, 1);

	index->objects = g_ptr_array_new();
	index->object_ids = g_hash_table_new(g_str_hash, g_str_equal);
	index->definitions = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	index->needs = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_array);
	index->strings = g_string_chunk_new(1024 * 1024);
	return index;
}

static gboolean read_archive(struct reading *r, const char *name, gboolean *found, GError **error)
{
	g_autofree char *path = g_build_filename(r->build, name, NULL);

	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return TRUE;
	*found = TRUE;
	return scan_archive_members(path, take_object, r, error);
}

/* the archives beside vmlinux.a, from which the linker takes what is needed */
static char **library_names(const char *build, const char *srcarch)
{
	g_autofree char *path = g_build_filename(build, ".vmlinux.o.cmd", NULL);
	g_autofree char *arch_lib = g_strdup_printf("arch/%s/lib/lib.a", srcarch);
	const char *const usual[] = {"lib/lib.a", arch_lib, NULL};
	g_autoptr(scan_cmdfile) link = scan_cmdfile_read(path, NULL);
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();

	/* before 5.18 another script links, and leaves no command */
	for (guint i = 0; !link && usual[i]; i++)
		g_strv_builder_add(names, usual[i]);
	for (guint i = 0; link && link->argv[i]; i++)
		if (g_str_has_suffix(link->argv[i], ".a"))
			g_strv_builder_add(names, link->argv[i]);
	return g_strv_builder_end(names);
}

struct scan_index *scan_index_read(const char *build, const char *srcarch, const struct ms_job *job,
				   GError **error)
{
	g_autoptr(scan_index) index = index_new();
	g_auto(GStrv) libraries = library_names(build, srcarch);
	struct reading r = {.index = index, .build = build, .job = job};
	gboolean found = FALSE;

	if (!read_archive(&r, "vmlinux.a", &found, error) ||
	    (!found && !read_archive(&r, "built-in.a", &found, error)))
		return NULL;
	index->whole = index->objects->len;
	for (guint i = 0; libraries[i]; i++)
		if (!read_archive(&r, libraries[i], &found, error))
			return NULL;
	if (!found) {
		g_set_error(error, MS_ERROR, MS_ERROR_TREE,
			    "no vmlinux.a or built-in.a in '%s': build the kernel first", build);
		return NULL;
	}
	return g_steal_pointer(&index);
}

const char *scan_index_object(const struct scan_index *index, guint object)
{
	return object < index->objects->len ? index->objects->pdata[object] : NULL;
}

gboolean scan_index_find(const struct scan_index *index, const char *path, guint *object)
{
	guint id = GPOINTER_TO_UINT(g_hash_table_lookup(index->object_ids, path));

	if (id && object)
		*object = id - 1;
	return id != 0;
}

const struct scan_definition *scan_index_definition(const struct scan_index *index,
						    const char *name)
{
	return g_hash_table_lookup(index->definitions, name);
}

static gint compare_numbers(gconstpointer a, gconstpointer b)
{
	guint x = *(const guint *)a, y = *(const guint *)b;

	return (x > y) - (x < y);
}

gboolean scan_index_needs(const GArray *who, guint object)
{
	return g_array_binary_search((GArray *)who, &object, compare_numbers, NULL);
}

void scan_index_free(struct scan_index *index)
{
	if (!index)
		return;
	g_ptr_array_unref(index->objects);
	g_hash_table_unref(index->object_ids);
	g_hash_table_unref(index->definitions);
	g_hash_table_unref(index->needs);
	g_string_chunk_free(index->strings);
	g_free(index);
}
