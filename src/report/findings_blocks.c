/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "report/report.h"

static const struct {
	const char *title;
	enum tone tone;
} severities[] = {
	[SEVERITY_BLOCKER] = {"What stands in the way", TONE_BAD},
	[SEVERITY_CHANGE] = {"What the series changes", TONE_PLAIN},
	[SEVERITY_RISK] = {"Risks that remain", TONE_WARN},
	[SEVERITY_NOTE] = {"Notes", TONE_DIM},
};

static const char *const verdict_texts[] = {
	[VERDICT_READY] = "ready: it can be a module today",
	[VERDICT_CONVERTIBLE] = "convertible: it can be a module with the changes below, which "
				"'modsplit patch' writes",
	[VERDICT_BLOCKED] = "blocked: it cannot be a module until a human has solved what stands "
			    "in the way",
};

static enum tone verdict_tone(int verdict)
{
	return verdict == VERDICT_BLOCKED ? TONE_BAD : TONE_GOOD;
}

/* the first use, and how many more there are */
static char *uses(const struct needed_export *export)
{
	if (!export->used_at->len)
		return g_strdup("by what the series adds");
	if (export->used_at->len == 1)
		return g_strdup(export->used_at->pdata[0]);
	return g_strdup_printf("%s and %u more", (const char *)export->used_at->pdata[0],
			       export->used_at->len - 1);
}

static void add_exports(GPtrArray *blocks, const struct driver_findings *driver)
{
	struct block *table;

	if (!driver->exports->len)
		return;
	block_heading(blocks, 3, "Symbols that it needs and the image does not export (%u)",
		      driver->exports->len);
	table = block_table(blocks, "symbol", "defined at", "as", "used at", NULL);
	for (guint i = 0; i < driver->exports->len; i++) {
		const struct needed_export *export = driver->exports->pdata[i];
		g_autofree char *at =
			g_strdup_printf("%s:%" G_GINT64_FORMAT, export->file, export->line);
		g_autofree char *used = uses(export);

		block_row(table, TONE_PLAIN, export->symbol, at, export->form, used, NULL);
	}
}

static gboolean is_export(const struct finding *finding)
{
	return !strcmp(finding->rule, "symbol-not-exported");
}

static void add_finding(struct block *list, const struct finding *finding, enum tone tone)
{
	g_autoptr(GString) text = g_string_new(NULL);

	if (finding->file && finding->line)
		g_string_append_printf(text, "%s:%" G_GINT64_FORMAT ": ", finding->file,
				       finding->line);
	else if (finding->file)
		g_string_append_printf(text, "%s: ", finding->file);
	g_string_append_printf(text, "%s [%s]", finding->message, finding->rule);
	if (finding->fix && *finding->fix)
		g_string_append_printf(text, " -> %s", finding->fix);
	block_item(list, tone, "%s", text->str);
}

static void add_severity(GPtrArray *blocks, const struct driver_findings *driver, int severity)
{
	struct block *list = NULL;

	for (guint i = 0; i < driver->findings->len; i++) {
		const struct finding *finding = driver->findings->pdata[i];

		if (finding->severity != severity || is_export(finding))
			continue;
		if (!list) {
			block_heading(blocks, 3, "%s", severities[severity].title);
			list = block_new(blocks, BLOCK_LIST, NULL);
		}
		add_finding(list, finding, severities[severity].tone);
	}
}

static void add_driver(GPtrArray *blocks, const struct driver_findings *driver)
{
	struct block *verdict;
	struct block *list;

	block_heading(blocks, 2, "%s: CONFIG_%s, %s%s%s%s", driver->query,
		      driver->config ? driver->config : "?",
		      driver->sources->len ? "module " : "which builds nothing",
		      driver->sources->len ? driver->module : "",
		      driver->follows ? ", a helper of CONFIG_" : "",
		      driver->follows ? driver->follows : "");
	verdict = block_paragraph(blocks, "%s", verdict_texts[driver->verdict]);
	verdict->tone = (int)verdict_tone(driver->verdict);
	list = block_new(blocks, BLOCK_LIST, NULL);
	for (guint i = 0; i < driver->notes->len; i++)
		block_item(list, TONE_DIM, "%s", (const char *)driver->notes->pdata[i]);
	for (guint i = 0; i < driver->sources->len; i++)
		block_item(list, TONE_PLAIN, "%s", (const char *)driver->sources->pdata[i]);
	add_severity(blocks, driver, SEVERITY_BLOCKER);
	add_exports(blocks, driver);
	for (int severity = SEVERITY_CHANGE; severity <= SEVERITY_NOTE; severity++)
		add_severity(blocks, driver, severity);
}

void report_add_findings(GPtrArray *blocks, const struct findings *findings)
{
	block_heading(blocks, 1, "Linux %s, %s", findings->tree->version, findings->tree->arch);
	for (guint i = 0; i < findings->drivers->len; i++)
		add_driver(blocks, findings->drivers->pdata[i]);
	if (findings->drivers->len && !g_strcmp0(findings->tree->searched, "build"))
		block_paragraph(blocks,
				"tests of an option were looked for in what this build is made of; "
				"--whole-tree looks into the rest of the tree, too")
			->tone = TONE_DIM;
}

void report_add_plan(GPtrArray *blocks, const struct plan *plan)
{
	struct block *list;

	if (plan->refusals->len) {
		block_heading(blocks, 2, "No series");
		list = block_new(blocks, BLOCK_LIST, NULL);
		for (guint i = 0; i < plan->refusals->len; i++) {
			const struct refusal *refusal = plan->refusals->pdata[i];

			block_item(list, TONE_BAD, "%s: %s",
				   refusal->file ? refusal->file : refusal->finding,
				   refusal->reason);
		}
		return;
	}
	block_heading(blocks, 2, "Series (%u patches)", plan->steps->len);
	list = block_new(blocks, BLOCK_LIST, NULL);
	for (guint i = 0; i < plan->steps->len; i++) {
		const struct step *step = plan->steps->pdata[i];

		block_item(list, TONE_PLAIN, "%s: %s", step->area, step->title);
	}
}
