/* SPDX-License-Identifier: GPL-2.0-only */
#include "formats/elf.h"

#include <string.h>

#include <modsplit/error.h>

/* an archive: "!<arch>\n" or "!<thin>\n", then members, each behind a head of 60 bytes */
#define HEAD 60
#define MAGIC 8

struct archive {
	const char *path;
	char *folder;
	const char *bytes;
	gsize size;
	gboolean thin;
	const char *names; /* the table of long names, or NULL */
	gsize names_size;
	scan_archive_each each;
	void *data;
};

static gboolean damaged(const struct archive *archive, GError **error)
{
	g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
		    "'%s' is damaged or cut short: not an archive; build it again", archive->path);
	return FALSE;
}

/* the decimal number at the start of a field; FALSE when there is none */
static gboolean field_number(const char *field, gsize len, guint64 *number)
{
	g_autofree char *text = g_strndup(field, len);

	/* blanks follow; binutils also leave a slash in names they have moved */
	text[strcspn(text, " /")] = '\0';
	return g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, number, NULL);
}

/* "foo.o/" or "/123": the name at 123 of the long names, ended by "/\n" */
static char *member_name(const struct archive *archive, const char *head)
{
	const char *start = head, *end;
	guint64 offset;
	gsize room = 16;

	if (head[0] == '/') {
		if (!field_number(head + 1, 15, &offset) || offset >= archive->names_size)
			return NULL;
		start = archive->names + offset;
		room = archive->names_size - offset;
		end = memmem(start, room, "/\n", 2);
	} else {
		end = memchr(start, '/', room);
		if (!end)
			end = memchr(start, ' ', room);
	}
	return end && end > start ? g_strndup(start, (gsize)(end - start)) : NULL;
}

static gboolean take_member(struct archive *archive, const char *head, const char *bytes,
			    gsize size, GError **error)
{
	g_autofree char *name = member_name(archive, head);
	g_autofree char *path = NULL;

	if (!name)
		return damaged(archive, error);
	if (!archive->thin)
		path = g_strdup_printf("%s(%s)", archive->path, name);
	else if (g_path_is_absolute(name))
		path = g_strdup(name);
	else
		path = g_build_filename(archive->folder, name, NULL);
	return archive->each(archive->data, path, bytes, size, error);
}

static gboolean walk(struct archive *archive, GError **error)
{
	gsize at = MAGIC;

	while (at + HEAD <= archive->size) {
		const char *head = archive->bytes + at;
		gboolean index = head[0] == '/' && strchr(" S", head[1]);
		gboolean names = head[0] == '/' && head[1] == '/';
		gboolean inside = !archive->thin || index || names;
		guint64 size;

		if (memcmp(head + 58, "`\n", 2) || !field_number(head + 48, 10, &size) ||
		    (inside && size > archive->size - at - HEAD))
			return damaged(archive, error);
		if (names) {
			archive->names = head + HEAD;
			archive->names_size = size;
		} else if (!index &&
			   !take_member(archive, head, inside ? head + HEAD : NULL, size, error)) {
			return FALSE;
		}
		at += HEAD + (inside ? size + (size & 1) : 0);
	}
	return at >= archive->size || damaged(archive, error);
}

gboolean scan_archive_members(const char *path, scan_archive_each each, void *data, GError **error)
{
	g_autoptr(GMappedFile) file = NULL;
	g_autoptr(GError) cause = NULL;
	g_autofree char *folder = g_path_get_dirname(path);
	struct archive archive = {.path = path, .folder = folder, .each = each, .data = data};

	file = g_mapped_file_new(path, FALSE, &cause);
	if (!file) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot read '%s': %s", path,
			    cause->message);
		return FALSE;
	}
	archive.bytes = g_mapped_file_get_contents(file);
	archive.size = g_mapped_file_get_length(file);
	if (archive.size < MAGIC || (memcmp(archive.bytes, "!<arch>\n", MAGIC) &&
				     memcmp(archive.bytes, "!<thin>\n", MAGIC)))
		return damaged(&archive, error);
	archive.thin = archive.bytes[2] == 't';
	return walk(&archive, error);
}
