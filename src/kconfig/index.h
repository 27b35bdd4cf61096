/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KCONFIG_INDEX_H
#define KCONFIG_INDEX_H

#include <glib.h>

/*
 * An index of the Kconfig language as it stands in a tree, with positions: what is defined where,
 * in whose words. Nothing is evaluated: conditions are texts, macros stay as they are written,
 * $(shell, …) is never run. What is not understood is a problem with a place.
 *
 * Offsets are bytes of the named file, lines are 1-based, file names are relative to the tree.
 * All strings and arrays belong to the tree they came from.
 */
#define KCONFIG_ERROR (kconfig_error_quark())
GQuark kconfig_error_quark(void);

enum kconfig_error {
	KCONFIG_ERROR_READ,
	KCONFIG_ERROR_NOT_FOUND,
	KCONFIG_ERROR_SHAPE, /* found, but not in a form that can be edited */
};

struct kconfig_span {
	gsize offset, len;
	guint line;
};

struct kconfig_file {
	const char *path; /* relative to the tree */
	const char *text; /* ends in NUL */
	gsize len;
	/* where it was sourced from; NULL for the first file */
	const struct kconfig_file *parent;
	guint parent_line;
};

/* if, menu, choice: what stands around a definition */
enum kconfig_scope_kind {
	KCONFIG_SCOPE_IF,
	KCONFIG_SCOPE_MENU,
	KCONFIG_SCOPE_CHOICE,
};

/* A text with its place: a dependency, a range … ; cond is the text behind " if ", or NULL */
struct kconfig_text {
	const char *text;
	const char *cond;
	struct kconfig_span span; /* of the statement from its keyword to the end of its last line */
};

struct kconfig_scope {
	enum kconfig_scope_kind kind;
	const char *text; /* the condition of an if, the prompt of a menu or choice; or NULL */
	GArray *depends;  /* of struct kconfig_text: "depends on" of a menu or choice */
	GArray *visible;  /* of struct kconfig_text: "visible if" of a menu */
	GArray *defaults; /* of struct kconfig_text: a choice's defaults */
	const struct kconfig_file *file;
	guint line;
	const struct kconfig_scope *parent; /* NULL at the top; reaches across `source` */
};

enum kconfig_type {
	KCONFIG_UNKNOWN, /* the definition gives no type */
	KCONFIG_BOOL,
	KCONFIG_TRISTATE,
	KCONFIG_INT,
	KCONFIG_HEX,
	KCONFIG_STRING,
};

struct kconfig_typing {
	enum kconfig_type type;
	gboolean with_default;    /* def_bool, def_tristate, … */
	const char *keyword;      /* as written */
	struct kconfig_span span; /* of the keyword alone */
};

struct kconfig_prompt {
	const char *text;         /* without the quotes */
	const char *cond;         /* or NULL */
	struct kconfig_span span; /* of the quoted text */
};

struct kconfig_default {
	const char *value;
	const char *cond;         /* or NULL */
	gboolean from_type;       /* by def_bool and the like */
	struct kconfig_span span; /* of the statement */
};

struct kconfig_select {
	const char *target;
	const char *cond; /* or NULL */
	gboolean imply;
	struct kconfig_span span; /* of the statement */
};

struct kconfig_help {
	struct kconfig_span keyword; /* of "help" or "---help---" */
	gsize start, end;   /* the text's lines, from the first that is not blank, with newlines */
	guint line;         /* of the first line of text; 0 if there is none */
	const char *indent; /* the white space before the first line of text */
	const char *text;   /* with that indentation taken away */
};

/* One `config NAME` block */
struct kconfig_def {
	const char *name;
	gboolean menuconfig;
	gboolean in_choice;
	const struct kconfig_file *file;
	guint line;
	gsize start,
		end; /* from "config" to behind the newline of its last line that is not blank */
	struct kconfig_span name_span;
	GArray *types;                     /* of struct kconfig_typing; mostly one */
	GArray *prompts;                   /* of struct kconfig_prompt; mostly none or one */
	GArray *depends;                   /* of struct kconfig_text */
	GArray *defaults;                  /* of struct kconfig_default */
	GArray *selects;                   /* of struct kconfig_select, imply too */
	GArray *ranges;                    /* of struct kconfig_text */
	struct kconfig_help *help;         /* or NULL */
	const struct kconfig_scope *scope; /* the innermost around it, or NULL */
};

struct kconfig_assignment {
	const char *name, *op, *value;
	const struct kconfig_file *file;
	guint line;
};

struct kconfig_problem {
	const char *file;
	guint line;
	const char *message;
};

/* Who refers to an option, and how */
enum kconfig_use_kind {
	KCONFIG_USE_SELECT,
	KCONFIG_USE_IMPLY,
	KCONFIG_USE_DEPENDS,
	KCONFIG_USE_SCOPE,     /* an if, or a menu's or choice's "depends on" around it */
	KCONFIG_USE_DEFAULT,   /* in the value or its condition */
	KCONFIG_USE_CONDITION, /* behind the if of a select, prompt or range */
};

struct kconfig_use {
	enum kconfig_use_kind kind;
	const struct kconfig_def *def; /* the definition that refers */
	const char *text; /* the expression; for select and imply the condition, or NULL */
	const char *file;
	guint line;
};

struct kconfig_tree;
typedef struct kconfig_tree kconfig_tree;

/*
 * Reads @srctree/Kconfig and all that it sources. $(SRCARCH), $(ARCH) and $(srctree) have the given
 * values; @arch NULL means @srcarch. Fails only if the first file cannot be read; a sourced file
 * that cannot be read is a problem.
 */
struct kconfig_tree *kconfig_tree_read(const char *srctree, const char *srcarch, const char *arch,
				       GError **error);
/* An empty tree, for single files or texts; `source` is then not followed. */
struct kconfig_tree *kconfig_tree_new(const char *srctree);
/* Adds a text (copied) under that name, or the tree's file @path; `source` is not followed. */
void kconfig_tree_add_text(struct kconfig_tree *tree, const char *path, const char *text,
			   gsize len);
gboolean kconfig_tree_add_file(struct kconfig_tree *tree, const char *path, GError **error);
void kconfig_tree_free(struct kconfig_tree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kconfig_tree, kconfig_tree_free)

/* All in order of reading. Elements: struct kconfig_def *, kconfig_file * and so on. */
const GPtrArray *kconfig_tree_defs(const struct kconfig_tree *tree);
const GPtrArray *kconfig_tree_files(const struct kconfig_tree *tree);
const GPtrArray *kconfig_tree_assignments(const struct kconfig_tree *tree);
const GPtrArray *kconfig_tree_problems(const struct kconfig_tree *tree);

/* The definitions of an option (without CONFIG_) in order of reading; NULL if there are none. */
const GPtrArray *kconfig_tree_find(const struct kconfig_tree *tree, const char *name);
/* The type that its definitions give it, the first that says one. */
enum kconfig_type kconfig_tree_type(const struct kconfig_tree *tree, const char *name);
const struct kconfig_file *kconfig_tree_file(const struct kconfig_tree *tree, const char *path);

/*
 * Who selects or implies @name; and who mentions it in depends, if, default or a condition.
 * Arrays of struct kconfig_use, owned by the caller, in order of reading. The index is made when
 * first asked for; then a look-up costs what it finds. A tree is not shared between threads.
 */
GArray *kconfig_tree_selectors(const struct kconfig_tree *tree, const char *name);
GArray *kconfig_tree_mentions(const struct kconfig_tree *tree, const char *name);

/*
 * The texts that together are a definition's dependency, outermost first: the ifs, and the
 * "depends on" of the menus and choices around it, then its own. An array of const char *, to be
 * freed with g_ptr_array_unref().
 */
GPtrArray *kconfig_def_dependencies(const struct kconfig_def *def);
/* The definition's first type, or KCONFIG_UNKNOWN. */
enum kconfig_type kconfig_def_type(const struct kconfig_def *def);
const char *kconfig_type_name(enum kconfig_type type);

/* Does the expression mention the symbol as a whole word, outside quotes? @text may be NULL. */
gboolean kconfig_expr_mentions(const char *text, const char *name);
/* The symbols of an expression in order, without constants and strings: char *, to be unreffed. */
GPtrArray *kconfig_expr_symbols(const char *text);

#endif
