/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MODES_MODES_H
#define MODES_MODES_H

#include "store/files.h"

/* What conf is asked to do; the words are its options */
enum conf_mode {
	CONF_OLDASKCONFIG,
	CONF_SYNCCONFIG,
	CONF_OLDCONFIG,
	CONF_ALLNOCONFIG,
	CONF_ALLYESCONFIG,
	CONF_ALLMODCONFIG,
	CONF_ALLDEFCONFIG,
	CONF_RANDCONFIG,
	CONF_DEFCONFIG,
	CONF_SAVEDEFCONFIG,
	CONF_LISTNEWCONFIG,
	CONF_HELPNEWCONFIG,
	CONF_OLDDEFCONFIG,
	CONF_YES2MODCONFIG,
	CONF_MOD2YESCONFIG,
	CONF_MOD2NOCONFIG,
};

/* modes.c: the mode of that name ("olddefconfig"); FALSE if there is none. */
gboolean conf_mode_of(const char *name, enum conf_mode *mode);

/*
 * modes.c: reads, changes and writes as conf does in that mode; @file is that of defconfig and
 * savedefconfig. Gives conf's exit status; what is wrong has been told. An @error is about what
 * could not be written.
 */
int conf_run(struct conf_files *files, enum conf_mode mode, const char *file, GError **error);

/*
 * modes.c: the values that --defconfig=@file would write, made when they are asked for; FALSE if it
 * cannot be read.
 */
gboolean conf_take_defconfig(struct conf_files *files, const char *file);

/* fill.c: gives all symbols that have none a value: y, m, n, or one by chance. FALSE if
 * KCONFIG_PROBABILITY is no probability. */
enum conf_fill { CONF_FILL_DEFAULT, CONF_FILL_Y, CONF_FILL_M, CONF_FILL_N, CONF_FILL_RANDOM };
gboolean conf_fill(struct kconf *kconf, enum conf_fill fill, guint32 seed);
/* Changes what the user gave from one value to another, for tristates. */
void conf_rewrite(struct kconf *kconf, enum kconf_tri from, enum kconf_tri to);

/* ask.c: asks for the values of new symbols, or of all (CONF_OLDASKCONFIG). FALSE: the input ended
 * and a value is missing. */
gboolean conf_ask(struct kconf *kconf, enum conf_mode mode);

/* help.c: what conf says of an entry at "?" */
char *conf_help_text(struct kconf *kconf, struct kconf_menu *menu);

#endif
