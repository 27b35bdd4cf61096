/* SPDX-License-Identifier: GPL-2.0-only */
#include "patch/series.h"

#include <modsplit/error.h>

static const struct record_field series_patch_fields[] = {
	RECORD_FSTR(series_patch, mail),
	RECORD_FSTR(series_patch, subject),
	RECORD_FSTR(series_patch, step),
	RECORD_FSTR(series_patch, kind),
	RECORD_FSTR(series_patch, patch_id),
	RECORD_FSTRS(series_patch, files),
	RECORD_END,
};
const struct record_type series_patch_type = {NULL, sizeof(struct series_patch),
					      series_patch_fields};

static const struct record_field series_fields[] = {
	RECORD_FSTR(series, version),
	RECORD_FSTR(series, arch),
	RECORD_FSTR(series, package),
	RECORD_FSTR(series, commit),
	RECORD_FSTR(series, config),
	RECORD_FSTR(series, module),
	RECORD_FSTR(series, module_file),
	RECORD_FSTR(series, deferral),
	RECORD_FSTR(series, unload),
	RECORD_FSTR(series, unload_reason),
	RECORD_FINT(series, revision),
	RECORD_FSTR(series, cover),
	RECORD_FSTRS(series, changed_options),
	RECORD_FLIST(series, patches, &series_patch_type),
	RECORD_END,
};
const struct record_type series_type = {"modsplit.series/1", sizeof(struct series), series_fields};

void series_free(struct series *series)
{
	record_free(&series_type, series);
}

struct series *series_load(const char *directory, GError **error)
{
	g_autofree char *path = g_build_filename(directory, "series.json", NULL);
	g_autoptr(ms_series) series = record_load(&series_type, path, error);

	for (guint i = 0; series && i < series->patches->len; i++) {
		const struct series_patch *patch = series->patches->pdata[i];
		g_autofree char *mail = g_build_filename(directory, patch->mail, NULL);

		if (g_file_test(mail, G_FILE_TEST_IS_REGULAR))
			continue;
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "%s: names '%s', which is not in '%s'; make the series again", path,
			    patch->mail, directory);
		return NULL;
	}
	return g_steal_pointer(&series);
}
