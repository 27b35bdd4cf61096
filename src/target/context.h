/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TARGET_CONTEXT_H
#define TARGET_CONTEXT_H

#include <modsplit/kbuild.h>
#include <modsplit/scan.h>

#include "formats/cmdfile.h"
#include "formats/csource.h"
#include "formats/facts.h"
#include "formats/symvers.h"
#include "model/model.h"
#include "probe/probe.h"
#include "target/kconfig.h"
#include "tree/files.h"
#include "tree/index.h"
#include "tree/tree.h"

/** struct scan_part: one source of a driver, on its way into the model. */
struct scan_part {
	char *source; /* relative to the tree */
	char *object; /* relative to the build */
	char *when;   /* CONFIG_X of a part that can be left out; NULL: always in */
	char state;   /* by the makefiles in this configuration, as ms_kbuild_state() */
	gboolean built;
	struct scan_cmdfile *command; /* when built */
	struct scan_text *text;
	struct scan_probe *probe;     /* borrowed from the context, or NULL */
	struct scan_csource *csource; /* borrowed from the context, or NULL */
};

/** struct scan_target: one driver, on its way into the model. */
struct scan_target {
	struct driver *driver; /* given to the model in the end */
	/* what the module is made of, in its makefile; of a split one, the object that was asked
	 * for */
	const struct ms_kbuild_rules *makefile;
	const struct ms_kbuild_rule *rule;
	GPtrArray *parts;   /* struct scan_part, in the order of the makefile */
	GPtrArray *headers; /* struct scan_text: headers of its folders that it includes */
	gboolean built;     /* the configuration says y or m */
};

/** struct scan_context: what the steps of scan hand to each other. */
struct scan_context {
	const struct ms_job *job;
	const struct ms_watch *watch; /* or NULL */
	const struct ms_build *asked; /* tree, build and compiler as the user gave them */
	enum ms_reach reach;
	struct scan_tree *tree;
	ms_kconfig *kconfig;                /* see scan_context_kconfig() */
	struct ms_kbuild_reader *makefiles; /* made when first asked for */
	struct scan_files *files;           /* of the whole tree; walked when first asked for */
	struct scan_index *index;           /* see scan_context_image() */
	struct scan_exports *exports;
	GError *error;       /* why the Kconfig files or the image could not be read */
	GHashTable *symbols; /* name -> struct symbol, described when first asked for */
	GHashTable *texts;   /* file -> struct scan_text, read when first asked for */
	GPtrArray *targets;  /* struct scan_target */
	GPtrArray *probes;   /* struct scan_probe, owned */
	GPtrArray *csources; /* struct scan_csource, owned */
};

/**
 * scan_context_open: opens the tree that `asked` names; the caller has set what it was given.
 * Errors: scan_tree_open()'s and scan_elf_check()'s; clear the context then, too.
 */
gboolean scan_context_open(struct scan_context *context, GError **error);

/** scan_context_clear: frees all that the context owns. */
void scan_context_clear(struct scan_context *context);

/** scan_target_free: NULL is fine; frees the driver too, unless it was taken. */
void scan_target_free(struct scan_target *target);

/** scan_resolve: adds the targets that a query means. Errors: see ms_scan(). */
gboolean scan_resolve(struct scan_context *context, const char *query, GError **error);

/** scan_problem: says in the model that something was not understood. */
void scan_problem(struct driver *driver, const char *file, gint64 line, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

/** scan_context_text: a file's text, kept; NULL when it cannot be read. */
struct scan_text *scan_context_text(struct scan_context *context, const char *file);

/** scan_context_files: every file of the tree; NULL: cancelled. */
const struct scan_files *scan_context_files(struct scan_context *context, GError **error);

/** scan_context_kconfig: the options, read when first asked for; NULL: see context->error. */
struct kconf *scan_context_kconfig(struct scan_context *context);

/** scan_context_option: an option that some entry defines, borrowed; NULL: there is none. */
const struct kconf_symbol *scan_context_option(struct scan_context *context, const char *option);

/** scan_context_image: reads index and exports when first asked; FALSE: see context->error. */
gboolean scan_context_image(struct scan_context *context);

/** scan_source_of: the source an object was made from, relative to the tree; NULL: not known. */
char *scan_source_of(struct scan_context *context, const char *object);

/** scan_load_parts: the sources of a target, read into the model. Errors: see ms_scan(). */
gboolean scan_load_parts(struct scan_context *context, struct scan_target *target, GError **error);

#endif
