/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "edits/edits.h"
#include "kconfig/edit.h"

/* the columns that a help text may take behind its indentation of ten */
#define HELP_WIDTH 68

/* The definition of the option that this edit means: the one with a type, or with a help text. */
static const struct kconfig_def *find(const struct kconfig_tree *tree, const struct edit *edit,
				      GError **error)
{
	const GPtrArray *defs = kconfig_tree_find(tree, edit->symbol);
	const struct kconfig_def *best = NULL;

	for (guint i = 0; defs && i < defs->len; i++) {
		const struct kconfig_def *def = defs->pdata[i];
		gboolean fits = edit->op == EDIT_KCONFIG_HELP
					? def->help != NULL
					: kconfig_def_type(def) != KCONFIG_UNKNOWN;

		if (fits)
			return def;
		if (!best)
			best = def;
	}
	if (!best)
		g_set_error(error, KCONFIG_ERROR, KCONFIG_ERROR_NOT_FOUND, "no 'config %s' here",
			    edit->symbol);
	return best;
}

static gboolean add_help(struct ctext_edits *edits, const struct kconfig_def *def,
			 const struct edit *edit, GError **error)
{
	g_autoptr(GPtrArray) paragraph = g_ptr_array_new();
	g_autofree char *wrapped = NULL;

	g_ptr_array_add(paragraph, edit->text);
	wrapped = text_wrap(paragraph, HELP_WIDTH);
	return kconfig_append_help(edits, def, wrapped, error);
}

static gboolean make(struct ctext_edits *edits, const struct kconfig_def *def,
		     const struct edit *edit, GError **error)
{
	switch (edit->op) {
	case EDIT_KCONFIG_TYPE:
		return kconfig_set_type(edits, def,
					strstr(edit->to, "tristate") ? KCONFIG_TRISTATE
								     : KCONFIG_BOOL,
					error);
	case EDIT_KCONFIG_HELP:
		return add_help(edits, def, edit, error);
	case EDIT_KCONFIG_ADD:
		return kconfig_add_after(edits, def, edit->text, error);
	case EDIT_KCONFIG_ATTRIBUTE:
		return kconfig_add_attribute(edits, def, edit->text, error);
	default:
		return kconfig_add_depends(edits, def, edit->text, error);
	}
}

char *edit_kconfig(const struct edit *edit, const struct text *text, gsize *size, GError **error)
{
	g_autoptr(kconfig_tree) tree = kconfig_tree_new(NULL);
	g_autoptr(ctext_edits) edits = ctext_edits_new();
	const struct kconfig_def *def;

	kconfig_tree_add_text(tree, text->path, text->data, text->size);
	def = find(tree, edit, error);
	if (!def || !make(edits, def, edit, error))
		return NULL;
	return ctext_edits_apply(edits, text->data, text->size, size, error);
}
