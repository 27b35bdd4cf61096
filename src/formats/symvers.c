/* SPDX-License-Identifier: GPL-2.0-only */
#include "formats/symvers.h"

#include <string.h>

#include <modsplit/error.h>

#include "base/files.h"

struct scan_exports *scan_exports_new(void)
{
	struct scan_exports *exports = g_new0(struct scan_exports, 1);

	exports->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	exports->strings = g_string_chunk_new(64 * 1024);
	return exports;
}

void scan_exports_add(struct scan_exports *exports, const char *name, const char *provider,
		      const char *form, const char *space)
{
	struct scan_export *row;

	if (g_hash_table_contains(exports->by_name, name))
		return;
	row = g_new0(struct scan_export, 1);
	row->name = g_string_chunk_insert(exports->strings, name);
	row->provider = g_string_chunk_insert_const(exports->strings, provider);
	row->form = g_string_chunk_insert_const(exports->strings, form);
	if (space && *space)
		row->space = g_string_chunk_insert_const(exports->strings, space);
	g_hash_table_insert(exports->by_name, (char *)row->name, row);
}

/* crc, symbol, module, form[, namespace]; 5.3 to 5.9: crc, symbol, namespace, module, form */
static gboolean add_row(struct scan_exports *exports, char **cells)
{
	guint n = g_strv_length(cells);

	if (n < 4 || !*cells[1])
		return FALSE;
	if (g_str_has_prefix(cells[3], "EXPORT_"))
		scan_exports_add(exports, cells[1], cells[2], cells[3], n > 4 ? cells[4] : NULL);
	else if (n > 4 && g_str_has_prefix(cells[4], "EXPORT_"))
		scan_exports_add(exports, cells[1], cells[3], cells[4], cells[2]);
	else
		return FALSE;
	return TRUE;
}

gboolean scan_symvers_parse(struct scan_exports *exports, const char *text, const char *name,
			    GError **error)
{
	guint number = 0;

	while (*text) {
		const char *end = strchrnul(text, '\n');
		g_autofree char *line = g_strndup(text, (gsize)(end - text));
		g_auto(GStrv) cells = g_strsplit(line, "\t", -1);

		number++;
		if (*line && !add_row(exports, cells)) {
			g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
				    "%s:%u: not a row of exported symbols; build the kernel again",
				    name, number);
			return FALSE;
		}
		text = *end ? end + 1 : end;
	}
	return TRUE;
}

gboolean scan_symvers_read(struct scan_exports *exports, const char *path, GError **error)
{
	g_autofree char *text = ms_read_file(path, NULL, error);

	return text && scan_symvers_parse(exports, text, path, error);
}

const struct scan_export *scan_exports_find(const struct scan_exports *exports, const char *name)
{
	return g_hash_table_lookup(exports->by_name, name);
}

void scan_exports_free(struct scan_exports *exports)
{
	if (!exports)
		return;
	g_hash_table_unref(exports->by_name);
	g_string_chunk_free(exports->strings);
	g_free(exports);
}
