/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "kconf/language.h"

void kconf_tell_at(struct kconf *kconf, const char *name, guint line, guint column,
		   const char *message)
{
	const struct kconf_file *file = g_hash_table_lookup(kconf->file_names, name);
	g_autofree char *text = NULL;
	const char *start = NULL;

	if (file && g_file_get_contents(file->path, &text, NULL, NULL)) {
		start = text;
		for (guint i = 1; start && i < line; i++) {
			start = strchr(start, '\n');
			start = start ? start + 1 : NULL;
		}
	}
	kconf_tell(kconf->talk, name, line, column, start, message);
}
