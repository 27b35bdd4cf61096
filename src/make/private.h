/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MAKE_PRIVATE_H
#define MAKE_PRIVATE_H

#include "make/make.h"

/*
 * An unknown inside a text is MAKE_MARK, its number in decimal, MAKE_MARK_END. The digits are bytes
 * from MAKE_DIGIT on, so that no $(subst) takes them for a part of the text.
 */
#define MAKE_MARK '\001'
#define MAKE_MARK_END '\002'
#define MAKE_DIGIT '\016'

struct make_session {
	char *directory;
	char *strip;
	GHashTable *files;      /* canonical name -> struct make_file */
	GPtrArray *unknowns;    /* struct make_unknown */
	GHashTable *unknown_at; /* "file:line:col: message" -> its index */
	make_shell shell;
	void *shell_data;
};

/* The variables that foreach and call set for a time, last first */
struct make_local {
	const char *name;
	const char *value;
};

/* A recursive variable while it is expanded; call may enter it again */
struct make_open {
	const struct make_variable *variable;
	gboolean again;
};

/* One makefile, or one $(eval), while it is evaluated */
struct make_frame {
	const struct make_file *file;
	const struct make_statement *statement; /* the one that is evaluated */
	GArray *conditions;                     /* enum make_state */
	GArray *opened; /* const struct make_statement *: of each condition */
	gboolean in_rule;
	char *mark; /* the unknown condition that all of the file stands under, or NULL */
	struct make_frame *above;
};

struct make_eval {
	struct make_session *session;
	const struct make_eval *base;
	GHashTable *variables; /* name -> struct make_variable */
	GPtrArray *kept;       /* values that locals point to and overwritten ones still in use */
	GArray *locals;        /* struct make_local */
	GArray *open;          /* struct make_open */
	GPtrArray *notes;
	GPtrArray *said;
	struct make_frame *frame;
	GPtrArray *texts; /* struct make_file of $(eval) */
	char *stop_after;
	gboolean stopped;
	guint depth, includes;
	guint64 steps;
	GError *error; /* the first; everything unwinds once it is set */
};

/* session.c */
/* An absolute name without "." and ".."; links stay. */
char *make_path(const struct make_session *session, const char *name);
/* The mark at the beginning of a text alone, to be freed */
char *make_mark_copy(const char *mark);

/* variables.c */
void make_variable_free(void *variable);
/* @statement set the variable: whole, or a part more */
void make_assign(struct make_eval *eval, const char *name, enum make_op op, const char *text,
		 const struct make_statement *statement);
void make_undefine(struct make_eval *eval, const char *name);
/* The variable may or may not have been set: its value is a mark from now on, or what it was and
 * the mark. */
void make_spoil(struct make_eval *eval, const char *name, const char *mark, gboolean whole);
/* The variable in this evaluation itself, copied from the base if it is there; made if it is new */
struct make_variable *make_own(struct make_eval *eval, const char *name);
const char *make_origin_name(enum make_origin origin);

/* eval.c */
/* Sets the error at the place of the running statement; @near (may be NULL) is looked up in it. */
void make_fail(struct make_eval *eval, const char *near, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
struct make_place make_here(const struct make_eval *eval, const char *near);
/* A mark that stands for @what, which was not done at this place; to be freed */
char *make_not_known(struct make_eval *eval, const char *near, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
void make_note(struct make_eval *eval, const char *mark);
gboolean make_run_file(struct make_eval *eval, const struct make_file *file, const char *mark);
void make_run_text(struct make_eval *eval, const char *text);

/* statements.c */
/* Carries out one statement; @mark is the unknown condition it stands under, or NULL. */
void make_run_statement(struct make_eval *eval, const struct make_statement *statement,
			const char *mark);

/* conditions.c */
enum make_state {
	MAKE_TAKEN,   /* this branch runs */
	MAKE_WAITING, /* no branch ran yet */
	MAKE_OVER,    /* a branch ran, or the outer one does not */
	MAKE_UNSURE,  /* nobody knows whether it runs */
};
/* Carries out an if, else or endif of the frame. */
void make_run_condition(struct make_eval *eval, const struct make_statement *statement);

/* expand.c */
void make_expand_into(struct make_eval *eval, const char *text, gsize len, GString *out);
char *make_expand_text(struct make_eval *eval, const char *text);
/* The value of a variable, expanded, appended to @out */
void make_expand_variable(struct make_eval *eval, const char *name, GString *out);
/* $(name) with $(0), $(1), … of @args, which may be entered again from inside itself */
void make_expand_call(struct make_eval *eval, char **args, GString *out);
void make_push_local(struct make_eval *eval, const char *name, const char *value);
void make_pop_locals(struct make_eval *eval, guint to);

/* functions.c */
struct make_function {
	const char *name;
	guint least, most; /* arguments; most 0: any number */
	gboolean raw;      /* its arguments are expanded by itself, if at all */
	gboolean known;    /* a mark in an argument makes the whole answer unknown */
	void (*run)(struct make_eval *eval, char **args, GString *out);
};
const struct make_function *make_function_find(const char *name, gsize len);
/* Runs a function over expanded (or raw) arguments. */
void make_function_run(struct make_eval *eval, const struct make_function *function, char **args,
		       GString *out);
extern const struct make_function make_text_functions[];
extern const struct make_function make_file_functions[];

/* words.c */
/* The next word from *at on; FALSE at the end */
gboolean make_next_word(const char **at, const char **word, gsize *len);
/* The words of a text, to be freed with g_strfreev() */
char **make_words(const char *text);
/* Appends a word, with a blank before it unless @out ends in nothing since @from. */
void make_add_word(GString *out, gsize from, const char *word, gsize len);
/* Does a word match a pattern with one %? @stem gets what % stands for. */
gboolean make_match(const char *pattern, const char *word, gsize len, const char **stem,
		    gsize *stem_len);
/* $(patsubst pattern,to,text); a word that becomes nothing leaves no blank */
void make_patsubst(const char *pattern, const char *to, const char *text, GString *out);

#endif
