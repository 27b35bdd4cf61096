/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Choices as 6.1 has them: a choice is a symbol itself, its mode. At y one member is y; at m
 * members may be m as they like; an optional one may be n.
 */
#include "conf/number.h"
#include "conf/value.h"

static struct kconf_menu *menu_of(const struct kconf_symbol *choice)
{
	return choice->definitions;
}

struct kconf_symbol *conf_mode_choice(struct kconf *kconf, struct kconf_symbol *choice)
{
	const GPtrArray *members = menu_of(choice)->members;
	guint flags = choice->flags;
	struct kconf_symbol *chosen;

	for (guint i = 0; i < members->len; i++) {
		struct kconf_symbol *member = members->pdata[i];

		conf_calc_visibility(kconf, member);
		if (member->visible != KCONF_N)
			flags &= member->flags;
	}
	choice->flags &= flags | ~(guint)KCONF_HAS_USER;
	chosen = choice->user[KCONF_FROM_FILE].chosen;
	if (chosen && chosen->visible != KCONF_N)
		return chosen;
	chosen = conf_choice_default(kconf, menu_of(choice));
	if (!chosen)
		choice->value.tri = KCONF_N;
	return chosen;
}

void conf_settle_members(struct kconf_symbol *choice)
{
	const GPtrArray *members = menu_of(choice)->members;

	for (guint i = 0; i < members->len; i++) {
		struct kconf_symbol *member = members->pdata[i];

		if (!conf_has_user(member))
			member->user[KCONF_FROM_FILE].tri = KCONF_N;
	}
	choice->flags |= KCONF_HAS_USER;
	choice->flags &= ~(guint)(KCONF_VALID | KCONF_SET_CHOICE);
}

void conf_mode_read(struct kconf *kconf, struct kconf_symbol *member, int from, const char *file,
		    guint line)
{
	struct kconf_symbol *choice = member->choice->symbol;
	guint has = from == KCONF_FROM_FILE ? KCONF_HAS_USER : KCONF_HAS_AUTO;
	enum kconf_tri tri = member->user[from].tri;

	if (tri == KCONF_M && choice->user[from].tri == KCONF_Y) {
		kconf_err(kconf->talk, "%s:%u:warning: %s creates inconsistent choice state\n",
			  file, line, member->name);
		kconf->config_warnings++;
		choice->flags &= ~has;
	} else if (tri == KCONF_Y) {
		if (choice->user[from].tri != KCONF_N) {
			kconf_err(kconf->talk, "%s:%u:warning: override: %s changes choice state\n",
				  file, line, member->name);
			kconf->config_warnings++;
		}
		choice->user[from].chosen = member;
	}
	choice->user[from].tri = MAX(choice->user[from].tri, tri);
}

void conf_mode_set(struct kconf_symbol *member)
{
	struct kconf_symbol *choice = member->choice->symbol;
	const GPtrArray *members = member->choice->members;

	choice->user[KCONF_FROM_FILE].chosen = member;
	choice->flags |= KCONF_HAS_USER;
	for (guint i = 0; i < members->len; i++) {
		struct kconf_symbol *other = members->pdata[i];

		if (other->visible != KCONF_N)
			other->flags |= KCONF_HAS_USER;
	}
}
