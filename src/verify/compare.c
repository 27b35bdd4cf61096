/* SPDX-License-Identifier: GPL-2.0-only */
#include "verify/compare.h"

#include <string.h>

struct outcome_device *compare_device(const struct bootlog_device *device)
{
	struct outcome_device *made = record_new(&outcome_device_type);

	made->bus = g_strdup(device->bus);
	made->device = g_strdup(device->device);
	made->driver = g_strdup(device->driver);
	made->deferred = device->deferred;
	/* numbers of groups are given in the order of probing: they say nothing, members do */
	if (device->group)
		made->group = device->group_with && *device->group_with
				      ? g_strdup_printf("with %s", device->group_with)
				      : g_strdup("own");
	return made;
}

char *compare_words(const struct outcome_device *device)
{
	GString *text = g_string_new(NULL);

	if (!device)
		return g_string_free(g_string_append(text, "not there"), FALSE);
	if (device->driver)
		g_string_append_printf(text, "driver %s", device->driver);
	else
		g_string_append(text, "no driver");
	if (!device->group)
		g_string_append(text, ", no iommu group");
	else if (g_str_equal(device->group, "own"))
		g_string_append(text, ", own iommu group");
	else
		g_string_append_printf(text, ", iommu group %s", device->group);
	if (device->deferred)
		g_string_append(text, ", deferred");
	return g_string_free(text, FALSE);
}

static int by_place(const struct outcome_device *a, const struct outcome_device *b)
{
	int order = g_strcmp0(a->bus, b->bus);

	return order ? order : g_strcmp0(a->device, b->device);
}

static int by_place_indirect(const void *a, const void *b)
{
	const struct outcome_device *const *left = a, *const *right = b;

	return by_place(*left, *right);
}

static GPtrArray *sorted(const GPtrArray *devices)
{
	GPtrArray *copy = g_ptr_array_new();

	for (guint i = 0; i < devices->len; i++)
		g_ptr_array_add(copy, devices->pdata[i]);
	g_ptr_array_sort(copy, by_place_indirect);
	return copy;
}

static void add_row(GPtrArray *rows, const char *scenario, char *what, char *was, char *is)
{
	struct device_change *change = record_new(&outcome_change_type);

	change->scenario = g_strdup(scenario);
	change->device = what;
	change->before = was;
	change->after = is;
	g_ptr_array_add(rows, change);
}

static void compare_devices(const struct outcome_scenario *before,
			    const struct outcome_scenario *after, GPtrArray *rows)
{
	g_autoptr(GPtrArray) old = sorted(before->devices), new = sorted(after->devices);
	guint i = 0, k = 0;

	while (i < old->len || k < new->len) {
		int order = i == old->len   ? 1
			    : k == new->len ? -1
					    : by_place(old->pdata[i], new->pdata[k]);
		const struct outcome_device *device = order <= 0 ? old->pdata[i] : new->pdata[k];
		const struct outcome_device *was = order <= 0 ? device : NULL;
		const struct outcome_device *is = order >= 0 ? new->pdata[k] : NULL;

		add_row(rows, after->name, g_strdup_printf("%s %s", device->bus, device->device),
			compare_words(was), compare_words(is));
		i += order <= 0;
		k += order >= 0;
	}
}

static const struct outcome_value *find_value(const struct outcome_scenario *boot, const char *path)
{
	for (guint i = 0; i < boot->values->len; i++) {
		const struct outcome_value *value = boot->values->pdata[i];

		if (g_strcmp0(value->path, path) == 0)
			return value;
	}
	return NULL;
}

static char *value_words(const struct outcome_value *value)
{
	return g_strdup(value && value->text ? value->text : "not there");
}

/* what both were asked to show: a file that only one of them has is a difference, too */
static void compare_values(const struct outcome_scenario *before,
			   const struct outcome_scenario *after, GPtrArray *rows)
{
	if (!before->values->len || !after->values->len)
		return;
	for (guint i = 0; i < before->values->len; i++) {
		const struct outcome_value *was = before->values->pdata[i];

		add_row(rows, after->name, g_strdup(was->path), value_words(was),
			value_words(find_value(after, was->path)));
	}
	for (guint i = 0; i < after->values->len; i++) {
		const struct outcome_value *is = after->values->pdata[i];

		if (!find_value(before, is->path))
			add_row(rows, after->name, g_strdup(is->path), value_words(NULL),
				value_words(is));
	}
}

static void free_row(void *row)
{
	record_free(&outcome_change_type, row);
}

GPtrArray *compare_rows(const struct outcome_scenario *before, const struct outcome_scenario *after)
{
	GPtrArray *rows = g_ptr_array_new_with_free_func(free_row);

	add_row(rows, after->name, g_strdup("verdict"), g_strdup(before->verdict),
		g_strdup(after->verdict));
	compare_devices(before, after, rows);
	compare_values(before, after, rows);
	return rows;
}

static gboolean differs(const struct device_change *row)
{
	return g_strcmp0(row->before, row->after) != 0;
}

void compare_boots(const struct outcome_scenario *before, const struct outcome_scenario *after,
		   GPtrArray *changes)
{
	g_autoptr(GPtrArray) rows = compare_rows(before, after);

	for (guint i = 1; i < rows->len; i++) /* verdicts are compared elsewhere */
		if (differs(rows->pdata[i]))
			g_ptr_array_add(changes, record_copy(&outcome_change_type, rows->pdata[i]));
}

char *compare_twins(const struct outcome_scenario *twin, const struct outcome_scenario *boot)
{
	g_autoptr(GPtrArray) rows = compare_rows(twin, boot);
	const struct device_change *first = NULL;
	guint count = 0;

	for (guint i = 0; i < rows->len; i++) {
		if (!differs(rows->pdata[i]))
			continue;
		first = first ? first : rows->pdata[i];
		count++;
	}
	if (!first)
		return NULL;
	return g_strdup_printf("%u of %u differ, first %s: '%s', there '%s'", count, rows->len,
			       first->device, first->after, first->before);
}
