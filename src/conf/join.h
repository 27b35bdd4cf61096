/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CONF_JOIN_H
#define CONF_JOIN_H

#include "kconf/language.h"

/* One expression for "left || right", or "left && right", where both speak of one symbol; or NULL */
struct kconf_expr *conf_join_or(struct kconf *kconf, struct kconf_expr *left,
				struct kconf_expr *right);
struct kconf_expr *conf_join_and(struct kconf *kconf, struct kconf_expr *left,
				 struct kconf_expr *right);

#endif
