/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MODSPLIT_REPORT_H
#define MODSPLIT_REPORT_H

#include <modsplit/analyze.h>
#include <modsplit/plan.h>
#include <modsplit/verify.h>

G_BEGIN_DECLS

/** ms_report: what is to be said, built once and rendered many ways; JSON "modsplit.report/1". */
typedef struct report ms_report;

/** enum ms_report_format: the renderings. */
enum ms_report_format {
	MS_REPORT_TEXT,
	MS_REPORT_JSON,
	MS_REPORT_MARKDOWN,
	MS_REPORT_HTML, /* one page that needs nothing else */
	/* what CI systems read: findings and limits, each with its place */
	MS_REPORT_JUNIT,
	MS_REPORT_SARIF,
	MS_REPORT_GITHUB, /* workflow commands */
	MS_REPORT_GITLAB, /* Code Quality */
};

/** ms_report_format_names: "text", "json", … by enum ms_report_format, NULL-terminated. */
extern const char *const ms_report_format_names[];

/** struct ms_report_style: how a terminal is to be used. */
struct ms_report_style {
	gboolean color;
	guint width; /* columns; 0: 80 */
};

struct ledger;
struct budget_verdict;
struct history;

/** struct ms_report_parts: what a report is made of; each may be NULL. */
struct ms_report_parts {
	const ms_findings *findings;
	const ms_plan *plan;
	const ms_outcome *outcome;
	const struct ledger *size;
	guint top; /* so many rows of each kind of `size`; 0: 20 */
	const struct budget_verdict *budget;
	const struct history *history;
};

/**
 * ms_report_build: one report from what there is. The parts must outlive it.
 * The caller frees with ms_report_free().
 */
ms_report *ms_report_build(const struct ms_report_parts *parts);

/** ms_report_render: the report in one format; the caller frees the text. */
char *ms_report_render(const ms_report *report, enum ms_report_format format,
		       const struct ms_report_style *style);

/** ms_report_measured: the part for a cover letter: rungs, scenarios and sizes, plain text. */
char *ms_report_measured(const ms_outcome *outcome);

/** ms_report_free: frees a report; NULL is fine. */
void ms_report_free(ms_report *report);

G_END_DECLS

#endif
