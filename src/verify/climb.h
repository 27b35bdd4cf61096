/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VERIFY_CLIMB_H
#define VERIFY_CLIMB_H

#include <modsplit/verify.h>

#include "boot/scenario.h"
#include "build/kernel.h"
#include "build/staging.h"
#include "verify/ladder.h"

/** enum climb_kernel: the kernels of one verification, which are those that scenarios boot. */
enum climb_kernel {
	KERNEL_BUILTIN = SCENARIO_BUILTIN,
	KERNEL_MODULE = SCENARIO_MODULE,
	KERNEL_WITHOUT_DEFERRAL = SCENARIO_WITHOUT_DEFERRAL,
	KERNEL_ALL_N = SCENARIO_ALL_N,
	KERNEL_BASE_ALL_N = SCENARIO_UNTOUCHED_ALL_N,
	KERNEL_BASE = SCENARIO_UNTOUCHED, /* what all others are compared with */
	KERNELS,
};

/** struct variant: one of these kernels, from plan to build. */
struct variant {
	const char *name;
	gboolean needed;
	gboolean touched;  /* FALSE: no patch of the series is in its tree */
	gboolean all_n;    /* related options are n, too */
	GHashTable *state; /* the tree: see staging.h */
	const char *value; /* of the driver's option */
	char *key;
	char *directory;       /* where the kernel is kept, once built */
	char *config;          /* text of its .config, once configured */
	struct kernel *kernel; /* NULL until built, or found built */
};

/** struct climb: a verification under way. All that it holds is freed by ms_verify(). */
struct climb {
	struct ms_build build; /* the user's, resolved */
	const struct ms_verify_options *options;
	const struct ms_job *job;
	const struct series *series;
	const struct staging *staging;
	char *option; /* the driver's, without CONFIG_ */
	char *compiler;
	char *base_key;
	char *results;        /* directory with a directory for each kernel */
	char *points;         /* directory with a file for each built_point */
	GPtrArray *related;   /* options that are all n in a variant with all_n */
	GPtrArray *scenarios; /* struct scenario, to be run */
	struct variant variants[KERNELS];
	struct workspace *workspace; /* made when something must be built */
	struct outcome *outcome;
};

/** climb_workspace: the workspace, made on first use. Errors: as workspace_open(). */
struct workspace *climb_workspace(struct climb *climb, GError **error);

/** climb_edits: a .config text with what a variant asks for (value of the options). Free it. */
char *climb_edits(const struct climb *climb, const struct variant *variant, const char *text);

/** climb_guest_prefix: the prefix of the compiler for the guest's /init; clang as CC has none. */
const char *climb_guest_prefix(const struct climb *climb);

/* The stages of ms_verify(), in order. Each notes its rung in climb->outcome; FALSE is an error. */

/**
 * climb_choose: which scenarios are for this option and this build, before anything is built; a
 * machine that cannot be had here is an error.
 */
gboolean climb_choose(struct climb *climb, GError **error);

/** climb_plan: which kernels are needed, their trees and keys, and what is built already. */
gboolean climb_plan(struct climb *climb, GError **error);

/** climb_configure: `configures`, and before it the base's own configuration. */
gboolean climb_configure(struct climb *climb, GError **error);

/** climb_build: `builds` and `modpost`, each kernel that is needed. */
gboolean climb_build(struct climb *climb, GError **error);

/** climb_each_patch: the part of `builds` for options->each_patch. */
gboolean climb_each_patch(struct climb *climb, GError **error);

/** climb_twins: a boot that did not end as its twin did (scenario's `same_as`) has failed. */
void climb_twins(struct climb *climb);

/** climb_compare: the comparison of built-in and module, device by device, of all that was booted.
 */
void climb_compare(struct climb *climb);

/** climb_boots: `boots`, `probes` and `unloads`. */
gboolean climb_boots(struct climb *climb, GError **error);

#endif
