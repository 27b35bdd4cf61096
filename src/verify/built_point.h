/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VERIFY_BUILT_POINT_H
#define VERIFY_BUILT_POINT_H

#include "base/record.h"

/**
 * struct built_point: what is kept of a point of a series' history that did build: some of its
 * patches, the driver's option with one value. So a run that was interrupted goes on where it was,
 * and a series of which one patch was changed is built again from there on only.
 */
struct built_point {
	char *key;
	gboolean has_value;  /* FALSE: the option cannot have this value there yet */
	GPtrArray *warnings; /* char *: of the objects that the patch touches, under W=1 */
};
extern const struct record_type built_point_type;

/** built_point_load: a point that was kept; NULL if it is not there, not whole, or of another key.
 * Free it with built_point_free(). */
struct built_point *built_point_load(const char *path, const char *key);

/** built_point_save: keeps it under a key. Errors: MS_ERROR_IO. */
gboolean built_point_save(struct built_point *built, const char *path, const char *key,
			  GError **error);

/** built_point_free: frees it; NULL is fine. */
void built_point_free(struct built_point *built);
typedef struct built_point built_point;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(built_point, built_point_free)

#endif
