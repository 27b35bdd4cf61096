/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PATCH_SERIES_H
#define PATCH_SERIES_H

#include "base/record.h"

/**
 * A series is a directory of mails (0000-cover-letter.patch, 0001-….patch …) with `series.json`
 * beside them, which says what verify and report must know without reading the mails.
 */
struct series_patch {
	char *mail;       /* file name in the directory */
	char *subject;    /* with prefix, without [PATCH n/m] */
	char *step;       /* id of the plan's step */
	char *kind;       /* step_kind_names */
	char *patch_id;   /* git patch-id --stable */
	GPtrArray *files; /* touched, sorted */
};

/** struct series: `series.json`; schema "modsplit.series/1". */
struct series {
	char *version; /* of the tree it applies to */
	char *arch;
	char *package; /* or NULL */
	char *commit;  /* or NULL */
	char *config;  /* the option that becomes tristate */
	char *module;
	char *module_file;
	char *deferral;
	char *unload;
	char *unload_reason;
	gint64 revision; /* -v N; 1 */
	char *cover;     /* file name of the cover letter */
	GPtrArray *changed_options;
	GPtrArray *patches; /* struct series_patch, in order */
};

extern const struct record_type series_type;
extern const struct record_type series_patch_type;

/** series_free: frees a series; NULL is fine. */
void series_free(struct series *series);

/**
 * series_load: reads DIR/series.json and sees that every mail it names is there.
 * Errors: MS_ERROR_INPUT naming what is missing.
 */
struct series *series_load(const char *directory, GError **error);

typedef struct series ms_series;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_series, series_free)

#endif
