/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VERIFY_CONFIGURE_H
#define VERIFY_CONFIGURE_H

#include "build/kmake.h"
#include "patch/series.h"

/**
 * config_value: the value of an option (without CONFIG_) in the text of a .config: "y", "m", "n"
 * where it is not set or not there, or what stands behind the sign. The caller frees it.
 */
char *config_value(const char *text, const char *option);

/**
 * config_set: the text with an option set to y, m or n; every other byte is kept, an option that
 * is not there is appended. The caller frees it.
 */
char *config_set(const char *text, const char *option, const char *value);

/**
 * config_changes: what differs between two texts: struct config_change, sorted by option, which
 * has its CONFIG_ left out; a value that is not there is "n". The caller frees the array.
 */
GPtrArray *config_changes(const char *before, const char *after);

/**
 * config_make: writes a text to the build's .config, runs `make olddefconfig`, and gives the text
 * that came out of it in *result. FALSE with *failed set, and no error: Kconfig refused.
 * Errors: as kmake_run().
 */
gboolean config_make(const struct ms_build *build, const char *text, const char *label,
		     const struct ms_job *job, char **result, char **failed, GError **error);

/**
 * config_related: options (without CONFIG_) that are all off in a kernel with no driver of the
 * kind: the series' own, and those that the added lines of a mail compare with m ("X=m"), as a
 * deferral patch lists the drivers it waits for. `mail` may be NULL. Sorted; the caller frees it.
 */
GPtrArray *config_related(const struct series *series, const char *mail);

#endif
