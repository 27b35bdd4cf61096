/* SPDX-License-Identifier: GPL-2.0-only */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <modsplit/error.h>

#include "base/copy.h"
#include "base/files.h"

static char *below(const ms_scratch *scratch, const char *name)
{
	return g_build_filename(ms_scratch_path(scratch), name, NULL);
}

static void write_text(const char *path, const char *text)
{
	g_autoptr(GError) error = NULL;

	ms_write_file(path, text, strlen(text), &error);
	g_assert_no_error(error);
}

static void assert_text(const char *path, const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *found = ms_read_file(path, NULL, &error);

	g_assert_no_error(error);
	g_assert_cmpstr(found, ==, text);
}

static void test_scratch_is_gone(void)
{
	g_autoptr(GError) error = NULL;
	ms_scratch *scratch = ms_scratch_new(NULL, "files", &error);
	g_autofree char *path = g_strdup(ms_scratch_path(scratch));
	g_autofree char *deep = below(scratch, "a/b/c");
	g_autofree char *outside = g_strdup_printf("%s.outside", path);
	g_autofree char *link = below(scratch, "link");

	write_text(deep, "x");
	write_text(outside, "stays");
	g_assert_cmpint(symlink(outside, link), ==, 0);
	ms_scratch_free(scratch);
	g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
	assert_text(outside, "stays");
	g_unlink(outside);
}

/* a write replaces the file: the other end of a hard link keeps its bytes, the mode is kept */
static void test_link_tree(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "files", &error);
	g_autofree char *from = below(scratch, "from");
	g_autofree char *to = below(scratch, "to");
	g_autofree char *script = below(scratch, "from/sub/script");
	g_autofree char *copy = below(scratch, "to/sub/script");
	g_autofree char *link = below(scratch, "from/link");
	g_autofree char *copied_link = below(scratch, "to/link");
	g_autofree char *target = NULL;
	struct stat before, after;

	write_text(script, "old");
	g_assert_cmpint(chmod(script, 0755), ==, 0);
	g_assert_cmpint(symlink("sub/script", link), ==, 0);
	g_assert_true(ms_link_tree(from, to, NULL, &error));
	stat(script, &before);
	stat(copy, &after);
	g_assert_cmpuint(before.st_ino, ==, after.st_ino);
	write_text(copy, "new");
	assert_text(script, "old");
	assert_text(copy, "new");
	stat(copy, &after);
	g_assert_cmpuint(after.st_mode & 07777, ==, 0755);
	target = g_file_read_link(copied_link, NULL);
	g_assert_cmpstr(target, ==, "sub/script");
	g_assert_false(ms_link_tree(from, to, NULL, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_IO);
}

/* a write that cannot be finished leaves the old file and nothing beside it */
static void test_no_room(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "files", &error);
	g_autofree char *path = below(scratch, "file");
	g_autofree char *big = g_strnfill(1 << 20, 'x');
	const struct rlimit small = {.rlim_cur = 4096, .rlim_max = RLIM_INFINITY};
	struct rlimit old;
	GDir *dir;

	write_text(path, "old");
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	setrlimit(RLIMIT_FSIZE, &small);
	g_assert_false(ms_write_file(path, big, 1 << 20, &error));
	setrlimit(RLIMIT_FSIZE, &old);
	g_assert_error(error, MS_ERROR, MS_ERROR_IO);
	g_assert_nonnull(strstr(error->message, path));
	assert_text(path, "old");
	dir = g_dir_open(ms_scratch_path(scratch), 0, NULL);
	g_assert_cmpstr(g_dir_read_name(dir), ==, "file");
	g_assert_null(g_dir_read_name(dir));
	g_dir_close(dir);
}

/* a pipe is written into; whoever writes files of his own never puts one in a pipe's place */
static void test_special(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "files", &error);
	g_autofree char *pipe = below(scratch, "pipe"), *link = below(scratch, "link");
	g_autofree char *file = below(scratch, "file"), *deep = below(scratch, "no/file");
	struct stat st;
	char got[8] = "";
	int fd;

	g_assert_cmpint(mkfifo(pipe, 0600), ==, 0);
	fd = open(pipe, O_RDONLY | O_NONBLOCK);
	g_assert_true(ms_write_product(pipe, "into", 4, &error));
	g_assert_cmpint(read(fd, got, sizeof(got)), ==, 4);
	g_assert_cmpstr(got, ==, "into");
	close(fd);
	g_assert_false(ms_write_file(pipe, "over", 4, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_IO);
	g_clear_error(&error);
	g_assert_true(!lstat(pipe, &st) && S_ISFIFO(st.st_mode));

	write_text(file, "longer than what comes");
	g_assert_cmpint(symlink("file", link), ==, 0);
	g_assert_true(ms_write_product(link, "short", 5, &error));
	g_assert_true(!lstat(link, &st) && S_ISLNK(st.st_mode));
	assert_text(file, "short");
	g_assert_false(ms_write_product(deep, "x", 1, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_IO);
	g_assert_false(ms_write_product("/dev/full", "x", 1, NULL));
}

static void test_cache_dir(void)
{
	g_autofree char *here = g_get_current_dir(), *wanted = g_build_filename(here, "c", NULL);
	g_autofree char *cache = NULL;

	g_setenv("MODSPLIT_CACHE", "c", TRUE);
	cache = ms_cache_dir();
	g_assert_cmpstr(cache, ==, wanted);
	g_unsetenv("MODSPLIT_CACHE");
}

static void test_missing(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(ms_read_file("/nowhere/at/all", NULL, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_IO);
	g_assert_cmpstr(error->message, ==, "cannot read '/nowhere/at/all': no such file");
	g_clear_error(&error);
	g_assert_null(ms_read_file("/", NULL, &error));
	g_assert_cmpstr(error->message, ==, "cannot read '/': Is a directory");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/files/scratch-is-gone", test_scratch_is_gone);
	g_test_add_func("/files/link-tree", test_link_tree);
	g_test_add_func("/files/no-room", test_no_room);
	g_test_add_func("/files/special", test_special);
	g_test_add_func("/files/cache-dir", test_cache_dir);
	g_test_add_func("/files/missing", test_missing);
	return g_test_run();
}
