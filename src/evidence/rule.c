/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "evidence/rule.h"

const char *rule_text(const struct rule *rule, const char *parameter)
{
	return json_string_value(json_object_get(rule->parameters, parameter));
}

const json_t *rule_rows(const struct rule *rule, const char *parameter)
{
	return json_object_get(rule->parameters, parameter);
}

gboolean rule_lists(const struct rule *rule, const char *parameter, const char *text)
{
	const json_t *list = rule_rows(rule, parameter);
	gsize i;
	json_t *item;

	json_array_foreach(list, i, item)
		if (text && !strcmp(json_string_value(item), text))
			return TRUE;
	return FALSE;
}

gboolean rule_matches(const struct rule *rule, const char *parameter, const char *text)
{
	const json_t *list = rule_rows(rule, parameter);
	gsize i;
	json_t *item;

	json_array_foreach(list, i, item)
		if (g_pattern_match_simple(json_string_value(item), text))
			return TRUE;
	return FALSE;
}

const char *row_text(const json_t *row, const char *column)
{
	const char *text = json_string_value(json_object_get(row, column));

	return text && *text ? text : NULL;
}

const json_t *rule_row(const struct rule *rule, const char *table, const char *column,
		       const char *text)
{
	const json_t *rows = rule_rows(rule, table);
	gsize i;
	json_t *row;

	json_array_foreach(rows, i, row)
		if (text && !g_strcmp0(row_text(row, column), text))
			return row;
	return NULL;
}
