/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/files.h"
#include "scan/steps.h"
#include "target/makefiles.h"
#include "tree/mentions.h"
#include "tree/words.h"

/* --- one file ------------------------------------------------------------------------------- */

static gboolean is_own(const struct scan_target *target, const char *file)
{
	g_autofree char *folder = g_path_get_dirname(file);

	for (guint i = 0; i < target->parts->len; i++) {
		const struct scan_part *part = target->parts->pdata[i];

		if (!strcmp(part->source, file))
			return TRUE;
	}
	return g_str_has_suffix(file, ".h") && !strcmp(folder, target->driver->folder);
}

static void add_test(struct scan_target *target, const char *kind, const char *file, gint64 line)
{
	struct config_test *test = record_new(&model_config_test_type);

	test->kind = g_strdup(kind);
	test->option = g_strdup(target->driver->config);
	test->file = g_strdup(file);
	test->line = line;
	test->own = is_own(target, file);
	g_ptr_array_add(target->driver->config_tests, test);
}

static const char *kind_of(enum ctext_test_kind kind)
{
	static const char *const names[] = {
		[CTEXT_TEST_IFDEF] = "ifdef",
		[CTEXT_TEST_IFNDEF] = "ifndef",
		[CTEXT_TEST_DEFINED] = "defined",
		[CTEXT_TEST_IS_ENABLED] = "IS_ENABLED",
		[CTEXT_TEST_IS_BUILTIN] = "IS_BUILTIN",
		[CTEXT_TEST_IS_MODULE] = "IS_MODULE",
		[CTEXT_TEST_IS_REACHABLE] = "IS_REACHABLE",
		[CTEXT_TEST_VALUE] = "value",
	};

	return names[kind];
}

/* defined(CONFIG_X) || defined(CONFIG_X_MODULE) on one line is IS_ENABLED() by another name */
static gboolean has_module_twin(const struct ctext_config_test *tests, guint n, guint i,
				const char *option)
{
	g_autofree char *twin = g_strconcat(option, "_MODULE", NULL);

	for (guint k = 0; k < n; k++)
		if (tests[k].line == tests[i].line && !strcmp(tests[k].option, twin))
			return TRUE;
	return FALSE;
}

static void add_source_tests(struct scan_context *context, struct scan_target *target,
			     const char *file)
{
	struct scan_text *text = scan_context_text(context, file);
	const char *option = target->driver->config;
	const struct ctext_config_test *tests;
	guint n = 0;

	if (!text)
		return;
	tests = ctext_config_tests(text->outline, &n);
	for (guint i = 0; i < n; i++) {
		if (strcmp(tests[i].option, option))
			continue;
		add_test(target,
			 has_module_twin(tests, n, i, option) ? "IS_ENABLED"
							      : kind_of(tests[i].kind),
			 file, tests[i].line);
	}
}

/* "ifdef", "ifndef", "makefile" for other tests; the list that builds the driver is no test */
static void add_makefile_tests(struct scan_context *context, struct scan_target *target,
			       const char *file)
{
	g_autofree char *path = scan_tree_source(context->tree, file);
	g_autofree char *text = ms_read_file(path, NULL, NULL);
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
	g_autofree char *symbol = g_strconcat("CONFIG_", target->driver->config, NULL);
	gboolean same = !g_strcmp0(file, target->driver->makefile);

	for (guint i = 0; lines[i]; i++) {
		char *line = g_strstrip(lines[i]);
		gboolean list = strstr(line, "-$(CONFIG_") != NULL;

		if (*line == '#' || !scan_names_option(line, symbol) || (same && list))
			continue;
		if (g_str_has_prefix(line, "ifdef"))
			add_test(target, "ifdef", file, i + 1);
		else if (g_str_has_prefix(line, "ifndef"))
			add_test(target, "ifndef", file, i + 1);
		else
			add_test(target, "makefile", file, i + 1);
	}
}

static void add_tests(struct scan_context *context, struct scan_target *target,
		      const GPtrArray *files)
{
	for (guint i = 0; i < files->len; i++) {
		const char *file = files->pdata[i];
		gsize len = strlen(file);

		if (len > 2 && file[len - 2] == '.' && strchr("chS", file[len - 1]))
			add_source_tests(context, target, file);
		else
			add_makefile_tests(context, target, file);
	}
}

/* --- which files ---------------------------------------------------------------------------- */

/* the driver's own folder, with what this configuration leaves out */
static gboolean add_folder(struct scan_context *context, const char *folder, GPtrArray *paths,
			   GError **error)
{
	g_autoptr(scan_files) files = scan_files_walk(context->tree->path, folder,
						      context->tree->build, context->job, error);

	for (guint i = 0; files && i < files->paths->len; i++)
		record_strings_add(paths, files->paths->pdata[i]);
	return files != NULL;
}

/* the files in which a test can be, as far as context->reach goes; *digest: NULL, or borrowed */
static GPtrArray *files_to_search(struct scan_context *context, const GPtrArray *options,
				  const char **digest, GError **error)
{
	g_autoptr(GPtrArray) paths = NULL;

	*digest = NULL;
	if (context->reach == MS_REACH_TREE) {
		const struct scan_files *files = scan_context_files(context, error);

		if (files)
			*digest = files->digest;
		return files ? g_ptr_array_ref(files->paths) : NULL;
	}
	paths = scan_mentions(context->tree, (const char *const *)options->pdata, context->job,
			      error);
	for (guint t = 0; paths && t < context->targets->len; t++) {
		const struct scan_target *target = context->targets->pdata[t];

		if (!add_folder(context, target->driver->folder, paths, error))
			return NULL;
	}
	return g_steal_pointer(&paths);
}

static GPtrArray *words_of(const GPtrArray *options)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; options->pdata[i]; i++)
		g_ptr_array_add(words, g_strconcat("CONFIG_", options->pdata[i], NULL));
	g_ptr_array_add(words, NULL);
	return words;
}

/* The tests of every driver's option, see enum ms_reach. */
gboolean scan_add_config_tests(struct scan_context *context, GError **error)
{
	g_autoptr(GPtrArray) targets = g_ptr_array_new(), options = g_ptr_array_new();
	g_autoptr(GPtrArray) words = NULL, paths = NULL, found = NULL;
	const char *digest;

	for (guint t = 0; t < context->targets->len; t++) {
		struct scan_target *target = context->targets->pdata[t];

		if (!target->driver->config)
			continue;
		g_ptr_array_add(targets, target);
		g_ptr_array_add(options, target->driver->config);
	}
	if (!targets->len)
		return TRUE;
	g_ptr_array_add(options, NULL);
	words = words_of(options);
	paths = files_to_search(context, options, &digest, error);
	found = paths ? scan_words_find(context->tree->path, paths, digest,
					(const char *const *)words->pdata, context->job, error)
		      : NULL;
	for (guint t = 0; found && t < targets->len; t++)
		add_tests(context, targets->pdata[t], found->pdata[t]);
	return found != NULL;
}
