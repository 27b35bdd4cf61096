/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TREE_TREE_H
#define TREE_TREE_H

#include <modsplit/build.h>

#include "base/job.h"
#include "formats/dotconfig.h"

/** struct scan_tree: a kernel tree and its build, as far as they say who they are. */
struct scan_tree {
	char *path;    /* canonical, no slash at the end */
	char *build;   /* the same as path when the tree was built in place */
	char *version; /* "6.12.117" */
	char *arch;    /* as asked, else as the build says */
	char *srcarch; /* the folder below arch/ */
	char *commit;  /* HEAD of a git checkout, or NULL */
	char *package; /* "linux 6.12.117-1" of debian/changelog, or NULL */
	gint64 date;   /* of commit, changelog or the top Makefile; seconds since the epoch */
	gboolean quoted_namespaces; /* EXPORT_SYMBOL_NS() takes a string (6.13 on) */
	/* the macro that exports to named modules alone, or NULL; 6.17 has renamed it */
	const char *for_modules;
	gboolean module_prefix; /* its "module:" is understood, so that nobody need import it */
	struct scan_dotconfig *config;
};
typedef struct scan_tree scan_tree;

/**
 * scan_tree_open: finds out what tree and build are, and whether they belong together.
 * Errors, all MS_ERROR_TREE with what to do: no such folder, no kernel, no .config, not built,
 * another arch than asked, a build of another tree. MS_ERROR_INPUT: a damaged .config.
 */
struct scan_tree *scan_tree_open(const struct ms_build *build, const struct ms_job *job,
				 GError **error);

/** scan_tree_free: NULL is fine. */
void scan_tree_free(struct scan_tree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scan_tree, scan_tree_free)

/** scan_tree_srcarch: "x86" of "x86_64" or "i386"; points to `arch` or a constant. */
const char *scan_tree_srcarch(const char *arch);

/**
 * scan_tree_relative: a path as a .cmd file has it (absolute, or relative to the build), relative
 * to the tree, or to the build when it is generated there; absolute when it is in neither.
 */
char *scan_tree_relative(const struct scan_tree *tree, const char *path);

/** scan_tree_source, scan_tree_object: absolute path of a path relative to tree or build. */
char *scan_tree_source(const struct scan_tree *tree, const char *relative);
char *scan_tree_object(const struct scan_tree *tree, const char *relative);

/** scan_tree_has: is there such a thing at this path of the tree? */
gboolean scan_tree_has(const struct scan_tree *tree, const char *relative, GFileTest test);

/** scan_tree_mtime: modification time in nanoseconds; 0 when there is no such file. */
gint64 scan_tree_mtime(const char *path);

#endif
