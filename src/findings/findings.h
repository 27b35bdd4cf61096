/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FINDINGS_FINDINGS_H
#define FINDINGS_FINDINGS_H

#include "base/record.h"

/** enum severity: how much stands in the way. A blocker needs a human; a change is one that
 * patch writes; a risk remains; a note informs. */
enum severity { SEVERITY_BLOCKER, SEVERITY_CHANGE, SEVERITY_RISK, SEVERITY_NOTE };

/** enum verdict: what the findings add up to for one driver. */
enum verdict { VERDICT_READY, VERDICT_CONVERTIBLE, VERDICT_BLOCKED };

/** struct finding: one rule that fired at one place. */
struct finding {
	char *rule;   /* "symbol-not-exported" */
	char *check;  /* "symbol-exported": what found it; plan answers by that */
	int severity; /* enum severity */
	char *subject; /* what it is about: a symbol, function, option; identifies it with the rule */
	char *file;    /* relative to the tree, or NULL */
	gint64 line;   /* 0: none */
	char *message; /* one sentence, lower case, no full stop */
	char *fix;     /* what patch does about it, or what a human must do; may be NULL */
	GPtrArray
		*arguments; /* struct argument: what plan needs to answer it, by the rule's words */
};

/** struct argument: a named value of a finding ("undo" = "iommu_device_unregister"). */
struct argument {
	char *name;
	char *value;
};

/** struct needed_export: one symbol to export; the core that scripts rely on. */
struct needed_export {
	char *symbol;
	char *file;
	gint64 line;
	char *form;         /* "EXPORT_SYMBOL_GPL" */
	char *namespace;    /* or NULL */
	char *when;         /* "CONFIG_X" or NULL */
	GPtrArray *used_at; /* "file:line" */
};

/** struct driver_findings: everything that analyze says of one driver. */
struct driver_findings {
	char *query;
	char *config;
	char *follows; /* as in struct driver */
	char *module;
	GPtrArray *sources;  /* strings */
	int verdict;         /* enum verdict */
	GPtrArray *notes;    /* strings: "path moved" and the like */
	GPtrArray *exports;  /* struct needed_export, sorted by file and line */
	GPtrArray *findings; /* struct finding, blockers first, then rule, file, line, subject */
};

/** struct findings_tree: which tree was looked at. */
struct findings_tree {
	char *version;
	char *arch;
	char *searched; /* "build", "tree": where tests of an option were looked for */
};

/** struct findings: the value between analyze and plan; schema "modsplit.findings/1". */
struct findings {
	struct findings_tree *tree;
	GPtrArray *drivers; /* struct driver_findings, as in the model */
};

extern const struct record_type findings_type;
extern const struct record_type findings_tree_type;
extern const struct record_type findings_driver_type;
extern const struct record_type findings_finding_type;
extern const struct record_type findings_argument_type;
extern const struct record_type findings_export_type;

/** severity_names, verdict_names: the names in JSON, by value, NULL-terminated. */
extern const char *const severity_names[];
extern const char *const verdict_names[];

/** finding_argument: the value of a finding's argument, or NULL. */
const char *finding_argument(const struct finding *finding, const char *name);

/** findings_free: frees a value; NULL is fine. */
void findings_free(struct findings *findings);

typedef struct findings ms_findings;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_findings, findings_free)

#endif
