/* SPDX-License-Identifier: GPL-2.0-only */
#include "analyze/rules.h"

#include <errno.h>
#include <string.h>

#include <modsplit/error.h>

#include "analyze/rule_read.h"
#include "base/embedded.h"
#include "base/files.h"

extern const struct ms_embedded rules_embedded[];

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
		g_autofree char *at = g_strdup_printf("/parameters/%s/same_as", key);

		if (!from)
			continue;
		if (!other)
			return rule_bad(rule, error, at, "there is no rule '%s'", from);
		if (!theirs || json_object_get(theirs, "same_as"))
			return rule_bad(rule, error, at, "rule '%s' has no '%s' of its own", from,
					key);
		json_object_set(rule->parameters, key, theirs);
	}
	return TRUE;
}

static gboolean add_rule(struct rules *rules, const char *text, gsize size, const char *file,
			 GError **error)
{
	struct rule *rule = rule_read(text, size, file, error);
	const struct rule *other = rule ? rules_find(rules, rule->id) : NULL;

	if (other) {
		rule_bad(rule, error, "/id", "there is a rule '%s' already, in '%s'", rule->id,
			 other->file);
		rule_free(rule);
		return FALSE;
	}
	if (rule)
		g_ptr_array_add(rules->list, rule);
	return rule != NULL;
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
	for (guint i = 0; i < rules->list->len; i++)
		if (!rule_check_parameters(rules->list->pdata[i], error))
			return FALSE;
	rules_collect_watch(rules);
	return TRUE;
}

static gboolean read_embedded(struct rules *rules, GError **error)
{
	for (const struct ms_embedded *e = rules_embedded; e->name; e++) {
		g_autofree char *file = g_strconcat("rules/", e->name, NULL);

		if (!add_rule(rules, e->data, e->size, file, error))
			return FALSE;
	}
	return TRUE;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* sorted: of several mistakes the same one is told each time */
static GPtrArray *files_of(const char *directory, GError **error)
{
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	const char *name;

	if (!dir) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot read rules in '%s': %s",
			    directory, g_strerror(errno));
		return NULL;
	}
	while ((name = g_dir_read_name(dir)))
		if (g_str_has_suffix(name, ".json"))
			g_ptr_array_add(files, g_build_filename(directory, name, NULL));
	if (!files->len) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT, "no rules in '%s': it holds no *.json",
			    directory);
		return NULL;
	}
	g_ptr_array_sort(files, by_name);
	return g_steal_pointer(&files);
}

static gboolean read_directory(struct rules *rules, const char *directory, GError **error)
{
	g_autoptr(GPtrArray) files = files_of(directory, error);

	for (guint i = 0; files && i < files->len; i++) {
		gsize size;
		g_autofree char *text = ms_read_file(files->pdata[i], &size, error);

		if (!text || !add_rule(rules, text, size, files->pdata[i], error))
			return FALSE;
	}
	return files != NULL;
}

ms_rules *ms_rules_load(const char *directory, GError **error)
{
	struct rules *rules = g_new0(struct rules, 1);

	rules->list = g_ptr_array_new_with_free_func((GDestroyNotify)rule_free);
	rules->symbols = g_ptr_array_new_with_free_func(g_free);
	rules->called = g_ptr_array_new_with_free_func(g_free);
	rules->fields = g_array_new(TRUE, TRUE, sizeof(struct ms_watch_field));
	if (read_embedded(rules, error) &&
	    (!directory || read_directory(rules, directory, error)) && finish(rules, error))
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
