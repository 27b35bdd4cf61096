/* SPDX-License-Identifier: GPL-2.0-only */
#include "verify/configure.h"

#include <string.h>

#include "base/files.h"
#include "verify/outcome.h"

#define NOT_SET " is not set"

/* "CONFIG_X=v" and "# CONFIG_X is not set": where the name begins and how long it is */
static const char *name_of(const char *line, gsize *length)
{
	const char *name = g_str_has_prefix(line, "# ") ? line + 2 : line;
	const char *end;

	if (!g_str_has_prefix(name, "CONFIG_"))
		return NULL;
	name += strlen("CONFIG_");
	for (end = name; g_ascii_isalnum(*end) || *end == '_'; end++)
		;
	*length = (gsize)(end - name);
	if (name - strlen("CONFIG_") == line ? *end == '=' : g_str_has_prefix(end, NOT_SET))
		return name;
	return NULL;
}

static gboolean is_for(const char *line, const char *option)
{
	gsize length;
	const char *name = name_of(line, &length);

	return name && strlen(option) == length && strncmp(name, option, length) == 0;
}

char *config_value(const char *text, const char *option)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i]; i++)
		if (is_for(lines[i], option) && *lines[i] != '#')
			return g_strdup(strchr(lines[i], '=') + 1);
	return g_strdup("n");
}

char *config_set(const char *text, const char *option, const char *value)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autofree char *line = g_str_equal(value, "n")
					? g_strdup_printf("# CONFIG_%s" NOT_SET, option)
					: g_strdup_printf("CONFIG_%s=%s", option, value);
	GString *out;

	for (guint i = 0; lines[i]; i++) {
		if (!is_for(lines[i], option))
			continue;
		g_free(lines[i]);
		lines[i] = g_steal_pointer(&line);
		return g_strjoinv("\n", lines);
	}
	out = g_string_new(text);
	if (out->len && out->str[out->len - 1] != '\n')
		g_string_append_c(out, '\n');
	g_string_append_printf(out, "%s\n", line);
	return g_string_free(out, FALSE);
}

static GHashTable *read_values(const char *text, GHashTable *names)
{
	GHashTable *values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i]; i++) {
		gsize length;
		const char *name = name_of(lines[i], &length);
		g_autofree char *option = name ? g_strndup(name, length) : NULL;

		if (!name || *lines[i] == '#')
			continue;
		g_hash_table_add(names, g_strdup(option));
		g_hash_table_insert(values, g_steal_pointer(&option), g_strdup(name + length + 1));
	}
	return values;
}

static void change_free(void *change)
{
	record_free(&outcome_config_type, change);
}

GPtrArray *config_changes(const char *before, const char *after)
{
	g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) old = read_values(before, names), new = read_values(after, names);
	g_autoptr(GList) sorted = g_list_sort(g_hash_table_get_keys(names), (GCompareFunc)strcmp);
	GPtrArray *changes = g_ptr_array_new_with_free_func(change_free);

	for (GList *at = sorted; at; at = at->next) {
		const char *from = g_hash_table_lookup(old, at->data);
		const char *to = g_hash_table_lookup(new, at->data);
		struct config_change *change;

		if (g_strcmp0(from ? from : "n", to ? to : "n") == 0)
			continue;
		change = record_new(&outcome_config_type);
		change->option = g_strdup(at->data);
		change->before = g_strdup(from ? from : "n");
		change->after = g_strdup(to ? to : "n");
		g_ptr_array_add(changes, change);
	}
	return changes;
}

gboolean config_make(const struct ms_build *build, const char *text, const char *label,
		     const struct ms_job *job, char **result, char **failed, GError **error)
{
	static const char *const targets[] = {"olddefconfig", NULL};
	g_autofree char *path = g_build_filename(build->output, ".config", NULL);
	g_autoptr(kmake_said) said = NULL;

	if (!ms_write_file(path, text, strlen(text), error) ||
	    !kmake_run(build, targets, label, job, &said, error))
		return FALSE;
	if (said->status) {
		*failed = g_strdup_printf("'make olddefconfig' failed with status %d: %s",
					  said->status,
					  said->errors->len ? (char *)said->errors->pdata[0]
							    : "it did not say why");
		return FALSE;
	}
	*result = ms_read_file(path, NULL, error);
	return *result != NULL;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void related_in_line(GPtrArray *options, const char *line)
{
	for (const char *at = strstr(line, "=m"); at; at = strstr(at + 2, "=m")) {
		const char *begin = at;
		g_autofree char *option = NULL;

		while (begin > line && (g_ascii_isalnum(begin[-1]) || begin[-1] == '_'))
			begin--;
		if (begin == at || g_ascii_isalnum(at[2]) || at[2] == '_')
			continue;
		if (g_str_has_prefix(begin, "CONFIG_"))
			begin += strlen("CONFIG_");
		option = g_strndup(begin, (gsize)(at - begin));
		record_strings_add(options, option);
	}
}

GPtrArray *config_related(const struct series *series, const char *mail)
{
	GPtrArray *options = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) lines = g_strsplit(mail ? mail : "", "\n", -1);

	record_strings_add(options, series->config);
	for (guint i = 0; lines[i]; i++)
		if (*lines[i] == '+' && !g_str_has_prefix(lines[i], "+++ "))
			related_in_line(options, lines[i]);
	g_ptr_array_sort(options, by_name);
	return options;
}
