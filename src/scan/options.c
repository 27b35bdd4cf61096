/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/files.h"
#include "kbuild/folder.h"
#include "scan/context.h"

/* --- definitions and users in Kconfig -------------------------------------------------------- */

/* "A && (B || C)" of several texts; NULL when there are none */
static char *joined(const GArray *texts)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < texts->len; i++) {
		const struct kconfig_text *text = &g_array_index(texts, struct kconfig_text, i);
		gboolean either = texts->len > 1 && strstr(text->text, "||");

		g_string_append_printf(out, either ? "%s(%s)" : "%s%s", i ? " && " : "",
				       text->text);
	}
	return g_string_free(out, out->len == 0);
}

static struct option *option_of(struct scan_context *context, const struct kconfig_def *def)
{
	struct option *option = record_new(&model_option_type);

	option->name = g_strdup(def->name);
	if (def->types->len)
		option->type =
			g_strdup(g_array_index(def->types, struct kconfig_typing, 0).keyword);
	if (def->prompts->len)
		option->prompt =
			g_strdup(g_array_index(def->prompts, struct kconfig_prompt, 0).text);
	option->value = g_strdup(scan_dotconfig_get(context->tree->config, def->name));
	option->depends = joined(def->depends);
	for (guint i = 0; i < def->selects->len; i++) {
		const struct kconfig_select *select =
			&g_array_index(def->selects, struct kconfig_select, i);

		if (!select->imply)
			g_ptr_array_add(option->selects, g_strdup(select->target));
	}
	option->help = g_strdup(def->help ? def->help->text : NULL);
	option->file = g_strdup(def->file->path);
	option->line = def->line;
	option->in_choice = def->in_choice;
	return option;
}

static const char *how(enum kconfig_use_kind kind)
{
	switch (kind) {
	case KCONFIG_USE_SELECT:
		return "select";
	case KCONFIG_USE_IMPLY:
		return "imply";
	case KCONFIG_USE_DEFAULT:
		return "default";
	case KCONFIG_USE_DEPENDS:
	case KCONFIG_USE_SCOPE:
		return "depends";
	default:
		return "if";
	}
}

static void add_uses(struct scan_context *context, struct driver *driver, const GArray *uses)
{
	for (guint i = 0; i < uses->len; i++) {
		const struct kconfig_use *use = &g_array_index(uses, struct kconfig_use, i);
		struct option_use *row;

		/* an option's own defaults and prompts may name it */
		if (!use->def || !strcmp(use->def->name, driver->config))
			continue;
		row = record_new(&model_option_use_type);
		row->option = g_strdup(use->def->name);
		row->how = g_strdup(how(use->kind));
		row->type = g_strdup(
			kconfig_type_name(kconfig_tree_type(context->kconfig, use->def->name)));
		row->condition = g_strdup(use->text);
		row->value = g_strdup(scan_dotconfig_get(context->tree->config, use->def->name));
		row->file = g_strdup(use->file);
		row->line = use->line;
		g_ptr_array_add(driver->option_uses, row);
	}
}

static gint compare_uses(gconstpointer a, gconstpointer b)
{
	const struct option_use *x = *(struct option_use *const *)a;
	const struct option_use *y = *(struct option_use *const *)b;
	int by = strcmp(x->option, y->option);

	by = by ? by : strcmp(x->file, y->file);
	if (!by && x->line != y->line)
		by = x->line < y->line ? -1 : 1;
	return by ? by : strcmp(x->how, y->how);
}

/* The option's definitions, and who selects it or depends on it. */
void scan_add_options(struct scan_context *context, struct scan_target *target)
{
	struct driver *driver = target->driver;
	const GPtrArray *defs =
		driver->config ? kconfig_tree_find(context->kconfig, driver->config) : NULL;
	g_autoptr(GArray) selectors = NULL, mentions = NULL;

	if (!defs)
		return;
	for (guint i = 0; i < defs->len; i++) {
		struct option *option = option_of(context, defs->pdata[i]);

		if (!driver->option)
			driver->option = option;
		else
			g_ptr_array_add(driver->options, option);
	}
	selectors = kconfig_tree_selectors(context->kconfig, driver->config);
	mentions = kconfig_tree_mentions(context->kconfig, driver->config);
	add_uses(context, driver, selectors);
	add_uses(context, driver, mentions);
	g_ptr_array_sort(driver->option_uses, compare_uses);
}

/* --- tests of the option in the tree --------------------------------------------------------- */

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

/* does `line` hold CONFIG_option as a word? */
static gboolean names_option(const char *line, const char *option)
{
	g_autofree char *word = g_strconcat("CONFIG_", option, NULL);
	gsize len = strlen(word);

	for (const char *at = strstr(line, word); at; at = strstr(at + 1, word))
		if (!g_ascii_isalnum(at[len]) && at[len] != '_')
			return TRUE;
	return FALSE;
}

/* "ifdef", "ifndef", "makefile" for other tests; the list that builds the driver is no test */
static void add_makefile_tests(struct scan_context *context, struct scan_target *target,
			       const char *file)
{
	g_autofree char *path = scan_tree_source(context->tree, file);
	g_autofree char *text = ms_read_file(path, NULL, NULL);
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
	gboolean same = !strcmp(file, target->driver->makefile);

	for (guint i = 0; lines[i]; i++) {
		char *line = g_strstrip(lines[i]);
		gboolean list = strstr(line, "-$(CONFIG_") != NULL;

		if (*line == '#' || !names_option(line, target->driver->config) || (same && list))
			continue;
		if (g_str_has_prefix(line, "ifdef"))
			add_test(target, "ifdef", file, i + 1);
		else if (g_str_has_prefix(line, "ifndef"))
			add_test(target, "ifndef", file, i + 1);
		else
			add_test(target, "makefile", file, i + 1);
	}
}

void scan_add_config_tests(struct scan_context *context, struct scan_target *target,
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
