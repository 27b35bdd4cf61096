/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/analyze.h>

#include "base/files.h"
#include "checks/check.h"

/* a rule that is well formed; tests spoil it one key at a time */
static const char good[] = "{\n\"id\": \"option-is-mine\",\n\"title\": \"t\",\n\"why\": \"w\",\n"
			   "\"severity\": \"change\",\n\"confidence\": \"certain\",\n"
			   "\"check\": \"option-type\",\n\"parameters\": {\n\"types\": [\n"
			   "{\"from\": \"bool\", \"to\": \"tristate\"}\n]},\n"
			   "\"fix\": \"f\",\n\"references\": [\"r\"]\n}\n";

static ms_rules *load_text(const char *text, GError **error)
{
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "rules", NULL);
	g_autofree char *path =
		g_build_filename(ms_scratch_path(scratch), "option-is-mine.json", NULL);

	g_assert_true(ms_write_file(path, text, strlen(text), NULL));
	return ms_rules_load(ms_scratch_path(scratch), error);
}

/* beside the built-in rules, and in order with them */
static void test_good(void)
{
	g_autoptr(GError) error = NULL;
	ms_rules *rules = load_text(good, &error), *builtin = ms_rules_load(NULL, NULL);
	g_auto(GStrv) ids = NULL, before = ms_rules_ids(builtin);

	g_assert_no_error(error);
	ids = ms_rules_ids(rules);
	g_assert_cmpuint(g_strv_length(ids), ==, g_strv_length(before) + 1);
	g_assert_true(g_strv_contains((const char *const *)ids, "option-is-mine"));
	for (guint i = 1; ids[i]; i++)
		g_assert_cmpstr(ids[i - 1], <, ids[i]);
	ms_rules_free(builtin);
	ms_rules_free(rules);
}

/* the check and parameters of the good one, and of one that asks for a module by name */
#define TYPES                                                                      \
	"\"option-type\",\n\"parameters\": {\n\"types\": [\n{\"from\": \"bool\", " \
	"\"to\": \"tristate\"}\n]}"
#define ASKS(row)                                                         \
	"\"asked-by-name\",\n\"parameters\": {\n\"asks\": [\n{\"call\": " \
	"\"f\", \"argument\": \"1\", " row "}\n], \"declares\": \"D\"}"

struct spoilt {
	const char *from;
	const char *to;
	const char *message; /* behind the file's name */
};

static void test_spoilt(void)
{
	static const struct spoilt cases[] = {
		{"\"title\": \"t\"", "\"titl\": \"t\"", ":3:1: no key 'titl'; near it: 'title'"},
		{"\"title\": \"t\"", "\"ti/tl\": \"t\"", ":3:1: no key 'ti/tl'"},
		{"\"title\": \"t\",\n", "", ":1:1: the key 'title' is missing"},
		{"\"title\": \"t\"", "\"title\": \"\"", ":3:1: expected a text that is not empty"},
		{"\"title\": \"t\"", "\"title\": 1", ":3:1: expected a text that is not empty"},
		{"\"change\"", "\"fatal\"", ":5:1: expected blocker, change, risk or note"},
		{"\"certain\"", "\"sure\"", ":6:1: expected certain, likely or guess"},
		{"\"option-type\"", "\"option-tpye\"",
		 ":7:1: there is no check 'option-tpye'; near it: 'option-type'"},
		{"\"types\"", "\"kinds\"", ":9:1: the check 'option-type' takes no 'kinds'"},
		{"{\n\"types\": [\n{\"from\": \"bool\", \"to\": \"tristate\"}\n]}", "{}",
		 ":8:1: the key 'types' is missing"},
		{"\"from\": \"bool\", ", "", ":10:1: the key 'from' is missing"},
		{"\"to\": \"tristate\"", "\"into\": \"tristate\"", ":10:18: no key 'into'"},
		{"\"to\": \"tristate\"", "\"to\": 3", ":10:18: expected a text"},
		{"[\n{\"from\": \"bool\", \"to\": \"tristate\"}\n]", "{\"same_as\": \"other\"}",
		 ":9:11: there is no rule 'other'"},
		{"[\n{\"from\": \"bool\", \"to\": \"tristate\"}\n]",
		 "{\"same_as\": \"probe-deferral\"}",
		 ":9:11: rule 'probe-deferral' has no 'types' of its own"},
		{"[\"r\"]", "[]", ":13:1: expected a list of texts, at least one"},
		{"\"option-is-mine\"", "\"option\"", ":2:1: 'option' does not fit the file's name"},
		{"{\n\"id\": \"option-is-mine\",", "\n  {", ":2:3: the key 'id' is missing"},
		{TYPES, "\"bare\",\n\"parameters\": {}",
		 ":5:1: patch has no fix for what the check 'bare' finds, so this is no change"},
		{TYPES, ASKS("\"names\": [\"A\"]"),
		 ":10:1: the key 'module' is missing, which 'names' needs"},
		{TYPES, ASKS("\"module\": \"m\""),
		 ":10:1: the key 'names' is missing, which 'module' needs"},
		{"\"parameters\"", "\"parameters\": 1, \"parameters\"", "not valid JSON"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_auto(GStrv) parts = g_strsplit(good, cases[i].from, 2);
		g_autofree char *text = g_strjoinv(cases[i].to, parts);
		const char *said;

		g_assert_cmpuint(g_strv_length(parts), ==, 2);
		g_assert_null(load_text(text, &error));
		g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
		said = strstr(error->message, "/option-is-mine.json:");
		g_assert_nonnull(said);
		said += strlen("/option-is-mine.json");
		if (*cases[i].message == ':' ? !g_str_has_prefix(said, cases[i].message)
					     : !strstr(said, cases[i].message))
			g_error("'%s' is not '%s'", said, cases[i].message);
	}
}

/* a rule of one's own does not take the place of a built-in one */
static void test_twice(void)
{
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "rules", NULL);
	g_autofree char *path =
		g_build_filename(ms_scratch_path(scratch), "option-is-bool.json", NULL);
	g_auto(GStrv) parts = g_strsplit(good, "option-is-mine", 2);
	g_autofree char *text = g_strjoinv("option-is-bool", parts);
	g_autoptr(GError) error = NULL;

	g_assert_true(ms_write_file(path, text, strlen(text), NULL));
	g_assert_null(ms_rules_load(ms_scratch_path(scratch), &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
	g_assert_nonnull(strstr(error->message,
				"/option-is-bool.json:2:1: there is a rule 'option-is-bool' "
				"already, in 'rules/option-is-bool.json'"));
}

static void test_no_directory(void)
{
	g_autoptr(ms_scratch) empty = ms_scratch_new(NULL, "rules", NULL);
	g_autoptr(GError) error = NULL;

	g_assert_null(ms_rules_load("/nowhere/at/all", &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_IO);
	g_clear_error(&error);
	g_assert_null(ms_rules_load(ms_scratch_path(empty), &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
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
	g_test_add_func("/rules/twice", test_twice);
	g_test_add_func("/rules/no-directory", test_no_directory);
	g_test_add_func("/rules/builtin", test_builtin);
	g_test_add_func("/rules/watch", test_watch);
	g_test_add_func("/rules/explain", test_explain);
	g_test_add_func("/rules/checks", test_checks);
	return g_test_run();
}
