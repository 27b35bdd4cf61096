/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REPORT_BUILD_H
#define REPORT_BUILD_H

#include "findings/findings.h"
#include "plan/steps.h"
#include "report/blocks.h"
#include "verify/outcome.h"

/** struct report: the blocks, and the values they were made of (owned copies, each may be NULL). */
struct report {
	struct findings *findings;
	struct plan *plan;
	struct outcome *outcome;
	GPtrArray *blocks; /* struct block */
};

/** report_add_findings: what analyze says, driver by driver. */
void report_add_findings(GPtrArray *blocks, const struct findings *findings);

/** report_add_plan: the patches that the series has, or why there is none. */
void report_add_plan(GPtrArray *blocks, const struct plan *plan);

/** report_add_outcome: rungs, boots, the comparison, sizes and changed options. */
void report_add_outcome(GPtrArray *blocks, const struct outcome *outcome);

/** report_add_twins: of each boot that must end as its twin did, what either showed. */
void report_add_twins(GPtrArray *blocks, const struct outcome *outcome);

/** report_add_measured: the part of it that a cover letter carries. */
void report_add_measured(GPtrArray *blocks, const struct outcome *outcome);

/** report_text: the blocks for a terminal; the caller frees it. */
char *report_text(const GPtrArray *blocks, gboolean color, guint width);

/** report_markdown: the blocks as GitHub Markdown; the caller frees it. */
char *report_markdown(const GPtrArray *blocks);

#endif
