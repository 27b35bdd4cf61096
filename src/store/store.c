/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <modsplit/error.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/files.h"

static gboolean failed(const char *what, const char *path, GError **error)
{
	int code = errno;

	g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot %s '%s': %s", what, path,
		    g_strerror(code));
	return FALSE;
}

static gboolean write_all(int fd, const GString *bytes)
{
	gsize done = 0;

	while (done < bytes->len) {
		gssize n = write(fd, bytes->str + done, bytes->len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return FALSE;
		done += (gsize)n;
	}
	return TRUE;
}

static gboolean write_new(const char *path, const GString *bytes, gboolean sync, GError **error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	gboolean ok;

	if (fd < 0)
		return failed("create", path, error);
	ok = write_all(fd, bytes) && (!sync || fsync(fd) == 0);
	if (!ok)
		failed("write", path, error);
	if (close(fd) != 0 && ok)
		ok = failed("write", path, error);
	if (!ok)
		g_unlink(path);
	return ok;
}

/* The old file under another name as well, so that there is never a moment without either */
static void keep_old(const char *path, const char *old)
{
	g_unlink(old);
	if (link(path, old) != 0 && errno != ENOENT)
		(void)g_rename(path, old);
}

gboolean conf_store(const char *path, const GString *bytes, gboolean through, const char *old,
		    GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	char *real = through ? realpath(path, NULL) : NULL;
	g_autofree char *target = g_strdup(real ? real : path);
	g_autofree char *fresh = NULL;

	free(real);
	if (g_mkdir_with_parents(folder, 0755) != 0)
		return failed("make the folder", folder, error);
	fresh = g_strdup_printf("%s.%d.tmp", target, (int)getpid());
	if (!write_new(fresh, bytes, through || old, error))
		return FALSE;
	if (old)
		keep_old(target, old);
	if (g_rename(fresh, target) != 0) {
		failed("replace", target, error);
		g_unlink(fresh);
		return FALSE;
	}
	return TRUE;
}
