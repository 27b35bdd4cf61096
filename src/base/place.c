/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/place.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <modsplit/error.h>

/* Jansson gives a place only to what is no JSON at all; what is, has to be walked once more. */

static const char *skip_blank(const char *at)
{
	return at + strspn(at, " \t\r\n");
}

static const char *skip_string(const char *at)
{
	for (at++; *at && *at != '"'; at++)
		if (*at == '\\' && at[1])
			at++;
	return *at ? at + 1 : at;
}

static const char *skip_value(const char *at)
{
	guint depth = 0;

	do {
		at = skip_blank(at);
		if (*at == '"') {
			at = skip_string(at);
		} else if (*at == '[' || *at == '{') {
			depth++;
			at++;
		} else if (*at == ']' || *at == '}') {
			depth--;
			at++;
		} else if (*at == ',' || *at == ':') {
			at++;
		} else {
			at += strcspn(at, " \t\r\n,:[]{}\"");
		}
	} while (depth && *at);
	return at;
}

/* the string at `at`, which may have escapes in it, is it `key`? */
static gboolean is_string(const char *at, const char *key)
{
	json_t *string = json_loadb(at, (gsize)(skip_string(at) - at), JSON_DECODE_ANY, NULL);
	gboolean same = !g_strcmp0(json_string_value(string), key);

	json_decref(string);
	return same;
}

/* `*at` is an object or a list: on to the value of a step; gives where the step itself stands */
static const char *take_step(const char **at, const char *step)
{
	gboolean object = **at == '{';
	const char *p = *at, *found;

	if (!object && *p != '[')
		return NULL;
	for (guint64 i = 0;; i++) {
		p = skip_blank(p + 1);
		if (!*p || *p == ']' || *p == '}')
			return NULL;
		found = p;
		if (object)
			p = skip_blank(skip_blank(skip_string(p)) + 1);
		if (object ? is_string(found, step) : i == g_ascii_strtoull(step, NULL, 10)) {
			*at = p;
			return found;
		}
		p = skip_blank(skip_value(p));
		if (*p != ',')
			return NULL;
	}
}

static char *unescape(const char *step)
{
	g_autoptr(GString) text = g_string_new(step);

	g_string_replace(text, "~1", "/", 0);
	g_string_replace(text, "~0", "~", 0);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

gboolean ms_json_place(const char *text, const char *pointer, guint *line, guint *column)
{
	g_auto(GStrv) steps = g_strsplit(*pointer ? pointer + 1 : "", "/", -1);
	const char *at = skip_blank(text), *found = at;

	for (guint i = 0; steps[i]; i++) {
		g_autofree char *step = unescape(steps[i]);

		found = take_step(&at, step);
		if (!found)
			return FALSE;
	}
	*line = *column = 1;
	for (const char *p = text; p < found; p++) {
		if (*p == '\n') {
			(*line)++;
			*column = 1;
		} else if ((*p & 0xc0) != 0x80) {
			(*column)++;
		}
	}
	return TRUE;
}

gboolean ms_json_wrong(const char *path, const char *text, const char *pointer, const char *message,
		       GError **error)
{
	guint line = 1, column = 1;

	ms_json_place(text, pointer, &line, &column);
	g_set_error(error, MS_ERROR, MS_ERROR_INPUT, "%s:%u:%u: %s", path, line, column, message);
	return FALSE;
}

void ms_json_step(GString *pointer, const char *step)
{
	g_string_append_c(pointer, '/');
	for (; *step; step++) {
		if (*step == '~')
			g_string_append(pointer, "~0");
		else if (*step == '/')
			g_string_append(pointer, "~1");
		else
			g_string_append_c(pointer, *step);
	}
}
