/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/report.h>

#include "report/report.h"

static void *value(const struct record_type *type, const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_json) json = ms_json_parse(text, strlen(text), "test", &error);
	void *record = json ? record_from_json(type, json, &error) : NULL;

	g_assert_no_error(error);
	return record;
}

static const char findings_text[] =
	"{\"schema\": \"modsplit.findings/1\", \"tree\": {\"version\": \"6.12.1\","
	" \"arch\": \"arm64\", \"searched\": \"tree\"}, \"drivers\": [{\"query\": \"drivers/a/b.c\", \"config\": \"B\","
	" \"module\": \"b\", \"sources\": [\"drivers/a/b.c\"], \"verdict\": \"convertible\","
	" \"notes\": [], \"exports\": [{\"symbol\": \"core_add\", \"file\": \"drivers/a/core.c\","
	" \"line\": 12, \"form\": \"EXPORT_SYMBOL_GPL\", \"namespace\": null, \"when\": null,"
	" \"used_at\": [\"drivers/a/b.c:3\", \"drivers/a/b.c:9\"]}],"
	" \"findings\": [{\"rule\": \"option-is-bool\", \"severity\": \"change\", \"subject\": \"B\","
	" \"file\": \"drivers/a/Kconfig\", \"line\": 4, \"message\": \"B is bool\","
	" \"fix\": \"make it tristate\", \"arguments\": []},"
	" {\"rule\": \"symbol-not-exported\", \"severity\": \"change\", \"subject\": \"core_add\","
	" \"file\": \"drivers/a/core.c\", \"line\": 12, \"message\": \"core_add is not exported\","
	" \"fix\": null, \"arguments\": []}]}]}";

static const char outcome_text[] =
	"{\"schema\": \"modsplit.outcome/1\", \"version\": \"6.12.1\", \"arch\": \"arm64\","
	" \"package\": null, \"compiler\": \"gcc 12\", \"config\": \"B\", \"module\": \"b\","
	" \"deferral\": \"exact\", \"rungs\": [{\"name\": \"applies\", \"state\": \"passed\","
	" \"reason\": null, \"details\": [\"3 patches\"]}, {\"name\": \"unloads\","
	" \"state\": \"declined\", \"reason\": \"permanent module\", \"details\": []}],"
	" \"scenarios\": [{\"name\": \"late\", \"title\": \"t\", \"expect\": \"ok\","
	" \"verdict\": \"ok\", \"control_of\": null, \"state\": \"passed\", \"reason\": null,"
	" \"devices\": [{\"bus\": \"pci\", \"device\": \"0000:00:01.0\", \"driver\": \"virtio-pci\","
	" \"group\": \"1\", \"deferred\": false}, {\"bus\": \"platform\", \"device\": \"uart\","
	" \"driver\": \"pl011\", \"group\": null, \"deferred\": false}], \"facts\": [],"
	" \"seconds\": 14}], \"comparison\": [],"
	" \"size\": [{\"row\": \"vmlinux .text\", \"before\": 1000, \"after\": 900},"
	" {\"row\": \"b.ko\", \"before\": null, \"after\": 60},"
	" {\"row\": \"Image\", \"before\": 5, \"after\": 5}],"
	" \"config_changes\": [{\"option\": \"B\", \"before\": \"y\", \"after\": \"m\"}],"
	" \"patches\": []}";

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		g_error("'%s' is not in:\n%s", part, text);
}

static void test_findings(void)
{
	ms_findings *findings = value(&findings_type, findings_text);
	ms_report *report = ms_report_build(&(struct ms_report_parts){.findings = findings});
	g_autofree char *text = ms_report_render(report, MS_REPORT_TEXT, NULL);
	g_autofree char *markdown = ms_report_render(report, MS_REPORT_MARKDOWN, NULL);

	assert_has(text, "Linux 6.12.1, arm64\n===================\n");
	assert_has(text, "convertible: it can be a module with the changes below");
	assert_has(text, "core_add  drivers/a/core.c:12  EXPORT_SYMBOL_GPL  drivers/a/b.c:3 and 1 "
			 "more\n");
	assert_has(text,
		   "  - drivers/a/Kconfig:4: B is bool [option-is-bool] -> make it tristate\n");
	/* an export stands in its table and not among the changes as well */
	g_assert_null(strstr(text, "core_add is not exported"));
	g_assert_null(strstr(text, "Risks"));
	g_assert_null(strstr(text, "--whole-tree"));
	assert_has(markdown, "## Linux 6.12.1, arm64\n");
	assert_has(markdown, "| core\\_add | drivers/a/core.c:12 | EXPORT\\_SYMBOL\\_GPL |");
	ms_report_free(report);
	findings_free(findings);
}

/* what was not looked at is told */
static void test_searched(void)
{
	g_auto(GStrv) halves = g_strsplit(findings_text, "\"searched\": \"tree\"", 2);
	g_autofree char *build = g_strjoinv("\"searched\": \"build\"", halves);
	ms_findings *findings = value(&findings_type, build);
	ms_report *report = ms_report_build(&(struct ms_report_parts){.findings = findings});
	g_autofree char *text = ms_report_render(report, MS_REPORT_TEXT, NULL);

	assert_has(
		text,
		"\n\ntests of an option were looked for in what this build is made of; --whole-tree\n");
	ms_report_free(report);
	findings_free(findings);
}

static void test_outcome(void)
{
	ms_outcome *outcome = value(&outcome_type, outcome_text);
	ms_report *report = ms_report_build(&(struct ms_report_parts){.outcome = outcome});
	g_autofree char *text = ms_report_render(report, MS_REPORT_TEXT, NULL);
	g_autofree char *measured = ms_report_measured(outcome);

	assert_has(text, "every rung that can be climbed was climbed");
	assert_has(text, "unloads  declined  permanent module\n");
	assert_has(text, "0000:00:01.0  virtio-pci  1");
	g_assert_null(strstr(text, "pl011"));
	assert_has(text, "vmlinux .text    1000    900    -100\n");
	assert_has(text, "b.ko                -     60     +60\n");
	assert_has(measured, "  - vmlinux .text: 1000 -> 900 bytes (-100)\n");
	assert_has(measured, "  - b.ko: new, 60 bytes\n");
	assert_has(measured, "  - boot late: expected ok, saw ok\n");
	g_assert_null(strstr(measured, "Image"));
	ms_report_free(report);
	outcome_free(outcome);
}

/* a boot beside its twin: what is the same is said once, what is not stands there in words */
static void test_twins(void)
{
	static const char boot[] =
		"{\"name\": \"%s\", \"title\": \"t\", \"expect\": \"ok\", \"verdict\": \"ok\","
		" \"control_of\": null, \"same_as\": %s, \"state\": \"passed\", \"reason\": null,"
		" \"devices\": [{\"bus\": \"pci\", \"device\": \"disk\", \"driver\": \"blk\","
		" \"group\": null, \"deferred\": false}, {\"bus\": \"pci\", \"device\": \"bridge\","
		" \"driver\": null, \"group\": null, \"deferred\": false}],"
		" \"values\": [{\"path\": \"/p/ready\", \"text\": \"%s\"}], \"facts\": [],"
		" \"seconds\": 1}";
	g_autofree char *twin = g_strdup_printf(boot, "base", "null", "Y");
	g_autofree char *other = g_strdup_printf(boot, "all-n", "\"base\"", "N");
	g_autofree char *both = g_strdup_printf("[%s, %s]", twin, other);
	g_auto(GStrv) head = g_strsplit(outcome_text, "\"scenarios\": ", 2);
	g_autofree char *text = g_strconcat(head[0], "\"scenarios\": ", both,
					    strstr(head[1], ", \"comparison\""), NULL);
	ms_outcome *outcome = value(&outcome_type, text);
	ms_report *report = ms_report_build(&(struct ms_report_parts){.outcome = outcome});
	g_autofree char *shown = ms_report_render(report, MS_REPORT_MARKDOWN, NULL);

	assert_has(shown, "Where the series must change nothing");
	assert_has(shown, "| all-n | pci disk | driver blk, no iommu group | same as without the "
			  "series |");
	assert_has(shown, "| all-n | 1 more devices | no driver, no iommu group | same as ");
	assert_has(shown, "| all-n | /p/ready | Y | N |");
	g_assert_null(strstr(shown, "| base | pci disk"));
	ms_report_free(report);
	outcome_free(outcome);
}

/* one rung that failed or was not run, and the report does not say that all is proved */
static void test_not_proved(void)
{
	static const char *const states[] = {"failed", "not-run"};

	for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
		g_autoptr(GString) changed = g_string_new(outcome_text);
		ms_outcome *outcome;
		ms_report *report;
		g_autofree char *text = NULL;

		g_string_replace(changed, "declined", states[i], 1);
		outcome = value(&outcome_type, changed->str);
		g_assert_false(outcome_passed(outcome));
		report = ms_report_build(&(struct ms_report_parts){.outcome = outcome});
		text = ms_report_render(report, MS_REPORT_TEXT, NULL);
		assert_has(text, "the proof is not complete");
		ms_report_free(report);
		outcome_free(outcome);
	}
}

static void test_json(void)
{
	ms_findings *findings = value(&findings_type, findings_text);
	ms_report *report = ms_report_build(&(struct ms_report_parts){.findings = findings});
	g_autofree char *text = ms_report_render(report, MS_REPORT_JSON, NULL);
	g_autoptr(ms_json) json = ms_json_parse(text, strlen(text), "report", NULL);
	struct findings *again =
		record_from_json(&findings_type, json_object_get(json, "findings"), NULL);

	g_assert_cmpuint(again->drivers->len, ==, 1);
	g_assert_true(json_is_null(json_object_get(json, "outcome")));
	findings_free(again);
	ms_report_free(report);
	findings_free(findings);
}

static struct ledger *ledger_of(gint64 large)
{
	struct ledger *ledger = record_new(&ledger_type);
	struct ledger_artefact *vmlinux =
		ledger_artefact_new(ledger->artefacts, "vmlinux", "vmlinux", large + 1);

	ledger->tree = record_new(&ledger_tree_type);
	ledger_row_add(vmlinux, LEDGER_SYMBOL, "small", 1);
	ledger_row_add(vmlinux, LEDGER_SYMBOL, "large", large);
	return ledger;
}

static void test_size(void)
{
	g_autoptr(ledger_book) one = ledger_of(99), two = ledger_of(90);
	g_autoptr(ledger_book) both = ledger_compare(one, two);
	ms_report *single = ms_report_build(&(struct ms_report_parts){.size = one, .top = 1});
	ms_report *compared = ms_report_build(&(struct ms_report_parts){.size = both});
	g_autofree char *text = ms_report_render(single, MS_REPORT_TEXT, NULL);
	g_autofree char *changes = ms_report_render(compared, MS_REPORT_TEXT, NULL);
	g_autofree char *markdown = ms_report_render(compared, MS_REPORT_MARKDOWN, NULL);

	g_assert_cmpstr(text, ==,
			"  bytes\n    100  vmlinux\n\n"
			"symbols of vmlinux, the first 1 of 2\n  bytes\n     99  large\n");
	assert_has(changes, "  before  after  change\n     100     91      -9  vmlinux\n");
	assert_has(changes, "      99     90      -9  large\n");
	g_assert_null(strstr(changes, "small"));
	g_assert_true(g_str_has_prefix(markdown, "<!-- modsplit:size -->\n| before | after |"));
	ms_report_free(single);
	ms_report_free(compared);
}

/* what a person is told of a budget: each limit in a row, and words for what is not kept */
static void test_budget(void)
{
	static const char check[] =
		"{\"artefact\": \"vmlinux\", \"kind\": \"option\", \"name\": \"A_B\","
		" \"limit\": \"growth\", \"state\": \"%s\", \"bytes\": 130, \"before\": 100,"
		" \"allowed\": 20, \"amount\": \"20%%\", \"owner\": \"me|you\", \"reason\": \"why\","
		" \"file\": \"b.json\", \"line\": 3, \"message\": \"said %s\"}";
	g_autofree char *bad = g_strdup_printf(check, "exceeded", "bad");
	g_autofree char *good = g_strdup_printf(check, "met", "good");
	g_autofree char *text = g_strconcat("{\"budget\": \"b.json\", \"state\": \"exceeded\","
					    " \"notes\": [\"edited\"], \"checks\": [",
					    bad, ",", good, "]}", NULL);
	struct budget_verdict *verdict = value(&budget_verdict_type, text);
	ms_report *report = ms_report_build(&(struct ms_report_parts){.budget = verdict});
	g_autofree char *shown = ms_report_render(report, MS_REPORT_TEXT, NULL);
	g_autofree char *markdown = ms_report_render(report, MS_REPORT_MARKDOWN, NULL);

	assert_has(shown, "Budget b.json: exceeded\n");
	assert_has(shown, "1 of 2 limits are kept\n");
	assert_has(shown, "  - said bad; why (ask me|you)\n  - edited\n");
	g_assert_null(strstr(shown, "said good"));
	assert_has(shown, "option A_B of vmlinux     100    130  growth 20%   -10  exceeded\n");
	assert_has(markdown, "| option A\\_B of vmlinux | 100 | 130 | growth 20% | -10 | met |");
	ms_report_free(report);
	budget_verdict_free(verdict);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/report/searched", test_searched);
	g_test_add_func("/report/findings", test_findings);
	g_test_add_func("/report/outcome", test_outcome);
	g_test_add_func("/report/twins", test_twins);
	g_test_add_func("/report/not-proved", test_not_proved);
	g_test_add_func("/report/json", test_json);
	g_test_add_func("/report/size", test_size);
	g_test_add_func("/report/budget", test_budget);
	return g_test_run();
}
