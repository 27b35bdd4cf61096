/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <modsplit/report.h>

#include "budget/history.h"
#include "findings/findings.h"
#include "plan/steps.h"
#include "render/render.h"
#include "verify/outcome.h"

/** struct report: the blocks, and the values they were made of. */
struct report {
	struct ms_report_parts parts;
	GPtrArray *blocks;  /* struct block */
	GPtrArray *notices; /* struct notice */
};

/** report_add_findings: what analyze says, driver by driver. */
void report_add_findings(GPtrArray *blocks, const struct findings *findings);

/** report_add_plan: the patches that the series has, or why there is none. */
void report_add_plan(GPtrArray *blocks, const struct plan *plan);

/** report_add_outcome: rungs, boots, the comparison, sizes and changed options. */
void report_add_outcome(GPtrArray *blocks, const struct outcome *outcome);

/** report_add_twins: of each boot that must end as its twin did, what either showed. */
void report_add_twins(GPtrArray *blocks, const struct outcome *outcome);

/** report_add_budget: which limits are kept, and which are not. */
void report_add_budget(GPtrArray *blocks, const struct budget_verdict *verdict);

/** report_add_history: what the first file weighed, record by record. */
void report_add_history(GPtrArray *blocks, const struct history *history);

/** report_add_size: the files, then the `top` largest rows (changes) of each kind of the first. */
void report_add_size(GPtrArray *blocks, const struct ledger *ledger, guint top);

/** report_add_measured: the part of it that a cover letter carries. */
void report_add_measured(GPtrArray *blocks, const struct outcome *outcome);

/** report_notices: of findings and budget, in their order; free with g_ptr_array_unref(). */
GPtrArray *report_notices(const struct ms_report_parts *parts);

/**
 * REPORT_MARKER: the first line of a report on sizes in Markdown: by it the comment on a merge
 * request is found again and changed, not repeated.
 */
#define REPORT_MARKER "<!-- modsplit:size -->"

#endif
