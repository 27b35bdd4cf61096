/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MODSPLIT_ERROR_H
#define MODSPLIT_ERROR_H

#include <glib.h>

G_BEGIN_DECLS

/**
 * MS_ERROR: the domain of every error that modsplit's own code reports. A finding is never an
 * error: "this driver cannot be a module" is an answer. All of these end a command with status 2.
 */
#define MS_ERROR ms_error_quark()

/** enum ms_error: what kind of thing stood in the way. */
enum ms_error {
	MS_ERROR_USAGE,     /* the call itself: option, argument, output folder not empty */
	MS_ERROR_INPUT,     /* a file that is damaged, cut short or of the wrong form */
	MS_ERROR_TREE,      /* no kernel tree, no build, wrong arch, stale objects */
	MS_ERROR_NOT_FOUND, /* a driver, option or symbol that the tree does not have */
	MS_ERROR_TOOL,      /* a program that is missing or failed */
	MS_ERROR_IO,        /* the disk, a pipe */
	MS_ERROR_TIMEOUT,   /* a child passed its time limit */
	MS_ERROR_CANCELLED, /* Ctrl-C */
};

/** ms_error_quark: the quark behind MS_ERROR. */
GQuark ms_error_quark(void);

G_END_DECLS

#endif
