/* SPDX-License-Identifier: GPL-2.0-only */
#include "conf/finalize.h"

#include "conf/number.h"
#include "conf/simplify.h"

/* Selects of one option: each makes its condition deeper; a kernel has up to 800 */
#define MAX_REASONS 10000
/* Submenus within each other, that symbols make by depending on one another */
#define MAX_SUBMENUS 1000

static void warn_menu(const struct kconf *kconf, const struct kconf_menu *menu, const char *words)
{
	kconf_err(kconf->talk, "%s:%u:warning: %s\n", menu->file, menu->line, words);
}

static void warn_prop(const struct kconf *kconf, const struct kconf_prop *prop, const char *format,
		      ...) G_GNUC_PRINTF(3, 4);
static void warn_prop(const struct kconf *kconf, const struct kconf_prop *prop, const char *format,
		      ...)
{
	g_autofree char *words = NULL;
	va_list args;

	va_start(args, format);
	words = g_strdup_vprintf(format, args);
	va_end(args);
	kconf_err(kconf->talk, "%s:%u:warning: %s\n", prop->file, prop->line, words);
}

static gboolean is_choice(const struct kconf_symbol *symbol)
{
	return symbol && (symbol->flags & KCONF_CHOICE);
}

/* By place: the first definition with a prompt stands in the choice */
static struct kconf_menu *choice_around(const struct kconf_symbol *symbol)
{
	struct kconf_menu *menu = symbol->definitions;

	while (menu && !menu->prompt)
		menu = menu->next_definition;
	if (!menu)
		return NULL;
	do
		menu = menu->parent;
	while (menu && !menu->symbol);
	return menu && is_choice(menu->symbol) ? menu : NULL;
}

struct kconf_menu *conf_choice_of(const struct kconf *kconf, const struct kconf_symbol *symbol)
{
	return kconf->dialect->member_lists ? choice_around(symbol) : symbol->choice;
}

/* --- conditions ------------------------------------------------------------------------- */

/* "m" alone means "m && MODULES", so that it is n without modules */
static struct kconf_expr *rewrite_m(struct kconf *kconf, struct kconf_expr *expr)
{
	if (!expr)
		return NULL;
	switch (expr->op) {
	case KCONF_NOT:
		return kconf_expr_not(kconf, rewrite_m(kconf, expr->left.expr));
	case KCONF_AND:
	case KCONF_OR:
		return kconf_expr_two(kconf, expr->op, rewrite_m(kconf, expr->left.expr),
				      rewrite_m(kconf, expr->right.expr));
	case KCONF_SYMBOL:
		if (expr->left.symbol == &kconf->mod)
			return kconf_and(kconf, expr, kconf_expr_symbol(kconf, kconf->modules));
		return expr;
	default:
		return expr;
	}
}

/* @expr below all of @around, in conf's form */
static struct kconf_expr *below(struct kconf *kconf, struct kconf_expr *around,
				struct kconf_expr *expr)
{
	expr = conf_transform(kconf, rewrite_m(kconf, expr));
	return conf_eliminate_dups(kconf, kconf_and(kconf, around, expr));
}

/* A select or imply is a reason of its target */
static void reach_target(struct kconf *kconf, const struct kconf_menu *menu,
			 const struct kconf_prop *prop)
{
	struct kconf_symbol *target = kconf_prop_symbol(prop);
	struct kconf_dependency *reasons =
		prop->kind == KCONF_SELECT ? &target->selected : &target->implied;
	struct kconf_expr *reason =
		kconf_and(kconf, kconf_expr_symbol(kconf, menu->symbol), prop->cond);

	if (reasons->n_reasons++ == MAX_REASONS) {
		kconf_wrong_at(kconf, prop->file, prop->line, prop->span.column,
			       "the option is selected or implied too often");
	}
	if (reasons->n_reasons <= MAX_REASONS)
		reasons->expr = kconf_or(kconf, reasons->expr, reason);
}

static void finalize_entry(struct kconf *kconf, struct kconf_menu *menu, struct kconf_expr *around)
{
	struct kconf_prop *prop;

	menu->depends = below(kconf, around, menu->depends);
	if (!menu->symbol) {
		if (menu->prompt)
			menu->prompt->cond = below(kconf, menu->depends, menu->prompt->cond);
		return;
	}
	for (prop = menu->symbol->props; prop; prop = prop->next) {
		if (prop->menu != menu)
			continue;
		prop->cond = below(kconf, menu->depends, prop->cond);
		if (prop->kind == KCONF_SELECT || prop->kind == KCONF_IMPLY)
			reach_target(kconf, menu, prop);
	}
}

/* --- choices with a mode ---------------------------------------------------------------- */

/* Choice and members take their type from each other */
static void spread_type(struct kconf *kconf, struct kconf_menu *choice)
{
	struct kconf_symbol *symbol = choice->symbol;

	for (struct kconf_menu *menu = choice->list; menu && symbol->type == KCONF_UNKNOWN;
	     menu = menu->next)
		if (menu->symbol && menu->symbol->type != KCONF_UNKNOWN)
			kconf_set_type(kconf, choice, menu->symbol->type);
	for (struct kconf_menu *menu = choice->list; menu; menu = menu->next)
		if (menu->symbol && menu->symbol->type == KCONF_UNKNOWN)
			kconf_set_type(kconf, menu, symbol->type);
}

/* A bool member of a tristate choice is there only while the choice is y */
static void need_choice_yes(struct kconf *kconf, const struct kconf_symbol *choice,
			    struct kconf_menu *menu)
{
	struct kconf_expr *yes =
		kconf_expr_compare(kconf, KCONF_EQUAL, (struct kconf_symbol *)choice, &kconf->yes);

	menu->depends = kconf_and(kconf, yes, menu->depends);
	for (struct kconf_prop *prop = menu->symbol->props; prop; prop = prop->next)
		if (prop->menu == menu)
			prop->cond = kconf_and(kconf, yes, prop->cond);
}

static void join_choice(struct kconf *kconf, struct kconf_menu *choice, struct kconf_menu *menu)
{
	struct kconf_symbol *symbol = menu->symbol;

	symbol->flags |= KCONF_MEMBER;
	if (!menu->prompt)
		warn_menu(kconf, menu, "choice value must have a prompt");
	for (const struct kconf_prop *prop = symbol->props; prop; prop = prop->next) {
		if (prop->kind == KCONF_DEFAULT)
			warn_prop(kconf, prop, "defaults for choice values not supported");
		if (prop->menu != menu && prop->kind == KCONF_PROMPT &&
		    prop->menu->parent->symbol != choice->symbol)
			warn_prop(kconf, prop, "choice value used outside its choice group");
	}
	if (choice->symbol->type == KCONF_TRISTATE && symbol->type != KCONF_TRISTATE)
		need_choice_yes(kconf, choice->symbol, menu);
	symbol->choice = choice;
	g_ptr_array_add(choice->members, symbol);
}

/* --- submenus --------------------------------------------------------------------------- */

static void finalize(struct kconf *kconf, struct kconf_menu *parent, gboolean inside_choice);

/* Does an entry behind @parent belong below it? */
static gboolean belongs(struct kconf *kconf, const struct kconf_menu *parent,
			const struct kconf_menu *menu, struct kconf_expr *base)
{
	struct kconf_expr *depends = menu->prompt ? menu->prompt->cond : menu->depends;

	if (!conf_expr_contains(depends, parent->symbol))
		return FALSE;
	if (conf_expr_depends(kconf, depends, parent->symbol))
		return TRUE;
	if (kconf->dialect->negated_apart && conf_expr_negates(kconf, depends, parent->symbol))
		return FALSE;
	/* also if its condition holds all that the symbol's own has */
	depends = kconf_expr_compare_with(kconf, depends, KCONF_UNEQUAL, &kconf->no);
	depends = conf_eliminate_dups(kconf, conf_transform(kconf, depends));
	conf_eliminate_eq(kconf, &depends, &base);
	return kconf_expr_is_yes(kconf, base);
}

/* The entries behind a symbol that depend on it move below it */
static void make_submenu(struct kconf *kconf, struct kconf_menu *parent)
{
	struct kconf_expr *base = parent->prompt ? parent->prompt->cond : NULL;
	struct kconf_menu *menu, *last = NULL;

	if (parent->next) {
		base = kconf_expr_compare_with(kconf, base, KCONF_UNEQUAL, &kconf->no);
		base = conf_eliminate_dups(kconf, conf_transform(kconf, base));
	}
	for (menu = parent->next; menu && belongs(kconf, parent, menu, base); menu = menu->next) {
		if (kconf->depth >= MAX_SUBMENUS) {
			kconf_wrong_at(kconf, menu->file, menu->line, menu->span.column,
				       "the submenus are nested too deeply");
			break;
		}
		kconf->depth++;
		finalize(kconf, menu, FALSE);
		kconf->depth--;
		menu->parent = parent;
		last = menu;
	}
	if (last) {
		parent->list = parent->next;
		parent->next = last->next;
		last->next = NULL;
	}
	parent->symbol->direct.expr = kconf_or(kconf, parent->symbol->direct.expr, parent->depends);
}

/* What hangs below an if, or below a symbol without prompt, moves up */
static void flatten(struct kconf_menu *parent, struct kconf_menu *menu)
{
	struct kconf_menu *last = menu->list;

	if (!last || (menu->prompt && menu->prompt->text))
		return;
	for (;; last = last->next) {
		last->parent = parent;
		if (!last->next)
			break;
	}
	last->next = menu->next;
	menu->next = menu->list;
	menu->list = NULL;
}

/* --- checks ----------------------------------------------------------------------------- */

static gboolean is_number(const struct kconf_symbol *symbol, const struct kconf_symbol *value)
{
	return value->type == KCONF_INT || value->type == KCONF_HEX ||
	       (value->type == KCONF_UNKNOWN && conf_text_valid(symbol->type, value->name));
}

static void check_default(const struct kconf *kconf, const struct kconf_symbol *symbol,
			  const struct kconf_prop *prop)
{
	const struct kconf_symbol *value = kconf_prop_symbol(prop);
	const struct kconf_menu *choice;

	if (!value) {
		if (symbol->type == KCONF_STRING || symbol->type == KCONF_INT ||
		    symbol->type == KCONF_HEX)
			warn_prop(kconf, prop,
				  "default for config symbol '%s' must be a single symbol",
				  symbol->name);
		return;
	}
	if ((symbol->type == KCONF_HEX || symbol->type == KCONF_INT) && !is_number(symbol, value))
		warn_prop(kconf, prop, "'%s': number is invalid", symbol->name);
	if (!is_choice(symbol))
		return;
	choice = conf_choice_of(kconf, value);
	if (!choice || choice->symbol != symbol)
		warn_prop(kconf, prop, "choice default symbol '%s' is not contained in the choice",
			  value->name);
}

static gboolean is_logic(enum kconf_type type)
{
	return type == KCONF_BOOL || type == KCONF_TRISTATE;
}

static void check_target(const struct kconf *kconf, const struct kconf_symbol *symbol,
			 const struct kconf_prop *prop)
{
	const char *word = prop->kind == KCONF_SELECT ? "select" : "imply";
	const struct kconf_symbol *target = kconf_prop_symbol(prop);

	if (!is_logic(symbol->type))
		warn_prop(kconf, prop, "config symbol '%s' uses %s, but is not bool or tristate",
			  symbol->name, word);
	else if (target->type != KCONF_UNKNOWN && !is_logic(target->type))
		warn_prop(kconf, prop,
			  "'%s' has wrong type. '%s' only accept arguments of bool and tristate "
			  "type",
			  target->name, word);
}

static void check_props(const struct kconf *kconf, const struct kconf_symbol *symbol)
{
	for (const struct kconf_prop *prop = symbol->props; prop; prop = prop->next) {
		if (prop->kind == KCONF_DEFAULT) {
			check_default(kconf, symbol, prop);
		} else if (prop->kind == KCONF_SELECT || prop->kind == KCONF_IMPLY) {
			check_target(kconf, symbol, prop);
		} else if (prop->kind == KCONF_BOUNDS) {
			if (symbol->type != KCONF_INT && symbol->type != KCONF_HEX)
				warn_prop(kconf, prop,
					  "range is only allowed for int or hex symbols");
			if (!is_number(symbol, prop->expr->left.symbol) ||
			    !is_number(symbol, prop->expr->right.symbol))
				warn_prop(kconf, prop, "range is invalid");
		}
	}
}

/* --- all together ----------------------------------------------------------------------- */

static void finalize_children(struct kconf *kconf, struct kconf_menu *parent)
{
	gboolean choice = is_choice(parent->symbol);
	struct kconf_expr *around = parent->depends;

	if (choice && !kconf->dialect->member_lists) {
		spread_type(kconf, parent);
		/* the mode of the choice is the most that a member can be */
		around = kconf_expr_symbol(kconf, parent->symbol);
	}
	for (struct kconf_menu *menu = parent->list; menu; menu = menu->next)
		finalize_entry(kconf, menu, around);
	for (struct kconf_menu *menu = parent->list; menu; menu = menu->next)
		finalize(kconf, menu, choice);
}

static void finalize(struct kconf *kconf, struct kconf_menu *parent, gboolean inside_choice)
{
	struct kconf_symbol *symbol = parent->symbol;
	gboolean modes = !kconf->dialect->member_lists;

	if (parent->list)
		finalize_children(kconf, parent);
	else if (symbol && (modes || !inside_choice))
		make_submenu(kconf, parent);
	for (struct kconf_menu *menu = parent->list; menu; menu = menu->next) {
		if (modes && is_choice(symbol) && menu->symbol &&
		    !(menu->symbol->flags & KCONF_MEMBER))
			join_choice(kconf, parent, menu);
		flatten(parent, menu);
	}
	if (!symbol)
		return;
	if (!(symbol->flags & KCONF_WARNED)) {
		if (symbol->type == KCONF_UNKNOWN)
			warn_menu(kconf, parent, "config symbol defined without type");
		if (modes && is_choice(symbol) && !parent->prompt)
			warn_menu(kconf, parent, "choice must have a prompt");
		check_props(kconf, symbol);
		symbol->flags |= KCONF_WARNED;
	}
	/* a choice that is not optional cannot be n while it is visible, as if it were selected */
	if (modes && is_choice(symbol) && !(symbol->flags & KCONF_OPTIONAL) && parent->prompt)
		symbol->selected.expr = kconf_or(kconf, symbol->selected.expr,
						 kconf_and(kconf, parent->prompt->cond,
							   kconf_expr_symbol(kconf, &kconf->mod)));
}

static void check_transitional(struct kconf *kconf, const struct kconf_menu *menu)
{
	const char *const error = "error: transitional symbols can only have help sections";
	const struct kconf_prop *prop = menu->symbol->props;

	if (!kconf_expr_is_yes(kconf, menu->depends) || !kconf_expr_is_yes(kconf, menu->visibility))
		kconf_wrong(kconf, "%s:%u: %s\n", menu->file, menu->line, error);
	else if (prop)
		kconf_wrong(kconf, "%s:%u: %s\n", prop->file, prop->line, error);
}

/* What a member by place must not have */
static void check_member(struct kconf *kconf, const struct kconf_menu *menu)
{
	gboolean strict = kconf->dialect->strict_entries;

	for (const struct kconf_prop *prop = menu->symbol->props; prop; prop = prop->next) {
		const char *wrong = NULL;

		if (prop->kind == KCONF_DEFAULT)
			wrong = "defaults for choice values not supported";
		else if (prop->menu != menu && prop->kind == KCONF_PROMPT && strict)
			wrong = "choice value must not have a prompt in another entry";
		else if (prop->menu != menu && prop->kind == KCONF_PROMPT &&
			 prop->menu->parent != menu->parent)
			wrong = "choice value has a prompt outside its choice group";
		if (!wrong)
			continue;
		kconf_wrong(kconf, "%s:%u: error: %s\n", prop->file, prop->line, wrong);
	}
}

gboolean conf_finalize(struct kconf *kconf)
{
	struct kconf_menu *menu, *child;

	finalize(kconf, &kconf->root, FALSE);
	conf_check_loops(kconf);
	for (menu = kconf_next_menu(&kconf->root, NULL); menu; menu = kconf_next_menu(menu, NULL))
		if (menu->symbol && (menu->symbol->flags & KCONF_TRANSITIONAL))
			check_transitional(kconf, menu);
	if (!kconf->dialect->member_lists)
		return !kconf->errors;
	for (menu = kconf_next_menu(&kconf->root, NULL); menu; menu = kconf_next_menu(menu, NULL))
		if (menu->symbol && !is_choice(menu->symbol))
			menu->symbol->choice = choice_around(menu->symbol);
	for (menu = kconf_next_menu(&kconf->root, NULL); menu; menu = kconf_next_menu(menu, NULL)) {
		if (!is_choice(menu->symbol))
			continue;
		for (child = kconf_next_menu(menu, menu); child;
		     child = kconf_next_menu(child, menu))
			if (child->symbol)
				check_member(kconf, child);
	}
	return !kconf->errors;
}
