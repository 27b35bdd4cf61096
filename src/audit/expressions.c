/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "audit/audit.h"

/*
 * Names that Kconfig expressions ask for and no file defines. A name that stands where only y, m
 * and n make sense is meant as an option; what is compared with may be any text.
 */
struct question {
	const struct audit_names *names;
	GPtrArray *rows;
	GHashTable *seen; /* name -> struct audit_row */
};

static void ask(struct question *question, const struct kconf_symbol *symbol, const char *file,
		guint line)
{
	struct audit_row *row;

	if (!symbol->name || symbol->definitions || (symbol->flags & KCONF_CONST) ||
	    !audit_looks_like_option(symbol->name) ||
	    audit_names_defined(question->names, symbol->name))
		return;
	row = g_hash_table_lookup(question->seen, symbol->name);
	if (row) {
		row->places++;
		return;
	}
	row = audit_add(question->rows, AUDIT_UNDEFINED, symbol->name, file, line);
	row->text = g_strdup("no Kconfig file defines it");
	g_hash_table_insert(question->seen, row->option, row);
}

static void ask_all(struct question *question, const struct kconf_expr *expr, const char *file,
		    guint line)
{
	if (!expr)
		return;
	switch (expr->op) {
	case KCONF_SYMBOL:
		ask(question, expr->left.symbol, file, line);
		break;
	case KCONF_NOT:
		ask_all(question, expr->left.expr, file, line);
		break;
	case KCONF_AND:
	case KCONF_OR:
		ask_all(question, expr->left.expr, file, line);
		ask_all(question, expr->right.expr, file, line);
		break;
	default: /* a comparison: its left side is an option in all of the tree */
		ask(question, expr->left.symbol, file, line);
	}
}

static void ask_prop(struct question *question, const struct kconf_symbol *symbol,
		     const struct kconf_prop *prop)
{
	gboolean logic = symbol->type == KCONF_BOOL || symbol->type == KCONF_TRISTATE;

	if (prop->kind == KCONF_SELECT || prop->kind == KCONF_IMPLY ||
	    (prop->kind == KCONF_DEFAULT && logic))
		ask_all(question, prop->expr, prop->file, prop->line);
	ask_all(question, prop->written, prop->file, prop->line);
}

void audit_expressions(const struct kconf *kconf, const struct audit_names *names, GPtrArray *rows)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	struct question question = {.names = names, .rows = rows, .seen = seen};

	for (struct kconf_menu *menu = kconf_next_menu((struct kconf_menu *)&kconf->root, NULL);
	     menu; menu = kconf_next_menu(menu, NULL)) {
		for (struct kconf_clause *c = menu->clauses; c; c = c->next)
			ask_all(&question, c->expr, menu->file, c->span.line);
		if (!menu->symbol)
			continue;
		for (struct kconf_prop *prop = menu->symbol->props; prop; prop = prop->next)
			if (prop->menu == menu)
				ask_prop(&question, menu->symbol, prop);
	}
}
