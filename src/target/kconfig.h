/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TARGET_KCONFIG_H
#define TARGET_KCONFIG_H

#include "session/session.h"

/** scan_kconfig_type: "bool", "tristate", "int", … that an option has; "unknown". */
const char *scan_kconfig_type(const struct kconf_symbol *symbol);

/**
 * scan_kconfig_depends: the texts that together are a definition's dependency, outermost first: the
 * ifs, and the "depends on" of the menus and choices around it, then its own; or its own alone.
 * char *, for the caller to free with g_ptr_array_unref().
 */
GPtrArray *scan_kconfig_depends(const struct kconf *kconf, const struct kconf_menu *menu,
				gboolean around);

#endif
