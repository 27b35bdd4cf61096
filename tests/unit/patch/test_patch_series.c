/* SPDX-License-Identifier: GPL-2.0-only */
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <glib/gstdio.h>

#include "mini.h"

static const char *const mails[] = {
	"0000-cover-letter.patch",
	"0001-bell-core-Export-symbols-for-a-modular-ding.patch",
	"0002-bell-core-core-Defer-probing-while-the-bell-core-dri.patch",
	"0003-bell-tower-Allow-ding-to-be-a-module.patch",
	"0004-bell-ding-Allow-building-as-a-module.patch",
	"0005-bell-ding-Allow-the-module-to-be-unloaded.patch",
};

static void test_files(void)
{
	g_autoptr(mini_tree) mini = mini_new();
	g_autoptr(ms_series) series = NULL;
	g_autoptr(GError) error = NULL;

	mini_series(mini, mini->out, 0, NULL);
	series = series_load(mini->out, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(series->cover, ==, mails[0]);
	g_assert_cmpuint(series->patches->len, ==, G_N_ELEMENTS(mails) - 1);
	for (guint i = 0; i < series->patches->len; i++) {
		const struct series_patch *patch = series->patches->pdata[i];

		g_assert_cmpstr(patch->mail, ==, mails[i + 1]);
		g_assert_cmpuint(strlen(patch->patch_id), ==, 40);
		g_assert_cmpuint(strlen(patch->subject), <=, 75);
	}
	g_assert_cmpstr(((struct series_patch *)series->patches->pdata[0])->kind, ==, "export");
	g_assert_cmpstr(((struct series_patch *)series->patches->pdata[4])->kind, ==, "unload");
	g_assert_cmpint(series->revision, ==, 1);
	g_assert_true(mini_is_alone(mini, TRUE));
}

/* The driver as the series leaves it; written by hand, as a kernel developer would. */
static const char *const ding_after =
	"#include <linux/io.h>\n#include <linux/module.h>\n#include <linux/platform_device.h>\n\n"
	"static const struct bell_ops ding_ops = {\n\t.ring = ding_ring,\n\t.owner = THIS_MODULE,\n};\n\n"
	"static int ding_probe(struct platform_device *pdev)\n{\n"
	"\tstruct ding *ding = ding_alloc(pdev);\n\n"
	"\tplatform_set_drvdata(pdev, ding);\n\treturn bell_add(&ding->bell);\n}\n\n"
	"static void ding_remove(struct platform_device *pdev)\n{\n"
	"\tstruct ding *ding = platform_get_drvdata(pdev);\n\n\tbell_del(&ding->bell);\n}\n\n"
	"static const struct of_device_id ding_match[] = {\n\t{ .compatible = \"mini,ding\" },\n\t{ }\n};\n"
	"MODULE_DEVICE_TABLE(of, ding_match);\n\n"
	"static struct platform_driver ding_driver = {\n\t.probe = ding_probe,\n\t.driver = {\n"
	"\t\t.name = \"ding\",\n\t\t.of_match_table = ding_match,\n\t},\n\t.remove = ding_remove,\n};\n"
	"module_platform_driver(ding_driver);\n\n"
	"MODULE_DESCRIPTION(\"A \\\"ding\\\" bell\");\nMODULE_AUTHOR(\"R. Inger <r@example.org>\");\n"
	"MODULE_ALIAS(\"platform:ding\");\nMODULE_LICENSE(\"GPL\");\n";

static const char *const kconfig_after =
	"config BELL\n\tbool\n\n"
	"# Some bell-core driver of this configuration is a module, so that devices behind it\n"
	"# must wait until it is loaded. Drivers are listed here, or select it.\n"
	"config BELL_MODULES\n\tbool\n\tdefault y if DONG=m\n\n"
	"config DONG\n\ttristate \"Dong bell\"\n\thelp\n\t  Say Y here if the bell is large.\n\n"
	"config DING\n\ttristate \"Ding bell\"\n\tselect BELL_MODULES if DING=m\n\thelp\n\t  Say Y here if there is a bell.\n\n"
	"\t  To compile this driver as a module, choose M here: the module will\n"
	"\t  be called ding.\n";

/* git am is the judge of the mails; every patch of them is one commit. */
static void test_git_am(void)
{
	g_autoptr(mini_tree) mini = mini_new();
	g_autofree char *count = NULL, *ding = NULL, *kconfig = NULL, *core = NULL, *author = NULL;

	mini_series(mini, mini->out, 0, NULL);
	mini_checkout(mini);
	for (guint i = 1; i < G_N_ELEMENTS(mails); i++) {
		g_autofree char *mail = g_build_filename(mini->out, mails[i], NULL);

		g_free(mini_git(mini->tree, "am", "-q", mail, NULL));
	}
	count = mini_git(mini->tree, "rev-list", "--count", "HEAD", NULL);
	g_assert_cmpstr(count, ==, "6");
	author = mini_git(mini->tree, "log", "-1", "--format=%an %ae %at", NULL);
	g_assert_cmpstr(author, ==, "Tess Ter tess@example.org 1700000000");
	ding = mini_file(mini->tree, "drivers/bell/ding.c");
	g_assert_cmpstr(ding, ==, ding_after);
	kconfig = mini_file(mini->tree, "drivers/bell/Kconfig");
	g_assert_cmpstr(kconfig, ==, kconfig_after);
	core = mini_file(mini->tree, "drivers/bell-core/core.c");
	g_assert_nonnull(strstr(core, "}\nEXPORT_SYMBOL_GPL(bell_add);\n\nvoid bell_del"));
	g_assert_nonnull(strstr(core,
				"\tif (!bell_of(dev)) {\n\t\tif (IS_ENABLED(CONFIG_BELL_MODULES))\n"
				"\t\t\treturn -EPROBE_DEFER;\n\t\treturn driver_"));
}

/* Less the deferral patch the others still apply: that is how its effect is measured. */
static void test_without_deferral(void)
{
	g_autoptr(mini_tree) mini = mini_new();
	g_autofree char *count = NULL;

	mini_series(mini, mini->out, 0, NULL);
	mini_checkout(mini);
	for (guint i = 1; i < G_N_ELEMENTS(mails); i++) {
		g_autofree char *mail = g_build_filename(mini->out, mails[i], NULL);

		if (i != 2)
			g_free(mini_git(mini->tree, "am", "-q", mail, NULL));
	}
	count = mini_git(mini->tree, "rev-list", "--count", "HEAD", NULL);
	g_assert_cmpstr(count, ==, "5");
}

/* Two runs, the second with a git configuration that would change everything. */
static void test_same_bytes(void)
{
	g_autoptr(mini_tree) mini = mini_new();
	g_autofree char *other = g_build_filename(ms_scratch_path(mini->scratch), "other", NULL);
	g_autofree char *config = g_build_filename(ms_scratch_path(mini->scratch), "config", NULL);
	static const char *const hostile =
		"[user]\n\tname = Some Body\n\temail = else@example.org\n"
		"[format]\n\tsignature = mine\n\tthread = deep\n\tsignOff = true\n\tto = x@example.org\n"
		"\tsubjectPrefix = WRONG\n\tcoverLetter = false\n\tnumbered = false\n\tsuffix = .txt\n"
		"[core]\n\tautocrlf = true\n\tabbrev = 40\n\tpager = false\n[commit]\n\tgpgSign = true\n"
		"[diff]\n\tnoprefix = true\n\tcontext = 9\n\talgorithm = patience\n\tstatGraphWidth = 5\n";

	mini_series(mini, mini->out, 0, NULL);
	g_assert_true(g_file_set_contents(config, hostile, -1, NULL));
	g_setenv("GIT_CONFIG_GLOBAL", config, TRUE);
	g_setenv("GIT_DIR", "/nonexistent", TRUE);
	g_setenv("TZ", "Asia/Tokyo", TRUE);
	mini_series(mini, other, 0, NULL);
	g_unsetenv("GIT_CONFIG_GLOBAL");
	g_unsetenv("GIT_DIR");
	g_unsetenv("TZ");
	for (guint i = 0; i <= G_N_ELEMENTS(mails); i++) {
		const char *name = i < G_N_ELEMENTS(mails) ? mails[i] : "series.json";
		g_autofree char *first = mini_file(mini->out, name);
		g_autofree char *second = mini_file(other, name);

		g_assert_cmpstr(first, ==, second);
	}
}

/* A tree whose get_maintainer.pl gives twelve people in the order of a hash. */
static void test_same_order(void)
{
	g_autoptr(mini_tree) mini = mini_new();
	g_autofree char *other = g_build_filename(ms_scratch_path(mini->scratch), "other", NULL);
	g_autofree char *folder = g_build_filename(mini->tree, "scripts", NULL);
	g_autofree char *script = g_build_filename(folder, "get_maintainer.pl", NULL);
	g_autofree char *perl = g_find_program_in_path("perl");
	g_autofree char *first = NULL;
	g_autofree char *second = NULL;

	if (!perl) {
		g_test_skip("no perl");
		return;
	}
	g_mkdir_with_parents(folder, 0755);
	g_assert_true(g_file_set_contents(script,
					  "my %h = map { $_ => 1 } ('a' .. 'l');\n"
					  "print \"$_ <$_\\@example.org>\\n\" for keys %h;\n",
					  -1, NULL));
	mini_series(mini, mini->out, 0, NULL);
	mini_series(mini, other, 0, NULL);
	first = mini_file(mini->out, mails[1]);
	second = mini_file(other, mails[1]);
	g_assert_nonnull(strstr(first, "a <a@example.org>"));
	g_assert_cmpstr(first, ==, second);
}

static void test_cover(void)
{
	g_autoptr(mini_tree) mini = mini_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *before = NULL, *after = NULL, *again = NULL;
	g_autofree char *patch_before = NULL, *patch_after = NULL;

	mini_series(mini, mini->out, 0, NULL);
	before = mini_file(mini->out, mails[0]);
	patch_before = mini_file(mini->out, mails[4]);
	g_assert_nonnull(
		strstr(before, "Subject: [PATCH 0/5] bell: ding: Allow building as a module\n"));
	g_assert_nonnull(strstr(before, "Made against linux-mini 6.12.1-1 (Linux 6.12.1)"));
	g_assert_null(strstr(before, "base-commit"));
	g_assert_null(strstr(before, "*** "));
	g_assert_nonnull(strstr(before, "  - Selected-by-bool of TOWER.\n"));
	g_assert_true(ms_patch_cover(mini->out, "vmlinux: 43 kB less\n", &error));
	g_assert_no_error(error);
	after = mini_file(mini->out, mails[0]);
	g_assert_nonnull(
		strstr(after, "Measured:\n\nvmlinux: 43 kB less\n\n(end of what was measured)"));
	g_assert_null(strstr(after, "Nothing yet."));
	g_assert_true(ms_patch_cover(mini->out, "Nothing yet.", &error));
	again = mini_file(mini->out, mails[0]);
	g_assert_cmpstr(again, ==, before);
	patch_after = mini_file(mini->out, mails[4]);
	g_assert_cmpstr(patch_after, ==, patch_before);
}

static void test_second_revision(void)
{
	g_autoptr(mini_tree) mini = mini_new();
	g_autofree char *second = g_build_filename(ms_scratch_path(mini->scratch), "v2", NULL);
	g_autofree char *cover = NULL;
	g_autoptr(ms_series) series = NULL;
	const struct ms_patch_options options = {.name = "Tess Ter",
						 .email = "tess@example.org",
						 .revision = 2,
						 .previous = mini->out};
	g_autoptr(ms_plan) plan = mini_plan("rfc", NULL);
	g_autoptr(GError) error = NULL;

	mini_series(mini, mini->out, 0, NULL);
	ms_patch(plan, mini->tree, second, &options, NULL, &error);
	g_assert_no_error(error);
	series = series_load(second, &error);
	g_assert_no_error(error);
	g_assert_cmpint(series->revision, ==, 2);
	g_assert_cmpstr(series->cover, ==, "v2-0000-cover-letter.patch");
	cover = mini_file(second, series->cover);
	g_assert_nonnull(strstr(cover, "[PATCH v2 0/5]"));
	g_assert_nonnull(strstr(cover, "Range-diff against v1:\n1:"));
	g_assert_nonnull(strstr(cover, "CONFIG_MODULES"));
}

/* An earlier series that does not apply any more costs the range-diff, not the series. */
static void test_lost_previous(void)
{
	g_autoptr(mini_tree) mini = mini_new();
	g_autofree char *second = g_build_filename(ms_scratch_path(mini->scratch), "v2", NULL);
	g_autofree char *mail = g_build_filename(mini->out, mails[1], NULL);
	g_autofree char *cover = NULL;

	mini_series(mini, mini->out, 0, NULL);
	g_assert_true(g_file_set_contents(mail, "not a mail\n", -1, NULL));
	mini_series(mini, second, 2, mini->out);
	cover = mini_file(second, "v2-0000-cover-letter.patch");
	g_assert_null(strstr(cover, "Range-diff"));
}

static void test_signoff_and_base(void)
{
	g_autoptr(mini_tree) mini = mini_new();
	const struct ms_patch_options options = {.name = "Tess Ter",
						 .email = "tess@example.org",
						 .signoff = TRUE};
	g_autoptr(ms_plan) plan = mini_plan(NULL, NULL);
	g_autoptr(GError) error = NULL;
	g_autofree char *cover = NULL, *first = NULL;

	mini_checkout(mini);
	plan->tree->commit = mini_git(mini->tree, "rev-parse", "HEAD", NULL);
	ms_patch(plan, mini->tree, mini->out, &options, NULL, &error);
	g_assert_no_error(error);
	cover = mini_file(mini->out, mails[0]);
	g_assert_true(g_str_has_prefix(strrchr(g_strchomp(cover), '\n') + 1, "base-commit: "));
	/* in a checkout the history says what subjects begin with */
	first = mini_file(mini->out, "0001-bell-Export-symbols-for-a-modular-ding.patch");
	g_assert_nonnull(strstr(first, "\nSigned-off-by: Tess Ter <tess@example.org>\n"));
	g_assert_nonnull(strstr(first, "Subject: [PATCH 1/5] bell: Export symbols"));
}

static void test_permanent(void)
{
	g_autoptr(mini_tree) mini = mini_new();
	const struct ms_patch_options options = {.name = "Tess Ter", .email = "tess@example.org"};
	g_autoptr(ms_plan) plan = mini_plan(NULL, "never");
	g_autoptr(GError) error = NULL;
	g_autofree char *first = NULL, *driver = NULL;

	ms_patch(plan, mini->tree, mini->out, &options, NULL, &error);
	g_assert_no_error(error);
	first = mini_file(mini->out, "0001-bell-core-Export-bell_add-for-a-modular-ding.patch");
	g_assert_null(strstr(first, "bell_del);"));
	driver = mini_file(mini->out, mails[4]);
	g_assert_nonnull(strstr(driver, "it cannot be unloaded"));
	g_assert_nonnull(strstr(driver, "[PATCH 4/4]"));
}

static gboolean refused(const struct mini *mini, ms_plan *plan, enum ms_error code,
			const char *text)
{
	const struct ms_patch_options options = {.name = "Tess Ter", .email = "tess@example.org"};
	g_autoptr(GError) error = NULL;

	g_assert_false(ms_patch(plan, mini->tree, mini->out, &options, NULL, &error));
	g_assert_error(error, MS_ERROR, (gint)code);
	g_assert_nonnull(strstr(error->message, text));
	return TRUE;
}

static void test_refusals(void)
{
	g_autoptr(mini_tree) mini = mini_new();
	g_autoptr(ms_plan) plan = mini_plan(NULL, NULL);
	g_autoptr(ms_plan) empty = mini_plan(NULL, NULL);
	g_autofree char *core = g_build_filename(mini->tree, "drivers/bell-core/core.c", NULL);
	g_autofree char *kept = g_build_filename(mini->out, "mine", NULL);

	for (guint i = 0; i < empty->steps->len; i++)
		record_free(&plan_step_type, empty->steps->pdata[i]);
	g_ptr_array_set_size(empty->steps, 0);
	refused(mini, empty, MS_ERROR_USAGE, "nothing to patch");
	g_assert_true(g_file_set_contents(core, "int nothing;\n", -1, NULL));
	refused(mini, plan, MS_ERROR_TREE,
		"in the step 'export-bell-core': drivers/bell-core/core.c: ");
	g_assert_true(mini_is_alone(mini, FALSE));
	g_assert_cmpint(g_mkdir(mini->out, 0755), ==, 0);
	g_assert_true(g_file_set_contents(kept, "x", -1, NULL));
	refused(mini, plan, MS_ERROR_USAGE, "is not empty");
	g_assert_true(g_file_test(kept, G_FILE_TEST_EXISTS));
}

static void test_no_identity(void)
{
	g_autoptr(mini_tree) mini = mini_new();
	g_autoptr(ms_plan) plan = mini_plan(NULL, NULL);
	g_autoptr(GError) error = NULL;

	g_unsetenv("GIT_AUTHOR_NAME");
	g_unsetenv("GIT_AUTHOR_EMAIL");
	g_setenv("GIT_CONFIG_GLOBAL", "/dev/null", TRUE);
	g_setenv("GIT_CONFIG_SYSTEM", "/dev/null", TRUE);
	g_setenv("GIT_CEILING_DIRECTORIES", ms_scratch_path(mini->scratch), TRUE);
	g_assert_false(ms_patch(plan, mini->tree, mini->out, NULL, NULL, &error));
	g_unsetenv("GIT_CONFIG_GLOBAL");
	g_unsetenv("GIT_CONFIG_SYSTEM");
	g_unsetenv("GIT_CEILING_DIRECTORIES");
	g_assert_error(error, MS_ERROR, MS_ERROR_USAGE);
	g_assert_nonnull(strstr(error->message, "git config --global user.email"));
}

static void with_file_limit(rlim_t bytes, void (*run)(const struct mini *), const struct mini *mini)
{
	struct rlimit old, limit;

	signal(SIGXFSZ, SIG_IGN);
	g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &old), ==, 0);
	limit = old;
	limit.rlim_cur = bytes;
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
	run(mini);
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &old), ==, 0);
	signal(SIGXFSZ, SIG_DFL);
}

static void make_on_full_disk(const struct mini *mini)
{
	const struct ms_patch_options options = {.name = "Tess Ter", .email = "tess@example.org"};
	g_autoptr(ms_plan) plan = mini_plan(NULL, NULL);
	g_autoptr(GError) error = NULL;

	g_assert_false(ms_patch(plan, mini->tree, mini->out, &options, NULL, &error));
	g_assert_nonnull(error);
}

static void write_on_full_disk(const struct mini *mini)
{
	g_autofree char *large = g_strnfill(4096, 'x');
	struct mail first = {.name = (char *)"0000-small.patch", .text = (char *)"small\n"};
	struct mail second = {.name = (char *)"0001-large.patch", .text = large};
	g_autoptr(GPtrArray) list = g_ptr_array_new();
	g_autoptr(ms_series) series = record_new(&series_type);
	g_autoptr(GError) error = NULL;

	g_ptr_array_add(list, &first);
	g_ptr_array_add(list, &second);
	g_assert_false(output_write(mini->out, list, series, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_IO);
}

/* No file may be longer than so many bytes: what a disk that fills up looks like to a writer. */
static void test_full_disk(void)
{
	static const rlim_t sizes[] = {0, 100, 700, 1500, 2500};

	for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(mini_tree) mini = mini_new();

		with_file_limit(sizes[i], make_on_full_disk, mini);
		g_assert_true(mini_is_alone(mini, FALSE));
		with_file_limit(sizes[i], write_on_full_disk, mini);
		g_assert_true(mini_is_alone(mini, FALSE));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/patch/series/files", test_files);
	g_test_add_func("/patch/series/git-am", test_git_am);
	g_test_add_func("/patch/series/without-deferral", test_without_deferral);
	g_test_add_func("/patch/series/same-bytes", test_same_bytes);
	g_test_add_func("/patch/series/same-order", test_same_order);
	g_test_add_func("/patch/series/cover", test_cover);
	g_test_add_func("/patch/series/second-revision", test_second_revision);
	g_test_add_func("/patch/series/lost-previous", test_lost_previous);
	g_test_add_func("/patch/series/signoff-and-base", test_signoff_and_base);
	g_test_add_func("/patch/series/permanent", test_permanent);
	g_test_add_func("/patch/series/refusals", test_refusals);
	g_test_add_func("/patch/series/no-identity", test_no_identity);
	g_test_add_func("/patch/series/full-disk", test_full_disk);
	return g_test_run();
}
