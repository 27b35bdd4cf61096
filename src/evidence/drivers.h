/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EVIDENCE_DRIVERS_H
#define EVIDENCE_DRIVERS_H

#include "evidence/context.h"

/**
 * struct bus: one row of the table `drivers`, which several rules share: a driver structure and
 * all that is known of its bus. Strings belong to the rule; optional ones may be NULL.
 */
struct bus {
	const char *structure;  /* "struct platform_driver" */
	const char *bus;        /* "platform" */
	const char *builtin;    /* "builtin_platform_driver" */
	const char *module;     /* "module_platform_driver" */
	const char *reg;        /* "platform_driver_register" */
	const char *unreg;      /* "platform_driver_unregister" */
	const char *name_field; /* "driver.name": its alias is bus:name; NULL: not so */
	const char *bind_field; /* "driver.suppress_bind_attrs" */
	const char *setter;     /* "platform_set_drvdata" */
	const char *getter;     /* "platform_get_drvdata({1})" */
	const char *device;     /* "&{1}->dev": the struct device of the probe's first parameter */
};

extern const struct column bus_columns[];

/** is_struct: is the variable one of that structure (and no pointer or array)? */
gboolean is_struct(const struct variable *variable, const char *structure);

/** bus_of: the row for a variable, from the rule's parameter `drivers`; FALSE: none. */
gboolean bus_of(const struct rule *rule, const struct variable *variable, struct bus *bus);

/** bus_by: the row whose column holds `text`. */
gboolean bus_by(const struct rule *rule, const char *column, const char *text, struct bus *bus);

/** find_macro: the driver's first use of a macro at file scope, or NULL. */
const struct macro_use *find_macro(const struct driver *driver, const char *name);

/** macro_argument: the n-th argument from 0, or NULL. */
const char *macro_argument(const struct macro_use *macro, guint n);

/** find_source: the driver's source by path, or NULL. */
const struct source *find_source(const struct driver *driver, const char *file);

/**
 * struct init_call: what starts the driver: `builtin_platform_driver(x)` or `device_initcall(f)`.
 */
struct init_call {
	const struct macro_use *macro;
	const char *argument;            /* the driver variable or the function */
	const struct function *function; /* NULL for a driver macro */
	const json_t *level;             /* the row of `levels`, NULL for a driver macro */
};

/**
 * init_calls: all of them, the main one first: the one that registers a driver. Init calls that
 * only a built-in driver has, because an option with "depends on X=y" guards them, are left out.
 * The caller frees the array. The rule needs the parameters `drivers` and `levels`.
 */
GPtrArray *init_calls(const struct context *context);

extern const struct column level_columns[];

#endif
