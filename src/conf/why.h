/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CONF_WHY_H
#define CONF_WHY_H

#include "kconf/language.h"

/* Why a symbol has its value: what makes it, and what it hangs on; each with file and line. */
char *conf_why(struct kconf *kconf, struct kconf_symbol *symbol);
/* The same in one line, without what it hangs on. */
char *conf_why_short(struct kconf *kconf, struct kconf_symbol *symbol);
/* Who selects it, implies it, depends on it, or has it in a default; a line each, as the files are
 * read. */
char *conf_who(struct kconf *kconf, const struct kconf_symbol *symbol);

#endif
