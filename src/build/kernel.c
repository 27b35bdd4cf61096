/* SPDX-License-Identifier: GPL-2.0-only */
#include "build/kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/copy.h"
#include "base/elfsections.h"
#include "base/files.h"
#include <modsplit/error.h>

#define MODULES_LIMIT (256 << 20)

static const char *const kind_names[] = {"text", "data", "bss", "other", NULL};

static const struct record_field section_fields[] = {
	RECORD_FSTR(kernel_section, name),
	RECORD_FINT(kernel_section, bytes),
	RECORD_FCHOICE(kernel_section, kind, kind_names),
	RECORD_END,
};
static const struct record_type section_type = {NULL, sizeof(struct kernel_section),
						section_fields};

static const struct record_field module_fields[] = {
	RECORD_FSTR(kernel_module, path),
	RECORD_FINT(kernel_module, bytes),
	RECORD_FINT(kernel_module, loaded),
	RECORD_END,
};
static const struct record_type module_type = {NULL, sizeof(struct kernel_module), module_fields};

static const struct record_field kernel_fields[] = {
	RECORD_FSTR(kernel, key),
	RECORD_FSTR(kernel, name),
	RECORD_FSTR(kernel, release),
	RECORD_FSTR(kernel, image),
	RECORD_FINT(kernel, image_bytes),
	RECORD_FSTR(kernel, packed),
	RECORD_FINT(kernel, packed_bytes),
	RECORD_FLIST(kernel, sections, &section_type),
	RECORD_FLIST(kernel, modules, &module_type),
	RECORD_FSTRS(kernel, modpost),
	RECORD_FSTRS(kernel, warnings),
	RECORD_FINT(kernel, compiled),
	RECORD_END,
};
const struct record_type kernel_type = {"modsplit.kernel/1", sizeof(struct kernel), kernel_fields};

void kernel_free(struct kernel *kernel)
{
	record_free(&kernel_type, kernel);
}

gint64 kernel_total(const struct kernel *kernel, int kind)
{
	gint64 bytes = 0;

	for (guint i = 0; i < kernel->sections->len; i++) {
		const struct kernel_section *section = kernel->sections->pdata[i];

		bytes += section->kind == kind ? section->bytes : 0;
	}
	return bytes;
}

static gint64 file_bytes(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	struct stat st;

	return stat(path, &st) ? -1 : (gint64)st.st_size;
}

static gboolean whole(const struct kernel *kernel, const char *directory)
{
	if (!kernel->image || file_bytes(directory, kernel->image) != kernel->image_bytes ||
	    file_bytes(directory, "config") < 0)
		return FALSE;
	for (guint i = 0; i < kernel->modules->len; i++) {
		const struct kernel_module *module = kernel->modules->pdata[i];
		g_autofree char *path = g_build_filename("modules", module->path, NULL);

		if (file_bytes(directory, path) != module->bytes)
			return FALSE;
	}
	return TRUE;
}

struct kernel *kernel_load(const char *directory, const char *key)
{
	g_autofree char *path = g_build_filename(directory, "kernel.json", NULL);
	g_autoptr(ms_kernel) kernel = NULL;

	if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
		return NULL;
	kernel = record_load(&kernel_type, path, NULL);
	if (!kernel || g_strcmp0(kernel->key, key) != 0 || !whole(kernel, directory))
		return NULL;
	utimensat(AT_FDCWD, directory, NULL, 0); /* used just now; see kernel_prune() */
	return g_steal_pointer(&kernel);
}

static gboolean take_file(const char *from_folder, const char *from, const char *to_folder,
			  const char *to, gint64 *bytes, GError **error)
{
	g_autofree char *source = g_build_filename(from_folder, from, NULL);
	g_autofree char *copy = g_build_filename(to_folder, to, NULL);
	g_autofree char *folder = g_path_get_dirname(copy);

	if (g_mkdir_with_parents(folder, 0777)) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot make directory '%s': %s", folder,
			    g_strerror(errno));
		return FALSE;
	}
	if (!ms_copy_file(source, copy, error))
		return FALSE;
	if (bytes)
		*bytes = file_bytes(to_folder, to);
	return TRUE;
}

static gboolean take_sections(struct kernel *kernel, const char *output, GError **error)
{
	g_autofree char *path = g_build_filename(output, "vmlinux", NULL);
	g_autoptr(GPtrArray) sections = ms_elf_sections(path, error);

	for (guint i = 0; sections && i < sections->len; i++) {
		const struct ms_section *from = sections->pdata[i];
		struct kernel_section *to;

		if (from->kind == MS_SECTION_OTHER || from->bytes == 0)
			continue;
		to = record_new(&section_type);
		to->name = g_strdup(from->name);
		to->bytes = (gint64)from->bytes;
		to->kind = from->kind;
		g_ptr_array_add(kernel->sections, to);
	}
	return sections != NULL;
}

/* modules.order names objects (newer trees) or modules, these once below "kernel/" */
static GPtrArray *list_modules(const char *output)
{
	g_autofree char *path = g_build_filename(output, "modules.order", NULL);
	g_autofree char *text = ms_read_file(path, NULL, NULL);
	g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;
	GPtrArray *modules = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; lines && lines[i]; i++) {
		const char *line =
			g_str_has_prefix(lines[i], "kernel/") && file_bytes(output, lines[i]) < 0
				? lines[i] + strlen("kernel/")
				: lines[i];
		const char *dot = strrchr(line, '.');

		if (dot)
			g_ptr_array_add(modules,
					g_strdup_printf("%.*s.ko", (int)(dot - line), line));
	}
	return modules;
}

static gboolean take_module(struct kernel *kernel, const char *output, const char *path,
			    const char *directory, GError **error)
{
	g_autofree char *full = g_build_filename(output, path, NULL);
	g_autofree char *to = g_build_filename("modules", path, NULL);
	g_autoptr(GPtrArray) sections = ms_elf_sections(full, error);
	struct kernel_module *module;

	if (!sections)
		return FALSE;
	module = record_new(&module_type);
	g_ptr_array_add(kernel->modules, module);
	module->path = g_strdup(path);
	for (int kind = MS_SECTION_TEXT; kind <= MS_SECTION_BSS; kind++)
		module->loaded += (gint64)ms_elf_total(sections, (enum ms_section_kind)kind);
	return take_file(output, path, directory, to, &module->bytes, error);
}

static gboolean take_modules(struct kernel *kernel, const char *output, const char *module_file,
			     const char *directory, GError **error)
{
	g_autoptr(GPtrArray) modules = list_modules(output);
	g_autofree char *folder = g_path_get_dirname(module_file ? module_file : "");
	gint64 bytes = 0;

	for (guint i = 0; i < modules->len; i++)
		bytes += MAX(file_bytes(output, modules->pdata[i]), 0);
	for (guint i = 0; i < modules->len; i++) {
		const char *path = modules->pdata[i];

		if (bytes > MODULES_LIMIT && !g_str_has_prefix(path, folder))
			continue;
		if (!take_module(kernel, output, path, directory, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean take_images(struct kernel *kernel, const struct ms_build *build,
			    const char *directory, GError **error)
{
	const struct kmake_arch *arch = kmake_arch_of(build->arch);
	g_autofree char *packed = NULL;
	struct stat st;

	kernel->image = g_path_get_basename(arch->image);
	if (!take_file(build->output, arch->image, directory, kernel->image, &kernel->image_bytes,
		       error))
		return FALSE;
	if (!arch->packed)
		return TRUE;
	packed = g_build_filename(build->output, arch->packed_path, NULL);
	if (!stat(packed, &st)) {
		kernel->packed = g_path_get_basename(arch->packed_path);
		kernel->packed_bytes = (gint64)st.st_size;
	}
	return TRUE;
}

static gboolean take_release(struct kernel *kernel, const char *output, GError **error)
{
	g_autofree char *path = g_build_filename(output, "include/config/kernel.release", NULL);

	kernel->release = ms_read_file(path, NULL, error);
	if (kernel->release)
		g_strstrip(kernel->release);
	return kernel->release != NULL;
}

static void copy_strings(GPtrArray *to, const GPtrArray *from)
{
	for (guint i = 0; i < from->len; i++)
		g_ptr_array_add(to, g_strdup(from->pdata[i]));
}

struct kernel *kernel_harvest(const struct ms_build *build, const struct kmake_said *said,
			      const char *name, const char *key, const char *module_file,
			      const char *directory, GError **error)
{
	g_autoptr(ms_kernel) kernel = record_new(&kernel_type);
	g_autofree char *json = g_build_filename(directory, "kernel.json", NULL);

	kernel->key = g_strdup(key);
	kernel->name = g_strdup(name);
	kernel->compiled = said->compiled;
	copy_strings(kernel->modpost, said->modpost);
	copy_strings(kernel->warnings, said->warnings);
	if (take_release(kernel, build->output, error) &&
	    take_sections(kernel, build->output, error) &&
	    take_images(kernel, build, directory, error) &&
	    take_modules(kernel, build->output, module_file, directory, error) &&
	    take_file(build->output, ".config", directory, "config", NULL, error) &&
	    record_save(&kernel_type, kernel, json, error))
		return g_steal_pointer(&kernel);
	ms_remove_tree(directory, NULL);
	return NULL;
}

struct aged {
	char *path;
	gint64 used;
	gint64 bytes;
};

static int newest_first(const void *a, const void *b)
{
	const struct aged *left = a, *right = b;

	return left->used > right->used ? -1 : left->used < right->used;
}

static gint64 kernel_bytes(const char *json)
{
	g_autoptr(ms_kernel) kernel = record_load(&kernel_type, json, NULL);
	gint64 bytes = kernel ? kernel->image_bytes + kernel->packed_bytes : 0;

	for (guint i = 0; kernel && i < kernel->modules->len; i++)
		bytes += ((struct kernel_module *)kernel->modules->pdata[i])->bytes;
	return bytes;
}

static GArray *list_kernels(const char *directory)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct aged));
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(directory, name, NULL);
		g_autofree char *json = g_build_filename(path, "kernel.json", NULL);
		struct stat st;
		struct aged aged;

		if (stat(path, &st) || !g_file_test(json, G_FILE_TEST_IS_REGULAR))
			continue;
		aged = (struct aged){g_steal_pointer(&path),
				     (gint64)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec,
				     kernel_bytes(json)};
		g_array_append_val(all, aged);
	}
	g_array_sort(all, newest_first);
	return all;
}

void kernel_prune(const char *directory, guint keep, gint64 bytes)
{
	g_autoptr(GArray) all = list_kernels(directory);

	for (guint i = 0; i < all->len; i++) {
		const struct aged *aged = &g_array_index(all, struct aged, i);

		bytes -= aged->bytes;
		if (i >= keep && bytes < 0)
			ms_remove_tree(aged->path, NULL);
		g_free(aged->path);
	}
}
