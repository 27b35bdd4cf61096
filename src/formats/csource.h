/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FORMATS_CSOURCE_H
#define FORMATS_CSOURCE_H

#include "base/job.h"
#include "base/record.h"

/**
 * What libclang makes of a source: which names it uses where, and what the function pointers of
 * the structures that it fills in look like. libclang is used behind this header only, in a
 * child process: a crash or a hang costs the facts of one file.
 */

/** struct scan_use: a place in the driver that names something with external linkage, or inline. */
struct scan_use {
	char *name;
	char *file; /* the source, or a header of its folder */
	gint64 line;
	char *macro; /* the macro that stands there when the name comes from one, else NULL */
};

/** struct scan_inline: a function of a header, with a body, that can be reached from the source. */
struct scan_inline {
	char *name;
	char *place;      /* "file:line" */
	GPtrArray *names; /* what its body names, sorted */
};

/** struct scan_csource: the facts of one source. */
struct scan_csource {
	char *error;           /* why there are none, else NULL */
	GPtrArray *uses;       /* struct scan_use, by name, file and line */
	GPtrArray *inlines;    /* struct scan_inline, by name */
	GPtrArray *interfaces; /* struct interface of the model, by type and member */
};

extern const struct record_type scan_csource_type;

/** struct scan_csource_request: what to parse. Files below `tree` and `build` come out relative. */
struct scan_csource_request {
	const char *source;      /* absolute, or relative to build */
	const char *const *argv; /* see scan_command_for_clang() */
	const char *tree, *build;
};

/** struct scan_csource_pool: the processes that parse. */
typedef struct scan_csource_pool scan_csource_pool;

/**
 * scan_csource_start: begins to parse `n` sources, job->jobs at a time, each for at most a minute,
 * and comes back at once: all of them are parsed while the caller does something else, in threads
 * or not. `job` is borrowed until the pool is freed. Must be called while no other thread runs
 * that holds locks of GLib. Errors: MS_ERROR_IO (no pipe, no process).
 */
scan_csource_pool *scan_csource_start(const struct scan_csource_request *requests, guint n,
				      const struct ms_job *job, GError **error);

/**
 * scan_csource_finish: waits for all of it, once. Gives an array of struct scan_csource in the
 * order of the requests, to be freed with g_ptr_array_unref(); the pool stays to be freed.
 * Errors: MS_ERROR_CANCELLED.
 */
GPtrArray *scan_csource_finish(scan_csource_pool *pool, GError **error);

/** scan_csource_pool_free: kills what still works and waits for it; NULL is fine. */
void scan_csource_pool_free(scan_csource_pool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scan_csource_pool, scan_csource_pool_free)

/**
 * struct clang: libclang, loaded when it is needed. With the LLVM behind it, it is larger than all
 * else that modsplit reads, and whoever does not parse should not wait for it.
 */
struct clang;

/**
 * scan_csource_load: loads it into this process, for as long as that lives.
 * Errors: MS_ERROR_TOOL (not installed, or another version's).
 */
const struct clang *scan_csource_load(GError **error);

/** scan_csource_parse: the work of the child, in this process; never fails, see `error`. */
struct scan_csource *scan_csource_parse(const struct clang *clang,
					const struct scan_csource_request *request);

/** scan_csource_free: NULL is fine. */
void scan_csource_free(struct scan_csource *facts);

#endif
