/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VERIFY_SIZE_H
#define VERIFY_SIZE_H

#include "build/kernel.h"
#include "verify/outcome.h"

/**
 * size_rows: what two kernels weigh, as struct size_row: each loaded section of vmlinux; "vmlinux
 * text", "data", "bss" as binutils' `size` counts them and "total", their sum; "vmlinux init",
 * which is part of it: sections that the kernel frees after boot; the image; the compressed image;
 * the module `module_file` (path of the .ko without suffix): the file, and what is loaded of it.
 */
void size_rows(const struct kernel *before, const struct kernel *after, const char *module_file,
	       GPtrArray *rows);

/** size_row_add: appends a row; RECORD_NONE where there is no such thing. */
void size_row_add(GPtrArray *rows, const char *name, gint64 before, gint64 after);

#endif
