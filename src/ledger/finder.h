/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LEDGER_FINDER_H
#define LEDGER_FINDER_H

#include "base/job.h"
#include "formats/dwarf.h"
#include "ledger/owners.h"
#include "ledger/places.h"

/**
 * struct ledger_finder: whose an address of an image is, by the files that go with it and not by
 * objects: modules.builtin.ranges and modules.builtin beside it, and its debug information. The
 * ranges say whose module it is, and debug information which object of it: a unit in another folder
 * than the module's is not believed. What the ranges do not know belongs to the unit.
 */
struct ledger_finder {
	GPtrArray *names; /* of owners: an object, a module whose object is not known */
	GArray *modules;  /* struct ledger_place, of the ranges */
	GArray *code;     /* struct ledger_place, of debug information */
	scan_dwarf *dwarf;
	GArray *units; /* guint, of each unit: its owner, or LEDGER_NOBODY */
};
typedef struct ledger_finder ledger_finder;

/**
 * ledger_finder_new: reads what there is. `dwarf`: also debug information, which takes long. What
 * is damaged, or of another build than the image, is told to the job, and not used.
 */
struct ledger_finder *ledger_finder_new(const char *path, const GPtrArray *sections,
					const struct ledger_image *image, gboolean dwarf,
					const struct ms_job *job);
/** ledger_finder_knows: is there anything to find owners by? */
gboolean ledger_finder_knows(const struct ledger_finder *finder);
/** ledger_finder_unit: the unit of a symbol, by debug information, or LEDGER_NOBODY. */
guint ledger_finder_unit(const struct ledger_finder *finder,
			 const struct ledger_image_symbol *symbol);
/** ledger_finder_at: whose an address of that unit, or of none, is; or LEDGER_NOBODY. */
guint ledger_finder_at(const struct ledger_finder *finder, guint64 address, guint unit);
/** ledger_finder_name: "drivers/x/y.o"; a module that modules.builtin does not list: "y". */
const char *ledger_finder_name(const struct ledger_finder *finder, guint owner);
/** ledger_finder_free: NULL is fine. */
void ledger_finder_free(struct ledger_finder *finder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ledger_finder, ledger_finder_free)

/**
 * ledger_builtin: fills modules and names from modules.builtin.ranges in the folder of the image;
 * builtin.c. `ids`: name -> number of it, plus one.
 */
void ledger_builtin(struct ledger_finder *finder, GHashTable *ids, const char *path,
		    const GPtrArray *sections, const struct ledger_image *image,
		    const struct ms_job *job);

/** ledger_owner_id: the number of an owner's name; a new one is copied. */
guint ledger_owner_id(struct ledger_finder *finder, GHashTable *ids, const char *name);

#endif
