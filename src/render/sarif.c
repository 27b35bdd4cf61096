/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/json.h"
#include "render/render.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"

static json_t *message(const char *text)
{
	return json_pack("{s:s}", "text", text);
}

/* "symbol-not-exported": in words, and where more is said */
static json_t *rule_json(const char *id)
{
	g_autofree char *words = g_strdelimit(g_strdup(id), "-", ' ');
	gboolean ours = g_str_has_prefix(id, "size-") || g_str_has_prefix(id, "budget-");
	g_autofree char *help =
		ours ? g_strdup("docs/formats.md: modsplit.budget/1")
		     : g_strdup_printf("'modsplit explain %s' says why, and what to do", id);

	return json_pack("{s:s, s:o, s:o, s:o}", "id", id, "shortDescription", message(words),
			 "fullDescription", message(words), "help", message(help));
}

/* the rule's place in the list, where it is put if it is new */
static gsize rule_index(json_t *rules, const char *id)
{
	gsize i;
	json_t *rule;

	json_array_foreach(rules, i, rule)
		if (!strcmp(json_string_value(json_object_get(rule, "id")), id))
			return i;
	json_array_append_new(rules, rule_json(id));
	return json_array_size(rules) - 1;
}

static json_t *location_json(const struct notice *notice)
{
	g_autofree char *uri = g_uri_escape_string(notice->file, "/", FALSE);
	json_t *physical =
		json_pack("{s:{s:s, s:s}}", "artifactLocation", "uri", uri, "uriBaseId", "SRCROOT");

	if (notice->line)
		json_object_set_new(physical, "region",
				    json_pack("{s:I}", "startLine", (json_int_t)notice->line));
	return json_pack("{s:o}", "physicalLocation", physical);
}

static json_t *result_json(const struct notice *notice, gsize rule)
{
	static const char *const levels[] = {[NOTICE_PASS] = "none",
					     [NOTICE_NOTE] = "note",
					     [NOTICE_WARNING] = "warning",
					     [NOTICE_ERROR] = "error"};
	g_autofree char *fingerprint = notice_fingerprint(notice);
	json_t *result = json_pack("{s:s, s:I, s:s, s:o}", "ruleId", notice->rule, "ruleIndex",
				   (json_int_t)rule, "level", levels[notice->level], "message",
				   message(notice->message));

	if (*notice->file)
		json_object_set_new(result, "locations", json_pack("[o]", location_json(notice)));
	json_object_set_new(result, "partialFingerprints",
			    json_pack("{s:s}", "modsplit/v1", fingerprint));
	return result;
}

char *render_sarif(const GPtrArray *notices)
{
	json_t *rules = json_array(), *results = json_array();
	g_autoptr(ms_json) log = NULL;

	for (guint i = 0; i < notices->len; i++) {
		const struct notice *notice = notices->pdata[i];

		if (notice->level != NOTICE_PASS)
			json_array_append_new(results,
					      result_json(notice, rule_index(rules, notice->rule)));
	}
	log = json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:{s:{s:o}}, s:o}]}", "$schema",
			SCHEMA, "version", "2.1.0", "runs", "tool", "driver", "name", "modsplit",
			"semanticVersion", MS_VERSION, "rules", rules, "originalUriBaseIds",
			"SRCROOT", "description", message("the top of the kernel's tree"),
			"results", results);
	return ms_json_text(log);
}
