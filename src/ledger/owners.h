/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LEDGER_OWNERS_H
#define LEDGER_OWNERS_H

#include "ledger/ledger.h"
#include "tree/index.h"

/** struct ledger_local: a local symbol of an object; what is global, the index has. */
struct ledger_local {
	const char *name;
	guint64 size; /* bytes, not 0 */
};

/** struct ledger_facts: what an object of the build has of its own. */
struct ledger_facts {
	gint64 bytes;        /* of its loaded sections */
	GArray *locals;      /* struct ledger_local, in the order of its symbol table */
	GStringChunk *names; /* theirs */
};

/** ledger_facts_read: reads an object; nothing where it cannot be read. */
void ledger_facts_read(struct ledger_facts *facts, const char *path);
/** ledger_facts_clear: frees what it holds. */
void ledger_facts_clear(struct ledger_facts *facts);

/** struct ledger_image_symbol: a symbol of a vmlinux that has a size. */
struct ledger_image_symbol {
	const char *name, *section;
	guint64 value, size; /* an address; bytes */
	gboolean local;
};

/** struct ledger_image: the symbols of a vmlinux. */
struct ledger_image {
	GArray *symbols;   /* struct ledger_image_symbol, in the order of the table */
	GHashTable *names; /* of all that are defined, also of those without a size */
	GStringChunk *strings;
};
typedef struct ledger_image ledger_image;
/** ledger_image_read: reads them. Errors: MS_ERROR_IO, MS_ERROR_INPUT. */
struct ledger_image *ledger_image_read(const char *path, GError **error);
/** ledger_image_has: is there a symbol of that name? */
gboolean ledger_image_has(const struct ledger_image *image, const char *name);
/** ledger_image_free: NULL is fine. */
void ledger_image_free(struct ledger_image *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ledger_image, ledger_image_free)

/**
 * ledger_own_check: are the objects those of the image? Their global symbols have the same sizes;
 * a few that have not are told to the job. Errors: MS_ERROR_TREE: more than one in a hundred.
 */
gboolean ledger_own_check(const struct ledger_image *image, const struct scan_index *index,
			  const struct ms_job *job, GError **error);

/**
 * ledger_give: fills artefact->objects: the symbols of each of `names`. `owners` has, for each
 * symbol of the image, the number of its owner; one that is no number of a name is "(unknown)". Of
 * several symbols for the same bytes the first one counts.
 */
void ledger_give(struct ledger_artefact *artefact, const struct ledger_image *image,
		 const guint *owners, const GPtrArray *names);

struct ledger_finder;

/**
 * ledger_own: the same, from the objects of the build. A global symbol belongs to the object that
 * defines it. The linker keeps the locals of its objects in the objects' order, so the k-th local
 * of a name and size in the image is the k-th one of the objects, if both have as many. What is
 * left belongs to the object that `finder` names, or else to nobody. `facts` has a row for each
 * object of the index.
 */
void ledger_own(struct ledger_artefact *artefact, const struct ledger_image *image,
		const struct scan_index *index, const struct ledger_facts *facts,
		const struct ledger_finder *finder);

#endif
