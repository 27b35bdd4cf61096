/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CLI_CHOICES_H
#define CLI_CHOICES_H

#include "cli/cli.h"

/** struct cli_choices: options of plan, patch and run, and the stages' own structs made of them. */
struct cli_choices {
	char *deferral, *unload, *export_form;
	char *directory; /* -o */
	gboolean signoff;
	int revision;
	char *previous;
	struct ms_plan_options plan; /* the strings above: valid after cli_choices_settle() */
	struct ms_patch_options patch;
};

#define CLI_PLAN_ENTRIES 4
#define CLI_PATCH_ENTRIES 8

/** cli_plan_entries: fills CLI_PLAN_ENTRIES rows: --deferral, --unload,
 * --export-form, --rules. */
void cli_plan_entries(struct cli *cli, struct cli_choices *choices, GOptionEntry *entries);

/** cli_patch_entries: fills CLI_PATCH_ENTRIES rows: those of plan, -o, --signoff, -v, --previous. */
void cli_patch_entries(struct cli *cli, struct cli_choices *choices, GOptionEntry *entries);

/**
 * cli_choices_settle: fills `plan` and `patch` from the options that were parsed.
 * Errors: MS_ERROR_USAGE for a revision that is none.
 */
gboolean cli_choices_settle(struct cli_choices *choices, GError **error);

/**
 * cli_choices_directory: fills `directory` where it was not given: `name`, here.
 * Errors: MS_ERROR_USAGE where that would be in the tree or in the build: they are only read.
 */
gboolean cli_choices_directory(const struct cli *cli, struct cli_choices *choices, const char *name,
			       GError **error);

/** cli_choices_clear: frees the strings. */
void cli_choices_clear(struct cli_choices *choices);

#endif
