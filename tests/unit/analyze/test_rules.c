/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/analyze.h>

#include "base/files.h"
#include "checks/check.h"

/* a rule that is well formed; tests spoil it one key at a time */
static const char good[] = "{\"id\": \"option-is-bool\", \"title\": \"t\", \"why\": \"w\", "
			   "\"severity\": \"change\", \"confidence\": \"certain\", "
			   "\"check\": \"option-type\", \"parameters\": "
			   "{\"types\": [{\"from\": \"bool\", \"to\": \"tristate\"}]}, "
			   "\"fix\": \"f\", \"references\": [\"r\"]}";

static ms_rules *load_text(const char *text, GError **error)
{
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "rules", NULL);
	g_autofree char *path =
		g_build_filename(ms_scratch_path(scratch), "option-is-bool.json", NULL);

	g_assert_true(ms_write_file(path, text, strlen(text), NULL));
	return ms_rules_load(ms_scratch_path(scratch), error);
}

static void test_good(void)
{
	g_autoptr(GError) error = NULL;
	ms_rules *rules = load_text(good, &error);
	g_auto(GStrv) ids = NULL;

	g_assert_no_error(error);
	ids = ms_rules_ids(rules);
	g_assert_cmpuint(g_strv_length(ids), ==, 1);
	g_assert_cmpstr(ids[0], ==, "option-is-bool");
	ms_rules_free(rules);
}

struct spoilt {
	const char *from;
	const char *to;
	const char *message; /* must stand in the error */
};

static void test_spoilt(void)
{
	static const struct spoilt cases[] = {
		{"\"title\": \"t\"", "\"titel\": \"t\"", "unknown key 'titel'"},
		{"\"title\": \"t\", ", "", "missing key 'title'"},
		{"\"title\": \"t\"", "\"title\": \"\"", "title: expected a string"},
		{"\"title\": \"t\"", "\"title\": 1", "title: expected a string"},
		{"\"change\"", "\"fatal\"", "severity: expected blocker"},
		{"\"certain\"", "\"sure\"", "confidence: expected certain"},
		{"\"option-type\"", "\"option-tpye\"", "there is no check 'option-tpye'"},
		{"\"types\"", "\"kinds\"", "has no parameter 'kinds'"},
		{"{\"types\": [{\"from\": \"bool\", \"to\": \"tristate\"}]}", "{}",
		 "missing parameter 'types'"},
		{"\"from\": \"bool\", ", "", "parameters.types[0]: missing key 'from'"},
		{"\"to\": \"tristate\"", "\"into\": \"tristate\"",
		 "parameters.types[0]: unknown key 'into'"},
		{"\"to\": \"tristate\"", "\"to\": 3", "'to': expected a string"},
		{"[{\"from\": \"bool\", \"to\": \"tristate\"}]", "{\"same_as\": \"other\"}",
		 "rule 'other' has no 'types'"},
		{"[\"r\"]", "[]", "references: expected"},
		{"\"option-is-bool\"", "\"option\"", "does not fit the file's name"},
		{"\"parameters\"", "\"parameters\": 1, \"parameters\"", "not valid JSON"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_auto(GStrv) parts = g_strsplit(good, cases[i].from, 2);
		g_autofree char *text = g_strjoinv(cases[i].to, parts);

		g_assert_cmpuint(g_strv_length(parts), ==, 2);
		g_assert_null(load_text(text, &error));
		g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
		g_assert_nonnull(strstr(error->message, cases[i].message));
		g_assert_nonnull(strstr(error->message, "option"));
	}
}

static void test_no_directory(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(ms_rules_load("/nowhere/at/all", &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_IO);
}

static void test_builtin(void)
{
	g_autoptr(GError) error = NULL;
	ms_rules *rules = ms_rules_load(NULL, &error);
	g_auto(GStrv) ids = NULL;

	g_assert_no_error(error);
	ids = ms_rules_ids(rules);
	g_assert_cmpuint(g_strv_length(ids), >, 25);
	for (guint i = 1; ids[i]; i++)
		g_assert_cmpstr(ids[i - 1], <, ids[i]);
	ms_rules_free(rules);
}

static void test_watch(void)
{
	ms_rules *rules = ms_rules_load(NULL, NULL);
	const struct ms_watch *watch = ms_rules_watch(rules);

	g_assert_true(g_strv_contains(watch->symbols, "iommu_device_unregister"));
	g_assert_true(g_strv_contains(watch->symbols, "mmu_notifier_synchronize"));
	g_assert_true(g_strv_contains(watch->symbols, "driver_deferred_probe_check_state"));
	g_assert_true(g_strv_contains(watch->symbols, "platform_driver_unregister"));
	/* an undo of several calls, one of them with arguments */
	g_assert_true(g_strv_contains(watch->symbols, "pci_lock_rescan_remove"));
	g_assert_true(g_strv_contains(watch->symbols, "pci_stop_root_bus"));
	/* what is undone is the driver's own business */
	g_assert_false(g_strv_contains(watch->symbols, "iommu_device_register"));
	g_assert_cmpstr(watch->fields[0].field, ==, "of_xlate");
	g_assert_cmpstr(watch->fields[0].folder, ==, "drivers/iommu");
	g_assert_null(watch->fields[1].field);
	for (guint i = 1; watch->symbols[i]; i++)
		g_assert_cmpstr(watch->symbols[i - 1], <, watch->symbols[i]);
	ms_rules_free(rules);
}

static void test_explain(void)
{
	g_autoptr(GError) error = NULL;
	ms_rules *rules = ms_rules_load(NULL, NULL);
	g_autofree char *text = ms_rules_explain(rules, "probe-deferral", &error);
	g_auto(GStrv) lines = NULL;

	g_assert_no_error(error);
	g_assert_true(g_str_has_prefix(text, "probe-deferral (change, certain)\n"));
	g_assert_nonnull(strstr(text, "\nwhy\n"));
	g_assert_nonnull(strstr(text, "\nwhat to do\n"));
	g_assert_nonnull(strstr(text, "1558118857-16912-1-git-send-email-isaacm@codeaurora.org"));
	lines = g_strsplit(text, "\nsources\n", 2);
	for (const char *p = lines[0]; *p; p += strcspn(p, "\n"), p += *p ? 1 : 0)
		g_assert_cmpuint(strcspn(p, "\n"), <=, 80);
	g_assert_null(ms_rules_explain(rules, "probe-defferal", &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_NOT_FOUND);
	g_assert_nonnull(strstr(error->message, "'probe-deferral'"));
	ms_rules_free(rules);
}

/* every prerequisite exists, and the table is in an order that respects them */
static void test_checks(void)
{
	for (const struct check *check = checks; check->name; check++) {
		for (guint i = 0; check->prerequisites && check->prerequisites[i]; i++) {
			const struct check *first = check_find(check->prerequisites[i]);

			g_assert_nonnull(first);
			g_assert_true(first < check);
		}
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rules/good", test_good);
	g_test_add_func("/rules/spoilt", test_spoilt);
	g_test_add_func("/rules/no-directory", test_no_directory);
	g_test_add_func("/rules/builtin", test_builtin);
	g_test_add_func("/rules/watch", test_watch);
	g_test_add_func("/rules/explain", test_explain);
	g_test_add_func("/rules/checks", test_checks);
	return g_test_run();
}
