/* SPDX-License-Identifier: GPL-2.0-only */
#include "kconf/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <modsplit/kconfig.h>

#define MAX_FILE (256 << 20) /* bytes; the largest Kconfig file of a kernel has 90 KiB */

/* A copy of what is to be read in place of a file of the tree, or NULL */
static char *edited_text(const struct kconf *kconf, const char *directory, const char *path,
			 gsize *len)
{
	const struct ms_kconfig_edited *edited = kconf->edited;
	g_autofree char *plain = edited && directory ? g_canonicalize_filename(path, NULL) : NULL;

	for (; plain && edited->file; edited++) {
		g_autofree char *other = g_canonicalize_filename(edited->file, directory);
		char *text;

		if (strcmp(plain, other))
			continue;
		text = g_malloc(edited->len + 1);
		memcpy(text, edited->text, edited->len);
		text[edited->len] = '\0';
		*len = edited->len;
		return text;
	}
	return NULL;
}

char *kconf_read_text(const struct kconf *kconf, const char *directory, const char *path,
		      gsize *len, char **why)
{
	char *text = edited_text(kconf, directory, path, len);
	struct stat info = {0};
	gsize got = 0;
	int fd;

	*why = NULL;
	if (text)
		return text;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &info) != 0)
		*why = g_strdup(g_strerror(errno));
	else if (S_ISDIR(info.st_mode))
		*why = g_strdup("it is a directory");
	else if (!S_ISREG(info.st_mode))
		*why = g_strdup("it is not a regular file");
	else if (info.st_size > MAX_FILE)
		*why = g_strdup_printf("it has %" G_GINT64_FORMAT " bytes, more than the %d that a "
				       "Kconfig file may have",
				       (gint64)info.st_size, MAX_FILE);
	if (!*why) {
		text = g_malloc((gsize)info.st_size + 1);
		while (got < (gsize)info.st_size) {
			gssize n = read(fd, text + got, (gsize)info.st_size - got);

			if (n < 0 && errno == EINTR)
				continue;
			if (n <= 0)
				break;
			got += (gsize)n;
		}
		text[got] = '\0';
	}
	if (fd >= 0)
		close(fd);
	*len = got;
	return text;
}
