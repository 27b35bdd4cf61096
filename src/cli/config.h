/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CLI_CONFIG_H
#define CLI_CONFIG_H

#include <modsplit/kconfig.h>

#include "cli/cli.h"

/** struct cli_question: one run of `modsplit config` */
struct cli_question {
	struct cli *cli;
	ms_kconfig *kconfig;
	char *arch, *config; /* ARCH=, and the path of the .config */
	char **arguments;    /* behind the verb; lent */
	GString *out;        /* the answer as text */
	char *json;          /* and as JSON */
};

/** struct cli_verb: what it takes, and what it does */
struct cli_verb {
	const char *name, *what;
	guint least, most;
	gboolean loads;       /* the .config is read before */
	gboolean tells_unmet; /* itself; so Kconfig's own warnings are not wanted */
	/* fills out and json; gives the exit status */
	int (*run)(struct cli_question *question, GError **error);
};

/** cli_verbs: config_verbs.c; ends with a row without a name. */
extern const struct cli_verb cli_verbs[];

/** cli_config_check: config_check.c; CLI_NO if something is wrong. */
int cli_config_check(struct cli_question *question, GError **error);

/**
 * cli_option_sizes: what hangs on each option in the image of the build, name -> gint64 of bytes;
 * an option that is not in it weighs nothing. The caller unrefs it. NULL without an error: the
 * .config in question has no build, which has been said. Errors: ledger_read()'s.
 */
GHashTable *cli_option_sizes(const struct cli_question *question, GError **error);

#endif
