/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ANALYZE_RULES_H
#define ANALYZE_RULES_H

#include <modsplit/analyze.h>

#include "checks/check.h"

/** struct rules: all rules, sorted by id. */
struct rules {
	GPtrArray *list;    /* struct rule */
	GPtrArray *symbols; /* what `watch` points at; NULL-ended */
	GPtrArray *called;  /* likewise */
	GArray *fields;     /* struct ms_watch_field; the last is empty */
	struct ms_watch watch;
};

/** rules_find: a rule by id, or NULL. */
const struct rule *rules_find(const struct rules *rules, const char *id);

/** rules_collect_watch: fills `symbols`, `fields` and `watch` from the parameters. */
void rules_collect_watch(struct rules *rules);

#endif
