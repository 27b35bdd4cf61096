/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include "base/job.h"
#include "base/record.h"

/**
 * The ledger of a kernel's build: what each file of it weighs, and by what. Within one file and one
 * kind, the rows add up to its bytes; what no name accounts for stands in rows in parentheses:
 * (padding), (linker tables), (unknown), and so on. "(not in the file)" and "(aliases)" are taken
 * off: zeroed memory that has a size and no bytes, and bytes that have more than one name.
 */
enum ledger_kind {
	LEDGER_SECTION,
	LEDGER_OPTION,
	LEDGER_FOLDER,
	LEDGER_OBJECT,
	LEDGER_SYMBOL,
};

/** struct ledger_row: one line of the account. */
struct ledger_row {
	int kind; /* enum ledger_kind */
	char *name;
	gint64 bytes;
	gint64 before; /* RECORD_NONE: nothing to compare with */
};

/** struct ledger_artefact: one file, or a view of one. */
struct ledger_artefact {
	char *name;    /* "vmlinux", "vmlinux (loaded)", "Image.gz", "drivers/x/y.ko" */
	char *file;    /* relative to the build */
	gint64 bytes;  /* 0 in a comparison where it is gone */
	gint64 before; /* RECORD_NONE, or what it weighed */
	GPtrArray *rows;
	ms_pool *pool;      /* holds them and their names */
	GPtrArray *objects; /* a build's vmlinux: struct ledger_object, in link order */
};

/** struct ledger_symbol: a symbol of the image, and what it weighs. */
struct ledger_symbol {
	char *name;
	gint64 bytes;
};

/** struct ledger_object: an object, and what of the image is its own; or "(unknown)". */
struct ledger_object {
	char *name;
	GPtrArray *symbols;
};

/** struct ledger_tree: which kernel, by which compiler. */
struct ledger_tree {
	char *version, *arch;
	char *compiler; /* CONFIG_CC_VERSION_TEXT */
	char *config;   /* SHA-256 of the options that the .config sets */
};

/** struct ledger: of one build, or of two (then `before` is set). */
struct ledger {
	struct ledger_tree *tree;
	GPtrArray *artefacts; /* vmlinux and its views, images, modules by path */
};

extern const struct record_type ledger_type, ledger_artefact_type, ledger_row_type,
	ledger_object_type, ledger_symbol_type, ledger_tree_type;
typedef struct ledger ledger_book;
/** ledger_free: NULL is fine. */
void ledger_free(struct ledger *ledger);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ledger_book, ledger_free)

/** enum ledger_depth: how much is asked whose the bytes of a vmlinux are. */
enum ledger_depth {
	LEDGER_QUICK, /* of a single file its sections and symbols alone */
	LEDGER_USUAL, /* by objects; without them by modules.builtin.ranges and debug information */
	LEDGER_DEEP,  /* by debug information also where objects do not tell, which takes long */
};

/**
 * ledger_read: the ledger of a build folder, of a single ELF file, or one that was saved.
 * Errors: MS_ERROR_IO; MS_ERROR_TREE: a folder without a vmlinux, or without anything that tells
 * whose its bytes are; MS_ERROR_INPUT: a damaged file, a vmlinux without symbols.
 */
struct ledger *ledger_read(const char *path, enum ledger_depth depth, const struct ms_job *job,
			   GError **error);

/**
 * ledger_add_initramfs: the artefact "initramfs" at the end, in place of one that is there: a row
 * of kind object for each file of it, of kind folder for what is directly below a folder. What the
 * archive itself needs is "(file heads)"; "(compression)" is taken off. `file`: what it is called.
 * Errors: as scan_cpio_read().
 */
gboolean ledger_add_initramfs(struct ledger *ledger, const char *path, const char *file,
			      GError **error);

/** ledger_from_json: one that was saved. Errors: MS_ERROR_INPUT, also for one without names. */
struct ledger *ledger_from_json(const json_t *json, GError **error);

/**
 * ledger_compare: `after` with `before` in its rows; takes neither. Names that only the compiler
 * made different (foo.isra.0, foo.constprop.1) are one.
 */
struct ledger *ledger_compare(const struct ledger *before, const struct ledger *after);

/** ledger_kinds: "section", "option", … by enum ledger_kind, NULL-terminated. */
extern const char *const ledger_kinds[];

/** ledger_artefact_find: the artefact of that name, or NULL. */
const struct ledger_artefact *ledger_artefact_find(const struct ledger *ledger, const char *name);
/**
 * ledger_row_find: what the rows of a name weigh: of a symbol also those that the compiler named
 * foo.isra.0; of a folder with a slash behind it all that is below, too. FALSE, and 0 bytes, where
 * there is none.
 */
gboolean ledger_row_find(const struct ledger_artefact *artefact, int kind, const char *name,
			 gint64 *bytes);
/** ledger_plain_name: a row's name without what only the compiler put behind it. */
char *ledger_plain_name(int kind, const char *name);
/** ledger_plain_length: how much of the name that is. */
gsize ledger_plain_length(int kind, const char *name);

/** ledger_artefact_new: an empty one at the end of `artefacts`. */
struct ledger_artefact *ledger_artefact_new(GPtrArray *artefacts, const char *name,
					    const char *file, gint64 bytes);
/** ledger_row_new: a row of 0 bytes at its end; the name is not copied, it is of its pool. */
struct ledger_row *ledger_row_new(struct ledger_artefact *artefact, enum ledger_kind kind,
				  const char *name);
/** ledger_row_add: a row of it; nothing for 0 bytes. */
void ledger_row_add(struct ledger_artefact *artefact, enum ledger_kind kind, const char *name,
		    gint64 bytes);
/** ledger_row_more: the same; where there is such a row, it is made larger. */
void ledger_row_more(struct ledger_artefact *artefact, enum ledger_kind kind, const char *name,
		     gint64 bytes);
/** ledger_rest: what `bytes` of the artefact no row of the kind accounts for. */
gint64 ledger_rest(const struct ledger_artefact *artefact, enum ledger_kind kind);

#endif
