/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KCONFIG_EDIT_H
#define KCONFIG_EDIT_H

#include "ctext/edit.h"
#include "kconfig/index.h"

/*
 * Edits of a Kconfig file that keep every other byte. Each adds to a list of edits for
 * def->file; apply it with ctext_edits_apply(edits, def->file->text, def->file->len, …).
 * FALSE with an error where the definition has not the form that the edit needs.
 */

/* bool <-> tristate in place, def_bool <-> def_tristate; @type is KCONFIG_BOOL or _TRISTATE. */
gboolean kconfig_set_type(struct ctext_edits *edits, const struct kconfig_def *def,
			  enum kconfig_type type, GError **error);

/*
 * Adds a paragraph behind the help text, in its indentation, a blank line before it. @paragraph is
 * lines without indentation. Help is created where there is none.
 */
gboolean kconfig_append_help(struct ctext_edits *edits, const struct kconfig_def *def,
			     const char *paragraph, GError **error);

/* A whole block of lines before or behind the definition, parted by a blank line. */
gboolean kconfig_add_before(struct ctext_edits *edits, const struct kconfig_def *def,
			    const char *block, GError **error);
gboolean kconfig_add_after(struct ctext_edits *edits, const struct kconfig_def *def,
			   const char *block, GError **error);

/* `depends on @expr` behind the last "depends on", else behind prompt and type. */
gboolean kconfig_add_depends(struct ctext_edits *edits, const struct kconfig_def *def,
			     const char *expr, GError **error);
/* Replaces the expression of "depends on" number @index (0-based). */
gboolean kconfig_set_depends(struct ctext_edits *edits, const struct kconfig_def *def, guint index,
			     const char *expr, GError **error);
/* A whole attribute line, such as "select X", behind the last attribute and before the help. */
gboolean kconfig_add_attribute(struct ctext_edits *edits, const struct kconfig_def *def,
			       const char *attribute, GError **error);

#endif
