/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include "base/job.h"

/**
 * struct ms_process: one child to run, from an argument vector; no shell is ever involved.
 * The child gets a process group of its own, and the group is killed (TERM, then KILL) and waited
 * for when its time is up, when the job is cancelled, and when our own process dies.
 */
struct ms_process {
	const char *const *argv; /* NULL-terminated; argv[0] is looked up in PATH */
	const char *directory;   /* where it runs; NULL: here */
	const char *const
		*setenv;   /* NULL-terminated "NAME=value"; a bare "NAME" is unset; or NULL */
	const char *input; /* bytes for its standard input; NULL: /dev/null */
	gsize input_size;
	guint timeout_s;    /* seconds; 0: ten minutes */
	gsize output_limit; /* bytes kept of each stream; 0: 64 MiB; the rest is dropped */
	/* called for every whole line of stdout and stderr, as it comes; may be NULL */
	void (*line)(void *data, const char *text, gboolean is_stderr);
	void *line_data;
};

/** struct ms_process_result: what the child said; free with ms_process_result_free(). */
struct ms_process_result {
	int status; /* exit status, or 128 + signal */
	char *out;  /* NUL-terminated */
	gsize out_size;
	char *err;
	gsize err_size;
};

/**
 * ms_process_run: runs a child to its end.
 * A non-zero exit is no error here: the caller reads result->status.
 * Errors: MS_ERROR_TOOL (not found, cannot start), MS_ERROR_TIMEOUT, MS_ERROR_CANCELLED.
 */
gboolean ms_process_run(const struct ms_process *process, const struct ms_job *job,
			struct ms_process_result **result, GError **error);

/**
 * ms_process_ok: runs argv in a directory and wants exit status 0.
 * Gives its standard output in *out (NULL if not wanted; the caller frees it).
 * Errors: as ms_process_run(), and MS_ERROR_TOOL with the last lines of stderr.
 */
gboolean ms_process_ok(const char *const *argv, const char *directory, const struct ms_job *job,
		       char **out, GError **error);

/** ms_process_result_free: frees a result; NULL is fine. */
void ms_process_result_free(struct ms_process_result *result);

typedef struct ms_process_result ms_process_result;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_process_result, ms_process_result_free)

#endif
