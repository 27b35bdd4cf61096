/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KCONF_PROBE_H
#define KCONF_PROBE_H

#include "base/answers.h"
#include "kconf/talk.h"

/*
 * The answers to $(shell,…): what compiler, linker and tree say of themselves. A command is run by
 * `sh -c` with a time limit and an environment of named variables only; or its answer comes from a
 * recorded table, or from the cache, whose key is the command, that environment, and path, size
 * and time of each file that a word of the command names.
 */
struct kconf_probe_options {
	const char *const *environment; /* NULL-terminated "NAME=value" */
	/* commands run in an empty folder of their own: they may make files; else here, as conf's
	 * do */
	gboolean apart;
	ms_answers *answers; /* lent: asked first, and told; or NULL */
	const char *cache;   /* a file that keeps answers between runs, or NULL */
	guint timeout_s;     /* 0: a minute a command */
};

struct kconf_probe;

/* Reads the cache; a damaged one is as none. */
struct kconf_probe *kconf_probe_new(const struct kconf_probe_options *options,
				    struct kconf_talk *talk);
/* Writes the cache if there is news, and frees it; NULL is fine. */
void kconf_probe_free(struct kconf_probe *probe);

/* The answer, allocated: what the command wrote. For kconf_macros_new(). */
char *kconf_probe_answer(gpointer probe, const char *command, GError **error);

#endif
