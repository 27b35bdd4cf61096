/* SPDX-License-Identifier: GPL-2.0-only */
#include <modsplit/report.h>

#include "report/build.h"

static void free_block(gpointer block)
{
	record_free(&block_type, block);
}

ms_report *ms_report_build(const ms_findings *findings, const ms_plan *plan,
			   const ms_outcome *outcome)
{
	struct report *report = g_new0(struct report, 1);

	report->blocks = g_ptr_array_new_with_free_func(free_block);
	if (findings) {
		report->findings = record_copy(&findings_type, findings);
		report_add_findings(report->blocks, findings);
	}
	if (plan) {
		report->plan = record_copy(&plan_type, plan);
		report_add_plan(report->blocks, plan);
	}
	if (outcome) {
		report->outcome = record_copy(&outcome_type, outcome);
		report_add_outcome(report->blocks, outcome);
	}
	return report;
}

static void set_value(json_t *json, const char *key, const struct record_type *type,
		      const void *value)
{
	json_object_set_new(json, key, value ? record_to_json(type, value) : json_null());
}

static char *report_json(const ms_report *report)
{
	g_autoptr(ms_json) json = json_object();

	json_object_set_new(json, "schema", json_string("modsplit.report/1"));
	set_value(json, "findings", &findings_type, report->findings);
	set_value(json, "plan", &plan_type, report->plan);
	set_value(json, "outcome", &outcome_type, report->outcome);
	return ms_json_text(json);
}

char *ms_report_render(const ms_report *report, enum ms_report_format format,
		       const struct ms_report_style *style)
{
	if (format == MS_REPORT_JSON)
		return report_json(report);
	if (format == MS_REPORT_MARKDOWN)
		return report_markdown(report->blocks);
	return report_text(report->blocks, style && style->color, style ? style->width : 0);
}

char *ms_report_measured(const ms_outcome *outcome)
{
	g_autoptr(GPtrArray) blocks = g_ptr_array_new_with_free_func(free_block);

	report_add_measured(blocks, outcome);
	return report_text(blocks, FALSE, 72);
}

void ms_report_free(ms_report *report)
{
	if (!report)
		return;
	findings_free(report->findings);
	plan_free(report->plan);
	outcome_free(report->outcome);
	g_ptr_array_unref(report->blocks);
	g_free(report);
}
