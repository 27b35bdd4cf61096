/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/error.h>

#include "base/cache.h"
#include "target/context.h"

char *scan_source_of(struct scan_context *context, const char *object)
{
	g_autofree char *full = scan_tree_object(context->tree, object);
	g_autofree char *path = scan_cmdfile_path(full);
	g_autofree char *text = NULL;
	const char *at, *assign;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return NULL;
	/* only this line is wanted: reading all of the file costs more */
	at = g_str_has_prefix(text, "source_") ? text : strstr(text, "\nsource_");
	assign = at ? strstr(at, " := ") : NULL;
	if (!assign)
		return NULL;
	assign += 4;
	full = (g_free(full), g_strchomp(g_strndup(assign, strcspn(assign, "\n"))));
	return scan_tree_relative(context->tree, full);
}

/* do the options say that the part is in the image or module? */
static gboolean is_wanted(struct scan_context *context, const struct scan_target *target,
			  const struct scan_part *part)
{
	const char *config = target->driver->config;

	if (config && !strcmp(scan_dotconfig_get(context->tree->config, config), "n"))
		return FALSE;
	if (part->when && !strcmp(scan_dotconfig_get(context->tree->config, part->when + 7), "n"))
		return FALSE;
	return TRUE;
}

/* the first file of the tree that the object was made from and that is newer than it, or NULL */
static char *newer_than(struct scan_context *context, const struct scan_part *part,
			const char *object)
{
	gint64 made = scan_tree_mtime(object);
	const GPtrArray *deps = part->command->deps;
	g_autofree char *source = scan_tree_source(context->tree, part->source);

	if (scan_tree_mtime(source) > made)
		return g_strdup(part->source);
	for (guint i = 0; i < deps->len; i++) {
		const char *dep = deps->pdata[i];
		g_autofree char *full = g_canonicalize_filename(dep, context->tree->build);

		/* generated headers are renewed with no need to compile again */
		if (g_str_has_prefix(full, context->tree->path) && !strstr(full, "/generated/") &&
		    scan_tree_mtime(full) > made)
			return scan_tree_relative(context->tree, full);
	}
	return NULL;
}

static gboolean load_command(struct scan_context *context, struct scan_target *target,
			     struct scan_part *part, GError **error)
{
	g_autofree char *object = scan_tree_object(context->tree, part->object);
	g_autofree char *path = scan_cmdfile_path(object), *newer = NULL;

	if (!is_wanted(context, target, part) || !g_file_test(object, G_FILE_TEST_IS_REGULAR))
		return TRUE;
	if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
		g_set_error(error, MS_ERROR, MS_ERROR_TREE,
			    "'%s' has no command beside it ('%s'): build the kernel first",
			    part->object, path);
		return FALSE;
	}
	part->command = scan_cmdfile_read(path, error);
	if (!part->command)
		return FALSE;
	newer = newer_than(context, part, object);
	if (newer) {
		g_set_error(error, MS_ERROR, MS_ERROR_TREE,
			    "'%s' is older than '%s': build the kernel first", part->object, newer);
		return FALSE;
	}
	part->built = TRUE;
	target->built = TRUE;
	return TRUE;
}

/* the headers of its own folder that a source includes, once each */
static void load_headers(struct scan_context *context, struct scan_target *target,
			 const struct scan_part *part)
{
	g_autofree char *folder = g_path_get_dirname(part->source);
	guint n;
	const struct ctext_include *includes = ctext_includes(part->text->outline, &n);

	for (guint i = 0; i < n; i++) {
		g_autofree char *joined = g_build_filename("/", folder, includes[i].header, NULL);
		g_autofree char *path = g_canonicalize_filename(joined, "/");
		struct scan_text *text;

		if (includes[i].angle)
			continue;
		text = scan_context_text(context, path + 1);
		if (text && !g_ptr_array_find(target->headers, text, NULL))
			g_ptr_array_add(target->headers, text);
	}
}

static void add_source(struct scan_target *target, const struct scan_part *part)
{
	struct source *source = record_new(&model_source_type);

	source->file = g_strdup(part->source);
	source->object = g_strdup(part->object);
	if (part->when)
		source->option = g_strdup(part->when);
	else if (target->driver->config && !target->driver->composite)
		source->option = g_strdup_printf("CONFIG_%s", target->driver->config);
	else
		source->option = g_strdup("y");
	source->built = part->built;
	if (part->command)
		source->modname = scan_command_define(part->command->argv, "KBUILD_MODNAME");
	g_ptr_array_add(target->driver->sources, source);
}

/* a part that the options want, and that was not built with the others, would be left out unseen */
static gboolean check_complete(struct scan_context *context, const struct scan_target *target,
			       GError **error)
{
	for (guint i = 0; target->built && i < target->parts->len; i++) {
		const struct scan_part *part = target->parts->pdata[i];

		if (part->built || part->state == 'n' || part->state == '?' ||
		    !is_wanted(context, target, part))
			continue;
		g_set_error(
			error, MS_ERROR, MS_ERROR_TREE,
			"'%s' is wanted by the configuration and was not built: build the kernel first",
			part->object);
		return FALSE;
	}
	return TRUE;
}

/* Reads texts and commands of a driver's parts; an object older than its sources is an error. */
gboolean scan_load_parts(struct scan_context *context, struct scan_target *target, GError **error)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new();

	for (guint i = 0; i < target->parts->len; i++) {
		struct scan_part *part = target->parts->pdata[i];

		part->text = scan_context_text(context, part->source);
		if (!part->text) {
			g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot read '%s'", part->source);
			return FALSE;
		}
		if (!load_command(context, target, part, error))
			return FALSE;
		load_headers(context, target, part);
		add_source(target, part);
		g_ptr_array_add(texts, part->text);
	}
	scan_facts_add(target->driver, texts, target->headers);
	return check_complete(context, target, error);
}
