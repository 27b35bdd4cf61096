/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TARGET_MAKEFILES_H
#define TARGET_MAKEFILES_H

#include <modsplit/kbuild.h>

#include "target/context.h"

/** struct scan_place: one statement by which an object becomes a module, or part of one. */
struct scan_place {
	const struct ms_kbuild_rules *makefile;
	const struct ms_kbuild_rule *rule; /* what the module is made of: a composite or an object */
	const struct ms_kbuild_rule *part; /* of that composite, which was asked for; or NULL */
	const struct ms_kbuild_listing *listing; /* of the rule */
	/* of the listing, or else of the nearest folder around it that hangs on one; or NULL */
	const char *option;
};

/** struct scan_listed: an object, part or folder that hangs on an option. */
struct scan_listed {
	const struct ms_kbuild_rules *makefile;
	const struct ms_kbuild_rule *rule;
	const struct ms_kbuild_listing *listing; /* whose option it is; NULL: among others */
	char *path;                              /* relative to the tree; of a folder without "/" */
};

/** scan_makefile: what a folder's makefile says; NULL: it has none, or it cannot be read. */
const struct ms_kbuild_rules *scan_makefile(struct scan_context *context, const char *folder);

/** scan_makefile_places: all places of an object, an owned array of struct scan_place. */
GArray *scan_makefile_places(struct scan_context *context, const char *folder, const char *object);

/** scan_is_composite: is the object made of parts? */
gboolean scan_is_composite(const struct ms_kbuild_rules *makefile, const char *object);

/** scan_names_option: does the text hold "CONFIG_X" as a whole word? */
gboolean scan_names_option(const char *text, const char *symbol);

/** scan_rule_state: ms_kbuild_state() in this configuration. */
char scan_rule_state(const struct scan_context *context, const struct ms_kbuild_rule *rule);

/**
 * scan_folder_rule: the line by which a makefile above enters the folder; NULL: none is known.
 * `above` (may be NULL) gets that makefile's folder, to be freed.
 */
const struct ms_kbuild_rule *scan_folder_rule(struct scan_context *context, const char *folder,
					      char **above);

/**
 * scan_option_listed: all that hangs on an option (without CONFIG_) in the makefiles that a build
 * of this arch could read: an owned array of struct scan_listed *, sorted by makefile and line.
 * Objects that one makefile takes from another by `include` count as those of the including one.
 */
GPtrArray *scan_option_listed(struct scan_context *context, const char *option);

#endif
