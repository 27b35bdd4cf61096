/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TREE_WORDS_H
#define TREE_WORDS_H

#include "base/job.h"

/**
 * Which files of the tree hold a word: every C source and header, assembly file and makefile is
 * read, by job->jobs threads. The answer is kept in the cache for as long as no file has changed.
 */

/** struct scan_files: the files of a tree, as found by one walk. */
struct scan_files {
	GPtrArray *paths; /* relative to the tree, sorted */
	char *digest;     /* of all names, sizes and times */
};
typedef struct scan_files scan_files;

/**
 * scan_files_walk: all files named *.c, *.h, *.S, Makefile*, Kbuild* below the tree; hidden
 * folders, links and the folder `skip` (a build inside the tree; may be NULL) are left out.
 * Errors: MS_ERROR_IO, MS_ERROR_CANCELLED.
 */
struct scan_files *scan_files_walk(const char *tree, const char *skip, const struct ms_job *job,
				   GError **error);

/** scan_files_free: NULL is fine. */
void scan_files_free(struct scan_files *files);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scan_files, scan_files_free)

/**
 * scan_words_find: for each of the NULL-terminated `words` the files that hold it, not followed
 * (nor, if it begins with a letter, preceded) by a letter, digit or underscore; a suffix _MODULE
 * is part of the word. An array of sorted GPtrArray of char *, in the order of the words.
 */
GPtrArray *scan_words_find(const char *tree, const struct scan_files *files,
			   const char *const *words, const struct ms_job *job, GError **error);

#endif
