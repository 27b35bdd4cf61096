/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/error.h>

#include "base/cache.h"
#include "scan/steps.h"

/* the sources that libclang has to parse, while it does */
struct parse {
	GPtrArray *keys, *argvs;               /* of every part */
	struct scan_csource_request *requests; /* of those that the cache does not know */
	guint *which;                          /* request -> part */
	guint n;
	scan_csource_pool *pool;
};

/* the compiler at work, in a thread of its own */
struct probing {
	struct scan_probe_request *requests; /* of every part */
	struct ms_job job;                   /* as the caller's, but it can be cancelled alone */
	gulong chained;                      /* to the caller's cancel */
	GThread *thread;                     /* NULL: not begun, or waited for */
	GPtrArray *results;
	GError *error;
};

struct scan_compile {
	struct scan_context *context;
	GPtrArray *parts; /* struct scan_part, borrowed */
	struct scan_module_flags *flags;
	struct parse parse;
	struct probing probing;
};

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

static void parse_clear(struct parse *parse)
{
	scan_csource_pool_free(parse->pool);
	g_clear_pointer(&parse->keys, g_ptr_array_unref);
	g_clear_pointer(&parse->argvs, g_ptr_array_unref);
	g_free(parse->requests);
	g_free(parse->which);
}

/* what libclang said before is taken from the cache; the rest it begins to parse */
static gboolean start_parse(struct scan_compile *compile, GError **error)
{
	struct scan_context *context = compile->context;
	struct parse *parse = &compile->parse;
	guint n = compile->parts->len;

	parse->requests = g_new0(struct scan_csource_request, n + 1);
	parse->which = g_new0(guint, n + 1);
	parse->keys = g_ptr_array_new_with_free_func((GDestroyNotify)ms_cache_key_free);
	parse->argvs = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	context->csources = g_ptr_array_new_with_free_func(free_csource);
	for (guint i = 0; i < n; i++) {
		struct scan_part *part = compile->parts->pdata[i];
		g_auto(GStrv) module =
			scan_module_command(part->command->argv, NULL, NULL, compile->flags);
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

static gboolean finish_parse(struct scan_compile *compile, GError **error)
{
	struct parse *parse = &compile->parse;
	g_autoptr(GPtrArray) results = scan_csource_finish(parse->pool, error);

	for (guint r = 0; results && r < parse->n; r++) {
		guint i = parse->which[r];
		struct scan_part *part = compile->parts->pdata[i];

		part->csource = compile->context->csources->pdata[i] = results->pdata[r];
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

static void make_requests(struct scan_compile *compile)
{
	const GPtrArray *targets = compile->context->targets;
	struct scan_probe_request *request;

	request = compile->probing.requests =
		g_new0(struct scan_probe_request, compile->parts->len + 1);
	for (guint t = 0; t < targets->len; t++) {
		const struct scan_target *target = targets->pdata[t];

		for (guint p = 0; p < target->parts->len; p++) {
			const struct scan_part *part = target->parts->pdata[p];

			if (part->built)
				*request++ = (struct scan_probe_request){part->command,
									 target->driver->module};
		}
	}
}

static void *run_probe(void *data)
{
	struct scan_compile *compile = data;
	struct probing *probing = &compile->probing;

	probing->results =
		scan_probe_run(probing->requests, compile->parts->len,
			       compile->context->tree->build, compile->flags,
			       compile->context->asked->answers, &probing->job, &probing->error);
	return NULL;
}

static void pass_on_cancel(GCancellable *ours, void *cancel)
{
	(void)ours;
	g_cancellable_cancel(cancel);
}

static gboolean start_probe(struct scan_compile *compile, GError **error)
{
	const struct ms_job *job = compile->context->job;
	struct probing *probing = &compile->probing;

	for (guint i = 0; i < compile->parts->len; i++) {
		const struct scan_part *part = compile->parts->pdata[i];

		if (!check_compiler(compile->context, part->command, error))
			return FALSE;
	}
	make_requests(compile);
	if (job)
		probing->job = *job;
	probing->job.cancel = g_cancellable_new();
	if (job && job->cancel)
		probing->chained =
			g_cancellable_connect(job->cancel, G_CALLBACK(pass_on_cancel),
					      g_object_ref(probing->job.cancel), g_object_unref);
	probing->thread = g_thread_new("probe", run_probe, compile);
	return TRUE;
}

static void join_probe(struct probing *probing)
{
	if (probing->thread)
		g_thread_join(g_steal_pointer(&probing->thread));
}

static gboolean finish_probe(struct scan_compile *compile, GError **error)
{
	struct probing *probing = &compile->probing;

	join_probe(probing);
	if (!probing->results) {
		g_propagate_error(error, g_steal_pointer(&probing->error));
		return FALSE;
	}
	compile->context->probes = g_steal_pointer(&probing->results);
	for (guint i = 0; i < compile->parts->len; i++) {
		struct scan_part *part = compile->parts->pdata[i];

		part->probe = compile->context->probes->pdata[i];
	}
	return TRUE;
}

static void probing_clear(struct scan_compile *compile)
{
	const struct ms_job *job = compile->context->job;
	struct probing *probing = &compile->probing;

	if (probing->job.cancel)
		g_cancellable_cancel(probing->job.cancel);
	join_probe(probing);
	if (probing->chained)
		g_cancellable_disconnect(job->cancel, probing->chained);
	g_clear_object(&probing->job.cancel);
	g_clear_pointer(&probing->results, g_ptr_array_unref);
	g_clear_error(&probing->error);
	g_free(probing->requests);
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

scan_compile *scan_compile_start(struct scan_context *context, GError **error)
{
	g_autoptr(scan_compile) compile = g_new0(struct scan_compile, 1);

	compile->context = context;
	compile->parts = built_parts(context);
	compile->flags = scan_module_flags_new(context->tree->path, context->tree->srcarch,
					       context->tree->config->values);
	/* libclang first: its process is forked before there are threads */
	if (!start_parse(compile, error) || !start_probe(compile, error))
		return NULL;
	return g_steal_pointer(&compile);
}

gboolean scan_compile_finish(scan_compile *compile, GError **error)
{
	const GPtrArray *targets = compile->context->targets;

	if (!finish_probe(compile, error) || !finish_parse(compile, error))
		return FALSE;
	for (guint t = 0; t < targets->len; t++)
		hand_over(compile->context, targets->pdata[t]);
	return TRUE;
}

void scan_compile_free(scan_compile *compile)
{
	if (!compile)
		return;
	probing_clear(compile);
	parse_clear(&compile->parse);
	scan_module_flags_free(compile->flags);
	g_ptr_array_unref(compile->parts);
	g_free(compile);
}
