/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ANALYZE_RULE_READ_H
#define ANALYZE_RULE_READ_H

#include "checks/check.h"

/**
 * rule_read: one rule from the text of its file; its parameters are as they stand there, not checked
 * yet. The caller frees it with rule_free(). Errors: MS_ERROR_INPUT with `file:line:column:`.
 */
struct rule *rule_read(const char *text, gsize size, const char *file, GError **error);

/** rule_check_parameters: are they what the rule's check takes? Errors: as rule_read(). */
gboolean rule_check_parameters(const struct rule *rule, GError **error);

/**
 * rule_bad: sets MS_ERROR_INPUT with the place that a JSON pointer leads to in the rule's file;
 * FALSE.
 */
gboolean rule_bad(const struct rule *rule, GError **error, const char *pointer, const char *format,
		  ...) G_GNUC_PRINTF(4, 5);

/** rule_free: NULL is fine. */
void rule_free(struct rule *rule);

#endif
