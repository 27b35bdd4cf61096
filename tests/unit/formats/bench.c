/* SPDX-License-Identifier: GPL-2.0-only */
#include "bench.h"

#include <stdarg.h>
#include <string.h>

#include "base/files.h"
#include "base/process.h"

char *bench_new(void)
{
	char *folder = g_dir_make_tmp("scan-XXXXXX", NULL);

	g_assert_nonnull(folder);
	return folder;
}

void bench_free(char *folder)
{
	ms_remove_tree(folder, NULL);
	g_free(folder);
}

char *bench_write(const char *folder, const char *file, const char *text)
{
	char *path = g_build_filename(folder, file, NULL);

	g_assert_true(ms_write_file(path, text, strlen(text), NULL));
	return path;
}

void bench_run(const char *folder, ...)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	GError *error = NULL;
	const char *word;
	va_list words;

	va_start(words, folder);
	while ((word = va_arg(words, const char *)))
		g_ptr_array_add(argv, (char *)word);
	va_end(words);
	g_ptr_array_add(argv, NULL);
	ms_process_ok((const char *const *)argv->pdata, folder, NULL, NULL, &error);
	g_assert_no_error(error);
}

gboolean bench_has(const GPtrArray *strings, const char *text)
{
	for (guint i = 0; i < strings->len; i++)
		if (!strcmp(strings->pdata[i], text))
			return TRUE;
	return FALSE;
}
