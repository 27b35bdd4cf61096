/* SPDX-License-Identifier: GPL-2.0-only */
#include "boot/initramfs.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/files.h"
#include "boot/modinfo.h"
#include <modsplit/error.h>

struct module {
	char *name; /* "arm_smmu_v3" */
	char *file; /* "kernel/arm-smmu-v3.ko" */
	char *data;
	gsize size;
	GPtrArray *info;
	gboolean seen; /* while dependencies are put in order */
};

static void module_free(void *data)
{
	struct module *module = data;

	g_free(module->name);
	g_free(module->file);
	g_free(module->data);
	if (module->info)
		g_ptr_array_unref(module->info);
	g_free(module);
}

static int compare_modules(const void *a, const void *b)
{
	const struct module *const *left = a, *const *right = b;

	return strcmp((*left)->name, (*right)->name);
}

static struct module *find_module(const GPtrArray *modules, const char *name)
{
	for (guint i = 0; i < modules->len; i++) {
		struct module *module = modules->pdata[i];

		if (strcmp(module->name, name) == 0)
			return module;
	}
	return NULL;
}

static gboolean read_module(GPtrArray *modules, const char *path, GError **error)
{
	g_autofree char *base = g_path_get_basename(path);
	struct module *module;
	g_autofree char *name = modinfo_name(path);

	if (find_module(modules, name)) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "two modules are called '%s'; the second is '%s'", name, path);
		return FALSE;
	}
	module = g_new0(struct module, 1);
	module->name = g_steal_pointer(&name);
	module->file = g_strconcat("kernel/", base, NULL);
	g_ptr_array_add(modules, module);
	module->data = ms_read_file(path, &module->size, error);
	if (!module->data)
		return FALSE;
	module->info = modinfo_read(module->data, module->size, error);
	if (!module->info)
		g_prefix_error(error, "%s: ", path);
	return module->info != NULL;
}

static GPtrArray *read_modules(const struct initramfs *initramfs, GError **error)
{
	GPtrArray *modules = g_ptr_array_new_with_free_func(module_free);

	for (const char *const *path = initramfs->modules; path && *path; path++) {
		if (!read_module(modules, *path, error)) {
			g_ptr_array_unref(modules);
			return NULL;
		}
	}
	g_ptr_array_sort(modules, compare_modules);
	return modules;
}

/* Adds what a module needs, and then the module itself, to `order`. */
static void add_in_order(const GPtrArray *modules, struct module *module, GPtrArray *order)
{
	const char *depends = modinfo_value(module->info, "depends");
	g_auto(GStrv) names = g_strsplit(depends ? depends : "", ",", -1);

	if (module->seen)
		return;
	module->seen = TRUE;
	for (char **name = names; *name; name++) {
		struct module *needed = find_module(modules, g_strdelimit(*name, "-", '_'));

		if (needed)
			add_in_order(modules, needed, order);
	}
	g_ptr_array_add(order, module);
}

/* As depmod writes it: all that a module needs, what has to be loaded first comes last. */
static void dep_line(const GPtrArray *modules, struct module *module, GString *out)
{
	g_autoptr(GPtrArray) order = g_ptr_array_new();

	for (guint i = 0; i < modules->len; i++)
		((struct module *)modules->pdata[i])->seen = FALSE;
	add_in_order(modules, module, order);
	g_string_append_printf(out, "%s:", module->file);
	for (guint i = order->len - 1; i-- > 0;)
		g_string_append_printf(out, " %s", ((struct module *)order->pdata[i])->file);
	g_string_append_c(out, '\n');
}

struct writer {
	struct archive *archive;
	gint64 inode;
};

static gboolean fail(struct writer *writer, GError **error)
{
	const char *text = archive_error_string(writer->archive);

	g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot write the initramfs: %s",
		    text ? text : "unknown error");
	return FALSE;
}

static gboolean add(struct writer *writer, const char *path, mode_t mode, dev_t device,
		    const char *data, gsize size, GError **error)
{
	struct archive_entry *entry = archive_entry_new();
	gboolean ok;

	archive_entry_set_pathname(entry, path);
	archive_entry_set_mode(entry, mode);
	archive_entry_set_size(entry, (la_int64_t)size);
	archive_entry_set_mtime(entry, 0, 0);
	archive_entry_set_ino64(entry, ++writer->inode);
	archive_entry_set_nlink(entry, 1);
	if (device)
		archive_entry_set_rdev(entry, device);
	ok = archive_write_header(writer->archive, entry) == ARCHIVE_OK &&
	     (size == 0 || archive_write_data(writer->archive, data, size) == (la_ssize_t)size);
	archive_entry_free(entry);
	return ok || fail(writer, error);
}

static gboolean add_text(struct writer *writer, const char *folder, const char *name,
			 const GString *text, GError **error)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	return add(writer, path, S_IFREG | 0644, 0, text->str, text->len, error);
}

static gboolean add_modules(struct writer *writer, const char *release, GPtrArray *modules,
			    GError **error)
{
	g_autofree char *folder = g_build_filename("lib/modules", release, NULL);
	g_autofree char *kernel = g_build_filename(folder, "kernel", NULL);
	g_autoptr(GString) alias = g_string_new(NULL);
	g_autoptr(GString) dep = g_string_new(NULL);
	const char *const folders[] = {"lib", "lib/modules", folder, kernel};

	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++)
		if (!add(writer, folders[i], S_IFDIR | 0755, 0, NULL, 0, error))
			return FALSE;
	for (guint i = 0; i < modules->len; i++) {
		struct module *module = modules->pdata[i];
		g_autofree char *path = g_build_filename(folder, module->file, NULL);

		modinfo_alias_lines(module->info, module->name, alias);
		dep_line(modules, module, dep);
		if (!add(writer, path, S_IFREG | 0644, 0, module->data, module->size, error))
			return FALSE;
	}
	return add_text(writer, folder, "modules.alias", alias, error) &&
	       add_text(writer, folder, "modules.dep", dep, error);
}

static gboolean add_all(struct writer *writer, const struct initramfs *initramfs,
			GPtrArray *modules, GError **error)
{
	g_autofree char *init = NULL;
	gsize size;

	init = ms_read_file(initramfs->init, &size, error);
	return init && add(writer, "dev", S_IFDIR | 0755, 0, NULL, 0, error) &&
	       add(writer, "dev/console", S_IFCHR | 0600, makedev(5, 1), NULL, 0, error) &&
	       add(writer, "dev/null", S_IFCHR | 0666, makedev(1, 3), NULL, 0, error) &&
	       add(writer, "init", S_IFREG | 0755, 0, init, size, error) &&
	       add_modules(writer, initramfs->release, modules, error) &&
	       (!initramfs->report || add(writer, "report", S_IFREG | 0644, 0, initramfs->report,
					  strlen(initramfs->report), error)) &&
	       add(writer, "orders", S_IFREG | 0644, 0, initramfs->orders,
		   strlen(initramfs->orders), error);
}

gboolean initramfs_write(const struct initramfs *initramfs, const char *path, GError **error)
{
	g_autoptr(GPtrArray) modules = read_modules(initramfs, error);
	struct writer writer = {.archive = NULL};
	gboolean ok;

	if (!modules)
		return FALSE;
	writer.archive = archive_write_new();
	ok = archive_write_set_format_cpio_newc(writer.archive) == ARCHIVE_OK &&
	     archive_write_add_filter_gzip(writer.archive) == ARCHIVE_OK &&
	     archive_write_set_options(writer.archive, "gzip:!timestamp") == ARCHIVE_OK &&
	     archive_write_open_filename(writer.archive, path) == ARCHIVE_OK;
	if (!ok)
		fail(&writer, error);
	ok = ok && add_all(&writer, initramfs, modules, error);
	if (ok && archive_write_close(writer.archive) != ARCHIVE_OK)
		ok = fail(&writer, error);
	archive_write_free(writer.archive);
	return ok;
}
