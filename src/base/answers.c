/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/answers.h"

#include "base/json.h"

#define SCHEMA "modsplit.answers/1"

struct ms_answers {
	GMutex lock;
	gboolean only;
	json_t *recorded; /* as the table was read; or NULL */
	json_t *asked;    /* kind -> key -> answer, in the order of asking */
};

static gboolean read_table(struct ms_answers *answers, const char *table, GError **error)
{
	answers->recorded = ms_json_load(table, error);
	if (!answers->recorded)
		return FALSE;
	if (!g_strcmp0(json_string_value(json_object_get(answers->recorded, "schema")), SCHEMA) &&
	    json_is_object(json_object_get(answers->recorded, ANSWERS_SHELL)))
		return TRUE;
	g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
		    "'%s' is no table of answers ('%s'); record one with --record", table, SCHEMA);
	return FALSE;
}

ms_answers *ms_answers_new(const char *table, gboolean only, GError **error)
{
	struct ms_answers *answers = g_new0(struct ms_answers, 1);

	g_mutex_init(&answers->lock);
	answers->only = only;
	answers->asked = json_pack("{s:s, s:{}}", "schema", SCHEMA, ANSWERS_SHELL);
	if (table && !read_table(answers, table, error)) {
		ms_answers_free(answers);
		return NULL;
	}
	return answers;
}

void ms_answers_free(ms_answers *answers)
{
	if (!answers)
		return;
	json_decref(answers->recorded);
	json_decref(answers->asked);
	g_mutex_clear(&answers->lock);
	g_free(answers);
}

gboolean ms_answers_save(ms_answers *answers, const char *table, GError **error)
{
	gboolean saved;

	g_mutex_lock(&answers->lock);
	saved = ms_json_save(answers->asked, table, error);
	g_mutex_unlock(&answers->lock);
	return saved;
}

gboolean answers_only(const ms_answers *answers)
{
	return answers && answers->only;
}

/* with the lock held; takes `value` */
static void note(struct ms_answers *answers, const char *kind, const char *key, json_t *value)
{
	json_t *of_kind = json_object_get(answers->asked, kind);

	if (!of_kind) {
		of_kind = json_object();
		json_object_set_new(answers->asked, kind, of_kind);
	}
	json_object_set_new(of_kind, key, value);
}

void answers_note(ms_answers *answers, const char *kind, const char *key, json_t *value)
{
	if (!answers) {
		json_decref(value);
		return;
	}
	g_mutex_lock(&answers->lock);
	note(answers, kind, key, value);
	g_mutex_unlock(&answers->lock);
}

json_t *answers_find(ms_answers *answers, const char *kind, const char *key)
{
	json_t *found, *copy = NULL;

	if (!answers)
		return NULL;
	g_mutex_lock(&answers->lock);
	found = json_object_get(json_object_get(answers->asked, kind), key);
	if (!found) {
		found = json_object_get(json_object_get(answers->recorded, kind), key);
		if (found)
			note(answers, kind, key, json_deep_copy(found));
	}
	if (found)
		copy = json_deep_copy(found);
	g_mutex_unlock(&answers->lock);
	return copy;
}

char *answers_find_text(ms_answers *answers, const char *kind, const char *key)
{
	g_autoptr(ms_json) found = answers_find(answers, kind, key);

	return g_strdup(json_string_value(found));
}
