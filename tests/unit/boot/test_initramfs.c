/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>
#include <sys/stat.h>

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>

#include "base/files.h"
#include "boot/initramfs.h"
#include "boot/modinfo.h"
#include <modsplit/error.h>

static void put(GByteArray *bytes, gsize at, guint width, guint64 value, gboolean big_endian)
{
	for (guint i = 0; i < width; i++) {
		guint shift = 8 * (big_endian ? width - 1 - i : i);

		bytes->data[at + i] = (guint8)(value >> shift);
	}
}

/* The smallest module: header, names, .modinfo, and three section headers. */
static GByteArray *make_module(const char *info, gsize info_size, gboolean is64,
			       gboolean big_endian)
{
	static const char names[] = "\0.modinfo\0.shstrtab";
	const gsize header = is64 ? 64 : 52, entry = is64 ? 64 : 40, word = is64 ? 8 : 4;
	const gsize at_names = header, at_info = at_names + sizeof(names);
	const gsize at_table = at_info + info_size;
	GByteArray *elf = g_byte_array_new();

	g_byte_array_set_size(elf, (guint)(at_table + 3 * entry));
	memset(elf->data, 0, elf->len);
	memcpy(elf->data, "\177ELF", 4);
	elf->data[4] = is64 ? 2 : 1;
	elf->data[5] = big_endian ? 2 : 1;
	memcpy(elf->data + at_names, names, sizeof(names));
	memcpy(elf->data + at_info, info, info_size);
	put(elf, 0x10, 2, 1, big_endian);
	put(elf, is64 ? 0x28 : 0x20, (guint)word, at_table, big_endian);
	put(elf, is64 ? 0x3a : 0x2e, 2, entry, big_endian);
	put(elf, is64 ? 0x3c : 0x30, 2, 3, big_endian);
	put(elf, is64 ? 0x3e : 0x32, 2, 1, big_endian);
	for (gsize i = 1; i < 3; i++) {
		gsize at = at_table + i * entry;

		put(elf, at, 4, i == 1 ? 10 : 1, big_endian);
		put(elf, at + 4, 4, i == 1 ? 3 : 1, big_endian);
		put(elf, at + (is64 ? 0x18 : 0x10), (guint)word, i == 1 ? at_names : at_info,
		    big_endian);
		put(elf, at + (is64 ? 0x20 : 0x14), (guint)word, i == 1 ? sizeof(names) : info_size,
		    big_endian);
	}
	return elf;
}

#define INFO "alias=of:N*T*Cacme,a\0\0license=GPL\0depends=mod_b,mod-c\0alias=platform:acme"

static void test_modinfo(void)
{
	for (int form = 0; form < 4; form++) {
		g_autoptr(GByteArray) elf = make_module(INFO, sizeof(INFO), form & 1, form & 2);
		g_autoptr(GError) error = NULL;
		g_autoptr(GPtrArray) entries =
			modinfo_read((const char *)elf->data, elf->len, &error);
		g_autoptr(GString) lines = g_string_new(NULL);

		g_assert_no_error(error);
		g_assert_cmpuint(entries->len, ==, 4);
		g_assert_cmpstr(modinfo_value(entries, "license"), ==, "GPL");
		g_assert_cmpstr(modinfo_value(entries, "depends"), ==, "mod_b,mod-c");
		g_assert_cmpstr(modinfo_value(entries, "depend"), ==, NULL);
		modinfo_alias_lines(entries, "mod_a", lines);
		g_assert_cmpstr(lines->str, ==,
				"alias of:N*T*Cacme,a mod_a\nalias platform:acme mod_a\n");
	}
}

/* Cut anywhere, or with any byte changed: an error or an answer, never a crash. */
static void test_damaged(void)
{
	g_autoptr(GByteArray) elf = make_module(INFO, sizeof(INFO), TRUE, FALSE);

	for (gsize size = 0; size < elf->len; size++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *cut = g_memdup2(elf->data, size);

		g_assert_null(modinfo_read(cut, size, &error));
		g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
	}
	for (gsize at = 0; at < elf->len; at++) {
		g_autofree char *copy = g_memdup2(elf->data, elf->len);
		g_autoptr(GPtrArray) entries = NULL;

		copy[at] = (char)~copy[at];
		entries = modinfo_read(copy, elf->len, NULL);
		g_assert_true(entries == NULL || entries->len <= sizeof(INFO));
	}
}

static void test_name(void)
{
	g_autofree char *one = modinfo_name("a-b/arm-smmu-v3.ko");
	g_autofree char *two = modinfo_name("x.ko.d");

	g_assert_cmpstr(one, ==, "arm_smmu_v3");
	g_assert_cmpstr(two, ==, "x.ko.d");
}

struct place {
	ms_scratch *scratch;
	char *init, *a, *b, *c, *again, *out;
};

static char *put_file(struct place *place, const char *name, const void *data, gsize size)
{
	char *path = g_build_filename(ms_scratch_path(place->scratch), name, NULL);

	g_assert_true(ms_write_file(path, data, size, NULL));
	return path;
}

static char *put_module(struct place *place, const char *name, const char *info, gsize size)
{
	g_autoptr(GByteArray) elf = make_module(info, size, TRUE, FALSE);

	return put_file(place, name, elf->data, elf->len);
}

static void place_setup(struct place *place, const void *data)
{
	(void)data;
	place->scratch = ms_scratch_new(NULL, "test-initramfs", NULL);
	place->init = put_file(place, "init", "program", 7);
	place->a = put_module(place, "mod-a.ko", INFO, sizeof(INFO));
	place->b = put_module(place, "mod_b.ko", "depends=mod-c", 14);
	place->c = put_module(place, "mod-c.ko", "depends=", 9);
	place->again = put_module(place, "other/mod_a.ko", "depends=", 9);
	place->out = g_build_filename(ms_scratch_path(place->scratch), "out.cpio.gz", NULL);
}

static void place_teardown(struct place *place, const void *data)
{
	(void)data;
	ms_scratch_free(place->scratch);
	g_free(place->init);
	g_free(place->a);
	g_free(place->b);
	g_free(place->c);
	g_free(place->again);
	g_free(place->out);
}

static gboolean write_with(struct place *place, const char *const *modules, GError **error)
{
	return initramfs_write(&(struct initramfs){.init = place->init,
						   .release = "1.2.3",
						   .modules = modules,
						   .orders = "snapshot end\n"},
			       place->out, error);
}

/* Path, mode and text of all members, a line each. */
static char *listing(const char *path)
{
	struct archive *archive = archive_read_new();
	GString *text = g_string_new(NULL);
	struct archive_entry *entry;

	archive_read_support_format_cpio(archive);
	archive_read_support_filter_gzip(archive);
	g_assert_cmpint(archive_read_open_filename(archive, path, 4096), ==, ARCHIVE_OK);
	while (archive_read_next_header(archive, &entry) == ARCHIVE_OK) {
		const char *name = archive_entry_pathname(entry);
		char data[512] = "";

		g_assert_cmpint(archive_entry_mtime(entry), ==, 0);
		if (!g_str_has_suffix(name, ".ko"))
			archive_read_data(archive, data, sizeof(data) - 1);
		g_string_append_printf(text, "%o %s %s\n", archive_entry_mode(entry), name, data);
	}
	archive_read_free(archive);
	return g_string_free(text, FALSE);
}

static void test_members(struct place *place, const void *data)
{
	const char *const modules[] = {place->c, place->b, place->a, NULL};
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;

	(void)data;
	g_assert_true(write_with(place, modules, &error));
	g_assert_no_error(error);
	text = listing(place->out);
	g_assert_cmpstr(text, ==,
			"40755 dev \n"
			"20600 dev/console \n"
			"20666 dev/null \n"
			"100755 init program\n"
			"40755 lib \n"
			"40755 lib/modules \n"
			"40755 lib/modules/1.2.3 \n"
			"40755 lib/modules/1.2.3/kernel \n"
			"100644 lib/modules/1.2.3/kernel/mod-a.ko \n"
			"100644 lib/modules/1.2.3/kernel/mod_b.ko \n"
			"100644 lib/modules/1.2.3/kernel/mod-c.ko \n"
			"100644 lib/modules/1.2.3/modules.alias alias of:N*T*Cacme,a mod_a\n"
			"alias platform:acme mod_a\n\n"
			"100644 lib/modules/1.2.3/modules.dep "
			"kernel/mod-a.ko: kernel/mod_b.ko kernel/mod-c.ko\n"
			"kernel/mod_b.ko: kernel/mod-c.ko\n"
			"kernel/mod-c.ko:\n\n"
			"100644 orders snapshot end\n\n");
}

static void test_same_bytes(struct place *place, const void *data)
{
	const char *const one[] = {place->a, place->b, place->c, NULL};
	const char *const two[] = {place->c, place->a, place->b, NULL};
	g_autofree char *first = NULL, *second = NULL;
	gsize first_size, second_size;

	(void)data;
	g_assert_true(write_with(place, one, NULL));
	first = ms_read_file(place->out, &first_size, NULL);
	g_usleep(1100 * 1000); /* a clock in the bytes would show */
	g_assert_true(write_with(place, two, NULL));
	second = ms_read_file(place->out, &second_size, NULL);
	g_assert_cmpmem(first, (int)first_size, second, (int)second_size);
}

static void test_refused(struct place *place, const void *data)
{
	const char *const twice[] = {place->a, place->again, NULL};
	const char *const none[] = {place->init, NULL};
	const char *const missing[] = {"/nonexistent/x.ko", NULL};
	g_autoptr(GError) error = NULL;

	(void)data;
	g_assert_false(write_with(place, twice, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
	g_assert_nonnull(strstr(error->message, "'mod_a'"));
	g_clear_error(&error);
	g_assert_false(write_with(place, none, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
	g_assert_true(g_str_has_prefix(error->message, place->init));
	g_clear_error(&error);
	g_assert_false(write_with(place, missing, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_IO);
	g_clear_error(&error);
	g_free(place->out);
	place->out = g_strdup("/dev/full");
	g_assert_false(write_with(place, NULL, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_IO);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/initramfs/modinfo", test_modinfo);
	g_test_add_func("/initramfs/damaged", test_damaged);
	g_test_add_func("/initramfs/name", test_name);
	g_test_add("/initramfs/members", struct place, NULL, place_setup, test_members,
		   place_teardown);
	g_test_add("/initramfs/same-bytes", struct place, NULL, place_setup, test_same_bytes,
		   place_teardown);
	g_test_add("/initramfs/refused", struct place, NULL, place_setup, test_refused,
		   place_teardown);
	return g_test_run();
}
