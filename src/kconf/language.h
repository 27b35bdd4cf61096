/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KCONF_LANGUAGE_H
#define KCONF_LANGUAGE_H

#include <glib.h>

#include "kconf/dialect.h"
#include "kconf/macro.h"
#include "kconf/talk.h"

/*
 * What a tree's Kconfig files say: symbols, properties and the tree of menus, with the place of
 * each, macros expanded, and the texts of the files. Made by kconf_parse(), given its values by the
 * room conf/. All lives in one arena and goes with kconf_free().
 */
enum kconf_tri { KCONF_N, KCONF_M, KCONF_Y };

enum kconf_type {
	KCONF_UNKNOWN,
	KCONF_BOOL,
	KCONF_TRISTATE,
	KCONF_INT,
	KCONF_HEX,
	KCONF_STRING,
};

enum kconf_op {
	KCONF_SYMBOL, /* left.symbol */
	KCONF_NOT,    /* left.expr */
	KCONF_AND,
	KCONF_OR, /* both expr */
	KCONF_EQUAL,
	KCONF_UNEQUAL,
	KCONF_LESS,
	KCONF_LESS_EQUAL,
	KCONF_GREATER,
	KCONF_GREATER_EQUAL,
	KCONF_RANGE, /* both symbol, from here up to KCONF_EQUAL */
};

struct kconf_symbol;

union kconf_operand {
	const void *any;
	struct kconf_expr *expr;
	struct kconf_symbol *symbol;
};

/* An expression; equal ones are one object, so a pointer tells equality of form */
struct kconf_expr {
	struct kconf_expr *next; /* in the table of expressions */
	union kconf_operand left, right;
	guint hash;
	guint8 op;    /* enum kconf_op */
	guint8 value; /* enum kconf_tri, if made in this round */
	guint16 round;
};

struct ms_kconfig_edited;

/* A piece of a file: bytes from 0, line and column (in bytes) from 1 */
struct kconf_span {
	guint offset, len, line, column;
};

/* A part of a statement, in the file of its entry; none: no bytes */
struct kconf_part {
	guint offset, len;
};

enum kconf_prop_kind {
	KCONF_PROMPT,
	KCONF_COMMENT,
	KCONF_MENU, /* the prompt of a menu or menuconfig */
	KCONF_DEFAULT,
	KCONF_SELECT,
	KCONF_IMPLY,
	KCONF_BOUNDS, /* range */
};

/* One property of one definition */
struct kconf_prop {
	struct kconf_prop *next; /* of the same symbol, in order of reading */
	enum kconf_prop_kind kind;
	const char *text; /* of a prompt */
	struct kconf_expr *expr;
	struct kconf_expr *cond;    /* its "if", and after finalisation all around it; NULL: y */
	struct kconf_expr *written; /* the "if" as it stands in the file */
	enum kconf_tri visible;     /* value of cond */
	struct kconf_menu *menu;
	const char *file;
	guint line;
	struct kconf_span span;         /* from the keyword to the last token */
	struct kconf_part value, where; /* what stands behind the keyword, and behind its "if" */
};

/* A "depends on", a "visible if" or the condition of an if; "X if Y" is X || Y = n */
struct kconf_clause {
	struct kconf_clause *next;
	struct kconf_expr *expr;
	gboolean visible;
	struct kconf_span span;
	struct kconf_part value; /* the expression as it stands in the file, with its "if" */
};

/* A type that a definition gives, be it by def_bool and the like */
struct kconf_typing {
	struct kconf_typing *next;
	enum kconf_type type;
	struct kconf_span keyword;
};

/* An entry: config, choice, menu, comment, if; one for each definition of a symbol */
struct kconf_menu {
	struct kconf_menu *next, *parent, *list;
	struct kconf_menu *around; /* the block that it stands in; `parent` until it is finalised */
	struct kconf_symbol *symbol; /* NULL: menu, comment, if */
	struct kconf_menu *next_definition;
	struct kconf_prop *prompt;
	struct kconf_expr *visibility;
	struct kconf_expr *depends;
	struct kconf_clause *clauses; /* in order of reading */
	struct kconf_typing *types;   /* likewise */
	const char *help;             /* or NULL */
	struct kconf_span help_word;  /* the keyword */
	struct kconf_part help_lines; /* with the empty ones around the text */
	const char *file;             /* as it was sourced */
	guint line;
	struct kconf_span span;      /* from the keyword to the last attribute */
	struct kconf_span name_span; /* of the symbol's name or the text */
	GPtrArray *members;          /* a choice's symbols, by priority */
};

enum kconf_flag {
	KCONF_CONST = 1 << 0,  /* stood in quotes */
	KCONF_CHOICE = 1 << 1, /* the nameless symbol of a choice */
	KCONF_MEMBER = 1 << 2, /* belongs to a choice */
	KCONF_OPTIONAL = 1 << 3,
	KCONF_TRANSITIONAL = 1 << 4, /* read, as if it had a prompt, and never written */
	KCONF_ALLNO_Y = 1 << 5,      /* option allnoconfig_y */
	KCONF_WARNED = 1 << 6,
	KCONF_NO_WRITE = 1 << 7, /* has a value for conf itself alone */
	/* while values are made */
	KCONF_VALID = 1 << 8,
	KCONF_WRITE = 1 << 9,
	KCONF_WRITTEN = 1 << 10,
	KCONF_CHECK = 1 << 11,
	KCONF_CHECKED = 1 << 12,
	KCONF_HAS_USER = 1 << 13, /* user[KCONF_FROM_FILE] counts */
	KCONF_HAS_AUTO = 1 << 14,
	KCONF_SET_CHOICE = 1 << 15, /* its choice is to be settled first */
};

/* A value: the text of int, hex and string; the number of bool and tristate */
struct kconf_value {
	const char *text;
	enum kconf_tri tri;
	struct kconf_symbol *chosen; /* of an old choice */
};

enum { KCONF_FROM_FILE, KCONF_FROM_AUTO };

struct kconf_dependency {
	struct kconf_expr *expr; /* NULL: none */
	enum kconf_tri tri;
	guint n_reasons; /* of select and imply */
};

struct kconf_symbol {
	struct kconf_symbol *next; /* in the table of symbols */
	const char *name;          /* NULL: a choice */
	guint hash;
	enum kconf_type type;
	guint flags;
	struct kconf_value value;
	struct kconf_value user[2];
	enum kconf_tri visible;
	struct kconf_menu *definitions;
	struct kconf_prop *props;
	struct kconf_dependency direct, selected, implied;
	struct kconf_menu *choice; /* of a member, where the dialect has members by place */
	const char *env;           /* option env= */
};

struct kconf_file {
	const char *name;        /* as it was sourced; the interned string of all places in it */
	const char *source_file; /* where it is sourced first, and its line; NULL: nowhere */
	guint source_line;
	char *path; /* where it was found */
	char *text; /* ends in NUL */
	gsize len;
};

struct kconf {
	const struct kconf_dialect *dialect;
	struct kconf_talk *talk; /* lent */
	GStringChunk *strings;
	GPtrArray *arena;
	gsize arena_left;
	char *arena_next;
	struct kconf_symbol **symbols; /* dialect->table_size chains, the newest first */
	struct kconf_expr **exprs;
	guint expr_table, n_exprs;
	struct kconf_symbol yes, mod, no;
	struct kconf_symbol *modules;
	struct kconf_symbol *defconfig_list; /* of an old tree, or NULL */
	enum kconf_tri modules_value;
	struct kconf_menu root;
	GPtrArray *files;       /* struct kconf_file, each name once, in order of reading */
	GHashTable *file_names; /* name -> struct kconf_file */
	const struct ms_kconfig_edited *edited; /* lent while files are read, or NULL */
	struct kconf_macros *macros;
	guint errors;
	char *mistake; /* what was told of the first of them */
	/* while values are made */
	guint16 round;         /* counts conf_forget_exprs(), from 1 */
	guint warnings;        /* unmet dependencies */
	guint config_warnings; /* about lines of a .config */
	gboolean changed;      /* differs from the .config that was read */
	guint simplified;      /* counts rewritings of an expression */
	guint depth;           /* of submenus while they are made */
};

/*
 * language.c: an empty one. All three are lent and must outlive it. @macros NULL is for a text
 * alone: references stay as they are written.
 */
struct kconf *kconf_new(const struct kconf_dialect *dialect, struct kconf_talk *talk,
			struct kconf_macros *macros);
/* Frees it and all in it; NULL is fine. */
void kconf_free(struct kconf *kconf);
typedef struct kconf kconf_language;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kconf_language, kconf_free)

/* Zeroed memory that lives as long as @kconf */
void *kconf_alloc(struct kconf *kconf, gsize size);
/* A copy of a string that lives as long as @kconf; kconf_intern() gives equal ones one address. */
const char *kconf_keep(struct kconf *kconf, const char *text);
const char *kconf_intern(struct kconf *kconf, const char *text);

/*
 * The symbol of that name, made if there is none; @quoted: the constant. NULL makes a choice.
 * y, m and n are constants without quotes too.
 */
struct kconf_symbol *kconf_lookup(struct kconf *kconf, const char *name, gboolean quoted);
/* The symbol (never a constant, but for y, m, n) of that name, or NULL. */
struct kconf_symbol *kconf_find(const struct kconf *kconf, const char *name);

/* All symbols in the order of conf's own table, which is the order of auto.conf */
/* NOLINTBEGIN(bugprone-macro-parentheses): names of variables */
#define KCONF_EACH_SYMBOL(kconf, bucket, symbol)                                     \
	for (guint bucket = 0; bucket < (kconf)->dialect->table_size; bucket++)      \
		for (struct kconf_symbol *symbol = (kconf)->symbols[bucket]; symbol; \
		     symbol = symbol->next)
/* NOLINTEND(bugprone-macro-parentheses) */

/* Expressions. NULL stands for y in all of them; kconf_and() and kconf_or() leave it out. */
struct kconf_expr *kconf_expr_symbol(struct kconf *kconf, struct kconf_symbol *symbol);
struct kconf_expr *kconf_expr_not(struct kconf *kconf, struct kconf_expr *expr);
struct kconf_expr *kconf_expr_two(struct kconf *kconf, enum kconf_op op, struct kconf_expr *left,
				  struct kconf_expr *right);
struct kconf_expr *kconf_expr_compare(struct kconf *kconf, enum kconf_op op,
				      struct kconf_symbol *left, struct kconf_symbol *right);
struct kconf_expr *kconf_and(struct kconf *kconf, struct kconf_expr *left,
			     struct kconf_expr *right);
struct kconf_expr *kconf_or(struct kconf *kconf, struct kconf_expr *left, struct kconf_expr *right);
/* "expr OP symbol" with the comparison carried to the leaves; @op is KCONF_EQUAL or _UNEQUAL. */
struct kconf_expr *kconf_expr_compare_with(struct kconf *kconf, struct kconf_expr *expr,
					   enum kconf_op op, struct kconf_symbol *symbol);
/* Is it y, in either way of writing that? */
gboolean kconf_expr_is_yes(const struct kconf *kconf, const struct kconf_expr *expr);
/* Does it compare two symbols? */
gboolean kconf_is_compare(enum kconf_op op);
/* The symbol of a default or select that is a single symbol, else NULL. */
struct kconf_symbol *kconf_prop_symbol(const struct kconf_prop *prop);

/* Entries, as the parser meets them; a property goes to the end of its symbol's list. */
struct kconf_menu *kconf_add_menu(struct kconf *kconf, struct kconf_symbol *symbol);
struct kconf_prop *kconf_add_prop(struct kconf *kconf, struct kconf_menu *menu,
				  enum kconf_prop_kind kind, struct kconf_expr *expr,
				  struct kconf_expr *cond);
/* Gives a type; another one than before is a warning and left aside. */
void kconf_set_type(struct kconf *kconf, struct kconf_menu *menu, enum kconf_type type);
/* The next entry in the order of the files below @root (NULL: all); NULL at the end. */
struct kconf_menu *kconf_next_menu(struct kconf_menu *menu, const struct kconf_menu *root);
/* Does the option stand in a choice, be it within an if? */
gboolean kconf_in_choice(const struct kconf_menu *menu);

/* --- places.c --------------------------------------------------------------------------- */

/* A file that was read, by the name that all places in it have */
const struct kconf_file *kconf_file_named(const struct kconf *kconf, const char *name);
/* The text of a part of @menu's file, escaped newlines and white space folded; NULL for none. The
 * caller frees it. */
char *kconf_part_text(const struct kconf *kconf, const struct kconf_menu *menu,
		      const struct kconf_part *part);

/* A mistake: counted, told, and the first one kept. The whole text, with its newline. */
void kconf_wrong(struct kconf *kconf, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* A mistake at a place of a file that was read, with its line and a caret. */
void kconf_wrong_at(struct kconf *kconf, const char *name, guint line, guint column,
		    const char *message);

/* "bool", "tristate", "integer", "hex", "string", "unknown": conf's words */
const char *kconf_type_name(enum kconf_type type);

#endif
