/* SPDX-License-Identifier: GPL-2.0-only */
#include <modsplit/error.h>

#include "base/nearest.h"
#include "budget/history.h"

gboolean budget_measure(const struct budget_limit *limit, const struct ledger *ledger,
			gboolean lenient, gint64 *bytes)
{
	const struct ledger_artefact *artefact = ledger_artefact_find(ledger, limit->artefact);

	if (!artefact && lenient && ledger->artefacts->len == 1)
		artefact = ledger->artefacts->pdata[0];
	*bytes = artefact ? artefact->bytes : 0;
	if (!artefact || limit->kind == BUDGET_FILE)
		return artefact != NULL;
	return ledger_row_find(artefact, limit->kind, limit->name, bytes);
}

/* --- a row that is not there ---------------------------------------------------------------- */

/* the names among which the limit's was looked for */
static GPtrArray *candidates(const struct budget_limit *limit, const struct ledger *ledger,
			     const struct ledger_artefact *artefact)
{
	GPtrArray *names = g_ptr_array_new();

	for (guint i = 0; !artefact && i < ledger->artefacts->len; i++)
		g_ptr_array_add(names,
				((struct ledger_artefact *)ledger->artefacts->pdata[i])->name);
	for (guint i = 0; artefact && i < artefact->rows->len; i++) {
		const struct ledger_row *row = artefact->rows->pdata[i];

		if (row->kind == limit->kind)
			g_ptr_array_add(names, row->name);
	}
	return names;
}

static gboolean not_found(const struct budget *budget, const struct budget_limit *limit,
			  const struct ledger *ledger, GError **error)
{
	const struct ledger_artefact *artefact = ledger_artefact_find(ledger, limit->artefact);
	g_autoptr(GPtrArray) names = candidates(limit, ledger, artefact);
	const char *name = artefact ? limit->name : limit->artefact;
	g_autofree char *near = ms_nearest(names, name);
	g_autofree char *row = artefact ? budget_row_text(limit->artefact, limit->kind, name)
					: g_strdup_printf("file '%s'", name);

	g_set_error(error, MS_ERROR, MS_ERROR_NOT_FOUND,
		    "%s:%u:%u: the build has no %s; %s%s; \"optional\": true if it may be missing",
		    budget->path, limit->line, limit->column, row,
		    near ? "near it: " : "'modsplit size --json' lists the rows", near ? near : "");
	return FALSE;
}

/* --- one limit ------------------------------------------------------------------------------ */

/* the artefact's own bytes: a "max" of 10% is a share of them */
static gint64 whole_of(const struct budget_limit *limit, const struct ledger *ledger)
{
	const struct ledger_artefact *artefact = ledger_artefact_find(ledger, limit->artefact);

	return artefact ? artefact->bytes : 0;
}

#define N "%" G_GINT64_FORMAT

/* `used` of what the limit allows */
static void settle(struct budget_check *check, const struct budget_limit *limit, gint64 used)
{
	gint64 margin = budget_amount_of(&limit->warn, check->allowed);
	g_autofree char *row = budget_row_text(limit->artefact, limit->kind, limit->name);
	const char *what = check->limit ? "growth" : "size";

	if (used > check->allowed) {
		check->state = BUDGET_EXCEEDED;
		check->message =
			g_strdup_printf("%s: %s is " N " bytes, " N " more than the limit of %s",
					row, what, used, used - check->allowed, check->amount);
	} else if (limit->warn.unit != BUDGET_NONE && check->allowed - used < margin) {
		check->state = BUDGET_NEAR;
		check->message =
			g_strdup_printf("%s: %s is " N " bytes, only " N " left of the limit of %s",
					row, what, used, check->allowed - used, check->amount);
	} else {
		check->state = BUDGET_MET;
		check->message =
			g_strdup_printf("%s: %s is " N " bytes, " N " left of the limit of %s", row,
					what, used, check->allowed - used, check->amount);
	}
}

static void settle_without_base(struct budget_check *check, const struct budget_limit *limit)
{
	g_autofree char *row = budget_row_text(limit->artefact, limit->kind, limit->name);

	check->state = BUDGET_NO_BASE;
	check->message =
		g_strdup_printf("%s: no base yet, so its growth is not known; it is " N " bytes",
				row, check->bytes);
}

static struct budget_check *add_check(struct budget_verdict *verdict, const struct budget *budget,
				      const struct budget_limit *limit, int which)
{
	struct budget_check *check = record_new(&budget_check_type);

	check->artefact = g_strdup(limit->artefact);
	check->kind = limit->kind + 1;
	check->name = g_strdup(limit->name);
	check->limit = which;
	check->amount = budget_amount_text(which ? &limit->growth : &limit->max);
	check->owner = g_strdup(limit->owner);
	check->reason = g_strdup(limit->reason);
	check->file = g_strdup(budget->file);
	check->line = limit->line;
	g_ptr_array_add(verdict->checks, check);
	return check;
}

static gboolean judge_limit(struct budget_verdict *verdict, const struct budget *budget,
			    const struct budget_limit *limit, const struct ledger *now,
			    const struct budget_base *base, GError **error)
{
	gint64 bytes, before = RECORD_NONE;
	gboolean there = budget_measure(limit, now, FALSE, &bytes), was = FALSE;

	if (base->build)
		was = budget_measure(limit, base->build, TRUE, &before);
	else if (!base->record || !history_measure(base->record, limit, &before))
		before = RECORD_NONE;
	/* a row that went away weighs nothing; a file that did was perhaps not built */
	if (!there && !limit->optional && !(was && ledger_artefact_find(now, limit->artefact)))
		return not_found(budget, limit, now, error);
	for (int which = 0; which < 2; which++) {
		const struct budget_amount *amount = which ? &limit->growth : &limit->max;
		struct budget_check *check;

		if (amount->unit == BUDGET_NONE)
			continue;
		check = add_check(verdict, budget, limit, which);
		check->bytes = bytes;
		check->before = before;
		check->allowed = RECORD_NONE;
		if (which && before == RECORD_NONE) {
			settle_without_base(check, limit);
		} else {
			check->allowed =
				budget_amount_of(amount, which ? before : whole_of(limit, now));
			settle(check, limit, which ? bytes - before : bytes);
		}
		verdict->state = MAX(verdict->state, check->state);
	}
	return TRUE;
}

struct budget_verdict *budget_judge(const struct budget *budget, const struct ledger *now,
				    const struct budget_base *base, GError **error)
{
	g_autoptr(budget_verdict) verdict = record_new(&budget_verdict_type);

	verdict->budget = g_strdup(budget->file);
	for (guint i = 0; i < budget->limits->len; i++)
		if (!judge_limit(verdict, budget, budget->limits->pdata[i], now, base, error))
			return NULL;
	return g_steal_pointer(&verdict);
}
