/* SPDX-License-Identifier: GPL-2.0-only */
#include "report/report.h"

static void add_driver(GPtrArray *notices, const struct driver_findings *driver)
{
	static const enum notice_level levels[] = {[SEVERITY_BLOCKER] = NOTICE_ERROR,
						   [SEVERITY_CHANGE] = NOTICE_WARNING,
						   [SEVERITY_RISK] = NOTICE_WARNING,
						   [SEVERITY_NOTE] = NOTICE_NOTE};
	char *source = driver->sources->len ? driver->sources->pdata[0] : NULL;

	if (driver->verdict != VERDICT_BLOCKED)
		notices_add(notices,
			    &(struct notice){.group = driver->query,
					     .level = NOTICE_PASS,
					     .rule = (char *)"not-blocked",
					     .option = driver->config,
					     .subject = driver->module,
					     .file = source,
					     .message = (char *)verdict_names[driver->verdict]});
	for (guint i = 0; i < driver->findings->len; i++) {
		const struct finding *finding = driver->findings->pdata[i];
		g_autofree char *message =
			finding->fix && *finding->fix
				? g_strdup_printf("%s -> %s", finding->message, finding->fix)
				: g_strdup(finding->message);

		notices_add(notices,
			    &(struct notice){.group = driver->query,
					     .level = levels[finding->severity],
					     .rule = finding->rule,
					     .option = driver->config,
					     .subject = finding->subject,
					     .file = finding->file ? finding->file : source,
					     .line = finding->line,
					     .message = message});
	}
}

static void add_check(GPtrArray *notices, const struct budget_verdict *verdict,
		      const struct budget_check *check)
{
	static const enum notice_level levels[] = {[BUDGET_MET] = NOTICE_PASS,
						   [BUDGET_NO_BASE] = NOTICE_NOTE,
						   [BUDGET_NEAR] = NOTICE_WARNING,
						   [BUDGET_EXCEEDED] = NOTICE_ERROR};
	g_autofree char *row = budget_row_text(check->artefact, check->kind - 1, check->name);
	g_autofree char *message =
		g_strdup_printf("%s%s%s%s%s%s", check->message, check->reason ? "; " : "",
				check->reason ? check->reason : "", check->owner ? " (ask " : "",
				check->owner ? check->owner : "", check->owner ? ")" : "");

	notices_add(notices,
		    &(struct notice){.group = verdict->budget,
				     .level = levels[check->state],
				     .rule = (char *)(check->limit ? "size-growth" : "size-max"),
				     .option =
					     check->kind == 1 + LEDGER_OPTION ? check->name : NULL,
				     .subject = row,
				     .file = check->file,
				     .line = check->line,
				     .message = message});
}

GPtrArray *report_notices(const struct ms_report_parts *parts)
{
	GPtrArray *notices = notices_new();
	const struct budget_verdict *verdict = parts->budget;

	for (guint i = 0; parts->findings && i < parts->findings->drivers->len; i++)
		add_driver(notices, parts->findings->drivers->pdata[i]);
	for (guint i = 0; verdict && i < verdict->checks->len; i++)
		add_check(notices, verdict, verdict->checks->pdata[i]);
	for (guint i = 0; verdict && i < verdict->notes->len; i++)
		notices_add(notices, &(struct notice){.group = verdict->budget,
						      .level = NOTICE_WARNING,
						      .rule = (char *)"budget-edited",
						      .subject = verdict->notes->pdata[i],
						      .file = verdict->budget,
						      .line = 1,
						      .message = verdict->notes->pdata[i]});
	return notices;
}
