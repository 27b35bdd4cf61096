/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KCONFIG_INDEX_PRIVATE_H
#define KCONFIG_INDEX_PRIVATE_H

#include "kconfig/index.h"

struct kconfig_tree {
	char *srctree, *srcarch, *arch;
	gboolean follow; /* source statements */
	GStringChunk *strings;
	GPtrArray *files;  /* struct kconfig_file */
	GPtrArray *defs;   /* struct kconfig_def */
	GPtrArray *scopes; /* struct kconfig_scope */
	GPtrArray *assignments;
	GPtrArray *problems;
	GHashTable *by_name;   /* name -> GPtrArray of struct kconfig_def */
	GHashTable *by_path;   /* path -> struct kconfig_file */
	GHashTable *selectors; /* name -> GArray of struct kconfig_use; made when first asked for */
	GHashTable *mentions;  /* the same */
};

/* A copy that lives as long as the tree */
const char *kconfig_keep(struct kconfig_tree *tree, const char *text, gsize len);
/* Notes what was not understood, with its place. */
void kconfig_add_problem(struct kconfig_tree *tree, const char *file, guint line,
			 const char *format, ...) G_GNUC_PRINTF(4, 5);

/*
 * index_lines.c: logical lines. The line at *@offset without its newline and with continuations
 * still in it is [*@offset, end); the offset of the next line comes back, @lines counts newlines.
 */
gsize kconfig_logical_line(const char *text, gsize len, gsize offset, gsize *end, guint *lines);
/* Where the statement's text ends: before a comment and trailing blanks */
gsize kconfig_statement_end(const char *text, gsize start, gsize end);
/* [start, end) with continuations and white space folded */
const char *kconfig_keep_folded(struct kconfig_tree *tree, const char *text, gsize start,
				gsize end);
/* The place of " if " outside quotes and macros in [start, end); @end if there is none */
gsize kconfig_find_if(const char *text, gsize start, gsize end);
/* Behind the quoted text at @start (a quote), or @end */
gsize kconfig_quoted_end(const char *text, gsize start, gsize end);

/* index_read.c: reads a file's text, within @scope (may be NULL) */
void kconfig_read_text(struct kconfig_tree *tree, struct kconfig_file *file,
		       const struct kconfig_scope *scope);
/* index.c: follows a source statement */
void kconfig_read_source(struct kconfig_tree *tree, const char *path,
			 const struct kconfig_file *from, guint line,
			 const struct kconfig_scope *scope);
struct kconfig_def *kconfig_new_def(struct kconfig_tree *tree, const char *name);
struct kconfig_scope *kconfig_new_scope(struct kconfig_tree *tree);

#endif
