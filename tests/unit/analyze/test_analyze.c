/* SPDX-License-Identifier: GPL-2.0-only */
#include <modsplit/analyze.h>

#include "base/files.h"
#include "findings/findings.h"
#include "model/model.h"

static struct model *empty_model(const char *type)
{
	struct model *model = record_new(&model_type);
	struct driver *driver = record_new(&model_driver_type);
	struct source *source = record_new(&model_source_type);

	model->tree = record_new(&model_tree_type);
	model->tree->version = g_strdup("6.12.0");
	model->tree->arch = g_strdup("arm64");
	driver->query = g_strdup("CONFIG_FOO");
	driver->config = g_strdup("FOO");
	driver->module = g_strdup("foo");
	driver->option = record_new(&model_option_type);
	driver->option->name = g_strdup("FOO");
	driver->option->type = g_strdup(type);
	driver->option->prompt = g_strdup("Foo support");
	source->file = g_strdup("drivers/foo/foo.c");
	source->spdx = g_strdup("GPL-2.0");
	source->built = source->probed = TRUE;
	g_ptr_array_add(driver->sources, source);
	g_ptr_array_add(model->drivers, driver);
	return model;
}

static void add_macro(struct model *model, const char *name, const char *argument)
{
	struct driver *driver = model->drivers->pdata[0];
	struct macro_use *macro = record_new(&model_macro_type);

	macro->name = g_strdup(name);
	macro->file = g_strdup("drivers/foo/foo.c");
	record_strings_add(macro->args, argument);
	g_ptr_array_add(driver->macros, macro);
}

static enum verdict verdict(const struct model *model)
{
	ms_rules *rules = ms_rules_load(NULL, NULL);
	g_autoptr(ms_findings) findings = ms_analyze(model, rules, NULL);
	const struct driver_findings *driver = findings->drivers->pdata[0];

	ms_rules_free(rules);
	return (enum verdict)driver->verdict;
}

/* a driver that is tristate and lacks only what a module can do without is ready */
static void test_verdicts(void)
{
	g_autoptr(ms_model) model = empty_model("tristate");
	struct driver *driver = model->drivers->pdata[0];

	g_assert_cmpint(verdict(model), ==, VERDICT_CONVERTIBLE);
	add_macro(model, "MODULE_LICENSE", "\"GPL\"");
	add_macro(model, "MODULE_DESCRIPTION", "\"Foo\"");
	add_macro(model, "builtin_platform_driver", "foo_driver");
	g_assert_cmpint(verdict(model), ==, VERDICT_READY);
	g_free(driver->option->type);
	driver->option->type = g_strdup("bool");
	g_assert_cmpint(verdict(model), ==, VERDICT_CONVERTIBLE);
	add_macro(model, "IRQCHIP_DECLARE", "foo");
	g_assert_cmpint(verdict(model), ==, VERDICT_BLOCKED);
}

static void test_no_tree(void)
{
	g_autoptr(ms_model) model = record_new(&model_type);
	g_autoptr(GError) error = NULL;
	ms_rules *rules = ms_rules_load(NULL, NULL);

	g_assert_null(ms_analyze(model, rules, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
	ms_rules_free(rules);
}

/* the value comes back from its file as it was, and twice the same input gives the same bytes */
static void test_file(void)
{
	g_autoptr(ms_model) model = empty_model("bool");
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "analyze", NULL);
	g_autofree char *path = g_build_filename(ms_scratch_path(scratch), "findings.json", NULL);
	g_autoptr(GError) error = NULL;
	ms_rules *rules = ms_rules_load(NULL, NULL);
	g_autoptr(ms_findings) first = ms_analyze(model, rules, &error);
	g_autoptr(ms_findings) second = ms_analyze(model, rules, &error);
	g_autoptr(ms_findings) back = NULL;
	g_autoptr(ms_json) one = record_to_json(&findings_type, first);
	g_autoptr(ms_json) two = record_to_json(&findings_type, second);
	g_autoptr(ms_json) three = NULL;

	g_assert_true(ms_findings_save(first, path, &error));
	back = ms_findings_load(path, &error);
	g_assert_no_error(error);
	three = record_to_json(&findings_type, back);
	g_assert_true(json_equal(one, two));
	g_assert_true(json_equal(one, three));
	ms_rules_free(rules);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/analyze/verdicts", test_verdicts);
	g_test_add_func("/analyze/no-tree", test_no_tree);
	g_test_add_func("/analyze/file", test_file);
	return g_test_run();
}
