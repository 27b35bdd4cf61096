/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MOVES_EDITED_H
#define MOVES_EDITED_H

#include <modsplit/error.h>
#include <modsplit/kconfig.h>

#include "plan/steps.h"

/* A tree's Kconfig files with edits of a plan in them, in memory, and where their lines were. */
struct edited;
typedef struct edited ms_edited;

/** edited_new: none yet; `tree` is only read. Free with edited_free(). */
struct edited *edited_new(const char *tree);
void edited_free(struct edited *edited);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_edited, edited_free)

/** edited_make: makes an edit, if it is one of a Kconfig file. Errors: as edit_make(). */
gboolean edited_make(struct edited *edited, const struct edit *edit, GError **error);

/** edited_files: for struct ms_kconfig_options; lent until the next edit. */
const struct ms_kconfig_edited *edited_files(struct edited *edited);

/** edited_options: the options whose definitions were edited, strings, lent; some may be new. */
const GPtrArray *edited_options(const struct edited *edited);

/** edited_line: the line that line `line` of a file is, or was put behind, in the tree as it is. */
guint edited_line(const struct edited *edited, const char *file, guint line);

#endif
