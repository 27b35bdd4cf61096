/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include <modsplit/error.h>

#include "base/process.h"

static ms_process_result *run(const struct ms_process *process, const struct ms_job *job,
			      GError **error)
{
	ms_process_result *result = NULL;

	ms_process_run(process, job, &result, error);
	return result;
}

static void test_output(void)
{
	const char *argv[] = {"sh", "-c", "cat; echo err >&2; exit 3", NULL};
	const struct ms_process process = {.argv = argv, .input = "in\n", .input_size = 3};
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_process_result) result = run(&process, NULL, &error);

	g_assert_no_error(error);
	g_assert_cmpint(result->status, ==, 3);
	g_assert_cmpstr(result->out, ==, "in\n");
	g_assert_cmpstr(result->err, ==, "err\n");
}

/* more than a pipe holds, in both directions at once */
static void test_large(void)
{
	const char *argv[] = {"cat", NULL};
	int size = 3 << 20;
	g_autofree char *input = g_strnfill((gsize)size, 'a');
	const struct ms_process process = {.argv = argv, .input = input, .input_size = (gsize)size};
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_process_result) result = run(&process, NULL, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(result->out_size, ==, (guint)size);
	g_assert_cmpmem(result->out, (gsize)size, input, (gsize)size);
}

static void test_limit(void)
{
	const char *argv[] = {"head", "-c", "100000", "/dev/zero", NULL};
	const struct ms_process process = {.argv = argv, .output_limit = 1000};
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_process_result) result = run(&process, NULL, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(result->out_size, ==, 1000);
}

static void count_line(void *data, const char *text, gboolean is_stderr)
{
	g_string_append_printf(data, "%d:%s;", is_stderr, text);
}

static void test_lines(void)
{
	const char *argv[] = {"sh", "-c", "printf 'a\\nb'; printf 'c\\n'; echo d >&2", NULL};
	g_autoptr(GString) lines = g_string_new(NULL);
	const struct ms_process process = {.argv = argv, .line = count_line, .line_data = lines};
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_process_result) result = run(&process, NULL, &error);

	g_assert_nonnull(strstr(lines->str, "0:a;0:bc;"));
	g_assert_nonnull(strstr(lines->str, "1:d;"));
	g_assert_cmpint(result->status, ==, 0);
}

/* a process that ended may stay as a zombie where nobody reaps orphans */
static gboolean has_ended(const char *pid)
{
	g_autofree char *path = g_strdup_printf("/proc/%s/stat", pid);
	g_autofree char *stat = NULL;
	const char *state;

	if (!g_file_get_contents(path, &stat, NULL, NULL))
		return TRUE;
	state = strrchr(stat, ')');
	return state && state[1] && state[2] == 'Z';
}

/* what a child started must be gone with it: the grandchild printed its pid */
static void assert_gone(const char *pid)
{
	g_assert_cmpint(atoi(pid), >, 1);
	for (int i = 0; i < 50 && !has_ended(pid); i++)
		g_usleep(20 * 1000);
	g_assert_true(has_ended(pid));
}

static void note_pid(void *data, const char *text, gboolean is_stderr)
{
	if (!is_stderr)
		g_string_assign(data, text);
}

static void test_time_limit(void)
{
	const char *argv[] = {"sh", "-c", "sleep 100 & echo $!; wait", NULL};
	g_autoptr(GString) pid = g_string_new(NULL);
	const struct ms_process process = {.argv = argv,
					   .timeout_s = 1,
					   .line = note_pid,
					   .line_data = pid};
	g_autoptr(GError) error = NULL;

	g_assert_null(run(&process, NULL, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_TIMEOUT);
	assert_gone(pid->str);
}

static void cancel_on_line(void *data, const char *text, gboolean is_stderr)
{
	struct {
		GCancellable *cancel;
		GString *pid;
	} *state = data;

	note_pid(state->pid, text, is_stderr);
	g_cancellable_cancel(state->cancel);
}

static void test_cancel(void)
{
	const char *argv[] = {"sh", "-c", "sleep 100 & echo $!; wait", NULL};
	g_autoptr(GString) pid = g_string_new(NULL);
	g_autoptr(GCancellable) cancel = g_cancellable_new();
	struct {
		GCancellable *cancel;
		GString *pid;
	} state = {cancel, pid};
	const struct ms_process process = {.argv = argv,
					   .line = cancel_on_line,
					   .line_data = &state};
	const struct ms_job job = {.cancel = cancel};
	g_autoptr(GError) error = NULL;

	g_assert_null(run(&process, &job, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_CANCELLED);
	assert_gone(pid->str);
}

static void test_errors(void)
{
	const char *missing[] = {"modsplit-no-such-program", NULL};
	const char *fails[] = {"sh", "-c", "echo first >&2; echo last >&2; exit 4", NULL};
	g_autoptr(GError) error = NULL;

	g_assert_false(ms_process_ok(missing, NULL, NULL, NULL, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_TOOL);
	g_clear_error(&error);
	g_assert_false(ms_process_ok(fails, NULL, NULL, NULL, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_TOOL);
	g_assert_nonnull(strstr(error->message, "status 4"));
	g_assert_nonnull(strstr(error->message, "last"));
}

static void test_environment(void)
{
	const char *argv[] = {"sh", "-c", "echo $MS_A-$MS_B", NULL};
	const char *env[] = {"MS_A=1", "MS_B", NULL};
	const struct ms_process process = {.argv = argv, .setenv = env, .directory = "/"};
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_process_result) result = NULL;

	g_setenv("MS_B", "set", TRUE);
	result = run(&process, NULL, &error);
	g_assert_cmpstr(result->out, ==, "1-\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/process/output", test_output);
	g_test_add_func("/process/large", test_large);
	g_test_add_func("/process/limit", test_limit);
	g_test_add_func("/process/lines", test_lines);
	g_test_add_func("/process/time-limit", test_time_limit);
	g_test_add_func("/process/cancel", test_cancel);
	g_test_add_func("/process/errors", test_errors);
	g_test_add_func("/process/environment", test_environment);
	return g_test_run();
}
