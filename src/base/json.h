/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <glib.h>
#include <jansson.h>

typedef json_t ms_json;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_json, json_decref)

/**
 * ms_json_load: reads one JSON file; the caller owns the reference.
 * Errors: MS_ERROR_IO, MS_ERROR_INPUT with `path:line:column:`.
 */
json_t *ms_json_load(const char *path, GError **error);

/** ms_json_parse: the same from memory; `name` stands where the path would in messages. */
json_t *ms_json_parse(const char *text, gsize size, const char *name, GError **error);

/** ms_json_text: two spaces of indentation, keys in the order given, newline at the end. */
char *ms_json_text(const json_t *json);

/** ms_json_save: writes ms_json_text() whole or not at all (ms_write_file). */
gboolean ms_json_save(const json_t *json, const char *path, GError **error);

#endif
