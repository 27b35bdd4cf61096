/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KBUILD_EDIT_H
#define KBUILD_EDIT_H

#include "ctext/edit.h"
#include "kbuild/folder.h"

/*
 * Edits of a folder's makefile that keep every other byte; apply them to kbuild_folder_text().
 */

/*
 * Makes one composite of the objects that an option lists: `obj-$(CONFIG_X) += a.o b.o c.o` becomes
 * `obj-$(CONFIG_X) += name.o` and `name-y := a.o b.o c.o`. Lines of other options whose objects
 * belong to the same module are named in @also (NULL-ended, may be NULL: options without CONFIG_):
 * `obj-$(CONFIG_Y) += d.o` becomes `name-$(CONFIG_Y) += d.o`. @name is without ".o".
 * An error if @name is one of the parts, or if the option's list holds folders or is not plain.
 */
gboolean kbuild_make_composite(struct ctext_edits *edits, const struct kbuild_folder *folder,
			       const char *option, const char *name, const char *const *also,
			       GError **error);

/* Adds `obj-$(CONFIG_option) += object` behind the line that lists @after (an object or "dir/"). */
gboolean kbuild_add_object(struct ctext_edits *edits, const struct kbuild_folder *folder,
			   const char *after, const char *option, const char *object,
			   GError **error);
/* Takes one word out of its list; an assignment that would be empty goes whole. */
gboolean kbuild_remove_object(struct ctext_edits *edits, const struct kbuild_folder *folder,
			      const char *object, GError **error);
/* Another option for the list that holds the object alone: obj-$(CONFIG_A) += x.o -> CONFIG_B. */
gboolean kbuild_set_option(struct ctext_edits *edits, const struct kbuild_folder *folder,
			   const char *object, const char *option, GError **error);

#endif
