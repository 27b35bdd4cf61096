/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib-unix.h>
#include <modsplit/error.h>

enum { STREAM_OUT, STREAM_ERR, STREAM_IN, STREAMS };

struct stream {
	int fd;
	GString *text; /* what is kept of it */
	GString *line; /* the line that is still open */
};

struct run {
	const struct ms_process *process;
	const struct ms_job *job;
	GPid pid;
	struct stream streams[STREAMS];
	gsize written;
	gint64 deadline; /* monotonic, microseconds */
	gsize limit;
};

void ms_job_progress(const struct ms_job *job, const char *stage, guint done, guint total,
		     const char *what)
{
	if (job && job->progress)
		job->progress(job->data, stage, done, total, what);
}

void ms_job_say(const struct ms_job *job, const char *format, ...)
{
	g_autofree char *line = NULL;
	va_list args;

	if (!job || !job->say)
		return;
	va_start(args, format);
	line = g_strdup_vprintf(format, args);
	va_end(args);
	job->say(job->data, line);
}

gboolean ms_job_cancelled(const struct ms_job *job, GError **error)
{
	if (!job || !job->cancel || !g_cancellable_is_cancelled(job->cancel))
		return FALSE;
	g_set_error(error, MS_ERROR, MS_ERROR_CANCELLED, "interrupted");
	return TRUE;
}

/* runs in the child, between fork and exec */
static void child_setup(gpointer data)
{
	sigset_t none;

	(void)data;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static char **child_environment(const struct ms_process *process)
{
	char **env = g_get_environ();

	for (const char *const *p = process->setenv; p && *p; p++) {
		const char *equals = strchr(*p, '=');
		g_autofree char *name = equals ? g_strndup(*p, (gsize)(equals - *p)) : NULL;

		env = name ? g_environ_setenv(env, name, equals + 1, TRUE)
			   : g_environ_unsetenv(env, *p);
	}
	return env;
}

static gboolean start(struct run *run, GError **error)
{
	const struct ms_process *process = run->process;
	g_auto(GStrv) env = child_environment(process);
	GSpawnFlags flags = G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH;
	GError *inner = NULL;

	if (g_spawn_async_with_pipes(process->directory, (char **)process->argv, env, flags,
				     child_setup, NULL, &run->pid,
				     process->input ? &run->streams[STREAM_IN].fd : NULL,
				     &run->streams[STREAM_OUT].fd, &run->streams[STREAM_ERR].fd,
				     &inner)) {
		for (int i = 0; i < STREAMS; i++)
			if (run->streams[i].fd >= 0)
				g_unix_set_fd_nonblocking(run->streams[i].fd, TRUE, NULL);
		return TRUE;
	}
	g_set_error(error, MS_ERROR, MS_ERROR_TOOL, "cannot start '%s': %s", process->argv[0],
		    inner->message);
	g_error_free(inner);
	return FALSE;
}

static void close_stream(struct stream *stream)
{
	if (stream->fd >= 0)
		close(stream->fd);
	stream->fd = -1;
}

static void take(struct run *run, int index, const char *data, gsize size)
{
	struct stream *stream = &run->streams[index];
	gsize room = run->limit - stream->text->len;

	g_string_append_len(stream->text, data, (gssize)MIN(size, room));
	if (!run->process->line)
		return;
	for (gsize i = 0; i < size; i++) {
		if (data[i] != '\n') {
			if (stream->line->len < 65536)
				g_string_append_c(stream->line, data[i]);
			continue;
		}
		run->process->line(run->process->line_data, stream->line->str, index == STREAM_ERR);
		g_string_truncate(stream->line, 0);
	}
}

static void read_stream(struct run *run, int index)
{
	char buffer[65536];
	gssize n = read(run->streams[index].fd, buffer, sizeof(buffer));

	if (n > 0)
		take(run, index, buffer, (gsize)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		close_stream(&run->streams[index]);
}

static void write_stream(struct run *run)
{
	const struct ms_process *process = run->process;
	struct stream *stream = &run->streams[STREAM_IN];
	gssize n = write(stream->fd, process->input + run->written,
			 process->input_size - run->written);

	if (n > 0)
		run->written += (gsize)n;
	if (run->written == process->input_size || (n < 0 && errno != EAGAIN && errno != EINTR))
		close_stream(stream);
}

/* one round of poll(); FALSE once both output streams are closed */
static gboolean pump(struct run *run)
{
	struct pollfd fds[STREAMS];
	gboolean any = FALSE;

	for (int i = 0; i < STREAMS; i++) {
		fds[i].fd = run->streams[i].fd;
		fds[i].events = i == STREAM_IN ? POLLOUT : POLLIN;
		fds[i].revents = 0;
		any |= i != STREAM_IN && fds[i].fd >= 0;
	}
	if (!any)
		return FALSE;
	if (poll(fds, STREAMS, 100) <= 0)
		return TRUE;
	for (int i = 0; i < STREAMS; i++) {
		if (fds[i].fd < 0 || !fds[i].revents)
			continue;
		if (i == STREAM_IN)
			write_stream(run);
		else
			read_stream(run, i);
	}
	return TRUE;
}

static gboolean reap(struct run *run, int *status, gboolean block)
{
	pid_t pid;

	do {
		pid = waitpid(run->pid, status, block ? 0 : WNOHANG);
	} while (pid < 0 && errno == EINTR);
	return pid != 0;
}

static void kill_group(struct run *run)
{
	int status;

	kill(-run->pid, SIGTERM);
	for (int i = 0; i < 20; i++) {
		if (reap(run, &status, FALSE)) {
			kill(-run->pid, SIGKILL);
			return;
		}
		g_usleep(100 * 1000);
	}
	kill(-run->pid, SIGKILL);
	reap(run, &status, TRUE);
}

/* why the child must be ended now, if it must */
static gboolean must_stop(struct run *run, GError **error)
{
	if (ms_job_cancelled(run->job, error))
		return TRUE;
	if (g_get_monotonic_time() < run->deadline)
		return FALSE;
	g_set_error(error, MS_ERROR, MS_ERROR_TIMEOUT, "'%s' passed its time limit of %u s",
		    run->process->argv[0], run->process->timeout_s ? run->process->timeout_s : 600);
	return TRUE;
}

static gboolean attend(struct run *run, int *status, GError **error)
{
	gboolean open = TRUE;

	for (;;) {
		if (must_stop(run, error)) {
			kill_group(run);
			return FALSE;
		}
		if (open)
			open = pump(run);
		if (reap(run, status, FALSE))
			break;
		if (!open)
			g_usleep(1000);
	}
	/* what is still in the pipes; a grandchild that keeps them open does not hold us up */
	for (int i = STREAM_OUT; i <= STREAM_ERR; i++)
		for (int rounds = 0; run->streams[i].fd >= 0 && rounds < 4096; rounds++) {
			struct pollfd fd = {.fd = run->streams[i].fd, .events = POLLIN};

			if (poll(&fd, 1, 0) <= 0)
				break;
			read_stream(run, i);
		}
	return TRUE;
}

static struct ms_process_result *result_of(struct run *run, int status)
{
	struct ms_process_result *result = g_new0(struct ms_process_result, 1);
	GString *out = g_steal_pointer(&run->streams[STREAM_OUT].text);
	GString *err = g_steal_pointer(&run->streams[STREAM_ERR].text);

	result->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	result->out_size = out->len;
	result->out = g_string_free(out, FALSE);
	result->err_size = err->len;
	result->err = g_string_free(err, FALSE);
	return result;
}

static void run_clear(struct run *run)
{
	for (int i = 0; i < STREAMS; i++) {
		close_stream(&run->streams[i]);
		if (run->streams[i].text)
			g_string_free(run->streams[i].text, TRUE);
		if (run->streams[i].line)
			g_string_free(run->streams[i].line, TRUE);
	}
}

gboolean ms_process_run(const struct ms_process *process, const struct ms_job *job,
			struct ms_process_result **result, GError **error)
{
	guint seconds = process->timeout_s ? process->timeout_s : 600;
	struct run run = {
		.process = process,
		.job = job,
		.deadline = g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC,
		.limit = process->output_limit ? process->output_limit : 64u << 20,
	};
	gboolean ok = FALSE;
	int status = 0;

	for (int i = 0; i < STREAMS; i++) {
		run.streams[i].fd = -1;
		run.streams[i].text = g_string_new(NULL);
		run.streams[i].line = g_string_new(NULL);
	}
	if (!ms_job_cancelled(job, error) && start(&run, error))
		ok = attend(&run, &status, error);
	if (ok)
		*result = result_of(&run, status);
	run_clear(&run);
	return ok;
}

/* the last few lines of what a program said, for an error message */
static const char *tail(const char *text, gsize size)
{
	const char *at = text + size;

	for (int lines = 0; at > text && lines < 4; at--)
		if (at[-1] == '\n' && at < text + size)
			lines++;
	return *at == '\n' ? at + 1 : at;
}

gboolean ms_process_ok(const char *const *argv, const char *directory, const struct ms_job *job,
		       char **out, GError **error)
{
	const struct ms_process process = {.argv = argv, .directory = directory};
	g_autoptr(ms_process_result) result = NULL;

	if (!ms_process_run(&process, job, &result, error))
		return FALSE;
	if (result->status) {
		g_autofree char *said = g_strdup(tail(result->err, result->err_size));

		g_set_error(error, MS_ERROR, MS_ERROR_TOOL, "'%s%s%s' failed with status %d: %s",
			    argv[0], argv[1] ? " " : "", argv[1] ? argv[1] : "", result->status,
			    g_strstrip(said));
		return FALSE;
	}
	if (out)
		*out = g_steal_pointer(&result->out);
	return TRUE;
}

void ms_process_result_free(struct ms_process_result *result)
{
	if (!result)
		return;
	g_free(result->out);
	g_free(result->err);
	g_free(result);
}
