/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CONF_FINALIZE_H
#define CONF_FINALIZE_H

#include "kconf/language.h"

/*
 * Makes of what was parsed what can be evaluated: conditions carry all that stands around them,
 * select and imply reach their targets, submenus form by themselves, choices know their members.
 * To be called once, behind kconf_parse(). Mistakes are told and counted; FALSE if there are any.
 */
gboolean conf_finalize(struct kconf *kconf);

/* The choice that an entry's symbol belongs to, or NULL. */
struct kconf_menu *conf_choice_of(const struct kconf *kconf, const struct kconf_symbol *symbol);

/* check.c: tells every loop of dependencies; FALSE if there are any. */
gboolean conf_check_loops(struct kconf *kconf);

#endif
