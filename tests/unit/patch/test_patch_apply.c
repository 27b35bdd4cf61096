/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "mini.h"

static void test_work_tree(void)
{
	g_autoptr(mini_tree) mini = mini_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *ding = NULL, *status = NULL;

	mini_series(mini, mini->out, 0, NULL);
	mini_checkout(mini);
	ms_patch_apply(mini->out, mini->tree, NULL, NULL, &error);
	g_assert_no_error(error);
	ding = mini_file(mini->tree, "drivers/bell/ding.c");
	g_assert_nonnull(strstr(ding, "module_platform_driver(ding_driver);"));
	status = mini_git(mini->tree, "status", "--porcelain", NULL);
	g_assert_cmpstr(
		status, ==,
		"M drivers/bell-core/core.c\n M drivers/bell/Kconfig\n M drivers/bell/ding.c\n"
		" M drivers/bell/tower.c");
}

/* The last patch does not apply: the files of the first ones are as they were. */
static void test_all_or_nothing(void)
{
	g_autoptr(mini_tree) mini = mini_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *path = g_build_filename(mini->tree, "drivers/bell/ding.c", NULL);
	g_autofree char *before = mini_file(mini->tree, "drivers/bell-core/core.c"), *after = NULL;

	mini_series(mini, mini->out, 0, NULL);
	g_assert_true(g_file_set_contents(path, "int changed;\n", -1, NULL));
	g_assert_false(ms_patch_apply(mini->out, mini->tree, NULL, NULL, &error));
	g_assert_nonnull(strstr(error->message, "drivers/bell/ding.c"));
	after = mini_file(mini->tree, "drivers/bell-core/core.c");
	g_assert_cmpstr(after, ==, before);
}

/* A folder of the tree is a link to somewhere else: nothing is written through it. */
static void test_symbolic_link(void)
{
	g_autoptr(mini_tree) mini = mini_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = g_build_filename(mini->tree, "drivers/bell", NULL);
	g_autofree char *moved =
		g_build_filename(ms_scratch_path(mini->scratch), "elsewhere", NULL);
	g_autofree char *before = mini_file(folder, "ding.c"), *after = NULL;

	mini_series(mini, mini->out, 0, NULL);
	g_assert_cmpint(g_rename(folder, moved), ==, 0);
	g_assert_cmpint(symlink(moved, folder), ==, 0);
	g_assert_false(ms_patch_apply(mini->out, mini->tree, NULL, NULL, &error));
	g_assert_nonnull(strstr(error->message, "symbolic link"));
	after = mini_file(moved, "ding.c");
	g_assert_cmpstr(after, ==, before);
}

/* A copy made of hard links keeps the old bytes. */
static void test_hard_link(void)
{
	g_autoptr(mini_tree) mini = mini_new();
	g_autofree char *ding = g_build_filename(mini->tree, "drivers/bell/ding.c", NULL);
	g_autofree char *twin = g_build_filename(ms_scratch_path(mini->scratch), "twin.c", NULL);
	g_autofree char *before = mini_file(mini->tree, "drivers/bell/ding.c"), *after = NULL;
	g_autoptr(GError) error = NULL;

	mini_series(mini, mini->out, 0, NULL);
	g_assert_cmpint(link(ding, twin), ==, 0);
	ms_patch_apply(mini->out, mini->tree, NULL, NULL, &error);
	g_assert_no_error(error);
	g_assert_true(g_file_get_contents(twin, &after, NULL, NULL));
	g_assert_cmpstr(after, ==, before);
}

static void test_branch(void)
{
	g_autoptr(mini_tree) mini = mini_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *head = NULL, *now = NULL, *status = NULL, *count = NULL, *trees = NULL;
	g_autofree char *subject = NULL;

	mini_series(mini, mini->out, 0, NULL);
	mini_checkout(mini);
	head = mini_git(mini->tree, "rev-parse", "HEAD", NULL);
	ms_patch_apply(mini->out, mini->tree, "ding-module", NULL, &error);
	g_assert_no_error(error);
	now = mini_git(mini->tree, "rev-parse", "HEAD", NULL);
	g_assert_cmpstr(now, ==, head);
	status = mini_git(mini->tree, "status", "--porcelain", NULL);
	g_assert_cmpstr(status, ==, "");
	count = mini_git(mini->tree, "rev-list", "--count", "HEAD..ding-module", NULL);
	g_assert_cmpstr(count, ==, "5");
	subject = mini_git(mini->tree, "log", "-1", "--format=%s", "ding-module", NULL);
	g_assert_cmpstr(subject, ==, "bell: ding: Allow the module to be unloaded");
	trees = mini_git(mini->tree, "worktree", "list", NULL);
	g_assert_null(strchr(trees, '\n'));
}

static void branch_refused(const struct mini *mini, const char *branch, const char *why)
{
	g_autoptr(GError) error = NULL;

	g_assert_false(ms_patch_apply(mini->out, mini->tree, branch, NULL, &error));
	g_assert_nonnull(strstr(error->message, why));
}

static void test_branch_refused(void)
{
	g_autoptr(mini_tree) mini = mini_new();
	g_autofree char *trees = NULL, *branches = NULL;

	mini_series(mini, mini->out, 0, NULL);
	g_setenv("GIT_CEILING_DIRECTORIES", ms_scratch_path(mini->scratch), TRUE);
	branch_refused(mini, "x", "no git checkout");
	g_unsetenv("GIT_CEILING_DIRECTORIES");
	mini_checkout(mini);
	branch_refused(mini, "main", "there is a branch of that name");
	branch_refused(mini, "a..b", "no name for a branch");
	branch_refused(mini, "-f", "no name for a branch");
	g_free(mini_git(mini->tree, "rm", "-q", "drivers/bell/ding.c", NULL));
	g_free(mini_git(mini->tree, "commit", "-q", "-m", "bell: no more ding", NULL));
	branch_refused(mini, "x", "ding.c");
	trees = mini_git(mini->tree, "worktree", "list", NULL);
	g_assert_null(strchr(trees, '\n'));
	branches = mini_git(mini->tree, "branch", "--list", "x", NULL);
	g_assert_cmpstr(branches, ==, "");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/patch/apply/work-tree", test_work_tree);
	g_test_add_func("/patch/apply/all-or-nothing", test_all_or_nothing);
	g_test_add_func("/patch/apply/symbolic-link", test_symbolic_link);
	g_test_add_func("/patch/apply/hard-link", test_hard_link);
	g_test_add_func("/patch/apply/branch", test_branch);
	g_test_add_func("/patch/apply/branch-refused", test_branch_refused);
	return g_test_run();
}
