/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TREE_WORDS_H
#define TREE_WORDS_H

#include "base/job.h"

/**
 * scan_words_find: which of the files hold a word. Every one is read, by job->jobs threads.
 * `paths` are relative to `tree`; `digest` tells one set of contents from another, and the answer is
 * then kept in the cache (NULL: it is not).
 * For each of the NULL-terminated `words` the files that hold it, not followed (nor, if it begins
 * with a letter, preceded) by a letter, digit or underscore; a suffix _MODULE is part of the word.
 * An array of sorted GPtrArray of char *, in the order of the words. Errors: MS_ERROR_CANCELLED.
 */
GPtrArray *scan_words_find(const char *tree, const GPtrArray *paths, const char *digest,
			   const char *const *words, const struct ms_job *job, GError **error);

#endif
