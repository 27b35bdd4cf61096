/* SPDX-License-Identifier: GPL-2.0-only */
#include "kconf/language.h"

#include <string.h>

#define ARENA_BLOCK (256 * 1024)
#define EXPR_TABLE (1U << 16)

/* conf's own hash of names: FNV-1, 32 bits; bytes are signed there */
static guint name_hash(const char *name)
{
	guint hash = 2166136261U;

	for (; *name; name++)
		hash = (hash ^ (guint)(signed char)*name) * 0x01000193U;
	return hash;
}

void *kconf_alloc(struct kconf *kconf, gsize size)
{
	void *block;

	size = (size + 15) & ~(gsize)15;
	if (size > kconf->arena_left) {
		gsize block_size = MAX(size, (gsize)ARENA_BLOCK);

		block = g_malloc0(block_size);
		g_ptr_array_add(kconf->arena, block);
		kconf->arena_next = block;
		kconf->arena_left = block_size;
	}
	block = kconf->arena_next;
	kconf->arena_next += size;
	kconf->arena_left -= size;
	return block;
}

const char *kconf_keep(struct kconf *kconf, const char *text)
{
	return g_string_chunk_insert(kconf->strings, text);
}

const char *kconf_intern(struct kconf *kconf, const char *text)
{
	return g_string_chunk_insert_const(kconf->strings, text);
}

static void constant(struct kconf_symbol *symbol, const char *name, enum kconf_tri tri)
{
	symbol->name = name;
	symbol->type = KCONF_TRISTATE;
	symbol->flags = KCONF_CONST | KCONF_VALID;
	symbol->value = (struct kconf_value){.text = name, .tri = tri};
}

static void free_file(gpointer data)
{
	struct kconf_file *file = data;

	g_free(file->path);
	g_free(file->text);
	g_free(file);
}

struct kconf *kconf_new(const struct kconf_dialect *dialect, struct kconf_talk *talk,
			struct kconf_macros *macros)
{
	struct kconf *kconf = g_new0(struct kconf, 1);

	kconf->dialect = dialect;
	kconf->talk = talk;
	kconf->macros = macros;
	kconf->strings = g_string_chunk_new(64 * 1024);
	kconf->arena = g_ptr_array_new_with_free_func(g_free);
	kconf->symbols = g_new0(struct kconf_symbol *, dialect->table_size);
	kconf->round = 1;
	kconf->expr_table = EXPR_TABLE;
	kconf->exprs = g_new0(struct kconf_expr *, EXPR_TABLE);
	kconf->files = g_ptr_array_new_with_free_func(free_file);
	kconf->file_names = g_hash_table_new(g_str_hash, g_str_equal);
	constant(&kconf->yes, "y", KCONF_Y);
	constant(&kconf->mod, "m", KCONF_M);
	constant(&kconf->no, "n", KCONF_N);
	return kconf;
}

static void free_members(struct kconf *kconf)
{
	for (struct kconf_menu *menu = kconf->root.list; menu; menu = kconf_next_menu(menu, NULL))
		if (menu->members)
			g_ptr_array_unref(menu->members);
}

void kconf_free(struct kconf *kconf)
{
	if (!kconf)
		return;
	free_members(kconf);
	g_ptr_array_unref(kconf->arena);
	g_string_chunk_free(kconf->strings);
	g_free(kconf->symbols);
	g_free(kconf->exprs);
	g_hash_table_unref(kconf->file_names);
	g_ptr_array_unref(kconf->files);
	g_free(kconf->mistake);
	g_free(kconf);
}

/* y, m and n are constants however they are written */
static gboolean is_fixed(const char *name)
{
	return (*name == 'y' || *name == 'm' || *name == 'n') && !name[1];
}

static struct kconf_symbol *fixed(const struct kconf *kconf, char name)
{
	const struct kconf_symbol *symbol = name == 'y'   ? &kconf->yes
					    : name == 'm' ? &kconf->mod
							  : &kconf->no;

	return (struct kconf_symbol *)symbol;
}

static struct kconf_symbol *in_table(const struct kconf *kconf, const char *name, guint hash,
				     gboolean quoted)
{
	struct kconf_symbol *symbol = kconf->symbols[hash % kconf->dialect->table_size];

	for (; symbol; symbol = symbol->next)
		if (symbol->hash == hash && symbol->name &&
		    ((symbol->flags & KCONF_CONST) != 0) == (quoted != FALSE) &&
		    !strcmp(symbol->name, name))
			return symbol;
	return NULL;
}

struct kconf_symbol *kconf_lookup(struct kconf *kconf, const char *name, gboolean quoted)
{
	struct kconf_symbol *symbol;
	guint hash = name ? name_hash(name) : 0;
	struct kconf_symbol **chain = &kconf->symbols[hash % kconf->dialect->table_size];

	if (name && is_fixed(name))
		return fixed(kconf, *name);
	if (name) {
		symbol = in_table(kconf, name, hash, quoted);
		if (symbol)
			return symbol;
	}
	symbol = kconf_alloc(kconf, sizeof(*symbol));
	symbol->name = name ? kconf_keep(kconf, name) : NULL;
	symbol->hash = hash;
	symbol->flags = (quoted ? KCONF_CONST : 0) | (name ? 0 : KCONF_CHOICE);
	symbol->next = *chain;
	*chain = symbol;
	return symbol;
}

struct kconf_symbol *kconf_find(const struct kconf *kconf, const char *name)
{
	return is_fixed(name) ? fixed(kconf, *name) : in_table(kconf, name, name_hash(name), FALSE);
}

/* --- expressions ------------------------------------------------------------------------ */

static void grow_exprs(struct kconf *kconf)
{
	guint size = kconf->expr_table * 4;
	struct kconf_expr **table = g_new0(struct kconf_expr *, size);

	for (guint i = 0; i < kconf->expr_table; i++)
		for (struct kconf_expr *expr = kconf->exprs[i], *next; expr; expr = next) {
			next = expr->next;
			expr->next = table[expr->hash & (size - 1)];
			table[expr->hash & (size - 1)] = expr;
		}
	g_free(kconf->exprs);
	kconf->exprs = table;
	kconf->expr_table = size;
}

static struct kconf_expr *make_expr(struct kconf *kconf, enum kconf_op op, const void *left,
				    const void *right)
{
	guint64 mixed = ((guint64)GPOINTER_TO_SIZE(left) >> 4) * 0x9e3779b97f4a7c15U;
	struct kconf_expr *expr;
	guint hash;

	mixed = (mixed ^ (guint64)GPOINTER_TO_SIZE(right) >> 4) * 0xc2b2ae3d27d4eb4fU + (guint)op;
	hash = (guint)(mixed >> 32);
	for (expr = kconf->exprs[hash & (kconf->expr_table - 1)]; expr; expr = expr->next)
		if (expr->hash == hash && expr->op == op && expr->left.any == left &&
		    expr->right.any == right)
			return expr;
	if (++kconf->n_exprs > kconf->expr_table)
		grow_exprs(kconf);
	expr = kconf_alloc(kconf, sizeof(*expr));
	expr->hash = hash;
	expr->op = (guint8)op;
	expr->left.any = left;
	expr->right.any = right;
	expr->next = kconf->exprs[hash & (kconf->expr_table - 1)];
	kconf->exprs[hash & (kconf->expr_table - 1)] = expr;
	return expr;
}

struct kconf_expr *kconf_expr_symbol(struct kconf *kconf, struct kconf_symbol *symbol)
{
	return make_expr(kconf, KCONF_SYMBOL, symbol, NULL);
}

struct kconf_expr *kconf_expr_not(struct kconf *kconf, struct kconf_expr *expr)
{
	return make_expr(kconf, KCONF_NOT, expr, NULL);
}

struct kconf_expr *kconf_expr_two(struct kconf *kconf, enum kconf_op op, struct kconf_expr *left,
				  struct kconf_expr *right)
{
	return make_expr(kconf, op, left, right);
}

struct kconf_expr *kconf_expr_compare(struct kconf *kconf, enum kconf_op op,
				      struct kconf_symbol *left, struct kconf_symbol *right)
{
	return make_expr(kconf, op, left, right);
}

struct kconf_expr *kconf_and(struct kconf *kconf, struct kconf_expr *left, struct kconf_expr *right)
{
	if (!left || !right)
		return left ? left : right;
	return make_expr(kconf, KCONF_AND, left, right);
}

struct kconf_expr *kconf_or(struct kconf *kconf, struct kconf_expr *left, struct kconf_expr *right)
{
	if (!left || !right)
		return left ? left : right;
	return make_expr(kconf, KCONF_OR, left, right);
}

gboolean kconf_expr_is_yes(const struct kconf *kconf, const struct kconf_expr *expr)
{
	return !expr || (expr->op == KCONF_SYMBOL && expr->left.symbol == &kconf->yes);
}

gboolean kconf_is_compare(enum kconf_op op)
{
	return op >= KCONF_EQUAL && op <= KCONF_GREATER_EQUAL;
}

static struct kconf_expr *compare_operator(struct kconf *kconf, struct kconf_expr *expr,
					   enum kconf_op op, struct kconf_symbol *symbol)
{
	struct kconf_expr *left =
		kconf_expr_compare_with(kconf, expr->left.expr, KCONF_EQUAL, symbol);
	struct kconf_expr *right =
		kconf_expr_compare_with(kconf, expr->right.expr, KCONF_EQUAL, symbol);
	enum kconf_op joined = expr->op;

	if (symbol == &kconf->no)
		joined = expr->op == KCONF_AND ? KCONF_OR : KCONF_AND;
	expr = kconf_expr_two(kconf, joined, left, right);
	return op == KCONF_UNEQUAL ? kconf_expr_not(kconf, expr) : expr;
}

/* A comparison is y or n itself */
static struct kconf_expr *compare_relation(struct kconf *kconf, struct kconf_expr *expr,
					   enum kconf_op op, const struct kconf_symbol *symbol)
{
	gboolean equal = op == KCONF_EQUAL;

	if (symbol == &kconf->mod)
		return kconf_expr_symbol(kconf, equal ? &kconf->no : &kconf->yes);
	if ((symbol == &kconf->yes) == equal)
		return expr;
	return kconf_expr_not(kconf, expr);
}

struct kconf_expr *kconf_expr_compare_with(struct kconf *kconf, struct kconf_expr *expr,
					   enum kconf_op op, struct kconf_symbol *symbol)
{
	if (!expr) {
		expr = kconf_expr_symbol(kconf, symbol);
		return op == KCONF_UNEQUAL ? kconf_expr_not(kconf, expr) : expr;
	}
	if (expr->op == KCONF_AND || expr->op == KCONF_OR)
		return compare_operator(kconf, expr, op, symbol);
	if (expr->op == KCONF_NOT)
		return kconf_expr_compare_with(kconf, expr->left.expr,
					       op == KCONF_EQUAL ? KCONF_UNEQUAL : KCONF_EQUAL,
					       symbol);
	if (kconf_is_compare(expr->op))
		return compare_relation(kconf, expr, op, symbol);
	return kconf_expr_compare(kconf, op, expr->left.symbol, symbol);
}

struct kconf_symbol *kconf_prop_symbol(const struct kconf_prop *prop)
{
	return prop->expr && prop->expr->op == KCONF_SYMBOL ? prop->expr->left.symbol : NULL;
}

/* --- entries ---------------------------------------------------------------------------- */

struct kconf_menu *kconf_add_menu(struct kconf *kconf, struct kconf_symbol *symbol)
{
	struct kconf_menu *menu = kconf_alloc(kconf, sizeof(*menu));
	struct kconf_menu **last;

	menu->symbol = symbol;
	if (symbol) {
		for (last = &symbol->definitions; *last; last = &(*last)->next_definition)
			;
		*last = menu;
	}
	return menu;
}

struct kconf_prop *kconf_add_prop(struct kconf *kconf, struct kconf_menu *menu,
				  enum kconf_prop_kind kind, struct kconf_expr *expr,
				  struct kconf_expr *cond)
{
	struct kconf_prop *prop = kconf_alloc(kconf, sizeof(*prop));
	struct kconf_prop **last;

	prop->kind = kind;
	prop->menu = menu;
	prop->expr = expr;
	prop->cond = cond;
	prop->written = cond;
	prop->file = menu->file;
	if (menu->symbol) {
		for (last = &menu->symbol->props; *last; last = &(*last)->next)
			;
		*last = prop;
	}
	return prop;
}

const char *kconf_type_name(enum kconf_type type)
{
	switch (type) {
	case KCONF_BOOL:
		return "bool";
	case KCONF_TRISTATE:
		return "tristate";
	case KCONF_INT:
		return "integer";
	case KCONF_HEX:
		return "hex";
	case KCONF_STRING:
		return "string";
	case KCONF_UNKNOWN:
		break;
	}
	return "unknown";
}

void kconf_set_type(struct kconf *kconf, struct kconf_menu *menu, enum kconf_type type)
{
	struct kconf_symbol *symbol = menu->symbol;

	if (symbol->type == type)
		return;
	if (symbol->type == KCONF_UNKNOWN) {
		symbol->type = type;
		return;
	}
	kconf_err(kconf->talk,
		  "%s:%u:warning: ignoring type redefinition of '%s' from '%s' to '%s'\n",
		  menu->file, menu->line, symbol->name ? symbol->name : "<choice>",
		  kconf_type_name(symbol->type), kconf_type_name(type));
}

struct kconf_menu *kconf_next_menu(struct kconf_menu *menu, const struct kconf_menu *root)
{
	if (menu->list)
		return menu->list;
	while (menu && menu != root && !menu->next)
		menu = menu->parent;
	return menu && menu != root ? menu->next : NULL;
}

gboolean kconf_in_choice(const struct kconf_menu *menu)
{
	for (menu = menu->around; menu && !menu->prompt && !menu->symbol; menu = menu->around)
		;
	return menu && menu->symbol;
}
