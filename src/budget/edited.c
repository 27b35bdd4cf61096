/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/process.h"
#include "budget/history.h"

/* seconds: git only has to look at one file */
#define PATIENCE 20

/*
 * Against the first parent: for a merge of a branch, as CI checks it out, that is all that the
 * branch did to the file. Where there is no git, or no parent, nobody can tell, and nothing is said.
 */
void budget_edited(const struct budget *budget, GPtrArray *notes)
{
	g_autofree char *folder = g_path_get_dirname(budget->path);
	g_autofree char *name = g_path_get_basename(budget->path);
	const char *const argv[] = {"git",     "--no-optional-locks",
				    "-C",      folder,
				    "diff",    "--no-ext-diff",
				    "--quiet", "HEAD^1",
				    "--",      name,
				    NULL};
	const struct ms_process process = {.argv = argv, .timeout_s = PATIENCE};
	g_autoptr(ms_process_result) result = NULL;

	if (ms_process_run(&process, NULL, &result, NULL) && result->status == 1)
		g_ptr_array_add(notes,
				g_strdup_printf("%s is edited in the same change", budget->file));
}
