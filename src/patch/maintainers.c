/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "patch/work.h"

#define SCRIPT "scripts/get_maintainer.pl"
#define ASK_TIMEOUT 120

/* People go to To:, mailing lists (an address alone) to Cc:. */
static void sort_addresses(struct mail *mail, const char *answer)
{
	g_auto(GStrv) lines = g_strsplit(answer, "\n", -1);

	for (guint i = 0; lines[i]; i++) {
		char *address = g_strstrip(lines[i]);

		if (strchr(address, '@'))
			record_strings_add(strchr(address, '<') ? mail->to : mail->cc, address);
	}
}

/* Sections of MAINTAINERS that say as much of a file come in the order of perl's hashes, which is
 * another one in each run unless it is told otherwise. */
static GStrv environment(const struct repository *repository)
{
	g_autoptr(GStrvBuilder) env = g_strv_builder_new();

	g_strv_builder_addv(env, (const char **)repository->env);
	g_strv_builder_add_many(env, "PERL_HASH_SEED=0", "PERL_PERTURB_KEYS=0", NULL);
	return g_strv_builder_end(env);
}

static gboolean ask(struct mail *mail, const char *tree, const struct repository *repository,
		    GError **error)
{
	g_auto(GStrv) env = environment(repository);
	g_autofree char *path =
		g_build_filename(ms_scratch_path(repository->scratch), "ask.patch", NULL);
	const char *argv[] = {"perl",           SCRIPT, "--no-git", "--no-git-fallback",
			      "--no-rolestats", path,   NULL};
	struct ms_process process = {.argv = argv,
				     .directory = tree,
				     .setenv = (const char *const *)env,
				     .timeout_s = ASK_TIMEOUT};
	g_autoptr(ms_process_result) result = NULL;

	if (!ms_write_file(path, mail->text, strlen(mail->text), error) ||
	    !ms_process_run(&process, repository->job, &result, error))
		return FALSE;
	if (result->status) {
		g_set_error(error, MS_ERROR, MS_ERROR_TOOL, SCRIPT ": %s", g_strstrip(result->err));
		return FALSE;
	}
	sort_addresses(mail, result->out);
	return TRUE;
}

void maintainers_find(GPtrArray *mails, const char *tree, const struct repository *repository)
{
	g_autofree char *script = g_build_filename(tree, SCRIPT, NULL);
	g_autofree char *perl = g_find_program_in_path("perl");

	if (!perl || !g_file_test(script, G_FILE_TEST_IS_REGULAR)) {
		ms_job_say(repository->job, "note: nobody in Cc: %s",
			   perl ? "the tree has no " SCRIPT
				: "there is no perl; apt-get install perl");
		return;
	}
	for (guint i = 1; i < mails->len; i++) {
		g_autoptr(GError) error = NULL;

		if (!ask(mails->pdata[i], tree, repository, &error)) {
			ms_job_say(repository->job, "note: nobody in Cc: %s", error->message);
			return;
		}
	}
}
