/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "report/report.h"
#include "verify/compare.h"

static const struct outcome_scenario *find_boot(const struct outcome *outcome, const char *name)
{
	for (guint i = 0; name && i < outcome->scenarios->len; i++) {
		const struct outcome_scenario *boot = outcome->scenarios->pdata[i];

		if (boot->verdict && g_str_equal(boot->name, name))
			return boot;
	}
	return NULL;
}

static void add_row(struct block *table, const char *scenario, const char *what,
		    const struct device_change *change)
{
	gboolean same = g_strcmp0(change->before, change->after) == 0;

	block_row(table, same ? TONE_PLAIN : TONE_BAD, scenario, what, change->before,
		  same ? "same as without the series" : change->after, NULL);
}

/* what nothing drives, with the series or without, is only counted */
static void add_twin(struct block *table, const struct outcome_scenario *twin,
		     const struct outcome_scenario *boot)
{
	g_autoptr(GPtrArray) rows = compare_rows(twin, boot);
	g_autofree char *idle = compare_words(&(struct outcome_device){.device = NULL});
	struct device_change quiet = {.before = idle, .after = idle};
	g_autofree char *what = NULL;
	guint count = 0;

	for (guint i = 0; i < rows->len; i++) {
		const struct device_change *change = rows->pdata[i];

		if (g_strcmp0(change->before, idle) == 0 && g_strcmp0(change->after, idle) == 0)
			count++;
		else
			add_row(table, boot->name, change->device, change);
	}
	what = g_strdup_printf("%u more devices", count);
	if (count)
		add_row(table, boot->name, what, &quiet);
}

void report_add_twins(GPtrArray *blocks, const struct outcome *outcome)
{
	struct block *table = NULL;

	for (guint i = 0; i < outcome->scenarios->len; i++) {
		const struct outcome_scenario *boot = outcome->scenarios->pdata[i];
		const struct outcome_scenario *twin = find_boot(outcome, boot->same_as);

		if (!twin || !boot->verdict)
			continue;
		if (!table) {
			block_heading(blocks, 2, "Where the series must change nothing");
			table = block_table(blocks, "scenario", "what", "without the series",
					    "with it", NULL);
		}
		add_twin(table, twin, boot);
	}
}
