/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "audit/audit.h"

/*
 * Options that nothing can switch on. The most that each option can be is found from below: all
 * begin with n, and rise as long as a prompt, a default, a select or an imply lets them. What is
 * not known counts as possible: "!A", a comparison, a name that only another arch's files define or
 * select. So an option that stays n is dead for sure.
 */
struct dead {
	const struct kconf *kconf;
	const struct audit_names *names;
	GHashTable *most;      /* symbol -> enum kconf_tri */
	GHashTable *elsewhere; /* set of symbols that files speak of which this arch does not read */
	GHashTable *read;      /* set of the files that it does read */
};

static gboolean is_logic(const struct kconf_symbol *symbol)
{
	return symbol->type == KCONF_BOOL || symbol->type == KCONF_TRISTATE;
}

static enum kconf_tri most_of_symbol(const struct dead *dead, const struct kconf_symbol *symbol)
{
	if (symbol == &dead->kconf->yes || symbol == &dead->kconf->mod)
		return symbol == &dead->kconf->yes ? KCONF_Y : KCONF_M;
	if (symbol == &dead->kconf->no)
		return KCONF_N;
	if (g_hash_table_contains(dead->elsewhere, symbol) || !symbol->name)
		return KCONF_Y;
	if (!is_logic(symbol))
		return symbol->definitions ? KCONF_Y : KCONF_N;
	return GPOINTER_TO_INT(g_hash_table_lookup(dead->most, symbol));
}

/* NULL is y */
static enum kconf_tri most_of(const struct dead *dead, const struct kconf_expr *expr)
{
	enum kconf_tri left, right;

	if (!expr)
		return KCONF_Y;
	switch (expr->op) {
	case KCONF_SYMBOL:
		return most_of_symbol(dead, expr->left.symbol);
	case KCONF_NOT:
		return kconf_expr_is_yes(dead->kconf, expr->left.expr) ? KCONF_N : KCONF_Y;
	case KCONF_AND:
	case KCONF_OR:
		left = most_of(dead, expr->left.expr);
		right = most_of(dead, expr->right.expr);
		return expr->op == KCONF_AND ? MIN(left, right) : MAX(left, right);
	default:
		return KCONF_Y;
	}
}

static enum kconf_tri most_by_prop(const struct dead *dead, const struct kconf_prop *prop)
{
	enum kconf_tri tri = most_of(dead, prop->cond);

	switch (prop->kind) {
	case KCONF_PROMPT:
	case KCONF_MENU:
		return tri;
	case KCONF_DEFAULT:
		return MIN(tri, most_of(dead, prop->expr));
	default:
		return KCONF_N;
	}
}

static enum kconf_tri rise(const struct dead *dead, const struct kconf_symbol *symbol)
{
	enum kconf_tri tri = KCONF_N;

	for (const struct kconf_prop *prop = symbol->props; prop; prop = prop->next) {
		enum kconf_tri by = most_by_prop(dead, prop);

		tri = MAX(tri, by);
	}
	if (symbol->selected.expr)
		tri = MAX(tri, most_of(dead, symbol->selected.expr));
	if (symbol->implied.expr)
		tri = MAX(tri, most_of(dead, symbol->implied.expr));
	return symbol->type == KCONF_BOOL && tri == KCONF_M ? KCONF_Y : tri;
}

static void rise_all(const struct dead *dead)
{
	gboolean more = TRUE;

	while (more) {
		more = FALSE;
		KCONF_EACH_SYMBOL(dead->kconf, bucket, symbol)
		{
			enum kconf_tri tri;

			if (!is_logic(symbol) || !symbol->name)
				continue;
			tri = rise(dead, symbol);
			if (tri <= most_of_symbol(dead, symbol))
				continue;
			g_hash_table_insert(dead->most, symbol, GINT_TO_POINTER(tri));
			more = TRUE;
		}
	}
}

static gboolean has_other_file(const struct dead *dead, GHashTable *table, const char *name)
{
	const GPtrArray *files = g_hash_table_lookup(table, name);

	for (guint i = 0; files && i < files->len; i++)
		if (!g_hash_table_contains(dead->read, files->pdata[i]))
			return TRUE;
	return FALSE;
}

static void find_elsewhere(const struct dead *dead)
{
	for (guint i = 0; i < dead->kconf->files->len; i++) {
		const struct kconf_file *file = dead->kconf->files->pdata[i];

		g_hash_table_add(dead->read, (char *)file->name);
	}
	KCONF_EACH_SYMBOL(dead->kconf, bucket, symbol)
	{
		if (symbol->name && (has_other_file(dead, dead->names->defined, symbol->name) ||
				     has_other_file(dead, dead->names->selected, symbol->name)))
			g_hash_table_add(dead->elsewhere, symbol);
	}
}

/* --- why ---------------------------------------------------------------------------------- */

/* the first name of "A && B" that can only be n; NULL: a constant, as $(…) leaves it, or none */
static const struct kconf_symbol *culprit(const struct dead *dead, const struct kconf_expr *expr)
{
	const struct kconf_symbol *found = NULL;

	if (!expr || most_of(dead, expr) != KCONF_N)
		return NULL;
	if (expr->op == KCONF_SYMBOL)
		return expr->left.symbol == &dead->kconf->no ? NULL : expr->left.symbol;
	if (expr->op == KCONF_AND || expr->op == KCONF_OR) {
		found = culprit(dead, expr->left.expr);
		found = found ? found : culprit(dead, expr->right.expr);
	}
	return found;
}

/* what a dead option hangs on, or NULL */
static const struct kconf_symbol *hangs_on(const struct dead *dead,
					   const struct kconf_symbol *symbol)
{
	const struct kconf_symbol *why = NULL;

	for (const struct kconf_menu *m = symbol->definitions; m && !why; m = m->next_definition)
		why = culprit(dead, m->depends);
	for (const struct kconf_prop *p = symbol->props; p && !why; p = p->next)
		if (p->kind == KCONF_DEFAULT)
			why = culprit(dead, p->expr);
	return why;
}

/* is there anything in the files that could give it a value? */
static gboolean is_given(const struct kconf_symbol *symbol)
{
	if (symbol->selected.expr || symbol->implied.expr)
		return TRUE;
	for (const struct kconf_prop *prop = symbol->props; prop; prop = prop->next)
		if (prop->kind == KCONF_PROMPT || prop->kind == KCONF_MENU ||
		    prop->kind == KCONF_DEFAULT)
			return TRUE;
	return FALSE;
}

#define LONGEST_CHAIN 16

/*
 * The chain down to the option that is the reason. FALSE where that is no mistake: BROKEN is meant
 * to be n, and a constant n is what $(…) made of the answer of this compiler.
 */
static gboolean explain(const struct dead *dead, const struct kconf_symbol *symbol, GString *text)
{
	for (guint i = 0; i < LONGEST_CHAIN; i++) {
		const struct kconf_symbol *why = hangs_on(dead, symbol);

		if (!strcmp(symbol->name, "BROKEN"))
			return FALSE;
		if (!symbol->definitions) {
			g_string_append(text, "no Kconfig file defines");
			return TRUE;
		}
		if (!why) {
			g_string_append_printf(text,
					       "%s no prompt and no default, and nothing selects it",
					       i ? "has" : "it has");
			return !is_given(symbol);
		}
		g_string_append_printf(text, "%s on %s, which ", i ? "hangs" : "it hangs",
				       why->name);
		symbol = why;
	}
	return FALSE;
}

static void tell(const struct dead *dead, const struct kconf_symbol *symbol, GPtrArray *rows)
{
	const struct kconf_menu *menu = symbol->definitions;
	g_autoptr(GString) text = g_string_new(NULL);

	if (explain(dead, symbol, text))
		audit_add(rows, AUDIT_DEAD, symbol->name, menu->file, menu->line)->text =
			g_strdup(text->str);
}

void audit_dead(const struct kconf *kconf, const struct audit_names *names, GPtrArray *rows)
{
	g_autoptr(GHashTable) most = g_hash_table_new(NULL, NULL);
	g_autoptr(GHashTable) elsewhere = g_hash_table_new(NULL, NULL);
	g_autoptr(GHashTable) read = g_hash_table_new(g_str_hash, g_str_equal);
	const struct dead dead = {kconf, names, most, elsewhere, read};

	find_elsewhere(&dead);
	rise_all(&dead);
	KCONF_EACH_SYMBOL(kconf, bucket, symbol)
	{
		if (symbol->name && symbol->definitions && is_logic(symbol) &&
		    most_of_symbol(&dead, symbol) == KCONF_N)
			tell(&dead, symbol, rows);
	}
}
