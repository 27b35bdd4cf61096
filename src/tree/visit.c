/* SPDX-License-Identifier: GPL-2.0-only */
#include "tree/visit.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/parallel.h"

struct visit {
	const char *root, *skip;
	void (*visit)(void *data, int descriptor, const char *folder, const char *name);
	void *data;
	GMutex lock;
	GPtrArray *folders; /* of the level that is being read */
	GPtrArray *below;   /* of the next one */
};

/* some file systems leave the type open */
static int type_of(const struct dirent *entry, int descriptor)
{
	struct stat st;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type;
	if (fstatat(descriptor, entry->d_name, &st, AT_SYMLINK_NOFOLLOW))
		return DT_UNKNOWN;
	return S_ISDIR(st.st_mode) ? DT_DIR : S_ISREG(st.st_mode) ? DT_REG : DT_UNKNOWN;
}

static void read_folder(struct visit *walk, const char *folder, DIR *dir)
{
	g_autoptr(GPtrArray) below = g_ptr_array_new();
	struct dirent *entry;

	while ((entry = readdir(dir))) {
		int type = type_of(entry, dirfd(dir));

		if (type == DT_REG)
			walk->visit(walk->data, dirfd(dir), folder, entry->d_name);
		else if (type == DT_DIR && entry->d_name[0] != '.')
			g_ptr_array_add(below,
					*folder ? g_strconcat(folder, "/", entry->d_name, NULL)
						: g_strdup(entry->d_name));
	}
	g_mutex_lock(&walk->lock);
	g_ptr_array_extend(walk->below, below, NULL, NULL);
	g_mutex_unlock(&walk->lock);
}

static void enter_folder(void *data, guint i)
{
	struct visit *walk = data;
	const char *folder = walk->folders->pdata[i];
	g_autofree char *full = g_build_filename(walk->root, folder, NULL);
	DIR *dir = walk->skip && !strcmp(full, walk->skip) ? NULL : opendir(full);

	if (dir) {
		read_folder(walk, folder, dir);
		closedir(dir);
	}
}

gboolean scan_visit(const char *root, const char *folder, const char *skip,
		    void (*visit)(void *data, int descriptor, const char *folder, const char *name),
		    void *data, const struct ms_job *job, GError **error)
{
	struct visit walk = {.root = root, .skip = skip, .visit = visit, .data = data};
	gboolean ok = TRUE;

	g_mutex_init(&walk.lock);
	walk.folders = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(walk.folders, g_strdup(folder));
	while (ok && walk.folders->len) {
		walk.below = g_ptr_array_new_with_free_func(g_free);
		ms_parallel(walk.folders->len, job ? job->jobs : 1, enter_folder, &walk);
		g_ptr_array_unref(walk.folders);
		walk.folders = walk.below;
		ok = !ms_job_cancelled(job, error);
	}
	g_ptr_array_unref(walk.folders);
	g_mutex_clear(&walk.lock);
	return ok;
}
