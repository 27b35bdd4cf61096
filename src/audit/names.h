/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef AUDIT_NAMES_H
#define AUDIT_NAMES_H

#include "base/job.h"

/**
 * struct audit_names: what the Kconfig files of all arches say of names, read as lines: a kernel
 * for one arch reads some of the files, and the others' names are no mistakes.
 */
struct audit_names {
	GHashTable *defined;  /* name -> GPtrArray of files (char *, relative to the tree) */
	GHashTable *selected; /* likewise: by select or imply */
};
typedef struct audit_names audit_names;

/** audit_names_read: walks the tree. Errors: MS_ERROR_CANCELLED. */
struct audit_names *audit_names_read(const char *tree, const struct ms_job *job, GError **error);

/** audit_names_free: NULL is fine. */
void audit_names_free(struct audit_names *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(audit_names, audit_names_free)

/** audit_names_defined: does any file define it? "FOO_MODULE" is FOO as a module. */
gboolean audit_names_defined(const struct audit_names *names, const char *option);

/** audit_looks_like_option: unlike "4", "0xF0", "foo" or the parameter of a macro, CONFIG_k. */
gboolean audit_looks_like_option(const char *name);

/** audit_skipped: is the folder none of the kernel's own: documentation, tools, tests of Kconfig? */
gboolean audit_skipped(const char *folder);

#endif
