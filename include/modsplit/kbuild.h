/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MODSPLIT_KBUILD_H
#define MODSPLIT_KBUILD_H

#include <glib.h>

G_BEGIN_DECLS

/*
 * What the makefiles of a kernel say, worked out as GNU make would, without running it: which
 * objects a configuration builds into the image, which as modules, of which parts, in every folder
 * that a build enters. The tree's own top makefile, its arch's, scripts/Makefile.build and each
 * folder's Kbuild or Makefile are evaluated; so a tree's own rules hold, of whatever version.
 *
 * No command is run. What only a command could tell is a problem with a place, where it matters.
 */

/** struct ms_kbuild_place: line and column count from 1; the file is relative to the tree */
struct ms_kbuild_place {
	char *file; /* NULL: not known */
	guint line, column;
};

/** struct ms_kbuild_problem: what was not understood, so that a list may lack or have too much */
struct ms_kbuild_problem {
	struct ms_kbuild_place place;
	char *message;
};

/** struct ms_kbuild_object: one object of a folder, as its lists name it */
struct ms_kbuild_object {
	char *name;                   /* "arm_smmu_v3.o", also "sub/x.o" and "../x.o" */
	gboolean composite;           /* made of parts; else from one source of its name */
	GPtrArray *parts;             /* char *, in order of linking; NULL if it is none */
	struct ms_kbuild_place place; /* of the word that lists it */
};

/** struct ms_kbuild_entered: a folder that another enters */
struct ms_kbuild_entered {
	char *name;       /* relative to the other, without "/" at its end */
	gboolean linked;  /* entered by obj-y, from a folder that is linked itself */
	gboolean modular; /* entered by obj-y or obj-m, from one whose modules are built */
};

/** struct ms_kbuild_folder: one folder that a build enters */
struct ms_kbuild_folder {
	char *path;         /* relative to the tree, "." is the top */
	char *file;         /* its makefile, relative to the tree */
	gboolean linked;    /* its built-in objects reach the image */
	gboolean modular;   /* its modules are built */
	GPtrArray *builtin; /* struct ms_kbuild_object *, in order */
	GPtrArray *modules; /* struct ms_kbuild_object *, in order; never those that are built in */
	GPtrArray *lib;     /* char *: objects of the folder's lib.a, sorted */
	GPtrArray *folders; /* struct ms_kbuild_entered *, sorted by name */
	GPtrArray *problems; /* struct ms_kbuild_problem * */
};

/** struct ms_kbuild_tree: all of them */
struct ms_kbuild_tree {
	GPtrArray *folders;  /* struct ms_kbuild_folder *, sorted by path */
	GPtrArray *libs;     /* char *: archives of the image that are linked as needed */
	GPtrArray *problems; /* of the top makefiles */
};
typedef struct ms_kbuild_tree ms_kbuild_tree;

/** struct ms_kbuild_options: which kernel, which configuration */
struct ms_kbuild_options {
	const char *tree;
	const char *build; /* folder of the build (O=); NULL: the tree itself */
	const char *arch;  /* ARCH=; NULL: what the tree takes for this machine is not known */
	/* text of include/config/auto.conf; NULL: the file of the build is read */
	const char *config;
	const char *const
		*variables; /* "NAME=value" as on make's command line; NULL-ended or NULL */
	/* runs a command for $(shell), gives its output to be freed; NULL: nothing is run */
	char *(*shell)(void *data, const char *command);
	void *shell_data;
};

/**
 * ms_kbuild_walk: the folders that a build of this configuration enters. A makefile that is broken
 * is a problem of its folder. Errors: MS_ERROR_IO or MS_ERROR_INPUT if the tree is no kernel tree,
 * there is no configuration, or the top makefiles cannot be read. Free with ms_kbuild_tree_free().
 */
struct ms_kbuild_tree *ms_kbuild_walk(const struct ms_kbuild_options *options, GError **error);

/** ms_kbuild_find: a folder by its path, or NULL */
const struct ms_kbuild_folder *ms_kbuild_find(const struct ms_kbuild_tree *tree, const char *path);

/** ms_kbuild_tree_free: NULL is fine. */
void ms_kbuild_tree_free(struct ms_kbuild_tree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_kbuild_tree, ms_kbuild_tree_free)

/** struct ms_kbuild_listing: one statement that lists an object */
struct ms_kbuild_listing {
	/* "X" of obj-$(CONFIG_X), name-$(CONFIG_X), obj-$(subst m,y,$(CONFIG_X)), and of a list
	 * without an option of its own that stands under one; NULL: no option, or no single one */
	char *option;
	struct ms_kbuild_place place; /* of the word */
};

/** struct ms_kbuild_condition: an expression over options, as the reading made it */
struct ms_kbuild_condition;

/** struct ms_kbuild_rule: an object of a folder, and when it is built if the folder is entered */
struct ms_kbuild_rule {
	char *object;     /* "irq-gic-common.o", "sub/x.o", or a folder: "arm/" */
	char *composite;  /* "nvme.o" if this is a part of it, else NULL: built of itself */
	gboolean library; /* listed by lib-…: it goes into lib.a, be its option y or m */
	/* expressions over options: "CONFIG_A=y || (CONFIG_B=m && !CONFIG_C)", "y", "n" */
	char *builtin;                /* when it is part of the image */
	char *module;                 /* when it is, or is part of, a module */
	struct ms_kbuild_place place; /* of the first word that lists it */
	GPtrArray *listings;          /* struct ms_kbuild_listing *, in order of the makefile */
	const struct ms_kbuild_condition *if_builtin, *if_module; /* the same two, to ask */
};

/** struct ms_kbuild_rules: all of a folder, and what was not understood */
struct ms_kbuild_rules {
	char *folder;        /* as it was asked for */
	char *file;          /* its makefile, relative to the tree */
	GPtrArray *rules;    /* struct ms_kbuild_rule *, in order of the lists */
	GPtrArray *problems; /* struct ms_kbuild_problem * */
	void *conditions;    /* what the rules stand on */
};
typedef struct ms_kbuild_rules ms_kbuild_rules;

/**
 * ms_kbuild_read_rules: what a folder's makefile says with every option left open. `folder` is
 * relative to the tree. Without problems the expressions are exact, for options that are y, m or n.
 * A condition that is not understood stands in them as "<file:line: what>". Errors: MS_ERROR_IO or
 * MS_ERROR_INPUT if the makefile cannot be read. Free with ms_kbuild_rules_free().
 */
struct ms_kbuild_rules *ms_kbuild_read_rules(const char *tree, const char *folder, GError **error);

/** ms_kbuild_rules_free: NULL is fine. */
void ms_kbuild_rules_free(struct ms_kbuild_rules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_kbuild_rules, ms_kbuild_rules_free)

/** struct ms_kbuild_reader: reads the rules of many folders, each once */
typedef struct ms_kbuild_reader ms_kbuild_reader;

/** ms_kbuild_reader_new: for a tree. Free with ms_kbuild_reader_free(), after its last answer. */
struct ms_kbuild_reader *ms_kbuild_reader_new(const char *tree);

/** ms_kbuild_reader_rules: as ms_kbuild_read_rules(); owned by the reader. */
const struct ms_kbuild_rules *ms_kbuild_reader_rules(struct ms_kbuild_reader *reader,
						     const char *folder, GError **error);

/** ms_kbuild_reader_free: NULL is fine. */
void ms_kbuild_reader_free(struct ms_kbuild_reader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_kbuild_reader, ms_kbuild_reader_free)

/** ms_kbuild_value: what "CONFIG_X" is set to: 'y', 'm', or 'n'; a text or a number counts as 'y' */
typedef char (*ms_kbuild_value)(void *data, const char *option);

/**
 * ms_kbuild_state: what becomes of an object with these options, if its folder is entered: 'y'
 * part of the image, 'm' part of a module, 'n' nothing, '?' it hangs on what was not understood.
 */
char ms_kbuild_state(const struct ms_kbuild_rule *rule, ms_kbuild_value value, void *data);

G_END_DECLS

#endif
