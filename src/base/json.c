/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#include <modsplit/error.h>

#include "base/files.h"

json_t *ms_json_parse(const char *text, gsize size, const char *name, GError **error)
{
	json_error_t where;
	json_t *json = json_loadb(text, size, JSON_REJECT_DUPLICATES, &where);

	if (!json)
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT, "%s:%d:%d: not valid JSON: %s", name,
			    where.line, where.column, where.text);
	return json;
}

json_t *ms_json_load(const char *path, GError **error)
{
	gsize size;
	g_autofree char *text = ms_read_file(path, &size, error);

	return text ? ms_json_parse(text, size, path, error) : NULL;
}

char *ms_json_text(const json_t *json)
{
	char *text = json_dumps(json, JSON_INDENT(2) | JSON_ENSURE_ASCII);
	char *line = g_strconcat(text, "\n", NULL);

	free(text);
	return line;
}

gboolean ms_json_save(const json_t *json, const char *path, GError **error)
{
	g_autofree char *text = ms_json_text(json);

	return ms_write_file(path, text, strlen(text), error);
}
