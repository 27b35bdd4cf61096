/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/error.h>

#include "base/files.h"
#include "make/private.h"

static void free_unknown(void *data)
{
	struct make_unknown *unknown = data;

	g_free((char *)unknown->place.file);
	g_free(unknown->message);
	g_free(unknown);
}

static void free_file(void *file)
{
	make_file_free(file);
}

struct make_session *make_session_new(const char *directory, make_shell shell, void *data)
{
	struct make_session *session = g_new0(struct make_session, 1);

	session->directory = g_canonicalize_filename(directory, NULL);
	session->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_file);
	session->unknowns = g_ptr_array_new_with_free_func(free_unknown);
	session->unknown_at = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	session->shell = shell;
	session->shell_data = data;
	return session;
}

void make_session_free(struct make_session *session)
{
	if (!session)
		return;
	g_free(session->directory);
	g_free(session->strip);
	g_hash_table_destroy(session->files);
	g_hash_table_destroy(session->unknown_at);
	g_ptr_array_unref(session->unknowns);
	g_free(session);
}

void make_session_strip(struct make_session *session, const char *folder)
{
	g_free(session->strip);
	session->strip = g_canonicalize_filename(folder, NULL);
}

char *make_path(const struct make_session *session, const char *name)
{
	return g_canonicalize_filename(name, session->directory);
}

/* how a file is called in messages */
static const char *short_name(const struct make_session *session, const char *path)
{
	gsize len = session->strip ? strlen(session->strip) : 0;

	if (len && strncmp(path, session->strip, len) == 0 && path[len] == '/')
		return path + len + 1;
	return path;
}

static gboolean keep_file(struct make_session *session, char *path, const char *text, gsize len,
			  GError **error)
{
	g_autofree char *key = path;
	struct make_file *file = make_file_parse(short_name(session, path), text, len, error);

	if (!file)
		return FALSE;
	g_hash_table_replace(session->files, g_steal_pointer(&key), file);
	return TRUE;
}

gboolean make_session_put(struct make_session *session, const char *name, const char *text,
			  GError **error)
{
	return keep_file(session, make_path(session, name), text, strlen(text), error);
}

const struct make_file *make_session_file(struct make_session *session, const char *name,
					  GError **error)
{
	g_autofree char *path = make_path(session, name);
	const struct make_file *file = g_hash_table_lookup(session->files, path);
	g_autofree char *text = NULL;
	gsize len;

	if (file)
		return file;
	text = ms_read_file(path, &len, error);
	if (!text || !keep_file(session, g_strdup(path), text, len, error))
		return NULL;
	return g_hash_table_lookup(session->files, path);
}

static char *mark_of(guint index)
{
	char *mark = g_strdup_printf("%c%u%c", MAKE_MARK, index, MAKE_MARK_END);

	for (char *at = mark + 1; *at != MAKE_MARK_END; at++)
		*at = (char)(*at - '0' + MAKE_DIGIT);
	return mark;
}

char *make_unknown_new(struct make_session *session, const struct make_place *place,
		       const char *message)
{
	g_autofree char *key =
		g_strdup_printf("%s:%u:%u: %s", place->file, place->line, place->column, message);
	void *known;
	guint index;

	if (g_hash_table_lookup_extended(session->unknown_at, key, NULL, &known)) {
		index = GPOINTER_TO_UINT(known);
	} else {
		struct make_unknown *unknown = g_new0(struct make_unknown, 1);

		index = session->unknowns->len;
		unknown->place = *place;
		unknown->place.file = g_strdup(place->file);
		unknown->message = g_strdup(message);
		g_ptr_array_add(session->unknowns, unknown);
		g_hash_table_insert(session->unknown_at, g_steal_pointer(&key),
				    GUINT_TO_POINTER(index));
	}
	return mark_of(index);
}

const char *make_unknown_in(const char *text)
{
	return text ? strchr(text, MAKE_MARK) : NULL;
}

const struct make_unknown *make_unknown_get(const struct make_session *session, const char *mark)
{
	guint index = 0;

	if (!mark || *mark != MAKE_MARK)
		return NULL;
	while (*++mark >= MAKE_DIGIT && *mark < MAKE_DIGIT + 10)
		index = index * 10 + (guint)(*mark - MAKE_DIGIT);
	return index < session->unknowns->len ? session->unknowns->pdata[index] : NULL;
}

char *make_mark_copy(const char *mark)
{
	const char *end = strchr(mark, MAKE_MARK_END);

	return g_strndup(mark, end ? (gsize)(end - mark) + 1 : strlen(mark));
}
