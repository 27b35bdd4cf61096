/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MAKE_MAKE_H
#define MAKE_MAKE_H

#include <glib.h>

/*
 * The language of GNU make: makefiles read into statements with positions, and evaluated as GNU
 * make 4.3 and 4.4 read them, without ever making anything. Rules and recipes are passed over.
 *
 * No command is run unless the session has a shell. What only a command could tell becomes an
 * *unknown*: a mark inside the text of values, which names the place that made it. A list that
 * holds no mark is exact; one that does says what it could not know.
 *
 * Every error is MS_ERROR_INPUT or MS_ERROR_IO, with `file:line:col:` in front.
 */

/* --- makefiles as text ----------------------------------------------------------------------- */

enum make_kind {
	MAKE_ASSIGN,
	MAKE_DEFINE,
	MAKE_UNDEFINE,
	MAKE_IF,   /* ifdef, ifndef, ifeq, ifneq: `name` is the word, `text` what follows it */
	MAKE_ELSE, /* `name` and `text` of the condition behind it, or `name` NULL */
	MAKE_ENDIF,
	MAKE_INCLUDE,  /* `text` is the names */
	MAKE_EXPORT,   /* `text` is the names; empty: all */
	MAKE_UNEXPORT, /* the same */
	MAKE_VPATH,
	MAKE_RULE, /* a rule, or a line that is only expanded: `text` is all of it */
};

enum make_op { MAKE_RECURSIVE, MAKE_SIMPLE, MAKE_APPEND, MAKE_IF_UNSET, MAKE_SHELL };

/** struct make_statement: a logical line, or a define with its body; offsets into the raw text */
struct make_statement {
	enum make_kind kind;
	enum make_op op;
	gboolean tab; /* begins with a tab: a recipe line if a rule stands before it */
	gboolean exported, overrides, optional /* -include, sinclude */;
	guint line;
	const char *name; /* the variable, not expanded */
	const char *text; /* the value, continuations joined, comment taken off, not expanded */
	gsize start, end; /* with the newline */
	gsize name_start, name_end, text_start, text_end;
};

/** struct make_file: one makefile, read */
struct make_file {
	char *name; /* for messages and places */
	char *text; /* NUL-terminated */
	gsize len;
	GArray *statements; /* struct make_statement */
	GStringChunk *strings;
};
typedef struct make_file make_file;

/**
 * make_file_parse: reads a text into statements; `name` stands for it in messages. Conditionals
 * are not matched here, because a line that begins with a tab is a directive or a recipe depending
 * on what was evaluated before it. Errors: a NUL or control byte that no makefile has, more than
 * 64 MiB, a define without its end. Free with make_file_free().
 */
struct make_file *make_file_parse(const char *name, const char *text, gsize len, GError **error);
void make_file_free(struct make_file *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(make_file, make_file_free)

/** make_column: the column, from 1, of an offset in the file */
guint make_column(const struct make_file *file, gsize offset);
/** make_line: the line, from 1, of an offset in the file */
guint make_line(const struct make_file *file, gsize offset);

/**
 * make_reference_end: behind the "$(…)", "${…}" or "$x" at `at`; `end` where it is not closed.
 */
gsize make_reference_end(const char *text, gsize at, gsize end);

/* --- evaluation ------------------------------------------------------------------------------ */

struct make_place {
	const char *file;
	guint line, column;
};

/**
 * make_shell: runs a command for $(shell) and gives what it printed, to be freed; NULL: not known.
 */
typedef char *(*make_shell)(void *data, const char *command);

/** struct make_session: what evaluations share: makefiles read once, and the unknowns */
typedef struct make_session make_session;

/**
 * make_session_new: `directory` is where make would run; relative names start there. `shell` may
 * be NULL: then commands are unknowns. Free it after all its evaluations.
 */
struct make_session *make_session_new(const char *directory, make_shell shell, void *data);
void make_session_free(struct make_session *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(make_session, make_session_free)

/** make_session_strip: a folder whose name is left out of the names of files in messages */
void make_session_strip(struct make_session *session, const char *folder);

/** make_session_put: a text that stands for the file of that name, which need not exist */
gboolean make_session_put(struct make_session *session, const char *name, const char *text,
			  GError **error);

/** make_session_file: a makefile, read at most once; owned by the session */
const struct make_file *make_session_file(struct make_session *session, const char *name,
					  GError **error);

/** struct make_unknown: something that evaluation could not know, and where it stands */
struct make_unknown {
	struct make_place place;
	char *message; /* "'$(shell uname -m)' is not run" */
};

/** make_unknown_new: a mark for what is not known at a place, to be freed */
char *make_unknown_new(struct make_session *session, const struct make_place *place,
		       const char *message);
/** make_unknown_in: the first mark in a text, or NULL if the text is known */
const char *make_unknown_in(const char *text);
/** make_unknown_get: what the mark at `mark` stands for; owned by the session */
const struct make_unknown *make_unknown_get(const struct make_session *session, const char *mark);

enum make_origin {
	MAKE_DEFAULT,
	MAKE_ENVIRONMENT,
	MAKE_FILE,
	MAKE_COMMAND_LINE,
	MAKE_OVERRIDE,
	MAKE_AUTOMATIC,
};

/** struct make_source: a statement that gave a variable a part of its value */
struct make_source {
	const struct make_file *file;
	const struct make_statement *statement;
};

struct make_variable {
	char *name;
	char *value;        /* as stored: not expanded if recursive */
	gboolean recursive; /* = and define; else := */
	gboolean exported;
	enum make_origin origin;
	GArray *sources; /* struct make_source, in order, since it was last set whole; or NULL */
};

/** struct make_eval: variables, as the statements evaluated so far left them */
typedef struct make_eval make_eval;

/**
 * make_eval_new: an empty evaluation; variables that it lacks are looked up in `base` (NULL: none),
 * which is never changed and must outlive it.
 */
struct make_eval *make_eval_new(struct make_session *session, const struct make_eval *base);
void make_eval_free(struct make_eval *eval);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(make_eval, make_eval_free)

/** make_set: defines a variable from outside */
void make_set(struct make_eval *eval, const char *name, const char *value, enum make_origin origin,
	      gboolean recursive);

/** make_get: a variable, or NULL */
const struct make_variable *make_get(const struct make_eval *eval, const char *name);

/** make_each: calls `each` for every variable of this evaluation alone, sorted by name */
void make_each(const struct make_eval *eval,
	       void (*each)(void *data, const struct make_variable *variable), void *data);

/** make_stop_after: evaluation ends when the file of this name has been included and read */
void make_stop_after(struct make_eval *eval, const char *name);

/** make_read: evaluates a makefile. FALSE on the first error; what came before it counts. */
gboolean make_read(struct make_eval *eval, const char *name, GError **error);

/** make_expand: a text with its references replaced, to be freed; NULL on an error */
char *make_expand(struct make_eval *eval, const char *text, GError **error);

/** make_value: $(name), to be freed, "" if it is not set; NULL on an error */
char *make_value(struct make_eval *eval, const char *name, GError **error);

/**
 * make_notes: owned by the evaluation, of char *: marks that taint all of it, because a whole
 * statement (an include, an eval, a name that is assigned) was not known.
 */
const GPtrArray *make_notes(const struct make_eval *eval);

/** make_said: owned, of char *: `file:line:col: text` of each $(info) and $(warning) */
const GPtrArray *make_said(const struct make_eval *eval);

#endif
