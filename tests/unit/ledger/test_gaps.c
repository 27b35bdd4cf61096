/* SPDX-License-Identifier: GPL-2.0-only */
#include <glib/gstdio.h>
#include <string.h>

#include "ledger/gaps.h"

#define BYTES 4096

/* 100 bytes of a counter, then traps up to 512, words of two no-ops up to 1536, then zeros */
static char *image(void)
{
	g_autofree char *bytes = g_malloc0(BYTES);
	char *path = NULL;
	int fd = g_file_open_tmp("modsplit-gaps-XXXXXX", &path, NULL);

	g_assert_cmpint(fd, >=, 0);
	g_close(fd, NULL);
	for (guint i = 0; i < 100; i++)
		bytes[i] = (char)i;
	memset(bytes + 100, 0xcc, 512 - 100);
	for (guint i = 512; i < 1536; i += 4)
		memcpy(bytes + i, "\x1f\x20\x03\xd5", 4);
	g_assert_true(g_file_set_contents(path, bytes, BYTES, NULL));
	return path;
}

static void assert_gap(const ledger_gaps *gaps, const struct ms_section *section, guint64 from,
		       guint64 to, guint64 padding, const char *name)
{
	struct ledger_gap gap = ledger_gap_at(gaps, section, from, to);

	g_assert_cmpuint(gap.padding, ==, padding);
	g_assert_cmpuint(gap.rest, ==, to - from - padding);
	g_assert_cmpstr(gap.name, ==, name);
}

static struct ms_section section_of(const char *name, gboolean in_file)
{
	return (struct ms_section){.name = (char *)name,
				   .bytes = BYTES,
				   .address = 0x10000,
				   .in_file = in_file,
				   .kind = in_file ? MS_SECTION_TEXT : MS_SECTION_BSS};
}

static void test_padding(void)
{
	g_autofree char *path = image();
	g_autoptr(ledger_gaps) gaps = ledger_gaps_open(path);
	struct ms_section text = section_of(".text", TRUE);

	/* short, whatever it holds */
	assert_gap(gaps, &text, 0x10000, 0x10000 + 63, 63, "(unknown)");
	/* up to 512 by traps; the counter before them is none */
	assert_gap(gaps, &text, 0x10000, 0x10200, 412, "(unknown)");
	assert_gap(gaps, &text, 0x10000 + 70, 0x10200, 412, "(unknown)");
	/* no address aligned to more than it ends there */
	assert_gap(gaps, &text, 0x10000, 0x101f0, 0, "(unknown)");
	/* 1,024 bytes before one that is aligned to 512 */
	assert_gap(gaps, &text, 0x10200, 0x10600, 0, "(unknown)");
	assert_gap(gaps, &text, 0x10404, 0x10600, 508, "(unknown)");
	/* 2,560 zeros up to a page */
	assert_gap(gaps, &text, 0x10204, 0x11000, 2560, "(unknown)");
	g_assert_cmpint(g_unlink(path), ==, 0);
}

static void test_names(void)
{
	g_autofree char *path = image();
	g_autoptr(ledger_gaps) gaps = ledger_gaps_open(path);
	static const char *const names[][2] = {{".pci_fixup", "(linker tables)"},
					       {"__ksymtab", "(linker tables)"},
					       {".rodata.str1.1", "(unknown)"},
					       {".noinstr.text", "(unknown)"}};

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		struct ms_section section = section_of(names[i][0], TRUE);

		assert_gap(gaps, &section, 0x10000, 0x11000, 2560, names[i][1]);
	}
	g_assert_cmpint(g_unlink(path), ==, 0);
}

/* what is in memory alone has no bytes to look at */
static void test_no_bytes(void)
{
	g_autoptr(ledger_gaps) gaps = ledger_gaps_open("/nonexistent/vmlinux");
	struct ms_section bss = section_of(".bss", FALSE), table = section_of(".orc_lookup", FALSE);
	struct ms_section text = section_of(".text", TRUE);

	assert_gap(gaps, &bss, 0x10200, 0x11000, 0xe00, "(unknown)");
	assert_gap(gaps, &bss, 0x10200, 0x10600, 0, "(unknown)");
	assert_gap(gaps, &table, 0x10000, 0x11000, 0, "(linker tables)");
	/* a file that cannot be read shows no padding either */
	assert_gap(gaps, &text, 0x10000, 0x10200, 0, "(unknown)");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/gaps/padding", test_padding);
	g_test_add_func("/gaps/names", test_names);
	g_test_add_func("/gaps/no-bytes", test_no_bytes);
	return g_test_run();
}
