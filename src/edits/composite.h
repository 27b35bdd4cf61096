/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EDITS_COMPOSITE_H
#define EDITS_COMPOSITE_H

#include "ctext/edit.h"
#include "make/make.h"

/**
 * composite_make: makes one composite of the objects that an option lists in a makefile:
 * `obj-$(CONFIG_X) += a.o b.o c.o` becomes `obj-$(CONFIG_X) += name.o` and `name-y := a.o b.o c.o`.
 * Lines of other options whose objects belong to the same module are named in `also` (NULL-ended,
 * may be NULL: options without CONFIG_): `obj-$(CONFIG_Y) += d.o` becomes
 * `name-$(CONFIG_Y) += d.o`. `name` is without ".o". The edits keep every other byte; apply them to
 * the file's text.
 * Errors: MS_ERROR_NOT_FOUND where the option has no list; MS_ERROR_TREE, `file:line:` in front, if
 * `name` is one of the parts, or the option's list holds folders or is not plain; then nothing is
 * added to `edits`.
 */
gboolean composite_make(struct ctext_edits *edits, const struct make_file *file, const char *option,
			const char *name, const char *const *also, GError **error);

#endif
