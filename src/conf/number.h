/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CONF_NUMBER_H
#define CONF_NUMBER_H

#include "kconf/language.h"

/* Can a symbol of that type have this text as its value? A decimal number has no leading zero. */
gboolean conf_text_valid(enum kconf_type type, const char *text);

/* The expression's value; NULL is y. */
enum kconf_tri conf_expr_value(struct kconf *kconf, struct kconf_expr *expr);

/* No expression keeps its value. */
void conf_forget_exprs(struct kconf *kconf);

#endif
