/* SPDX-License-Identifier: GPL-2.0-only */
#include "why/reach.h"

/* What an expression names: each symbol is told to `found` */
struct visit {
	void (*found)(struct visit *visit, struct kconf_symbol *symbol);
	GHashTable *seen;            /* conf_reaches() */
	GPtrArray *todo;             /* both */
	GHashTable *users;           /* conf_hanging(): symbol -> GPtrArray of those that name it */
	struct kconf_symbol *naming; /* whose expressions are visited */
};

static void visit_expr(struct visit *visit, const struct kconf_expr *expr)
{
	if (!expr)
		return;
	switch (expr->op) {
	case KCONF_AND:
	case KCONF_OR:
		visit_expr(visit, expr->left.expr);
		visit_expr(visit, expr->right.expr);
		break;
	case KCONF_NOT:
		visit_expr(visit, expr->left.expr);
		break;
	default:
		visit->found(visit, expr->left.symbol);
		if (expr->op != KCONF_SYMBOL)
			visit->found(visit, expr->right.symbol);
	}
}

/* What a symbol selects is no reason of its own value */
static void visit_symbol(struct visit *visit, const struct kconf_symbol *symbol, gboolean bounds)
{
	visit_expr(visit, symbol->direct.expr);
	visit_expr(visit, symbol->selected.expr);
	visit_expr(visit, symbol->implied.expr);
	for (const struct kconf_prop *prop = symbol->props; prop; prop = prop->next) {
		if (prop->kind == KCONF_SELECT || prop->kind == KCONF_IMPLY)
			continue;
		if (bounds || prop->kind != KCONF_BOUNDS)
			visit_expr(visit, prop->expr);
		visit_expr(visit, prop->cond);
	}
}

/* --- from a symbol to what it hangs on -------------------------------------------------------- */

static void note_reached(struct visit *visit, struct kconf_symbol *symbol)
{
	if (g_hash_table_add(visit->seen, symbol))
		g_ptr_array_add(visit->todo, symbol);
}

gboolean conf_reaches(const struct kconf_symbol *from, const struct kconf_symbol *to)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	g_autoptr(GPtrArray) todo = g_ptr_array_new();
	struct visit visit = {.found = note_reached, .seen = seen, .todo = todo};

	g_ptr_array_add(todo, (void *)from);
	while (todo->len) {
		const struct kconf_symbol *symbol =
			g_ptr_array_remove_index_fast(todo, todo->len - 1);

		visit_symbol(&visit, symbol, FALSE);
		if (g_hash_table_contains(seen, to))
			return TRUE;
	}
	return FALSE;
}

/* --- from a symbol to what hangs on it -------------------------------------------------------- */

static void free_list(gpointer list)
{
	g_ptr_array_unref(list);
}

static void note_user(struct visit *visit, struct kconf_symbol *symbol)
{
	GPtrArray *list = g_hash_table_lookup(visit->users, symbol);

	if (!list) {
		list = g_ptr_array_new();
		g_hash_table_insert(visit->users, symbol, list);
	}
	if (!list->len || list->pdata[list->len - 1] != visit->naming)
		g_ptr_array_add(list, visit->naming);
}

static void note_members(struct visit *visit, struct kconf_symbol *choice)
{
	const GPtrArray *members = choice->definitions->members;

	for (guint i = 0; members && i < members->len; i++) {
		visit->naming = choice;
		note_user(visit, members->pdata[i]);
		visit->naming = members->pdata[i];
		note_user(visit, choice);
	}
}

GHashTable *conf_hanging(const struct kconf *kconf, struct kconf_symbol *symbol)
{
	g_autoptr(GHashTable) users = g_hash_table_new_full(NULL, NULL, NULL, free_list);
	g_autoptr(GPtrArray) todo = g_ptr_array_new();
	GHashTable *hanging = g_hash_table_new(NULL, NULL);
	struct visit visit = {.found = note_user, .users = users};

	KCONF_EACH_SYMBOL(kconf, bucket, other)
	{
		visit.naming = other;
		visit_symbol(&visit, other, TRUE);
		if ((other->flags & KCONF_CHOICE) && other->definitions)
			note_members(&visit, other);
	}
	g_hash_table_add(hanging, symbol);
	g_ptr_array_add(todo, symbol);
	while (todo->len) {
		const GPtrArray *list =
			g_hash_table_lookup(users,
					    g_ptr_array_remove_index_fast(todo, todo->len - 1));

		for (guint i = 0; list && i < list->len; i++)
			if (g_hash_table_add(hanging, list->pdata[i]))
				g_ptr_array_add(todo, list->pdata[i]);
	}
	return hanging;
}
