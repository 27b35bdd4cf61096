/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LEDGER_PLACES_H
#define LEDGER_PLACES_H

#include <glib.h>

/** Addresses and whose they are: a sorted array of struct ledger_place that do not overlap. */
struct ledger_place {
	guint64 from, to;
	guint owner;
};

/** LEDGER_NOBODY: no place covers it. */
#define LEDGER_NOBODY G_MAXUINT

/** ledger_places_add: a place behind the others; nothing if it is empty. */
void ledger_places_add(GArray *places, guint64 from, guint64 to, guint owner);
/** ledger_places_sort: once all are there; what two cover is that of the one that begins first. */
void ledger_places_sort(GArray *places);
/** ledger_places_owner: whose an address is, or LEDGER_NOBODY. */
guint ledger_places_owner(const GArray *places, guint64 address);

#endif
