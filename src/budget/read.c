/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/files.h"
#include "base/nearest.h"
#include "base/place.h"
#include "budget/budget.h"

#define SCHEMA "modsplit.budget/1"

/* a file that is being read: the text is asked for places */
struct reader {
	const char *path, *text;
	GString *at; /* JSON pointer */
};

static gboolean wrong(const struct reader *reader, GError **error, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

static gboolean wrong(const struct reader *reader, GError **error, const char *format, ...)
{
	g_autofree char *said = NULL;
	va_list args;

	va_start(args, format);
	said = g_strdup_vprintf(format, args);
	va_end(args);
	return ms_json_wrong(reader->path, reader->text, reader->at->str, said, error);
}

/* --- keys of a limit ------------------------------------------------------------------------ */

static gboolean take_string(const struct reader *reader, const json_t *value, char **to,
			    GError **error)
{
	if (!json_is_string(value) || !*json_string_value(value))
		return wrong(reader, error, "expected a text that is not empty");
	g_free(*to);
	*to = g_strdup(json_string_value(value));
	return TRUE;
}

static gboolean take_amount(const struct reader *reader, const json_t *value,
			    struct budget_amount *to, GError **error)
{
	g_autoptr(GError) cause = NULL;
	g_autofree char *number = NULL;

	if (json_is_integer(value))
		number = g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_string(value))
		number = g_strdup(json_string_value(value));
	else
		return wrong(reader, error, "expected an amount, as \"64 KiB\", \"2%%\" or 4096");
	if (budget_amount_parse(number, to, &cause))
		return TRUE;
	return wrong(reader, error, "%s", cause->message);
}

/* "section", "option", …: the kind, and the name as its value */
static gboolean take_row(const struct reader *reader, const json_t *value,
			 struct budget_limit *limit, int kind, GError **error)
{
	if (limit->kind != BUDGET_FILE)
		return wrong(reader, error, "a limit is on one row; it names a '%s' already",
			     ledger_kinds[limit->kind]);
	if (!take_string(reader, value, &limit->name, error))
		return FALSE;
	limit->kind = kind;
	if (kind == LEDGER_OPTION && g_str_has_prefix(limit->name, "CONFIG_"))
		memmove(limit->name, limit->name + 7, strlen(limit->name + 7) + 1);
	return TRUE;
}

static const char *const limit_keys[] = {"artefact", "section", "option", "folder",
					 "object",   "symbol",  "max",    "growth",
					 "warn",     "owner",   "reason", "optional"};
static const char *const file_keys[] = {"$schema", "schema", "limits"};

static gboolean unknown_key(const struct reader *reader, const char *key, const char *const *keys,
			    gsize n, GError **error)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	g_autofree char *near = NULL, *all = NULL;

	for (gsize i = 0; i < n; i++)
		g_ptr_array_add(known, (gpointer)keys[i]);
	near = ms_nearest(known, key);
	g_ptr_array_add(known, NULL);
	all = g_strjoinv(", ", (char **)known->pdata);
	return wrong(reader, error, "no key '%s'; %s %s", key, near ? "near it:" : "there are",
		     near ? near : all);
}

static gboolean take_key(const struct reader *reader, const char *key, const json_t *value,
			 struct budget_limit *limit, GError **error)
{
	for (int kind = 0; ledger_kinds[kind]; kind++)
		if (!strcmp(key, ledger_kinds[kind]))
			return take_row(reader, value, limit, kind, error);
	if (!strcmp(key, "artefact"))
		return take_string(reader, value, &limit->artefact, error);
	if (!strcmp(key, "owner"))
		return take_string(reader, value, &limit->owner, error);
	if (!strcmp(key, "reason"))
		return take_string(reader, value, &limit->reason, error);
	if (!strcmp(key, "max"))
		return take_amount(reader, value, &limit->max, error);
	if (!strcmp(key, "growth"))
		return take_amount(reader, value, &limit->growth, error);
	if (!strcmp(key, "warn"))
		return take_amount(reader, value, &limit->warn, error);
	if (strcmp(key, "optional") != 0)
		return unknown_key(reader, key, limit_keys, G_N_ELEMENTS(limit_keys), error);
	if (!json_is_boolean(value))
		return wrong(reader, error, "expected true or false");
	limit->optional = json_is_true(value);
	return TRUE;
}

static void free_limit(void *data)
{
	struct budget_limit *limit = data;

	g_free(limit->artefact);
	g_free(limit->name);
	g_free(limit->owner);
	g_free(limit->reason);
	g_free(limit);
}

static gboolean check_limit(const struct reader *reader, const struct budget_limit *limit,
			    GError **error)
{
	if (limit->max.unit == BUDGET_NONE && limit->growth.unit == BUDGET_NONE)
		return wrong(reader, error, "no limit: give 'max', 'growth' or both");
	if (limit->max.unit == BUDGET_PERCENT && limit->kind == BUDGET_FILE)
		return wrong(reader, error,
			     "'max' of a whole file is a share of nothing: give bytes, KiB or MiB, "
			     "or say how much it may grow with 'growth'");
	return TRUE;
}

static gboolean read_limit(const struct reader *reader, json_t *json, struct budget_limit *limit,
			   GError **error)
{
	gsize len = reader->at->len;
	const char *key;
	json_t *value;

	limit->kind = BUDGET_FILE;
	limit->artefact = g_strdup("vmlinux");
	if (!json_is_object(json))
		return wrong(reader, error, "expected a limit: {\"option\": …, \"max\": …}");
	json_object_foreach(json, key, value) {
		ms_json_step(reader->at, key);
		if (!take_key(reader, key, value, limit, error))
			return FALSE;
		g_string_truncate(reader->at, len);
	}
	ms_json_place(reader->text, reader->at->str, &limit->line, &limit->column);
	return check_limit(reader, limit, error);
}

/* --- the file ------------------------------------------------------------------------------- */

static gboolean read_limits(const struct reader *reader, const json_t *json, GPtrArray *limits,
			    GError **error)
{
	gsize i;
	json_t *item;

	g_string_assign(reader->at, "/limits");
	if (!json_is_array(json) || !json_array_size(json))
		return wrong(reader, error, "expected a list of limits that is not empty");
	json_array_foreach(json, i, item) {
		struct budget_limit *limit = g_new0(struct budget_limit, 1);

		g_ptr_array_add(limits, limit);
		g_string_printf(reader->at, "/limits/%zu", i);
		if (!read_limit(reader, item, limit, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean read_file(const struct reader *reader, json_t *json, GPtrArray *limits,
			  GError **error)
{
	const char *schema = json_string_value(json_object_get(json, "schema"));
	const char *key;
	json_t *value;

	if (!json_is_object(json))
		return wrong(reader, error,
			     "expected {\"schema\": \"" SCHEMA "\", \"limits\": […]}");
	json_object_foreach(json, key, value) {
		gboolean known = FALSE;

		for (gsize i = 0; i < G_N_ELEMENTS(file_keys); i++)
			known |= !strcmp(key, file_keys[i]);
		ms_json_step(reader->at, key);
		if (!known)
			return unknown_key(reader, key, file_keys, G_N_ELEMENTS(file_keys), error);
		g_string_truncate(reader->at, 0);
	}
	g_string_assign(reader->at, schema ? "/schema" : "");
	if (g_strcmp0(schema, SCHEMA) != 0)
		return wrong(reader, error, "schema: expected '" SCHEMA "', found '%s'",
			     schema ? schema : "none");
	return read_limits(reader, json_object_get(json, "limits"), limits, error);
}

/* as seen from here, if it is below; else only the name */
static char *shown(const char *path)
{
	g_autofree char *full = g_canonicalize_filename(path, NULL), *here = g_get_current_dir();
	gsize len = strlen(here);

	if (!strncmp(full, here, len) && full[len] == '/')
		return g_strdup(full + len + 1);
	return g_path_get_basename(path);
}

struct budget *budget_load(const char *path, GError **error)
{
	gsize size;
	g_autofree char *text = ms_read_file(path, &size, error);
	g_autoptr(ms_json) json = text ? ms_json_parse(text, size, path, error) : NULL;
	g_autoptr(GString) at = g_string_new(NULL);
	g_autoptr(budget_file) budget = g_new0(struct budget, 1);
	const struct reader reader = {.path = path, .text = text, .at = at};

	budget->path = g_strdup(path);
	budget->file = shown(path);
	budget->limits = g_ptr_array_new_with_free_func(free_limit);
	if (!json || !read_file(&reader, json, budget->limits, error))
		return NULL;
	return g_steal_pointer(&budget);
}

void budget_free(struct budget *budget)
{
	if (!budget)
		return;
	g_free(budget->path);
	g_free(budget->file);
	g_ptr_array_unref(budget->limits);
	g_free(budget);
}

const struct budget_limit *budget_grows(const struct budget *budget)
{
	for (guint i = 0; i < budget->limits->len; i++) {
		const struct budget_limit *limit = budget->limits->pdata[i];

		if (limit->growth.unit != BUDGET_NONE)
			return limit;
	}
	return NULL;
}
