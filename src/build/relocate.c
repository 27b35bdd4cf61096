/* SPDX-License-Identifier: GPL-2.0-only */
#include "build/relocate.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include <modsplit/error.h>

/* what may follow a path, so that /k/linux is not found in /k/linux-build */
static gboolean path_ends(const char *at, const char *end)
{
	return at == end || !(g_ascii_isalnum(*at) || strchr("._-+@~", *at));
}

static gboolean starts_with(const char *at, const char *end, const char *path)
{
	gsize length = strlen(path);

	return (gsize)(end - at) >= length && memcmp(at, path, length) == 0 &&
	       path_ends(at + length, end);
}

/* "cmd_/k/build/a.o := " at the beginning of a line, as tools/build writes an absolute target */
static gboolean ends_variable(const char *text, const char *at)
{
	const char *begin = at;

	while (begin > text && (g_ascii_isalpha(begin[-1]) || begin[-1] == '_'))
		begin--;
	return begin < at && at[-1] == '_' && (begin == text || begin[-1] == '\n');
}

/* a path begins here, and not in mid-path as the second slash of "/usr/linux"; "-I/k" does, too */
static gboolean path_begins(const char *text, const char *at)
{
	if (at == text || path_ends(at - 1, NULL) || ends_variable(text, at))
		return TRUE;
	return at - text >= 2 && at[-2] == '-' && g_ascii_isalpha(at[-1]);
}

/* the replacement for what stands here, and how much it replaces; the longer path goes first */
static const char *replacement(const struct relocation *relocation, const char *at, const char *end,
			       gsize *length)
{
	const char *const pairs[2][2] = {{relocation->from_tree, relocation->to_tree},
					 {relocation->from_build, relocation->to_build}};
	gboolean swap = strlen(pairs[1][0]) > strlen(pairs[0][0]);

	for (int i = 0; i < 2; i++) {
		const char *const *pair = pairs[i ^ (int)swap];

		if (!starts_with(at, end, pair[0]))
			continue;
		*length = strlen(pair[0]);
		return pair[1];
	}
	return NULL;
}

char *relocate_text(const struct relocation *relocation, const char *text, gsize size,
		    gsize *new_size)
{
	const char *end = text + size;
	g_autoptr(GString) out = NULL;
	const char *kept = text;

	for (const char *at = memchr(text, '/', size); at;
	     at = memchr(at, '/', (gsize)(end - at))) {
		gsize length = 1;
		const char *to = replacement(relocation, at, end, &length);

		if (to && path_begins(text, at)) {
			if (!out)
				out = g_string_sized_new(size + 4096);
			g_string_append_len(out, kept, at - kept);
			g_string_append(out, to);
			kept = at + length;
		} else {
			length = 1;
		}
		at += length;
	}
	if (!out)
		return NULL;
	g_string_append_len(out, kept, end - kept);
	*new_size = out->len;
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/*
 * The files are our own copies: written anew, with the old time. The old one goes first, because
 * g_file_set_contents_full() without "consistent" leaves the end of a longer file in place.
 */
static gboolean relocate_file(const struct relocation *relocation, const char *path,
			      const struct stat *st, GError **error)
{
	const struct timespec times[2] = {st->st_atim, st->st_mtim};
	g_autofree char *text = NULL, *fresh = NULL;
	gsize size, fresh_size;
	GError *inner = NULL;

	text = ms_read_file(path, &size, error);
	if (!text)
		return FALSE;
	fresh = relocate_text(relocation, text, size, &fresh_size);
	if (!fresh)
		return TRUE;
	if (!unlink(path) &&
	    g_file_set_contents_full(path, fresh, (gssize)fresh_size, G_FILE_SET_CONTENTS_NONE,
				     (int)(st->st_mode & 07777), &inner) &&
	    !utimensat(AT_FDCWD, path, times, 0))
		return TRUE;
	g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot write '%s': %s", path,
		    inner ? inner->message : g_strerror(errno));
	g_clear_error(&inner);
	return FALSE;
}

static gboolean wanted(const char *name, gboolean top)
{
	return g_str_has_suffix(name, ".cmd") || g_str_has_suffix(name, ".d") ||
	       (top && g_str_equal(name, "Makefile"));
}

static gboolean relocate_folder(const struct relocation *relocation, const char *folder,
				gboolean top, const struct ms_job *job, GError **error)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	if (ms_job_cancelled(job, error))
		return FALSE;
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		gboolean ok = TRUE;
		struct stat st;

		if (lstat(path, &st))
			continue;
		if (S_ISDIR(st.st_mode))
			ok = relocate_folder(relocation, path, FALSE, job, error);
		else if (S_ISREG(st.st_mode) && wanted(name, top))
			ok = relocate_file(relocation, path, &st, error);
		if (!ok)
			return FALSE;
	}
	return TRUE;
}

static gboolean relocate_link(const struct relocation *relocation, GError **error)
{
	g_autofree char *path = g_build_filename(relocation->to_build, "source", NULL);
	g_autofree char *target = g_file_read_link(path, NULL);

	if (!target || !g_str_equal(target, relocation->from_tree))
		return TRUE; /* a relative link is right where it is */
	if (!unlink(path) && !symlink(relocation->to_tree, path))
		return TRUE;
	g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot link '%s': %s", path, g_strerror(errno));
	return FALSE;
}

gboolean relocate_build(const struct relocation *relocation, const struct ms_job *job,
			GError **error)
{
	return relocate_folder(relocation, relocation->to_build, TRUE, job, error) &&
	       relocate_link(relocation, error);
}

char *relocate_tree_of(const char *build)
{
	g_autofree char *link = g_build_filename(build, "source", NULL);
	g_autofree char *config = g_build_filename(build, "include/config/auto.conf.cmd", NULL);
	g_autofree char *target = g_file_read_link(link, NULL);

	if (!target || !g_file_test(config, G_FILE_TEST_IS_REGULAR))
		return NULL;
	return g_steal_pointer(&target);
}
