/* SPDX-License-Identifier: GPL-2.0-only */
#include "tree/files.h"
#include "base/record.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cache.h"
#include "tree/visit.h"

struct collection {
	GMutex lock;
	GPtrArray *lines; /* "path\0size time inode" */
};

static gboolean is_wanted(const char *name)
{
	const char *dot = strrchr(name, '.');

	if (*name == '.')
		return FALSE;
	if (dot && (!strcmp(dot, ".c") || !strcmp(dot, ".h") || !strcmp(dot, ".S")))
		return TRUE;
	return g_str_has_prefix(name, "Makefile") || g_str_has_prefix(name, "Kbuild");
}

/* a line for the digest: the path, and behind its NUL what tells that the file changed */
static void take_file(void *data, int descriptor, const char *folder, const char *name)
{
	struct collection *collection = data;
	g_autofree char *path = NULL, *text = NULL;
	struct stat st;
	gsize len, more;
	char *line;

	if (!is_wanted(name) || fstatat(descriptor, name, &st, AT_SYMLINK_NOFOLLOW))
		return;
	path = *folder ? g_strconcat(folder, "/", name, NULL) : g_strdup(name);
	text = g_strdup_printf("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%09ld %" G_GUINT64_FORMAT,
			       (gint64)st.st_size, (gint64)st.st_mtim.tv_sec,
			       (long)st.st_mtim.tv_nsec, (guint64)st.st_ino);
	len = strlen(path);
	more = strlen(text);
	line = g_malloc(len + more + 2);
	memcpy(line, path, len + 1);
	memcpy(line + len + 1, text, more + 1);
	g_mutex_lock(&collection->lock);
	g_ptr_array_add(collection->lines, line);
	g_mutex_unlock(&collection->lock);
}

static struct scan_files *files_of(GPtrArray *lines)
{
	struct scan_files *files = g_new0(struct scan_files, 1);
	ms_cache_key *key = ms_cache_key_new("files");

	record_strings_sort(lines);
	for (guint i = 0; i < lines->len; i++) {
		const char *path = lines->pdata[i];

		ms_cache_key_text(key, path);
		ms_cache_key_text(key, path + strlen(path) + 1);
	}
	files->digest = g_strdup(g_checksum_get_string(key));
	ms_cache_key_free(key);
	files->paths = g_ptr_array_ref(lines);
	return files;
}

struct scan_files *scan_files_walk(const char *tree, const char *folder, const char *skip,
				   const struct ms_job *job, GError **error)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	struct collection collection = {.lines = lines};
	gboolean ok;

	g_mutex_init(&collection.lock);
	ok = scan_visit(tree, folder, skip && strcmp(skip, tree) ? skip : NULL, take_file,
			&collection, job, error);
	g_mutex_clear(&collection.lock);
	return ok ? files_of(lines) : NULL;
}

void scan_files_free(struct scan_files *files)
{
	if (!files)
		return;
	g_ptr_array_unref(files->paths);
	g_free(files->digest);
	g_free(files);
}
