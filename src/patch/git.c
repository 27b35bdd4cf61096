/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "patch/work.h"

#define GIT_TIMEOUT 300

void identity_clear(struct identity *identity)
{
	g_clear_pointer(&identity->name, g_free);
	g_clear_pointer(&identity->email, g_free);
}

static char *git_config(const char *tree, const char *key, const struct ms_job *job)
{
	const char *argv[] = {"git", "config", "--get", key, NULL};
	struct ms_process process = {.argv = argv, .directory = tree, .timeout_s = GIT_TIMEOUT};
	g_autoptr(ms_process_result) result = NULL;

	if (!ms_process_run(&process, job, &result, NULL) || result->status ||
	    !*g_strstrip(result->out))
		return NULL;
	return g_steal_pointer(&result->out);
}

/* as git itself has it: its variable goes before its configuration */
static char *identity_part(const char *chosen, const char *variable, const char *key,
			   const char *tree, const struct ms_job *job)
{
	const char *value = chosen ? chosen : g_getenv(variable);

	return value && *value ? g_strdup(value) : git_config(tree, key, job);
}

gboolean identity_find(const struct ms_patch_options *options, const char *tree,
		       const struct ms_job *job, struct identity *identity, GError **error)
{
	identity->name = identity_part(options ? options->name : NULL, "GIT_AUTHOR_NAME",
				       "user.name", tree, job);
	identity->email = identity_part(options ? options->email : NULL, "GIT_AUTHOR_EMAIL",
					"user.email", tree, job);
	if (identity->name && identity->email && *identity->name && *identity->email)
		return TRUE;
	identity_clear(identity);
	g_set_error(
		error, MS_ERROR, MS_ERROR_USAGE,
		"no name and address for the mails; run 'git config --global user.name \"Your Name\"' "
		"and 'git config --global user.email you@example.org'");
	return FALSE;
}

/*
 * What git looks at beside its arguments, so that no file or variable of the user's changes a byte:
 * an own HOME, no configuration of user or system, and none of the variables that redirect it.
 */
static char **environment(const char *home, const struct identity *identity, gint64 date)
{
	static const char *const unset[] = {"GIT_DIR",
					    "GIT_WORK_TREE",
					    "GIT_INDEX_FILE",
					    "GIT_OBJECT_DIRECTORY",
					    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
					    "GIT_CONFIG_COUNT",
					    "GIT_CONFIG_PARAMETERS",
					    "GIT_CONFIG",
					    "GIT_TEMPLATE_DIR",
					    "GIT_DIFF_OPTS",
					    "GIT_EXTERNAL_DIFF",
					    "GIT_NAMESPACE",
					    "GIT_COMMON_DIR",
					    "GIT_DEFAULT_HASH",
					    "GIT_LITERAL_PATHSPECS",
					    "GIT_GLOB_PATHSPECS",
					    "GIT_ICASE_PATHSPECS",
					    "GIT_TRACE",
					    "GIT_EDITOR",
					    "GIT_PAGER",
					    "LANGUAGE",
					    "LC_MESSAGES",
					    "LC_CTYPE"};
	GPtrArray *env = g_ptr_array_new();

	for (guint i = 0; i < G_N_ELEMENTS(unset); i++)
		g_ptr_array_add(env, g_strdup(unset[i]));
	g_ptr_array_add(env, g_strdup_printf("HOME=%s", home));
	g_ptr_array_add(env, g_strdup_printf("XDG_CONFIG_HOME=%s", home));
	g_ptr_array_add(env, g_strdup("GIT_CONFIG_GLOBAL=/dev/null"));
	g_ptr_array_add(env, g_strdup("GIT_CONFIG_SYSTEM=/dev/null"));
	g_ptr_array_add(env, g_strdup("GIT_CONFIG_NOSYSTEM=1"));
	g_ptr_array_add(env, g_strdup("GIT_ATTR_NOSYSTEM=1"));
	g_ptr_array_add(env, g_strdup("GIT_TERMINAL_PROMPT=0"));
	g_ptr_array_add(env, g_strdup_printf("GIT_CEILING_DIRECTORIES=%s", home));
	g_ptr_array_add(env, g_strdup("TZ=UTC"));
	g_ptr_array_add(env, g_strdup("LC_ALL=C.UTF-8"));
	g_ptr_array_add(env, g_strdup_printf("GIT_AUTHOR_NAME=%s", identity->name));
	g_ptr_array_add(env, g_strdup_printf("GIT_AUTHOR_EMAIL=%s", identity->email));
	g_ptr_array_add(env, g_strdup_printf("GIT_COMMITTER_NAME=%s", identity->name));
	g_ptr_array_add(env, g_strdup_printf("GIT_COMMITTER_EMAIL=%s", identity->email));
	g_ptr_array_add(env, g_strdup_printf("GIT_AUTHOR_DATE=@%" G_GINT64_FORMAT " +0000", date));
	g_ptr_array_add(env,
			g_strdup_printf("GIT_COMMITTER_DATE=@%" G_GINT64_FORMAT " +0000", date));
	g_ptr_array_add(env, NULL);
	return (char **)g_ptr_array_free(env, FALSE);
}

struct repository *repository_new(const struct identity *identity, gint64 date,
				  const struct ms_job *job, GError **error)
{
	g_autoptr(ms_repository) repository = g_new0(struct repository, 1);
	const char *init[] = {"init", "-q", "--template=", "--initial-branch=series", ".", NULL};

	repository->job = job;
	repository->scratch = ms_scratch_new(NULL, "modsplit-series", error);
	if (!repository->scratch)
		return NULL;
	repository->path = g_build_filename(ms_scratch_path(repository->scratch), "tree", NULL);
	repository->home = g_build_filename(ms_scratch_path(repository->scratch), "home", NULL);
	if (g_mkdir_with_parents(repository->path, 0755) ||
	    g_mkdir_with_parents(repository->home, 0755)) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot make directories in '%s'",
			    ms_scratch_path(repository->scratch));
		return NULL;
	}
	repository->env = environment(repository->home, identity, date);
	if (!repository_git(repository, init, NULL, NULL, error))
		return NULL;
	return g_steal_pointer(&repository);
}

void repository_free(struct repository *repository)
{
	if (!repository)
		return;
	ms_scratch_free(repository->scratch);
	g_free(repository->path);
	g_free(repository->home);
	g_strfreev(repository->env);
	g_free(repository);
}

gboolean repository_git(const struct repository *repository, const char *const *argv,
			const char *input, char **out, GError **error)
{
	static const char *const fixed[] = {"git",
					    "-c",
					    "core.abbrev=12",
					    "-c",
					    "core.autocrlf=false",
					    "-c",
					    "commit.gpgSign=false",
					    "-c",
					    "gc.auto=0",
					    NULL};
	g_autoptr(GPtrArray) full = g_ptr_array_new();
	g_autoptr(ms_process_result) result = NULL;
	struct ms_process process = {.directory = repository->path,
				     .setenv = (const char *const *)repository->env,
				     .input = input,
				     .input_size = input ? strlen(input) : 0,
				     .timeout_s = GIT_TIMEOUT};

	for (guint i = 0; fixed[i]; i++)
		g_ptr_array_add(full, (gpointer)fixed[i]);
	for (guint i = 0; argv[i]; i++)
		g_ptr_array_add(full, (gpointer)argv[i]);
	g_ptr_array_add(full, NULL);
	process.argv = (const char *const *)full->pdata;
	if (!ms_process_run(&process, repository->job, &result, error))
		return FALSE;
	if (result->status) {
		g_set_error(error, MS_ERROR, MS_ERROR_TOOL, "git %s failed: %s", argv[0],
			    *g_strstrip(result->err) ? result->err : "it does not say why");
		return FALSE;
	}
	if (out)
		*out = g_steal_pointer(&result->out);
	return TRUE;
}
