/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <modsplit/error.h>

static gboolean io_error(GError **error, const char *what, const char *path)
{
	int saved = errno;

	g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot %s '%s': %s", what, path,
		    g_strerror(saved));
	return FALSE;
}

static gboolean read_and_write(int in, int out)
{
	static const gsize room = 1u << 16;
	g_autofree char *buffer = g_malloc(room);
	gssize n;

	while ((n = read(in, buffer, room)) != 0) {
		if (n < 0 && errno != EINTR)
			return FALSE;
		for (gssize done = 0; done < n;) {
			gssize put = write(out, buffer + done, (gsize)(n - done));

			if (put < 0 && errno != EINTR)
				return FALSE;
			done += put > 0 ? put : 0;
		}
	}
	return TRUE;
}

/* a clone costs nothing; where the file system has none, the bytes are copied */
static gboolean fill(int in, int out)
{
	return !ioctl(out, FICLONE, in) || read_and_write(in, out);
}

gboolean ms_copy_file(const char *from, const char *to, GError **error)
{
	int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	int out = -1;
	gboolean ok = FALSE;
	struct stat st;

	if (in < 0)
		return io_error(error, "read", from);
	if (!fstat(in, &st)) {
		const struct timespec times[2] = {st.st_atim, st.st_mtim};

		out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		ok = out >= 0 && fill(in, out) && !fchmod(out, st.st_mode & 07777) &&
		     !futimens(out, times);
	}
	if (!ok)
		io_error(error, "copy to", to);
	close(in);
	if (out >= 0 && close(out) && ok)
		ok = io_error(error, "write", to);
	return ok;
}

/* how a regular file gets to its new place */
typedef gboolean (*place_file)(const char *from, const char *to, GError **error);

/* a hard link, or a copy where there can be none */
static gboolean link_file(const char *from, const char *to, GError **error)
{
	return !link(from, to) || ms_copy_file(from, to, error);
}

static gboolean place_tree(const char *from, const char *to, place_file place,
			   const struct ms_job *job, GError **error);

static gboolean place_entry(const char *from, const char *to, place_file place,
			    const struct ms_job *job, GError **error)
{
	g_autofree char *target = NULL;
	struct stat st;

	if (lstat(from, &st))
		return io_error(error, "look at", from);
	if (S_ISDIR(st.st_mode))
		return place_tree(from, to, place, job, error);
	if (S_ISREG(st.st_mode))
		return place(from, to, error);
	if (!S_ISLNK(st.st_mode))
		return TRUE; /* sockets and pipes are not part of a tree */
	target = g_file_read_link(from, NULL);
	return target && !symlink(target, to) ? TRUE : io_error(error, "link", to);
}

static gboolean place_tree(const char *from, const char *to, place_file place,
			   const struct ms_job *job, GError **error)
{
	g_autoptr(GDir) dir = NULL;
	const char *name;
	struct stat st;

	if (ms_job_cancelled(job, error))
		return FALSE;
	if (stat(from, &st))
		return io_error(error, "look at", from);
	if (mkdir(to, (st.st_mode & 07777) | S_IRWXU))
		return io_error(error, "make directory", to);
	dir = g_dir_open(from, 0, NULL);
	if (!dir)
		return io_error(error, "read directory", from);
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *source = g_build_filename(from, name, NULL);
		g_autofree char *copy = g_build_filename(to, name, NULL);

		if (!place_entry(source, copy, place, job, error))
			return FALSE;
	}
	if (utimensat(AT_FDCWD, to, (const struct timespec[2]){st.st_atim, st.st_mtim}, 0))
		return io_error(error, "set the time of", to);
	return TRUE;
}

gboolean ms_copy_tree(const char *from, const char *to, const struct ms_job *job, GError **error)
{
	return place_tree(from, to, ms_copy_file, job, error);
}

gboolean ms_link_tree(const char *from, const char *to, const struct ms_job *job, GError **error)
{
	return place_tree(from, to, link_file, job, error);
}
