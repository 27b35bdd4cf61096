/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "conf/value.h"
#include "modes/modes.h"
#include "modes/random.h"

/* In percent */
struct chances {
	int bool_y, tri_y, tri_m;
};

struct fill {
	struct kconf *kconf;
	enum conf_fill how;
	struct chances chances;
	struct conf_random random;
};

/* KCONFIG_PROBABILITY: y; or y:m of tristates; or y of bools, y:m of tristates */
static gboolean read_chances(const struct kconf *kconf, struct chances *chances)
{
	const char *text = conf_env(kconf, "KCONFIG_PROBABILITY");
	int given[3] = {0};
	int n = 0;

	*chances = (struct chances){50, 33, 33};
	while (text && *text && n < 3) {
		char *end;
		long number = strtol(text, &end, 10);

		if (number < 0 || number > 100 || end == text)
			return FALSE;
		given[n++] = (int)number;
		text = *end == ':' ? end + 1 : end;
	}
	if (n == 1)
		*chances = (struct chances){given[0], given[0] - given[0] / 2, given[0] / 2};
	else if (n == 2)
		*chances = (struct chances){given[0] + given[1], given[0], given[1]};
	else if (n == 3)
		*chances = (struct chances){given[0], given[1], given[2]};
	return chances->tri_y + chances->tri_m <= 100;
}

static enum kconf_tri by_chance(struct fill *fill, const struct kconf_symbol *symbol)
{
	int dice = (int)(conf_random_next(&fill->random) % 100);

	if (symbol->type != KCONF_TRISTATE)
		return dice < fill->chances.bool_y ? KCONF_Y : KCONF_N;
	if (dice < fill->chances.tri_y)
		return KCONF_Y;
	return dice < fill->chances.tri_y + fill->chances.tri_m ? KCONF_M : KCONF_N;
}

static enum kconf_tri fill_value(struct fill *fill, const struct kconf_symbol *symbol)
{
	switch (fill->how) {
	case CONF_FILL_Y:
		return KCONF_Y;
	case CONF_FILL_M:
		return KCONF_M;
	case CONF_FILL_RANDOM:
		return by_chance(fill, symbol);
	default:
		return (symbol->flags & KCONF_ALLNO_Y) ? KCONF_Y : KCONF_N;
	}
}

static gboolean is_logic(const struct kconf_symbol *symbol)
{
	return symbol->type == KCONF_BOOL || symbol->type == KCONF_TRISTATE;
}

static void set(struct kconf_symbol *symbol, enum kconf_tri tri)
{
	symbol->user[KCONF_FROM_FILE].tri = tri;
	symbol->flags |= KCONF_HAS_USER;
}

/* --- choices without a mode ------------------------------------------------------------- */

/* Members that the user said nothing about, one by one in an order by chance, behind the others */
static void shuffle(struct fill *fill, struct kconf_menu *choice)
{
	struct kconf_menu *menu;
	int n = 0;

	for (menu = kconf_next_menu(choice, choice); menu; menu = kconf_next_menu(menu, choice))
		n += menu->symbol && !conf_has_user(menu->symbol);
	for (; n > 0; n--) {
		int left = (int)(conf_random_next(&fill->random) % (guint)n);

		for (menu = kconf_next_menu(choice, choice); menu;
		     menu = kconf_next_menu(menu, choice)) {
			if (!menu->symbol || conf_has_user(menu->symbol) || left-- > 0)
				continue;
			set(menu->symbol, KCONF_Y);
			conf_prefer(choice, menu->symbol, FALSE);
			break;
		}
	}
}

static void fill_entries(struct fill *fill)
{
	struct kconf_menu *menu;

	for (menu = kconf_next_menu(&fill->kconf->root, NULL); menu;
	     menu = kconf_next_menu(menu, NULL)) {
		struct kconf_symbol *symbol = menu->symbol;

		if (!symbol || !menu->prompt || conf_has_user(symbol) || !is_logic(symbol) ||
		    (symbol->flags & KCONF_MEMBER))
			continue;
		if (!(symbol->flags & KCONF_CHOICE) && fill->how != CONF_FILL_DEFAULT)
			set(symbol, fill_value(fill, symbol));
		else if ((symbol->flags & KCONF_CHOICE) && fill->how == CONF_FILL_RANDOM)
			shuffle(fill, menu);
	}
	conf_clear(fill->kconf);
}

/* --- choices with a mode ---------------------------------------------------------------- */

static gboolean pick_member(struct fill *fill, struct kconf_symbol *choice)
{
	const GPtrArray *members = choice->definitions->members;
	guint picked;

	if (choice->value.tri != KCONF_Y || !members->len)
		return FALSE;
	picked = conf_random_next(&fill->random) % members->len;
	for (guint i = 0; i < members->len; i++) {
		struct kconf_symbol *member = members->pdata[i];

		set(member, i == picked ? KCONF_Y : KCONF_N);
		if (i == picked)
			choice->user[KCONF_FROM_FILE].chosen = member;
		member->flags &= ~(guint)KCONF_VALID;
	}
	choice->flags |= KCONF_HAS_USER;
	choice->flags &= ~(guint)KCONF_VALID;
	return TRUE;
}

static gboolean fill_symbols(struct fill *fill)
{
	gboolean changed = FALSE;

	KCONF_EACH_SYMBOL(fill->kconf, bucket, symbol)
	{
		gboolean random_choice =
			(symbol->flags & KCONF_CHOICE) && fill->how == CONF_FILL_RANDOM;

		if (conf_has_user(symbol) || (symbol->flags & KCONF_VALID) || !is_logic(symbol))
			continue;
		changed = TRUE;
		if (fill->how == CONF_FILL_DEFAULT)
			continue;
		symbol->user[KCONF_FROM_FILE].tri = fill_value(fill, symbol);
		if (!random_choice)
			symbol->flags |= KCONF_HAS_USER;
	}
	return changed;
}

static gboolean fill_choices(struct fill *fill, gboolean changed)
{
	if (fill->how != CONF_FILL_RANDOM) {
		KCONF_EACH_SYMBOL(fill->kconf, bucket, symbol)
		if (((symbol->flags & KCONF_CHOICE) && !conf_has_user(symbol)) ||
		    (symbol->flags & KCONF_MEMBER))
			symbol->flags |= KCONF_SET_CHOICE;
	}
	KCONF_EACH_SYMBOL(fill->kconf, bucket, symbol)
	{
		if (conf_has_user(symbol) || !(symbol->flags & KCONF_CHOICE))
			continue;
		conf_calc(fill->kconf, symbol);
		if (fill->how == CONF_FILL_RANDOM) {
			changed = pick_member(fill, symbol) ||
				  (changed && !fill->kconf->dialect->last_choice);
		} else {
			conf_settle_members(symbol);
			changed = TRUE;
		}
	}
	return changed;
}

static gboolean fill_by_table(struct fill *fill)
{
	gboolean changed = fill_symbols(fill);

	conf_clear(fill->kconf);
	return fill_choices(fill, changed);
}

gboolean conf_fill(struct kconf *kconf, enum conf_fill how, guint32 seed)
{
	struct fill fill = {.kconf = kconf, .how = how};

	if (how == CONF_FILL_RANDOM && !read_chances(kconf, &fill.chances))
		return FALSE;
	conf_random_seed(&fill.random, seed);
	if (kconf->dialect->member_lists)
		fill_entries(&fill);
	else
		while (fill_by_table(&fill) && how == CONF_FILL_RANDOM)
			;
	return TRUE;
}

void conf_rewrite(struct kconf *kconf, enum kconf_tri from, enum kconf_tri to)
{
	KCONF_EACH_SYMBOL(kconf, bucket, symbol)
	if (conf_type(kconf, symbol) == KCONF_TRISTATE && symbol->user[KCONF_FROM_FILE].tri == from)
		symbol->user[KCONF_FROM_FILE].tri = to;
	conf_clear(kconf);
}
