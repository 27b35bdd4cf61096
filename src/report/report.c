/* SPDX-License-Identifier: GPL-2.0-only */
#include "report/page.h"

/* rows of a kind, where nobody says how many */
#define TOP 20

static void free_block(gpointer block)
{
	record_free(&block_type, block);
}

ms_report *ms_report_build(const struct ms_report_parts *parts)
{
	struct report *report = g_new0(struct report, 1);

	report->parts = *parts;
	report->blocks = g_ptr_array_new_with_free_func(free_block);
	if (parts->findings)
		report_add_findings(report->blocks, parts->findings);
	if (parts->plan)
		report_add_plan(report->blocks, parts->plan);
	if (parts->outcome)
		report_add_outcome(report->blocks, parts->outcome);
	if (parts->budget)
		report_add_budget(report->blocks, parts->budget);
	if (parts->size)
		report_add_size(report->blocks, parts->size, parts->top ? parts->top : TOP);
	if (parts->history)
		report_add_history(report->blocks, parts->history);
	report->notices = report_notices(parts);
	return report;
}

static void set_value(json_t *json, const char *key, const struct record_type *type,
		      const void *value)
{
	json_object_set_new(json, key, value ? record_to_json(type, value) : json_null());
}

static char *report_json(const ms_report *report)
{
	const struct ms_report_parts *parts = &report->parts;
	g_autoptr(ms_json) json = json_object();

	json_object_set_new(json, "schema", json_string("modsplit.report/1"));
	set_value(json, "findings", &findings_type, parts->findings);
	set_value(json, "plan", &plan_type, parts->plan);
	set_value(json, "outcome", &outcome_type, parts->outcome);
	set_value(json, "size", &ledger_type, parts->size);
	set_value(json, "budget", &budget_verdict_type, parts->budget);
	set_value(json, "history", &history_type, parts->history);
	return ms_json_text(json);
}

static gboolean is_of_sizes(const ms_report *report)
{
	return report->parts.size || report->parts.budget || report->parts.history;
}

const char *const ms_report_format_names[] = {
	[MS_REPORT_TEXT] = "text",
	[MS_REPORT_JSON] = "json",
	[MS_REPORT_MARKDOWN] = "markdown",
	[MS_REPORT_HTML] = "html",
	[MS_REPORT_JUNIT] = "junit",
	[MS_REPORT_SARIF] = "sarif",
	[MS_REPORT_GITHUB] = "github",
	[MS_REPORT_GITLAB] = "gitlab",
	NULL,
};

char *ms_report_render(const ms_report *report, enum ms_report_format format,
		       const struct ms_report_style *style)
{
	switch (format) {
	case MS_REPORT_JSON:
		return report_json(report);
	case MS_REPORT_MARKDOWN:
		return render_markdown(report->blocks, is_of_sizes(report) ? REPORT_MARKER : NULL);
	case MS_REPORT_HTML:
		return report_page_html(report);
	case MS_REPORT_JUNIT:
		return render_junit(report->notices);
	case MS_REPORT_SARIF:
		return render_sarif(report->notices);
	case MS_REPORT_GITHUB:
		return render_github(report->notices);
	case MS_REPORT_GITLAB:
		return render_gitlab(report->notices);
	case MS_REPORT_TEXT:
		break;
	}
	return render_text(report->blocks, style && style->color, style ? style->width : 0);
}

char *ms_report_measured(const ms_outcome *outcome)
{
	g_autoptr(GPtrArray) blocks = g_ptr_array_new_with_free_func(free_block);

	report_add_measured(blocks, outcome);
	return render_text(blocks, FALSE, 72);
}

void ms_report_free(ms_report *report)
{
	if (!report)
		return;
	g_ptr_array_unref(report->blocks);
	g_ptr_array_unref(report->notices);
	g_free(report);
}
