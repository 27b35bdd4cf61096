/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SCAN_STEPS_H
#define SCAN_STEPS_H

#include "target/context.h"

/** scan_add_helpers: adds the helpers that would follow the targets, as targets that say so. */
void scan_add_helpers(struct scan_context *context);

/**
 * struct scan_compile: the compiler and libclang at work on the built parts of all targets, beside
 * what else scan does.
 */
struct scan_compile;
typedef struct scan_compile scan_compile;

/**
 * scan_compile_start: begins, and comes back at once. The targets must not change until the end;
 * everything else may go on. To be called while no other thread of ours runs.
 * Errors: MS_ERROR_TREE (another compiler than asked for), MS_ERROR_IO.
 */
scan_compile *scan_compile_start(struct scan_context *context, GError **error);

/** scan_compile_finish: waits, and hands the targets what was found. Errors: scan_probe_run()'s. */
gboolean scan_compile_finish(scan_compile *compile, GError **error);

/** scan_compile_free: ends what is still at work, and waits for it; NULL is fine. */
void scan_compile_free(scan_compile *compile);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scan_compile, scan_compile_free)

/** The steps that fill in a driver; each documents itself in its file. */
void scan_foresee_symbols(struct scan_context *context, const struct scan_target *target);
void scan_add_symbols(struct scan_context *context, struct scan_target *target);
void scan_add_hanging(struct scan_context *context, struct scan_target *target);
void scan_add_reverse(struct scan_context *context, struct scan_target *target);
void scan_add_options(struct scan_context *context, struct scan_target *target);
gboolean scan_add_config_tests(struct scan_context *context, GError **error);
gboolean scan_add_crossings(struct scan_context *context, GError **error);
gboolean scan_add_related(struct scan_context *context, struct model *model, GError **error);
void scan_add_settings(struct scan_context *context);
void scan_add_watched(struct scan_context *context, struct model *model);
void scan_add_gates(struct scan_context *context, struct model *model);

/** scan_describe_symbol: what the image says of a name, for the caller to keep; what is found only
 * in the image itself (linker script) is looked up in vmlinux. */
struct symbol *scan_describe_symbol(struct scan_context *context, const char *name);

#endif
