/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "patch/work.h"

static void test_wrap(void)
{
	g_autoptr(GPtrArray) paragraphs = g_ptr_array_new();
	g_autofree char *text = NULL;

	g_ptr_array_add(paragraphs, (gpointer) "one two three four");
	g_ptr_array_add(paragraphs, (gpointer) "  kept   as it is, however long it may be");
	g_ptr_array_add(paragraphs, (gpointer) "a_word_that_is_wider_than_the_line and more");
	text = text_wrap(paragraphs, 10);
	g_assert_cmpstr(text, ==,
			"one two\nthree four\n"
			"\n  kept   as it is, however long it may be\n"
			"\na_word_that_is_wider_than_the_line\nand more\n");
}

/* Columns are characters, not bytes. */
static void test_wrap_utf8(void)
{
	g_autoptr(GPtrArray) paragraphs = g_ptr_array_new();
	g_autofree char *text = NULL;

	g_ptr_array_add(paragraphs, (gpointer) "ääää bbbb cc");
	text = text_wrap(paragraphs, 9);
	g_assert_cmpstr(text, ==, "ääää bbbb\ncc\n");
}

struct prefixed {
	const char *files; /* parted by blanks */
	int kind;
	const char *area;
	const char *prefix;
};

static const struct prefixed table[] = {
	{"drivers/iommu/iommu.c drivers/iommu/iommu-sysfs.c", STEP_EXPORT, "drivers/iommu",
	 "iommu: "},
	{"drivers/pci/ats.c", STEP_EXPORT, "drivers/pci", "PCI/ATS: "},
	{"drivers/pci/ats.c drivers/pci/pci.c", STEP_EXPORT, "drivers/pci", "PCI: "},
	{"drivers/acpi/arm64/iort.c", STEP_EXPORT, "drivers/acpi/arm64", "ACPI/IORT: "},
	{"drivers/iommu/Kconfig drivers/iommu/of_iommu.c", STEP_DEFERRAL, "drivers/iommu",
	 "iommu/of: "},
	{"drivers/iommu/Kconfig drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c", STEP_DRIVER,
	 "drivers/iommu/arm/arm-smmu-v3", "iommu/arm-smmu-v3: "},
	{"drivers/iommu/arm/arm-smmu/arm-smmu.c drivers/iommu/arm/arm-smmu/arm-smmu-impl.c",
	 STEP_UNLOAD, "drivers/iommu/arm/arm-smmu", "iommu/arm-smmu: "},
	{"mm/mmap.c", STEP_EXPORT, "mm", "mm: "},
	{"kernel/irq/manage.c", STEP_EXPORT, "kernel/irq", "genirq: "},
	/* none of these is in the table */
	{"drivers/gpio/gpio-bell.c", STEP_DRIVER, "drivers/gpio", "gpio: bell: "},
	{"drivers/gpio/gpio-bell.c", STEP_EXPORT, "drivers/gpio", "gpio: "},
	{"drivers/watchdog/a.c drivers/watchdog/b.c", STEP_EXPORT, "drivers/watchdog",
	 "watchdog: "},
	{"drivers/soc/Kconfig", STEP_DRIVER, "drivers/soc", "soc: "},
};

static void test_prefix(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
		g_auto(GStrv) files = g_strsplit(table[i].files, " ", -1);
		struct step *step = record_new(&plan_step_type);
		g_autofree char *prefix = NULL;

		step->kind = table[i].kind;
		step->area = g_strdup(table[i].area);
		for (guint f = 0; files[f]; f++) {
			struct edit *edit = record_new(&plan_edit_type);

			edit->file = g_strdup(files[f]);
			g_ptr_array_add(step->edits, edit);
		}
		prefix = prefix_for(step, "/nowhere", FALSE, NULL);
		g_assert_cmpstr(prefix, ==, table[i].prefix);
		record_free(&plan_step_type, step);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/patch/message/wrap", test_wrap);
	g_test_add_func("/patch/message/wrap-utf8", test_wrap_utf8);
	g_test_add_func("/patch/message/prefix", test_prefix);
	return g_test_run();
}
