/* SPDX-License-Identifier: GPL-2.0-only */
#include "boot/bootlog_facts.h"

#include <string.h>

#include "base/record.h"

static void unref_json(void *json)
{
	json_decref(json);
}

static void take_line(struct bootlog_facts *facts, const char *text)
{
	json_t *line = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	const char *event = bootlog_text(line, "event");

	if (!event) {
		if (!facts->broken)
			facts->broken = g_strndup(text, 120);
		json_decref(line);
		return;
	}
	g_ptr_array_add(facts->lines, line);
	if (strcmp(event, "start") == 0 && !facts->start)
		facts->start = line;
	else if (strcmp(event, "end") == 0)
		facts->end = line;
	else if (strcmp(event, "snapshot") == 0)
		facts->snapshot = bootlog_text(line, "snapshot");
}

void bootlog_facts_read(struct bootlog_facts *facts, const char *console, const char *report)
{
	g_auto(GStrv) lines = g_strsplit(report ? report : "", "\n", -1);

	*facts = (struct bootlog_facts){.console = console ? console : ""};
	facts->lines = g_ptr_array_new_with_free_func(unref_json);
	for (char **line = lines; *line; line++)
		if (**line)
			take_line(facts, *line);
}

void bootlog_facts_clear(struct bootlog_facts *facts)
{
	g_ptr_array_unref(facts->lines);
	g_free(facts->broken);
}

const char *bootlog_text(const json_t *line, const char *key)
{
	return json_string_value(json_object_get(line, key));
}

gint64 bootlog_int(const json_t *line, const char *key, gint64 otherwise)
{
	const json_t *value = json_object_get(line, key);

	return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

gint64 bootlog_ms(const json_t *line)
{
	const json_t *value = json_object_get(line, "t");
	double seconds = json_is_number(value) ? json_number_value(value) : -1;

	return seconds >= 0 && seconds < 1e9 ? (gint64)(seconds * 1000 + 0.5) : RECORD_NONE;
}

const json_t *bootlog_next(const struct bootlog_facts *facts, const char *event, guint *at)
{
	while (*at < facts->lines->len) {
		const json_t *line = facts->lines->pdata[(*at)++];

		if (g_strcmp0(bootlog_text(line, "event"), event) == 0)
			return line;
	}
	return NULL;
}

const json_t *bootlog_find(const struct bootlog_facts *facts, const char *event,
			   const char *snapshot, const char *key, const char *value)
{
	const json_t *line;
	guint at = 0;

	while ((line = bootlog_next(facts, event, &at)))
		if ((!snapshot || g_strcmp0(bootlog_text(line, "snapshot"), snapshot) == 0) &&
		    g_strcmp0(bootlog_text(line, key), value) == 0)
			return line;
	return NULL;
}

static gboolean holds(const char *line, const char *text, const char *also)
{
	return strstr(line, text) && (!also || strstr(line, also));
}

char *bootlog_message(const struct bootlog_facts *facts, const char *text, const char *also,
		      guint *count)
{
	g_auto(GStrv) lines = g_strsplit(facts->console, "\n", -1);
	const json_t *line;
	char *found = NULL;
	guint at = 0, n = 0;

	for (char **one = lines; *one; one++) {
		if (!holds(*one, text, also))
			continue;
		n++;
		if (!found)
			found = g_strndup(*one, 200);
	}
	while (!found && (line = bootlog_next(facts, "kmsg", &at))) {
		const char *message = bootlog_text(line, "text");

		if (message && holds(message, text, also))
			found = g_strndup(message, 200);
	}
	if (count)
		*count = n;
	return found;
}
