/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/files.h"
#include "boot/scenario.h"

static char *in_source(const char *path)
{
	return g_build_filename(g_getenv("MS_SOURCE_DIR"), path, NULL);
}

static char *recorded(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autoptr(GError) error = NULL;
	char *text = ms_read_file(path, NULL, &error);

	g_assert_no_error(error);
	return text;
}

/* A recorded boot gets its verdict; the scenario is in expect.json with what it must get. */
static void test_recorded(const void *data)
{
	const char *symptom = data;
	g_autofree char *below = g_build_filename("tests/bootlog", symptom, NULL);
	g_autofree char *folder = in_source(below);
	g_autofree char *path = g_build_filename(folder, "expect.json", NULL);
	g_autofree char *console = recorded(folder, "console.txt");
	g_autofree char *report = recorded(folder, "report.jsonl");
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_json) json = ms_json_load(path, &error);
	struct scenario *scenario = scenario_load(path, &error);
	struct bootlog_verdict *verdict;

	g_assert_no_error(error);
	g_assert_cmpstr(json_string_value(json_object_get(json, "verdict")), ==, symptom);
	verdict =
		bootlog_judge(console, report, json_is_true(json_object_get(json, "still_running")),
			      scenario->expect);
	g_assert_cmpstr(bootlog_symptom_names[verdict->verdict], ==, symptom);
	g_assert_true(json_is_boolean(json_object_get(json, "as_expected")));
	g_assert_cmpint(verdict->as_expected, ==,
			json_is_true(json_object_get(json, "as_expected")));
	g_assert_cmpint(verdict->mismatch == NULL, ==, verdict->as_expected);
	g_assert_nonnull(verdict->reason);
	record_free(&bootlog_verdict_type, verdict);
	record_free(&scenario_type, scenario);
}

static struct bootlog_verdict *judge_recorded(const char *symptom, const char *must,
					      const char *may)
{
	g_autofree char *below = g_build_filename("tests/bootlog", symptom, NULL);
	g_autofree char *folder = in_source(below);
	g_autofree char *path = g_build_filename(folder, "expect.json", NULL);
	g_autofree char *console = recorded(folder, "console.txt");
	g_autofree char *report = recorded(folder, "report.jsonl");
	struct scenario *scenario = scenario_load(path, NULL);
	struct bootlog_verdict *verdict;

	g_ptr_array_set_size(scenario->expect->must, 0);
	g_ptr_array_set_size(scenario->expect->may, 0);
	if (must)
		g_ptr_array_add(scenario->expect->must, g_strdup(must));
	if (may)
		g_ptr_array_add(scenario->expect->may, g_strdup(may));
	verdict = bootlog_judge(console, report, FALSE, scenario->expect);
	record_free(&scenario_type, scenario);
	return verdict;
}

static void check_mismatch(const char *symptom, const char *must, const char *may,
			   const char *mismatch)
{
	struct bootlog_verdict *verdict = judge_recorded(symptom, must, may);

	if (mismatch) {
		g_assert_nonnull(verdict->mismatch);
		g_assert_nonnull(strstr(verdict->mismatch, mismatch));
	} else {
		g_assert_cmpstr(verdict->mismatch, ==, NULL);
	}
	g_assert_cmpint(verdict->as_expected, ==, mismatch == NULL);
	record_free(&bootlog_verdict_type, verdict);
}

/* A control must fail in the named way, and in no other. */
static void test_named_failure(void)
{
	check_mismatch("ok", NULL, NULL, NULL);
	check_mismatch("ok", "deferred-timeout", NULL, "should show 'deferred-timeout'");
	check_mismatch("ok", NULL, "deferred-timeout", NULL);
	check_mismatch("disk-dead", "disk-dead", NULL, NULL);
	check_mismatch("disk-dead", NULL, "disk-dead", NULL);
	check_mismatch("disk-dead", "smmu-faults", NULL, "disk-dead: behind");
	check_mismatch("disk-dead", "smmu-faults", "disk-dead", "should show 'smmu-faults'");
	check_mismatch("deferred-timeout", "deferred-timeout", "disk-dead", "not-deferred");
	check_mismatch("panic", "disk-dead", NULL, "panic: kernel");
}

static const struct bootlog_device *device_of(const struct bootlog_verdict *verdict,
					      const char *name)
{
	for (guint i = 0; i < verdict->devices->len; i++) {
		const struct bootlog_device *device = verdict->devices->pdata[i];

		if (strcmp(device->device, name) == 0)
			return device;
	}
	return NULL;
}

/* The rows are those of the last snapshot; read off tests/bootlog by eye. */
static void test_rows(void)
{
	struct bootlog_verdict *verdict = judge_recorded("ok", NULL, NULL);
	const struct bootlog_device *disk = device_of(verdict, "0000:00:01.0");
	const struct bootlog_module *module;
	const struct bootlog_value *value;

	g_assert_cmpstr(disk->bus, ==, "pci");
	g_assert_cmpstr(disk->driver, ==, "virtio-pci");
	g_assert_cmpstr(disk->group, ==, "0");
	g_assert_false(disk->deferred);
	g_assert_null(device_of(verdict, "0000:00:00.0")->driver);
	g_assert_cmpuint(verdict->modules->len, ==, 1);
	module = verdict->modules->pdata[0];
	g_assert_cmpstr(module->name, ==, "arm_smmu_v3");
	g_assert_cmpstr(module->alias, ==, "of:N*T*Carm,smmu-v3");
	g_assert_cmpint(module->milliseconds, >, verdict->init_ms);
	g_assert_cmpint(module->milliseconds, <, verdict->end_ms);
	g_assert_cmpstr(verdict->release, ==, "6.12.117");
	record_free(&bootlog_verdict_type, verdict);

	verdict = judge_recorded("still-deferred", NULL, NULL);
	g_assert_true(device_of(verdict, "0000:00:01.0")->deferred);
	g_assert_null(device_of(verdict, "0000:00:01.0")->driver);
	g_assert_cmpuint(verdict->modules->len, ==, 0);
	record_free(&bootlog_verdict_type, verdict);

	verdict = judge_recorded("value-differs", NULL, NULL);
	g_assert_cmpuint(verdict->values->len, ==, 1);
	value = verdict->values->pdata[0];
	g_assert_cmpstr(value->path, ==, "/sys/module/arm_smmu_v3/parameters/disable_msipolling");
	g_assert_cmpstr(value->text, ==, "Y");
	record_free(&bootlog_verdict_type, verdict);
}

/* Cut anywhere, a report is never good; only the newline at its end may be missing. */
static void test_cut(void)
{
	g_autofree char *folder = in_source("tests/bootlog/ok");
	g_autofree char *console = recorded(folder, "console.txt");
	g_autofree char *report = recorded(folder, "report.jsonl");
	struct bootlog_expect *expect = record_new(&bootlog_expect_type);

	for (gsize length = strlen(report) - 1; length > 0; length -= MIN(length, 97)) {
		g_autofree char *cut = g_strndup(report, length);
		struct bootlog_verdict *verdict = bootlog_judge(console, cut, FALSE, expect);
		int wanted = length == strlen(report) - 1 ? BOOTLOG_OK : BOOTLOG_REPORT_CUT;

		g_assert_cmpint(verdict->verdict, ==, wanted);
		record_free(&bootlog_verdict_type, verdict);
	}
	record_free(&bootlog_expect_type, expect);
}

/* Lines that are JSON but not what the guest writes: a verdict, and no crash. */
static void test_garbage(void)
{
	static const char *const reports[] = {
		"null\n",
		"[]\n",
		"{}\n",
		"{\"event\":1}\n",
		"\xff\xfe\n",
		"{\"event\":\"device\"}\n",
		"{\"event\":\"device\",\"device\":7}\n{\"event\":\"end\",\"t\":\"x\"}\n",
		"{\"event\":\"read\"}\n{\"event\":\"unload\",\"consumers\":{}}\n{\"event\":\"end\"}\n",
		"{\"event\":\"module\"}\n{\"event\":\"loaded\"}\n{\"event\":\"step\"}\n",
		"{\"event\":\"group\",\"group\":\"0\",\"devices\":[1]}\n{\"event\":\"kmsg\"}\n",
	};
	g_autofree char *folder = in_source("tests/bootlog/deferred-timeout");
	g_autofree char *path = g_build_filename(folder, "expect.json", NULL);
	struct scenario *scenario = scenario_load(path, NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(reports); i++) {
		struct bootlog_verdict *verdict =
			bootlog_judge("some words\n", reports[i], FALSE, scenario->expect);

		g_assert_cmpint(verdict->verdict, !=, BOOTLOG_OK);
		g_assert_false(verdict->as_expected);
		record_free(&bootlog_verdict_type, verdict);
	}
	record_free(&scenario_type, scenario);
}

/* The verdict is a value with a file of its own. */
static void test_round_trip(void)
{
	struct bootlog_verdict *verdict = judge_recorded("deferred-timeout", NULL, NULL);
	g_autoptr(ms_json) json = record_to_json(&bootlog_verdict_type, verdict);
	g_autoptr(GError) error = NULL;
	struct bootlog_verdict *again = record_from_json(&bootlog_verdict_type, json, &error);
	g_autoptr(ms_json) json_again = NULL;

	g_assert_no_error(error);
	json_again = record_to_json(&bootlog_verdict_type, again);
	g_assert_true(json_equal(json, json_again));
	record_free(&bootlog_verdict_type, verdict);
	record_free(&bootlog_verdict_type, again);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (int i = 0; bootlog_symptom_names[i]; i++) {
		g_autofree char *name =
			g_strconcat("/bootlog/recorded/", bootlog_symptom_names[i], NULL);

		g_test_add_data_func(name, bootlog_symptom_names[i], test_recorded);
	}
	g_test_add_func("/bootlog/named-failure", test_named_failure);
	g_test_add_func("/bootlog/rows", test_rows);
	g_test_add_func("/bootlog/cut", test_cut);
	g_test_add_func("/bootlog/garbage", test_garbage);
	g_test_add_func("/bootlog/round-trip", test_round_trip);
	return g_test_run();
}
