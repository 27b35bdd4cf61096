/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "verify/climb.h"
#include "verify/compare.h"

static const struct scenario *find_scenario(const struct climb *climb, const char *name)
{
	for (guint i = 0; i < climb->scenarios->len; i++) {
		const struct scenario *scenario = climb->scenarios->pdata[i];

		if (g_str_equal(scenario->name, name))
			return scenario;
	}
	return NULL;
}

static struct outcome_scenario *find_boot(const struct climb *climb, const char *name)
{
	for (guint i = 0; i < climb->outcome->scenarios->len; i++) {
		struct outcome_scenario *boot = climb->outcome->scenarios->pdata[i];

		if (g_strcmp0(boot->name, name) == 0 && boot->verdict)
			return boot;
	}
	return NULL;
}

void climb_twins(struct climb *climb)
{
	for (guint i = 0; i < climb->outcome->scenarios->len; i++) {
		struct outcome_scenario *boot = climb->outcome->scenarios->pdata[i];
		const struct outcome_scenario *twin =
			boot->same_as ? find_boot(climb, boot->same_as) : NULL;
		g_autofree char *differs = NULL;

		if (!twin || boot->state != RUNG_PASSED)
			continue;
		differs = compare_twins(twin, boot);
		if (!differs)
			continue;
		boot->state = RUNG_FAILED;
		boot->reason = g_strdup_printf("not as '%s': %s", twin->name, differs);
	}
}

static gboolean same_words(const GPtrArray *one, const GPtrArray *two)
{
	if (one->len != two->len)
		return FALSE;
	for (guint i = 0; i < one->len; i++)
		if (!g_str_equal(one->pdata[i], two->pdata[i]))
			return FALSE;
	return TRUE;
}

/* the boot of the built-in driver on the same machine, in the same way, that is no unloading */
static const struct outcome_scenario *built_in_twin(const struct climb *climb,
						    const struct scenario *scenario)
{
	for (guint i = 0; i < climb->outcome->scenarios->len; i++) {
		const struct outcome_scenario *other = climb->outcome->scenarios->pdata[i];
		const struct scenario *its = find_scenario(climb, other->name);

		if (other->verdict && its->kernel == SCENARIO_BUILTIN &&
		    g_str_equal(its->machine, scenario->machine) &&
		    same_words(its->command_line, scenario->command_line) &&
		    !g_str_equal(its->rung, ladder_names[LADDER_UNLOADS]))
			return other;
	}
	return NULL;
}

void climb_compare(struct climb *climb)
{
	for (guint i = 0; i < climb->outcome->scenarios->len; i++) {
		const struct outcome_scenario *boot = climb->outcome->scenarios->pdata[i];
		const struct scenario *scenario = find_scenario(climb, boot->name);
		const struct outcome_scenario *twin = built_in_twin(climb, scenario);

		if (boot->verdict && twin &&
		    g_str_equal(climb->variants[scenario->kernel].value, "m"))
			compare_boots(twin, boot, climb->outcome->comparison);
	}
}
