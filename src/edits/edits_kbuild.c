/* SPDX-License-Identifier: GPL-2.0-only */
#include "edits/composite.h"
#include "edits/edits.h"

char *edit_kbuild(const struct edit *edit, const struct text *text, gsize *size, GError **error)
{
	g_autoptr(make_file) file = make_file_parse(text->path, text->data, text->size, error);
	g_autoptr(ctext_edits) edits = ctext_edits_new();
	g_auto(GStrv) also = edit->from ? g_strsplit(edit->from, ",", -1) : NULL;

	for (guint i = 0; also && also[i]; i++)
		g_strstrip(also[i]);
	if (!file ||
	    !composite_make(edits, file, edit->symbol, edit->to, (const char *const *)also, error))
		return NULL;
	return ctext_edits_apply(edits, text->data, text->size, size, error);
}
