/* SPDX-License-Identifier: GPL-2.0-only */
#include "report/report.h"

static gboolean changed(const struct size_row *row)
{
	return row->before != row->after;
}

void report_add_measured(GPtrArray *blocks, const struct outcome *outcome)
{
	struct block *list;

	block_paragraph(blocks, "Measured on Linux %s, %s, with %s:", outcome->version,
			outcome->arch,
			outcome->compiler ? outcome->compiler : "the build's compiler");
	list = block_new(blocks, BLOCK_LIST, NULL);
	for (guint i = 0; i < outcome->rungs->len; i++) {
		const struct rung *rung = outcome->rungs->pdata[i];

		block_item(list, TONE_PLAIN, "%s: %s%s%s", rung->name,
			   rung_state_names[rung->state], rung->reason ? ", " : "",
			   rung->reason ? rung->reason : "");
	}
	for (guint i = 0; i < outcome->scenarios->len; i++) {
		const struct outcome_scenario *scenario = outcome->scenarios->pdata[i];

		block_item(list, TONE_PLAIN, "boot %s: expected %s, saw %s", scenario->name,
			   scenario->expect, scenario->verdict ? scenario->verdict : "nothing");
	}
	for (guint i = 0; i < outcome->size->len; i++) {
		const struct size_row *row = outcome->size->pdata[i];

		if (!changed(row))
			continue;
		if (row->before == RECORD_NONE || row->after == RECORD_NONE)
			block_item(list, TONE_PLAIN, "%s: %s, %" G_GINT64_FORMAT " bytes", row->row,
				   row->before == RECORD_NONE ? "new" : "gone",
				   row->before == RECORD_NONE ? row->after : row->before);
		else
			block_item(list, TONE_PLAIN,
				   "%s: %" G_GINT64_FORMAT " -> %" G_GINT64_FORMAT
				   " bytes (%+" G_GINT64_FORMAT ")",
				   row->row, row->before, row->after, row->after - row->before);
	}
}
