/* SPDX-License-Identifier: GPL-2.0-only */
#include "ledger/sums.h"

#include <string.h>

/* small, for what costs is memory that is not in the cache */
struct ledger_slot {
	guint32 hash;
	guint32 row; /* its number in the artefact, and one; 0: free */
};

#define SMALLEST 64

/* eight bytes at a step: names are some thirty long, and each is hashed */
static guint32 hash_text(const char *text, gsize len)
{
	const guint64 prime = G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
	guint64 hash = len * prime, word;

	for (; len >= sizeof(word); text += sizeof(word), len -= sizeof(word)) {
		memcpy(&word, text, sizeof(word));
		hash = (hash ^ word) * prime;
		hash ^= hash >> 32;
	}
	word = 0;
	memcpy(&word, text, len);
	hash = (hash ^ word) * prime;
	return (guint32)(hash >> 32);
}

static struct ledger_row *row_at(const struct ledger_sums *sums, const struct ledger_slot *slot)
{
	return slot->row ? sums->artefact->rows->pdata[slot->row - 1] : NULL;
}

static gboolean is_named(const struct ledger_row *row, const char *name, gsize len)
{
	return !strncmp(row->name, name, len) && !row->name[len];
}

/* the slot of a name: its own, or the free one where it belongs */
static struct ledger_slot *find(const struct ledger_sums *sums, guint32 hash, const char *name,
				gsize len)
{
	for (guint at = hash & sums->mask;; at = (at + 1) & sums->mask) {
		struct ledger_slot *slot = &sums->slots[at];

		if (!slot->row || (slot->hash == hash && is_named(row_at(sums, slot), name, len)))
			return slot;
	}
}

/*
 * Free slots. Cleared by hand: pages that the system clears are first read, as its one page of
 * zeros, and then copied when they are written, each with a message to the other processors.
 */
static struct ledger_slot *new_slots(guint n)
{
	struct ledger_slot *slots = g_new(struct ledger_slot, n);

	return memset(slots, 0, n * sizeof(*slots));
}

static void grow(struct ledger_sums *sums)
{
	struct ledger_slot *old = sums->slots;
	guint n = sums->mask + 1;

	sums->mask = n * 2 - 1;
	sums->slots = new_slots(sums->mask + 1);
	for (guint i = 0; i < n; i++) {
		guint at = old[i].hash & sums->mask;

		if (!old[i].row)
			continue;
		while (sums->slots[at].row)
			at = (at + 1) & sums->mask;
		sums->slots[at] = old[i];
	}
	g_free(old);
}

static void fill(struct ledger_sums *sums, struct ledger_slot *slot, guint32 hash, guint row)
{
	slot->hash = hash;
	slot->row = row + 1;
	if (++sums->used > sums->mask / 2)
		grow(sums);
}

void ledger_sums_init(struct ledger_sums *sums, struct ledger_artefact *artefact,
		      enum ledger_kind kind)
{
	sums->artefact = artefact;
	sums->kind = kind;
	sums->slots = new_slots(SMALLEST);
	sums->mask = SMALLEST - 1;
	sums->used = sums->next = sums->n_waiting = 0;
	for (guint i = 0; i < artefact->rows->len; i++) {
		const struct ledger_row *row = artefact->rows->pdata[i];
		gsize len;
		guint32 hash;

		if (row->kind != (int)kind)
			continue;
		len = strlen(row->name);
		hash = hash_text(row->name, len);
		fill(sums, find(sums, hash, row->name, len), hash, i);
	}
}

static struct ledger_row *new_row(struct ledger_sums *sums, struct ledger_slot *slot, guint32 hash,
				  const char *name)
{
	struct ledger_row *row = ledger_row_new(sums->artefact, sums->kind, name);

	fill(sums, slot, hash, sums->artefact->rows->len - 1);
	return row;
}

/* the row of a name that lasts as long as the artefact if it ends after `len` bytes */
static struct ledger_row *row_of(struct ledger_sums *sums, const struct ledger_waiting *w)
{
	const GPtrArray *rows = sums->artefact->rows;
	struct ledger_row *guess = sums->next < rows->len ? rows->pdata[sums->next] : NULL;
	struct ledger_slot *slot;

	/* two builds have most of their names in the same order */
	if (guess && guess->kind == (int)sums->kind && is_named(guess, w->name, w->len)) {
		sums->next++;
		return guess;
	}
	slot = find(sums, w->hash, w->name, w->len);
	if (slot->row) {
		sums->next = slot->row;
		return row_at(sums, slot);
	}
	return new_row(sums, slot, w->hash,
		       w->name[w->len] ? ms_pool_text(sums->artefact->pool, w->name, w->len)
				       : w->name);
}

void ledger_sums_settle(struct ledger_sums *sums)
{
	for (guint i = 0; i < sums->n_waiting; i++) {
		const struct ledger_waiting *w = &sums->waiting[i];
		struct ledger_row *row = row_of(sums, w);

		row->bytes += w->bytes;
		if (w->before != RECORD_NONE)
			row->before = w->before + (row->before == RECORD_NONE ? 0 : row->before);
	}
	sums->n_waiting = 0;
}

void ledger_sums_queue(struct ledger_sums *sums, const char *name, gsize len, gint64 bytes,
		       gint64 before)
{
	guint32 hash = hash_text(name, len);

	__builtin_prefetch(&sums->slots[hash & sums->mask]);
	sums->waiting[sums->n_waiting++] = (struct ledger_waiting){name, len, hash, bytes, before};
	if (sums->n_waiting == G_N_ELEMENTS(sums->waiting))
		ledger_sums_settle(sums);
}

void ledger_sums_add(struct ledger_sums *sums, const char *name, gint64 bytes)
{
	gsize len = strlen(name);
	guint32 hash = hash_text(name, len);
	struct ledger_slot *slot = find(sums, hash, name, len);

	if (slot->row)
		row_at(sums, slot)->bytes += bytes;
	else if (bytes)
		new_row(sums, slot, hash, ms_pool_text(sums->artefact->pool, name, len))->bytes =
			bytes;
}

void ledger_sums_clear(struct ledger_sums *sums)
{
	ledger_sums_settle(sums);
	g_free(sums->slots);
}
