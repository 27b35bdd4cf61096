/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MODSPLIT_ANALYZE_H
#define MODSPLIT_ANALYZE_H

#include <modsplit/scan.h>

G_BEGIN_DECLS

/** ms_findings: what keeps drivers from being modules, and why; JSON "modsplit.findings/1". */
typedef struct findings ms_findings;

/** ms_rules: the rules, read from JSON. */
typedef struct rules ms_rules;

/**
 * ms_rules_load: the built-in rules, and those of a directory (every *.json) unless it is NULL.
 * Errors: MS_ERROR_IO; MS_ERROR_INPUT with file, line and column for a rule that is not well
 * formed, that names a check which does not exist, or whose id is another rule's. The caller frees
 * with ms_rules_free().
 */
ms_rules *ms_rules_load(const char *directory, GError **error);

/** ms_rules_free: frees rules; NULL is fine. */
void ms_rules_free(ms_rules *rules);

/** ms_rules_watch: what the rules' parameters ask of scan; owned by the rules. */
const struct ms_watch *ms_rules_watch(const ms_rules *rules);

/**
 * ms_rules_explain: one rule with its reason, fix and sources as text; the caller frees it.
 * Errors: MS_ERROR_NOT_FOUND, with the nearest rule's id.
 */
char *ms_rules_explain(const ms_rules *rules, const char *id, GError **error);

/** ms_rules_ids: the ids, sorted, NULL-terminated; the caller frees the vector (g_strfreev). */
char **ms_rules_ids(const ms_rules *rules);

/**
 * ms_analyze: runs every check over every driver of the model. Pure: the same model and rules give
 * the same findings. The caller frees with ms_findings_free().
 */
ms_findings *ms_analyze(const ms_model *model, const ms_rules *rules, GError **error);

/** ms_findings_load, ms_findings_save, ms_findings_free: as for the model. */
ms_findings *ms_findings_load(const char *path, GError **error);
gboolean ms_findings_save(const ms_findings *findings, const char *path, GError **error);
void ms_findings_free(ms_findings *findings);

G_END_DECLS

#endif
