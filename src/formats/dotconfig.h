/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FORMATS_DOTCONFIG_H
#define FORMATS_DOTCONFIG_H

#include <glib.h>

/** struct scan_dotconfig: a .config, as it is written. */
struct scan_dotconfig {
	GHashTable *values; /* option without CONFIG_ -> value without quotes; n has no row */
	char *arch;         /* "arm64" of "# Linux/arm64 6.12.117 Kernel Configuration", or NULL */
};
typedef struct scan_dotconfig scan_dotconfig;

/**
 * scan_dotconfig_read: reads a .config. Errors: MS_ERROR_IO, and MS_ERROR_INPUT with the place of
 * a line that is neither blank, comment nor assignment. Free with scan_dotconfig_free().
 */
struct scan_dotconfig *scan_dotconfig_read(const char *path, GError **error);

/** scan_dotconfig_parse: the same of a text; `name` stands for the file in messages. */
struct scan_dotconfig *scan_dotconfig_parse(const char *text, const char *name, GError **error);

/** scan_dotconfig_get: the value of an option, "n" when it is not set. */
const char *scan_dotconfig_get(const struct scan_dotconfig *config, const char *option);

/** scan_dotconfig_state: 'y', 'm' or 'n' as a makefile has it; a number or a text counts as 'y'. */
char scan_dotconfig_state(const struct scan_dotconfig *config, const char *option);

/** scan_dotconfig_free: NULL is fine. */
void scan_dotconfig_free(struct scan_dotconfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scan_dotconfig, scan_dotconfig_free)

#endif
