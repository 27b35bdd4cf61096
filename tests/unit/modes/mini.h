/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_MODES_MINI_H
#define TESTS_MODES_MINI_H

#include "modes/modes.h"

/** struct run: what became of a small Kconfig text. */
struct run {
	GString *out, *err;
	char *config;                        /* .config without its heading */
	char *auto_conf, *header, *tristate; /* whole; "(none)" where there is none */
	int status;
};

/** mini_with_modes: the rules of before choices were rewritten (6.1). The caller frees it. */
struct kconf_dialect *mini_with_modes(void);

/**
 * mini_make: writes Kconfig, an empty file "more" beside it and .config (NULL: none) and runs a
 * mode of conf; `variable` is a further "NAME=value" of its environment, or NULL. To be cleared.
 */
void mini_make(struct run *run, const char *kconfig, const char *config,
	       const struct kconf_dialect *dialect, enum conf_mode mode, const char *variable);
void mini_clear(struct run *run);

#endif
