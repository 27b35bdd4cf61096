/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PLAN_STEPS_H
#define PLAN_STEPS_H

#include "base/record.h"

/**
 * A plan is an ordered list of steps, one step a patch of the series. A step says what to do in
 * terms of names (symbols, functions, variables, options), never of lines or offsets: patch finds
 * the places in the text as it is when the step's turn comes.
 */

/** enum step_kind: in the order in which the steps of a series stand. */
enum step_kind {
	STEP_EXPORT,      /* one per maintainer's tree */
	STEP_DEFERRAL,    /* the subsystem keeps waiting */
	STEP_CONFIG_TEST, /* IS_BUILTIN elsewhere */
	STEP_LINK,        /* Kconfig allows no options with which the image does not link */
	STEP_SELECT,      /* who selects the driver implies it */
	STEP_LEGACY,      /* a built-in-only part goes behind an option */
	STEP_DRIVER,      /* tristate, glue, metadata, composite */
	STEP_UNLOAD,      /* remove, owner, exit */
};

/** enum edit_op: what patch can do to a file; `docs/formats.md` lists which fields each one uses. */
enum edit_op {
	EDIT_EXPORT_AFTER, /* symbol, text ("EXPORT_SYMBOL_GPL(x);") behind its definition */
	EDIT_KCONFIG_TYPE, /* symbol = option, from, to: "bool" -> "tristate" */
	EDIT_KCONFIG_HELP, /* symbol = option, text: a paragraph, wrapped and indented by patch */
	EDIT_KCONFIG_ADD,  /* symbol = option behind which the block `text` is put */
	EDIT_KCONFIG_DEPENDS, /* symbol = option, text: a further "depends on" */
	EDIT_REPLACE_MACRO, /* symbol = macro, from = its first argument, text = the new statement */
	EDIT_REMOVE_MACRO,  /* symbol = macro, from = its first argument or NULL */
	/* symbol = function, variable, prototype or macro call ("module_init(x)"), text = whole
	   lines */
	EDIT_INSERT_BEFORE,
	EDIT_INSERT_AFTER,    /* the same, behind it */
	EDIT_APPEND,          /* text at the end of the file, after one empty line */
	EDIT_ADD_INCLUDE,     /* symbol = "linux/module.h" */
	EDIT_REPLACE_INCLUDE, /* symbol = the old header, text = the new one */
	EDIT_SET_FIELD,       /* symbol = variable, from = field path, text = value */
	EDIT_CONFIG_TEST,     /* symbol = option, from/to: IS_BUILTIN -> IS_ENABLED */
	EDIT_GUARD_RETURN,    /* symbol = function, from = called function, text = statements */
	/* symbol = option, to = module object name without .o, from = NULL or further options whose
	 * objects are parts of it, "X,Y" */
	EDIT_COMPOSITE,
	/* symbol = function, variable or macro call, to = NULL or the last one of several that
	 * follow each other, text = "#ifdef CONFIG_X" */
	EDIT_WRAP_IF,
	EDIT_FUNCTION_TYPE, /* symbol = function or variable, from/to: drop or add a word such as
			       __init */
	EDIT_KCONFIG_ATTRIBUTE, /* symbol = option, text: a further line, "default y if X" */
	EDIT_KCONFIG_IMPLY, /* symbol = option, from = the option that it selects: now implies */
};

struct edit {
	int op; /* enum edit_op */
	char *file;
	char *symbol;
	char *from;
	char *to;
	char *text;
};

struct step {
	char *id;    /* "export-pci", unique in the plan */
	int kind;    /* enum step_kind */
	char *area;  /* folder that decides the subject's prefix, "drivers/pci" */
	char *title; /* the subject without prefix: "Export symbols for a modular arm-smmu-v3" */
	GPtrArray *paragraphs; /* the body of the message, why first */
	GPtrArray *findings;   /* "rule:subject" of those it answers */
	GPtrArray *edits;      /* struct edit, in the order to be made */
};

struct refusal {
	char *finding; /* "rule:subject" */
	char *reason;
	char *file;
	gint64 line;
};

/** struct plan_tree: what the series is made against. */
struct plan_tree {
	char *version;
	char *arch;
	char *package;
	char *commit;
	gint64 date;
};

/** struct plan: the value between plan and patch; schema "modsplit.plan/1". */
struct plan {
	struct plan_tree *tree;
	char *config;
	char *module;
	char *module_file; /* path of the .ko without suffix */
	char *verdict;     /* as in findings */
	char *deferral;    /* "exact", "rfc" or "none" */
	char *unload;      /* "removable" or "permanent" */
	char *unload_reason;
	char *summary;              /* the cover's first paragraph, without numbers */
	GPtrArray *changed_options; /* options whose value may differ afterwards, strings */
	GPtrArray *risks;           /* what remains for a human to judge: sentences, strings */
	GPtrArray *refusals;        /* struct refusal; not empty: no steps */
	GPtrArray *steps;           /* struct step, in series order */
};

extern const struct record_type plan_type;
extern const struct record_type plan_tree_type;
extern const struct record_type plan_step_type;
extern const struct record_type plan_edit_type;
extern const struct record_type plan_refusal_type;
extern const char *const step_kind_names[];
extern const char *const edit_op_names[];

/** plan_free: frees a plan; NULL is fine. */
void plan_free(struct plan *plan);

typedef struct plan ms_plan;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_plan, plan_free)

#endif
