/* SPDX-License-Identifier: GPL-2.0-only */
#include "cli/choices.h"

void cli_plan_entries(struct cli_choices *choices, GOptionEntry *entries)
{
	entries[0] = (GOptionEntry){"deferral",
				    0,
				    0,
				    G_OPTION_ARG_STRING,
				    &choices->deferral,
				    "exact: wait while a driver of the kind is =m; rfc: with "
				    "CONFIG_MODULES; none",
				    "FORM"};
	entries[1] = (GOptionEntry){"unload",
				    0,
				    0,
				    G_OPTION_ARG_STRING,
				    &choices->unload,
				    "auto, never or require",
				    "HOW"};
}

void cli_patch_entries(struct cli_choices *choices, GOptionEntry *entries)
{
	cli_plan_entries(choices, entries);
	entries += CLI_PLAN_ENTRIES;
	entries[0] = (GOptionEntry){"output-directory",
				    'o',
				    0,
				    G_OPTION_ARG_FILENAME,
				    &choices->directory,
				    "where the result goes: absent or empty",
				    "DIR"};
	entries[1] =
		(GOptionEntry){"signoff",           's', 0, G_OPTION_ARG_NONE, &choices->signoff,
			       "add Signed-off-by", NULL};
	entries[2] = (GOptionEntry){"reroll-count",
				    'v',
				    0,
				    G_OPTION_ARG_INT,
				    &choices->revision,
				    "revision of the series",
				    "N"};
	entries[3] = (GOptionEntry){"previous",
				    0,
				    0,
				    G_OPTION_ARG_FILENAME,
				    &choices->previous,
				    "the earlier revision, for the range-diff",
				    "DIR"};
}

void cli_choices_settle(struct cli_choices *choices)
{
	choices->plan =
		(struct ms_plan_options){.deferral = choices->deferral, .unload = choices->unload};
	choices->patch = (struct ms_patch_options){.signoff = choices->signoff,
						   .revision = (guint)MAX(choices->revision, 0),
						   .previous = choices->previous};
}

void cli_choices_clear(struct cli_choices *choices)
{
	g_free(choices->deferral);
	g_free(choices->unload);
	g_free(choices->directory);
	g_free(choices->previous);
}
