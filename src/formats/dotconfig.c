/* SPDX-License-Identifier: GPL-2.0-only */
#include "formats/dotconfig.h"

#include <string.h>

#include <modsplit/error.h>

#include "base/files.h"

/* `"a \"b\""` without its quotes and backslashes; the text itself if it has none */
static char *unquoted(const char *text)
{
	GString *plain;

	if (*text != '"')
		return g_strdup(text);
	plain = g_string_new(NULL);
	for (text++; *text && *text != '"'; text++) {
		if (*text == '\\' && text[1])
			text++;
		g_string_append_c(plain, *text);
	}
	return g_string_free(plain, FALSE);
}

/* "# Linux/arm64 6.12.117 Kernel Configuration" */
static void read_title(struct scan_dotconfig *config, const char *line)
{
	const char *slash, *end;

	if (config->arch || !g_str_has_suffix(line, "Kernel Configuration"))
		return;
	slash = strchr(line, '/');
	end = slash ? strchr(slash, ' ') : NULL;
	if (end && end > slash + 1)
		config->arch = g_strndup(slash + 1, (gsize)(end - slash) - 1);
}

static gboolean read_line(struct scan_dotconfig *config, const char *line, const char *name,
			  guint number, GError **error)
{
	const char *equals = strchr(line, '=');
	g_autofree char *value = NULL;

	if (!*line)
		return TRUE;
	if (*line == '#') {
		read_title(config, line);
		return TRUE;
	}
	if (!g_str_has_prefix(line, "CONFIG_") || !equals || equals == line + 7) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "%s:%u: not a line of a kernel configuration: '%.60s'", name, number,
			    line);
		return FALSE;
	}
	value = unquoted(equals + 1);
	if (strcmp(value, "n") || equals[1] == '"')
		g_hash_table_replace(config->values,
				     g_strndup(line + 7, (gsize)(equals - line) - 7),
				     g_steal_pointer(&value));
	return TRUE;
}

struct scan_dotconfig *scan_dotconfig_parse(const char *text, const char *name, GError **error)
{
	g_autoptr(scan_dotconfig) config = g_new0(struct scan_dotconfig, 1);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	config->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (guint i = 0; lines[i]; i++) {
		g_strchomp(lines[i]);
		if (!read_line(config, lines[i], name, i + 1, error))
			return NULL;
	}
	return g_steal_pointer(&config);
}

struct scan_dotconfig *scan_dotconfig_read(const char *path, GError **error)
{
	g_autofree char *text = ms_read_file(path, NULL, error);

	return text ? scan_dotconfig_parse(text, path, error) : NULL;
}

const char *scan_dotconfig_get(const struct scan_dotconfig *config, const char *option)
{
	const char *value = option ? g_hash_table_lookup(config->values, option) : NULL;

	return value ? value : "n";
}

char scan_dotconfig_state(const struct scan_dotconfig *config, const char *option)
{
	const char *value = scan_dotconfig_get(config, option);

	return !strcmp(value, "m") || !strcmp(value, "n") ? *value : 'y';
}

void scan_dotconfig_free(struct scan_dotconfig *config)
{
	if (!config)
		return;
	g_clear_pointer(&config->values, g_hash_table_unref);
	g_free(config->arch);
	g_free(config);
}
