/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef STORE_FILES_H
#define STORE_FILES_H

#include "kconf/language.h"

/*
 * .config, auto.conf and their kin, as conf reads and writes them. Names that are not absolute are
 * below @directory of struct conf_files; what is read is also looked for in $(srctree). Whatever is
 * written replaces the old file only when it is whole.
 */
struct conf_files {
	struct kconf *kconf;   /* lent */
	const char *directory; /* NULL: here */
};

/* A variable of the environment, or NULL. */
const char *conf_env(const struct kconf *kconf, const char *name);
/* "CONFIG_", unless the environment says otherwise. */
const char *conf_prefix(const struct kconf *kconf);

/* read.c: reads values; NULL: what KCONFIG_CONFIG says, else the defaults of the tree. FALSE if
 * there is no such file. conf_read() also looks whether the values stay. */
gboolean conf_read_simple(struct conf_files *files, const char *name, int from);
gboolean conf_read(struct conf_files *files, const char *name);

/* write.c: the .config; conf_write_defconfig() leaves out what is so by default. */
gboolean conf_write(struct conf_files *files, GError **error);
gboolean conf_write_defconfig(struct conf_files *files, const char *name, GError **error);
/* The text of a .config, to be freed by the caller */
GString *conf_dotconfig_text(struct kconf *kconf);
/* One symbol's line, as .config has it */
enum conf_form { CONF_UNSET_AS_COMMENT, CONF_UNSET_AS_N, CONF_UNSET_LEFT_OUT };
void conf_print_symbol(const struct kconf *kconf, const struct kconf_symbol *symbol,
		       enum conf_form form, gboolean escape, GString *out);
/* "…" with backslashes before quotes and backslashes */
void conf_print_quoted(const char *text, GString *out);
/* "#" lines that say that the file was generated */
void conf_print_heading(const struct kconf *kconf, const char *first, const char *middle,
			const char *last, GString *out);

/* auto.c: auto.conf, autoconf.h, rustc_cfg, the list of files, and a touch for each change. */
gboolean conf_write_auto(struct conf_files *files, gboolean overwrite, GError **error);
/* Touches the file that stands for a symbol; FALSE if it cannot. */
gboolean conf_touch(struct conf_files *files, const char *symbol);

/* store.c: replaces a file by these bytes: a new file beside it, synced, then renamed. A link is
 * followed if @through; the old file stays as @old if that is given; with either, the new bytes are
 * on the disk before the old ones go. */
gboolean conf_store(const char *path, const GString *bytes, gboolean through, const char *old,
		    GError **error);
char *conf_path(const struct conf_files *files, const char *name);

#endif
