/* SPDX-License-Identifier: GPL-2.0-only */
#include <fcntl.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/copy.h"
#include "build/relocate.h"
#include "build/staging.h"
#include <modsplit/error.h>

static GChecksum *sum; /* nftw() hands nothing to its callback */

static void put(const char *folder, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	g_assert_true(ms_write_file(path, text, strlen(text), NULL));
}

static char *get(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	return ms_read_file(path, NULL, NULL);
}

static int add_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	g_autofree char *head =
		g_strdup_printf("%s %o %" G_GINT64_FORMAT ".%ld\n", path, st->st_mode,
				(gint64)st->st_mtim.tv_sec, st->st_mtim.tv_nsec);
	g_autofree char *data = type == FTW_F ? ms_read_file(path, NULL, NULL) : NULL;
	g_autofree char *target = type == FTW_SL ? g_file_read_link(path, NULL) : NULL;

	(void)ftw;
	g_checksum_update(sum, (const guchar *)head, -1);
	if (data)
		g_checksum_update(sum, (const guchar *)data, -1);
	if (target)
		g_checksum_update(sum, (const guchar *)target, -1);
	return 0;
}

/* content, mode and time of everything below a folder (nftw() reads a small folder in one order) */
static char *hash(const char *folder)
{
	char *text;

	sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_assert_cmpint(nftw(folder, add_entry, 8, FTW_PHYS), ==, 0);
	text = g_strdup(g_checksum_get_string(sum));
	g_checksum_free(sum);
	return text;
}

static const char widget[] = "int widget;\n\nint f(void)\n{\n\treturn 1;\n}\n";

static const char mail[] =
	"From: A <a@example.org>\nSubject: [PATCH 1/2] widget: answer two\n\nWhy.\n\n---\n"
	" drivers/widget.c | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)\n\n"
	"diff --git a/drivers/widget.c b/drivers/widget.c\n"
	"--- a/drivers/widget.c\n+++ b/drivers/widget.c\n@@ -2,5 +2,5 @@\n \n int f(void)\n {\n"
	"-\treturn 1;\n+\treturn 2;\n }\n";

static const char second_mail[] =
	"From: A <a@example.org>\nSubject: [PATCH 2/2] widget: a header\n\nWhy.\n---\n"
	"diff --git a/drivers/widget.h b/drivers/widget.h\nnew file mode 100644\n"
	"--- /dev/null\n+++ b/drivers/widget.h\n@@ -0,0 +1 @@\n+int f(void);\n";

/* a miniature tree with a finished build beside it, and a series of two patches */
struct mini {
	ms_scratch *scratch;
	char *tree, *output, *mails, *work;
	struct ms_build build;
	struct series *series;
};

static void add_patch(struct mini *mini, const char *name, const char *text)
{
	struct series_patch *patch = record_new(&series_patch_type);

	patch->mail = g_strdup(name);
	g_ptr_array_add(mini->series->patches, patch);
	put(mini->mails, name, text);
}

static void set_up(struct mini *mini, gconstpointer unused)
{
	const char *top;
	g_autofree char *link = NULL, *command = NULL;

	(void)unused;
	mini->scratch = ms_scratch_new(NULL, "workspace", NULL);
	top = ms_scratch_path(mini->scratch);
	mini->tree = g_build_filename(top, "linux", NULL);
	mini->output = g_build_filename(top, "linux-build", NULL);
	mini->mails = g_build_filename(top, "mails", NULL);
	mini->work = g_build_filename(top, "work", NULL);
	put(mini->tree, "Makefile", "all:\n");
	put(mini->tree, "scripts/Kbuild.include", "# nothing\n");
	put(mini->tree, "drivers/widget.c", widget);
	put(mini->tree, ".git/HEAD", "ref: refs/heads/x\n");
	link = g_build_filename(mini->tree, "link", NULL);
	g_assert_cmpint(symlink("drivers", link), ==, 0);
	put(mini->output, ".config", "# Linux/arm64 6.0.0 Kernel Configuration\nCONFIG_WIDGET=y\n");
	put(mini->output, "include/config/auto.conf.cmd", "deps\n");
	command = g_strdup_printf("cmd_a.o := gcc -I%s/include -I./x -o a.o %s/a.c %s/gen.c\n",
				  mini->tree, mini->tree, mini->output);
	put(mini->output, "drivers/.a.o.cmd", command);
	put(mini->output, "drivers/a.o", "object");
	g_free(link);
	link = g_build_filename(mini->output, "source", NULL);
	g_assert_cmpint(symlink(mini->tree, link), ==, 0);
	mini->build =
		(struct ms_build){.tree = mini->tree, .output = mini->output, .arch = "arm64"};
	mini->series = record_new(&series_type);
	add_patch(mini, "0001.patch", mail);
	add_patch(mini, "0002.patch", second_mail);
}

static void tear_down(struct mini *mini, gconstpointer unused)
{
	(void)unused;
	series_free(mini->series);
	ms_scratch_free(mini->scratch);
	g_free(mini->tree);
	g_free(mini->output);
	g_free(mini->mails);
	g_free(mini->work);
}

static void test_relocate_text(void)
{
	static const char text[] = "-I/k/linux/include /k/linux-build/x /k/linux-next/y /k/linux\n"
				   "'/k/linux' /usr/k/linux/z $(wildcard /k/linux/a)";
	const struct relocation relocation = {"/k/linux", "/w/tree", "/k/linux-build", "/w/build"};
	gsize size;
	g_autofree char *moved = relocate_text(&relocation, text, strlen(text), &size);

	g_assert_cmpstr(moved, ==,
			"-I/w/tree/include /w/build/x /k/linux-next/y /w/tree\n"
			"'/w/tree' /usr/k/linux/z $(wildcard /w/tree/a)");
	g_assert_cmpuint(size, ==, strlen(moved));
	g_assert_null(relocate_text(&relocation, "a/b", 3, &size));
	g_assert_null(relocate_text(&relocation, "cc x_/k/linux", 13, &size));
	g_assert_null(relocate_text(&relocation, "", 0, &size));
}

/* with its variable under the old name, make would not find the command, and build anew */
static void test_relocate_variable(void)
{
	static const char text[] = "cmd_/k/build/a.o := gcc -Wp,-MT,/k/build/a.o -o /k/build/a.o\n"
				   "deps_/k/build/a.o := /k/linux/a.c\n";
	const struct relocation relocation = {"/k/linux", "/w/tree", "/k/build", "/w/build"};
	gsize size;
	g_autofree char *moved = relocate_text(&relocation, text, strlen(text), &size);

	g_assert_cmpstr(moved, ==,
			"cmd_/w/build/a.o := gcc -Wp,-MT,/w/build/a.o -o /w/build/a.o\n"
			"deps_/w/build/a.o := /w/tree/a.c\n");
}

/* a file whose new path is shorter ends where it should, and keeps its time */
static void test_relocate_shorter(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "relocate", &error);
	const char *build = ms_scratch_path(scratch);
	g_autofree char *path = g_build_filename(build, ".a.o.cmd", NULL);
	g_autofree char *text = NULL;
	const struct relocation relocation = {"/a/very/long/path/of/a/tree", "/t",
					      "/a/very/long/path/of/a/build", build};
	const struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
	struct stat st;

	g_assert_true(ms_write_file(path, "cc /a/very/long/path/of/a/tree/x.c\n", 35, &error));
	g_assert_cmpint(utimensat(AT_FDCWD, path, old, 0), ==, 0);
	g_assert_true(relocate_build(&relocation, NULL, &error));
	text = ms_read_file(path, NULL, &error);
	g_assert_cmpstr(text, ==, "cc /t/x.c\n");
	g_assert_cmpint(stat(path, &st), ==, 0);
	g_assert_cmpint(st.st_mtim.tv_sec, ==, 1000);
}

static void test_private_copy(struct mini *mini, gconstpointer unused)
{
	g_autofree char *tree_before = hash(mini->tree), *build_before = hash(mini->output);
	g_autofree char *key = workspace_key(&mini->build, "gcc 1", NULL, NULL);
	g_autofree char *tree_after = NULL, *build_after = NULL, *text = NULL, *fresh = NULL;
	g_autofree char *git = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new_static("changed\n", 8);
	g_autoptr(ms_workspace) made = NULL;
	g_autoptr(GError) error = NULL;

	(void)unused;
	made = workspace_open(&mini->build, mini->work, key, NULL, &error);
	g_assert_no_error(error);
	g_assert_true(made->relocated);
	g_assert_true(workspace_write(made, "drivers/widget.c", bytes, 0600, &error));
	g_assert_true(workspace_write(made, "drivers/new.c", bytes, 0644, &error));
	g_assert_true(workspace_write(made, "Makefile", NULL, 0, &error));
	put(made->output, "drivers/a.o", "new object");
	tree_after = hash(mini->tree);
	build_after = hash(mini->output);
	g_assert_cmpstr(tree_before, ==, tree_after);
	g_assert_cmpstr(build_before, ==, build_after);
	text = get(made->tree, "drivers/widget.c");
	g_assert_cmpstr(text, ==, "changed\n");
	git = g_build_filename(made->tree, ".git", NULL);
	g_assert_false(g_file_test(git, G_FILE_TEST_EXISTS));
	fresh = get(made->output, "drivers/.a.o.cmd");
	g_assert_nonnull(strstr(fresh, made->tree));
	g_assert_nonnull(strstr(fresh, made->output));
	g_assert_null(strstr(fresh, mini->tree));
	g_assert_null(strstr(fresh, mini->output));
}

/* files of the copied build keep their times: else make would build them anew */
static void test_times(struct mini *mini, gconstpointer unused)
{
	static const char *const names[] = {"drivers/a.o", "drivers/.a.o.cmd", ".config"};
	g_autoptr(ms_workspace) made = NULL;

	(void)unused;
	g_usleep(20000);
	made = workspace_open(&mini->build, mini->work, "key", NULL, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *old = g_build_filename(mini->output, names[i], NULL);
		g_autofree char *new = g_build_filename(made->output, names[i], NULL);
		struct stat a, b;

		g_assert_cmpint(stat(old, &a) | stat(new, &b), ==, 0);
		g_assert_cmpint(a.st_mtim.tv_sec, ==, b.st_mtim.tv_sec);
		g_assert_cmpint(a.st_mtim.tv_nsec, ==, b.st_mtim.tv_nsec);
		g_assert_cmpint(a.st_mode, ==, b.st_mode);
		g_assert_cmpint(a.st_ino, !=, b.st_ino);
	}
}

static void test_key(struct mini *mini, gconstpointer unused)
{
	g_autofree char *first = workspace_key(&mini->build, "gcc 1", NULL, NULL);
	g_autofree char *again = workspace_key(&mini->build, "gcc 1", NULL, NULL);
	g_autofree char *compiler = workspace_key(&mini->build, "gcc 2", NULL, NULL);
	g_autofree char *file = NULL, *config = NULL, *back = NULL;

	(void)unused;
	g_assert_cmpstr(first, ==, again);
	g_assert_cmpstr(first, !=, compiler);
	put(mini->tree, ".git/index", "git's own files are no part of the tree");
	back = workspace_key(&mini->build, "gcc 1", NULL, NULL);
	put(mini->tree, "drivers/widget.c", "int gadget;\n");
	file = workspace_key(&mini->build, "gcc 1", NULL, NULL);
	g_assert_cmpstr(first, !=, file);
	put(mini->output, ".config", "CONFIG_WIDGET=m\n");
	config = workspace_key(&mini->build, "gcc 1", NULL, NULL);
	g_assert_cmpstr(file, !=, config);
}

/* the same key is taken up with what was changed in it; another one starts afresh */
static void test_reuse(struct mini *mini, gconstpointer unused)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static("changed\n", 8);
	struct workspace *made = workspace_open(&mini->build, mini->work, "one", NULL, NULL);
	g_autofree char *text = NULL, *kept = NULL;
	g_autoptr(GError) error = NULL;

	(void)unused;
	g_assert_null(workspace_open(&mini->build, mini->work, "one", NULL, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_USAGE); /* in use */
	g_assert_true(workspace_write(made, "drivers/widget.c", bytes, 0644, NULL));
	put(made->output, "mark", "built");
	workspace_free(made);
	made = workspace_open(&mini->build, mini->work, "one", NULL, NULL);
	kept = get(made->output, "mark");
	g_assert_cmpstr(kept, ==, "built");
	g_assert_cmpuint(made->dirty->len, ==, 1);
	g_assert_cmpstr(made->dirty->pdata[0], ==, "drivers/widget.c");
	workspace_free(made);
	made = workspace_open(&mini->build, mini->work, "two", NULL, NULL);
	text = get(made->tree, "drivers/widget.c");
	g_assert_cmpstr(text, ==, widget);
	g_assert_null(get(made->output, "mark"));
	workspace_free(made);
}

static void test_work_is_taken(struct mini *mini, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *mine = NULL;

	(void)unused;
	put(mini->work, "thesis.txt", "mine");
	g_assert_null(workspace_open(&mini->build, mini->work, "one", NULL, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_USAGE);
	mine = get(mini->work, "thesis.txt");
	g_assert_cmpstr(mine, ==, "mine");
}

static void test_scratch_goes(struct mini *mini, gconstpointer unused)
{
	g_autofree char *folder = NULL;
	struct workspace *made;

	(void)unused;
	g_setenv("MODSPLIT_CACHE", mini->work, TRUE);
	made = workspace_open(&mini->build, NULL, "one", NULL, NULL);
	g_assert_nonnull(made);
	folder = g_strdup(made->folder);
	g_assert_true(g_str_has_prefix(folder, mini->work));
	g_assert_true(g_file_test(folder, G_FILE_TEST_IS_DIR));
	workspace_free(made);
	g_assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
	g_unsetenv("MODSPLIT_CACHE");
}

static void test_links_are_refused(struct mini *mini, gconstpointer unused)
{
	static const char *const paths[] = {"link/widget.c", "../x", "a//b", "/etc/x", "link"};
	g_autoptr(ms_workspace) made = workspace_open(&mini->build, mini->work, "k", NULL, NULL);
	g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);

	(void)unused;
	for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_false(workspace_write(made, paths[i], bytes, 0644, &error));
		g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
	}
}

static void test_cancelled(struct mini *mini, gconstpointer unused)
{
	g_autoptr(GCancellable) cancel = g_cancellable_new();
	const struct ms_job job = {.cancel = cancel};
	g_autoptr(GError) error = NULL;
	g_autoptr(GDir) left = NULL;
	g_autofree char *verify = g_build_filename(mini->work, "verify", NULL);

	(void)unused;
	g_setenv("MODSPLIT_CACHE", mini->work, TRUE);
	g_cancellable_cancel(cancel);
	g_assert_null(workspace_open(&mini->build, NULL, "one", &job, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_CANCELLED);
	left = g_dir_open(verify, 0, NULL);
	g_assert_nonnull(left);
	g_assert_null(g_dir_read_name(left));
	g_unsetenv("MODSPLIT_CACHE");
}

static void test_states(struct mini *mini, gconstpointer unused)
{
	const gboolean both[] = {TRUE, TRUE}, second[] = {FALSE, TRUE};
	g_autofree char *before = hash(mini->tree), *after = NULL, *refused = NULL;
	g_autofree char *text = NULL, *back = NULL, *header = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_staging) staging =
		staging_new(mini->tree, mini->series, mini->mails, NULL, &error);
	g_autoptr(ms_workspace) made = workspace_open(&mini->build, mini->work, "k", NULL, NULL);
	g_autoptr(GHashTable) full = NULL, part = NULL;

	(void)unused;
	g_assert_no_error(error);
	g_assert_cmpuint(staging->touched->len, ==, 2);
	g_assert_cmpuint(strlen(staging->ids->pdata[0]), ==, 40);
	full = staging_state(staging, both, NULL, &refused, &error);
	part = staging_state(staging, second, NULL, &refused, &error);
	g_assert_no_error(error);
	g_assert_null(refused);
	g_assert_true(staging_enter(staging, full, made, &error));
	text = get(made->tree, "drivers/widget.c");
	g_assert_nonnull(strstr(text, "return 2;"));
	g_assert_true(staging_enter(staging, part, made, &error));
	back = get(made->tree, "drivers/widget.c");
	header = get(made->tree, "drivers/widget.h");
	g_assert_cmpstr(back, ==, widget);
	g_assert_cmpstr(header, ==, "int f(void);\n");
	after = hash(mini->tree);
	g_assert_cmpstr(before, ==, after);
}

static void test_refused(struct mini *mini, gconstpointer unused)
{
	const gboolean both[] = {TRUE, TRUE};
	g_autoptr(ms_staging) staging = NULL;
	g_autofree char *refused = NULL;
	g_autoptr(GError) error = NULL;

	(void)unused;
	put(mini->tree, "drivers/widget.c", "int other;\n");
	staging = staging_new(mini->tree, mini->series, mini->mails, NULL, &error);
	g_assert_no_error(error);
	g_assert_null(staging_state(staging, both, NULL, &refused, &error));
	g_assert_no_error(error);
	g_assert_true(g_str_has_prefix(refused, "'0001.patch' does not apply: "));
}

static void test_damaged(struct mini *mini, gconstpointer unused)
{
	static const char *const texts[] = {
		"",
		"From: A\nSubject: none\n\nno patch here\n",
		("diff --git a/link/x b/link/x\nnew file mode 100644\n--- /dev/null\n+++ b/link/x\n"
		 "@@ -0,0 +1 @@\n+x\n"),
		"--- a/../x\n+++ b/../x\n@@ -0,0 +1 @@\n+x\n",
		"--- a/drivers/widget.c\n+++ b/drivers/widget.c\n@@ -1,3 +1,3 @@\n int widget;\n",
	};

	(void)unused;
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GError) error = NULL;

		put(mini->mails, "0001.patch", texts[i]);
		g_assert_null(staging_new(mini->tree, mini->series, mini->mails, NULL, &error));
		g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
		g_assert_nonnull(strstr(error->message, "0001.patch"));
	}
}

/* cut between two files, a mail is still a patch; series.json knows better */
static void test_cut(struct mini *mini, gconstpointer unused)
{
	struct series_patch *first = mini->series->patches->pdata[0];
	g_autoptr(GError) error = NULL;

	(void)unused;
	g_ptr_array_add(first->files, g_strdup("drivers/widget.c"));
	g_ptr_array_add(first->files, g_strdup("drivers/Kconfig"));
	g_assert_null(staging_new(mini->tree, mini->series, mini->mails, NULL, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
	g_assert_nonnull(strstr(error->message, "'drivers/Kconfig'"));
}

#define ADD(name, function) g_test_add(name, struct mini, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/workspace/relocate-text", test_relocate_text);
	g_test_add_func("/workspace/relocate-variable", test_relocate_variable);
	g_test_add_func("/workspace/relocate-shorter", test_relocate_shorter);
	ADD("/workspace/private-copy", test_private_copy);
	ADD("/workspace/times", test_times);
	ADD("/workspace/key", test_key);
	ADD("/workspace/reuse", test_reuse);
	ADD("/workspace/work-is-taken", test_work_is_taken);
	ADD("/workspace/scratch-goes", test_scratch_goes);
	ADD("/workspace/links-are-refused", test_links_are_refused);
	ADD("/workspace/cancelled", test_cancelled);
	ADD("/staging/states", test_states);
	ADD("/staging/refused", test_refused);
	ADD("/staging/damaged", test_damaged);
	ADD("/staging/cut", test_cut);
	return g_test_run();
}
