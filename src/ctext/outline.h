/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTEXT_OUTLINE_H
#define CTEXT_OUTLINE_H

#include <glib.h>

/*
 * What stands at file scope in a C text, found without a compiler: includes, macro invocations,
 * functions, variables with their initialisers, prototypes, conditionals, tests of options.
 *
 * All offsets are bytes of the text, all lines 1-based. [start, end) is half open. Where an item
 * is said to include its newline, end is the offset of the first byte of the next line.
 * Every string and array in an outline belongs to the outline. Text under "#if 0" is left out.
 * Making an outline never fails; what is not understood is skipped up to the next ';' or '}'.
 */

struct ctext_include {
	const char *header; /* "linux/module.h", without the quotes */
	gboolean angle;
	guint line;
	gsize start, end; /* the line with its newline */
};

/* `NAME(args)` or `NAME(args);` at file scope that is no function, prototype or plain variable */
struct ctext_macro {
	const char *name;
	const char *const *args; /* trimmed, NULL at the end */
	guint n_args;
	gboolean is_static; /* "static DEFINE_MUTEX(x);" */
	guint line;
	gsize start, end; /* from the first word up to and including ';' and its newline */
	gsize args_start, args_end; /* between the parentheses */
};

struct ctext_function {
	const char *name;
	/* "SYSCALL_DEFINE1" where a macro makes the function; its first argument is the name */
	const char *macro;
	/* what stands before the name, white space folded: "static int __init" */
	const char *specifiers;
	/* words such as __init, __exit, __ref, __cold; NULL at the end */
	const char *const *attributes;
	gboolean is_static, is_inline;
	guint line; /* of the name */
	guint start_line, end_line;
	/* of the definition with its return type, or of the #if around several heads */
	gsize start;
	gsize name_offset;
	gsize params_start, params_end; /* between the parentheses */
	gsize body_start, body_end;     /* from '{' to behind '}' */
	gsize end; /* body_end, and the rest of its line if only blanks and comments follow */
};

struct ctext_field {
	/*
	 * Dotted path: "driver.of_match_table", "owner"; elements of an array are "[0]" by position
	 * or "[INDEX]" as designated: "[0].compatible".
	 */
	const char *path;
	const char *value; /* trimmed text of the value */
	gboolean is_group; /* the value is in braces; its own fields follow */
	guint line;
	gsize start, end; /* ".x = value," with the comma if there is one, without the newline */
	gsize value_start, value_end;
};

struct ctext_variable {
	const char *name;
	const char *type; /* "static struct platform_driver", "const struct iommu_ops *" */
	gboolean is_static, is_extern, is_array;
	gboolean has_initialiser;
	guint line;       /* of the name */
	gsize start, end; /* the whole declaration with ';' and its newline */
	gsize name_offset;
	gsize value_start, value_end;     /* the initialiser, without '=' and ';' */
	const struct ctext_field *fields; /* flattened, in order of the text */
	guint n_fields;
};

struct ctext_prototype {
	const char *name;
	const char *specifiers;
	gboolean is_static, is_extern;
	guint line;
	gsize start, end;
};

/* One branch of a conditional */
struct ctext_condition {
	/* when the branch is taken: "defined(A)", "!(defined(A)) && (B > 2)" for an #elif … */
	const char *text;
	const char *directive;      /* "if", "ifdef", "ifndef", "elif", "else" */
	guint start_line, end_line; /* of its directive and of the one that ends it */
	gsize start;                /* of its directive */
	gsize body_start, body_end; /* the lines between the two directives */
	gint parent;                /* index of the enclosing branch, -1 at the top */
	gint group;                 /* index of the #if branch that began this conditional */
};

enum ctext_test_kind {
	CTEXT_TEST_IFDEF,
	CTEXT_TEST_IFNDEF,
	CTEXT_TEST_DEFINED,
	CTEXT_TEST_IS_ENABLED,
	CTEXT_TEST_IS_BUILTIN,
	CTEXT_TEST_IS_MODULE,
	CTEXT_TEST_IS_REACHABLE,
	CTEXT_TEST_VALUE, /* CONFIG_X as a value */
};

struct ctext_config_test {
	enum ctext_test_kind kind;
	const char *option; /* without CONFIG_; a trailing _MODULE is kept */
	guint line;
	gsize offset, len; /* "IS_ENABLED(CONFIG_X)", "defined(CONFIG_X)", or only the name */
};

struct ctext_call {
	const char *callee;
	guint line;
	gsize offset;               /* of the callee */
	gsize args_start, args_end; /* between the parentheses */
};

typedef struct ctext_outline ctext_outline;

/* Copies @text. Never fails. Free with ctext_outline_free() or g_autoptr(ctext_outline). */
struct ctext_outline *ctext_outline_new(const char *text, gsize len);
void ctext_outline_free(struct ctext_outline *outline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ctext_outline, ctext_outline_free)

/* The outline's own copy of the text; @len may be NULL. It ends in NUL. */
const char *ctext_outline_text(const struct ctext_outline *outline, gsize *len);

/* The items in order of the text; @n gets their number. */
const struct ctext_include *ctext_includes(const struct ctext_outline *outline, guint *n);
const struct ctext_macro *ctext_macros(const struct ctext_outline *outline, guint *n);
const struct ctext_function *ctext_functions(const struct ctext_outline *outline, guint *n);
const struct ctext_variable *ctext_variables(const struct ctext_outline *outline, guint *n);
const struct ctext_prototype *ctext_prototypes(const struct ctext_outline *outline, guint *n);
const struct ctext_condition *ctext_conditions(const struct ctext_outline *outline, guint *n);
const struct ctext_config_test *ctext_config_tests(const struct ctext_outline *outline, guint *n);

/* The first item of that name, or NULL. A variable with an initialiser is preferred. */
const struct ctext_function *ctext_find_function(const struct ctext_outline *outline,
						 const char *name);
const struct ctext_variable *ctext_find_variable(const struct ctext_outline *outline,
						 const char *name);
/* @first_arg may be NULL: any */
const struct ctext_macro *ctext_find_macro(const struct ctext_outline *outline, const char *name,
					   const char *first_arg);
const struct ctext_include *ctext_find_include(const struct ctext_outline *outline,
					       const char *header);

/* The field at a dotted path of a variable's initialiser, or NULL. */
const struct ctext_field *ctext_find_field(const struct ctext_variable *variable, const char *path);

/* The function whose definition holds @offset, or NULL. */
const struct ctext_function *ctext_function_at(const struct ctext_outline *outline, gsize offset);

/*
 * The calls in a function's body, in order of the text: an identifier that is no keyword, followed
 * by '('. An array of struct ctext_call, owned by the caller; callees belong to the outline.
 */
GArray *ctext_function_calls(struct ctext_outline *outline, const struct ctext_function *function);

/* Does the identifier occur in the function (head or body; strings and comments do not count)? */
gboolean ctext_function_mentions(const struct ctext_outline *outline,
				 const struct ctext_function *function, const char *identifier);

/*
 * The places in [start, end) where the identifier stands as a token: an array of struct ctext_token
 * (offset, len, line), owned by the caller. Directives are searched too.
 */
GArray *ctext_identifier_uses(const struct ctext_outline *outline, const char *identifier,
			      gsize start, gsize end);

/* The branches around @offset, outermost first: an array of const struct ctext_condition *. */
GPtrArray *ctext_conditions_at(const struct ctext_outline *outline, gsize offset);

/* 1-based line of an offset. */
guint ctext_line_at(const struct ctext_outline *outline, gsize offset);

#endif
