/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/scan.h>

#include "base/process.h"
#include "model/model.h"
#include "probe/probe.h"
#include "tree/exports.h"
#include "tree/tree.h"

/*
 * On a real kernel: MODSPLIT_TEST_TREE and MODSPLIT_TEST_BUILD name a tree and its arm64 build
 * with ARM_SMMU_V3=y (the fixture 6.12-smmu, or any other); without them nothing is tested.
 */
#define DRIVER "drivers/iommu/arm-smmu-v3.c"

static struct ms_build where(void)
{
	return (struct ms_build){.tree = g_getenv("MODSPLIT_TEST_TREE"),
				 .output = g_getenv("MODSPLIT_TEST_BUILD"),
				 .arch = "arm64"};
}

static ms_model *scan_real(void)
{
	const struct ms_build build = where();
	static const char *const drivers[] = {DRIVER, NULL}, *const none[] = {NULL};
	static const struct ms_watch_field fields[] = {{"of_xlate", "drivers/iommu"}, {NULL, NULL}};
	const struct ms_watch watch = {none, fields, none};
	const struct ms_job job = {.jobs = 2};
	GError *error = NULL;
	ms_model *model = ms_scan(&build, drivers, &watch, MS_REACH_TREE, &job, &error);

	g_assert_no_error(error);
	return model;
}

/* compiles a source as a module with the words of its .cmd file, and adds what nm says of it */
static void add_undefined(const char *build, const char *object, GHashTable *undefined,
			  GHashTable *defined)
{
	g_autofree char *path = g_build_filename(build, object, NULL);
	g_autofree char *command = scan_cmdfile_path(path), *out = NULL, *made = NULL;
	g_autoptr(scan_cmdfile) file = scan_cmdfile_read(command, NULL);
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_auto(GStrv) lines = NULL;
	GError *error = NULL;

	made = g_build_filename(g_get_tmp_dir(), "scan-real.o", NULL);
	for (guint i = 0; file->argv[i]; i++) {
		gboolean output = i && !strcmp(file->argv[i - 1], "-o");

		if (!g_str_has_prefix(file->argv[i], "-Wp,-M"))
			g_ptr_array_add(argv, output ? made : file->argv[i]);
	}
	/* what a module gets, and the header that the final series brings */
	g_ptr_array_add(argv, (char *)"-DMODULE");
	g_ptr_array_add(argv, (char *)"-include");
	g_ptr_array_add(argv, (char *)"linux/module.h");
	g_ptr_array_add(argv, NULL);
	ms_process_ok((const char *const *)argv->pdata, build, NULL, NULL, &error);
	g_assert_no_error(error);
	{
		const char *const nm[] = {"nm", "-g", made, NULL};

		g_assert_true(ms_process_ok(nm, NULL, NULL, &out, &error));
	}
	lines = g_strsplit(out, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		const char *name = strrchr(lines[i], ' ');

		if (!name)
			continue;
		if (strstr(lines[i], " U "))
			g_hash_table_add(undefined, g_strdup(name + 1));
		else if (!strstr(lines[i], " w "))
			g_hash_table_add(defined, g_strdup(name + 1));
	}
}

/* the model's needs are what the compiler and nm say, no more and no less */
static void test_needs(void)
{
	g_autoptr(ms_model) model = scan_real();
	const struct driver *driver = model->drivers->pdata[0];
	g_autoptr(GHashTable) undefined =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) defined =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GHashTableIter iter;
	void *name;
	guint needed = 0;

	for (guint i = 0; i < driver->sources->len; i++) {
		const struct source *source = driver->sources->pdata[i];

		if (source->built)
			add_undefined(where().output, source->object, undefined, defined);
	}
	g_hash_table_iter_init(&iter, undefined);
	while (g_hash_table_iter_next(&iter, &name, NULL)) {
		if (g_hash_table_contains(defined, name) || !strcmp(name, "__this_module"))
			continue;
		needed++;
		if (!model_driver_symbol(driver, name))
			g_error("'%s' is needed, and not in the model", (char *)name);
	}
	g_assert_cmpuint(needed, >, 20);
	g_assert_cmpuint(driver->symbols->len, ==, needed);
}

/* exports read from the objects are those of modpost's own list */
static void test_exports(void)
{
	const char *build = where().output;
	g_autofree char *path = g_build_filename(build, "Module.symvers", NULL);
	g_autoptr(scan_exports) listed = scan_exports_new(), read = scan_exports_new();
	g_autoptr(scan_index) index = scan_index_read(build, "arm64", NULL, NULL);
	GHashTableIter iter;
	void *value;
	guint both = 0;

	if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
		g_test_skip("no Module.symvers");
		return;
	}
	g_assert_true(scan_symvers_read(listed, path, NULL));
	for (guint i = 0; i < index->objects->len; i++) {
		g_autofree char *object = g_build_filename(build, index->objects->pdata[i], NULL);

		g_assert_true(scan_elf_exports(object, "vmlinux", read, NULL));
	}
	g_hash_table_iter_init(&iter, listed->by_name);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const struct scan_export *row = value, *other;

		if (strcmp(row->provider, "vmlinux"))
			continue;
		other = scan_exports_find(read, row->name);
		if (!other)
			g_error("'%s' is exported, and was not read", row->name);
		g_assert_cmpstr(row->form, ==, other->form);
		g_assert_cmpstr(row->space, ==, other->space);
		both++;
	}
	g_assert_cmpuint(g_hash_table_size(read->by_name), ==, both);
}

/* every symbol that is not exported has a place, and a place that uses it */
static void test_places(void)
{
	g_autoptr(ms_model) model = scan_real();
	const struct driver *driver = model->drivers->pdata[0];

	g_assert_cmpstr(driver->config, ==, "ARM_SMMU_V3");
	g_assert_cmpstr(driver->module, ==, "arm_smmu_v3");
	g_assert_cmpuint(driver->notes->len, ==, 1);
	g_assert_cmpuint(driver->reverse->len, ==, 0);
	g_assert_cmpuint(driver->problems->len, ==, 0);
	for (guint i = 0; i < driver->symbols->len; i++) {
		const struct symbol *symbol = driver->symbols->pdata[i];

		if (symbol->exported)
			continue;
		g_assert_nonnull(symbol->file);
		g_assert_cmpint(symbol->line, >, 0);
		g_assert_cmpint(symbol->end_line, >=, symbol->line);
		g_assert_cmpuint(symbol->used_at->len, >, 0);
	}
	g_assert_cmpuint(model->related->len, >, 5);
}

int main(int argc, char **argv)
{
	if (!g_getenv("MODSPLIT_TEST_TREE") || !g_getenv("MODSPLIT_TEST_BUILD"))
		return 77;
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/scan/real/needs", test_needs);
	g_test_add_func("/scan/real/exports", test_exports);
	g_test_add_func("/scan/real/places", test_places);
	return g_test_run();
}
