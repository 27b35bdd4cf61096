/* SPDX-License-Identifier: GPL-2.0-only */
#include "moves/edited.h"

#include <string.h>

#include "edits/edits.h"

/* what one edit did to the lines of a file */
struct shift {
	const char *file; /* of the texts */
	guint behind;     /* the line behind which new ones stand, before this edit */
	guint lines;
};

struct edited {
	struct texts *texts;
	GArray *shifts; /* struct shift, in the order of the edits */
	GArray *files;  /* struct ms_kconfig_edited */
	GPtrArray *options;
};

struct edited *edited_new(const char *tree)
{
	struct edited *edited = g_new0(struct edited, 1);

	edited->texts = texts_new(tree);
	edited->shifts = g_array_new(FALSE, FALSE, sizeof(struct shift));
	edited->files = g_array_new(TRUE, FALSE, sizeof(struct ms_kconfig_edited));
	edited->options = g_ptr_array_new_with_free_func(g_free);
	return edited;
}

void edited_free(struct edited *edited)
{
	if (!edited)
		return;
	texts_free(edited->texts);
	g_array_unref(edited->shifts);
	g_array_unref(edited->files);
	g_ptr_array_unref(edited->options);
	g_free(edited);
}

static guint lines_of(const char *text, gsize size)
{
	guint lines = 0;

	for (gsize i = 0; i < size; i++)
		lines += text[i] == '\n';
	return lines;
}

/* An edit puts whole lines at one place, or changes words within their lines. */
static void note_shift(struct edited *edited, const char *file, const char *before,
		       const struct text *after)
{
	gsize size = strlen(before), same = 0;
	guint lines = lines_of(before, size), now = lines_of(after->data, after->size);
	struct shift shift = {.file = file, .lines = now - lines};

	if (now <= lines)
		return;
	while (same < size && same < after->size && before[same] == after->data[same])
		same++;
	shift.behind = lines_of(before, same);
	g_array_append_val(edited->shifts, shift);
}

gboolean edited_make(struct edited *edited, const struct edit *edit, GError **error)
{
	const struct text *text;
	g_autofree char *before = NULL;

	if (!edit_is_kconfig(edit))
		return TRUE;
	/* one without a file is refused, in the words for it */
	if (!edit->file)
		return edit_make(edited->texts, edit, error);
	text = texts_get(edited->texts, edit->file, error);
	if (!text)
		return FALSE;
	before = g_strndup(text->data, text->size);
	if (!edit_make(edited->texts, edit, error))
		return FALSE;
	note_shift(edited, text->path, before, text);
	record_strings_add(edited->options, edit->symbol);
	/* what is implied from now on does not follow any more */
	if (edit->op == EDIT_KCONFIG_IMPLY)
		record_strings_add(edited->options, edit->from);
	return TRUE;
}

const struct ms_kconfig_edited *edited_files(struct edited *edited)
{
	g_autoptr(GPtrArray) texts = texts_all(edited->texts);

	g_array_set_size(edited->files, 0);
	for (guint i = 0; i < texts->len; i++) {
		const struct text *text = texts->pdata[i];
		const struct ms_kconfig_edited file = {text->path, text->data, text->size};

		g_array_append_val(edited->files, file);
	}
	return (const struct ms_kconfig_edited *)edited->files->data;
}

const GPtrArray *edited_options(const struct edited *edited)
{
	return edited->options;
}

guint edited_line(const struct edited *edited, const char *file, guint line)
{
	for (guint i = edited->shifts->len; i-- > 0;) {
		const struct shift *shift = &g_array_index(edited->shifts, struct shift, i);

		if (strcmp(shift->file, file) || line <= shift->behind)
			continue;
		line = line <= shift->behind + shift->lines ? shift->behind : line - shift->lines;
	}
	return MAX(line, 1);
}
