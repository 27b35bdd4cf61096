/* SPDX-License-Identifier: GPL-2.0-only */
#include "ledger/places.h"

void ledger_places_add(GArray *places, guint64 from, guint64 to, guint owner)
{
	struct ledger_place place = {from, to, owner};

	if (from < to)
		g_array_append_val(places, place);
}

/* of those that begin at the same address the longest stands first: it leaves nothing of others */
static gint by_address(gconstpointer a, gconstpointer b)
{
	const struct ledger_place *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->to != y->to)
		return x->to > y->to ? -1 : 1;
	return x->owner < y->owner ? -1 : x->owner > y->owner;
}

void ledger_places_sort(GArray *places)
{
	guint64 end = 0;
	guint n = 0;

	g_array_sort(places, by_address);
	for (guint i = 0; i < places->len; i++) {
		struct ledger_place place = g_array_index(places, struct ledger_place, i);

		place.from = MAX(place.from, end);
		if (place.from >= place.to)
			continue;
		end = place.to;
		g_array_index(places, struct ledger_place, n++) = place;
	}
	g_array_set_size(places, n);
}

guint ledger_places_owner(const GArray *places, guint64 address)
{
	guint low = 0, high = places->len;

	/* the last one that does not begin behind it */
	while (low < high) {
		guint middle = low + (high - low) / 2;

		if (g_array_index(places, struct ledger_place, middle).from <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (low) {
		const struct ledger_place *place =
			&g_array_index(places, struct ledger_place, low - 1);

		if (address < place->to)
			return place->owner;
	}
	return LEDGER_NOBODY;
}
