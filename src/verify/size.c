/* SPDX-License-Identifier: GPL-2.0-only */
#include "verify/size.h"

#include "base/elfsections.h"

void size_row_add(GPtrArray *rows, const char *name, gint64 before, gint64 after)
{
	struct size_row *row = record_new(&outcome_size_type);

	row->row = g_strdup(name);
	row->before = before;
	row->after = after;
	g_ptr_array_add(rows, row);
}

/* sections of one name count together; RECORD_NONE: there is none */
static gint64 section_bytes(const struct kernel *kernel, const char *name)
{
	gint64 bytes = RECORD_NONE;

	for (guint i = 0; i < kernel->sections->len; i++) {
		const struct kernel_section *section = kernel->sections->pdata[i];

		if (g_str_equal(section->name, name))
			bytes = section->bytes + (bytes == RECORD_NONE ? 0 : bytes);
	}
	return bytes;
}

static gint64 init_bytes(const struct kernel *kernel)
{
	gint64 bytes = 0;

	for (guint i = 0; i < kernel->sections->len; i++) {
		const struct kernel_section *section = kernel->sections->pdata[i];

		if (ms_section_is_freed(section->name))
			bytes += section->bytes;
	}
	return bytes;
}

static void add_sections(const struct kernel *from, const struct kernel *before,
			 const struct kernel *after, GHashTable *seen, GPtrArray *rows)
{
	for (guint i = 0; i < from->sections->len; i++) {
		const struct kernel_section *section = from->sections->pdata[i];
		g_autofree char *name = NULL;

		if (!g_hash_table_add(seen, section->name))
			continue;
		name = g_strconcat("vmlinux ", section->name, NULL);
		size_row_add(rows, name, section_bytes(before, section->name),
			     section_bytes(after, section->name));
	}
}

static void add_totals(const struct kernel *before, const struct kernel *after, GPtrArray *rows)
{
	static const char *const names[] = {"vmlinux text", "vmlinux data", "vmlinux bss"};
	gint64 all_before = 0, all_after = 0;

	for (int kind = MS_SECTION_TEXT; kind <= MS_SECTION_BSS; kind++) {
		gint64 was = kernel_total(before, kind), is = kernel_total(after, kind);

		size_row_add(rows, names[kind], was, is);
		all_before += was;
		all_after += is;
	}
	size_row_add(rows, "vmlinux total", all_before, all_after);
	size_row_add(rows, "vmlinux init", init_bytes(before), init_bytes(after));
}

static const struct kernel_module *module_of(const struct kernel *kernel, const char *module_file)
{
	g_autofree char *path = g_strconcat(module_file, ".ko", NULL);

	for (guint i = 0; i < kernel->modules->len; i++) {
		const struct kernel_module *module = kernel->modules->pdata[i];

		if (g_str_equal(module->path, path))
			return module;
	}
	return NULL;
}

static void add_module(const struct kernel *before, const struct kernel *after,
		       const char *module_file, GPtrArray *rows)
{
	const struct kernel_module *was = module_of(before, module_file);
	const struct kernel_module *is = module_of(after, module_file);
	g_autofree char *base = g_path_get_basename(module_file);
	g_autofree char *file = g_strconcat(base, ".ko", NULL);
	g_autofree char *loaded = g_strconcat(file, " loaded", NULL);

	size_row_add(rows, file, was ? was->bytes : RECORD_NONE, is ? is->bytes : RECORD_NONE);
	size_row_add(rows, loaded, was ? was->loaded : RECORD_NONE, is ? is->loaded : RECORD_NONE);
}

void size_rows(const struct kernel *before, const struct kernel *after, const char *module_file,
	       GPtrArray *rows)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	add_sections(before, before, after, seen, rows);
	add_sections(after, before, after, seen, rows);
	add_totals(before, after, rows);
	size_row_add(rows, after->image, before->image_bytes, after->image_bytes);
	if (after->packed)
		size_row_add(rows, after->packed,
			     before->packed ? before->packed_bytes : RECORD_NONE,
			     after->packed_bytes);
	add_module(before, after, module_file, rows);
}
