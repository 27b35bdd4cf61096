/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EDITS_KCONFIG_H
#define EDITS_KCONFIG_H

#include "ctext/edit.h"
#include "kconf/language.h"

/*
 * A Kconfig file alone, with the position of all in it, and edits that keep every other byte.
 * Each edit adds to a list for the text that was read; apply it with ctext_edits_apply(). It sees
 * the text as it was read: for edits that build on each other, apply and read again. FALSE with an
 * error where the definition has not the form that the edit needs.
 */
struct kconfig;
typedef struct kconfig ms_kconfig_text;

/* Reads a text (copied). Errors: MS_ERROR_INPUT with place, line and a caret. */
struct kconfig *kconfig_read(const char *path, const char *text, gsize len, GError **error);
/* NULL is fine. */
void kconfig_free(struct kconfig *kconfig);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_kconfig_text, kconfig_free)

/* The first definition of an option, others behind it by next_definition; NULL: there is none. */
const struct kconf_menu *kconfig_find(const struct kconfig *kconfig, const char *option);

/* bool <-> tristate in place, def_bool <-> def_tristate; @type is KCONF_BOOL or KCONF_TRISTATE. */
gboolean kconfig_set_type(struct ctext_edits *edits, const struct kconfig *kconfig,
			  const struct kconf_menu *def, enum kconf_type type, GError **error);

/*
 * Adds a paragraph behind the help text, in its indentation, a blank line before it. @paragraph is
 * lines without indentation. Help is created where there is none.
 */
gboolean kconfig_append_help(struct ctext_edits *edits, const struct kconfig *kconfig,
			     const struct kconf_menu *def, const char *paragraph, GError **error);

/* A whole block of lines behind the definition, parted by a blank line. */
gboolean kconfig_add_after(struct ctext_edits *edits, const struct kconfig *kconfig,
			   const struct kconf_menu *def, const char *block, GError **error);

/* `depends on @expr` behind the last "depends on", else behind prompt and type. */
gboolean kconfig_add_depends(struct ctext_edits *edits, const struct kconfig *kconfig,
			     const struct kconf_menu *def, const char *expr, GError **error);
/* Each `select @option` of the definition becomes an `imply`; what stands behind it stays. */
gboolean kconfig_imply(struct ctext_edits *edits, const struct kconfig *kconfig,
		       const struct kconf_menu *def, const char *option, GError **error);
/* A whole attribute line, such as "select X", behind the last attribute and before the help. */
gboolean kconfig_add_attribute(struct ctext_edits *edits, const struct kconfig *kconfig,
			       const struct kconf_menu *def, const char *attribute, GError **error);

#endif
