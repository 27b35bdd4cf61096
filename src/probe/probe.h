/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROBE_PROBE_H
#define PROBE_PROBE_H

#include "base/answers.h"
#include "base/job.h"
#include "base/record.h"
#include "formats/cmdfile.h"

/** What the compiler makes of a source as part of a module. */

/** struct scan_module_flags: what Kbuild gives to modules, and what only to the image. */
struct scan_module_flags {
	char **add;  /* KBUILD_CFLAGS_MODULE, "-DMODULE" first */
	char **drop; /* KBUILD_CFLAGS_KERNEL */
};
typedef struct scan_module_flags scan_module_flags;

/**
 * scan_module_flags_new: from the arch's makefile, as far as its lines can be read without make:
 * `config` is asked (option -> value, no row: n) where a line hangs on an option.
 */
struct scan_module_flags *scan_module_flags_new(const char *tree, const char *srcarch,
						GHashTable *config);

/** scan_module_flags_free: NULL is fine. */
void scan_module_flags_free(struct scan_module_flags *flags);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scan_module_flags, scan_module_flags_free)

/**
 * scan_module_command: the command of a .cmd file as it would be for a module named `modname`
 * (NULL: as it is), without output, dependency file, source, debug information, plugins and
 * -Werror. The caller frees it.
 */
char **scan_module_command(char *const *argv, const char *source, const char *modname,
			   const struct scan_module_flags *flags);

/** scan_is_wrapped: does the command begin with ccache or the like, before the compiler? */
gboolean scan_is_wrapped(char *const *argv);

/** struct scan_probe: the outcome for one source. */
struct scan_probe {
	char *error;          /* the compiler's first error, else NULL */
	GPtrArray *edits;     /* throwaway edits that it took, in words */
	GPtrArray *undefined; /* names, sorted; weak ones left out */
	GPtrArray *defined;   /* global names, sorted */
};

/** struct scan_probe_request: one source to compile. */
struct scan_probe_request {
	const struct scan_cmdfile *command;
	const char *modname; /* of the future module, or NULL */
};

/**
 * scan_probe_run: compiles `n` sources as parts of modules, job->jobs at a time; gives an array of
 * struct scan_probe in the order of the requests. `build` is where make runs its compilers. What
 * was compiled before is taken from `answers` (may be NULL), or from the cache, keyed by compiler,
 * command and dependencies.
 * A source that does not compile is no error. Errors: MS_ERROR_TOOL (no compiler), MS_ERROR_INPUT
 * (a command that runs no compiler), MS_ERROR_IO (the cache), MS_ERROR_CANCELLED,
 * MS_ERROR_NOT_FOUND (no answer, and nothing may be run).
 */
GPtrArray *scan_probe_run(const struct scan_probe_request *requests, guint n, const char *build,
			  const struct scan_module_flags *flags, ms_answers *answers,
			  const struct ms_job *job, GError **error);

extern const struct record_type scan_probe_type;

/** scan_probe_free: NULL is fine. */
void scan_probe_free(struct scan_probe *probe);

#endif
