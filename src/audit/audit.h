/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include <modsplit/kconfig.h>

#include "audit/names.h"
#include "base/job.h"
#include "base/record.h"
#include "kconf/language.h"

/**
 * enum audit_kind: what is wrong with an option.
 * AUDIT_UNDEFINED: sources, makefiles or Kconfig ask for it, and no Kconfig file of any arch
 * defines it. AUDIT_DEAD: no configuration of this arch can switch it on, and none of the other
 * arches' files speaks of it. AUDIT_UNMET: this .config forces it by select past its dependencies.
 */
enum audit_kind { AUDIT_UNDEFINED, AUDIT_DEAD, AUDIT_UNMET };

/** struct audit_row: one option and one thing that is wrong with it */
struct audit_row {
	int kind;     /* enum audit_kind */
	char *option; /* without CONFIG_ */
	char *file;   /* the first place, relative to the tree */
	gint64 line;
	gint64 places; /* how many lines ask for it; 1 where there is but one to name */
	char *text;    /* why, or how it is asked for */
};

/** struct audit: what `modsplit config check` found */
struct audit {
	char *arch;
	GPtrArray *rows; /* struct audit_row, by kind, then by option */
};

extern const struct record_type audit_type, audit_row_type;

/** audit_add: a new row at the end of `rows`, to be filled further; texts are copied. */
struct audit_row *audit_add(GPtrArray *rows, enum audit_kind kind, const char *option,
			    const char *file, guint line);

/**
 * audit_run: asks all of a tree. `kconf` has its values, `tree` is the folder it was read from.
 * The caller frees it with record_free(&audit_type). Errors: MS_ERROR_CANCELLED.
 */
struct audit *audit_run(struct kconf *kconf, const char *tree, const char *arch,
			const struct ms_job *job, GError **error);

/** The three questions; each documents itself in its file and adds to `rows`. */
gboolean audit_uses(const char *tree, const struct audit_names *names, const struct ms_job *job,
		    GPtrArray *rows, GError **error);
void audit_expressions(const struct kconf *kconf, const struct audit_names *names, GPtrArray *rows);
void audit_dead(const struct kconf *kconf, const struct audit_names *names, GPtrArray *rows);
void audit_unmet(struct kconf *kconf, GPtrArray *rows);

#endif
