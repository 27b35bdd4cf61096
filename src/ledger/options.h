/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LEDGER_OPTIONS_H
#define LEDGER_OPTIONS_H

#include "ledger/ledger.h"

/**
 * ledger_options: option rows of a build's vmlinux, from its object rows and the makefiles of its
 * tree: what the image would lose without the option. "(always built)" hangs on none, "(several
 * options)" on one or another, "(unknown)" on what was not understood.
 * Errors: MS_ERROR_IO, MS_ERROR_INPUT: the .config.
 */
gboolean ledger_options(struct ledger_artefact *artefact, const char *build, GError **error);

#endif
