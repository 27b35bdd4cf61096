/* SPDX-License-Identifier: GPL-2.0-only */
#include "build/workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/copy.h"
#include "build/kmake.h"
#include "build/relocate.h"
#include <modsplit/error.h>

#define STAMP "modsplit-workspace"
#define INCOMPLETE "incomplete"

gboolean tree_path_plain(const char *tree, const char *path)
{
	g_auto(GStrv) parts = g_strsplit(path, "/", -1);
	g_autoptr(GString) at = g_string_new(tree);
	struct stat st;

	for (guint i = 0; parts[i]; i++) {
		if (!*parts[i] || g_str_equal(parts[i], ".") || g_str_equal(parts[i], ".."))
			return FALSE;
		g_string_append_printf(at, "/%s", parts[i]);
		if (!lstat(at->str, &st) && S_ISLNK(st.st_mode))
			return FALSE;
	}
	return parts[0] != NULL;
}

/* one directory, one user; the lock ends with the process, whatever ends it */
static int take_lock(const char *folder)
{
	g_autofree char *path = g_build_filename(folder, "lock", NULL);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* what a killed run left behind */
static void sweep(const char *parent)
{
	g_autoptr(GDir) dir = g_dir_open(parent, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *folder = g_build_filename(parent, name, NULL);
		int lock;

		if (!g_str_has_prefix(name, "work-"))
			continue;
		lock = take_lock(folder);
		if (lock < 0)
			continue;
		ms_remove_tree(folder, NULL);
		close(lock);
	}
}

static gboolean write_stamp(struct workspace *workspace, const char *key, GError **error)
{
	g_autofree char *path = g_build_filename(workspace->folder, STAMP, NULL);
	g_autoptr(GString) text = g_string_new(key);

	g_string_append_c(text, '\n');
	for (guint i = 0; i < workspace->dirty->len; i++)
		g_string_append_printf(text, "%s\n", (char *)workspace->dirty->pdata[i]);
	return ms_write_file(path, text->str, text->len, error);
}

/* TRUE when the directory holds this very workspace, whole */
static gboolean take_up(struct workspace *workspace)
{
	g_autofree char *path = g_build_filename(workspace->folder, STAMP, NULL);
	g_autofree char *text = ms_read_file(path, NULL, NULL);
	g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;

	if (!lines || !lines[0] || !g_str_equal(lines[0], workspace->key))
		return FALSE;
	for (guint i = 1; lines[i]; i++)
		if (*lines[i])
			g_ptr_array_add(workspace->dirty, g_strdup(lines[i]));
	return TRUE;
}

static gboolean enter_work(struct workspace *workspace, const char *work, GError **error)
{
	g_autofree char *stamp = g_build_filename(work, STAMP, NULL);
	g_autoptr(GDir) dir = g_dir_open(work, 0, NULL);

	workspace->folder = g_canonicalize_filename(work, NULL);
	if (dir && g_dir_read_name(dir) && !g_file_test(stamp, G_FILE_TEST_IS_REGULAR)) {
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "'%s' is not empty and no workspace of modsplit; name an empty or new "
			    "directory with --work",
			    work);
		return FALSE;
	}
	if (g_mkdir_with_parents(work, 0777)) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot make directory '%s': %s", work,
			    g_strerror(errno));
		return FALSE;
	}
	return TRUE;
}

static gboolean enter_scratch(struct workspace *workspace, GError **error)
{
	g_autofree char *cache = ms_cache_dir();
	g_autofree char *parent = g_build_filename(cache, "verify", NULL);

	sweep(parent);
	workspace->scratch = ms_scratch_new(parent, "work", error);
	if (!workspace->scratch)
		return FALSE;
	workspace->folder = g_canonicalize_filename(ms_scratch_path(workspace->scratch), NULL);
	return TRUE;
}

static gboolean enter(struct workspace *workspace, const char *work, GError **error)
{
	g_autofree char *real = NULL;

	if (!(work ? enter_work(workspace, work, error) : enter_scratch(workspace, error)))
		return FALSE;
	workspace->lock = take_lock(workspace->folder);
	if (workspace->lock < 0) {
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "'%s' is in use by another run; wait for it or name another directory "
			    "with --work",
			    workspace->folder);
		return FALSE;
	}
	/* make writes down physical paths */
	real = realpath(workspace->folder, NULL);
	if (real) {
		g_free(workspace->folder);
		workspace->folder = g_strdup(real);
	}
	return TRUE;
}

/* where the build lies: a build below its tree uses relative paths, so it must stay there */
static char *new_output(const struct workspace *workspace, const struct ms_build *build)
{
	gsize length = strlen(build->tree);

	if (build->output && g_str_has_prefix(build->output, build->tree) &&
	    build->output[length] == '/')
		return g_strconcat(workspace->tree, build->output + length, NULL);
	return g_build_filename(workspace->folder, "build", NULL);
}

static gboolean in_tree(const struct ms_build *build)
{
	return !build->output || g_str_equal(build->output, build->tree);
}

/* a tree with a build inside has to be swept before it can serve a build elsewhere */
static gboolean make_clean(struct workspace *workspace, const struct ms_job *job, GError **error)
{
	static const char *const targets[] = {"mrproper", NULL};
	g_autoptr(kmake_said) said = NULL;
	struct ms_build build = workspace->build;

	build.output = NULL;
	if (!kmake_run(&build, targets, "clean", job, &said, error))
		return FALSE;
	if (said->status == 0)
		return TRUE;
	g_set_error(error, MS_ERROR, MS_ERROR_TREE, "'make mrproper' failed in a copy of '%s'",
		    workspace->user_tree);
	return FALSE;
}

static gboolean copy_tree(struct workspace *workspace, const struct ms_build *build,
			  const struct ms_job *job, GError **error)
{
	g_autofree char *git = g_build_filename(workspace->tree, ".git", NULL);

	ms_job_progress(job, "verify", 0, 0, "copying the tree");
	if (!ms_link_tree(build->tree, workspace->tree, job, error) || !ms_remove_tree(git, error))
		return FALSE;
	if (in_tree(build))
		return make_clean(workspace, job, error);
	return !g_file_test(workspace->output, G_FILE_TEST_EXISTS) ||
	       ms_remove_tree(workspace->output, error);
}

/* the build with its paths changed, if it is one that can be moved */
static gboolean copy_build(struct workspace *workspace, const struct ms_build *build,
			   const struct ms_job *job, GError **error)
{
	g_autofree char *from_build = build->output ? realpath(build->output, NULL) : NULL;
	g_autofree char *from_tree = from_build ? relocate_tree_of(from_build) : NULL;
	g_autofree char *seen = NULL, *real_tree = realpath(build->tree, NULL);
	struct relocation relocation;

	if (from_tree)
		seen = g_path_is_absolute(from_tree) ? realpath(from_tree, NULL)
						     : g_strdup(real_tree);
	if (in_tree(build) || !seen || g_strcmp0(seen, real_tree) != 0) {
		if (g_mkdir_with_parents(workspace->output, 0777) == 0)
			return TRUE;
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot make directory '%s': %s",
			    workspace->output, g_strerror(errno));
		return FALSE;
	}
	ms_job_progress(job, "verify", 0, 0, "copying the build");
	relocation = (struct relocation){
		.from_tree = g_path_is_absolute(from_tree) ? from_tree : real_tree,
		.to_tree = workspace->tree,
		.from_build = from_build,
		.to_build = workspace->output,
	};
	workspace->relocated = TRUE;
	return ms_copy_tree(from_build, workspace->output, job, error) &&
	       relocate_build(&relocation, job, error);
}

static gboolean read_config(struct workspace *workspace, const struct ms_build *build,
			    GError **error)
{
	g_autofree char *path =
		g_build_filename(build->output ? build->output : build->tree, ".config", NULL);

	workspace->config = ms_read_file(path, NULL, error);
	return workspace->config != NULL;
}

static gboolean fill(struct workspace *workspace, const struct ms_build *build,
		     const struct ms_job *job, GError **error)
{
	g_autofree char *inner = g_build_filename(workspace->folder, "build", NULL);

	return write_stamp(workspace, INCOMPLETE, error) &&
	       ms_remove_tree(workspace->tree, error) && ms_remove_tree(inner, error) &&
	       copy_tree(workspace, build, job, error) &&
	       copy_build(workspace, build, job, error) &&
	       write_stamp(workspace, workspace->key, error);
}

struct workspace *workspace_open(const struct ms_build *build, const char *work, const char *key,
				 const struct ms_job *job, GError **error)
{
	g_autoptr(ms_workspace) made = g_new0(struct workspace, 1);

	made->lock = -1;
	made->key = g_strdup(key);
	made->user_tree = build->tree;
	made->dirty = g_ptr_array_new_with_free_func(g_free);
	if (!enter(made, work, error) || !read_config(made, build, error))
		return NULL;
	made->tree = g_build_filename(made->folder, "tree", NULL);
	made->output = new_output(made, build);
	made->build = *build;
	made->build.tree = made->tree;
	made->build.output = made->output;
	if (!take_up(made) && !fill(made, build, job, error))
		return NULL;
	return g_steal_pointer(&made);
}

static gboolean same_bytes(const char *path, GBytes *bytes)
{
	g_autofree char *old = NULL;
	gsize size, old_size;
	const char *data = bytes ? g_bytes_get_data(bytes, &size) : NULL;

	if (!bytes)
		return !g_file_test(path, G_FILE_TEST_EXISTS);
	old = ms_read_file(path, &old_size, NULL);
	return old && old_size == size && (size == 0 || memcmp(old, data, size) == 0);
}

/* noted before the change: a run that is killed in between leaves no file that nobody knows of */
static gboolean note_dirty(struct workspace *workspace, const char *path, GError **error)
{
	if (g_ptr_array_find_with_equal_func(workspace->dirty, path, g_str_equal, NULL))
		return TRUE;
	g_ptr_array_add(workspace->dirty, g_strdup(path));
	return write_stamp(workspace, workspace->key, error);
}

gboolean workspace_write(struct workspace *workspace, const char *path, GBytes *bytes, int mode,
			 GError **error)
{
	g_autofree char *full = g_build_filename(workspace->tree, path, NULL);
	const char *data;
	gsize size;

	if (!tree_path_plain(workspace->tree, path)) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "'%s' leads through a symbolic link or out of the tree", path);
		return FALSE;
	}
	if (same_bytes(full, bytes))
		return TRUE;
	if (!note_dirty(workspace, path, error))
		return FALSE;
	if (!bytes)
		return ms_remove_tree(full, error);
	data = g_bytes_get_data(bytes, &size);
	if (!ms_write_file(full, data, size, error))
		return FALSE;
	if (!chmod(full, (mode_t)mode & 07777))
		return TRUE;
	g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot set the mode of '%s': %s", full,
		    g_strerror(errno));
	return FALSE;
}

void workspace_free(struct workspace *workspace)
{
	if (!workspace)
		return;
	ms_scratch_free(workspace->scratch);
	if (workspace->lock >= 0)
		close(workspace->lock);
	if (workspace->dirty)
		g_ptr_array_unref(workspace->dirty);
	g_free(workspace->config);
	g_free(workspace->folder);
	g_free(workspace->key);
	g_free(workspace->tree);
	g_free(workspace->output);
	g_free(workspace);
}
