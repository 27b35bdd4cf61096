/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "patch/work.h"

#define GIT_TIMEOUT 1800

/* The user's git, with the user's configuration: this is the user's own repository. */
static gboolean git(const char *directory, const char *const *argv, const struct ms_job *job,
		    char **out, GError **error)
{
	struct ms_process process = {.argv = argv,
				     .directory = directory,
				     .timeout_s = GIT_TIMEOUT};
	g_autoptr(ms_process_result) result = NULL;

	if (!ms_process_run(&process, job, &result, error))
		return FALSE;
	if (result->status) {
		g_set_error(error, MS_ERROR, MS_ERROR_TOOL, "git: %s",
			    *g_strstrip(result->err) ? result->err
						     : "it does not say why it failed");
		return FALSE;
	}
	if (out)
		*out = g_strstrip(g_steal_pointer(&result->out));
	return TRUE;
}

gboolean ms_patch_can_branch(const char *tree, const char *branch, const struct ms_job *job,
			     GError **error)
{
	const char *inside[] = {"git", "rev-parse", "--verify", "-q", "HEAD", NULL};
	const char *format[] = {"git", "check-ref-format", "--branch", branch, NULL};
	g_autofree char *ref = g_strdup_printf("refs/heads/%s", branch);
	const char *exists[] = {"git", "show-ref", "--verify", "--quiet", ref, NULL};
	const char *wrong = NULL;

	if (!git(tree, inside, job, NULL, NULL))
		wrong = "the tree is no git checkout; leave out the branch to change its files";
	else if (*branch == '-' || !git(tree, format, job, NULL, NULL))
		wrong = "that is no name for a branch";
	else if (git(tree, exists, job, NULL, NULL))
		wrong = "there is a branch of that name; choose another one";
	if (wrong)
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE, "branch '%s': %s", branch, wrong);
	return !wrong;
}

/* git am in a work tree of its own that holds an index and, in the end, the touched files. */
static gboolean am(const struct series *series, const char *directory, const char *work,
		   const struct ms_job *job, char **id, GError **error)
{
	const char *index[] = {"git", "read-tree", "HEAD", NULL};
	const char *head[] = {"git", "rev-parse", "HEAD", NULL};
	g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *full = g_canonicalize_filename(directory, NULL);
	static const char *const fixed[] = {"git",
					    "-c",
					    "core.hooksPath=/dev/null",
					    "-c",
					    "advice.mergeConflict=false",
					    "am",
					    "-q",
					    "--no-3way"};

	for (guint i = 0; i < G_N_ELEMENTS(fixed); i++)
		g_ptr_array_add(argv, g_strdup(fixed[i]));
	for (guint i = 0; i < series->patches->len; i++) {
		const struct series_patch *patch = series->patches->pdata[i];

		g_ptr_array_add(argv, g_build_filename(full, patch->mail, NULL));
	}
	g_ptr_array_add(argv, NULL);
	return git(work, index, job, NULL, error) &&
	       git(work, (const char *const *)argv->pdata, job, NULL, error) &&
	       git(work, head, job, id, error);
}

gboolean apply_branch(const struct series *series, const char *directory, const char *tree,
		      const char *branch, const struct ms_job *job, GError **error)
{
	g_autoptr(ms_scratch) scratch = NULL;
	g_autofree char *work = NULL, *id = NULL;
	gboolean ok;

	if (!ms_patch_can_branch(tree, branch, job, error))
		return FALSE;
	scratch = ms_scratch_new(NULL, "modsplit-branch", error);
	if (!scratch)
		return FALSE;
	work = g_build_filename(ms_scratch_path(scratch), "tree", NULL);
	{
		const char *add[] = {"git",      "worktree", "add",  "-q", "--no-checkout",
				     "--detach", work,       "HEAD", NULL};
		const char *remove[] = {"git", "worktree", "remove", "--force", work, NULL};

		if (!git(tree, add, job, NULL, error))
			return FALSE;
		ok = am(series, directory, work, job, &id, error);
		/* also when the job was cancelled: nothing of ours stays in the user's repository */
		git(tree, remove, NULL, NULL, NULL);
	}
	if (ok) {
		const char *create[] = {"git", "branch", branch, id, NULL};

		ok = git(tree, create, job, NULL, error);
	}
	return ok;
}
