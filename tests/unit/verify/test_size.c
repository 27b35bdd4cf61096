/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/elfsections.h"
#include "base/files.h"
#include "base/process.h"
#include "verify/size.h"
#include <modsplit/error.h>

/* writable, read-only, zeroed, code, of an init section, and not loaded */
static const char source[] =
	"char zeroed[5000]; int set = 3; const int fixed[7] = {4}; int f(int x) { return x + set; }\n"
	"__attribute__((section(\".init.text\"))) int g(void) { return 1; }\n"
	"__attribute__((section(\".init.data\"))) int h = 2;\n";

/* compiled by the judge's own toolchain; FALSE: there is none, the test is skipped by name */
static gboolean compile(const char *folder, char **object)
{
	g_autofree char *c = g_build_filename(folder, "a.c", NULL);
	g_autofree char *gcc = g_find_program_in_path("gcc");
	g_autofree char *size = g_find_program_in_path("size");
	const char *argv[] = {"gcc", "-g", "-c", "-o", "a.o", "a.c", NULL};

	if (!gcc || !size) {
		g_test_skip("no gcc or no size (binutils)");
		return FALSE;
	}
	g_assert_true(ms_write_file(c, source, strlen(source), NULL));
	g_assert_true(ms_process_ok(argv, folder, NULL, NULL, NULL));
	*object = g_build_filename(folder, "a.o", NULL);
	return TRUE;
}

static guint64 section(const GPtrArray *sections, const char *name)
{
	guint64 bytes = 0;

	for (guint i = 0; i < sections->len; i++) {
		const struct ms_section *at = sections->pdata[i];

		if (g_str_equal(at->name, name))
			bytes += at->bytes;
	}
	return bytes;
}

/* every row of `size -A`, and the totals of `size` */
static void test_against_size(void)
{
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "size", NULL);
	g_autofree char *object = NULL, *rows = NULL, *totals = NULL;
	g_autoptr(GPtrArray) sections = NULL;
	g_auto(GStrv) lines = NULL;
	unsigned long text, data, bss;
	guint seen = 0;

	if (!compile(ms_scratch_path(scratch), &object))
		return;
	sections = ms_elf_sections(object, NULL);
	g_assert_nonnull(sections);
	g_assert_true(ms_process_ok((const char *const[]){"size", "-A", "-d", object, NULL}, NULL,
				    NULL, &rows, NULL));
	lines = g_strsplit(rows, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		char name[128];
		unsigned long bytes;

		if (lines[i][0] != '.' || sscanf(lines[i], "%127s %lu", name, &bytes) != 2)
			continue;
		g_assert_cmpuint(section(sections, name), ==, bytes);
		seen++;
	}
	g_assert_cmpuint(seen, >=, 6);
	g_assert_true(ms_process_ok((const char *const[]){"size", "-d", object, NULL}, NULL, NULL,
				    &totals, NULL));
	g_assert_cmpint(sscanf(strchr(totals, '\n'), "%lu %lu %lu", &text, &data, &bss), ==, 3);
	g_assert_cmpuint(ms_elf_total(sections, MS_SECTION_TEXT), ==, text);
	g_assert_cmpuint(ms_elf_total(sections, MS_SECTION_DATA), ==, data);
	g_assert_cmpuint(ms_elf_total(sections, MS_SECTION_BSS), ==, bss);
	g_assert_cmpuint(bss, >=, 5000);
}

static void test_cut_file(void)
{
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "size", NULL);
	g_autofree char *object = NULL, *bytes = NULL;
	gsize size;

	if (!compile(ms_scratch_path(scratch), &object))
		return;
	bytes = ms_read_file(object, &size, NULL);
	for (gsize keep = 0; keep < size; keep += size / 16) {
		g_autoptr(GError) error = NULL;

		g_assert_true(ms_write_file(object, bytes, keep, NULL));
		g_assert_null(ms_elf_sections(object, &error));
		g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
	}
}

static struct kernel *kernel(gint64 text, gint64 data, gint64 init)
{
	g_autofree char *json = g_strdup_printf(
		"{\"schema\": \"modsplit.kernel/1\", \"key\": \"k\", \"name\": \"n\", \"release\": "
		"\"r\", \"image\": \"Image\", \"image_bytes\": 100, \"packed\": \"Image.gz\", "
		"\"packed_bytes\": %d, \"sections\": [{\"name\": \".text\", \"bytes\": %d, "
		"\"kind\": \"text\"}, {\"name\": \".data\", \"bytes\": %d, \"kind\": \"data\"}, "
		"{\"name\": \".init.text\", \"bytes\": %d, \"kind\": \"text\"}%s], \"modules\": "
		"[%s], \"modpost\": [], \"warnings\": [], \"compiled\": 1}",
		(int)text / 2, (int)text, (int)data, (int)init,
		init ? ", {\"name\": \".bss\", \"bytes\": 7, \"kind\": \"bss\"}" : "",
		init ? "" : "{\"path\": \"drivers/a/b.ko\", \"bytes\": 50, \"loaded\": 30}");
	g_autoptr(ms_json) parsed = ms_json_parse(json, strlen(json), "kernel", NULL);

	g_assert_nonnull(parsed);
	return record_from_json(&kernel_type, parsed, NULL);
}

static void row_free(void *row)
{
	record_free(&outcome_size_type, row);
}

static void assert_row(const GPtrArray *rows, const char *name, gint64 before, gint64 after)
{
	for (guint i = 0; i < rows->len; i++) {
		const struct size_row *row = rows->pdata[i];

		if (!g_str_equal(row->row, name))
			continue;
		g_assert_cmpint(row->before, ==, before);
		g_assert_cmpint(row->after, ==, after);
		return;
	}
	g_error("no row '%s'", name);
}

static void test_rows(void)
{
	g_autoptr(ms_kernel) before = kernel(1000, 200, 30), after = kernel(900, 190, 0);
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(row_free);
	gint64 sum = 0;

	size_rows(before, after, "drivers/a/b", rows);
	assert_row(rows, "vmlinux .text", 1000, 900);
	assert_row(rows, "vmlinux .bss", 7, RECORD_NONE);
	assert_row(rows, "vmlinux text", 1030, 900);
	assert_row(rows, "vmlinux data", 200, 190);
	assert_row(rows, "vmlinux bss", 7, 0);
	assert_row(rows, "vmlinux total", 1237, 1090);
	assert_row(rows, "vmlinux init", 30, 0);
	assert_row(rows, "Image", 100, 100);
	assert_row(rows, "Image.gz", 500, 450);
	assert_row(rows, "b.ko", RECORD_NONE, 50);
	assert_row(rows, "b.ko loaded", RECORD_NONE, 30);
	for (guint i = 0; i < rows->len; i++) {
		const struct size_row *row = rows->pdata[i];

		if (g_str_has_prefix(row->row, "vmlinux ."))
			sum += row->before;
	}
	g_assert_cmpint(sum, ==, 1237); /* sections add up to the total */
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/size/against-size", test_against_size);
	g_test_add_func("/size/cut-file", test_cut_file);
	g_test_add_func("/size/rows", test_rows);
	return g_test_run();
}
