/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MODSPLIT_KCONFIG_H
#define MODSPLIT_KCONFIG_H

#include <modsplit/build.h>
#include <modsplit/error.h>

G_BEGIN_DECLS

/**
 * ms_kconfig: a tree's Kconfig files, understood as the tree's own scripts/kconfig/conf understands
 * them, and the values of its options. Not shared between threads.
 */
typedef struct conf_session ms_kconfig;

/** struct ms_kconfig_edited: a file as it would be. */
struct ms_kconfig_edited {
	const char *file; /* below `directory`, which has one of that name */
	const char *text;
	size_t len;
};

/** struct ms_kconfig_options: what is read, and where the answers to $(shell) come from. */
struct ms_kconfig_options {
	const char *file; /* the first Kconfig file; NULL: "Kconfig" */
	/*
	 * where names are looked for, before $(srctree), and $(shell) then runs in a folder of its
	 * own; NULL: here, and $(shell) runs here
	 */
	const char *directory;
	const char *const *environment; /* NULL-terminated "NAME=value", srctree and ARCH in it */
	ms_answers *answers;            /* lent; NULL: everything is run */
	gboolean outside;               /* files outside of the tree may be sourced */
	/* the version texts of $(CC) and $(RUSTC) are asked for, as the top makefile does */
	gboolean versions;
	/* options without CONFIG_ that are bool and taken for tristate, NULL-terminated; or NULL */
	const char *const *tristate;
	/* what is read in place of files of the tree; the last has no file; or NULL */
	const struct ms_kconfig_edited *edited;
	/* called with each warning and mistake, a whole text with its newline; may be NULL */
	void (*said)(gpointer data, const char *text);
	gpointer data;
};

/**
 * ms_kconfig_environment: what the top makefile of a kernel hands to conf: srctree, ARCH, CC and so
 * on, on top of PATH and HOME of ours. To be freed with g_strfreev(). `arch` must be known.
 */
char **ms_kconfig_environment(const struct ms_build *build);

/**
 * ms_kconfig_read: reads the Kconfig files; no option has a value of the user yet.
 * Errors: MS_ERROR_INPUT when a file cannot be understood (what is wrong went to `said`),
 * MS_ERROR_IO and MS_ERROR_INPUT about the table. The caller frees it with ms_kconfig_free().
 */
ms_kconfig *ms_kconfig_read(const struct ms_kconfig_options *options, GError **error);

/** ms_kconfig_free: frees it; NULL is fine. */
void ms_kconfig_free(ms_kconfig *kconfig);

/** ms_kconfig_load: takes the values of a .config; MS_ERROR_IO if it cannot be read. */
gboolean ms_kconfig_load(ms_kconfig *kconfig, const char *path, GError **error);

/**
 * ms_kconfig_get: an option's value, without CONFIG_: y, m, n, a number or a text; NULL if the tree
 * has no such option. Valid until the next change.
 */
const char *ms_kconfig_get(ms_kconfig *kconfig, const char *option);

/**
 * ms_kconfig_set: gives an option a value, as a user would. MS_ERROR_NOT_FOUND: no such option.
 * MS_ERROR_USAGE: it cannot have this value now, and why.
 */
gboolean ms_kconfig_set(ms_kconfig *kconfig, const char *option, const char *value, GError **error);

/** ms_kconfig_names: all options that have a type, sorted; a NULL-terminated list to free
 * with g_strfreev(). */
char **ms_kconfig_names(const ms_kconfig *kconfig);

/** ms_kconfig_text: the .config; the caller frees it. */
char *ms_kconfig_text(ms_kconfig *kconfig);

G_END_DECLS

#endif
