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

static void add_row(GPtrArray *rows, const char *scenario, const struct outcome_device *before,
		    const struct outcome_device *after)
{
	g_autofree char *was = compare_words(before), *is = compare_words(after);
	const struct outcome_device *device = before ? before : after;
	struct device_change *change;

	if (g_str_equal(was, is))
		return;
	change = record_new(&outcome_change_type);
	change->scenario = g_strdup(scenario);
	change->device = g_strdup_printf("%s %s", device->bus, device->device);
	change->before = g_steal_pointer(&was);
	change->after = g_steal_pointer(&is);
	g_ptr_array_add(rows, change);
}

void compare_boots(const struct outcome_scenario *before, const struct outcome_scenario *after,
		   GPtrArray *rows)
{
	g_autoptr(GPtrArray) old = sorted(before->devices), new = sorted(after->devices);
	guint i = 0, k = 0;

	while (i < old->len || k < new->len) {
		int order = i == old->len   ? 1
			    : k == new->len ? -1
					    : by_place(old->pdata[i], new->pdata[k]);

		add_row(rows, after->name, order <= 0 ? old->pdata[i] : NULL,
			order >= 0 ? new->pdata[k] : NULL);
		i += order <= 0;
		k += order >= 0;
	}
}
