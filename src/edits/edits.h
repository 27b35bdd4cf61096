/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EDITS_EDITS_H
#define EDITS_EDITS_H

#include <glib.h>

#include "plan/steps.h"

/* ---- text.c: the tree's files in memory, as they are after the edits so far ---- */

/** struct text: one file. */
struct text {
	char *path;     /* relative to the tree */
	char *original; /* as it is in the tree */
	gsize original_size;
	char *data; /* as it is now; the same pointer as `original` while nothing changed it */
	gsize size;
	gboolean executable;
};

/** struct texts: all files that were asked for so far. */
typedef struct texts ms_texts;

/** texts_new: none yet; `tree` is only read. Free with texts_free(). */
struct texts *texts_new(const char *tree);
void texts_free(struct texts *texts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_texts, texts_free)

/**
 * texts_get: a file of the tree, owned by the texts.
 * Errors: MS_ERROR_TREE for a path that leaves the tree or passes a symbolic link, and for a file
 * that is not there.
 */
const struct text *texts_get(struct texts *texts, const char *path, GError **error);

/** texts_set: new bytes of a file that texts_get() gave; takes `data`. */
void texts_set(struct texts *texts, const char *path, char *data, gsize size);

/** texts_all: every file asked for, sorted by path: struct text, owned by the texts. */
GPtrArray *texts_all(struct texts *texts);

/** path_is_plain: a relative path below `tree` that passes no symbolic link and no "..". */
gboolean path_is_plain(const char *tree, const char *path, GError **error);

/* ---- edits.c and edits_*.c: one edit of a plan, done to the texts ---- */

/**
 * edit_make: makes an edit. Errors: MS_ERROR_TREE with the file, what was looked for, and why it
 * could not be done.
 */
gboolean edit_make(struct texts *texts, const struct edit *edit, GError **error);

/** edit_is_kconfig: does it change a Kconfig file? */
gboolean edit_is_kconfig(const struct edit *edit);

/* makes one kind of edit: the new text, to be freed, or NULL */
typedef char *(*edit_maker)(const struct edit *edit, const struct text *text, gsize *size,
			    GError **error);
char *edit_c_export(const struct edit *edit, const struct text *text, gsize *size, GError **error);
char *edit_c_replace_macro(const struct edit *edit, const struct text *text, gsize *size,
			   GError **error);
char *edit_c_remove_macro(const struct edit *edit, const struct text *text, gsize *size,
			  GError **error);
char *edit_c_insert(const struct edit *edit, const struct text *text, gsize *size, GError **error);
char *edit_c_append(const struct edit *edit, const struct text *text, gsize *size, GError **error);
char *edit_c_include(const struct edit *edit, const struct text *text, gsize *size, GError **error);
char *edit_c_set_field(const struct edit *edit, const struct text *text, gsize *size,
		       GError **error);
char *edit_c_config_test(const struct edit *edit, const struct text *text, gsize *size,
			 GError **error);
char *edit_c_guard_return(const struct edit *edit, const struct text *text, gsize *size,
			  GError **error);
char *edit_c_wrap_if(const struct edit *edit, const struct text *text, gsize *size, GError **error);
char *edit_c_function_type(const struct edit *edit, const struct text *text, gsize *size,
			   GError **error);
char *edit_kconfig(const struct edit *edit, const struct text *text, gsize *size, GError **error);
char *edit_kbuild(const struct edit *edit, const struct text *text, gsize *size, GError **error);

/* ---- wrap.c: words in lines, for help texts and messages ---- */

/** text_wrap: paragraphs parted by empty lines; lines of at most `width` columns where words
 * allow it; a paragraph that begins with a blank is kept as it is. The caller frees the text. */
char *text_wrap(const GPtrArray *paragraphs, guint width);

#endif
