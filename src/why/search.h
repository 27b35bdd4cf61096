/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WHY_SEARCH_H
#define WHY_SEARCH_H

#include "session/session.h"

/*
 * Does Kconfig allow that options have these values together? Looked for from several starts, which
 * are those that a person has: the .config, and conf's all*config with KCONFIG_ALLCONFIG. What is
 * found holds: the values have been made, by the rules of the tree. What is not found may still be
 * possible, by options that the search does not think of.
 */
struct conf_search;
typedef struct conf_search conf_search;

/** struct conf_wish: an option, and the value that it is to have. */
struct conf_wish {
	struct kconf_symbol *symbol;
	enum kconf_tri tri;
};

/**
 * conf_search_new: makes the starts. `session` is lent; from now on its values are the search's.
 * `config`: a .config to begin with, or NULL. Errors: MS_ERROR_IO if it cannot be read.
 */
struct conf_search *conf_search_new(struct conf_session *session, const char *config,
				    GError **error);
void conf_search_free(struct conf_search *search);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(conf_search, conf_search_free)

/**
 * conf_search_find: the start from which all wishes hold: ".config", "allyesconfig",
 * "allmodconfig", "alldefconfig", "allnoconfig"; NULL: none. What else had to be set there, as
 * "X=n", is added to `also`.
 */
const char *conf_search_find(struct conf_search *search, const struct conf_wish *wishes, guint n,
			     GPtrArray *also);

#endif
