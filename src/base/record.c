/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/record.h"

#include <string.h>

#include <modsplit/error.h>

#define AT(record, field, type) (*(type *)((char *)(record) + (field)->offset))

void *record_new(const struct record_type *type)
{
	void *record = g_malloc0(type->size);

	for (const struct record_field *f = type->fields; f->key; f++) {
		if (f->kind == RECORD_STRINGS)
			AT(record, f, GPtrArray *) = g_ptr_array_new_with_free_func(g_free);
		else if (f->kind == RECORD_LIST)
			AT(record, f, GPtrArray *) = g_ptr_array_new();
		else if (f->kind == RECORD_MAYBE)
			AT(record, f, gint64) = RECORD_NONE;
		if (f->pool)
			G_STRUCT_MEMBER(ms_pool *, record, f->pool) = ms_pool_new();
	}
	return record;
}

static void free_field(const struct record_field *f, void *record)
{
	if (f->kind == RECORD_STRING) {
		g_free(AT(record, f, char *));
	} else if (f->kind == RECORD_ONE) {
		record_free(f->type, AT(record, f, void *));
	} else if (f->kind == RECORD_STRINGS) {
		g_ptr_array_unref(AT(record, f, GPtrArray *));
	} else if (f->kind == RECORD_LIST) {
		GPtrArray *list = AT(record, f, GPtrArray *);

		for (guint i = 0; !f->pool && i < list->len; i++)
			record_free(f->type, list->pdata[i]);
		g_ptr_array_unref(list);
		if (f->pool)
			ms_pool_unref(G_STRUCT_MEMBER(ms_pool *, record, f->pool));
	}
}

void record_free(const struct record_type *type, void *record)
{
	if (!record)
		return;
	for (const struct record_field *f = type->fields; f->key; f++)
		free_field(f, record);
	g_free(record);
}

void *record_copy(const struct record_type *type, const void *record)
{
	json_t *json = record_to_json(type, record);
	void *copy = record_from_json(type, json, NULL);

	json_decref(json);
	return copy;
}

static json_t *string_json(const char *text)
{
	json_t *json = text ? json_string(text) : json_null();

	/* JSON is UTF-8, and a damaged file's names may be anything */
	if (!json) {
		g_autofree char *valid = g_utf8_make_valid(text, -1);

		json = json_string(valid);
	}
	return json;
}

static json_t *list_json(const struct record_field *f, const GPtrArray *list)
{
	json_t *array = json_array();

	for (guint i = 0; i < list->len; i++)
		json_array_append_new(array, f->kind == RECORD_STRINGS
						     ? string_json(list->pdata[i])
						     : record_to_json(f->type, list->pdata[i]));
	return array;
}

static json_t *field_json(const struct record_field *f, const void *record)
{
	switch (f->kind) {
	case RECORD_STRING:
		return string_json(AT(record, f, char *));
	case RECORD_BOOL:
		return json_boolean(AT(record, f, gboolean));
	case RECORD_INT:
		return json_integer(AT(record, f, gint64));
	case RECORD_MAYBE:
		return AT(record, f, gint64) == RECORD_NONE ? json_null()
							    : json_integer(AT(record, f, gint64));
	case RECORD_CHOICE:
		return json_string(f->names[AT(record, f, int)]);
	case RECORD_ONE:
		return AT(record, f, void *) ? record_to_json(f->type, AT(record, f, void *))
					     : json_null();
	case RECORD_STRINGS:
	case RECORD_LIST:
		break;
	}
	return list_json(f, AT(record, f, GPtrArray *));
}

json_t *record_to_json(const struct record_type *type, const void *record)
{
	json_t *json = json_object();

	if (type->schema)
		json_object_set_new(json, "schema", json_string(type->schema));
	for (const struct record_field *f = type->fields; f->key; f++)
		json_object_set_new(json, f->key, field_json(f, record));
	return json;
}

static gboolean wrong(GError **error, const char *key, const char *expected)
{
	g_set_error(error, MS_ERROR, MS_ERROR_INPUT, "%s: expected %s", key, expected);
	return FALSE;
}

/* "a" + "b: message" is "a.b: message"; a list's index is put in by read_list() */
static void *read_one(const struct record_type *type, const char *key, const json_t *json,
		      GError **error)
{
	GError *inner = NULL;
	void *record = record_from_json(type, json, &inner);

	if (inner)
		g_propagate_prefixed_error(error, inner, "%s.", key);
	return record;
}

static void *move_to_pool(const struct record_type *type, void *record, ms_pool *pool)
{
	void *moved = ms_pool_alloc(pool, type->size);

	memcpy(moved, record, type->size);
	for (const struct record_field *f = type->fields; f->key; f++) {
		const char *text = f->kind == RECORD_STRING ? AT(record, f, char *) : NULL;

		if (text)
			AT(moved, f, char *) = ms_pool_text(pool, text, strlen(text));
	}
	record_free(type, record);
	return moved;
}

static gboolean read_list(const struct record_field *f, const json_t *json, void *record,
			  GError **error)
{
	GPtrArray *list = AT(record, f, GPtrArray *);
	gsize i;
	json_t *item;

	if (!json_is_array(json))
		return wrong(error, f->key, "a list");
	json_array_foreach(json, i, item) {
		g_autofree char *key = g_strdup_printf("%s[%zu]", f->key, i);
		void *value;

		if (f->kind == RECORD_LIST)
			value = read_one(f->type, key, item, error);
		else if (json_is_string(item))
			value = g_strdup(json_string_value(item));
		else
			return wrong(error, key, "a string");
		if (!value)
			return FALSE;
		if (f->pool)
			value = move_to_pool(f->type, value,
					     G_STRUCT_MEMBER(ms_pool *, record, f->pool));
		g_ptr_array_add(list, value);
	}
	return TRUE;
}

static gboolean read_choice(const struct record_field *f, const json_t *json, int *value,
			    GError **error)
{
	const char *text = json_string_value(json);

	for (int i = 0; text && f->names[i]; i++) {
		if (!strcmp(f->names[i], text)) {
			*value = i;
			return TRUE;
		}
	}
	return wrong(error, f->key, "one of the names that docs/formats.md lists");
}

static gboolean read_field(const struct record_field *f, const json_t *json, void *record,
			   GError **error)
{
	switch (f->kind) {
	case RECORD_STRING:
		if (!json_is_string(json) && !json_is_null(json))
			return wrong(error, f->key, "a string or null");
		AT(record, f, char *) = g_strdup(json_string_value(json));
		return TRUE;
	case RECORD_BOOL:
		if (!json_is_boolean(json))
			return wrong(error, f->key, "true or false");
		AT(record, f, gboolean) = json_is_true(json);
		return TRUE;
	case RECORD_INT:
	case RECORD_MAYBE:
		if (json_is_null(json) && f->kind == RECORD_MAYBE)
			return TRUE;
		if (!json_is_integer(json))
			return wrong(error, f->key, "an integer");
		AT(record, f, gint64) = json_integer_value(json);
		return TRUE;
	case RECORD_CHOICE:
		return read_choice(f, json, &AT(record, f, int), error);
	case RECORD_ONE:
		if (json_is_null(json))
			return TRUE;
		AT(record, f, void *) = read_one(f->type, f->key, json, error);
		return AT(record, f, void *) != NULL;
	case RECORD_STRINGS:
	case RECORD_LIST:
		break;
	}
	return read_list(f, json, record, error);
}

static gboolean read_fields(const struct record_type *type, const json_t *json, void *record,
			    GError **error)
{
	for (const struct record_field *f = type->fields; f->key; f++) {
		const json_t *value = json_object_get(json, f->key);

		if (!value && f->optional)
			continue;
		if (!value)
			return wrong(error, f->key, "a value, found none");
		if (!read_field(f, value, record, error))
			return FALSE;
	}
	return TRUE;
}

void *record_from_json(const struct record_type *type, const json_t *json, GError **error)
{
	const char *schema = json_string_value(json_object_get(json, "schema"));
	void *record;

	if (!json_is_object(json)) {
		wrong(error, "value", "an object");
		return NULL;
	}
	if (type->schema && g_strcmp0(type->schema, schema)) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT, "schema: expected '%s', found '%s'",
			    type->schema, schema ? schema : "none");
		return NULL;
	}
	record = record_new(type);
	if (read_fields(type, json, record, error))
		return record;
	record_free(type, record);
	return NULL;
}

void *record_load(const struct record_type *type, const char *path, GError **error)
{
	g_autoptr(ms_json) json = ms_json_load(path, error);
	void *record;

	if (!json)
		return NULL;
	record = record_from_json(type, json, error);
	if (!record)
		g_prefix_error(error, "%s: ", path);
	return record;
}

gboolean record_save(const struct record_type *type, const void *record, const char *path,
		     GError **error)
{
	g_autoptr(ms_json) json = record_to_json(type, record);

	return ms_json_save(json, path, error);
}

void record_strings_add(GPtrArray *strings, const char *text)
{
	if (!g_ptr_array_find_with_equal_func(strings, text, g_str_equal, NULL))
		g_ptr_array_add(strings, g_strdup(text));
}

static gint by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void record_strings_sort(GPtrArray *strings)
{
	g_ptr_array_sort(strings, by_text);
}
