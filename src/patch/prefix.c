/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/embedded.h"
#include "base/json.h"
#include "patch/work.h"

extern const struct ms_embedded patch_prefixes_embedded[];

#define PREFIX_WORD 24 /* a longer word before a colon is no prefix */

/* "ACPI: IORT" of "ACPI: IORT: fix it": all leading words that end in a colon; NULL if none. */
static char *prefix_of_subject(const char *subject)
{
	gsize end = 0;

	for (;;) {
		gsize word = strcspn(subject + end, " :");

		if (!word || word > PREFIX_WORD || subject[end + word] != ':' ||
		    subject[end + word + 1] != ' ')
			break;
		end += word + 2;
	}
	return end ? g_strndup(subject, end - 2) : NULL;
}

/* The prefix that most of the subjects have; of equals the one that comes first (the newest). */
static char *most_common(char **subjects)
{
	g_autoptr(GHashTable) count = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	char *best = NULL;
	guint most = 0;

	for (int pass = 0; pass < 2; pass++) {
		for (guint i = 0; subjects[i]; i++) {
			g_autofree char *prefix = prefix_of_subject(subjects[i]);
			guint n;

			if (!prefix || !strcmp(prefix, "Revert"))
				continue;
			n = GPOINTER_TO_UINT(g_hash_table_lookup(count, prefix));
			if (pass == 0) {
				g_hash_table_replace(count, g_strdup(prefix),
						     GUINT_TO_POINTER(n + 1));
			} else if (n > most) {
				most = n;
				g_free(best);
				best = g_strdup(prefix);
			}
		}
	}
	return best;
}

static char *from_history(const GPtrArray *files, const char *tree, const struct ms_job *job)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_autofree char *out = NULL;
	g_auto(GStrv) subjects = NULL;

	g_ptr_array_add(argv, "git");
	g_ptr_array_add(argv, "log");
	g_ptr_array_add(argv, "--no-merges");
	g_ptr_array_add(argv, "--format=%s");
	g_ptr_array_add(argv, "-20");
	g_ptr_array_add(argv, "--");
	for (guint i = 0; i < files->len; i++)
		g_ptr_array_add(argv, files->pdata[i]);
	g_ptr_array_add(argv, NULL);
	if (!ms_process_ok((const char *const *)argv->pdata, tree, job, &out, NULL))
		return NULL;
	subjects = g_strsplit(out, "\n", -1);
	return most_common(subjects);
}

static gboolean holds(const char *path, const char *file)
{
	gsize len = strlen(path);

	return !strncmp(path, file, len) && (!file[len] || file[len] == '/');
}

/* The row of the table whose path is the longest that holds the file, or NULL. */
static const char *from_table(const json_t *rows, const char *file)
{
	const char *best = NULL;
	const json_t *row;
	gsize i, longest = 0;

	json_array_foreach(rows, i, row) {
		const char *path = json_string_value(json_object_get(row, "path"));

		if (path && holds(path, file) && strlen(path) > longest) {
			longest = strlen(path);
			best = json_string_value(json_object_get(row, "prefix"));
		}
	}
	return best;
}

/* Without a row: the folder below drivers/ and, for a single file, the file's name. */
static char *from_path(const char *file, gboolean single)
{
	const char *from = g_str_has_prefix(file, "drivers/") || g_str_has_prefix(file, "arch/") ||
					   g_str_has_prefix(file, "kernel/")
				   ? strchr(file, '/') + 1
				   : file;
	g_autofree char *folder = g_strndup(from, strcspn(from, "/."));
	g_autofree char *base = g_path_get_basename(file);
	const char *name = base;
	char *dot = strrchr(base, '.');

	if (dot)
		*dot = '\0';
	if (g_str_has_prefix(name, folder) &&
	    (name[strlen(folder)] == '-' || name[strlen(folder)] == '_'))
		name += strlen(folder) + 1;
	if (!single || !dot || !strcmp(name, folder) || !strchr(from, '/'))
		return g_steal_pointer(&folder);
	return g_strdup_printf("%s: %s", folder, name);
}

/* What decides the prefix: the C files of the step, or all of them when there is none. */
static GPtrArray *deciding_files(const struct step *step)
{
	GPtrArray *files = g_ptr_array_new_with_free_func(g_free);

	for (int pass = 0; pass < 2 && !files->len; pass++)
		for (guint i = 0; i < step->edits->len; i++) {
			const struct edit *edit = step->edits->pdata[i];

			if (edit->file && (pass || g_str_has_suffix(edit->file, ".c") ||
					   g_str_has_suffix(edit->file, ".S")))
				record_strings_add(files, edit->file);
		}
	return files;
}

/* All files under one row of the table get its prefix; files of several rows that of the area. */
static char *without_history(const GPtrArray *files, const struct step *step)
{
	g_autoptr(ms_json) json =
		ms_json_parse(patch_prefixes_embedded[0].data, patch_prefixes_embedded[0].size,
			      "prefixes.json", NULL);
	const json_t *rows = json_object_get(json, "prefixes");
	const char *common = NULL;

	for (guint i = 0; i < files->len; i++) {
		const char *prefix = from_table(rows, files->pdata[i]);

		if (i && g_strcmp0(prefix, common)) {
			common = from_table(rows, step->area);
			break;
		}
		common = prefix;
	}
	if (common)
		return g_strdup(common);
	return files->len == 1 ? from_path(files->pdata[0], step->kind != STEP_EXPORT)
			       : from_path(step->area, FALSE);
}

char *prefix_for(const struct step *step, const char *tree, gboolean history,
		 const struct ms_job *job)
{
	g_autoptr(GPtrArray) files = deciding_files(step);
	g_autofree char *prefix = history ? from_history(files, tree, job) : NULL;

	if (!prefix)
		prefix = without_history(files, step);
	return g_strconcat(prefix, ": ", NULL);
}
