/* SPDX-License-Identifier: GPL-2.0-only */
#include "budget/budget.h"
#include "kconfig/index.h"
#include "tree/tree.h"

static gboolean wants_place(const struct budget_check *check)
{
	return check->kind == 1 + LEDGER_OPTION && check->state >= BUDGET_NEAR &&
	       *check->name != '(';
}

void budget_places(struct budget_verdict *verdict, const char *tree, const char *arch)
{
	g_autoptr(kconfig_tree) index = NULL;

	for (guint i = 0; i < verdict->checks->len; i++) {
		struct budget_check *check = verdict->checks->pdata[i];
		const GPtrArray *defs;
		const struct kconfig_def *def;

		if (!wants_place(check))
			continue;
		if (!index)
			index = kconfig_tree_read(tree, scan_tree_srcarch(arch), arch, NULL);
		defs = index ? kconfig_tree_find(index, check->name) : NULL;
		if (!defs || !defs->len)
			continue;
		def = defs->pdata[0];
		g_free(check->file);
		check->file = g_strdup(def->file->path);
		check->line = def->line;
	}
}
