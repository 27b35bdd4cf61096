/* SPDX-License-Identifier: GPL-2.0-only */
#include "boot/scenario.h"

#include <string.h>

#include "base/embedded.h"
#include <modsplit/error.h>

extern const struct ms_embedded scenario_files[];
extern const struct ms_embedded machine_files[];

static const char *const kernel_names[] = {"builtin", "module",          "module-without-deferral",
					   "all-n",   "untouched-all-n", "untouched",
					   NULL};

static const struct record_field scenario_fields[] = {
	RECORD_FSTR(scenario, name),
	RECORD_FSTR(scenario, title),
	RECORD_FSTRS(scenario, drivers),
	{.key = "options",
	 .kind = RECORD_STRINGS,
	 .optional = TRUE,
	 .offset = G_STRUCT_OFFSET(struct scenario, options)},
	RECORD_FSTR(scenario, machine),
	RECORD_FCHOICE(scenario, kernel, kernel_names),
	RECORD_FSTR(scenario, rung),
	{.key = "control_of",
	 .kind = RECORD_STRING,
	 .optional = TRUE,
	 .offset = G_STRUCT_OFFSET(struct scenario, control_of)},
	{.key = "same_as",
	 .kind = RECORD_STRING,
	 .optional = TRUE,
	 .offset = G_STRUCT_OFFSET(struct scenario, same_as)},
	RECORD_FSTRS(scenario, command_line),
	RECORD_FSTRS(scenario, orders),
	RECORD_FINT(scenario, time_limit_s),
	RECORD_FONE(scenario, expect, &bootlog_expect_type),
	RECORD_END,
};
const struct record_type scenario_type = {
	.schema = "modsplit.scenario/1",
	.size = sizeof(struct scenario),
	.fields = scenario_fields,
};

static gboolean check_symptoms(const GPtrArray *names, GError **error)
{
	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];

		if (!g_strv_contains(bootlog_symptom_names, name)) {
			g_set_error(error, MS_ERROR, MS_ERROR_INPUT, "no such symptom: '%s'", name);
			return FALSE;
		}
	}
	return TRUE;
}

/* What the table of fields cannot say. */
static gboolean check(const struct scenario *scenario, GError **error)
{
	static const char *const rungs[] = {"boots", "probes", "unloads", NULL};

	if (!scenario->name || !scenario->machine || !scenario->rung || !scenario->expect) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "name, machine, rung and expect must not be null");
		return FALSE;
	}
	if (!g_strv_contains(rungs, scenario->rung)) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "rung: '%s' is none of boots, probes, unloads", scenario->rung);
		return FALSE;
	}
	if (scenario->time_limit_s < 1 || scenario->time_limit_s > 3600) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "time_limit_s: must be 1 to 3600 seconds");
		return FALSE;
	}
	return check_symptoms(scenario->expect->must, error) &&
	       check_symptoms(scenario->expect->may, error);
}

static struct scenario *checked(struct scenario *scenario, const char *name, GError **error)
{
	if (scenario && !check(scenario, error)) {
		g_prefix_error(error, "%s: ", name);
		record_free(&scenario_type, scenario);
		return NULL;
	}
	return scenario;
}

struct scenario *scenario_load(const char *path, GError **error)
{
	struct scenario *scenario = checked(record_load(&scenario_type, path, error), path, error);
	g_autofree char *folder = g_path_get_dirname(path);
	char *machine;

	if (!scenario || !strchr(scenario->machine, '/'))
		return scenario;
	machine = g_build_filename(folder, scenario->machine, NULL);
	g_free(scenario->machine);
	scenario->machine = machine;
	return scenario;
}

static void *parse(const struct record_type *type, const struct ms_embedded *file, GError **error)
{
	g_autoptr(ms_json) json = ms_json_parse(file->data, file->size, file->name, error);
	void *record = json ? record_from_json(type, json, error) : NULL;

	if (json && !record)
		g_prefix_error(error, "%s: ", file->name);
	return record;
}

static void free_scenario(void *scenario)
{
	record_free(&scenario_type, scenario);
}

static int compare(const void *a, const void *b)
{
	const struct scenario *const *left = a, *const *right = b;

	return strcmp((*left)->name, (*right)->name);
}

GPtrArray *scenario_builtin(GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(free_scenario);

	for (const struct ms_embedded *file = scenario_files; file->name; file++) {
		struct scenario *scenario =
			checked(parse(&scenario_type, file, error), file->name, error);

		if (!scenario)
			return NULL;
		g_ptr_array_add(all, scenario);
	}
	g_ptr_array_sort(all, compare);
	return g_steal_pointer(&all);
}

GPtrArray *scenario_for(const char *option, GError **error)
{
	GPtrArray *all = scenario_builtin(error);

	if (g_str_has_prefix(option, "CONFIG_"))
		option += strlen("CONFIG_");
	for (guint i = all ? all->len : 0; i-- > 0;) {
		const struct scenario *scenario = all->pdata[i];

		if (!g_ptr_array_find_with_equal_func(scenario->drivers, option, g_str_equal, NULL))
			g_ptr_array_remove_index(all, i);
	}
	return all;
}

void scenario_fill(struct scenario *scenario, const char *module)
{
	for (guint i = 0; i < scenario->orders->len; i++) {
		g_auto(GStrv) parts = g_strsplit(scenario->orders->pdata[i], "{module}", -1);

		g_free(scenario->orders->pdata[i]);
		scenario->orders->pdata[i] = g_strjoinv(module, parts);
	}
}

struct boot_machine *scenario_machine(const struct scenario *scenario, GError **error)
{
	if (strchr(scenario->machine, '/'))
		return record_load(&boot_machine_type, scenario->machine, error);
	for (const struct ms_embedded *file = machine_files; file->name; file++) {
		gsize length = strlen(file->name) - strlen(".json");

		if (strlen(scenario->machine) == length &&
		    strncmp(file->name, scenario->machine, length) == 0)
			return parse(&boot_machine_type, file, error);
	}
	g_set_error(error, MS_ERROR, MS_ERROR_INPUT, "scenario '%s': no machine is called '%s'",
		    scenario->name, scenario->machine);
	return NULL;
}

gboolean scenario_run(const struct scenario *scenario, const struct boot_kernel *kernel,
		      const struct ms_job *job, struct boot_result **result,
		      struct bootlog_verdict **verdict, GError **error)
{
	struct boot_machine *machine = scenario_machine(scenario, error);
	const struct boot_orders orders = {
		.lines = scenario->orders,
		.command_line = scenario->command_line,
		.time_limit_s = (guint)scenario->time_limit_s,
	};
	g_autoptr(boot_result) ended = NULL;
	gboolean ok;

	ok = machine && boot_run(machine, kernel, &orders, job, &ended, error);
	record_free(&boot_machine_type, machine);
	if (!ok) {
		if (machine)
			g_prefix_error(error, "scenario '%s': ", scenario->name);
		return FALSE;
	}
	*verdict = bootlog_judge(ended->console, ended->report, ended->timed_out, scenario->expect);
	if (result)
		*result = g_steal_pointer(&ended);
	return TRUE;
}
