/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FORMATS_RANGES_H
#define FORMATS_RANGES_H

#include <glib.h>

/**
 * modules.builtin.ranges (Linux 6.12 on, CONFIG_BUILTIN_MODULE_RANGES): where in the sections of an
 * image the modules lie that are built into it; and beside it modules.builtin, all their paths.
 */

/** struct scan_range: bytes of a section that belong to a module, as offsets into the section. */
struct scan_range {
	const char *section;
	const char *module; /* "arm_smmu_v3"; of several "a b", for an object that is part of both */
	guint64 from, to;
};

/** struct scan_anchor: a symbol that stands at an offset of a section, to find the section by. */
struct scan_anchor {
	const char *section, *symbol;
	guint64 at;
};

/** struct scan_ranges: the file. Its texts live as long as it. */
struct scan_ranges {
	GArray *ranges;  /* struct scan_range, in the order of the file */
	GArray *anchors; /* struct scan_anchor */
	GStringChunk *strings;
};
typedef struct scan_ranges scan_ranges;

/** scan_ranges_parse: the file's text; `name` is what messages call it. Errors: MS_ERROR_INPUT. */
struct scan_ranges *scan_ranges_parse(const char *text, const char *name, GError **error);
/** scan_ranges_read: the file. Errors: MS_ERROR_IO; MS_ERROR_INPUT. */
struct scan_ranges *scan_ranges_read(const char *path, GError **error);
/** scan_ranges_free: NULL is fine. */
void scan_ranges_free(struct scan_ranges *ranges);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scan_ranges, scan_ranges_free)

/**
 * scan_builtin_objects: of modules.builtin: module -> what it is linked from, "arm_smmu_v3" ->
 * "drivers/iommu/arm/arm-smmu-v3/arm_smmu_v3.o"; empty where there is no such file.
 */
GHashTable *scan_builtin_objects(const char *path);

#endif
