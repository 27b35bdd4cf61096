/* SPDX-License-Identifier: GPL-2.0-only */
#include "kconf/talk.h"

#include <string.h>

/* A line of a malformed file may have megabytes; what is shown of it has not */
#define SHOWN_COLUMNS 160

void kconf_out(const struct kconf_talk *talk, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	if (!talk || !talk->out)
		return;
	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	talk->out(talk->data, text);
}

void kconf_err(const struct kconf_talk *talk, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	if (!talk || !talk->err)
		return;
	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	talk->err(talk->data, text);
}

/* The line and a caret below the column; tabs stay, so that both lines are spread alike */
static char *pointed(const char *line, guint column)
{
	gsize len = strcspn(line, "\r\n");
	gsize caret = MIN((gsize)column - 1, len);
	gsize start = caret > SHOWN_COLUMNS / 2 ? caret - SHOWN_COLUMNS / 2 : 0;
	GString *text = g_string_new(NULL);

	for (gsize i = start; i < len && i < start + SHOWN_COLUMNS; i++) {
		guchar c = (guchar)line[i];

		g_string_append_c(text, c < ' ' && c != '\t' ? '?' : (char)c);
	}
	g_string_append_c(text, '\n');
	for (gsize i = start; i < caret; i++)
		g_string_append_c(text, line[i] == '\t' ? '\t' : ' ');
	g_string_append(text, "^\n");
	return g_string_free(text, FALSE);
}

char *kconf_placed(const struct kconf_talk *talk, const char *file, guint line, guint column,
		   const char *line_start, const char *message)
{
	g_autofree char *shown = NULL;

	if (!talk || !talk->columns || !column)
		return g_strdup_printf("%s:%u: %s\n", file, line, message);
	if (line_start)
		shown = pointed(line_start, column);
	return g_strdup_printf("%s:%u:%u: %s\n%s", file, line, column, message, shown ? shown : "");
}
