/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_PLAN_BUILDER_H
#define TESTS_PLAN_BUILDER_H

#include "findings/findings.h"
#include "model/model.h"

/** struct builder: a model and its findings of one driver, written down by hand in a test. */
struct builder {
	struct model *model;
	struct findings *findings;
	struct driver *driver;       /* of the model */
	struct driver_findings *out; /* of the findings */
};

/** builder_new: an empty driver behind `config`; its head is `source`. */
struct builder *builder_new(const char *config, const char *kconfig, const char *prompt,
			    const char *module_file, const char *source);
void builder_free(struct builder *builder);
typedef struct builder driver_builder;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(driver_builder, builder_free)

/** builder_find: adds a finding; then pairs of argument name and value, ending in NULL. */
struct finding *builder_find(struct builder *builder, int severity, const char *rule,
			     const char *subject, const char *file, ...) G_GNUC_NULL_TERMINATED;

/** builder_function: a function of the driver, defined at these lines of a file. */
struct function *builder_function(struct builder *builder, const char *name, const char *params,
				  const char *file, gint64 line, gint64 end_line);

/** builder_symbol: a symbol that the driver needs and that is used at "file:line" (may be NULL). */
struct symbol *builder_symbol(struct builder *builder, const char *name, const char *used_at);

/** builder_macro: a macro with one argument at file scope. */
void builder_macro(struct builder *builder, const char *name, const char *argument,
		   const char *file);

#endif
