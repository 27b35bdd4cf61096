/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CONF_UNMET_H
#define CONF_UNMET_H

#include "kconf/language.h"

/* Tells that a symbol is selected past its dependencies, as conf does, and counts it. */
void conf_warn_unmet(struct kconf *kconf, const struct kconf_symbol *symbol);

/* The expression as Kconfig writes it; @values: each symbol with " [=value]" behind it. */
void conf_print_expr(const struct kconf *kconf, const struct kconf_expr *expr, gboolean values,
		     GString *out);
/* The operands of an "||" that have this value, a line each, below a title if there are any. */
void conf_print_reasons(struct kconf *kconf, struct kconf_expr *expr, enum kconf_tri tri,
			const char *title, GString *out);

#endif
