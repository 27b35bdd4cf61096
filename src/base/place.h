/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BASE_PLACE_H
#define BASE_PLACE_H

#include <glib.h>

/**
 * ms_json_place: where in a text stands what a JSON pointer (RFC 6901: "/limits/0/max") leads to:
 * of a member its key, of a list's item its first byte. Lines and columns count from 1, columns in
 * characters. `text` must be valid JSON; FALSE where the pointer leads nowhere.
 */
gboolean ms_json_place(const char *text, const char *pointer, guint *line, guint *column);

/**
 * ms_json_wrong: sets MS_ERROR_INPUT "path:line:column: message", with the place that the pointer
 * leads to, or 1:1 where it leads nowhere; FALSE.
 */
gboolean ms_json_wrong(const char *path, const char *text, const char *pointer, const char *message,
		       GError **error);

/** ms_json_step: appends a step to a JSON pointer, with "~" and "/" escaped. */
void ms_json_step(GString *pointer, const char *step);

#endif
