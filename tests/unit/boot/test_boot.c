/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "base/files.h"
#include "boot/boot.h"
#include <modsplit/error.h>

/* A machine whose qemu is a program of ours, found in PATH before all others. */
struct place {
	ms_scratch *scratch;
	char *temporary; /* what TMPDIR is while the test runs */
	char *pid;       /* where the program writes its process id */
	char *image;
	char *path; /* PATH before */
	struct boot_machine *machine;
	GPtrArray *lines;
};

static char *in_place(const struct place *place, const char *name)
{
	return g_build_filename(ms_scratch_path(place->scratch), name, NULL);
}

static void write_program(const struct place *place, const char *what)
{
	g_autofree char *path = in_place(place, "bin/qemu-for-a-test");
	g_autofree char *text =
		g_strdup_printf("#!/bin/sh\necho $$ > '%s'\n%s\n", place->pid, what);

	g_assert_true(ms_write_file(path, text, strlen(text), NULL));
	g_assert_cmpint(g_chmod(path, 0755), ==, 0);
}

static void place_setup(struct place *place, const void *data)
{
	g_autofree char *bin = NULL, *path = NULL;

	(void)data;
	place->scratch = ms_scratch_new(NULL, "test-boot", NULL);
	place->temporary = in_place(place, "tmp");
	place->pid = in_place(place, "pid");
	place->image = in_place(place, "Image");
	place->path = g_strdup(g_getenv("PATH"));
	bin = in_place(place, "bin");
	path = g_strdup_printf("%s:%s", bin, place->path);
	g_assert_cmpint(g_mkdir(place->temporary, 0755), ==, 0);
	g_assert_true(ms_write_file(place->image, "kernel", 6, NULL));
	g_setenv("PATH", path, TRUE);
	g_setenv("TMPDIR", place->temporary, TRUE);
	place->machine = record_new(&boot_machine_type);
	place->machine->name = g_strdup("test");
	place->machine->program = g_strdup("qemu-for-a-test");
	place->machine->package = g_strdup("a-package");
	place->machine->disk = g_strdup("a-disk");
	place->machine->console = g_strdup("ttyX");
	place->lines = g_ptr_array_new();
	g_ptr_array_add(place->lines, (char *)"snapshot end");
}

static void place_teardown(struct place *place, const void *data)
{
	(void)data;
	g_setenv("PATH", place->path, TRUE);
	g_unsetenv("TMPDIR");
	ms_scratch_free(place->scratch);
	record_free(&boot_machine_type, place->machine);
	g_ptr_array_unref(place->lines);
	g_free(place->temporary);
	g_free(place->pid);
	g_free(place->image);
	g_free(place->path);
}

static gboolean run(const struct place *place, guint seconds, const struct ms_job *job,
		    struct boot_result **result, GError **error)
{
	const struct boot_kernel kernel = {.image = place->image,
					   .release = "1.2.3",
					   .build = ms_scratch_path(place->scratch)};
	const struct boot_orders orders = {.lines = place->lines, .time_limit_s = seconds};

	return boot_run(place->machine, &kernel, &orders, job, result, error);
}

/* Nothing is left: neither the child nor a scratch directory. */
static void check_gone(const struct place *place)
{
	g_autofree char *pid = ms_read_file(place->pid, NULL, NULL);
	g_autoptr(GDir) dir = g_dir_open(place->temporary, 0, NULL);

	if (pid) {
		g_assert_cmpint(kill(atoi(pid), 0), ==, -1);
		g_assert_cmpint(errno, ==, ESRCH);
	}
	g_assert_cmpstr(g_dir_read_name(dir), ==, NULL);
}

static void test_output(struct place *place, const void *data)
{
	g_autoptr(boot_result) result = NULL;
	g_autoptr(GError) error = NULL;

	(void)data;
	write_program(place, "printf 'one\\r\\ntwo\\033\\n'; echo talk >&2; "
			     "printf '{\"event\":\"end\"}\\n' > report.jsonl; "
			     "test -s disk.img && test -s initramfs.cpio.gz && test -s Image");
	g_assert_true(run(place, 60, NULL, &result, &error));
	g_assert_no_error(error);
	g_assert_cmpstr(result->console, ==, "one\ntwo\n");
	g_assert_cmpstr(result->qemu_says, ==, "talk\n");
	g_assert_cmpstr(result->report, ==, "{\"event\":\"end\"}\n");
	g_assert_cmpint(result->status, ==, 0);
	g_assert_false(result->timed_out);
	g_assert_cmpint(result->initramfs_bytes, >, 1000);
	g_assert_null(strstr(result->command, place->temporary));
	g_assert_nonnull(strstr(result->command, "-nic none"));
	g_assert_nonnull(strstr(result->command, "-monitor none"));
	g_assert_nonnull(strstr(result->command, "file=disk.img,format=raw,readonly=on"));
	g_assert_nonnull(strstr(result->command, "-append 'console=ttyX panic=-1'"));
	check_gone(place);
}

/* A board without virtio: the report goes out by a second serial line, and there is no disk. */
static void test_serial_lines(struct place *place, const void *data)
{
	g_autoptr(boot_result) result = NULL;
	g_autoptr(GError) error = NULL;

	(void)data;
	g_clear_pointer(&place->machine->disk, g_free);
	place->machine->report_tty = g_strdup("ttyX1");
	write_program(place, "echo up; zcat initramfs.cpio.gz | grep -c /dev/ttyX1");
	g_assert_true(run(place, 60, NULL, &result, &error));
	g_assert_no_error(error);
	g_assert_cmpstr(result->console, ==, "up\n1\n");
	g_assert_nonnull(strstr(result->command,
				"-serial chardev:console -chardev file,id=report,path=report.jsonl "
				"-serial chardev:report"));
	g_assert_null(strstr(result->command, "virtio"));
	g_assert_null(strstr(result->command, "-drive"));
}

/* The report's bus, where it is not the one that most machines have. */
static void test_report_bus(struct place *place, const void *data)
{
	g_autoptr(boot_result) result = NULL;

	(void)data;
	place->machine->report = g_strdup("virtio-serial-pci");
	write_program(place, "echo up");
	g_assert_true(run(place, 60, NULL, &result, NULL));
	g_assert_nonnull(strstr(result->command, "-device virtio-serial-pci -device virtserialport,"
						 "chardev=report,name=modsplit"));
}

/* A machine's device tree is a file of the build; without it nothing is started. */
static void test_dtb(struct place *place, const void *data)
{
	g_autofree char *path = in_place(place, "boards/acme.dtb");
	g_autofree char *folder = in_place(place, "boards");
	g_autoptr(boot_result) result = NULL;
	g_autoptr(GError) error = NULL;

	(void)data;
	place->machine->dtb = g_strdup("boards/acme.dtb");
	write_program(place, "cat used.dtb");
	g_assert_false(boot_check(place->machine, ms_scratch_path(place->scratch), &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_TREE);
	g_assert_nonnull(strstr(error->message, "'boards/acme.dtb': make it with 'make dtbs'"));
	g_clear_error(&error);
	g_assert_false(run(place, 60, NULL, &result, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_TREE);
	g_clear_error(&error);
	g_assert_cmpint(g_mkdir(folder, 0755), ==, 0);
	g_assert_true(ms_write_file(path, "a tree\n", 7, NULL));
	g_assert_true(run(place, 60, NULL, &result, &error));
	g_assert_no_error(error);
	g_assert_cmpstr(result->console, ==, "a tree\n");
	g_assert_nonnull(strstr(result->command, "-dtb used.dtb"));
}

static void test_time_limit(struct place *place, const void *data)
{
	g_autoptr(boot_result) result = NULL;
	g_autoptr(GError) error = NULL;

	(void)data;
	write_program(place, "echo begun; exec sleep 60");
	g_assert_true(run(place, 1, NULL, &result, &error));
	g_assert_no_error(error);
	g_assert_true(result->timed_out);
	g_assert_cmpint(result->status, ==, -1);
	g_assert_cmpstr(result->console, ==, "begun\n");
	g_assert_cmpstr(result->report, ==, "");
	check_gone(place);
}

static void *cancel_when_running(void *data)
{
	void **both = data;
	const struct place *place = both[0];

	for (int i = 0; i < 600 && !g_file_test(place->pid, G_FILE_TEST_EXISTS); i++)
		g_usleep(50 * 1000);
	g_usleep(200 * 1000);
	g_cancellable_cancel(both[1]);
	return NULL;
}

static void test_cancel(struct place *place, const void *data)
{
	g_autoptr(GCancellable) cancel = g_cancellable_new();
	const struct ms_job job = {.cancel = cancel};
	void *both[] = {place, cancel};
	struct boot_result *result = NULL;
	g_autoptr(GError) error = NULL;
	GThread *thread;

	(void)data;
	write_program(place, "exec sleep 60");
	thread = g_thread_new("cancel", cancel_when_running, both);
	g_assert_false(run(place, 50, &job, &result, &error));
	g_thread_join(thread);
	g_assert_error(error, MS_ERROR, MS_ERROR_CANCELLED);
	g_assert_null(result);
	g_assert_true(g_file_test(place->pid, G_FILE_TEST_EXISTS));
	check_gone(place);
}

static void check_error(struct place *place, int code, const char *message)
{
	struct boot_result *result = NULL;
	g_autoptr(GError) error = NULL;

	g_assert_false(run(place, 10, NULL, &result, &error));
	g_assert_error(error, MS_ERROR, code);
	g_assert_null(result);
	g_assert_nonnull(strstr(error->message, message));
	check_gone(place);
}

static void test_refused(struct place *place, const void *data)
{
	(void)data;
	write_program(place, "echo 'no such board' >&2; exit 1");
	check_error(place, MS_ERROR_TOOL, "no such board");
	g_assert_cmpint(g_remove(place->image), ==, 0);
	check_error(place, MS_ERROR_IO, "no kernel image");
	place->machine->firmware = g_strdup("/nonexistent/EFI.fd");
	place->machine->firmware_package = g_strdup("b-package");
	check_error(place, MS_ERROR_TOOL, "apt-get install b-package");
	g_free(place->machine->program);
	place->machine->program = g_strdup("qemu-that-nobody-has");
	check_error(place, MS_ERROR_TOOL, "apt-get install a-package");
}

static void test_no_compiler(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(boot_guest_init("none-linux-gnu-", NULL, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_TOOL);
	g_assert_nonnull(strstr(error->message, "apt-get install gcc-none-linux-gnu"));
}

/* The guest's /init is one program for every architecture whose compiler is here. */
static void test_guest(void)
{
	static const struct {
		const char *prefix;
		guint class, machine; /* of the ELF header: EI_CLASS, e_machine */
	} rows[] = {
		{"aarch64-linux-gnu-", 2, 183},
		{"arm-linux-gnueabihf-", 1, 40},
		{"riscv64-linux-gnu-", 2, 243},
		{"x86_64-linux-gnu-", 2, 62},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *compiler = g_strconcat(rows[i].prefix, "gcc", NULL);
		g_autofree char *found = g_find_program_in_path(compiler);
		g_autofree char *path = NULL, *data = NULL;
		g_autoptr(GError) error = NULL;
		gsize size;

		if (!found) {
			g_test_message("no %s here", compiler);
			continue;
		}
		path = boot_guest_init(rows[i].prefix, NULL, &error);
		g_assert_no_error(error);
		data = ms_read_file(path, &size, &error);
		g_assert_no_error(error);
		g_assert_cmpuint((guint)data[4], ==, rows[i].class);
		g_assert_cmpuint((guint8)data[18], ==, rows[i].machine);
		g_assert_cmpuint(size, >, 1000);
	}
}

#define TEST(name, function) \
	g_test_add("/boot/" name, struct place, NULL, place_setup, function, place_teardown)

int main(int argc, char **argv)
{
	g_autoptr(ms_scratch) cache = ms_scratch_new(NULL, "test-boot-cache", NULL);

	g_setenv("MODSPLIT_CACHE", ms_scratch_path(cache), TRUE);
	g_test_init(&argc, &argv, NULL);
	TEST("output", test_output);
	TEST("serial-lines", test_serial_lines);
	TEST("report-bus", test_report_bus);
	TEST("dtb", test_dtb);
	TEST("time-limit", test_time_limit);
	TEST("cancel", test_cancel);
	TEST("refused", test_refused);
	g_test_add_func("/boot/no-compiler", test_no_compiler);
	g_test_add_func("/boot/guest", test_guest);
	return g_test_run();
}
