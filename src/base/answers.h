/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BASE_ANSWERS_H
#define BASE_ANSWERS_H

#include <jansson.h>

#include <modsplit/answers.h>

/** The kinds of answers, which are keys of the table. */
#define ANSWERS_SHELL "answers"     /* command -> what it wrote */
#define ANSWERS_COMPILED "compiled" /* a checksum of command and sources -> a probe */
#define ANSWERS_COMMIT "commit"     /* "HEAD" -> commit and date */

/** answers_only: may nothing be run? `answers` may be NULL, here and below. */
gboolean answers_only(const ms_answers *answers);

/** answers_find: a recorded answer, or one that was noted, as a copy; NULL: there is none. */
json_t *answers_find(ms_answers *answers, const char *kind, const char *key);

/** answers_find_text: the same of an answer that is a text; the caller frees it. */
char *answers_find_text(ms_answers *answers, const char *kind, const char *key);

/** answers_note: an answer that a program gave just now; takes `value`. */
void answers_note(ms_answers *answers, const char *kind, const char *key, json_t *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_answers, ms_answers_free)

#endif
