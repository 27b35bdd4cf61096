/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <modsplit/error.h>

struct ms_scratch {
	char *path;
	gboolean keep;
};

static gboolean io_error(GError **error, const char *what, const char *path)
{
	int saved = errno;

	g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot %s '%s': %s", what, path,
		    g_strerror(saved));
	return FALSE;
}

ms_scratch *ms_scratch_new(const char *parent, const char *prefix, GError **error)
{
	g_autofree char *path =
		g_strdup_printf("%s/%s-XXXXXX", parent ? parent : g_get_tmp_dir(), prefix);
	ms_scratch *scratch;

	if (parent && g_mkdir_with_parents(parent, 0777)) {
		io_error(error, "make directory", parent);
		return NULL;
	}
	if (!g_mkdtemp_full(path, 0755)) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot make directory '%s': %s%s", path,
			    g_strerror(errno),
			    parent ? "" : "; set TMPDIR to a folder that can be written");
		return NULL;
	}
	scratch = g_new0(ms_scratch, 1);
	scratch->path = g_steal_pointer(&path);
	return scratch;
}

const char *ms_scratch_path(const ms_scratch *scratch)
{
	return scratch->path;
}

void ms_scratch_keep(ms_scratch *scratch)
{
	scratch->keep = TRUE;
}

void ms_scratch_free(ms_scratch *scratch)
{
	if (!scratch)
		return;
	if (!scratch->keep)
		ms_remove_tree(scratch->path, NULL);
	g_free(scratch->path);
	g_free(scratch);
}

static gboolean remove_entries(const char *path, GError **error)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	if (!dir)
		return io_error(error, "read directory", path);
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *child = g_build_filename(path, name, NULL);

		if (!ms_remove_tree(child, error))
			return FALSE;
	}
	return TRUE;
}

gboolean ms_remove_tree(const char *path, GError **error)
{
	struct stat st;

	if (lstat(path, &st))
		return errno == ENOENT ? TRUE : io_error(error, "look at", path);
	if (!S_ISDIR(st.st_mode))
		return unlink(path) ? io_error(error, "remove", path) : TRUE;
	if (!(st.st_mode & S_IWUSR))
		chmod(path, 0700);
	if (!remove_entries(path, error))
		return FALSE;
	return rmdir(path) ? io_error(error, "remove", path) : TRUE;
}

static gboolean write_all(int fd, const char *data, gsize size)
{
	while (size) {
		gssize n = write(fd, data, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return FALSE;
		data += n;
		size -= (gsize)n;
	}
	return TRUE;
}

/* every step is checked, close() last: a full disk may speak up only there */
static gboolean fill_file(const char *path, const char *data, gsize size, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	gboolean ok;

	if (fd < 0)
		return FALSE;
	ok = write_all(fd, data, size) && !fsync(fd);
	if (!ok) {
		int saved = errno;

		close(fd);
		errno = saved;
		return FALSE;
	}
	return !close(fd);
}

/* a rename would put a file where /dev/full or a pipe was */
static gboolean is_special(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISREG(st.st_mode);
}

gboolean ms_write_file(const char *path, const char *data, gsize size, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *fresh = g_strdup_printf("%s.new-%d", path, (int)getpid());
	struct stat st;
	mode_t mode = stat(path, &st) ? 0666 : st.st_mode & 07777;
	gboolean replaced = !lstat(path, &st);

	if (is_special(path)) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot write '%s': not a regular file",
			    path);
		return FALSE;
	}
	if (g_mkdir_with_parents(folder, 0777))
		return io_error(error, "make directory", folder);
	unlink(fresh);
	if (!fill_file(fresh, data, size, mode) || (replaced && chmod(fresh, mode)) ||
	    rename(fresh, path)) {
		io_error(error, "write", path);
		unlink(fresh);
		return FALSE;
	}
	return TRUE;
}

/* behind `size` bytes; what could be written of it only in part is taken back */
static gboolean append(int fd, off_t size, const char *line)
{
	g_autofree char *text = g_strconcat(line, "\n", NULL);
	char last = '\n';
	gboolean ok = !size || pread(fd, &last, 1, size - 1) == 1;
	int saved;

	ok = ok && (last == '\n' || write_all(fd, "\n", 1)) && write_all(fd, text, strlen(text)) &&
	     !fsync(fd);
	saved = errno;
	if (!ok && ftruncate(fd, size))
		return FALSE;
	errno = saved;
	return ok;
}

gboolean ms_append_line(const char *path, const char *line, GError **error)
{
	int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	struct stat st;
	gboolean ok = fd >= 0 && !flock(fd, LOCK_EX) && !fstat(fd, &st);

	if (ok && !S_ISREG(st.st_mode)) {
		errno = EINVAL;
		ok = FALSE;
	}
	ok = ok && append(fd, st.st_size, line);
	if (!ok)
		io_error(error, "append to", path);
	if (fd >= 0 && close(fd) && ok)
		return io_error(error, "append to", path);
	return ok;
}

gboolean ms_write_product(const char *path, const char *data, gsize size, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	gboolean ok;
	int fd;

	if (!is_special(path) && !g_file_test(path, G_FILE_TEST_IS_SYMLINK)) {
		if (g_file_test(folder, G_FILE_TEST_IS_DIR))
			return ms_write_file(path, data, size, error);
		errno = ENOENT;
		return io_error(error, "write", path);
	}
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return io_error(error, "write", path);
	ok = write_all(fd, data, size) || io_error(error, "write", path);
	if (close(fd) && ok)
		return io_error(error, "write", path);
	return ok;
}

/* what stands behind the last colon of GLib's own message, which names the path once more */
static const char *reason_of(const GError *error)
{
	const char *colon = strrchr(error->message, ':');

	if (error->code == G_FILE_ERROR_NOENT)
		return "no such file";
	return colon ? colon + 1 + (colon[1] == ' ') : error->message;
}

char *ms_read_file(const char *path, gsize *size, GError **error)
{
	char *data = NULL;
	GError *inner = NULL;

	if (g_file_get_contents(path, &data, size, &inner))
		return data;
	g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot read '%s': %s", path, reason_of(inner));
	g_error_free(inner);
	return NULL;
}

char *ms_cache_dir(void)
{
	const char *chosen = g_getenv("MODSPLIT_CACHE");

	/* children run elsewhere: a path relative to here must not become one relative to there */
	if (chosen && *chosen)
		return g_canonicalize_filename(chosen, NULL);
	return g_build_filename(g_get_user_cache_dir(), "modsplit", NULL);
}

void ms_files_below(const char *root, const char *folder, GPtrArray *found)
{
	g_autofree char *path = g_build_filename(root, folder, NULL);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *file = g_build_filename(folder, name, NULL);
		g_autofree char *full = g_build_filename(root, file, NULL);

		if (g_file_test(full, G_FILE_TEST_IS_SYMLINK))
			continue;
		if (g_file_test(full, G_FILE_TEST_IS_DIR))
			ms_files_below(root, file, found);
		else
			g_ptr_array_add(found, g_steal_pointer(&file));
	}
}
