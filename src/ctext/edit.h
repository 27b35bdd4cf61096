/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTEXT_EDIT_H
#define CTEXT_EDIT_H

#include <glib.h>

#include "ctext/outline.h"

/*
 * Edits of one text, by position. Every byte that no edit names is kept. Edits that begin at the
 * same place as insertions keep the order in which they were added.
 *
 * The helpers below read an outline and add edits to a list; they return FALSE with an error that
 * names what was looked for. All of them see the text as it was before any edit: for edits that
 * build on each other, apply, make a new outline, and go on. Text given to them is inserted as it
 * is; whole lines should end in a newline.
 */
#define CTEXT_ERROR (ctext_error_quark())
GQuark ctext_error_quark(void);

enum ctext_error {
	CTEXT_ERROR_NOT_FOUND,
	CTEXT_ERROR_OVERLAP,
	CTEXT_ERROR_RANGE,
	CTEXT_ERROR_SHAPE,  /* found, but not in a form that can be edited */
	CTEXT_ERROR_EXISTS, /* already there */
};

struct ctext_edit {
	gsize offset, len;
	char *replacement;
};

struct ctext_edits;
typedef struct ctext_edits ctext_edits;

/* An empty list. Free with ctext_edits_free() or g_autoptr(ctext_edits). */
struct ctext_edits *ctext_edits_new(void);
/* Frees the list; NULL is fine. */
void ctext_edits_free(struct ctext_edits *edits);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ctext_edits, ctext_edits_free)

/* Replaces @len bytes at @offset; @len 0 inserts, @replacement "" deletes. Copies @replacement. */
void ctext_edits_add(struct ctext_edits *edits, gsize offset, gsize len, const char *replacement);
guint ctext_edits_count(const struct ctext_edits *edits);
/* Edit number @i in order of addition, or NULL. */
const struct ctext_edit *ctext_edits_get(const struct ctext_edits *edits, guint i);

/*
 * The edited text, to be freed with g_free(); @out_len may be NULL. NULL with an error if edits
 * overlap (CTEXT_ERROR_OVERLAP) or reach beyond the text (CTEXT_ERROR_RANGE).
 */
char *ctext_edits_apply(const struct ctext_edits *edits, const char *text, gsize len,
			gsize *out_len, GError **error);

enum ctext_item {
	CTEXT_ITEM_FUNCTION,
	CTEXT_ITEM_VARIABLE,
	CTEXT_ITEM_MACRO,   /* by the macro's name; "NAME(first)" also names the first argument */
	CTEXT_ITEM_INCLUDE, /* by the header */
};

/*
 * Whole lines right behind the definition of a function or variable, or behind the statement of
 * a macro that defines it (DEFINE_PER_CPU(type, name), DEFINE_STATIC_KEY_FALSE(name), …).
 */
gboolean ctext_insert_after_symbol(struct ctext_edits *edits, const struct ctext_outline *outline,
				   const char *symbol, const char *text, GError **error);

/* Whole lines before the item, and before the comment right above it. */
gboolean ctext_insert_before(struct ctext_edits *edits, const struct ctext_outline *outline,
			     enum ctext_item item, const char *name, const char *text,
			     GError **error);
/* Whole lines behind the item. */
gboolean ctext_insert_after(struct ctext_edits *edits, const struct ctext_outline *outline,
			    enum ctext_item item, const char *name, const char *text,
			    GError **error);

/* Takes away the item with its newline, and one of two blank lines that would then meet. */
gboolean ctext_remove_item(struct ctext_edits *edits, const struct ctext_outline *outline,
			   enum ctext_item item, const char *name, GError **error);

/* A file-scope macro invocation becomes @text (with its newline); @first_arg may be NULL. */
gboolean ctext_replace_macro(struct ctext_edits *edits, const struct ctext_outline *outline,
			     const char *name, const char *first_arg, const char *text,
			     GError **error);

/* At the end of the text, behind a newline if the text lacks one. */
void ctext_append_at_end(struct ctext_edits *edits, const struct ctext_outline *outline,
			 const char *text);

/*
 * `#include <header>`: in order if the <linux/…> (or other angle) includes outside conditionals
 * are sorted, else behind the last of the same folder. Nothing is added if it is there already
 * outside of conditionals.
 */
gboolean ctext_add_include(struct ctext_edits *edits, const struct ctext_outline *outline,
			   const char *header, GError **error);
gboolean ctext_replace_include(struct ctext_edits *edits, const struct ctext_outline *outline,
			       const char *header, const char *new_header, GError **error);

/*
 * Sets `.a = value,` or a nested "a.b" in a variable's initialiser; an existing value is
 * replaced, a missing field is added as the last one of its group in the style of its neighbours
 * (indentation, alignment of '='). A missing group is added too.
 */
gboolean ctext_set_field(struct ctext_edits *edits, const struct ctext_outline *outline,
			 const char *variable, const char *path, const char *value, GError **error);
gboolean ctext_remove_field(struct ctext_edits *edits, const struct ctext_outline *outline,
			    const char *variable, const char *path, GError **error);

/* IS_BUILTIN(CONFIG_X) -> IS_ENABLED(CONFIG_X), everywhere; @option without CONFIG_. How many. */
guint ctext_replace_config_test(struct ctext_edits *edits, const struct ctext_outline *outline,
				const char *option, enum ctext_test_kind from, const char *to);

/*
 * In function @function, finds `return callee(…);` and puts @statement before it (lines without
 * indentation, each ending in a newline; the indentation is added). Where the return is the only
 * statement of an if, else or loop without braces, the braces are added.
 */
gboolean ctext_guard_return(struct ctext_edits *edits, const struct ctext_outline *outline,
			    const char *function, const char *callee, const char *statement,
			    GError **error);

/* Drops specifier words such as __init from a function's or variable's head. How many went. */
guint ctext_drop_specifier(struct ctext_edits *edits, const struct ctext_outline *outline,
			   const char *symbol, const char *word);

#endif
