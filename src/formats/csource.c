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

static struct scan_csource *nothing(const char *why)
{
	struct scan_csource *facts = record_new(&scan_csource_type);

	facts->error = g_strdup(why);
	return facts;
}

static void free_facts(void *facts)
{
	scan_csource_free(facts);
}

/* a process of ours, and what it writes */
struct child {
	pid_t pid;
	int fd;
	GString *text;
	guint request;   /* which one it parses */
	gint64 deadline; /* monotonic, microseconds */
	gboolean late;
};

/* TRUE in the parent, and in the child, which has child->pid 0 and writes to child->fd */
static gboolean split_off(struct child *child, GError **error)
{
	int pipes[2];

	if (pipe2(pipes, O_CLOEXEC)) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot make a pipe: %s",
			    g_strerror(errno));
		return FALSE;
	}
	*child = (struct child){.pid = fork(), .fd = pipes[0]};
	if (child->pid < 0) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot start a process: %s",
			    g_strerror(errno));
		close(pipes[0]);
		close(pipes[1]);
		return FALSE;
	}
	close(pipes[child->pid ? 1 : 0]);
	if (!child->pid) {
		child->fd = pipes[1];
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	} else {
		child->text = g_string_new(NULL);
	}
	return TRUE;
}

/* takes what a child has written; TRUE once it is through */
static gboolean take(struct child *child)
{
	char bytes[65536];
	ssize_t n = read(child->fd, bytes, sizeof(bytes));

	if (n > 0)
		g_string_append_len(child->text, bytes, n);
	return n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN);
}

/* waits for the child's end; gives what it wrote, NULL unless it ended well */
static json_t *end_of(struct child *child, int *status)
{
	json_t *json = NULL;

	while (waitpid(child->pid, status, 0) < 0 && errno == EINTR)
		;
	close(child->fd);
	if (WIFEXITED(*status) && WEXITSTATUS(*status) == 0)
		json = json_loadb(child->text->str, child->text->len, 0, NULL);
	g_string_free(child->text, TRUE);
	return json;
}

/* --- the foreman ---------------------------------------------------------------------------- */

/*
 * A process that does nothing but start a child a source and wait for it, so that this can go on
 * whatever threads the program has begun meanwhile.
 */
struct foreman {
	const struct clang *clang;
	const struct scan_csource_request *requests;
	guint n, next;
	struct child *children;
	guint running, limit;
	json_t *results; /* of all requests, in their order */
};

/* the child: parses, writes JSON into the pipe, and is gone */
static void G_NORETURN run_child(const struct clang *clang,
				 const struct scan_csource_request *request, int fd)
{
	struct rlimit cpu = {LIMIT_S, LIMIT_S};
	struct scan_csource *facts;
	json_t *json;

	setrlimit(RLIMIT_CPU, &cpu);
	if (chdir(request->build))
		_exit(3);
	facts = scan_csource_parse(clang, request);
	json = record_to_json(&scan_csource_type, facts);
	_exit(json_dumpfd(json, fd, JSON_COMPACT) ? 2 : 0);
}

static void set_result(struct foreman *foreman, guint request, json_t *json, const char *why)
{
	struct scan_csource *facts = json ? NULL : nothing(why);

	json_array_set_new(foreman->results, request,
			   json ? json : record_to_json(&scan_csource_type, facts));
	scan_csource_free(facts);
}

static void start_child(struct foreman *foreman)
{
	struct child *child = &foreman->children[foreman->running];
	guint request = foreman->next++;

	if (!split_off(child, NULL)) {
		set_result(foreman, request, NULL, "libclang's process cannot be started");
		return;
	}
	if (!child->pid)
		run_child(foreman->clang, &foreman->requests[request], child->fd);
	child->request = request;
	child->deadline = g_get_monotonic_time() + LIMIT_S * G_USEC_PER_SEC;
	foreman->running++;
}

static void finish_child(struct foreman *foreman, struct child *child)
{
	int status = 0;
	json_t *json = end_of(child, &status);

	set_result(foreman, child->request, json,
		   child->late           ? "libclang took longer than a minute"
		   : WIFSIGNALED(status) ? "libclang crashed"
					 : "libclang failed");
}

static void serve(struct foreman *foreman)
{
	g_autofree struct pollfd *fds = g_new0(struct pollfd, foreman->running);
	gint64 now;

	for (guint i = 0; i < foreman->running; i++)
		fds[i] = (struct pollfd){.fd = foreman->children[i].fd, .events = POLLIN};
	poll(fds, foreman->running, TICK_MS);
	now = g_get_monotonic_time();
	for (guint i = foreman->running; i-- > 0;) {
		struct child *child = &foreman->children[i];

		if (now > child->deadline && !child->late && !fds[i].revents) {
			child->late = TRUE;
			kill(child->pid, SIGKILL);
		}
		if (!fds[i].revents || !take(child))
			continue;
		finish_child(foreman, child);
		*child = foreman->children[--foreman->running];
	}
}

/* all requests; without libclang, each is told why there is none */
static void work(struct foreman *foreman)
{
	g_autoptr(GError) error = NULL;

	foreman->clang = scan_csource_load(&error);
	foreman->children = g_new0(struct child, foreman->limit);
	foreman->results = json_array();
	for (guint i = 0; i < foreman->n; i++)
		json_array_append_new(foreman->results, json_null());
	for (guint i = 0; !foreman->clang && i < foreman->n; i++)
		set_result(foreman, i, NULL, error->message);
	while (foreman->clang && (foreman->next < foreman->n || foreman->running)) {
		while (foreman->next < foreman->n && foreman->running < foreman->limit)
			start_child(foreman);
		serve(foreman);
	}
}

static void G_NORETURN run_foreman(struct foreman *foreman, int fd)
{
	struct rlimit none = {0, 0};
	int null = open("/dev/null", O_RDWR);

	setpgid(0, 0);
	setrlimit(RLIMIT_CORE, &none);
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	/* the compiler takes longer, and is waited for: it goes first */
	(void)!nice(5);
	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
	}
	work(foreman);
	_exit(json_dumpfd(foreman->results, fd, JSON_COMPACT) ? 2 : 0);
}

/* --- the program's side --------------------------------------------------------------------- */

struct scan_csource_pool {
	guint n;
	const struct ms_job *job;
	struct child foreman; /* pid 0: none is at work */
};

scan_csource_pool *scan_csource_start(const struct scan_csource_request *requests, guint n,
				      const struct ms_job *job, GError **error)
{
	g_autoptr(scan_csource_pool) pool = g_new0(scan_csource_pool, 1);
	struct foreman foreman = {.requests = requests,
				  .n = n,
				  .limit = job && job->jobs ? job->jobs : 1};

	pool->n = n;
	pool->job = job;
	if (!n)
		return g_steal_pointer(&pool);
	if (!split_off(&pool->foreman, error)) {
		pool->foreman.pid = 0;
		return NULL;
	}
	if (!pool->foreman.pid)
		run_foreman(&foreman, pool->foreman.fd);
	/* here as well as there: whoever comes first, it has a group when it is killed */
	setpgid(pool->foreman.pid, pool->foreman.pid);
	return g_steal_pointer(&pool);
}

static json_t *wait_for_foreman(scan_csource_pool *pool)
{
	int status = 0;
	json_t *json = end_of(&pool->foreman, &status);

	pool->foreman.pid = 0;
	return json;
}

void scan_csource_pool_free(scan_csource_pool *pool)
{
	if (!pool)
		return;
	if (pool->foreman.pid) {
		kill(-pool->foreman.pid, SIGKILL);
		json_decref(wait_for_foreman(pool));
	}
	g_free(pool);
}

GPtrArray *scan_csource_finish(scan_csource_pool *pool, GError **error)
{
	g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func(free_facts);
	struct pollfd fd = {.fd = pool->foreman.fd, .events = POLLIN};
	g_autoptr(ms_json) all = NULL;

	while (pool->foreman.pid) {
		if (ms_job_cancelled(pool->job, error))
			return NULL;
		if (poll(&fd, 1, TICK_MS) > 0 && take(&pool->foreman))
			all = wait_for_foreman(pool);
	}
	for (guint i = 0; i < pool->n; i++) {
		json_t *json = json_array_get(all, i);
		struct scan_csource *facts =
			json ? record_from_json(&scan_csource_type, json, NULL) : NULL;

		g_ptr_array_add(results, facts ? facts : nothing("libclang failed"));
	}
	return g_steal_pointer(&results);
}
