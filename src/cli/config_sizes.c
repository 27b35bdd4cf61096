/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "cli/config.h"
#include "ledger/ledger.h"

/* The build's folder, if it is of that .config and has an image */
static char *build_of(const struct cli_question *question)
{
	const struct ms_build *build = &question->cli->build;
	const char *folder = build->output ? build->output : build->tree;
	g_autofree char *config = g_build_filename(folder, ".config", NULL);
	g_autofree char *own = g_canonicalize_filename(config, NULL);
	g_autofree char *vmlinux = g_build_filename(folder, "vmlinux", NULL);

	if (strcmp(own, question->config) != 0)
		ms_job_say(&question->cli->job,
			   "sizes are not known: '%s' is not the .config of the build in '%s'",
			   question->config, folder);
	else if (!g_file_test(vmlinux, G_FILE_TEST_IS_REGULAR))
		ms_job_say(
			&question->cli->job,
			"sizes are not known: there is no vmlinux in '%s'; build the kernel first",
			folder);
	else
		return g_strdup(folder);
	return NULL;
}

GHashTable *cli_option_sizes(const struct cli_question *question, GError **error)
{
	g_autofree char *folder = build_of(question);
	g_autoptr(ledger_book) ledger =
		folder ? ledger_read(folder, LEDGER_USUAL, &question->cli->job, error) : NULL;
	const struct ledger_artefact *vmlinux;
	GHashTable *sizes;

	if (!ledger)
		return NULL;
	vmlinux = ledger->artefacts->pdata[0];
	sizes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (guint i = 0; i < vmlinux->rows->len; i++) {
		const struct ledger_row *row = vmlinux->rows->pdata[i];

		if (row->kind == LEDGER_OPTION)
			g_hash_table_insert(sizes, g_strdup(row->name),
					    g_memdup2(&row->bytes, sizeof(row->bytes)));
	}
	return sizes;
}
