/* SPDX-License-Identifier: GPL-2.0-only */
#include "conf/value.h"

#include <stdlib.h>
#include <string.h>

#include "conf/number.h"
#include "conf/unmet.h"

gboolean conf_has_user(const struct kconf_symbol *symbol)
{
	return (symbol->flags & KCONF_HAS_USER) != 0;
}

static gboolean has_modes(const struct kconf *kconf)
{
	return !kconf->dialect->member_lists;
}

static gboolean is_logic(enum kconf_type type)
{
	return type == KCONF_BOOL || type == KCONF_TRISTATE;
}

enum kconf_type conf_type(const struct kconf *kconf, const struct kconf_symbol *symbol)
{
	if (symbol->type != KCONF_TRISTATE)
		return symbol->type;
	if (has_modes(kconf) && (symbol->flags & KCONF_MEMBER) && symbol->visible == KCONF_Y)
		return KCONF_BOOL;
	return kconf->modules_value == KCONF_N ? KCONF_BOOL : KCONF_TRISTATE;
}

const char *conf_text(const struct kconf *kconf, const struct kconf_symbol *symbol)
{
	static const char *const words[] = {"n", "m", "y"};

	(void)kconf;
	return is_logic(symbol->type) ? words[symbol->value.tri] : symbol->value.text;
}

struct kconf_prop *conf_active_prop(struct kconf *kconf, const struct kconf_symbol *symbol,
				    enum kconf_prop_kind kind)
{
	for (struct kconf_prop *prop = symbol->props; prop; prop = prop->next) {
		if (prop->kind != kind)
			continue;
		prop->visible = conf_expr_value(kconf, prop->cond);
		if (prop->visible != KCONF_N)
			return prop;
	}
	return NULL;
}

/* --- visibility ------------------------------------------------------------------------- */

static void calc_dependency(struct kconf *kconf, const struct kconf_symbol *symbol,
			    struct kconf_dependency *dependency, enum kconf_tri without)
{
	enum kconf_tri tri = without;

	if (dependency->expr)
		tri = conf_expr_value(kconf, dependency->expr);
	if (tri == KCONF_M && conf_type(kconf, symbol) == KCONF_BOOL)
		tri = KCONF_Y;
	dependency->tri = tri;
}

void conf_calc_visibility(struct kconf *kconf, struct kconf_symbol *symbol)
{
	const struct kconf_symbol *choice = NULL;
	enum kconf_tri tri = KCONF_N;

	if (symbol->flags & KCONF_TRANSITIONAL) {
		symbol->visible = KCONF_Y;
		return;
	}
	if (has_modes(kconf) && (symbol->flags & KCONF_MEMBER))
		choice = symbol->choice->symbol;
	for (struct kconf_prop *prop = symbol->props; prop; prop = prop->next) {
		if (!prop->text)
			continue;
		prop->visible = conf_expr_value(kconf, prop->cond);
		/* one that can only be m is not there while its choice is y */
		if (choice && symbol->type == KCONF_TRISTATE && prop->visible == KCONF_M &&
		    choice->value.tri == KCONF_Y)
			prop->visible = KCONF_N;
		tri = MAX(tri, prop->visible);
	}
	if (tri == KCONF_M && (symbol->type != KCONF_TRISTATE || kconf->modules_value == KCONF_N))
		tri = KCONF_Y;
	symbol->visible = tri;
	if (symbol->flags & KCONF_MEMBER)
		return;
	calc_dependency(kconf, symbol, &symbol->direct, KCONF_Y);
	calc_dependency(kconf, symbol, &symbol->selected, KCONF_N);
	if (kconf->dialect->strong_imply && symbol->direct.tri == KCONF_N)
		symbol->implied.tri = KCONF_N;
	else
		calc_dependency(kconf, symbol, &symbol->implied, KCONF_N);
}

/* --- values ----------------------------------------------------------------------------- */

/* An implied symbol: up to its dependencies; in 5.2 they only have to be more than n */
static void apply_imply(const struct kconf *kconf, struct kconf_symbol *symbol, enum kconf_tri *tri)
{
	if (symbol->implied.tri == KCONF_N)
		return;
	symbol->flags |= KCONF_WRITE;
	*tri = MAX(*tri, symbol->implied.tri);
	if (!kconf->dialect->strong_imply)
		*tri = MIN(*tri, symbol->direct.tri);
}

/* The lesser of an expression and a limit; conf asks twice, which tells while a choice settles */
static enum kconf_tri limited(struct kconf *kconf, struct kconf_expr *expr, enum kconf_tri limit)
{
	return conf_expr_value(kconf, expr) < limit ? conf_expr_value(kconf, expr) : limit;
}

gboolean conf_is_unmet(const struct kconf *kconf, const struct kconf_symbol *symbol)
{
	if (kconf->dialect->unmet_by_level)
		return symbol->direct.tri < symbol->selected.tri;
	return symbol->direct.tri == KCONF_N && symbol->selected.tri != KCONF_N;
}

static void apply_default(struct kconf *kconf, struct kconf_symbol *symbol, enum kconf_tri *tri)
{
	const struct kconf_prop *prop = conf_active_prop(kconf, symbol, KCONF_DEFAULT);

	if (prop) {
		*tri = limited(kconf, prop->expr, prop->visible);
		if (*tri != KCONF_N)
			symbol->flags |= KCONF_WRITE;
	}
	apply_imply(kconf, symbol, tri);
}

/* A bool or tristate outside of choices */
static enum kconf_tri calc_tri(struct kconf *kconf, struct kconf_symbol *symbol)
{
	enum kconf_tri tri = KCONF_N;

	if (symbol->visible != KCONF_N && conf_has_user(symbol)) {
		tri = MIN(symbol->user[KCONF_FROM_FILE].tri, symbol->visible);
	} else {
		if (symbol->selected.tri != KCONF_N)
			symbol->flags |= KCONF_WRITE;
		if (!(symbol->flags & KCONF_CHOICE))
			apply_default(kconf, symbol, &tri);
	}
	if (conf_is_unmet(kconf, symbol))
		conf_warn_unmet(kconf, symbol);
	return MAX(tri, symbol->selected.tri);
}

static void calc_logic(struct kconf *kconf, struct kconf_symbol *symbol, struct kconf_value *value)
{
	struct kconf_menu *choice = symbol->choice;

	if (has_modes(kconf) && choice && symbol->visible == KCONF_Y) {
		value->tri = choice->symbol->value.chosen == symbol ? KCONF_Y : KCONF_N;
	} else if (!has_modes(kconf) && choice) {
		conf_calc_choice(kconf, choice);
		value->tri = symbol->value.tri;
	} else {
		value->tri = calc_tri(kconf, symbol);
	}
	if (value->tri == KCONF_M &&
	    (conf_type(kconf, symbol) == KCONF_BOOL ||
	     (kconf->dialect->strong_imply && symbol->implied.tri == KCONF_Y)))
		value->tri = KCONF_Y;
}

static void calc_words(struct kconf *kconf, struct kconf_symbol *symbol, struct kconf_value *value)
{
	const struct kconf_prop *prop;
	struct kconf_symbol *source;

	if (symbol->visible != KCONF_N && conf_has_user(symbol)) {
		value->text = symbol->user[KCONF_FROM_FILE].text;
		return;
	}
	prop = conf_active_prop(kconf, symbol, KCONF_DEFAULT);
	source = prop ? kconf_prop_symbol(prop) : NULL;
	if (!source)
		return;
	symbol->flags |= KCONF_WRITE;
	conf_calc(kconf, source);
	value->text = source->value.text;
}

static gint64 bound(struct kconf *kconf, struct kconf_symbol *symbol, int base)
{
	conf_calc(kconf, symbol);
	if (symbol->type == KCONF_INT)
		base = 10;
	else if (symbol->type == KCONF_HEX)
		base = 16;
	return strtoll(symbol->value.text, NULL, base);
}

/* A number out of its range becomes the bound, in most trees in the bound's own words */
static void apply_range(struct kconf *kconf, struct kconf_symbol *symbol)
{
	const struct kconf_prop *prop;
	struct kconf_symbol *limit;
	gint64 value, nearest;
	int base = symbol->type == KCONF_HEX ? 16 : 10;

	if (symbol->type != KCONF_INT && symbol->type != KCONF_HEX)
		return;
	prop = conf_active_prop(kconf, symbol, KCONF_BOUNDS);
	if (!prop)
		return;
	value = strtoll(symbol->value.text, NULL, base);
	limit = prop->expr->left.symbol;
	nearest = bound(kconf, limit, base);
	if (value >= nearest) {
		limit = prop->expr->right.symbol;
		nearest = bound(kconf, limit, base);
		if (value <= nearest)
			return;
	}
	symbol->value.text = limit->value.text;
	if (kconf->dialect->range_numbers) {
		g_autofree char *text = g_strdup_printf(base == 16 ? "0x%" G_GINT64_MODIFIER "x"
								   : "%" G_GINT64_FORMAT,
							nearest);

		symbol->value.text = kconf_keep(kconf, text);
	}
}

/* What it has before anything is known, and if its value is asked for while it is being made */
static struct kconf_value initial(const struct kconf *kconf, enum kconf_type type)
{
	struct kconf_value value = {.tri = KCONF_N, .text = ""};

	if (is_logic(type))
		value.text = "n";
	else if (type == KCONF_INT && kconf->dialect->zero_numbers)
		value.text = "0";
	else if (type == KCONF_HEX && kconf->dialect->zero_numbers)
		value.text = "0x0";
	return value;
}

static gboolean is_taken_over(const struct kconf_prop *prop)
{
	const struct kconf_symbol *from =
		prop->kind == KCONF_DEFAULT ? kconf_prop_symbol(prop) : NULL;

	return from && (from->flags & KCONF_TRANSITIONAL) && conf_has_user(from);
}

/* A default by a transitional symbol that the user set is what the user said */
static void take_over(struct kconf *kconf, struct kconf_symbol *symbol)
{
	const struct kconf_prop *prop = symbol->props;

	if (conf_has_user(symbol) || symbol->choice || (symbol->flags & KCONF_CHOICE))
		return;
	while (prop && !is_taken_over(prop))
		prop = prop->next;
	if (!prop || prop != conf_active_prop(kconf, symbol, KCONF_DEFAULT))
		return;
	symbol->user[KCONF_FROM_FILE] = symbol->value;
	symbol->flags |= KCONF_HAS_USER;
}

/* The old choices: the mode decides on a member, and what is written follows the choice */
static void finish_choice(struct kconf *kconf, struct kconf_symbol *symbol)
{
	const GPtrArray *members = symbol->definitions->members;

	if (has_modes(kconf) && (symbol->flags & KCONF_WRITE))
		for (guint i = 0; i < members->len; i++) {
			struct kconf_symbol *member = members->pdata[i];

			if (member->visible != KCONF_N)
				member->flags |= KCONF_WRITE;
		}
	symbol->flags &= ~KCONF_WRITE;
}

void conf_calc(struct kconf *kconf, struct kconf_symbol *symbol)
{
	struct kconf_value value;

	if (symbol->flags & KCONF_VALID)
		return;
	if ((symbol->flags & KCONF_MEMBER) && (symbol->flags & KCONF_SET_CHOICE)) {
		symbol->flags &= ~KCONF_SET_CHOICE;
		conf_calc(kconf, symbol->choice->symbol);
	}
	symbol->flags |= KCONF_VALID;
	if (symbol->type == KCONF_UNKNOWN) {
		symbol->value.text = symbol->name;
		symbol->value.tri = KCONF_N;
		return;
	}
	value = initial(kconf, symbol->type);
	symbol->flags &= ~KCONF_WRITE;
	conf_calc_visibility(kconf, symbol);
	if (symbol->visible != KCONF_N)
		symbol->flags |= KCONF_WRITE;
	symbol->value = value;
	if (is_logic(symbol->type))
		calc_logic(kconf, symbol, &value);
	else
		calc_words(kconf, symbol, &value);
	symbol->value = value;
	take_over(kconf, symbol);
	if (has_modes(kconf) && (symbol->flags & KCONF_CHOICE) && value.tri == KCONF_Y)
		symbol->value.chosen = conf_mode_choice(kconf, symbol);
	apply_range(kconf, symbol);
	if (kconf->modules == symbol)
		kconf->modules_value = symbol->value.tri;
	if (symbol->flags & KCONF_CHOICE)
		finish_choice(kconf, symbol);
	if (symbol->flags & (KCONF_TRANSITIONAL | KCONF_NO_WRITE))
		symbol->flags &= ~KCONF_WRITE;
	if ((symbol->flags & KCONF_SET_CHOICE) && (symbol->flags & KCONF_CHOICE))
		conf_settle_members(symbol);
}

void conf_clear(struct kconf *kconf)
{
	KCONF_EACH_SYMBOL(kconf, bucket, symbol)
	symbol->flags &= ~KCONF_VALID;
	if (kconf->dialect->cached_exprs)
		conf_forget_exprs(kconf);
	kconf->changed = TRUE;
	conf_calc(kconf, kconf->modules);
}

gboolean conf_is_changeable(const struct kconf *kconf, const struct kconf_symbol *symbol)
{
	if (!has_modes(kconf) && (symbol->flags & KCONF_CHOICE))
		return FALSE;
	return symbol->visible > symbol->selected.tri;
}

/* --- what the user says ----------------------------------------------------------------- */

gboolean conf_tri_allowed(const struct kconf *kconf, const struct kconf_symbol *symbol,
			  enum kconf_tri tri)
{
	enum kconf_type type = conf_type(kconf, symbol);

	if (symbol->visible == KCONF_N || !is_logic(type))
		return FALSE;
	if (type == KCONF_BOOL && tri == KCONF_M)
		return FALSE;
	if (symbol->visible <= symbol->selected.tri)
		return FALSE;
	if (kconf->dialect->strong_imply && symbol->implied.tri == KCONF_Y && tri == KCONF_M)
		return FALSE;
	if (has_modes(kconf) && (symbol->flags & KCONF_MEMBER) && symbol->visible == KCONF_Y)
		return tri == KCONF_Y;
	return tri >= symbol->selected.tri && tri <= symbol->visible;
}

gboolean conf_set_tri(struct kconf *kconf, struct kconf_symbol *symbol, enum kconf_tri tri)
{
	enum kconf_tri before = symbol->value.tri;

	if (!(has_modes(kconf) && before == tri) && !conf_tri_allowed(kconf, symbol, tri))
		return FALSE;
	symbol->flags |= KCONF_HAS_USER;
	if (has_modes(kconf) && (symbol->flags & KCONF_MEMBER) && tri == KCONF_Y)
		conf_mode_set(symbol);
	symbol->user[KCONF_FROM_FILE].tri = tri;
	if (before != tri)
		conf_clear(kconf);
	return TRUE;
}

static gboolean in_range(struct kconf *kconf, const struct kconf_symbol *symbol, const char *text)
{
	const struct kconf_prop *prop = conf_active_prop(kconf, symbol, KCONF_BOUNDS);
	int base = symbol->type == KCONF_HEX ? 16 : 10;
	gint64 value;

	if (!prop)
		return TRUE;
	value = strtoll(text, NULL, base);
	return value >= bound(kconf, prop->expr->left.symbol, base) &&
	       value <= bound(kconf, prop->expr->right.symbol, base);
}

gboolean conf_text_allowed(struct kconf *kconf, const struct kconf_symbol *symbol, const char *text)
{
	if (is_logic(symbol->type)) {
		if (!*text || !strchr("yYmMnN", *text))
			return FALSE;
		return conf_tri_allowed(kconf, symbol,
					strchr("yY", *text)   ? KCONF_Y
					: strchr("mM", *text) ? KCONF_M
							      : KCONF_N);
	}
	if (!conf_text_valid(symbol->type, text))
		return FALSE;
	return symbol->type == KCONF_STRING || in_range(kconf, symbol, text);
}

gboolean conf_set_text(struct kconf *kconf, struct kconf_symbol *symbol, const char *text)
{
	struct kconf_value *user = &symbol->user[KCONF_FROM_FILE];
	gboolean bare_hex;

	if (is_logic(symbol->type)) {
		if (!*text || !strchr("yYmMnN", *text))
			return FALSE;
		return conf_set_tri(kconf, symbol,
				    strchr("yY", *text)   ? KCONF_Y
				    : strchr("mM", *text) ? KCONF_M
							  : KCONF_N);
	}
	if (!conf_text_allowed(kconf, symbol, text))
		return FALSE;
	symbol->flags |= KCONF_HAS_USER;
	bare_hex = symbol->type == KCONF_HEX &&
		   !(text[0] == '0' && (text[1] == 'x' || text[1] == 'X'));
	if (bare_hex) {
		g_autofree char *full = g_strconcat("0x", text, NULL);

		user->text = kconf_keep(kconf, full);
	} else if (!user->text || strcmp(user->text, text) != 0) {
		user->text = kconf_keep(kconf, text);
	} else {
		return TRUE;
	}
	conf_clear(kconf);
	return TRUE;
}

const char *conf_default_text(struct kconf *kconf, struct kconf_symbol *symbol)
{
	static const char *const words[] = {"n", "m", "y"};
	const struct kconf_prop *prop;
	struct kconf_symbol *source;
	const char *text = "";
	enum kconf_tri tri = KCONF_N;

	conf_calc_visibility(kconf, symbol);
	conf_calc(kconf, kconf->modules);
	prop = conf_active_prop(kconf, symbol, KCONF_DEFAULT);
	if (prop && is_logic(symbol->type)) {
		tri = limited(kconf, prop->expr, prop->visible);
	} else if (prop && (source = kconf_prop_symbol(prop))) {
		conf_calc(kconf, source);
		text = source->value.text;
	}
	tri = MAX(tri, symbol->selected.tri);
	if (tri == KCONF_M && !(symbol->flags & KCONF_MEMBER) &&
	    kconf->modules->value.tri == KCONF_N)
		tri = KCONF_Y;
	if (tri == KCONF_M && symbol->type == KCONF_BOOL)
		tri = KCONF_Y;
	tri = MAX(tri, symbol->implied.tri);
	if (is_logic(symbol->type))
		return words[tri];
	return *text ? text : initial(kconf, symbol->type).text;
}

gboolean conf_menu_visible(struct kconf *kconf, struct kconf_menu *menu)
{
	struct kconf_symbol *symbol = menu->symbol;

	if (!menu->prompt)
		return FALSE;
	if (menu->visibility && conf_expr_value(kconf, menu->visibility) == KCONF_N)
		return FALSE;
	if (symbol)
		conf_calc(kconf, symbol);
	else
		menu->prompt->visible = conf_expr_value(kconf, menu->prompt->cond);
	if (menu->prompt->visible != KCONF_N)
		return TRUE;
	if (!symbol || symbol->value.tri == KCONF_N)
		return FALSE;
	for (struct kconf_menu *child = menu->list; child; child = child->next)
		if (conf_menu_visible(kconf, child)) {
			if (has_modes(kconf))
				symbol->flags |= KCONF_HAS_USER;
			return TRUE;
		}
	return FALSE;
}
