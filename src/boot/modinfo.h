/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BOOT_MODINFO_H
#define BOOT_MODINFO_H

#include <glib.h>

/**
 * modinfo_read: the entries of a module's .modinfo section, each "key=value", in file order.
 * Reads ELF of both classes and byte orders. The caller frees the array, which owns its strings.
 * Errors: MS_ERROR_INPUT: not a relocatable ELF file, cut short, no .modinfo.
 */
GPtrArray *modinfo_read(const char *data, gsize size, GError **error);

/** modinfo_value: the value of the first entry with a key, owned by the array; NULL if none. */
const char *modinfo_value(const GPtrArray *entries, const char *key);

/** modinfo_name: the module's name: of "a/arm-smmu-v3.ko" it is "arm_smmu_v3". Free it. */
char *modinfo_name(const char *path);

/** modinfo_alias_lines: modules.alias for one module, "alias PATTERN NAME\n" per alias. */
void modinfo_alias_lines(const GPtrArray *entries, const char *name, GString *out);

#endif
