/* SPDX-License-Identifier: GPL-2.0-only */
#include <fcntl.h>
#include <sys/stat.h>

#include "base/files.h"
#include "build/kernel.h"

/* a kernel of 100 bytes, used so many seconds after the epoch */
static void keep_kernel(const char *directory, const char *name, int used)
{
	g_autofree char *folder = g_build_filename(directory, name, NULL);
	g_autofree char *json = g_build_filename(folder, "kernel.json", NULL);
	const struct timespec times[2] = {{.tv_sec = used}, {.tv_sec = used}};
	g_autoptr(ms_kernel) kernel = record_new(&kernel_type);

	kernel->key = g_strdup(name);
	kernel->image_bytes = 60;
	kernel->packed_bytes = 40;
	g_assert_true(record_save(&kernel_type, kernel, json, NULL));
	g_assert_cmpint(utimensat(AT_FDCWD, folder, times, 0), ==, 0);
}

static guint left_of(guint keep, gint64 bytes)
{
	static const char *const names[] = {"a", "b", "c", "d", NULL}; /* the oldest first */
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "test-kernel", NULL);
	const char *directory = ms_scratch_path(scratch);
	guint left = 0;

	for (int i = 0; names[i]; i++)
		keep_kernel(directory, names[i], 1000 + i);
	kernel_prune(directory, keep, bytes);
	for (int i = 0; names[i]; i++) {
		g_autofree char *folder = g_build_filename(directory, names[i], NULL);

		if (g_file_test(folder, G_FILE_TEST_EXISTS))
			left = left * 10 + (guint)i + 1;
	}
	return left;
}

static void test_prune(void)
{
	g_assert_cmpuint(left_of(4, 0), ==, 1234);
	g_assert_cmpuint(left_of(2, 0), ==, 34);
	g_assert_cmpuint(left_of(2, 399), ==, 234);
	g_assert_cmpuint(left_of(2, 400), ==, 1234);
	g_assert_cmpuint(left_of(0, 99), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/kernel/prune", test_prune);
	return g_test_run();
}
