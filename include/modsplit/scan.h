/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MODSPLIT_SCAN_H
#define MODSPLIT_SCAN_H

#include <modsplit/build.h>
#include <modsplit/error.h>
#include <modsplit/job.h>

G_BEGIN_DECLS

/** ms_model: what a kernel is for us; never changed after scan; JSON "modsplit.model/1". */
typedef struct model ms_model;

/** enum ms_reach: where tests of an option are looked for. */
enum ms_reach {
	MS_REACH_BUILD, /* in the code that this build is made of, and in the driver's folder */
	MS_REACH_TREE,  /* in every source, header and makefile of the tree */
};

/** struct ms_watch_field: a field whose users, below a folder, are related drivers. */
struct ms_watch_field {
	const char *field;  /* "of_xlate", "iommu_ops.of_xlate" */
	const char *folder; /* "drivers/iommu"; "": the whole tree */
};

/** struct ms_watch: what the rules want to know beyond the driver itself; see ms_rules_watch(). */
struct ms_watch {
	const char *const *symbols; /* whose definition and export are wanted; NULL-ended */
	const struct ms_watch_field *fields; /* the last has no field */
	const char *const *called; /* those of the symbols whose callers are wanted; NULL-ended */
};

/**
 * ms_scan: reads tree, .config, objects and exports, and what the compiler makes of the drivers as
 * modules. Runs the compiler, never make and never modpost; writes only below ms_cache_dir().
 *
 * `drivers`: NULL-terminated; each a source file, an object, a folder or CONFIG_X.
 * `watch`: may be NULL. `reach`: a wider one finds more tests of options, and nothing else.
 * Gives a model that the caller frees with ms_model_free(), or NULL and an error: no tree, no
 * .config, another arch, stale objects, no compiler (MS_ERROR_TREE, MS_ERROR_TOOL), unknown driver
 * with the nearest names (MS_ERROR_NOT_FOUND), a damaged object (MS_ERROR_INPUT).
 */
ms_model *ms_scan(const struct ms_build *build, const char *const *drivers,
		  const struct ms_watch *watch, enum ms_reach reach, const struct ms_job *job,
		  GError **error);

/** ms_model_load: reads a model that ms_model_save() wrote. */
ms_model *ms_model_load(const char *path, GError **error);

/** ms_model_save: writes a model as JSON, whole or not at all. */
gboolean ms_model_save(const ms_model *model, const char *path, GError **error);

/** ms_model_free: frees a model; NULL is fine. */
void ms_model_free(ms_model *model);

G_END_DECLS

#endif
