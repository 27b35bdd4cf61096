/* SPDX-License-Identifier: GPL-2.0-only */
#include "edits/edits.h"
#include "kbuild/edit.h"

char *edit_kbuild(const struct edit *edit, const struct text *text, gsize *size, GError **error)
{
	g_autofree char *path = g_path_get_dirname(text->path);
	g_autoptr(kbuild_folder) folder =
		kbuild_folder_parse(path, text->path, text->data, text->size);
	g_autoptr(ctext_edits) edits = ctext_edits_new();
	g_auto(GStrv) also = edit->from ? g_strsplit(edit->from, ",", -1) : NULL;

	for (guint i = 0; also && also[i]; i++)
		g_strstrip(also[i]);
	if (!kbuild_make_composite(edits, folder, edit->symbol, edit->to, (const char *const *)also,
				   error))
		return NULL;
	return ctext_edits_apply(edits, text->data, text->size, size, error);
}
