/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BOOT_BOOTLOG_FACTS_H
#define BOOT_BOOTLOG_FACTS_H

#include "base/json.h"

/** struct bootlog_facts: the report's lines by kind, as they came. Internal to bootlog*.c. */
struct bootlog_facts {
	const char *console;  /* as given */
	GPtrArray *lines;     /* json_t *, all lines, owned */
	const json_t *start;  /* NULL: the guest did not come so far */
	const json_t *end;    /* NULL: the report does not end */
	const char *snapshot; /* name of the last snapshot, or NULL */
	char *broken;         /* the first line that is no JSON object with an event, or NULL */
};

/** bootlog_facts_read: takes a report apart; never fails. Free with bootlog_facts_clear(). */
void bootlog_facts_read(struct bootlog_facts *facts, const char *console, const char *report);

/** bootlog_facts_clear: frees what bootlog_facts_read() made. */
void bootlog_facts_clear(struct bootlog_facts *facts);

/** bootlog_next: the next line after index *at (begin with 0) that is of a kind, or NULL. */
const json_t *bootlog_next(const struct bootlog_facts *facts, const char *event, guint *at);

/** bootlog_text: a string of a line, or NULL. */
const char *bootlog_text(const json_t *line, const char *key);

/** bootlog_int: an integer of a line, or `otherwise`. */
gint64 bootlog_int(const json_t *line, const char *key, gint64 otherwise);

/** bootlog_ms: the time of a line in milliseconds since boot, or RECORD_NONE. */
gint64 bootlog_ms(const json_t *line);

/** bootlog_find: the first line of a kind whose `key` has a value and that is of a snapshot (NULL:
 * any). */
const json_t *bootlog_find(const struct bootlog_facts *facts, const char *event,
			   const char *snapshot, const char *key, const char *value);

/**
 * bootlog_message: the first line of the kernel's log (console, then the report) that holds `text`
 * and, if not NULL, `also`; `count` (may be NULL) gets how many lines of the console do. The caller
 * frees it; NULL if there is none.
 */
char *bootlog_message(const struct bootlog_facts *facts, const char *text, const char *also,
		      guint *count);

#endif
