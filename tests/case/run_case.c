/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <string.h>

#include <modsplit/analyze.h>

#include "findings/findings.h"
#include "model/model.h"
#include "sparse.h"

/*
 * run_case DIRECTORY: analyzes DIRECTORY/model.json, and compares what the rule that the directory
 * is named after says with DIRECTORY/findings.json: all of it, and no more. RULE--VARIANT is a
 * further case of a rule. A clean twin (RULE--clean) has no findings.json; there the rule must be
 * silent.
 *
 * run_case --complete CASES: every built-in rule has a case and a twin, and every directory a rule.
 */

#define CLEAN "--clean"

static json_t *arguments_json(const GPtrArray *arguments)
{
	json_t *json = json_object();

	for (guint i = 0; i < arguments->len; i++) {
		const struct argument *argument = arguments->pdata[i];

		json_object_set_new(json, argument->name, json_string(argument->value));
	}
	return json;
}

/* the findings of one rule; arguments as an object, so that a case reads well */
static json_t *said(const struct findings *findings, const char *rule)
{
	json_t *list = json_array();

	for (guint i = 0; i < findings->drivers->len; i++) {
		const struct driver_findings *driver = findings->drivers->pdata[i];

		for (guint k = 0; k < driver->findings->len; k++) {
			const struct finding *finding = driver->findings->pdata[k];
			json_t *json;

			if (strcmp(finding->rule, rule))
				continue;
			json = record_to_json(&findings_finding_type, finding);
			json_object_del(json, "rule");
			json_object_del(json, "check");
			json_object_set_new(json, "arguments", arguments_json(finding->arguments));
			json_array_append_new(list, json);
		}
	}
	return list;
}

static int compare(const json_t *want, const json_t *got, const char *directory)
{
	g_autofree char *want_text = NULL, *got_text = NULL;

	if (json_equal(want, got))
		return 0;
	want_text = ms_json_text(want);
	got_text = ms_json_text(got);
	fprintf(stderr, "%s: expected\n%s\nfound\n%s", directory, want_text, got_text);
	return 1;
}

/* "RULE--VARIANT" becomes "RULE" */
static void cut_variant(char *name)
{
	char *variant = strstr(name, "--");

	if (variant)
		*variant = '\0';
}

static int run(const char *directory, GError **error)
{
	g_autofree char *model_path = g_build_filename(directory, "model.json", NULL);
	g_autofree char *want_path = g_build_filename(directory, "findings.json", NULL);
	g_autofree char *rule = g_path_get_basename(directory);
	gboolean clean = g_str_has_suffix(rule, CLEAN);
	g_autoptr(ms_model) model = sparse_load(&model_type, model_path, error);
	ms_rules *rules = model ? ms_rules_load(NULL, error) : NULL;
	g_autoptr(ms_findings) findings = rules ? ms_analyze(model, rules, error) : NULL;
	g_autoptr(ms_json) want = NULL;
	g_autoptr(ms_json) got = NULL;

	ms_rules_free(rules);
	if (!findings)
		return 2;
	cut_variant(rule);
	want = clean ? json_array() : ms_json_load(want_path, error);
	if (!want)
		return 2;
	if (!clean && !json_array_size(want)) {
		fprintf(stderr, "%s: a case must expect something\n", directory);
		return 1;
	}
	got = said(findings, rule);
	return compare(want, got, directory);
}

static gboolean has_model(const char *cases, const char *rule, const char *suffix)
{
	g_autofree char *path = g_strconcat(cases, "/", rule, suffix, "/model.json", NULL);

	if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
		return TRUE;
	fprintf(stderr, "rule '%s' has no '%s'\n", rule, path);
	return FALSE;
}

static int check_complete(const char *cases, GError **error)
{
	ms_rules *rules = ms_rules_load(NULL, error);
	g_auto(GStrv) ids = rules ? ms_rules_ids(rules) : NULL;
	g_autoptr(GDir) dir = g_dir_open(cases, 0, error);
	const char *name;
	int status = 0;

	ms_rules_free(rules);
	if (!ids || !dir)
		return 2;
	for (guint i = 0; ids[i]; i++)
		if (!has_model(cases, ids[i], "") || !has_model(cases, ids[i], CLEAN))
			status = 1;
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *rule = g_strdup(name);

		cut_variant(rule);
		if (g_strv_contains((const char *const *)ids, rule))
			continue;
		fprintf(stderr, "'%s/%s' belongs to no rule\n", cases, name);
		status = 1;
	}
	return status;
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	int status;

	if (argc == 3 && !strcmp(argv[1], "--complete")) {
		status = check_complete(argv[2], &error);
	} else if (argc == 2) {
		status = run(argv[1], &error);
	} else {
		fprintf(stderr, "usage: run_case DIRECTORY | run_case --complete CASES\n");
		return 2;
	}
	if (error)
		fprintf(stderr, "%s\n", error->message);
	return status;
}
