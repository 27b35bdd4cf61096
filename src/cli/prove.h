/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CLI_PROVE_H
#define CLI_PROVE_H

#include "cli/cli.h"

/** struct cli_prove: options of verify and run, and verify's own struct made of them. */
struct cli_prove {
	char *work;
	char **scenarios;
	gboolean each_patch, no_boot;
	struct ms_verify_options options; /* valid after cli_prove_settle() */
};

#define CLI_PROVE_ENTRIES 4

/** cli_prove_entries: fills CLI_PROVE_ENTRIES rows. */
void cli_prove_entries(struct cli_prove *prove, GOptionEntry *entries);

/** cli_prove_settle: fills `options` from what was parsed. */
void cli_prove_settle(struct cli_prove *prove);

/**
 * cli_scenarios: the scenarios that there are for an option (NULL: all), with what each needs, as
 * lines of text. The caller frees it.
 */
char *cli_scenarios(const char *option, GError **error);

/** cli_prove_clear: frees the strings. */
void cli_prove_clear(struct cli_prove *prove);

#endif
