/* SPDX-License-Identifier: GPL-2.0-only */
#include "analyze/rule_read.h"

#include <string.h>

#include "base/nearest.h"
#include "base/place.h"

static const char *const rule_keys[] =
	{"id",         "title", "why",        "severity", "severity_tristate",
	 "confidence", "check", "parameters", "fix",      "references",
	 NULL};
static const char *const confidences[] = {"certain", "likely", "guess", NULL};

gboolean rule_bad(const struct rule *rule, GError **error, const char *pointer, const char *format,
		  ...)
{
	g_autofree char *said = NULL;
	va_list args;

	va_start(args, format);
	said = g_strdup_vprintf(format, args);
	va_end(args);
	return ms_json_wrong(rule->file, rule->text, pointer, said, error);
}

static gboolean no_key(const struct rule *rule, GError **error, const char *pointer,
		       const char *key, const GPtrArray *known)
{
	g_autoptr(GString) at = g_string_new(pointer);
	g_autofree char *near = ms_nearest(known, key);

	ms_json_step(at, key);
	return near ? rule_bad(rule, error, at->str, "no key '%s'; near it: %s", key, near)
		    : rule_bad(rule, error, at->str, "no key '%s'", key);
}

static int index_of(const char *const *names, const char *text)
{
	for (int i = 0; text && names[i]; i++)
		if (!strcmp(names[i], text))
			return i;
	return -1;
}

static gboolean is_strings(const json_t *value)
{
	gsize i;
	json_t *item;

	if (!json_is_array(value))
		return FALSE;
	json_array_foreach(value, i, item)
		if (!json_is_string(item))
			return FALSE;
	return TRUE;
}

/* --- parameters ----------------------------------------------------------------------------- */

static const struct column *find_column(const struct column *columns, const char *name)
{
	for (; columns->name; columns++)
		if (!strcmp(columns->name, name))
			return columns;
	return NULL;
}

static gboolean no_column(const struct rule *rule, const struct column *columns,
			  const char *pointer, const char *key, GError **error)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new();

	for (; columns->name; columns++)
		g_ptr_array_add(known, (void *)columns->name);
	return no_key(rule, error, pointer, key, known);
}

/* one of two keys that say nothing without each other */
static gboolean check_pairs(const struct rule *rule, const struct column *columns,
			    const json_t *row, const char *pointer, GError **error)
{
	for (const struct column *c = columns; c->name; c++) {
		const struct column *before = c - 1, *given;

		if (!(c->flags & PARAMETER_PAIRED) ||
		    !json_object_get(row, c->name) == !json_object_get(row, before->name))
			continue;
		given = json_object_get(row, c->name) ? c : before;
		return rule_bad(rule, error, pointer, "the key '%s' is missing, which '%s' needs",
				given == c ? before->name : c->name, given->name);
	}
	return TRUE;
}

static gboolean check_row(const struct rule *rule, const struct column *columns, json_t *row,
			  const char *pointer, GError **error)
{
	const char *key;
	json_t *cell;

	if (!json_is_object(row))
		return rule_bad(rule, error, pointer, "expected an object");
	json_object_foreach(row, key, cell) {
		const struct column *column = find_column(columns, key);
		g_autofree char *at = g_strdup_printf("%s/%s", pointer, key);

		if (!column)
			return no_column(rule, columns, pointer, key, error);
		if (column->flags & PARAMETER_STRINGS ? !is_strings(cell) : !json_is_string(cell))
			return rule_bad(rule, error, at, "expected %s",
					column->flags & PARAMETER_STRINGS ? "a list of texts"
									  : "a text");
	}
	for (const struct column *c = columns; c->name; c++)
		if (!(c->flags & PARAMETER_OPTIONAL) && !json_object_get(row, c->name))
			return rule_bad(rule, error, pointer, "the key '%s' is missing", c->name);
	return check_pairs(rule, columns, row, pointer, error);
}

static gboolean check_value(const struct rule *rule, const struct parameter *p, json_t *value,
			    GError **error)
{
	g_autofree char *pointer = g_strdup_printf("/parameters/%s", p->name);
	gsize i;
	json_t *row;

	if (p->kind == PARAMETER_TEXT && !json_is_string(value))
		return rule_bad(rule, error, pointer, "expected a text");
	if (p->kind == PARAMETER_LIST && !is_strings(value))
		return rule_bad(rule, error, pointer, "expected a list of texts");
	if (p->kind != PARAMETER_TABLE)
		return TRUE;
	if (!json_is_array(value))
		return rule_bad(rule, error, pointer, "expected a list of objects");
	json_array_foreach(value, i, row) {
		g_autofree char *at = g_strdup_printf("%s/%zu", pointer, i);

		if (!check_row(rule, p->columns, row, at, error))
			return FALSE;
	}
	return TRUE;
}

static const struct parameter *find_parameter(const struct check *check, const char *name)
{
	for (const struct parameter *p = check->parameters; p && p->name; p++)
		if (!strcmp(p->name, name))
			return p;
	return NULL;
}

gboolean rule_check_parameters(const struct rule *rule, GError **error)
{
	const char *key;
	json_t *value;

	json_object_foreach(rule->parameters, key, value) {
		const struct parameter *p = find_parameter(rule->check, key);
		g_autofree char *at = g_strdup_printf("/parameters/%s", key);

		if (!p)
			return rule_bad(rule, error, at, "the check '%s' takes no '%s'",
					rule->check->name, key);
		if (!check_value(rule, p, value, error))
			return FALSE;
	}
	for (const struct parameter *p = rule->check->parameters; p && p->name; p++)
		if (!(p->flags & PARAMETER_OPTIONAL) && !json_object_get(rule->parameters, p->name))
			return rule_bad(rule, error, "/parameters", "the key '%s' is missing",
					p->name);
	return TRUE;
}

/* --- keys ----------------------------------------------------------------------------------- */

static gboolean take_text(const struct rule *rule, const json_t *json, const char *key, char **to,
			  GError **error)
{
	const json_t *value = json_object_get(json, key);
	g_autofree char *pointer = g_strconcat("/", key, NULL);

	if (!value)
		return rule_bad(rule, error, "", "the key '%s' is missing", key);
	if (!json_is_string(value) || !*json_string_value(value))
		return rule_bad(rule, error, pointer, "expected a text that is not empty");
	*to = g_strdup(json_string_value(value));
	return TRUE;
}

static gboolean take_severity(const struct rule *rule, const json_t *json, const char *key, int *to,
			      GError **error)
{
	g_autofree char *pointer = g_strconcat("/", key, NULL);

	*to = index_of(severity_names, json_string_value(json_object_get(json, key)));
	if (*to < 0)
		return rule_bad(rule, error, pointer, "expected blocker, change, risk or note");
	return TRUE;
}

static gboolean no_check(const struct rule *rule, const char *name, GError **error)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	g_autofree char *near = NULL;

	for (const struct check *check = checks; check->name; check++)
		g_ptr_array_add(known, (void *)check->name);
	near = ms_nearest(known, name);
	return near ? rule_bad(rule, error, "/check", "there is no check '%s'; near it: %s", name,
			       near)
		    : rule_bad(rule, error, "/check", "there is no check '%s'", name);
}

/* a change is what patch writes; where it cannot, the fix would be none */
static gboolean severity_fits(const struct rule *rule, int severity, const char *pointer,
			      GError **error)
{
	if (severity != SEVERITY_CHANGE || check_is_mended(rule->check))
		return TRUE;
	return rule_bad(rule, error, pointer,
			"patch has no fix for what the check '%s' finds, so this is no change; "
			"expected blocker, risk or note",
			rule->check->name);
}

static gboolean take_rest(struct rule *rule, const json_t *json, GError **error)
{
	const json_t *references = json_object_get(json, "references");
	g_autofree char *check = NULL;
	gsize i;
	json_t *item;

	if (index_of(confidences, rule->confidence) < 0)
		return rule_bad(rule, error, "/confidence", "expected certain, likely or guess");
	if (!take_text(rule, json, "check", &check, error))
		return FALSE;
	rule->check = check_find(check);
	if (!rule->check)
		return no_check(rule, check, error);
	if (!severity_fits(rule, rule->severity, "/severity", error) ||
	    !severity_fits(rule, rule->severity_tristate, "/severity_tristate", error))
		return FALSE;
	if (!json_is_object(json_object_get(json, "parameters")))
		return rule_bad(rule, error, "/parameters", "expected an object");
	rule->parameters = json_deep_copy(json_object_get(json, "parameters"));
	if (!is_strings(references) || !json_array_size(references))
		return rule_bad(rule, error, "/references",
				"expected a list of texts, at least one");
	json_array_foreach(references, i, item)
		g_ptr_array_add(rule->references, g_strdup(json_string_value(item)));
	return TRUE;
}

static gboolean known_keys(const struct rule *rule, json_t *json, GError **error)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	const char *key;
	json_t *value;

	for (gsize i = 0; rule_keys[i]; i++)
		g_ptr_array_add(known, (void *)rule_keys[i]);
	json_object_foreach(json, key, value)
		if (index_of(rule_keys, key) < 0)
			return no_key(rule, error, "", key, known);
	return TRUE;
}

static gboolean take_keys(struct rule *rule, json_t *json, GError **error)
{
	g_autofree char *base = g_path_get_basename(rule->file), *name = NULL;

	if (!json_is_object(json))
		return rule_bad(rule, error, "", "expected an object");
	if (!known_keys(rule, json, error) || !take_text(rule, json, "id", &rule->id, error) ||
	    !take_text(rule, json, "title", &rule->title, error) ||
	    !take_text(rule, json, "why", &rule->why, error) ||
	    !take_text(rule, json, "confidence", &rule->confidence, error) ||
	    !take_text(rule, json, "fix", &rule->fix, error) ||
	    !take_severity(rule, json, "severity", &rule->severity, error))
		return FALSE;
	rule->severity_tristate = rule->severity;
	if (json_object_get(json, "severity_tristate") &&
	    !take_severity(rule, json, "severity_tristate", &rule->severity_tristate, error))
		return FALSE;
	name = g_strconcat(rule->id, ".json", NULL);
	if (strcmp(base, name) != 0)
		return rule_bad(rule, error, "/id", "'%s' does not fit the file's name", rule->id);
	return take_rest(rule, json, error);
}

struct rule *rule_read(const char *text, gsize size, const char *file, GError **error)
{
	g_autoptr(ms_json) json = ms_json_parse(text, size, file, error);
	struct rule *rule;

	if (!json)
		return NULL;
	rule = g_new0(struct rule, 1);
	rule->references = g_ptr_array_new_with_free_func(g_free);
	rule->file = g_strdup(file);
	rule->text = g_strndup(text, size);
	if (take_keys(rule, json, error))
		return rule;
	rule_free(rule);
	return NULL;
}

void rule_free(struct rule *rule)
{
	if (!rule)
		return;
	g_free(rule->id);
	g_free(rule->title);
	g_free(rule->why);
	g_free(rule->confidence);
	g_free(rule->fix);
	g_free(rule->file);
	g_free(rule->text);
	json_decref(rule->parameters);
	g_ptr_array_unref(rule->references);
	g_free(rule);
}
