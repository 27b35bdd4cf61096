/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "analyze/rules.h"
#include "base/record.h"

/*
 * "iommu_device_unregister({1});" names iommu_device_unregister. A text without parentheses is a
 * name as it stands.
 */
static void add_symbols(GPtrArray *symbols, const char *text)
{
	const char *p = text;

	if (!strchr(text, '(')) {
		record_strings_add(symbols, text);
		return;
	}
	while (*p) {
		gsize n = 0;

		while (g_ascii_isalnum(p[n]) || p[n] == '_')
			n++;
		if (n && p[n] == '(') {
			g_autofree char *name = g_strndup(p, n);

			if (strcmp(name, "if") && strcmp(name, "sizeof"))
				record_strings_add(symbols, name);
		}
		p += n ? n : 1;
	}
}

/* a field of a rule, whose parameter "folder" says where its users are looked for */
static void add_field(struct rules *rules, const struct rule *rule, const char *name)
{
	const char *folder = json_string_value(json_object_get(rule->parameters, "folder"));
	const struct ms_watch_field field = {name, folder ? folder : ""};

	for (guint i = 0; i < rules->fields->len; i++) {
		const struct ms_watch_field *have =
			&g_array_index(rules->fields, struct ms_watch_field, i);

		if (!strcmp(have->field, field.field) && !strcmp(have->folder, field.folder))
			return;
	}
	g_array_append_val(rules->fields, field);
}

static void add_value(struct rules *rules, const struct rule *rule, int flags, const json_t *value)
{
	gsize i;
	json_t *item;

	if (json_is_array(value)) {
		json_array_foreach(value, i, item)
			add_value(rules, rule, flags, item);
		return;
	}
	if (!json_string_value(value))
		return;
	if (flags & PARAMETER_SYMBOLS)
		add_symbols(rules->symbols, json_string_value(value));
	if (flags & PARAMETER_CALLERS)
		add_symbols(rules->called, json_string_value(value));
	if (flags & PARAMETER_FIELDS)
		add_field(rules, rule, json_string_value(value));
}

static void add_table(struct rules *rules, const struct rule *rule, const struct parameter *p,
		      const json_t *rows)
{
	gsize i;
	json_t *row;

	json_array_foreach(rows, i, row)
		for (const struct column *c = p->columns; c->name; c++)
			add_value(rules, rule, c->flags, json_object_get(row, c->name));
}

void rules_collect_watch(struct rules *rules)
{
	for (guint i = 0; i < rules->list->len; i++) {
		const struct rule *rule = rules->list->pdata[i];

		for (const struct parameter *p = rule->check->parameters; p && p->name; p++) {
			const json_t *value = json_object_get(rule->parameters, p->name);

			if (p->kind == PARAMETER_TABLE)
				add_table(rules, rule, p, value);
			else
				add_value(rules, rule, p->flags, value);
		}
	}
	record_strings_sort(rules->symbols);
	g_ptr_array_add(rules->symbols, NULL);
	rules->watch.symbols = (const char *const *)rules->symbols->pdata;
	record_strings_sort(rules->called);
	g_ptr_array_add(rules->called, NULL);
	rules->watch.called = (const char *const *)rules->called->pdata;
	rules->watch.fields = (const struct ms_watch_field *)rules->fields->data;
}

const struct ms_watch *ms_rules_watch(const ms_rules *rules)
{
	return &rules->watch;
}
