/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EVIDENCE_WORDS_H
#define EVIDENCE_WORDS_H

#include <glib.h>

/* Small questions to C text as the model holds it: arguments, declarations, expressions. */

/** words_arguments: the arguments of a call, trimmed; the caller frees the vector (g_strfreev). */
char **words_arguments(const char *args);

/** words_is_identifier: one C identifier and nothing else. */
gboolean words_is_identifier(const char *text);

/** words_has: does the identifier stand in the text as a word? */
gboolean words_has(const char *text, const char *identifier);

/** words_last: the last identifier of an expression ("of_match_ptr(x)" is "x"), or NULL. */
char *words_last(const char *text);

/** words_unquote: the text of a string literal, or NULL when it is not one. */
char *words_unquote(const char *text);

/**
 * struct declared: a name that a declaration declares; type is without the name ("struct x *").
 */
struct declared {
	char *name;
	char *type;
	char *value; /* the initialiser, or NULL */
};

/** words_declared: what a declaration ("int irq, *p = x") declares: struct declared, owned. */
GPtrArray *words_declared(const char *declaration);

/** words_parameters: the same for a parameter list. */
GPtrArray *words_parameters(const char *params);

/** words_same_type: are they the same type, blanks and qualifiers aside? */
gboolean words_same_type(const char *a, const char *b);

/**
 * words_substitute: the expression with every identifier that `names` holds replaced by its value.
 * Members, strings and identifiers that are not keys stay. NULL when an identifier's value is
 * NULL: then the expression cannot be written elsewhere.
 */
char *words_substitute(const char *expression, GHashTable *names);

/** words_replace: `text` with `from` replaced by `to` once, NULL when it does not occur. */
char *words_replace(const char *text, const char *from, const char *to);

/** words_fill: a pattern with {1}, {2} … replaced by arguments; NULL when one is missing. */
char *words_fill(const char *pattern, char *const *arguments);

/** words_undo: words_fill() where {0} stands for what the call's value was assigned to. */
char *words_undo(const char *pattern, const char *result, char *const *arguments);

/** words_folder: the folder of a path, "." for none; the caller frees it. */
char *words_folder(const char *path);

#endif
