/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KCONF_MACRO_H
#define KCONF_MACRO_H

#include <glib.h>

#include "kconf/talk.h"

/*
 * The macros of Kconfig: variables of both flavours, functions of the user and built-in ones, and
 * the environment. Names are looked up in this order. What goes wrong is an error without a place;
 * the lexer adds the place.
 */
struct kconf_macros;

enum kconf_flavour { KCONF_RECURSIVE, KCONF_SIMPLE, KCONF_APPEND };

/* Where the macros stand right now, for $(filename), $(lineno) and warnings */
struct kconf_here {
	const char *file;
	guint line;
};

/*
 * @environment: NULL-terminated "NAME=value", copied; NULL is none. @shell answers
 * $(shell,command): an allocated string, raw as the command wrote it, or NULL and an error.
 */
struct kconf_macros *kconf_macros_new(const char *const *environment, struct kconf_talk *talk,
				      char *(*shell)(gpointer data, const char *command,
						     GError **error),
				      gpointer shell_data);
/* Frees them; NULL is fine. */
void kconf_macros_free(struct kconf_macros *macros);

/* Defines or appends to a variable; @value is expanded at once for KCONF_SIMPLE. */
gboolean kconf_macros_set(struct kconf_macros *macros, const struct kconf_here *here,
			  const char *name, const char *value, enum kconf_flavour flavour,
			  GError **error);
/*
 * Expands the reference whose '$' is at @text, within @len bytes, and appends it to @out. Gives
 * the number of bytes read, or 0 and an error. A '$' without '(' is itself.
 */
gsize kconf_macros_expand(struct kconf_macros *macros, const struct kconf_here *here,
			  const char *text, gsize len, GString *out, GError **error);
/* Was the last error that of a variable which references itself? */
gboolean kconf_macros_in_loop(const struct kconf_macros *macros);
/* A variable of the environment, or NULL. */
const char *kconf_macros_environment(const struct kconf_macros *macros, const char *name);
/* The environment's variables that were asked for, in order: each a "NAME=value". */
const GPtrArray *kconf_macros_used(const struct kconf_macros *macros);

#endif
