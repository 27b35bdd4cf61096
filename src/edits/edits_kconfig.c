/* SPDX-License-Identifier: GPL-2.0-only */
#include <modsplit/error.h>
#include <string.h>

#include "edits/edits.h"
#include "edits/kconfig.h"

/* the columns that a help text may take behind its indentation of ten */
#define HELP_WIDTH 68

/* The definition of the option that this edit means: the one with a type, or with a help text. */
static const struct kconf_menu *find(const struct kconfig *kconfig, const struct edit *edit,
				     GError **error)
{
	const struct kconf_menu *first = kconfig_find(kconfig, edit->symbol);

	for (const struct kconf_menu *def = first; def; def = def->next_definition)
		if (edit->op == EDIT_KCONFIG_HELP ? def->help != NULL : def->types != NULL)
			return def;
	if (!first)
		g_set_error(error, MS_ERROR, MS_ERROR_NOT_FOUND, "no 'config %s' here",
			    edit->symbol);
	return first;
}

static gboolean add_help(struct ctext_edits *edits, const struct kconfig *kconfig,
			 const struct kconf_menu *def, const struct edit *edit, GError **error)
{
	g_autoptr(GPtrArray) paragraph = g_ptr_array_new();
	g_autofree char *wrapped = NULL;

	g_ptr_array_add(paragraph, edit->text);
	wrapped = text_wrap(paragraph, HELP_WIDTH);
	return kconfig_append_help(edits, kconfig, def, wrapped, error);
}

static gboolean make(struct ctext_edits *edits, const struct kconfig *kconfig,
		     const struct kconf_menu *def, const struct edit *edit, GError **error)
{
	switch (edit->op) {
	case EDIT_KCONFIG_TYPE:
		return kconfig_set_type(edits, kconfig, def,
					strstr(edit->to, "tristate") ? KCONF_TRISTATE : KCONF_BOOL,
					error);
	case EDIT_KCONFIG_HELP:
		return add_help(edits, kconfig, def, edit, error);
	case EDIT_KCONFIG_ADD:
		return kconfig_add_after(edits, kconfig, def, edit->text, error);
	case EDIT_KCONFIG_ATTRIBUTE:
		return kconfig_add_attribute(edits, kconfig, def, edit->text, error);
	case EDIT_KCONFIG_IMPLY:
		return kconfig_imply(edits, kconfig, def, edit->from, error);
	default:
		return kconfig_add_depends(edits, kconfig, def, edit->text, error);
	}
}

char *edit_kconfig(const struct edit *edit, const struct text *text, gsize *size, GError **error)
{
	g_autoptr(ms_kconfig_text) kconfig =
		kconfig_read(text->path, text->data, text->size, error);
	g_autoptr(ctext_edits) edits = ctext_edits_new();
	const struct kconf_menu *def = kconfig ? find(kconfig, edit, error) : NULL;

	if (!def || !make(edits, kconfig, def, edit, error))
		return NULL;
	return ctext_edits_apply(edits, text->data, text->size, size, error);
}
