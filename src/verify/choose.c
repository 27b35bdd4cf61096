/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/files.h"
#include "verify/climb.h"
#include "verify/configure.h"
#include <modsplit/error.h>

/* those that the user named, and the twins that they are compared with */
static gboolean is_wanted(const GPtrArray *all, const struct scenario *scenario,
			  const char *const *wanted)
{
	if (g_strv_contains(wanted, scenario->name))
		return TRUE;
	for (guint i = 0; i < all->len; i++) {
		const struct scenario *other = all->pdata[i];

		if (g_strcmp0(other->same_as, scenario->name) == 0 &&
		    g_strv_contains(wanted, other->name))
			return TRUE;
	}
	return FALSE;
}

static gboolean check_names(const struct climb *climb, const GPtrArray *all, GError **error)
{
	const char *const *wanted = climb->options->scenarios;

	for (guint i = 0; wanted && wanted[i]; i++) {
		gboolean found = FALSE;

		for (guint k = 0; k < all->len; k++)
			found |= g_str_equal(((struct scenario *)all->pdata[k])->name, wanted[i]);
		if (found)
			continue;
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "no scenario '%s' for CONFIG_%s; 'modsplit verify --list' names them",
			    wanted[i], climb->option);
		return FALSE;
	}
	return TRUE;
}

/* why a scenario is not for this build, or NULL */
static char *misfit(const struct climb *climb, const struct scenario *scenario,
		    const struct boot_machine *machine, const char *config)
{
	if (!g_str_equal(machine->arch, climb->build.arch))
		return g_strdup_printf("its machine '%s' is for ARCH=%s", machine->name,
				       machine->arch);
	for (guint i = 0; i < scenario->options->len; i++) {
		const char *option = scenario->options->pdata[i];
		g_autofree char *value = config_value(config, option);

		if (!g_str_equal(value, "y"))
			return g_strdup_printf("it needs CONFIG_%s=y", option);
	}
	return NULL;
}

/* FALSE with an error, or with *left_out: the build has not what the scenario needs */
static gboolean check_scenario(const struct climb *climb, const struct scenario *scenario,
			       const char *config, char **left_out, GError **error)
{
	struct boot_machine *machine = scenario_machine(scenario, error);
	const char *build = climb->build.output ? climb->build.output : climb->build.tree;
	gboolean ok = machine != NULL;

	if (ok)
		*left_out = misfit(climb, scenario, machine, config);
	ok = ok && !*left_out && (climb->options->no_boot || boot_check(machine, build, error));
	record_free(&boot_machine_type, machine);
	return ok;
}

/* those that the user named must fit, of all others those are taken that do */
static gboolean choose(struct climb *climb, GPtrArray *all, const char *config, GError **error)
{
	const char *const *wanted = climb->options->scenarios;

	for (guint i = all->len; i-- > 0;) {
		struct scenario *scenario = all->pdata[i];
		g_autofree char *left_out = NULL;

		if (wanted && !is_wanted(all, scenario, wanted)) {
			g_ptr_array_remove_index(all, i);
		} else if (check_scenario(climb, scenario, config, &left_out, error)) {
			scenario_fill(scenario, climb->series->module);
		} else if (left_out && wanted) {
			g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
				    "scenario '%s' is not for this build: %s", scenario->name,
				    left_out);
			return FALSE;
		} else if (left_out) {
			ms_job_say(climb->job, "note: scenario '%s' is left out: %s",
				   scenario->name, left_out);
			g_ptr_array_remove_index(all, i);
		} else {
			return FALSE;
		}
	}
	return TRUE;
}

gboolean climb_choose(struct climb *climb, GError **error)
{
	const char *build = climb->build.output ? climb->build.output : climb->build.tree;
	g_autofree char *path = g_build_filename(build, ".config", NULL);
	g_autofree char *config = ms_read_file(path, NULL, error);

	if (config)
		climb->scenarios = scenario_for(climb->option, error);
	return climb->scenarios && check_names(climb, climb->scenarios, error) &&
	       choose(climb, climb->scenarios, config, error);
}
