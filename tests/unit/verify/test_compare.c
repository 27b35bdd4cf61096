/* SPDX-License-Identifier: GPL-2.0-only */
#include "verify/compare.h"

static void add(struct outcome_scenario *boot, const char *device, const char *driver,
		const char *group, gboolean deferred)
{
	struct outcome_device *made = record_new(&outcome_device_type);

	made->bus = g_strdup("pci");
	made->device = g_strdup(device);
	made->driver = g_strdup(driver);
	made->group = g_strdup(group);
	made->deferred = deferred;
	g_ptr_array_add(boot->devices, made);
}

static void show(struct outcome_scenario *boot, const char *path, const char *text)
{
	struct outcome_value *value = record_new(&outcome_value_type);

	value->path = g_strdup(path);
	value->text = g_strdup(text);
	g_ptr_array_add(boot->values, value);
}

static void row_free(void *row)
{
	record_free(&outcome_change_type, row);
}

struct boots {
	struct outcome_scenario *before, *after;
	GPtrArray *rows;
};

static void set_up(struct boots *boots, gconstpointer unused)
{
	(void)unused;
	boots->before = record_new(&outcome_scenario_type);
	boots->after = record_new(&outcome_scenario_type);
	boots->after->name = g_strdup("late");
	boots->rows = g_ptr_array_new_with_free_func(row_free);
}

static void tear_down(struct boots *boots, gconstpointer unused)
{
	(void)unused;
	record_free(&outcome_scenario_type, boots->before);
	record_free(&outcome_scenario_type, boots->after);
	g_ptr_array_unref(boots->rows);
}

static void test_same(struct boots *boots, gconstpointer unused)
{
	(void)unused;
	add(boots->before, "00:01.0", "virtio-pci", "own", FALSE);
	add(boots->before, "00:00.0", NULL, "own", FALSE);
	add(boots->after, "00:00.0", NULL, "own", FALSE);
	add(boots->after, "00:01.0", "virtio-pci", "own", FALSE);
	compare_boots(boots->before, boots->after, boots->rows);
	g_assert_cmpuint(boots->rows->len, ==, 0);
}

static void assert_row(const struct boots *boots, guint index, const char *device,
		       const char *before, const char *after)
{
	const struct device_change *row = boots->rows->pdata[index];

	g_assert_cmpstr(row->scenario, ==, "late");
	g_assert_cmpstr(row->device, ==, device);
	g_assert_cmpstr(row->before, ==, before);
	g_assert_cmpstr(row->after, ==, after);
}

static void test_changes(struct boots *boots, gconstpointer unused)
{
	(void)unused;
	add(boots->before, "00:01.0", "virtio-pci", "own", FALSE);
	add(boots->before, "00:02.0", "virtio-pci", "own", FALSE);
	add(boots->before, "00:03.0", "virtio-pci", "own", FALSE);
	add(boots->before, "00:04.0", NULL, NULL, FALSE);
	add(boots->after, "00:05.0", "x", "with 00:01.0", FALSE);
	add(boots->after, "00:04.0", NULL, NULL, FALSE);
	add(boots->after, "00:02.0", "virtio-pci", NULL, FALSE);
	add(boots->after, "00:01.0", NULL, NULL, TRUE);
	compare_boots(boots->before, boots->after, boots->rows);
	g_assert_cmpuint(boots->rows->len, ==, 4);
	assert_row(boots, 0, "pci 00:01.0", "driver virtio-pci, own iommu group",
		   "no driver, no iommu group, deferred");
	assert_row(boots, 1, "pci 00:02.0", "driver virtio-pci, own iommu group",
		   "driver virtio-pci, no iommu group");
	assert_row(boots, 2, "pci 00:03.0", "driver virtio-pci, own iommu group", "not there");
	assert_row(boots, 3, "pci 00:05.0", "not there", "driver x, iommu group with 00:01.0");
}

/* parameters: what both boots showed, and what only one of them has */
static void test_values(struct boots *boots, gconstpointer unused)
{
	(void)unused;
	show(boots->before, "/p/same", "Y");
	show(boots->before, "/p/other", "Y");
	show(boots->before, "/p/gone", "0");
	show(boots->before, "/p/never", NULL);
	compare_boots(boots->before, boots->after, boots->rows);
	g_assert_cmpuint(boots->rows->len, ==, 0); /* the second was not asked */
	show(boots->after, "/p/new", "1");
	show(boots->after, "/p/other", "N");
	show(boots->after, "/p/same", "Y");
	compare_boots(boots->before, boots->after, boots->rows);
	g_assert_cmpuint(boots->rows->len, ==, 3);
	assert_row(boots, 0, "/p/other", "Y", "N");
	assert_row(boots, 1, "/p/gone", "0", "not there");
	assert_row(boots, 2, "/p/new", "not there", "1");
}

/* two boots that showed the same, but for what one test changes in the second */
static void same_boots(struct boots *boots)
{
	struct outcome_scenario *both[] = {boots->before, boots->after};

	for (guint i = 0; i < G_N_ELEMENTS(both); i++) {
		both[i]->verdict = g_strdup("deferred-timeout");
		add(both[i], "00:01.0", "virtio-pci", NULL, FALSE);
		add(both[i], "00:02.0", NULL, NULL, FALSE);
		show(both[i], "/p/ready", "Y");
	}
}

static void assert_differs(const struct boots *boots, const char *what)
{
	g_autofree char *differs = compare_twins(boots->before, boots->after);

	g_assert_cmpstr(differs, ==, what);
}

static void test_twins(struct boots *boots, gconstpointer unused)
{
	struct outcome_scenario *boot = boots->after;
	struct outcome_device *device;
	struct outcome_value *value;

	(void)unused;
	same_boots(boots);
	assert_differs(boots, NULL);
	device = boot->devices->pdata[0];
	device->deferred = TRUE;
	assert_differs(boots, "1 of 4 differ, first pci 00:01.0: 'driver virtio-pci, no iommu "
			      "group, deferred', there 'driver virtio-pci, no iommu group'");
	device->deferred = FALSE;
	device->group = g_strdup("own");
	assert_differs(boots, "1 of 4 differ, first pci 00:01.0: 'driver virtio-pci, own iommu "
			      "group', there 'driver virtio-pci, no iommu group'");
	g_clear_pointer(&device->group, g_free);
	value = boot->values->pdata[0];
	g_clear_pointer(&value->text, g_free);
	assert_differs(boots, "1 of 4 differ, first /p/ready: 'not there', there 'Y'");
	value->text = g_strdup("Y");
	g_free(boot->verdict);
	boot->verdict = g_strdup("ok");
	record_free(&outcome_device_type, g_ptr_array_steal_index(boot->devices, 1));
	assert_differs(boots, "2 of 4 differ, first verdict: 'ok', there 'deferred-timeout'");
}

/* numbers of groups hang on the order of probing: only the members count */
static void test_group_numbers(void)
{
	struct bootlog_device alone = {.bus = (char *)"pci",
				       .device = (char *)"a",
				       .group = (char *)"yes",
				       .group_with = (char *)""};
	struct bootlog_device shared = {.bus = (char *)"pci",
					.device = (char *)"a",
					.group = (char *)"yes",
					.group_with = (char *)"b c"};
	struct bootlog_device none = {.bus = (char *)"pci", .device = (char *)"a"};
	struct outcome_device *first = compare_device(&alone), *second = compare_device(&shared);
	struct outcome_device *third = compare_device(&none);

	g_assert_cmpstr(first->group, ==, "own");
	g_assert_cmpstr(second->group, ==, "with b c");
	g_assert_null(third->group);
	record_free(&outcome_device_type, first);
	record_free(&outcome_device_type, second);
	record_free(&outcome_device_type, third);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/compare/same", struct boots, NULL, set_up, test_same, tear_down);
	g_test_add("/compare/changes", struct boots, NULL, set_up, test_changes, tear_down);
	g_test_add("/compare/values", struct boots, NULL, set_up, test_values, tear_down);
	g_test_add("/compare/twins", struct boots, NULL, set_up, test_twins, tear_down);
	g_test_add_func("/compare/group-numbers", test_group_numbers);
	return g_test_run();
}
