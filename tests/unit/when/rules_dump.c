/* SPDX-License-Identifier: GPL-2.0-only */
/* `rules_dump TREE FOLDER…`: when each object of the folders is built, as JSON. */
#include <jansson.h>
#include <stdio.h>

#include <modsplit/kbuild.h>

static json_t *rules_json(const struct ms_kbuild_rules *rules)
{
	json_t *list = json_array(), *problems = json_array();

	for (guint i = 0; i < rules->rules->len; i++) {
		const struct ms_kbuild_rule *rule = rules->rules->pdata[i];

		json_array_append_new(list, json_pack("{s:s, s:s?, s:b, s:s, s:s, s:s?, s:i, s:i}",
						      "object", rule->object, "composite",
						      rule->composite, "library", rule->library,
						      "built-in", rule->builtin, "module",
						      rule->module, "file", rule->place.file,
						      "line", (int)rule->place.line, "column",
						      (int)rule->place.column));
	}
	for (guint i = 0; i < rules->problems->len; i++) {
		const struct ms_kbuild_problem *problem = rules->problems->pdata[i];
		g_autofree char *text =
			g_strdup_printf("%s:%u:%u: %s",
					problem->place.file ? problem->place.file : "",
					problem->place.line, problem->place.column,
					problem->message);

		json_array_append_new(problems, json_string(text));
	}
	return json_pack("{s:o, s:o}", "rules", list, "problems", problems);
}

int main(int argc, char **argv)
{
	json_t *all = json_object();

	for (int i = 2; i < argc; i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(ms_kbuild_rules) rules = ms_kbuild_read_rules(argv[1], argv[i], &error);

		if (rules)
			json_object_set_new(all, argv[i], rules_json(rules));
		else
			fprintf(stderr, "%s\n", error->message);
	}
	json_dumpf(all, stdout, JSON_INDENT(1));
	json_decref(all);
	return 0;
}
