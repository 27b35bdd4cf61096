/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BUILD_KMAKE_H
#define BUILD_KMAKE_H

#include <modsplit/build.h>

#include "base/job.h"

/** struct kmake_arch: what Kbuild builds for an architecture; paths are below the build. */
struct kmake_arch {
	const char *arch;   /* ARCH= */
	const char *target; /* make target of the image that is booted: "Image" */
	const char *image;  /* its path: "arch/arm64/boot/Image" */
	const char *packed; /* make target of the compressed one, NULL: `image` is compressed */
	const char *packed_path;
};

/** struct kmake_said: what make printed, sorted; free with kmake_said_free(). */
struct kmake_said {
	int status;
	GPtrArray *errors;   /* char *: lines that say what failed, in order, at most 100 */
	GPtrArray *warnings; /* char *: the compiler's, "file: text" without line numbers, at most
				1000 */
	GPtrArray *modpost;  /* char *: lines of modpost that are a WARNING or an ERROR */
	guint commands;      /* "  CC      …" and the like */
	guint compiled;      /* those that are CC or AS */
	gboolean modpost_ran;
	gboolean disk_full;
	char *missing; /* a program that make's own commands could not find, or NULL */
};

/** kmake_arch_of: the row of an architecture; one with target "vmlinux" where none is known. */
const struct kmake_arch *kmake_arch_of(const char *arch);

/**
 * kmake_resolve: fills in what the user left out of a build: the arch from the header of .config,
 * the prefix of the compiler from what the build was made with. Strings are interned.
 * Errors: MS_ERROR_TREE: no kernel tree, no .config, no build of the arch that is asked for.
 */
gboolean kmake_resolve(const struct ms_build *build, struct ms_build *resolved, GError **error);

/**
 * kmake_compiler: sees that make and the compiler are there, and gives the compiler's first line of
 * `--version`; the caller frees it. Errors: MS_ERROR_TOOL naming the Debian package.
 */
char *kmake_compiler(const struct ms_build *build, const struct ms_job *job, GError **error);

/**
 * kmake_run: runs `make` with the build's variables and some targets, up to six hours, and tells
 * job->progress how many commands were run, under the stage "verify". `label` goes before what it
 * says ("module"). Time stamp, user and host of the kernel are fixed: same input, same bytes.
 * A make that fails is no error: said->status. Errors: MS_ERROR_TOOL, MS_ERROR_TREE, MS_ERROR_IO
 * (disk full), MS_ERROR_CANCELLED.
 */
gboolean kmake_run(const struct ms_build *build, const char *const *targets, const char *label,
		   const struct ms_job *job, struct kmake_said **said, GError **error);

/** kmake_said_new: nothing said yet. */
struct kmake_said *kmake_said_new(void);

/** kmake_said_line: takes one line of make's output, of stdout or stderr, into account. */
void kmake_said_line(struct kmake_said *said, const char *line);

/** kmake_said_free: frees it; NULL is fine. */
void kmake_said_free(struct kmake_said *said);

typedef struct kmake_said kmake_said;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kmake_said, kmake_said_free)

#endif
