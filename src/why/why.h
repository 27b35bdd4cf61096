/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WHY_WHY_H
#define WHY_WHY_H

#include "kconf/language.h"

/* Who selects and implies whom, gathered once; @kconf is lent and must outlive it. */
struct conf_reasons *conf_reasons_new(struct kconf *kconf);
/* NULL is fine. */
void conf_reasons_free(struct conf_reasons *reasons);
typedef struct conf_reasons conf_reasons;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(conf_reasons, conf_reasons_free)

/* What gave the user's values, for words: "the .config" unless said; @what is lent. */
void conf_reasons_said_by(struct conf_reasons *reasons, const char *what);

/* Why a symbol has its value: what makes it, and what it hangs on; each with file and line. */
char *conf_why(const struct conf_reasons *reasons, struct kconf_symbol *symbol);
/* The same in one line, without what it hangs on. */
char *conf_why_short(const struct conf_reasons *reasons, struct kconf_symbol *symbol);
/* Who selects it, implies it, depends on it, or has it in a default; a line each, as the files are
 * read. */
char *conf_who(struct kconf *kconf, const struct kconf_symbol *symbol);

#endif
