/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MODSPLIT_ANSWERS_H
#define MODSPLIT_ANSWERS_H

#include <glib.h>

#include <modsplit/error.h>

G_BEGIN_DECLS

/**
 * ms_answers: what programs said when they were asked: what commands of $(shell) in Kconfig files
 * wrote, what the compiler made of a source, which commit a tree is at. It can be saved as a table,
 * JSON "modsplit.answers/1", shipped, and asked where none of these programs is at hand. Threads
 * may share it.
 */
typedef struct ms_answers ms_answers;

/**
 * ms_answers_new: the answers of a saved table are taken first; `table` NULL: there are none. With
 * `only` nothing is run: what is not in the table is an error that names it.
 * Errors: MS_ERROR_IO, MS_ERROR_INPUT. The caller frees it with ms_answers_free().
 */
ms_answers *ms_answers_new(const char *table, gboolean only, GError **error);

/** ms_answers_save: writes all that was asked for so far, whole or not at all. */
gboolean ms_answers_save(ms_answers *answers, const char *table, GError **error);

/** ms_answers_free: frees it; NULL is fine. */
void ms_answers_free(ms_answers *answers);

G_END_DECLS

#endif
