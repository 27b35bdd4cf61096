/* SPDX-License-Identifier: GPL-2.0-only */
#include "probe/probe.h"
#include "base/record.h"

#include <string.h>
#include <sys/stat.h>

#include <modsplit/error.h>

#include "base/cache.h"
#include "base/files.h"
#include "base/parallel.h"
#include "base/process.h"
#include "formats/elf.h"
#include "formats/initcalls.h"

#define COMPILE_LIMIT_S 300

static const struct record_field probe_fields[] = {RECORD_FSTR(scan_probe, error),
						   RECORD_FSTRS(scan_probe, edits),
						   RECORD_FSTRS(scan_probe, undefined),
						   RECORD_FSTRS(scan_probe, defined), RECORD_END};
const struct record_type scan_probe_type = {"modsplit.probe/1", sizeof(struct scan_probe),
					    probe_fields};

void scan_probe_free(struct scan_probe *probe)
{
	record_free(&scan_probe_type, probe);
}

static void free_probe(void *probe)
{
	scan_probe_free(probe);
}

struct run {
	const struct scan_probe_request *requests;
	const char *build;
	const struct scan_module_flags *flags;
	ms_answers *answers; /* or NULL */
	const struct ms_job *job;
	const char *scratch;
	guint *order;          /* numbers of requests, the longest work first */
	GHashTable *compilers; /* argv[0] -> identity */
	GPtrArray *results;
	GMutex lock;
	GError *error; /* the first one */
	guint done, total;
};

/* one compile: the command without source and output, and the text to try */
struct attempt {
	struct run *run;
	const struct scan_probe_request *request;
	char **argv;
	char *source; /* absolute */
	char *object;
	struct scan_probe *probe;
	char *message; /* the compiler's first error */
	GArray *lines; /* guint: lines of the source that it complains of */
	char *define;  /* what makes an init call of the image's a module's, or NULL */
	gboolean init_module;
};

static gboolean keep_symbol(void *data, const struct scan_elf_symbol *symbol)
{
	struct attempt *a = data;
	/* modpost passes over these, too: the loader or the module's own tail defines them */
	static const char *const ours[] = {"__this_module", "_GLOBAL_OFFSET_TABLE_", NULL};

	if (symbol->binding == SCAN_ELF_GLOBAL && !symbol->section) {
		if (!g_strv_contains(ours, symbol->name))
			g_ptr_array_add(a->probe->undefined, g_strdup(symbol->name));
	} else if (symbol->binding != SCAN_ELF_LOCAL && symbol->section) {
		g_ptr_array_add(a->probe->defined, g_strdup(symbol->name));
		a->init_module |= !strcmp(symbol->name, "init_module");
	}
	return TRUE;
}

/*
 * The lines of the source that the compiler complains of, and as a->message its first complaint
 * with the source's own name, also where a copy was compiled.
 */
static void read_errors(const char *text, const char *source, struct attempt *a)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	gsize len = strlen(source);

	g_array_set_size(a->lines, 0);
	for (guint i = 0; lines[i]; i++) {
		gboolean own = !strncmp(lines[i], source, len) && lines[i][len] == ':';
		guint line = own ? (guint)g_ascii_strtoull(lines[i] + len + 1, NULL, 10) : 0;

		/* notes name the line where a macro of a header was used */
		if (own && (strstr(lines[i], "error:") || strstr(lines[i], "note:")))
			g_array_append_val(a->lines, line);
		if (a->message || !strstr(lines[i], "error:"))
			continue;
		a->message =
			own ? g_strconcat(a->source, lines[i] + len, NULL) : g_strdup(lines[i]);
	}
	if (!a->message)
		a->message = g_strdup(lines[0] && *lines[0] ? lines[0] : "the compiler failed");
}

/*
 * What makes the compiler faster, and leaves every symbol as it is: no file between it and the
 * assembler, and instructions in the order in which they come.
 */
static void add_haste(GPtrArray *argv)
{
	static const char *const unsorted[] = {"-fno-schedule-insns", "-fno-schedule-insns2"};
	g_autofree char *base = g_path_get_basename(argv->pdata[0]);

	g_ptr_array_add(argv, (char *)"-pipe");
	if (!g_regex_match_simple("(^|-)gcc(-[0-9.]+)?$", base, 0, 0))
		return;
	for (guint i = 0; i < G_N_ELEMENTS(unsorted); i++)
		g_ptr_array_add(argv, (char *)unsorted[i]);
}

/* compiles `source`; FALSE only when nothing could be run; else a->message says how it went */
static gboolean compile(struct attempt *a, const char *source, const char *header, GError **error)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_autoptr(ms_process_result) result = NULL;
	g_autofree char *quote = g_path_get_dirname(a->source);
	struct ms_process process = {.directory = a->run->build,
				     .timeout_s = COMPILE_LIMIT_S,
				     .output_limit = 1024 * 1024};
	static const char *const environment[] = {"LC_ALL=C", NULL};

	g_clear_pointer(&a->message, g_free);
	for (guint i = 0; a->argv[i]; i++)
		g_ptr_array_add(argv, a->argv[i]);
	add_haste(argv);
	if (header) {
		g_ptr_array_add(argv, (char *)"-include");
		g_ptr_array_add(argv, (char *)header);
	}
	if (a->define)
		g_ptr_array_add(argv, a->define);
	g_ptr_array_add(argv, (char *)"-iquote");
	g_ptr_array_add(argv, quote);
	g_ptr_array_add(argv, (char *)"-o");
	g_ptr_array_add(argv, a->object);
	g_ptr_array_add(argv, (char *)source);
	g_ptr_array_add(argv, NULL);
	process.argv = (const char *const *)argv->pdata;
	process.setenv = environment;
	if (!ms_process_run(&process, a->run->job, &result, error))
		return FALSE;
	if (result->status) {
		read_errors(result->err, source, a);
		return TRUE;
	}
	g_ptr_array_set_size(a->probe->undefined, 0);
	g_ptr_array_set_size(a->probe->defined, 0);
	a->init_module = FALSE;
	return scan_elf_symbols(a->object, keep_symbol, a, error);
}

#define ROUNDS 5

/* compiles a copy; file-scope macros that do not compile are left out, round by round */
static gboolean try_copy(struct attempt *a, const struct ctext_outline *outline, char *cut,
			 gsize len, GError **error)
{
	g_autofree char *copy = g_strdup_printf("%.*s.c", (int)(strlen(a->object) - 2), a->object);

	for (guint round = 0; round < ROUNDS; round++) {
		if (!ms_write_file(copy, cut, len, error) ||
		    !compile(a, copy, "linux/module.h", error))
			return FALSE;
		if (!a->message || !scan_macros_cut(outline, cut, a->lines, a->probe->edits))
			break;
	}
	return TRUE;
}

static gboolean complains_of(const struct attempt *a, guint line)
{
	for (guint i = 0; i < a->lines->len; i++)
		if (g_array_index(a->lines, guint, i) == line)
			return TRUE;
	return FALSE;
}

/*
 * Some levels (pure_initcall, __initcall) are macros of the image only. What the driver needs does
 * not hang on its level, so it is compiled as if by module_init; that the level goes is for a rule
 * to say.
 */
static void replace_level(struct attempt *a, const struct ctext_outline *outline)
{
	const struct ctext_macro *main = scan_initcall_main(outline);

	if (!main || scan_initcall_rank(main->name) < SCAN_INITCALL_LEVEL ||
	    (a->message && !complains_of(a, main->line)))
		return;
	a->define = g_strdup_printf("-D%s(fn)=module_init(fn)", main->name);
	g_ptr_array_add(a->probe->edits, g_strdup_printf("took %s for module_init", main->name));
}

/* a source whose functions only linker tables name: a copy that keeps them */
static gboolean try_kept(struct attempt *a, const struct ctext_outline *outline, const char *text,
			 gboolean *kept, GError **error)
{
	g_autofree char *behind = scan_tables_kept(outline);
	g_autofree char *copy = g_strdup_printf("%.*s.c", (int)(strlen(a->object) - 2), a->object);
	g_autofree char *all = behind ? g_strconcat(text, behind, NULL) : NULL;

	*kept = FALSE;
	if (!all)
		return TRUE;
	if (!ms_write_file(copy, all, strlen(all), error) ||
	    !compile(a, copy, "linux/module.h", error))
		return FALSE;
	*kept = !a->message;
	if (*kept)
		g_ptr_array_add(a->probe->edits,
				g_strdup("kept what entries of linker tables name"));
	return TRUE;
}

/*
 * The untouched source first. What fails, or loses its init call because nothing declares the
 * macro, is tried again with linux/module.h, then with module_init for a level that modules do not
 * have, then without its further init calls.
 */
static gboolean try_all(struct attempt *a, GError **error)
{
	g_autofree char *text = NULL, *cut = NULL;
	g_autoptr(ctext_outline) outline = NULL;
	gboolean wants_init, kept;
	gsize len;

	text = ms_read_file(a->source, &len, error);
	if (!text)
		return FALSE;
	outline = ctext_outline_new(text, len);
	wants_init = scan_initcalls_always(outline);
	if (!try_kept(a, outline, text, &kept, error))
		return FALSE;
	if (kept)
		return TRUE;
	if (!compile(a, a->source, NULL, error))
		return FALSE;
	if ((!a->message && (!wants_init || a->init_module)) || g_str_has_suffix(a->source, ".S"))
		return TRUE;
	if (!ctext_find_include(outline, "linux/module.h"))
		g_ptr_array_add(a->probe->edits, g_strdup("included linux/module.h"));
	if (!compile(a, a->source, "linux/module.h", error))
		return FALSE;
	if (!a->message && (!wants_init || a->init_module))
		return TRUE;
	replace_level(a, outline);
	if (a->define && !compile(a, a->source, "linux/module.h", error))
		return FALSE;
	if (!a->message && (!wants_init || a->init_module))
		return TRUE;
	cut = scan_initcalls_cut(outline, a->probe->edits);
	if (!try_copy(a, outline, cut, len, error))
		return FALSE;
	if (!a->message && wants_init && !a->init_module)
		a->message = g_strdup("its init call makes no module's init");
	return TRUE;
}

/* "aarch64-linux-gnu-gcc-12", "clang": a program that a .cmd file may name */
static gboolean is_compiler(const char *program)
{
	g_autofree char *base = g_path_get_basename(program);

	return g_regex_match_simple("^(.+-)?(gcc|clang|cc)(-[0-9.]+)?$", base, 0, 0);
}

static char *compiler_identity(const char *program, const struct ms_job *job, GError **error)
{
	const char *const argv[] = {program, "--version", NULL};
	g_autofree char *path = g_find_program_in_path(program);
	g_autofree char *base = g_path_get_basename(program), *version = NULL;
	g_autoptr(GString) text = NULL;
	ms_cache_key *key;

	if (!path) {
		gboolean cross = g_str_has_suffix(base, "-gcc");

		g_set_error(error, MS_ERROR, MS_ERROR_TOOL,
			    "compiler '%s' not found: apt-get install %s%s, or set PATH", program,
			    cross ? "gcc-" : "",
			    cross ? (base[strlen(base) - 4] = '\0', base) : base);
		return NULL;
	}
	if (!ms_process_ok(argv, NULL, job, &version, error))
		return NULL;
	key = ms_cache_key_new("compiler");
	ms_cache_key_file(key, "/", path);
	ms_cache_key_text(key, version);
	text = g_string_new(g_checksum_get_string(key));
	ms_cache_key_free(key);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static ms_cache_key *make_key(struct attempt *a)
{
	ms_cache_key *key = ms_cache_key_new("probe, functions of linker tables kept");
	const GPtrArray *deps = a->request->command->deps;

	ms_cache_key_text(key, g_hash_table_lookup(a->run->compilers, a->argv[0]));
	for (guint i = 0; a->argv[i]; i++)
		ms_cache_key_text(key, a->argv[i]);
	ms_cache_key_file(key, a->run->build, a->source);
	for (guint i = 0; i < deps->len; i++)
		ms_cache_key_file(key, a->run->build, deps->pdata[i]);
	return key;
}

static void keep_error(struct run *run, GError *error)
{
	g_mutex_lock(&run->lock);
	if (run->error)
		g_error_free(error);
	else
		run->error = error;
	g_mutex_unlock(&run->lock);
}

static void report(struct run *run, const char *what)
{
	g_mutex_lock(&run->lock);
	ms_job_progress(run->job, "probe", ++run->done, run->total, what);
	g_mutex_unlock(&run->lock);
}

static gboolean failed_already(struct run *run)
{
	gboolean failed;

	g_mutex_lock(&run->lock);
	failed = run->error != NULL;
	g_mutex_unlock(&run->lock);
	return failed;
}

/* of another machine this folder may be another: what it leads to is among the dependencies */
static gboolean names_folder(const char *word)
{
	const char *slash = strchr(word, '/');

	return slash && (slash == word || strchr("I=", slash[-1]));
}

static void add_bytes(ms_cache_key *key, const char *folder, const char *path)
{
	g_autofree char *full = g_canonicalize_filename(path, folder);
	g_autofree char *bytes = NULL, *size = NULL;
	gsize len = 0;

	if (g_file_get_contents(full, &bytes, &len, NULL))
		g_checksum_update(key, (const guchar *)bytes, (gssize)len);
	size = g_strdup_printf("%" G_GSIZE_FORMAT, len);
	ms_cache_key_text(key, size);
}

/* what the answer hangs on, wherever tree, build and compiler lie; the caller frees it */
static char *recorded_key(const struct attempt *a)
{
	const struct scan_cmdfile *command = a->request->command;
	ms_cache_key *key = ms_cache_key_new("recorded");
	char *text;

	ms_cache_key_text(key, command->target);
	for (guint i = 0; a->argv[i]; i++)
		if (!names_folder(a->argv[i]))
			ms_cache_key_text(key, a->argv[i]);
	add_bytes(key, a->run->build, a->source);
	for (guint i = 0; i < command->deps->len; i++)
		add_bytes(key, a->run->build, command->deps->pdata[i]);
	text = g_strdup(g_checksum_get_string(key));
	ms_cache_key_free(key);
	return text;
}

/* from the cache, or by the compiler */
static struct scan_probe *compile_probe(struct attempt *a, GError **error)
{
	ms_cache_key *key = make_key(a);

	a->probe = ms_cache_load("probe", key, &scan_probe_type);
	if (!a->probe) {
		a->probe = record_new(&scan_probe_type);
		if (try_all(a, error)) {
			a->probe->error = g_steal_pointer(&a->message);
			record_strings_sort(a->probe->undefined);
			record_strings_sort(a->probe->defined);
			ms_cache_save("probe", key, &scan_probe_type, a->probe);
		} else {
			g_clear_pointer(&a->probe, scan_probe_free);
		}
	}
	ms_cache_key_free(key);
	return a->probe;
}

/* NULL with an error where there is none, and nothing may be run; else NULL without */
static struct scan_probe *recorded_probe(const struct attempt *a, const char *key, GError **error)
{
	ms_answers *answers = a->run->answers;
	g_autoptr(ms_json) found = answers_find(answers, ANSWERS_COMPILED, key);

	if (found)
		return record_from_json(&scan_probe_type, found, error);
	if (answers_only(answers))
		g_set_error(error, MS_ERROR, MS_ERROR_NOT_FOUND,
			    "no answer is recorded for what '%s' makes of '%s' as it is now, and "
			    "nothing may be run: record one with --record",
			    a->argv[0], a->request->command->target);
	return NULL;
}

static struct scan_probe *make_probe(struct attempt *a, GError **error)
{
	ms_answers *answers = a->run->answers;
	g_autofree char *key = answers ? recorded_key(a) : NULL;
	struct scan_probe *probe = key ? recorded_probe(a, key, error) : NULL;

	if (probe || *error)
		return probe;
	probe = compile_probe(a, error);
	if (probe && key)
		answers_note(answers, ANSWERS_COMPILED, key,
			     record_to_json(&scan_probe_type, probe));
	return probe;
}

static void work(void *data, guint turn)
{
	struct run *run = data;
	guint i = run->order[turn];
	const struct scan_probe_request *request = &run->requests[i];
	const struct scan_cmdfile *command = request->command;
	struct attempt a = {.run = run, .request = request};
	GError *error = NULL;

	if (failed_already(run))
		return;
	a.argv = scan_module_command(command->argv, command->source, request->modname, run->flags);
	a.source = g_canonicalize_filename(command->source, run->build);
	a.object = g_strdup_printf("%s/%u.o", run->scratch, i);
	a.lines = g_array_new(FALSE, FALSE, sizeof(guint));
	run->results->pdata[i] = make_probe(&a, &error);
	if (error)
		keep_error(run, error);
	report(run, command->target);
	g_strfreev(a.argv);
	g_free(a.source);
	g_free(a.object);
	g_free(a.message);
	g_free(a.define);
	g_array_unref(a.lines);
}

static gboolean identify_compilers(struct run *run, guint n, GError **error)
{
	for (guint i = 0; i < n; i++) {
		char *const *argv = run->requests[i].command->argv;
		const char *program = argv[scan_is_wrapped(argv)];
		char *identity;

		if (g_hash_table_contains(run->compilers, program))
			continue;
		if (!is_compiler(program)) {
			g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
				    "'%s' was built by '%s', which is no C compiler that is known",
				    run->requests[i].command->target, program);
			return FALSE;
		}
		if (answers_only(run->answers))
			continue;
		identity = compiler_identity(program, run->job, error);
		if (!identity)
			return FALSE;
		g_hash_table_insert(run->compilers, g_strdup(program), identity);
	}
	return TRUE;
}

static gint by_size(gconstpointer a, gconstpointer b, void *sizes)
{
	const gint64 *size = sizes;
	guint x = *(const guint *)a, y = *(const guint *)b;

	return (size[x] < size[y]) - (size[x] > size[y]);
}

/* the largest source first, so that none is begun when all others are through */
static guint *order_of(const struct scan_probe_request *requests, guint n, const char *build)
{
	guint *order = g_new0(guint, n + 1);
	g_autofree gint64 *sizes = g_new0(gint64, n + 1);

	for (guint i = 0; i < n; i++) {
		g_autofree char *path = g_canonicalize_filename(requests[i].command->source, build);
		struct stat st;

		order[i] = i;
		sizes[i] = stat(path, &st) ? 0 : st.st_size;
	}
	g_qsort_with_data(order, (gint)n, sizeof(*order), by_size, sizes);
	return order;
}

GPtrArray *scan_probe_run(const struct scan_probe_request *requests, guint n, const char *build,
			  const struct scan_module_flags *flags, ms_answers *answers,
			  const struct ms_job *job, GError **error)
{
	g_autofree char *root = ms_cache_dir();
	g_autofree char *folder = g_build_filename(root, "probe", NULL);
	g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func(free_probe);
	g_autoptr(GHashTable) compilers =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(ms_scratch) scratch = NULL;
	g_autofree guint *order = order_of(requests, n, build);
	struct run run = {.requests = requests,
			  .build = build,
			  .flags = flags,
			  .answers = answers,
			  .job = job,
			  .order = order,
			  .compilers = compilers,
			  .results = results,
			  .total = n};

	g_ptr_array_set_size(results, (gint)n);
	/* beside what is kept, where there is room; nothing is kept where that cannot be written */
	scratch =
		g_mkdir_with_parents(folder, 0755) ? NULL : ms_scratch_new(folder, "compile", NULL);
	if (!scratch)
		scratch = ms_scratch_new(NULL, "modsplit-compile", error);
	if (!scratch || !identify_compilers(&run, n, error))
		return NULL;
	run.scratch = ms_scratch_path(scratch);
	g_mutex_init(&run.lock);
	ms_parallel(n, job && job->jobs ? job->jobs : 1, work, &run);
	g_mutex_clear(&run.lock);
	if (run.error) {
		g_propagate_error(error, run.error);
		return NULL;
	}
	return g_steal_pointer(&results);
}
