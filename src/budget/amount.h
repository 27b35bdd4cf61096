/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BUDGET_AMOUNT_H
#define BUDGET_AMOUNT_H

#include <glib.h>

/** enum budget_unit: what an amount counts; BUDGET_NONE: it was not given. */
enum budget_unit { BUDGET_NONE, BUDGET_BYTES, BUDGET_PERCENT };

/** struct budget_amount: so many bytes, or a share of something. */
struct budget_amount {
	enum budget_unit unit;
	gint64 value; /* bytes, or hundredths of a percent */
};

/**
 * budget_amount_parse: "4096", "64 KiB", "1.5MiB", "2%". Parts of a byte are dropped.
 * Errors: MS_ERROR_INPUT without a place: no number, another unit, too large.
 */
gboolean budget_amount_parse(const char *text, struct budget_amount *amount, GError **error);

/** budget_amount_of: the amount in bytes; of a share, that share of `whole`, rounded down. */
gint64 budget_amount_of(const struct budget_amount *amount, gint64 whole);

/** budget_amount_text: "64 KiB" where it is a whole number of them, else "4097 bytes"; "2.5%". */
char *budget_amount_text(const struct budget_amount *amount);

#endif
