/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include <modsplit/kconfig.h>

#include "kconf/probe.h"
#include "store/files.h"

/* What hangs together while a tree's Kconfig is in use; behind ms_kconfig. */
struct conf_session {
	struct kconf_talk talk;
	struct kconf_dialect *dialect;
	struct kconf_probe *probe;
	struct kconf_macros *macros;
	struct kconf *kconf;
	struct conf_files files;
	char *directory;
	/* of ms_kconfig_options */
	void (*said)(gpointer data, const char *text);
	gpointer said_data;
};

typedef struct conf_session conf_session;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(conf_session, ms_kconfig_free)

/*
 * Reads nothing yet; conf_session_parse() does. @talk is copied; NULL: warnings and mistakes go to
 * options->said.
 */
struct conf_session *conf_session_new(const struct ms_kconfig_options *options,
				      const struct kconf_talk *talk);
/*
 * Reads the files of a tree for what is written where: options have no values, for no command is
 * run or looked up, and its answer is a word that says nothing. The caller frees it with
 * ms_kconfig_free(). Errors: MS_ERROR_INPUT with place, line and a caret.
 */
struct conf_session *conf_session_written(const char *tree, const char *arch, GError **error);
/* The file of an entry, relative to the tree; borrowed. */
const char *conf_session_file(const struct conf_session *session, const struct kconf_menu *menu);
/* Reads the files; FALSE if they cannot be understood. conf_finalize() is up to the caller. */
gboolean conf_session_parse(struct conf_session *session, const struct ms_kconfig_options *options);

#endif
