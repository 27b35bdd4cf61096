/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/process.h"
#include "budget/history.h"

/* seconds: git only has to look at one file */
#define PATIENCE 20

static int run_git(const char *const *argv)
{
	const struct ms_process process = {.argv = argv, .timeout_s = PATIENCE};
	g_autoptr(ms_process_result) result = NULL;

	return ms_process_run(&process, NULL, &result, NULL) ? result->status : -1;
}

/*
 * Against the first parent: for a merge of a branch, as CI checks it out, that is all that the
 * branch did to the file. Where there is no git, or no parent, nobody can tell, and nothing is said.
 */
void budget_edited(const struct budget *budget, GPtrArray *notes)
{
	g_autofree char *folder = g_path_get_dirname(budget->path);
	g_autofree char *name = g_path_get_basename(budget->path);
	/* asked first: outside of a repository git diff would compare any two files */
	const char *const parent[] = {"git",     "-C",       folder,   "rev-parse",
				      "--quiet", "--verify", "HEAD^1", NULL};
	const char *const diff[] = {"git",     "--no-optional-locks", "-C",     folder, "diff",
				    "--quiet", "--no-ext-diff",       "HEAD^1", "--",   name,
				    NULL};

	if (!run_git(parent) && run_git(diff) == 1)
		g_ptr_array_add(notes,
				g_strdup_printf("%s is edited in the same change", budget->file));
}
