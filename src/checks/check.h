/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CHECKS_CHECK_H
#define CHECKS_CHECK_H

#include "evidence/context.h"

/** checks: the table of all checks; a row whose name is NULL ends it. */
extern const struct check checks[];

/** check_find: a check by name, or NULL. */
const struct check *check_find(const char *name);

/** check_is_mended: can patch answer what it finds? Else a rule of it is no change. */
gboolean check_is_mended(const struct check *check);

/**
 * struct closing: how a combination of options that does not link is ruled out.
 */
struct closing {
	const char *how; /* "depends", "reachable"; NULL: by hand */
	char *text;      /* of the dependency */
};

/** closing_of: for a crossing with such a combination; the caller frees closing.text. */
struct closing closing_of(const struct crossing *crossing);

/** crossing_of: what options have to say about a reference into the driver, or NULL. */
const struct crossing *crossing_of(const struct driver *driver,
				   const struct reverse_reference *reverse);

/**
 * kept_apart: will options see to it that the object that refers is not in the image without the
 * driver? FALSE for NULL.
 */
gboolean kept_apart(const struct context *context, const struct crossing *crossing);

/** becomes_tristate: is it the option of another driver that was asked for, or that follows? */
gboolean becomes_tristate(const struct context *context, const char *option);

/** stays_builtin: is it a helper of the driver that cannot become a module? */
gboolean stays_builtin(const struct context *context, const char *option);

/* the questions, by the file that holds them */
void check_probe_complete(struct context *context);
void check_option_exists(struct context *context);
void check_option_type(struct context *context);
void check_bare(struct context *context);
void check_option_hidden(struct context *context);
void check_selected_by(struct context *context);
void check_dependents(struct context *context);
void check_config_test(struct context *context);
void check_crossings(struct context *context);
void check_defconfigs(struct context *context);
void check_helpers(struct context *context);
void check_symbol_exported(struct context *context);
void check_symbol_exportable(struct context *context);
void check_export_refused(struct context *context);
void check_asked_by_name(struct context *context);
void check_namespace_imported(struct context *context);
void check_initramfs(struct context *context);
void check_kept(struct context *context);
void check_list_modular(struct context *context);
void check_option_shared(struct context *context);
void check_shared(struct context *context);
void check_hollow(struct context *context);
void check_cycles(struct context *context);
void check_reverse_reference(struct context *context);
void check_module_metadata(struct context *context);
void check_module_header(struct context *context);
void check_device_table(struct context *context);
void check_name_match(struct context *context);
void check_composite(struct context *context);
void check_builtin_macro(struct context *context);
void check_initcall_level(struct context *context);
void check_init_calls(struct context *context);
void check_legacy_part(struct context *context);
void check_remove(struct context *context);
void check_owner(struct context *context);
void check_exit(struct context *context);
void check_exit_barrier(struct context *context);
void check_permanent(struct context *context);
void check_bind_attrs(struct context *context);
void check_unload_verdict(struct context *context);
void check_deferral(struct context *context);
void check_macro_use(struct context *context);
void check_linker_table(struct context *context);
void check_call_use(struct context *context);
void check_shared_line(struct context *context);
void check_load_path(struct context *context);
void check_init_section(struct context *context);

#endif
