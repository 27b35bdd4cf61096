/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RENDER_NOTICE_H
#define RENDER_NOTICE_H

#include <glib.h>

/** enum notice_level: what CI systems tell apart; NOTICE_PASS is no news. */
enum notice_level { NOTICE_PASS, NOTICE_NOTE, NOTICE_WARNING, NOTICE_ERROR };

/** struct notice: one thing to be said at one place: a finding, or a limit. No string is NULL. */
struct notice {
	enum notice_level level;
	char *group;   /* the driver, or the budget */
	char *rule;    /* "symbol-not-exported", "size-max" */
	char *option;  /* that it is about; "": none */
	char *subject; /* symbol, row of the ledger */
	char *file;    /* relative to the tree; "": none */
	gint64 line;   /* 0: none */
	char *message;
};

/** notices_new: an empty list of struct notice; free with g_ptr_array_unref(). */
GPtrArray *notices_new(void);

/** notices_add: a copy of a notice, whose strings may be NULL and need not be UTF-8. */
void notices_add(GPtrArray *notices, const struct notice *notice);

/**
 * notice_fingerprint: the same for the same rule, option and subject, wherever they stand and
 * whatever is said; hexadecimal; the caller frees it.
 */
char *notice_fingerprint(const struct notice *notice);

#endif
