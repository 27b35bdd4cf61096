/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CONF_VALUE_H
#define CONF_VALUE_H

#include "kconf/language.h"

/*
 * The values of symbols, made when they are asked for and kept until conf_clear(). The rules are
 * those of the tree's own conf, as its dialect says.
 */
void conf_calc(struct kconf *kconf, struct kconf_symbol *symbol);
/* Forgets all values, but not what the user said. */
void conf_clear(struct kconf *kconf);

/* The value as text: y, m, n, or what an int, hex or string has. Calculated before. */
const char *conf_text(const struct kconf *kconf, const struct kconf_symbol *symbol);
/* The type; a tristate without modules is a bool. */
enum kconf_type conf_type(const struct kconf *kconf, const struct kconf_symbol *symbol);
/* Visibility, and the values of the dependencies */
void conf_calc_visibility(struct kconf *kconf, struct kconf_symbol *symbol);
/* Is it selected past its dependencies? To be asked once it is calculated. */
gboolean conf_is_unmet(const struct kconf *kconf, const struct kconf_symbol *symbol);
/* Is there a value of the user? */
gboolean conf_has_user(const struct kconf_symbol *symbol);
/* May the user change it now? */
gboolean conf_is_changeable(const struct kconf *kconf, const struct kconf_symbol *symbol);
/* What it would be if the user said nothing; select counted. */
const char *conf_default_text(struct kconf *kconf, struct kconf_symbol *symbol);
/* The first default, or range, whose condition is not n; or NULL. */
struct kconf_prop *conf_active_prop(struct kconf *kconf, const struct kconf_symbol *symbol,
				    enum kconf_prop_kind kind);

/* Could the user set it so? And: sets it, FALSE if not. */
gboolean conf_tri_allowed(const struct kconf *kconf, const struct kconf_symbol *symbol,
			  enum kconf_tri tri);
gboolean conf_set_tri(struct kconf *kconf, struct kconf_symbol *symbol, enum kconf_tri tri);
gboolean conf_text_allowed(struct kconf *kconf, const struct kconf_symbol *symbol,
			   const char *text);
gboolean conf_set_text(struct kconf *kconf, struct kconf_symbol *symbol, const char *text);

/* Is an entry shown, be it for what is below it? */
gboolean conf_menu_visible(struct kconf *kconf, struct kconf_menu *menu);

/* --- choices: choice.c, choice_mode.c -------------------------------------------------------- */

/* Settles a choice; its member that is y, or NULL. */
struct kconf_symbol *conf_calc_choice(struct kconf *kconf, struct kconf_menu *choice);
/* The member that is y if the user says nothing, or NULL. */
struct kconf_symbol *conf_choice_default(struct kconf *kconf, const struct kconf_menu *choice);
/* The user takes this member. */
void conf_choose(struct kconf *kconf, struct kconf_menu *choice, struct kconf_symbol *symbol);
/* The member gets the first or the last priority. */
void conf_prefer(const struct kconf_menu *choice, struct kconf_symbol *symbol, gboolean first);
/* The member of a choice with a mode that is y, or NULL. */
struct kconf_symbol *conf_mode_choice(struct kconf *kconf, struct kconf_symbol *choice);
/* Members of such a choice that the user said nothing about are n. */
void conf_settle_members(struct kconf_symbol *choice);
/* What .config says of a member of such a choice reaches the choice; "file:line" for warnings. */
void conf_mode_read(struct kconf *kconf, struct kconf_symbol *member, int from, const char *file,
		    guint line);
/* The user set such a member to y. */
void conf_mode_set(struct kconf_symbol *member);

#endif
