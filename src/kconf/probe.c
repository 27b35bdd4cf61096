/* SPDX-License-Identifier: GPL-2.0-only */
#include "kconf/probe.h"

#include <modsplit/error.h>
#include <string.h>
#include <sys/stat.h>

#include "base/files.h"
#include "base/json.h"
#include "base/process.h"

#define TIME_LIMIT 60
#define MAX_CACHED 20000

/*
 * What the top Makefile of a kernel exports and its probes look at, and what a compiler needs to
 * find itself. Nothing else reaches a command.
 */
static const char *const passed[] = {
	"AR",
	"ARCH",
	"AWK",
	"BASH",
	"BINDGEN",
	"CC",
	"CLANG_FLAGS",
	"COMPILER_PATH",
	"CONFIG_SHELL",
	"CPATH",
	"CROSS_COMPILE",
	"C_INCLUDE_PATH",
	"GCC_EXEC_PREFIX",
	"HOSTCC",
	"HOSTCXX",
	"HOSTRUSTC",
	"KERNELVERSION",
	"KERNELRELEASE",
	"LD",
	"LIBRARY_PATH",
	"LLVM",
	"LLVM_IAS",
	"MAKE",
	"NM",
	"OBJCOPY",
	"OBJDUMP",
	"PAHOLE",
	"PATH",
	"PERL",
	"PYTHON3",
	"READELF",
	"RUSTC",
	"RUSTC_BOOTSTRAP",
	"RUSTUP_TOOLCHAIN",
	"SRCARCH",
	"STRIP",
	"UTS_MACHINE",
	"objtree",
	"srctree",
};
/* passed too, but they do not change an answer */
static const char *const personal[] = {"CARGO_HOME", "CCACHE_DIR", "HOME", "RUSTUP_HOME", "TMPDIR"};

struct kconf_probe {
	struct kconf_talk *talk;
	char *cache_path;
	gboolean apart;
	ms_scratch *scratch; /* NULL as long as nothing ran in it */
	guint timeout_s;
	GPtrArray *environment; /* of the command, NULL-terminated */
	char *identity;         /* the part of it that an answer may depend on */
	const char *path;
	ms_answers *answers; /* lent, or `own` */
	ms_answers *own;     /* what was asked already, where nobody lent some */
	json_t *cached;      /* key -> answer */
	GHashTable *files;   /* word -> identity of the file, or "" */
	gboolean news;
};

static gboolean is_one_of(const char *pair, const char *const *names, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		gsize len = strlen(names[i]);

		if (!strncmp(pair, names[i], len) && pair[len] == '=')
			return TRUE;
	}
	return FALSE;
}

static void take_environment(struct kconf_probe *probe, const char *const *environment)
{
	GString *identity = g_string_new(NULL);

	probe->environment = g_ptr_array_new_with_free_func(g_free);
	for (gsize i = 0; environment && environment[i]; i++) {
		gboolean matters = is_one_of(environment[i], passed, G_N_ELEMENTS(passed));

		if (!matters && !is_one_of(environment[i], personal, G_N_ELEMENTS(personal)))
			continue;
		g_ptr_array_add(probe->environment, g_strdup(environment[i]));
		if (matters)
			g_string_append_printf(identity, "%s\n", environment[i]);
		if (g_str_has_prefix(environment[i], "PATH="))
			probe->path = environment[i] + strlen("PATH=");
	}
	g_ptr_array_add(probe->environment, g_strdup("LC_ALL=C"));
	g_ptr_array_add(probe->environment, NULL);
	probe->identity = g_string_free(identity, FALSE);
}

static json_t *read_cache(const char *path)
{
	json_t *cache = path ? ms_json_load(path, NULL) : NULL;

	if (json_is_object(cache) && json_object_size(cache) < MAX_CACHED)
		return cache;
	json_decref(cache);
	return json_object();
}

struct kconf_probe *kconf_probe_new(const struct kconf_probe_options *options,
				    struct kconf_talk *talk)
{
	struct kconf_probe *probe = g_new0(struct kconf_probe, 1);

	probe->talk = talk;
	probe->apart = options->apart;
	if (!options->answers)
		probe->own = ms_answers_new(NULL, FALSE, NULL);
	probe->answers = options->answers ? options->answers : probe->own;
	probe->cache_path = g_strdup(answers_only(probe->answers) ? NULL : options->cache);
	probe->timeout_s = options->timeout_s ? options->timeout_s : TIME_LIMIT;
	take_environment(probe, options->environment);
	probe->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	probe->cached = read_cache(probe->cache_path);
	return probe;
}

void kconf_probe_free(struct kconf_probe *probe)
{
	if (!probe)
		return;
	if (probe->news && probe->cache_path)
		ms_json_save(probe->cached, probe->cache_path, NULL);
	json_decref(probe->cached);
	ms_answers_free(probe->own);
	g_hash_table_unref(probe->files);
	g_ptr_array_unref(probe->environment);
	g_free(probe->identity);
	ms_scratch_free(probe->scratch);
	g_free(probe->cache_path);
	g_free(probe);
}

/* --- the key of the cache --------------------------------------------------------------- */

/* The file that a word names: a path, or a program in PATH */
static char *find_word(const struct kconf_probe *probe, const char *word)
{
	g_auto(GStrv) folders = NULL;

	if (strchr(word, '/'))
		return word[0] == '/' || !probe->apart ? g_strdup(word) : NULL;
	folders = g_strsplit(probe->path ? probe->path : "", ":", -1);
	for (gsize i = 0; folders[i]; i++) {
		g_autofree char *path = g_build_filename(folders[i], word, NULL);

		if (g_file_test(path, G_FILE_TEST_IS_EXECUTABLE))
			return g_steal_pointer(&path);
	}
	return NULL;
}

static const char *identity_of(struct kconf_probe *probe, const char *word)
{
	char *identity = g_hash_table_lookup(probe->files, word);
	g_autofree char *path = NULL;
	struct stat info;

	if (identity)
		return identity;
	path = find_word(probe, word);
	if (path && stat(path, &info) == 0 && S_ISREG(info.st_mode))
		identity = g_strdup_printf("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%09ld",
					   path, (gint64)info.st_size, (gint64)info.st_mtim.tv_sec,
					   info.st_mtim.tv_nsec);
	else
		identity = g_strdup("");
	g_hash_table_insert(probe->files, g_strdup(word), identity);
	return identity;
}

static char *cache_key(struct kconf_probe *probe, const char *command)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_auto(GStrv) words = g_strsplit_set(command, " \t;|&<>(){}'\"`=,", -1);

	g_checksum_update(sum, (const guchar *)command, -1);
	g_checksum_update(sum, (const guchar *)probe->identity, -1);
	for (gsize i = 0; words[i]; i++)
		if (*words[i] && *words[i] != '-')
			g_checksum_update(sum, (const guchar *)identity_of(probe, words[i]), -1);
	return g_strdup(g_checksum_get_string(sum));
}

/* --- answers ---------------------------------------------------------------------------- */

static char *run(struct kconf_probe *probe, const char *command, GError **error)
{
	/* the tree's own words are for a shell; env -i keeps our environment away from it */
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_autoptr(ms_process_result) result = NULL;
	struct ms_process process = {.timeout_s = probe->timeout_s};

	if (probe->apart && !probe->scratch) {
		probe->scratch = ms_scratch_new(NULL, "modsplit-kconfig", error);
		if (!probe->scratch)
			return NULL;
	}
	process.directory = probe->scratch ? ms_scratch_path(probe->scratch) : NULL;
	g_ptr_array_add(argv, (gpointer) "env");
	g_ptr_array_add(argv, (gpointer) "-i");
	for (guint i = 0; probe->environment->pdata[i]; i++)
		g_ptr_array_add(argv, probe->environment->pdata[i]);
	g_ptr_array_add(argv, (gpointer) "sh");
	g_ptr_array_add(argv, (gpointer) "-c");
	g_ptr_array_add(argv, (gpointer)command);
	g_ptr_array_add(argv, NULL);
	process.argv = (const char *const *)argv->pdata;
	if (!ms_process_run(&process, NULL, &result, error))
		return NULL;
	if (result->err_size)
		kconf_err(probe->talk, "%s", result->err);
	return g_strdup(result->out);
}

static char *answer_anew(struct kconf_probe *probe, const char *command, GError **error)
{
	g_autofree char *key = NULL;
	const char *known;
	char *answer;

	if (answers_only(probe->answers)) {
		g_set_error(error, MS_ERROR, MS_ERROR_NOT_FOUND,
			    "no answer is recorded for '$(shell,%s)', and nothing may be run",
			    command);
		return NULL;
	}
	key = cache_key(probe, command);
	known = json_string_value(json_object_get(probe->cached, key));
	if (known)
		return g_strdup(known);
	answer = run(probe, command, error);
	if (answer && json_object_set_new(probe->cached, key, json_string(answer)) == 0)
		probe->news = TRUE;
	return answer;
}

char *kconf_probe_answer(gpointer data, const char *command, GError **error)
{
	struct kconf_probe *probe = data;
	char *answer = answers_find_text(probe->answers, ANSWERS_SHELL, command);

	if (answer)
		return answer;
	answer = answer_anew(probe, command, error);
	if (answer)
		answers_note(probe->answers, ANSWERS_SHELL, command, json_string(answer));
	return answer;
}
