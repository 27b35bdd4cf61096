/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/error.h>

#include "base/cache.h"
#include "scan/context.h"

void scan_problem(struct driver *driver, const char *file, gint64 line, const char *format, ...)
{
	struct place_text *problem = record_new(&model_problem_type);
	va_list args;

	va_start(args, format);
	problem->text = g_strdup_vprintf(format, args);
	va_end(args);
	problem->file = g_strdup(file);
	problem->line = line;
	g_ptr_array_add(driver->problems, problem);
}

struct scan_text *scan_context_text(struct scan_context *context, const char *file)
{
	struct scan_text *text = g_hash_table_lookup(context->texts, file);

	if (!text) {
		text = scan_text_read(context->tree->path, file, NULL);
		if (text)
			g_hash_table_insert(context->texts, text->file, text);
	}
	return text;
}

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

		if (part->built || part->conditional || !is_wanted(context, target, part))
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

/* --- compiler and libclang ------------------------------------------------------------------ */

/* built C parts of all targets */
static GPtrArray *built_parts(struct scan_context *context)
{
	GPtrArray *parts = g_ptr_array_new();

	for (guint t = 0; t < context->targets->len; t++) {
		const struct scan_target *target = context->targets->pdata[t];

		for (guint i = 0; i < target->parts->len; i++) {
			struct scan_part *part = target->parts->pdata[i];

			if (part->built)
				g_ptr_array_add(parts, part);
		}
	}
	return parts;
}

static ms_cache_key *csource_key(struct scan_context *context, const struct scan_part *part,
				 char *const *argv)
{
	ms_cache_key *key = ms_cache_key_new("csource");
	const GPtrArray *deps = part->command->deps;

	for (guint i = 0; argv[i]; i++)
		ms_cache_key_text(key, argv[i]);
	ms_cache_key_text(key, context->tree->build);
	ms_cache_key_file(key, context->tree->build, part->command->source);
	for (guint i = 0; i < deps->len; i++)
		ms_cache_key_file(key, context->tree->build, deps->pdata[i]);
	return key;
}

static void free_csource(void *facts)
{
	scan_csource_free(facts);
}

/* what libclang said before is taken from the cache; the rest is parsed now and kept */
static gboolean run_csource(struct scan_context *context, const GPtrArray *parts,
			    const struct scan_module_flags *flags, GError **error)
{
	g_autofree struct scan_csource_request *requests =
		g_new0(struct scan_csource_request, parts->len + 1);
	g_autofree guint *which = g_new0(guint, parts->len + 1);
	g_autoptr(GPtrArray) keys =
		g_ptr_array_new_with_free_func((GDestroyNotify)ms_cache_key_free);
	g_autoptr(GPtrArray) argvs = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	g_autoptr(GPtrArray) results = NULL;
	guint n = 0;

	context->csources = g_ptr_array_new_with_free_func(free_csource);
	for (guint i = 0; i < parts->len; i++) {
		struct scan_part *part = parts->pdata[i];
		g_auto(GStrv) module = scan_module_command(part->command->argv, NULL, NULL, flags);
		char **argv = scan_command_for_clang(module);
		ms_cache_key *key = csource_key(context, part, argv);

		g_ptr_array_add(argvs, argv);
		g_ptr_array_add(keys, key);
		part->csource = ms_cache_load("csource", key, &scan_csource_type);
		g_ptr_array_add(context->csources, part->csource);
		if (part->csource)
			continue;
		requests[n] =
			(struct scan_csource_request){part->command->source,
						      (const char *const *)argv,
						      context->tree->path, context->tree->build};
		which[n++] = i;
	}
	results = scan_csource_run(requests, n, context->job, error);
	if (!results)
		return FALSE;
	for (guint r = 0; r < n; r++) {
		struct scan_part *part = parts->pdata[which[r]];

		part->csource = context->csources->pdata[which[r]] = results->pdata[r];
		results->pdata[r] = NULL;
		if (part->csource && !part->csource->error)
			ms_cache_save("csource", keys->pdata[which[r]], &scan_csource_type,
				      part->csource);
	}
	return TRUE;
}

/* the compiler of the words of make, without its folder; NULL: whatever the build has */
static char *asked_compiler(const struct ms_build *asked, const char **word)
{
	const char *last = asked->cc ? strrchr(asked->cc, ' ') : NULL;

	*word = asked->cc ? "CC" : asked->llvm ? "LLVM" : "CROSS_COMPILE";
	if (asked->cc) /* "ccache gcc" */
		return g_path_get_basename(last ? last + 1 : asked->cc);
	if (asked->llvm)
		return g_strdup("clang");
	return asked->cross_compile ? g_path_get_basename(asked->cross_compile) : NULL;
}

/* a compiler that is not the build's own is a mistake: its answers would be another compiler's */
static gboolean check_compiler(const struct scan_context *context,
			       const struct scan_cmdfile *command, GError **error)
{
	const char *program = command->argv[scan_is_wrapped(command->argv)];
	const char *word = NULL;
	g_autofree char *base = g_path_get_basename(program);
	g_autofree char *wanted = asked_compiler(context->asked, &word);

	if (!wanted || g_str_has_prefix(base, wanted))
		return TRUE;
	g_set_error(error, MS_ERROR, MS_ERROR_TREE,
		    "the build in '%s' was made with '%s', not with %s=%s: leave out %s=, or give "
		    "the O= of another build",
		    context->tree->build, program, word,
		    *word == 'L'         ? "1"
		    : context->asked->cc ? context->asked->cc
					 : context->asked->cross_compile,
		    word);
	return FALSE;
}

static gboolean run_probe(struct scan_context *context, const GPtrArray *parts,
			  const struct scan_module_flags *flags, GError **error)
{
	g_autofree struct scan_probe_request *requests =
		g_new0(struct scan_probe_request, parts->len + 1);

	for (guint i = 0; i < parts->len; i++) {
		const struct scan_part *part = parts->pdata[i];

		requests[i].command = part->command;
		if (!check_compiler(context, part->command, error))
			return FALSE;
	}
	for (guint t = 0, i = 0; t < context->targets->len; t++) {
		const struct scan_target *target = context->targets->pdata[t];

		for (guint p = 0; p < target->parts->len; p++) {
			const struct scan_part *part = target->parts->pdata[p];

			if (part->built)
				requests[i++].modname = target->driver->module;
		}
	}
	context->probes = scan_probe_run(requests, parts->len, context->tree->build, flags,
					 context->job, error);
	for (guint i = 0; context->probes && i < parts->len; i++)
		((struct scan_part *)parts->pdata[i])->probe = context->probes->pdata[i];
	return context->probes != NULL;
}

static gint compare_interfaces(gconstpointer a, gconstpointer b)
{
	const struct interface *x = *(struct interface *const *)a;
	const struct interface *y = *(struct interface *const *)b;
	int by = strcmp(x->type, y->type);

	return by ? by : strcmp(x->member, y->member);
}

/* a message of the compiler without the folders of this machine; NULL stays NULL */
static char *without_paths(struct scan_context *context, const char *text)
{
	const char *const roots[] = {context->tree->path, context->tree->build};
	g_autoptr(GString) plain = text ? g_string_new(text) : NULL;

	for (guint i = 0; plain && i < G_N_ELEMENTS(roots); i++) {
		g_autofree char *folder = g_strconcat(roots[i], "/", NULL);

		g_string_replace(plain, folder, "", 0);
	}
	return plain ? g_strdup(plain->str) : NULL;
}

static char *not_built(struct scan_context *context, const struct driver *driver)
{
	if (driver->config &&
	    !strcmp(scan_dotconfig_get(context->tree->config, driver->config), "n"))
		return g_strdup_printf("this configuration does not build it: set CONFIG_%s=y and "
				       "build",
				       driver->config);
	return g_strdup("it was not built: build the kernel first, or set the options that its "
			"folder hangs on");
}

/* copies what was found of each part into the driver */
static void hand_over(struct scan_context *context, struct scan_target *target)
{
	struct driver *driver = target->driver;

	for (guint i = 0; i < target->parts->len; i++) {
		const struct scan_part *part = target->parts->pdata[i];
		struct source *source = driver->sources->pdata[i];

		if (part->probe) {
			source->probed = !part->probe->error;
			source->probe_error = without_paths(context, part->probe->error);
			for (guint e = 0; e < part->probe->edits->len; e++)
				g_ptr_array_add(source->probe_edits,
						g_strdup(part->probe->edits->pdata[e]));
		} else if (!target->built) {
			source->probe_error = not_built(context, driver);
		}
		if (part->csource && part->csource->error)
			scan_problem(driver, part->source, 0, "%s", part->csource->error);
		for (guint f = 0; part->csource && f < part->csource->interfaces->len; f++) {
			const struct interface *from = part->csource->interfaces->pdata[f];
			gboolean twice = FALSE;

			for (guint k = 0; k < driver->interfaces->len; k++)
				twice |= !compare_interfaces(&driver->interfaces->pdata[k], &from);
			if (!twice)
				g_ptr_array_add(driver->interfaces,
						record_copy(&model_interface_type, from));
		}
	}
	g_ptr_array_sort(driver->interfaces, compare_interfaces);
}

/* Compiles every built part as part of a module, and parses it with libclang. */
gboolean scan_compile(struct scan_context *context, GError **error)
{
	g_autoptr(GPtrArray) parts = built_parts(context);
	g_autoptr(scan_module_flags) flags =
		scan_module_flags_new(context->tree->path, context->tree->srcarch,
				      context->tree->config->values);

	/* libclang first: its children are forked before there are threads */
	if (!run_csource(context, parts, flags, error) || !run_probe(context, parts, flags, error))
		return FALSE;
	for (guint t = 0; t < context->targets->len; t++)
		hand_over(context, context->targets->pdata[t]);
	return TRUE;
}
