/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "build/kmake.h"

struct kmake_said *kmake_said_new(void)
{
	struct kmake_said *said = g_new0(struct kmake_said, 1);

	said->errors = g_ptr_array_new_with_free_func(g_free);
	said->warnings = g_ptr_array_new_with_free_func(g_free);
	said->modpost = g_ptr_array_new_with_free_func(g_free);
	return said;
}

void kmake_said_free(struct kmake_said *said)
{
	if (!said)
		return;
	g_ptr_array_unref(said->errors);
	g_ptr_array_unref(said->warnings);
	g_ptr_array_unref(said->modpost);
	g_free(said->missing);
	g_free(said);
}

/* a warning counts once, however often a header is read */
static void add(GPtrArray *lines, char *line, guint limit)
{
	if (lines->len < limit && !g_ptr_array_find_with_equal_func(lines, line, g_str_equal, NULL))
		g_ptr_array_add(lines, line);
	else
		g_free(line);
}

/* "  CC [M]  drivers/iommu/x.o": two blanks and a word in capitals */
static gboolean is_command(const char *line)
{
	const char *word = line + 2;

	if (!g_str_has_prefix(line, "  ") || !g_ascii_isupper(*word))
		return FALSE;
	while (g_ascii_isupper(*word) || g_ascii_isdigit(*word))
		word++;
	return *word == ' ';
}

static void take_command(struct kmake_said *said, const char *line)
{
	said->commands++;
	if (g_str_has_prefix(line, "  CC ") || g_str_has_prefix(line, "  AS "))
		said->compiled++;
	if (g_str_has_prefix(line, "  MODPOST "))
		said->modpost_ran = TRUE;
}

static const char *without_up(const char *path)
{
	while (g_str_has_prefix(path, "../") || g_str_has_prefix(path, "./"))
		path = strchr(path, '/') + 1;
	return path;
}

/* "path:12:3: warning: text [-Wx]" becomes "path: text [-Wx]", so that it survives moved lines */
static gboolean take_warning(struct kmake_said *said, const char *line)
{
	const char *mark = strstr(line, ": warning: ");
	const char *colon = mark ? strchr(line, ':') : NULL;
	g_autofree char *path = NULL;

	if (!mark)
		return FALSE;
	path = g_strndup(line, (gsize)(colon - line));
	add(said->warnings,
	    g_strdup_printf("%s: %s", without_up(path), mark + strlen(": warning: ")), 1000);
	return TRUE;
}

/* "/bin/sh: 1: flex: not found", "make[2]: flex: No such file or directory" */
static void take_missing(struct kmake_said *said, const char *line)
{
	static const char *const ends[] = {": not found", ": command not found",
					   ": No such file or directory"};

	if (said->missing || (!g_str_has_prefix(line, "make") && !strstr(line, "sh: ")))
		return;
	for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
		g_autofree char *head = NULL;
		const char *word;

		if (!g_str_has_suffix(line, ends[i]))
			continue;
		head = g_strndup(line, strlen(line) - strlen(ends[i]));
		word = strrchr(head, ' ');
		if (word && !strchr(word, '/') && word[1])
			said->missing = g_strdup(word + 1);
		return;
	}
}

static gboolean is_error(const char *line)
{
	return strstr(line, " error: ") || strstr(line, "ERROR: ") || strstr(line, "*** ") ||
	       strstr(line, "undefined reference") || g_str_has_prefix(line, "error: ") ||
	       strstr(line, ": Error: ") || strstr(line, "multiple definition of");
}

void kmake_said_line(struct kmake_said *said, const char *line)
{
	if (is_command(line)) {
		take_command(said, line);
		return;
	}
	if (strstr(line, "No space left on device"))
		said->disk_full = TRUE;
	if (g_str_has_prefix(line, "WARNING: modpost") ||
	    g_str_has_prefix(line, "ERROR: modpost")) {
		add(said->modpost, g_strdup(line), 1000);
		return;
	}
	take_missing(said, line);
	if (!take_warning(said, line) && is_error(line))
		add(said->errors, g_strdup(line), 100);
}
