/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/cache.h"

#include <sys/stat.h>

#include "base/files.h"

/* to be raised whenever probe, csource or words come to other answers for the same input */
#define GENERATION "3"

ms_cache_key *ms_cache_key_new(const char *kind)
{
	ms_cache_key *key = g_checksum_new(G_CHECKSUM_SHA256);

	ms_cache_key_text(key, MS_VERSION " " GENERATION);
	ms_cache_key_text(key, kind);
	return key;
}

void ms_cache_key_text(ms_cache_key *key, const char *text)
{
	g_checksum_update(key, (const guchar *)(text ? text : "\001"), -1);
	g_checksum_update(key, (const guchar *)"", 1);
}

void ms_cache_key_file(ms_cache_key *key, const char *folder, const char *path)
{
	g_autofree char *full =
		g_path_is_absolute(path) ? g_strdup(path) : g_build_filename(folder, path, NULL);
	g_autofree char *text = NULL;
	struct stat st;

	if (stat(full, &st))
		text = g_strdup_printf("%s gone", full);
	else
		text = g_strdup_printf("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%09ld", full,
				       (gint64)st.st_size, (gint64)st.st_mtim.tv_sec,
				       (long)st.st_mtim.tv_nsec);
	ms_cache_key_text(key, text);
}

static char *entry_path(const char *kind, const ms_cache_key *key)
{
	g_autofree char *root = ms_cache_dir();
	/* asking a checksum for its text closes it: ask a copy */
	g_autoptr(GChecksum) copy = g_checksum_copy(key);
	g_autofree char *name = g_strdup_printf("%s.json", g_checksum_get_string(copy));

	return g_build_filename(root, kind, name, NULL);
}

void *ms_cache_load(const char *kind, const ms_cache_key *key, const struct record_type *type)
{
	g_autofree char *path = entry_path(kind, key);

	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return NULL;
	return record_load(type, path, NULL);
}

void ms_cache_save(const char *kind, const ms_cache_key *key, const struct record_type *type,
		   const void *record)
{
	g_autofree char *path = entry_path(kind, key);

	record_save(type, record, path, NULL);
}

void ms_cache_key_free(ms_cache_key *key)
{
	if (key)
		g_checksum_free(key);
}
