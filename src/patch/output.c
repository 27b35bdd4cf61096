/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "patch/work.h"

gboolean output_is_free(const char *directory, GError **error)
{
	g_autoptr(GDir) dir = NULL;

	if (!g_file_test(directory, G_FILE_TEST_EXISTS) &&
	    !g_file_test(directory, G_FILE_TEST_IS_SYMLINK))
		return TRUE;
	dir = g_dir_open(directory, 0, NULL);
	if (!dir)
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "'%s' is no directory; name another one", directory);
	else if (g_dir_read_name(dir))
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "'%s' is not empty; name another directory, or remove it first",
			    directory);
	else
		return TRUE;
	return FALSE;
}

/* The nearest directory above that exists, where a rename onto `directory` can come from. */
static char *existing_parent(const char *directory)
{
	char *parent = g_path_get_dirname(directory);

	while (!g_file_test(parent, G_FILE_TEST_IS_DIR)) {
		char *up = g_path_get_dirname(parent);

		g_free(parent);
		parent = up;
	}
	return parent;
}

static gboolean fill(const char *scratch, GPtrArray *mails, const struct series *series,
		     GError **error)
{
	g_autofree char *json = g_build_filename(scratch, "series.json", NULL);

	for (guint i = 0; i < mails->len; i++) {
		const struct mail *mail = mails->pdata[i];
		g_autofree char *path = g_build_filename(scratch, mail->name, NULL);

		if (!ms_write_file(path, mail->text, strlen(mail->text), error))
			return FALSE;
	}
	return record_save(&series_type, series, json, error);
}

gboolean output_write(const char *directory, GPtrArray *mails, const struct series *series,
		      GError **error)
{
	g_autofree char *full = g_canonicalize_filename(directory, NULL);
	g_autofree char *above = g_path_get_dirname(full);
	g_autofree char *parent = existing_parent(full);
	g_autoptr(GError) cause = NULL;
	g_autoptr(ms_scratch) scratch = ms_scratch_new(parent, ".modsplit-series", &cause);

	if (!scratch) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO,
			    "while writing '%s': %s; name another directory", directory,
			    cause->message);
		return FALSE;
	}
	if (!fill(ms_scratch_path(scratch), mails, series, error)) {
		g_prefix_error(error, "while writing '%s': ", directory);
		return FALSE;
	}
	if (g_chmod(ms_scratch_path(scratch), 0755) || g_mkdir_with_parents(above, 0755) ||
	    rename(ms_scratch_path(scratch), full)) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot write '%s': %s", directory,
			    g_strerror(errno));
		return FALSE;
	}
	ms_scratch_keep(scratch);
	return TRUE;
}
