/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EVIDENCE_CONTEXT_H
#define EVIDENCE_CONTEXT_H

#include "evidence/rule.h"
#include "findings/findings.h"
#include "model/model.h"

/** struct context: what a check sees, and where its findings go. */
struct context {
	const struct model *model;
	const struct driver *driver;
	const struct rule *rule; /* the rule whose turn it is */
	struct driver_findings *out;
	gboolean tristate;        /* the driver's option is tristate already */
	const GPtrArray *helpers; /* struct driver_findings of what follows the driver */
};

/**
 * struct check: a question about one driver. It is asked once for each rule that names it, after
 * its prerequisites, and not at all when one of them found a blocker: then it makes no sense yet.
 */
struct check {
	const char *name;
	void (*run)(struct context *context);
	const struct parameter *parameters;
	const char *const *prerequisites; /* names, NULL-ended; NULL: none */
};

/**
 * emit: a new finding of the context's rule, owned by the context's findings; NULL when the rule
 * has said something of this subject already. Severity and fix are the rule's until changed.
 */
struct finding *emit(struct context *context, const char *subject, const char *file, gint64 line);

/** finding_say: sets the message. */
void finding_say(struct finding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);

/** finding_fix: sets the fix in place of the rule's. */
void finding_fix(struct finding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);

/** finding_set: adds an argument; nothing when the value is NULL. */
void finding_set(struct finding *finding, const char *name, const char *value);

/** finding_severity: sets a severity other than the rule's (a note about a thing that is fine). */
void finding_severity(struct finding *finding, enum severity severity);

/** emitted: has that check found something by now? */
gboolean emitted(const struct context *context, const char *check);

#endif
