/* SPDX-License-Identifier: GPL-2.0-only */
/* --export-form: exports to the modules of the series alone, and what these must import. */
#include <string.h>

#include <modsplit/error.h>

#include "ding.h"

#define MACRO "EXPORT_SYMBOL_GPL_FOR_MODULES"

static ms_plan *make_form(struct builder *b, const char *form, GError **error)
{
	const struct ms_plan_options options = {.export_form = form};

	return ms_plan_driver(b->model, b->findings, 0, &options, error);
}

/* a driver that needs one symbol; `macro` and `prefix`: what its tree has */
static struct builder *needy(const char *macro, const char *prefix)
{
	struct builder *b = ding();

	add_export(b, "deep_thing", "drivers/deep/d.c", "DEEP");
	b->model->tree->for_modules = g_strdup(macro);
	b->model->tree->module_prefix = g_strdup(prefix);
	return b;
}

/* the one export of the symbol, whichever module's step has it */
static const char *export_in(const ms_plan *plan)
{
	const char *text = NULL;

	for (guint i = 0; i < plan->steps->len; i++) {
		const struct step *step = plan->steps->pdata[i];

		if (step->kind != STEP_EXPORT)
			continue;
		g_assert_null(text);
		text = edit_of(step, EDIT_EXPORT_AFTER, "deep_thing")->text;
	}
	return text;
}

/* what is put at the end of the driver's file; NULL: nothing is */
static const char *tags_in(const ms_plan *plan)
{
	const struct step *step = step_of(plan, "driver");

	for (guint i = 0; i < step->edits->len; i++) {
		const struct edit *edit = step->edits->pdata[i];

		if (edit->op == EDIT_APPEND)
			return edit->text;
	}
	return NULL;
}

static void test_neighbours(void)
{
	g_autoptr(driver_builder) b = needy(MACRO, "known");
	g_autoptr(ms_plan) plan = make_form(b, "neighbours", NULL);

	g_assert_cmpstr(export_in(plan), ==, "EXPORT_SYMBOL_NS_GPL(deep_thing, DEEP);\n");
	g_assert_true(says(step_of(plan, "export-deep"), "in the form that the neighbours have"));
}

/* no import: modpost and the loader know whom such an export is for */
static void test_for_modules(void)
{
	g_autoptr(driver_builder) b = needy(MACRO, "known");
	g_autoptr(ms_plan) plan = make_form(b, "for-modules", NULL);

	g_assert_cmpstr(export_in(plan), ==, MACRO "(deep_thing, \"ding\");\n");
	g_assert_true(says(step_of(plan, "export-deep"), "to no module but those that are named"));
	g_assert_null(tags_in(plan));
}

/* 6.12 has the macro, and a modpost to which what it makes is a namespace */
static void test_unknown_prefix(void)
{
	g_autoptr(driver_builder) b = needy(MACRO, NULL);
	g_autoptr(ms_plan) plan = make_form(b, "for-modules", NULL);

	g_assert_cmpstr(export_in(plan), ==, MACRO "(deep_thing, \"ding\");\n");
	g_assert_cmpstr(tags_in(plan), ==, "MODULE_INFO(import_ns, \"module:ding\");\n");
}

/* two modules of a series that need a symbol are named in the one export */
static void test_two(void)
{
	g_autoptr(driver_builder) b = needy(MACRO, "known");
	struct builder *other = builder_new("DING", "drivers/bell/Kconfig", "Ding bell",
					    "drivers/bell/dong", "drivers/bell/dong.c");
	g_autoptr(ms_plan) plan = NULL;

	builder_symbol(other, "deep_thing", "drivers/bell/dong.c:3");
	builder_find(other, SEVERITY_CHANGE, "symbol-not-exported", "deep_thing",
		     "drivers/deep/d.c", "form", "EXPORT_SYMBOL_GPL", NULL);
	g_ptr_array_add(b->model->drivers, g_ptr_array_steal_index(other->model->drivers, 0));
	g_ptr_array_add(b->findings->drivers, g_ptr_array_steal_index(other->findings->drivers, 0));
	builder_free(other);
	plan = make_form(b, "for-modules", NULL);
	g_assert_cmpstr(export_in(plan), ==, MACRO "(deep_thing, \"ding,dong\");\n");
}

static void test_errors(void)
{
	g_autoptr(driver_builder) b = needy(NULL, NULL);
	g_autoptr(GError) error = NULL;

	g_assert_null(make_form(b, "for-modules", &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_USAGE);
	g_assert_nonnull(strstr(error->message, "has no macro that exports to named modules"));
	g_clear_error(&error);
	g_assert_null(make_form(b, "shouted", &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_USAGE);
	g_assert_nonnull(strstr(error->message,
				"unknown export form 'shouted'; it is one of neighbours, "
				"for-modules"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/export-form/neighbours", test_neighbours);
	g_test_add_func("/export-form/for-modules", test_for_modules);
	g_test_add_func("/export-form/unknown-prefix", test_unknown_prefix);
	g_test_add_func("/export-form/two", test_two);
	g_test_add_func("/export-form/errors", test_errors);
	return g_test_run();
}
