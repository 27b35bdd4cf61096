/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/error.h>

#include "base/cache.h"
#include "scan/context.h"

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

/* --- libclang ------------------------------------------------------------------------------- */

/* the sources that libclang has to parse, while it does */
struct parse {
	const GPtrArray *parts;
	GPtrArray *keys, *argvs;               /* of every part */
	struct scan_csource_request *requests; /* of those that the cache does not know */
	guint *which;                          /* request -> part */
	guint n;
	scan_csource_pool *pool;
};

static void parse_clear(struct parse *parse)
{
	scan_csource_pool_free(parse->pool);
	g_clear_pointer(&parse->keys, g_ptr_array_unref);
	g_clear_pointer(&parse->argvs, g_ptr_array_unref);
	g_free(parse->requests);
	g_free(parse->which);
}
typedef struct parse parse_state;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(parse_state, parse_clear)

/* what libclang said before is taken from the cache; the rest it begins to parse */
static gboolean start_parse(struct scan_context *context, struct parse *parse,
			    const struct scan_module_flags *flags, GError **error)
{
	guint n = parse->parts->len;

	parse->requests = g_new0(struct scan_csource_request, n + 1);
	parse->which = g_new0(guint, n + 1);
	parse->keys = g_ptr_array_new_with_free_func((GDestroyNotify)ms_cache_key_free);
	parse->argvs = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	context->csources = g_ptr_array_new_with_free_func(free_csource);
	for (guint i = 0; i < n; i++) {
		struct scan_part *part = parse->parts->pdata[i];
		g_auto(GStrv) module = scan_module_command(part->command->argv, NULL, NULL, flags);
		char **argv = scan_command_for_clang(module);
		ms_cache_key *key = csource_key(context, part, argv);

		g_ptr_array_add(parse->argvs, argv);
		g_ptr_array_add(parse->keys, key);
		part->csource = ms_cache_load("csource", key, &scan_csource_type);
		g_ptr_array_add(context->csources, part->csource);
		if (part->csource)
			continue;
		parse->requests[parse->n] =
			(struct scan_csource_request){part->command->source,
						      (const char *const *)argv,
						      context->tree->path, context->tree->build};
		parse->which[parse->n++] = i;
	}
	parse->pool = scan_csource_start(parse->requests, parse->n, context->job, error);
	return parse->pool != NULL;
}

static gboolean finish_parse(struct scan_context *context, struct parse *parse, GError **error)
{
	g_autoptr(GPtrArray) results = scan_csource_finish(parse->pool, error);

	for (guint r = 0; results && r < parse->n; r++) {
		guint i = parse->which[r];
		struct scan_part *part = parse->parts->pdata[i];

		part->csource = context->csources->pdata[i] = results->pdata[r];
		results->pdata[r] = NULL;
		if (part->csource && !part->csource->error)
			ms_cache_save("csource", parse->keys->pdata[i], &scan_csource_type,
				      part->csource);
	}
	return results != NULL;
}

/* --- the compiler --------------------------------------------------------------------------- */

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

/* --- into the model ------------------------------------------------------------------------- */

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

/* Compiles every built part as part of a module, while libclang parses it. */
gboolean scan_compile(struct scan_context *context, GError **error)
{
	g_autoptr(GPtrArray) parts = built_parts(context);
	g_autoptr(scan_module_flags) flags =
		scan_module_flags_new(context->tree->path, context->tree->srcarch,
				      context->tree->config->values);
	g_auto(parse_state) parse = {.parts = parts};

	/* libclang first: its children are forked before there are threads */
	if (!start_parse(context, &parse, flags, error) ||
	    !run_probe(context, parts, flags, error) || !finish_parse(context, &parse, error))
		return FALSE;
	for (guint t = 0; t < context->targets->len; t++)
		hand_over(context, context->targets->pdata[t]);
	return TRUE;
}
