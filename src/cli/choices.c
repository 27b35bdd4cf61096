/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "cli/choices.h"

void cli_plan_entries(struct cli *cli, struct cli_choices *choices, GOptionEntry *entries)
{
	choices->revision = 1;
	entries[0] = (GOptionEntry){"deferral",
				    0,
				    0,
				    G_OPTION_ARG_STRING,
				    &choices->deferral,
				    "exact (wait while such a driver is =m), rfc (with "
				    "CONFIG_MODULES), none",
				    "FORM"};
	entries[1] = (GOptionEntry){"unload",
				    0,
				    0,
				    G_OPTION_ARG_STRING,
				    &choices->unload,
				    "auto, never or require",
				    "HOW"};
	entries[2] = (GOptionEntry){"export-form",
				    0,
				    0,
				    G_OPTION_ARG_STRING,
				    &choices->export_form,
				    "neighbours, or for-modules (to these modules alone)",
				    "FORM"};
	entries[3] = (GOptionEntry)CLI_RULES(cli);
}

void cli_patch_entries(struct cli *cli, struct cli_choices *choices, GOptionEntry *entries)
{
	cli_plan_entries(cli, choices, entries);
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

gboolean cli_choices_settle(struct cli_choices *choices, GError **error)
{
	if (choices->revision < 1) {
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "-v%d: give the number of the revision, from 1", choices->revision);
		return FALSE;
	}
	choices->plan = (struct ms_plan_options){.deferral = choices->deferral,
						 .unload = choices->unload,
						 .export_form = choices->export_form};
	choices->patch = (struct ms_patch_options){.signoff = choices->signoff,
						   .revision = (guint)choices->revision,
						   .previous = choices->previous};
	return TRUE;
}

static gboolean is_below(const char *folder, const char *top)
{
	gsize len = strlen(top);

	return !strncmp(folder, top, len) && (!folder[len] || folder[len] == '/');
}

gboolean cli_choices_directory(const struct cli *cli, struct cli_choices *choices, const char *name,
			       GError **error)
{
	const char *const roots[] = {cli->build.tree, cli->build.output};
	char *here = NULL;
	gboolean ours = FALSE;

	if (choices->directory)
		return TRUE;
	here = realpath(".", NULL);
	for (guint i = 0; here && i < G_N_ELEMENTS(roots); i++)
		ours |= roots[i] && is_below(here, roots[i]);
	if (ours)
		g_set_error(
			error, MS_ERROR, MS_ERROR_USAGE,
			"'%s' would be made in '%s', which is only read: say with -o where it goes",
			name, here);
	else
		choices->directory = g_strdup(name);
	free(here);
	return !ours;
}

void cli_choices_clear(struct cli_choices *choices)
{
	g_free(choices->deferral);
	g_free(choices->unload);
	g_free(choices->export_form);
	g_free(choices->directory);
	g_free(choices->previous);
}
