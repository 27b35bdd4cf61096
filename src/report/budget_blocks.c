/* SPDX-License-Identifier: GPL-2.0-only */
#include "report/report.h"

static const struct {
	const char *word;
	enum tone tone;
} states[] = {
	[BUDGET_MET] = {"met", TONE_GOOD},
	[BUDGET_NO_BASE] = {"no base yet", TONE_DIM},
	[BUDGET_NEAR] = {"within the margin", TONE_WARN},
	[BUDGET_EXCEEDED] = {"exceeded", TONE_BAD},
};

static char *number(gint64 value)
{
	return value == RECORD_NONE ? g_strdup("-") : g_strdup_printf("%" G_GINT64_FORMAT, value);
}

static void add_check(struct block *table, const struct budget_check *check)
{
	g_autofree char *row = budget_row_text(check->artefact, check->kind - 1, check->name);
	g_autofree char *bytes = number(check->bytes), *before = number(check->before);
	g_autofree char *limit =
		g_strdup_printf("%s %s", budget_limit_names[check->limit], check->amount);
	gint64 used = budget_used(check);
	g_autofree char *left =
		number(check->allowed == RECORD_NONE ? RECORD_NONE : check->allowed - used);

	block_row(table, states[check->state].tone, row, before, bytes, limit, left,
		  states[check->state].word, NULL);
}

/* who is to be asked, and why there is a limit */
static void add_words(struct block *list, const struct budget_check *check)
{
	g_autoptr(GString) text = g_string_new(check->message);

	if (check->reason)
		g_string_append_printf(text, "; %s", check->reason);
	if (check->owner)
		g_string_append_printf(text, " (ask %s)", check->owner);
	block_item(list, states[check->state].tone, "%s", text->str);
}

void report_add_budget(GPtrArray *blocks, const struct budget_verdict *verdict)
{
	struct block *table, *list = NULL;
	guint kept = 0;

	for (guint i = 0; i < verdict->checks->len; i++)
		kept += ((struct budget_check *)verdict->checks->pdata[i])->state < BUDGET_EXCEEDED;
	block_heading(blocks, 1, "Budget %s: %s", verdict->budget, states[verdict->state].word);
	block_paragraph(blocks, "%u of %u limits are kept", kept, verdict->checks->len)->tone =
		(int)states[verdict->state].tone;
	for (guint i = 0; i < verdict->checks->len; i++) {
		const struct budget_check *check = verdict->checks->pdata[i];

		if (check->state == BUDGET_MET)
			continue;
		if (!list)
			list = block_new(blocks, BLOCK_LIST, NULL);
		add_words(list, check);
	}
	for (guint i = 0; i < verdict->notes->len; i++) {
		if (!list)
			list = block_new(blocks, BLOCK_LIST, NULL);
		block_item(list, TONE_WARN, "%s", (const char *)verdict->notes->pdata[i]);
	}
	block_heading(blocks, 2, "Limits");
	table = block_table(blocks, "row", ">before", ">bytes", "limit", ">left", "state", NULL);
	for (guint i = 0; i < verdict->checks->len; i++)
		add_check(table, verdict->checks->pdata[i]);
}
