/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "kconf/language.h"

const struct kconf_file *kconf_file_named(const struct kconf *kconf, const char *name)
{
	return g_hash_table_lookup(kconf->file_names, name);
}

char *kconf_part_text(const struct kconf *kconf, const struct kconf_menu *menu,
		      const struct kconf_part *part)
{
	const struct kconf_file *file = kconf_file_named(kconf, menu->file);
	const char *at = file->text + part->offset, *end = at + part->len;
	GString *text;

	if (!part->len)
		return NULL;
	text = g_string_sized_new(part->len);
	for (; at < end; at++) {
		gboolean escaped = at[0] == '\\' && at + 1 < end && at[1] == '\n';

		if (!escaped && !g_ascii_isspace(*at))
			g_string_append_c(text, *at);
		else if (text->str[text->len - 1] != ' ')
			g_string_append_c(text, ' ');
		at += escaped;
	}
	return g_string_free(text, FALSE);
}

void kconf_wrong(struct kconf *kconf, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	kconf_err(kconf->talk, "%s", text);
	if (!kconf->errors++)
		kconf->mistake = g_steal_pointer(&text);
}

void kconf_wrong_at(struct kconf *kconf, const char *name, guint line, guint column,
		    const char *message)
{
	const struct kconf_file *file = kconf_file_named(kconf, name);
	const char *start = file ? file->text : NULL;
	g_autofree char *text = NULL;

	for (guint i = 1; start && i < line; i++) {
		start = strchr(start, '\n');
		start = start ? start + 1 : NULL;
	}
	text = kconf_placed(kconf->talk, name, line, column, start, message);
	kconf_wrong(kconf, "%s", text);
}
