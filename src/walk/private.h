/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WALK_PRIVATE_H
#define WALK_PRIVATE_H

#include <modsplit/kbuild.h>

#include "make/make.h"

/* A kernel and a configuration, ready to evaluate folders */
typedef struct walker walker;
struct walker {
	make_session *session;
	char *tree;
	make_eval *config; /* auto.conf and what make itself defines */
	make_eval *top;    /* the top makefile and the arch's */
	make_eval *base;   /* what they export to the folders */
	/* does a "foo-" list that is not empty make foo.o a composite in this tree */
	gboolean empty_suffix;
};

/* top.c */
struct walker *walk_new(const struct ms_kbuild_options *options, GError **error);
void walk_free(struct walker *walk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(walker, walk_free)
/* The folders that the top makefile builds first: "." in newer trees, many in older ones */
char **walk_roots(struct walker *walk, GError **error);

/* A folder's makefile, evaluated up to its end; problems go to @folder. To be freed. */
make_eval *walk_evaluate(struct walker *walk, struct ms_kbuild_folder *folder);

/* lists.c: fills the lists of a folder from its variables */
void walk_read_lists(struct walker *walk, make_eval *eval, struct ms_kbuild_folder *folder);

/* problem.c */
/* A problem per mark in a text; one that is there already is not told twice. */
void walk_add_marks(struct walker *walk, GPtrArray *problems, const char *text);
/* An error whose message begins with file:line:col: */
void walk_add_error(GPtrArray *problems, const GError *error);
void walk_problem_free(void *problem);

/* where.c: the word of a list in the statement that put it there */
struct ms_kbuild_place walk_place_of(make_eval *eval, const char *list, const char *word);

#endif
