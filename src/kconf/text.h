/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KCONF_TEXT_H
#define KCONF_TEXT_H

#include "kconf/language.h"

/*
 * The bytes of a regular file, NUL-terminated, or what kconf->edited has in its place, below
 * @directory; the caller frees them. Else NULL and why.
 */
char *kconf_read_text(const struct kconf *kconf, const char *directory, const char *path,
		      gsize *len, char **why);

#endif
