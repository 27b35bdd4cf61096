/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MODSPLIT_BUILD_H
#define MODSPLIT_BUILD_H

#include <glib.h>

#include <modsplit/answers.h>

G_BEGIN_DECLS

/** struct ms_build: a kernel tree and its build, in Kbuild's words; never written to. */
struct ms_build {
	const char *tree;          /* -C: absolute path of the source tree */
	const char *output;        /* O=: absolute path of the build; NULL: the tree itself */
	const char *arch;          /* ARCH=; NULL: what the build's .config says */
	const char *cross_compile; /* CROSS_COMPILE=, "aarch64-linux-gnu-"; NULL: none */
	const char *cc;            /* CC=; NULL: gcc, or clang with llvm */
	gboolean llvm;             /* LLVM=1 */
	ms_answers *answers;       /* of the programs that would be run; NULL: they are run */
};

G_END_DECLS

#endif
