/* SPDX-License-Identifier: GPL-2.0-only */
#include "formats/ranges.h"

#include <string.h>

#include <modsplit/error.h>

#include "base/files.h"

/* "0003e0c0-0003f1b0" */
static gboolean parse_extent(const char *word, guint64 *from, guint64 *to)
{
	g_auto(GStrv) ends = g_strsplit(word, "-", -1);

	return g_strv_length(ends) == 2 &&
	       g_ascii_string_to_unsigned(ends[0], 16, 0, G_MAXUINT64, from, NULL) &&
	       g_ascii_string_to_unsigned(ends[1], 16, 0, G_MAXUINT64, to, NULL) && *from <= *to;
}

/* ".text 0003e0c0-0003f1b0 module …", or of an anchor ".text 00000000-00000000 = _text" */
static gboolean take_line(struct scan_ranges *ranges, const char *line)
{
	g_auto(GStrv) words = g_strsplit(line, " ", 3);
	struct scan_range range;

	if (g_strv_length(words) != 3 || !*words[0] || !*words[2] ||
	    !parse_extent(words[1], &range.from, &range.to))
		return FALSE;
	range.section = g_string_chunk_insert_const(ranges->strings, words[0]);
	if (*words[2] == '=') {
		struct scan_anchor anchor = {.section = range.section, .at = range.from};

		if (words[2][1] != ' ' || !words[2][2])
			return FALSE;
		anchor.symbol = g_string_chunk_insert_const(ranges->strings, words[2] + 2);
		g_array_append_val(ranges->anchors, anchor);
		return TRUE;
	}
	range.module = g_string_chunk_insert_const(ranges->strings, words[2]);
	g_array_append_val(ranges->ranges, range);
	return TRUE;
}

struct scan_ranges *scan_ranges_parse(const char *text, const char *name, GError **error)
{
	g_autoptr(scan_ranges) ranges = g_new0(struct scan_ranges, 1);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	ranges->ranges = g_array_new(FALSE, FALSE, sizeof(struct scan_range));
	ranges->anchors = g_array_new(FALSE, FALSE, sizeof(struct scan_anchor));
	ranges->strings = g_string_chunk_new(4096);
	for (guint i = 0; lines[i]; i++) {
		if (!*lines[i] || take_line(ranges, g_strchomp(lines[i])))
			continue;
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "%s:%u: neither a range of a section nor an anchor: '%.80s'", name,
			    i + 1, lines[i]);
		return NULL;
	}
	return g_steal_pointer(&ranges);
}

struct scan_ranges *scan_ranges_read(const char *path, GError **error)
{
	g_autofree char *text = ms_read_file(path, NULL, error);

	return text ? scan_ranges_parse(text, path, error) : NULL;
}

void scan_ranges_free(struct scan_ranges *ranges)
{
	if (!ranges)
		return;
	g_clear_pointer(&ranges->ranges, g_array_unref);
	g_clear_pointer(&ranges->anchors, g_array_unref);
	g_clear_pointer(&ranges->strings, g_string_chunk_free);
	g_free(ranges);
}

GHashTable *scan_builtin_objects(const char *path)
{
	GHashTable *objects = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autofree char *text = ms_read_file(path, NULL, NULL);
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);

	/* "kernel/" is where `make modules_install` would put it */
	for (guint i = 0; lines[i]; i++) {
		const char *file = lines[i] + (g_str_has_prefix(lines[i], "kernel/") ? 7 : 0);
		g_autofree char *base = g_path_get_basename(file);
		char *dot = strrchr(base, '.');

		if (!dot || strcmp(dot, ".ko") != 0)
			continue;
		*dot = '\0';
		g_hash_table_insert(objects, g_strdelimit(g_strdup(base), "-", '_'),
				    g_strdup_printf("%.*s.o", (int)strlen(file) - 3, file));
	}
	return objects;
}
