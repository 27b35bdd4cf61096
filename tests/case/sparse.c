/* SPDX-License-Identifier: GPL-2.0-only */
#include "sparse.h"

#include <string.h>

#include <modsplit/error.h>

static json_t *empty_value(const struct record_field *f)
{
	switch (f->kind) {
	case RECORD_STRING:
	case RECORD_ONE:
	case RECORD_MAYBE:
		return json_null();
	case RECORD_BOOL:
		return json_false();
	case RECORD_INT:
		return json_integer(0);
	case RECORD_CHOICE:
		return json_string(f->names[0]);
	case RECORD_STRINGS:
	case RECORD_LIST:
		break;
	}
	return json_array();
}

static const struct record_field *find_field(const struct record_type *type, const char *key)
{
	for (const struct record_field *f = type->fields; f->key; f++)
		if (!strcmp(f->key, key))
			return f;
	return NULL;
}

static gboolean complete(const struct record_type *type, json_t *json, GError **error)
{
	const char *key;
	json_t *value, *item;
	gsize i;

	json_object_foreach(json, key, value) {
		if (!find_field(type, key) && strcmp(key, "schema")) {
			g_set_error(error, MS_ERROR, MS_ERROR_INPUT, "unknown key '%s'", key);
			return FALSE;
		}
	}
	for (const struct record_field *f = type->fields; f->key; f++) {
		value = json_object_get(json, f->key);
		if (!value)
			json_object_set_new(json, f->key, empty_value(f));
		else if (f->kind == RECORD_ONE && !complete(f->type, value, error))
			return FALSE;
		if (f->kind != RECORD_LIST || !value)
			continue;
		json_array_foreach(value, i, item)
			if (!complete(f->type, item, error))
				return FALSE;
	}
	return TRUE;
}

void *sparse_load(const struct record_type *type, const char *path, GError **error)
{
	g_autoptr(ms_json) json = ms_json_load(path, error);
	void *record;

	if (!json)
		return NULL;
	record = complete(type, json, error) ? record_from_json(type, json, error) : NULL;
	if (!record)
		g_prefix_error(error, "%s: ", path);
	return record;
}
