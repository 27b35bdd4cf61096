/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TREE_INDEX_H
#define TREE_INDEX_H

#include "base/job.h"
#include "formats/elf.h"

/**
 * The index of the image: its objects, and which of them defines and needs a global symbol.
 * All strings belong to the index.
 */

/** struct scan_definition: a global or weak symbol in an object of the image. */
struct scan_definition {
	const char *name;
	const char *section;
	const char *kind; /* "function", "object", "notype" */
	guint object;     /* index into objects */
	guint64 size;     /* bytes */
	gboolean weak;
};

/** struct scan_index: see above. */
struct scan_index {
	GPtrArray *objects;      /* paths relative to the build, in link order */
	guint whole;             /* those behind it are of libraries: linked if they are needed */
	GHashTable *object_ids;  /* path -> index + 1 */
	GHashTable *definitions; /* name -> struct scan_definition; of several the strong one */
	GHashTable
		*needs; /* name -> GArray of guint: who has it undefined (not weakly), ascending */
	GStringChunk *strings;
};
typedef struct scan_index scan_index;

/**
 * scan_index_read: finds the image's objects through vmlinux.a, or the top's built-in.a, and the
 * libraries that .vmlinux.o.cmd names, else the lib.a of lib and arch/…/lib; and reads them.
 * `build` is the build's path.
 * Errors: MS_ERROR_TREE when none of the archives is there, MS_ERROR_INPUT for a damaged one.
 */
struct scan_index *scan_index_read(const char *build, const char *srcarch, const struct ms_job *job,
				   GError **error);

/** scan_index_object: the path of an object by number. */
const char *scan_index_object(const struct scan_index *index, guint object);

/** scan_index_find: the number of an object by path; FALSE when it is not in the image. */
gboolean scan_index_find(const struct scan_index *index, const char *path, guint *object);

/** scan_index_definition: who defines a name, or NULL. */
const struct scan_definition *scan_index_definition(const struct scan_index *index,
						    const char *name);

/** scan_index_needs: is the object one of those that a name's row of `needs` lists? */
gboolean scan_index_needs(const GArray *who, guint object);

/** scan_index_free: NULL is fine. */
void scan_index_free(struct scan_index *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scan_index, scan_index_free)

#endif
