/* SPDX-License-Identifier: GPL-2.0-only */
#include "formats/csource.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>

#include <modsplit/error.h>

#include "model/model.h"

#define LIMIT_S 60
#define TICK_MS 100

static const struct record_field use_fields[] = {RECORD_FSTR(scan_use, name),
						 RECORD_FSTR(scan_use, file),
						 RECORD_FINT(scan_use, line),
						 RECORD_FSTR(scan_use, macro), RECORD_END};
static const struct record_type use_type = {NULL, sizeof(struct scan_use), use_fields};

static const struct record_field inline_fields[] = {RECORD_FSTR(scan_inline, name),
						    RECORD_FSTR(scan_inline, place),
						    RECORD_FSTRS(scan_inline, names), RECORD_END};
static const struct record_type inline_type = {NULL, sizeof(struct scan_inline), inline_fields};

static const struct record_field csource_fields[] = {
	RECORD_FSTR(scan_csource, error),
	RECORD_FLIST(scan_csource, uses, &use_type),
	RECORD_FLIST(scan_csource, inlines, &inline_type),
	RECORD_FLIST(scan_csource, interfaces, &model_interface_type),
	RECORD_END,
};
const struct record_type scan_csource_type = {"modsplit.csource/1", sizeof(struct scan_csource),
					      csource_fields};

void scan_csource_free(struct scan_csource *facts)
{
	record_free(&scan_csource_type, facts);
}

struct child {
	pid_t pid;
	int fd;
	guint request;
	gint64 deadline; /* monotonic, microseconds */
	GString *text;
	gboolean late;
};

static struct scan_csource *nothing(const char *why)
{
	struct scan_csource *facts = record_new(&scan_csource_type);

	facts->error = g_strdup(why);
	return facts;
}

/* the child: parses, writes JSON into the pipe, and is gone */
static void G_NORETURN run_child(const struct scan_csource_request *request, int fd)
{
	struct rlimit none = {0, 0}, cpu = {LIMIT_S, LIMIT_S};
	int null = open("/dev/null", O_RDWR);
	struct scan_csource *facts;
	json_t *json;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_CORE, &none);
	setrlimit(RLIMIT_CPU, &cpu);
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
	}
	if (chdir(request->build))
		_exit(3);
	facts = scan_csource_parse(request);
	json = record_to_json(&scan_csource_type, facts);
	_exit(json_dumpfd(json, fd, JSON_COMPACT) ? 2 : 0);
}

static gboolean start(struct child *child, const struct scan_csource_request *request, guint i,
		      GError **error)
{
	int pipes[2];

	if (pipe2(pipes, O_CLOEXEC)) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot make a pipe: %s",
			    g_strerror(errno));
		return FALSE;
	}
	child->pid = fork();
	if (child->pid < 0) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot start a process: %s",
			    g_strerror(errno));
		close(pipes[0]);
		close(pipes[1]);
		return FALSE;
	}
	if (child->pid == 0)
		run_child(request, pipes[1]);
	close(pipes[1]);
	child->fd = pipes[0];
	child->request = i;
	child->deadline = g_get_monotonic_time() + LIMIT_S * G_USEC_PER_SEC;
	child->text = g_string_new(NULL);
	child->late = FALSE;
	return TRUE;
}

/* waits for the child's end; gives its facts, or why there are none */
static struct scan_csource *finish(struct child *child)
{
	g_autoptr(ms_json) json = NULL;
	struct scan_csource *facts = NULL;
	int status = 0;

	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	close(child->fd);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		json = json_loadb(child->text->str, child->text->len, 0, NULL);
	if (json)
		facts = record_from_json(&scan_csource_type, json, NULL);
	g_string_free(child->text, TRUE);
	if (facts)
		return facts;
	if (child->late)
		return nothing("libclang took longer than a minute");
	if (WIFSIGNALED(status))
		return nothing("libclang crashed");
	return nothing("libclang failed");
}

struct scan_csource_pool {
	const struct scan_csource_request *requests;
	guint n, next;
	const struct ms_job *job;
	struct child *children;
	guint running, limit;
	GPtrArray *results;
};

/* takes what a child has written; TRUE once it is through */
static gboolean take(struct child *child)
{
	char bytes[65536];
	ssize_t n = read(child->fd, bytes, sizeof(bytes));

	if (n > 0)
		g_string_append_len(child->text, bytes, n);
	return n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN);
}

static void serve(scan_csource_pool *pool)
{
	g_autofree struct pollfd *fds = g_new0(struct pollfd, pool->running);
	gint64 now;

	for (guint i = 0; i < pool->running; i++)
		fds[i] = (struct pollfd){.fd = pool->children[i].fd, .events = POLLIN};
	poll(fds, pool->running, TICK_MS);
	now = g_get_monotonic_time();
	for (guint i = pool->running; i-- > 0;) {
		struct child *child = &pool->children[i];

		if (now > child->deadline && !child->late && !fds[i].revents) {
			child->late = TRUE;
			kill(child->pid, SIGKILL);
		}
		if (!fds[i].revents || !take(child))
			continue;
		pool->results->pdata[child->request] = finish(child);
		*child = pool->children[--pool->running];
	}
}

static void free_facts(void *facts)
{
	scan_csource_free(facts);
}

void scan_csource_pool_free(scan_csource_pool *pool)
{
	if (!pool)
		return;
	for (guint i = 0; i < pool->running; i++) {
		kill(pool->children[i].pid, SIGKILL);
		scan_csource_free(finish(&pool->children[i]));
	}
	g_ptr_array_unref(pool->results);
	g_free(pool->children);
	g_free(pool);
}

/* as many children as may be */
static gboolean fill(scan_csource_pool *pool, GError **error)
{
	for (; pool->next < pool->n && pool->running < pool->limit; pool->next++, pool->running++)
		if (!start(&pool->children[pool->running], &pool->requests[pool->next], pool->next,
			   error))
			return FALSE;
	return TRUE;
}

scan_csource_pool *scan_csource_start(const struct scan_csource_request *requests, guint n,
				      const struct ms_job *job, GError **error)
{
	g_autoptr(scan_csource_pool) pool = g_new0(scan_csource_pool, 1);

	pool->requests = requests;
	pool->n = n;
	pool->job = job;
	pool->limit = job && job->jobs ? job->jobs : 1;
	pool->children = g_new0(struct child, pool->limit);
	pool->results = g_ptr_array_new_with_free_func(free_facts);
	g_ptr_array_set_size(pool->results, (gint)n);
	return fill(pool, error) ? g_steal_pointer(&pool) : NULL;
}

GPtrArray *scan_csource_finish(scan_csource_pool *pool, GError **error)
{
	while (pool->next < pool->n || pool->running) {
		if (!fill(pool, error) || ms_job_cancelled(pool->job, error))
			return NULL;
		serve(pool);
	}
	return g_ptr_array_ref(pool->results);
}
