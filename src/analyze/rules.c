/* SPDX-License-Identifier: GPL-2.0-only */
#include "analyze/rules.h"

#include <string.h>

#include <modsplit/error.h>

#include "base/embedded.h"

extern const struct ms_embedded rules_embedded[];

static const char *const rule_keys[] =
	{"id",         "title", "why",        "severity", "severity_tristate",
	 "confidence", "check", "parameters", "fix",      "references",
	 NULL};
static const char *const confidences[] = {"certain", "likely", "guess", NULL};

G_GNUC_PRINTF(4, 5)
static gboolean bad(GError **error, const char *file, const char *place, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error(error, MS_ERROR, MS_ERROR_INPUT, "%s: %s: %s", file, place, text);
	return FALSE;
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

static const struct column *find_column(const struct column *columns, const char *name)
{
	for (; columns->name; columns++)
		if (!strcmp(columns->name, name))
			return columns;
	return NULL;
}

static gboolean check_row(const struct column *columns, json_t *row, const char *file,
			  const char *place, GError **error)
{
	const char *key;
	json_t *cell;

	if (!json_is_object(row))
		return bad(error, file, place, "expected an object");
	json_object_foreach(row, key, cell) {
		const struct column *column = find_column(columns, key);

		if (!column)
			return bad(error, file, place, "unknown key '%s'", key);
		if (column->flags & PARAMETER_STRINGS ? !is_strings(cell) : !json_is_string(cell))
			return bad(error, file, place, "'%s': expected %s", key,
				   column->flags & PARAMETER_STRINGS ? "a list of strings"
								     : "a string");
	}
	for (const struct column *c = columns; c->name; c++)
		if (!(c->flags & PARAMETER_OPTIONAL) && !json_object_get(row, c->name))
			return bad(error, file, place, "missing key '%s'", c->name);
	return TRUE;
}

static gboolean check_value(const struct parameter *p, json_t *value, const char *file,
			    GError **error)
{
	g_autofree char *place = g_strdup_printf("parameters.%s", p->name);
	gsize i;
	json_t *row;

	if (p->kind == PARAMETER_TEXT && !json_is_string(value))
		return bad(error, file, place, "expected a string");
	if (p->kind == PARAMETER_LIST && !is_strings(value))
		return bad(error, file, place, "expected a list of strings");
	if (p->kind != PARAMETER_TABLE)
		return TRUE;
	if (!json_is_array(value))
		return bad(error, file, place, "expected a list of objects");
	json_array_foreach(value, i, row) {
		g_autofree char *at = g_strdup_printf("%s[%zu]", place, i);

		if (!check_row(p->columns, row, file, at, error))
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

/* a parameter of the form {"same_as": "<rule>"} is taken over from that rule */
static gboolean check_parameters(const struct rule *rule, const char *file, GError **error)
{
	const char *key;
	json_t *value;

	json_object_foreach(rule->parameters, key, value) {
		const struct parameter *p = find_parameter(rule->check, key);

		if (!p)
			return bad(error, file, "parameters", "check '%s' has no parameter '%s'",
				   rule->check->name, key);
		if (!check_value(p, value, file, error))
			return FALSE;
	}
	for (const struct parameter *p = rule->check->parameters; p && p->name; p++)
		if (!(p->flags & PARAMETER_OPTIONAL) && !json_object_get(rule->parameters, p->name))
			return bad(error, file, "parameters", "missing parameter '%s'", p->name);
	return TRUE;
}

static gboolean take_text(const json_t *json, const char *key, char **to, const char *file,
			  GError **error)
{
	const json_t *value = json_object_get(json, key);

	if (!value)
		return bad(error, file, key, "missing key '%s'", key);
	if (!json_is_string(value) || !*json_string_value(value))
		return bad(error, file, key, "expected a string that is not empty");
	*to = g_strdup(json_string_value(value));
	return TRUE;
}

static gboolean take_severity(const json_t *json, const char *key, int *to, const char *file,
			      GError **error)
{
	*to = index_of(severity_names, json_string_value(json_object_get(json, key)));
	if (*to < 0)
		return bad(error, file, key, "expected blocker, change, risk or note");
	return TRUE;
}

static gboolean take_rest(struct rule *rule, const json_t *json, const char *file, GError **error)
{
	const char *name = json_string_value(json_object_get(json, "check"));
	json_t *parameters = json_object_get(json, "parameters");
	json_t *references = json_object_get(json, "references");
	gsize i;
	json_t *item;

	if (index_of(confidences, rule->confidence) < 0)
		return bad(error, file, "confidence", "expected certain, likely or guess");
	rule->check = check_find(name);
	if (!rule->check)
		return bad(error, file, "check", "there is no check '%s'", name ? name : "");
	if (!json_is_object(parameters))
		return bad(error, file, "parameters", "expected an object");
	rule->parameters = json_deep_copy(parameters);
	if (!is_strings(references) || !json_array_size(references))
		return bad(error, file, "references", "expected a list of strings, at least one");
	json_array_foreach(references, i, item)
		g_ptr_array_add(rule->references, g_strdup(json_string_value(item)));
	return TRUE;
}

static void rule_free(gpointer data)
{
	struct rule *rule = data;

	g_free(rule->id);
	g_free(rule->title);
	g_free(rule->why);
	g_free(rule->confidence);
	g_free(rule->fix);
	json_decref(rule->parameters);
	g_ptr_array_unref(rule->references);
	g_free(rule);
}

static gboolean read_keys(struct rule *rule, json_t *json, const char *file, GError **error)
{
	g_autofree char *base = g_path_get_basename(file), *name = NULL;
	const char *key;
	json_t *value;

	if (!json_is_object(json))
		return bad(error, file, "rule", "expected an object");
	json_object_foreach(json, key, value)
		if (index_of(rule_keys, key) < 0)
			return bad(error, file, key, "unknown key '%s'", key);
	if (!take_text(json, "id", &rule->id, file, error) ||
	    !take_text(json, "title", &rule->title, file, error) ||
	    !take_text(json, "why", &rule->why, file, error) ||
	    !take_text(json, "confidence", &rule->confidence, file, error) ||
	    !take_text(json, "fix", &rule->fix, file, error) ||
	    !take_severity(json, "severity", &rule->severity, file, error))
		return FALSE;
	rule->severity_tristate = rule->severity;
	if (json_object_get(json, "severity_tristate") &&
	    !take_severity(json, "severity_tristate", &rule->severity_tristate, file, error))
		return FALSE;
	name = g_strconcat(rule->id, ".json", NULL);
	if (strcmp(base, name) != 0)
		return bad(error, file, "id", "'%s' does not fit the file's name", rule->id);
	return take_rest(rule, json, file, error);
}

/* takes the parameters that are said to be the same as another rule's */
static gboolean borrow(struct rules *rules, struct rule *rule, GError **error)
{
	const char *key;
	json_t *value;
	void *next;

	json_object_foreach_safe(rule->parameters, next, key, value) {
		const char *from = json_string_value(json_object_get(value, "same_as"));
		const struct rule *other = from ? rules_find(rules, from) : NULL;
		json_t *theirs = other ? json_object_get(other->parameters, key) : NULL;

		if (!from)
			continue;
		if (!theirs || json_object_get(theirs, "same_as"))
			return bad(error, rule->id, key, "rule '%s' has no '%s' of its own", from,
				   key);
		json_object_set(rule->parameters, key, theirs);
	}
	return TRUE;
}

static gboolean add_rule(struct rules *rules, json_t *json, const char *file, GError **error)
{
	struct rule *rule = g_new0(struct rule, 1);

	rule->references = g_ptr_array_new_with_free_func(g_free);
	if (!read_keys(rule, json, file, error)) {
		rule_free(rule);
		return FALSE;
	}
	g_ptr_array_add(rules->list, rule);
	return TRUE;
}

static int by_id(gconstpointer a, gconstpointer b)
{
	return strcmp((*(struct rule *const *)a)->id, (*(struct rule *const *)b)->id);
}

static gboolean finish(struct rules *rules, GError **error)
{
	g_ptr_array_sort(rules->list, by_id);
	for (guint i = 0; i < rules->list->len; i++)
		if (!borrow(rules, rules->list->pdata[i], error))
			return FALSE;
	for (guint i = 0; i < rules->list->len; i++) {
		struct rule *rule = rules->list->pdata[i];
		g_autofree char *file = g_strdup_printf("%s.json", rule->id);

		if (!check_parameters(rule, file, error))
			return FALSE;
	}
	rules_collect_watch(rules);
	return TRUE;
}

static gboolean read_embedded(struct rules *rules, GError **error)
{
	for (const struct ms_embedded *e = rules_embedded; e->name; e++) {
		g_autoptr(ms_json) json = ms_json_parse(e->data, e->size, e->name, error);

		if (!json || !add_rule(rules, json, e->name, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean read_directory(struct rules *rules, const char *directory, GError **error)
{
	g_autoptr(GError) inner = NULL;
	g_autoptr(GDir) dir = g_dir_open(directory, 0, &inner);
	const char *name;

	if (!dir) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot read rules in '%s': %s",
			    directory, inner->message);
		return FALSE;
	}
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(directory, name, NULL);
		g_autoptr(ms_json) json = NULL;

		if (!g_str_has_suffix(name, ".json"))
			continue;
		json = ms_json_load(path, error);
		if (!json || !add_rule(rules, json, path, error))
			return FALSE;
	}
	if (!rules->list->len)
		return bad(error, directory, "rules", "no *.json in this directory");
	return TRUE;
}

ms_rules *ms_rules_load(const char *directory, GError **error)
{
	struct rules *rules = g_new0(struct rules, 1);
	gboolean read;

	rules->list = g_ptr_array_new_with_free_func(rule_free);
	rules->symbols = g_ptr_array_new_with_free_func(g_free);
	rules->called = g_ptr_array_new_with_free_func(g_free);
	rules->fields = g_array_new(TRUE, TRUE, sizeof(struct ms_watch_field));
	read = directory ? read_directory(rules, directory, error) : read_embedded(rules, error);
	if (read && finish(rules, error))
		return rules;
	ms_rules_free(rules);
	return NULL;
}

void ms_rules_free(ms_rules *rules)
{
	if (!rules)
		return;
	g_ptr_array_unref(rules->list);
	g_ptr_array_unref(rules->symbols);
	g_ptr_array_unref(rules->called);
	g_array_unref(rules->fields);
	g_free(rules);
}

const struct rule *rules_find(const struct rules *rules, const char *id)
{
	for (guint i = 0; i < rules->list->len; i++) {
		const struct rule *rule = rules->list->pdata[i];

		if (!strcmp(rule->id, id))
			return rule;
	}
	return NULL;
}

char **ms_rules_ids(const ms_rules *rules)
{
	char **ids = g_new0(char *, rules->list->len + 1);

	for (guint i = 0; i < rules->list->len; i++)
		ids[i] = g_strdup(((const struct rule *)rules->list->pdata[i])->id);
	return ids;
}
