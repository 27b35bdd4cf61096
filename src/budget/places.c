/* SPDX-License-Identifier: GPL-2.0-only */
#include "budget/budget.h"
#include "session/session.h"

static gboolean wants_place(const struct budget_check *check)
{
	return check->kind == 1 + LEDGER_OPTION && check->state >= BUDGET_NEAR &&
	       *check->name != '(';
}

void budget_places(struct budget_verdict *verdict, const char *tree, const char *arch)
{
	g_autoptr(conf_session) kconfig = NULL;

	for (guint i = 0; i < verdict->checks->len; i++) {
		struct budget_check *check = verdict->checks->pdata[i];
		const struct kconf_symbol *symbol;

		if (!wants_place(check))
			continue;
		if (!kconfig)
			kconfig = conf_session_written(tree, arch, NULL);
		symbol = kconfig ? kconf_find(kconfig->kconf, check->name) : NULL;
		if (!symbol || !symbol->definitions)
			continue;
		g_free(check->file);
		check->file = g_strdup(conf_session_file(kconfig, symbol->definitions));
		check->line = symbol->definitions->line;
	}
}
