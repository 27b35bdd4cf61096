/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/files.h"
#include "boot/scenario.h"
#include <modsplit/error.h>

static GPtrArray *all_scenarios(void)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *all = scenario_builtin(&error);

	g_assert_no_error(error);
	return all;
}

static const struct scenario *find(const GPtrArray *all, const char *name)
{
	for (guint i = 0; i < all->len; i++) {
		const struct scenario *scenario = all->pdata[i];

		if (strcmp(scenario->name, name) == 0)
			return scenario;
	}
	return NULL;
}

/* Every scenario that is built in names a machine that is, and orders that the guest knows. */
static void test_builtin(void)
{
	static const char *const known[] = {"autoload",  "wait-until", "wait-for", "snapshot",
					    "read-disk", "write",      "show",     "load",
					    "unload",    "end-with",   NULL};
	g_autoptr(GPtrArray) all = all_scenarios();

	g_assert_cmpuint(all->len, >=, 15);
	for (guint i = 0; i < all->len; i++) {
		const struct scenario *scenario = all->pdata[i];
		g_autoptr(GError) error = NULL;
		struct boot_machine *machine = scenario_machine(scenario, &error);

		g_assert_no_error(error);
		g_assert_cmpstr(machine->name, ==, scenario->machine);
		record_free(&boot_machine_type, machine);
		for (guint n = 0; n < scenario->orders->len; n++) {
			g_auto(GStrv) words = g_strsplit(scenario->orders->pdata[n], " ", -1);

			g_assert_true(g_strv_contains(known, words[0]));
		}
		if (i > 0)
			g_assert_cmpstr(((struct scenario *)all->pdata[i - 1])->name, <,
					scenario->name);
	}
}

static void check_same_strings(const GPtrArray *one, const GPtrArray *two)
{
	g_assert_cmpuint(one->len, ==, two->len);
	for (guint i = 0; i < one->len; i++)
		g_assert_cmpstr(one->pdata[i], ==, two->pdata[i]);
}

/* What differs is one patch of the kernel, or that the module is not loaded. */
static void check_one_difference(const struct scenario *control, const struct scenario *twin)
{
	g_autoptr(GPtrArray) orders = g_ptr_array_new();

	g_assert_cmpint(twin->kernel, ==, SCENARIO_MODULE);
	if (control->kernel != twin->kernel) {
		g_assert_cmpint(control->kernel, ==, SCENARIO_WITHOUT_DEFERRAL);
		check_same_strings(control->orders, twin->orders);
		return;
	}
	for (guint i = 0; i < twin->orders->len; i++) {
		const char *order = twin->orders->pdata[i];

		if (!g_str_equal(order, "autoload") && !g_str_has_prefix(order, "load "))
			g_ptr_array_add(orders, (char *)order);
	}
	g_assert_cmpuint(orders->len, ==, twin->orders->len - 1);
	check_same_strings(control->orders, orders);
}

/* A control differs from its twin by one thing, and must fail. */
static void test_controls(void)
{
	g_autoptr(GPtrArray) all = all_scenarios();
	guint controls = 0;

	for (guint i = 0; i < all->len; i++) {
		const struct scenario *control = all->pdata[i];
		const struct scenario *twin;

		if (!control->control_of)
			continue;
		controls++;
		twin = find(all, control->control_of);
		g_assert_nonnull(twin);
		check_one_difference(control, twin);
		g_assert_cmpstr(control->machine, ==, twin->machine);
		check_same_strings(control->command_line, twin->command_line);
		check_same_strings(control->drivers, twin->drivers);
		check_same_strings(control->options, twin->options);
		g_assert_cmpuint(control->expect->must->len, >, 0);
		g_assert_cmpuint(twin->expect->must->len, ==, 0);
		g_assert_cmpuint(twin->expect->may->len, ==, 0);
	}
	g_assert_cmpuint(controls, >=, 2);
}

/* The untouched kernel that a kernel of the series must be like, in devices and values. */
static int untouched(int kernel)
{
	return kernel == SCENARIO_BUILTIN ? SCENARIO_UNTOUCHED
	       : kernel == SCENARIO_ALL_N ? SCENARIO_UNTOUCHED_ALL_N
					  : -1;
}

static char *expectation(const struct scenario *scenario)
{
	g_autoptr(ms_json) json = record_to_json(&bootlog_expect_type, scenario->expect);

	return ms_json_text(json);
}

/* A twin differs by the series alone, so that what differs between the boots is its doing. */
static void test_twins(void)
{
	g_autoptr(GPtrArray) all = all_scenarios();
	guint twins = 0;

	for (guint i = 0; i < all->len; i++) {
		const struct scenario *scenario = all->pdata[i];
		g_autofree char *mine = NULL, *its = NULL;
		const struct scenario *twin;

		if (!scenario->same_as)
			continue;
		twins++;
		twin = find(all, scenario->same_as);
		g_assert_nonnull(twin);
		g_assert_cmpint(twin->kernel, ==, untouched(scenario->kernel));
		g_assert_cmpstr(scenario->machine, ==, twin->machine);
		g_assert_cmpstr(scenario->rung, ==, twin->rung);
		check_same_strings(scenario->orders, twin->orders);
		check_same_strings(scenario->command_line, twin->command_line);
		check_same_strings(scenario->drivers, twin->drivers);
		check_same_strings(scenario->options, twin->options);
		mine = expectation(scenario);
		its = expectation(twin);
		g_assert_cmpstr(mine, ==, its);
	}
	g_assert_cmpuint(twins, >=, 3);
}

/* The module's name stands in the data as {module}: no scenario knows a driver's parameters. */
static void test_fill(void)
{
	g_autoptr(GPtrArray) all = all_scenarios();
	struct scenario *scenario = (struct scenario *)find(all, "smmuv2-untouched");
	guint filled = 0;

	scenario_fill(scenario, "clk_acme");
	for (guint i = 0; i < scenario->orders->len; i++) {
		const char *order = scenario->orders->pdata[i];

		g_assert_null(strchr(order, '{'));
		filled += g_str_equal(order, "show /sys/module/clk_acme/parameters/*");
	}
	g_assert_cmpuint(filled, ==, 1);
}

static void test_for(void)
{
	g_autoptr(GPtrArray) v3 = scenario_for("CONFIG_ARM_SMMU_V3", NULL);
	g_autoptr(GPtrArray) v2 = scenario_for("ARM_SMMU", NULL);
	g_autoptr(GPtrArray) none = scenario_for("SCSI", NULL);

	g_assert_nonnull(find(v3, "smmuv3-acpi-module-late"));
	g_assert_null(find(v3, "smmuv2-builtin"));
	g_assert_nonnull(find(v2, "smmuv2-builtin"));
	g_assert_null(find(v2, "smmuv3-builtin"));
	g_assert_cmpuint(none->len, ==, 0);
}

/* A scenario as text, with one piece replaced. */
static void check_file(const char *from, const char *to, const char *message)
{
	static const char good[] =
		"{\"schema\": \"modsplit.scenario/1\", \"name\": \"x\", \"title\": \"t\","
		" \"drivers\": [\"CLK_ACME\"], \"machine\": \"./mine.json\", \"kernel\": \"module\","
		" \"rung\": \"probes\", \"command_line\": [], \"orders\": [\"snapshot end\"],"
		" \"time_limit_s\": 60, \"expect\": {\"must\": [\"panic\"]}}";
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "test-scenario", NULL);
	g_autofree char *path = g_build_filename(ms_scratch_path(scratch), "x.json", NULL);
	g_autofree char *machine = g_build_filename(ms_scratch_path(scratch), "./mine.json", NULL);
	g_auto(GStrv) parts = g_strsplit(good, from, 2);
	g_autofree char *text = g_strjoinv(to, parts);
	g_autoptr(GError) error = NULL;
	struct scenario *scenario;

	g_assert_cmpuint(g_strv_length(parts), ==, 2);
	g_assert_true(ms_write_file(path, text, strlen(text), NULL));
	scenario = scenario_load(path, &error);
	if (message) {
		g_assert_null(scenario);
		g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
		g_assert_true(g_str_has_prefix(error->message, path));
		g_assert_nonnull(strstr(error->message, message));
		return;
	}
	g_assert_no_error(error);
	g_assert_cmpstr(scenario->machine, ==, machine);
	record_free(&scenario_type, scenario);
}

static void test_file(void)
{
	check_file("\"t\"", "\"u\"", NULL);
	check_file("\"panic\"", "\"panick\"", "'panick'");
	check_file("\"probes\"", "\"probe\"", "'probe'");
	check_file("\"module\"", "\"modul\"", "kernel");
	check_file("60", "0", "time_limit_s");
	check_file("\"x\"", "null", "must not be null");
	check_file("scenario/1", "scenario/2", "schema");
	check_file("\"orders\"", "\"order\"", "orders");
	check_file("]}}", "]}", "x.json:");
}

static void test_no_machine(void)
{
	g_autoptr(GPtrArray) all = all_scenarios();
	g_autoptr(GError) error = NULL;
	struct scenario *scenario = all->pdata[0];

	g_free(scenario->machine);
	scenario->machine = g_strdup("smmuv3");
	g_assert_null(scenario_machine(scenario, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
	g_assert_nonnull(strstr(error->message, "'smmuv3'"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/scenario/builtin", test_builtin);
	g_test_add_func("/scenario/controls", test_controls);
	g_test_add_func("/scenario/twins", test_twins);
	g_test_add_func("/scenario/fill", test_fill);
	g_test_add_func("/scenario/for", test_for);
	g_test_add_func("/scenario/file", test_file);
	g_test_add_func("/scenario/no-machine", test_no_machine);
	return g_test_run();
}
