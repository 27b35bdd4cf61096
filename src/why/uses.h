/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WHY_USES_H
#define WHY_USES_H

#include "kconf/language.h"

/* How an entry speaks of an option */
enum conf_use_kind {
	CONF_USE_SELECT,
	CONF_USE_IMPLY,
	CONF_USE_DEPENDS,
	CONF_USE_AROUND,    /* an if, or the "depends on" of a menu or choice around it */
	CONF_USE_DEFAULT,   /* in the value or its condition */
	CONF_USE_CONDITION, /* behind the if of a select, prompt or range, or in a range */
};

struct conf_use {
	enum conf_use_kind kind;
	const struct kconf_menu *menu; /* the definition that it is about */
	const struct kconf_menu *at;   /* the entry that says it: `menu`, or a block around it */
	const struct kconf_prop *prop; /* NULL: a clause */
	/* the expression; of select and imply the condition, which may be none */
	struct kconf_part part;
	guint line; /* of the statement, in the file of `at` */
};

/*
 * All that speaks of an option, as it stands in the files: struct conf_use, in order of reading. To
 * be asked before or behind conf_finalize(). The caller frees it with g_array_unref().
 */
GArray *conf_uses_of(struct kconf *kconf, const struct kconf_symbol *symbol);

/* Does a definition depend on the symbol, by a clause of its own or of a block around it? */
gboolean conf_depends_on(const struct kconf_menu *menu, const struct kconf_symbol *symbol);

#endif
