/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WHEN_PRIVATE_H
#define WHEN_PRIVATE_H

#include <modsplit/kbuild.h>

#include "make/make.h"

/*
 * A folder's makefile with every option left open. A value is a row of pieces, each a text that
 * stands there under a condition; a condition is an expression over the values of options.
 */

/* --- conditions: cond.c ---------------------------------------------------------------------- */

/* the values that an option may have, as bits */
enum { WHEN_N = 1, WHEN_M = 2, WHEN_Y = 4, WHEN_ANY = 7 };

enum cond_kind { COND_NEVER, COND_ALWAYS, COND_OPTION, COND_AND, COND_OR };

struct ms_kbuild_condition {
	enum cond_kind kind;
	const char *option; /* interned: "CONFIG_X"; or "<place: what was not understood>" */
	guint values;       /* COND_OPTION: those under which it holds */
	GPtrArray *of;      /* COND_AND, COND_OR: const struct ms_kbuild_condition *, no two on one
			       option */
};
typedef const struct ms_kbuild_condition cond;

struct when;
/* The condition that nothing meets */
cond *cond_never(void);
/* The one that everything meets */
cond *cond_always(void);
/* Holds while the option has one of the values, bits of WHEN_ANY */
cond *cond_option(struct when *when, const char *option, guint values);
/* Both; what one leaves no choice about is left out of the other */
cond *cond_and(struct when *when, cond *a, cond *b);
/* One of them, or both */
cond *cond_or(struct when *when, cond *a, cond *b);
/* Everything else */
cond *cond_not(struct when *when, cond *a);
/* "CONFIG_A=y && !CONFIG_B", to be freed */
char *cond_text(cond *a);

/* --- values: value.c ------------------------------------------------------------------------- */

struct piece {
	cond *when;
	const char *text;
	gboolean raw; /* not expanded yet */
	/* pieces in a row with one number, not 0: exactly one of them is there */
	guint choice;
	gboolean valued; /* its text is what an option is set to, or made of that */
	struct make_source source;
};

/* A value is a GArray of struct piece.
   Alternatives beyond this many are not understood. */
#define WHEN_MAX 256

/* An empty value */
GArray *value_new(void);
/* Adds one piece of @len bytes that stands there under @guard. */
void value_add(struct when *when, GArray *to, cond *guard, const char *text, gsize len,
	       gboolean raw);
/* Adds alternatives, of which in every case exactly one holds. */
void value_add_choice(struct when *when, GArray *to, const GArray *alternatives);
/* Adds an alternative to others; those that say the same are one. */
void value_add_alternative(struct when *when, GArray *to, cond *guard, const char *text);
/* Appends all pieces of @from under @guard. */
void value_append(struct when *when, GArray *to, cond *guard, const GArray *from);
/* The words of an expanded value, one a piece; a word that several pieces make is enumerated. */
GArray *value_words(struct when *when, const GArray *from);
/* The texts that a value may be as a whole, each under its condition */
GArray *value_texts(struct when *when, const GArray *from);
/* Under which condition is there anything but blanks? */
cond *value_some(struct when *when, const GArray *from);

/* --- evaluation ------------------------------------------------------------------------------ */

struct list {
	GArray *pieces;
	gboolean recursive;
	cond *set; /* under which it is set at all */
};

struct when {
	make_session *session;
	const char *tree, *folder;
	GHashTable *lists;    /* name -> struct list */
	GHashTable *exported; /* names that the top makefiles hand down */
	GStringChunk *strings;
	GPtrArray *conds;  /* to be freed in the end */
	GPtrArray *values; /* likewise */
	GPtrArray *problems;
	GHashTable *doubts; /* "<place: what was not understood>" -> problem not yet told */
	struct make_source here;
	cond *guard; /* under which the running statement runs */
	guint choices;
	guint depth;
	guint work;
};

/* A copy that lives as long as the evaluation */
const char *when_keep(struct when *when, const char *text, gsize len);
/* A problem at the running statement */
void when_problem(struct when *when, const char *what);
/* A condition that nobody knows; it is a problem only where an object hangs on it */
cond *when_not_understood(struct when *when, const char *what);
/* expand.c: a text with its references replaced */
GArray *when_expand(struct when *when, const char *text, gsize len);
/* functions.c: a call; NULL if the function is not one that is understood */
GArray *when_call(struct when *when, const char *name, gsize name_len, const char *args, gsize len);
/* A variable's value, expanded */
GArray *when_value(struct when *when, const char *name);
/* ask.c: the option of a list that adds to the image and to modules under these conditions: the
 * one that is y for the one and m for the other; else the only one that must be set; or NULL */
const char *when_option_of(cond *builtin, cond *module);

/* --- folders --------------------------------------------------------------------------------- */

/* What the folders of a tree share */
struct when_tree {
	make_session *session;
	char *path;
	GHashTable *exported; /* names that the top makefiles hand down */
};

/* rules.c: what a folder's makefile says; NULL and an error if it cannot be read */
struct ms_kbuild_rules *when_read(const struct when_tree *tree, const char *folder, GError **error);
/* run.c */
void when_run(struct when *when, const struct make_file *file);

#endif
