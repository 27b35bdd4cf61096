/* SPDX-License-Identifier: GPL-2.0-only */
#include "budget/budget.h"

const char *const budget_state_names[] = {"met", "no-base", "near", "exceeded", NULL};
const char *const budget_limit_names[] = {"max", "growth", NULL};
static const char *const kind_names[] = {"file",   "section", "option", "folder",
					 "object", "symbol",  NULL};

static const struct record_field check_fields[] = {
	RECORD_FSTR(budget_check, artefact),
	RECORD_FCHOICE(budget_check, kind, kind_names),
	RECORD_FSTR(budget_check, name),
	RECORD_FCHOICE(budget_check, limit, budget_limit_names),
	RECORD_FCHOICE(budget_check, state, budget_state_names),
	RECORD_FINT(budget_check, bytes),
	RECORD_FMAYBE(budget_check, before),
	RECORD_FMAYBE(budget_check, allowed),
	RECORD_FSTR(budget_check, amount),
	RECORD_FSTR(budget_check, owner),
	RECORD_FSTR(budget_check, reason),
	RECORD_FSTR(budget_check, file),
	RECORD_FINT(budget_check, line),
	RECORD_FSTR(budget_check, message),
	RECORD_END,
};
const struct record_type budget_check_type = {NULL, sizeof(struct budget_check), check_fields};

static const struct record_field verdict_fields[] = {
	RECORD_FSTR(budget_verdict, budget),
	RECORD_FCHOICE(budget_verdict, state, budget_state_names),
	RECORD_FLIST(budget_verdict, checks, &budget_check_type),
	RECORD_FSTRS(budget_verdict, notes),
	RECORD_END,
};
const struct record_type budget_verdict_type = {NULL, sizeof(struct budget_verdict),
						verdict_fields};

void budget_verdict_free(struct budget_verdict *verdict)
{
	record_free(&budget_verdict_type, verdict);
}

gint64 budget_used(const struct budget_check *check)
{
	gboolean grown = check->limit && check->before != RECORD_NONE;

	return grown ? check->bytes - check->before : check->bytes;
}

char *budget_row_text(const char *artefact, int kind, const char *name)
{
	if (kind == BUDGET_FILE)
		return g_strdup(artefact);
	return g_strdup_printf("%s %s of %s", ledger_kinds[kind], name, artefact);
}
