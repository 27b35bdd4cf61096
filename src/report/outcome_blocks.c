/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "report/report.h"

static enum tone state_tone(int state)
{
	static const enum tone tones[] = {[RUNG_PASSED] = TONE_GOOD,
					  [RUNG_FAILED] = TONE_BAD,
					  [RUNG_DECLINED] = TONE_DIM,
					  [RUNG_NOT_RUN] = TONE_WARN};

	return tones[state];
}

static const char *text_or(const char *text, const char *otherwise)
{
	return text ? text : otherwise;
}

/* the first of what was done, and how many more there are */
static char *details(const struct rung *rung)
{
	if (!rung->details->len)
		return g_strdup("");
	if (rung->details->len == 1)
		return g_strdup(rung->details->pdata[0]);
	return g_strdup_printf("%s and %u more", (const char *)rung->details->pdata[0],
			       rung->details->len - 1);
}

static void add_rungs(GPtrArray *blocks, const struct outcome *outcome)
{
	struct block *table;

	block_heading(blocks, 2, "Proof");
	table = block_table(blocks, "rung", "state", "what was done", NULL);
	for (guint i = 0; i < outcome->rungs->len; i++) {
		const struct rung *rung = outcome->rungs->pdata[i];
		g_autofree char *done = details(rung);

		block_row(table, state_tone(rung->state), rung->name, rung_state_names[rung->state],
			  text_or(rung->reason, done), NULL);
	}
}

static void add_scenarios(GPtrArray *blocks, const struct outcome *outcome)
{
	struct block *table;

	if (!outcome->scenarios->len)
		return;
	block_heading(blocks, 2, "Boots");
	table = block_table(blocks, "scenario", "expected", "seen", "state", NULL);
	for (guint i = 0; i < outcome->scenarios->len; i++) {
		const struct outcome_scenario *scenario = outcome->scenarios->pdata[i];

		block_row(table, state_tone(scenario->state), scenario->name, scenario->expect,
			  text_or(scenario->verdict, "-"), rung_state_names[scenario->state], NULL);
	}
}

/* the devices that the scenarios are about: those with a driver, a group, or still waiting */
static void add_probes(GPtrArray *blocks, const struct outcome *outcome)
{
	struct block *table = NULL;

	for (guint i = 0; i < outcome->scenarios->len; i++) {
		const struct outcome_scenario *scenario = outcome->scenarios->pdata[i];

		for (guint d = 0; d < scenario->devices->len; d++) {
			const struct outcome_device *device = scenario->devices->pdata[d];

			if (!device->group && !device->deferred)
				continue;
			if (!table) {
				block_heading(blocks, 2, "Probes");
				table = block_table(blocks, "scenario", "device", "driver",
						    "iommu group", "deferred", NULL);
			}
			block_row(table, TONE_PLAIN, scenario->name, device->device,
				  text_or(device->driver, "-"), text_or(device->group, "-"),
				  device->deferred ? "yes" : "no", NULL);
		}
	}
}

static void add_comparison(GPtrArray *blocks, const struct outcome *outcome)
{
	struct block *table;

	if (!outcome->comparison->len)
		return;
	block_heading(blocks, 2, "Built-in against module: what differs");
	table = block_table(blocks, "scenario", "what", "built-in", "module", NULL);
	for (guint i = 0; i < outcome->comparison->len; i++) {
		const struct device_change *change = outcome->comparison->pdata[i];

		block_row(table, TONE_PLAIN, change->scenario, change->device, change->before,
			  change->after, NULL);
	}
}

static char *bytes(gint64 value)
{
	return value == RECORD_NONE ? g_strdup("-") : g_strdup_printf("%" G_GINT64_FORMAT, value);
}

static char *difference(const struct size_row *row)
{
	gint64 before = row->before == RECORD_NONE ? 0 : row->before;
	gint64 after = row->after == RECORD_NONE ? 0 : row->after;

	return g_strdup_printf("%+" G_GINT64_FORMAT, after - before);
}

static void add_sizes(GPtrArray *blocks, const struct outcome *outcome)
{
	struct block *table;

	if (!outcome->size->len)
		return;
	block_heading(blocks, 2, "Size in bytes");
	table = block_table(blocks, "what", ">before", ">after", ">change", NULL);
	for (guint i = 0; i < outcome->size->len; i++) {
		const struct size_row *row = outcome->size->pdata[i];
		g_autofree char *before = bytes(row->before);
		g_autofree char *after = bytes(row->after);
		g_autofree char *change = difference(row);

		block_row(table, TONE_PLAIN, row->row, before, after, change, NULL);
	}
}

static void add_config(GPtrArray *blocks, const struct outcome *outcome)
{
	struct block *table;

	if (!outcome->config_changes->len)
		return;
	block_heading(blocks, 2, "Options of .config that differ");
	table = block_table(blocks, "option", "before", "after", NULL);
	for (guint i = 0; i < outcome->config_changes->len; i++) {
		const struct config_change *change = outcome->config_changes->pdata[i];

		block_row(table, TONE_PLAIN, change->option, text_or(change->before, "-"),
			  text_or(change->after, "-"), NULL);
	}
}

void report_add_outcome(GPtrArray *blocks, const struct outcome *outcome)
{
	struct block *verdict;
	gboolean passed = outcome_passed(outcome);

	block_heading(blocks, 1, "CONFIG_%s as a module on Linux %s, %s",
		      text_or(outcome->config, "?"), outcome->version, outcome->arch);
	verdict = block_paragraph(blocks, "%s",
				  passed ? "every rung that can be climbed was climbed"
					 : "the proof is not complete: see the rungs");
	verdict->tone = passed ? TONE_GOOD : TONE_BAD;
	add_rungs(blocks, outcome);
	add_scenarios(blocks, outcome);
	add_probes(blocks, outcome);
	report_add_twins(blocks, outcome);
	add_comparison(blocks, outcome);
	add_sizes(blocks, outcome);
	add_config(blocks, outcome);
}
