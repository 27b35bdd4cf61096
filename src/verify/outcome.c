/* SPDX-License-Identifier: GPL-2.0-only */
#include "verify/outcome.h"

const char *const rung_state_names[] = {"passed", "failed", "declined", "not-run", NULL};

/* TYPE(rung, rung, …): outcome_rung_type, the table of struct rung */
#define TYPE(label, name, ...)                                                        \
	static const struct record_field name##_fields[] = {__VA_ARGS__, RECORD_END}; \
	const struct record_type outcome_##label##_type = {NULL, sizeof(struct name), name##_fields}

TYPE(rung, rung, RECORD_FSTR(rung, name), RECORD_FCHOICE(rung, state, rung_state_names),
     RECORD_FSTR(rung, reason), RECORD_FSTRS(rung, details));

TYPE(device, outcome_device, RECORD_FSTR(outcome_device, bus), RECORD_FSTR(outcome_device, device),
     RECORD_FSTR(outcome_device, driver), RECORD_FSTR(outcome_device, group),
     RECORD_FBOOL(outcome_device, deferred));

TYPE(value, outcome_value, RECORD_FSTR(outcome_value, path), RECORD_FSTR(outcome_value, text));

/* not in an outcome that was written before boots had twins to be compared with */
#define OPTIONAL(s, k, f, ...)                                                                    \
	{                                                                                         \
		.key = #f, .kind = (k), .optional = TRUE, .offset = G_STRUCT_OFFSET(struct s, f), \
		__VA_ARGS__                                                                       \
	}

TYPE(scenario, outcome_scenario, RECORD_FSTR(outcome_scenario, name),
     RECORD_FSTR(outcome_scenario, title), RECORD_FSTR(outcome_scenario, expect),
     RECORD_FSTR(outcome_scenario, verdict), RECORD_FSTR(outcome_scenario, control_of),
     OPTIONAL(outcome_scenario, RECORD_STRING, same_as),
     RECORD_FCHOICE(outcome_scenario, state, rung_state_names),
     RECORD_FSTR(outcome_scenario, reason),
     RECORD_FLIST(outcome_scenario, devices, &outcome_device_type),
     OPTIONAL(outcome_scenario, RECORD_LIST, values, .type = &outcome_value_type),
     RECORD_FSTRS(outcome_scenario, facts), RECORD_FMAYBE(outcome_scenario, seconds));

TYPE(change, device_change, RECORD_FSTR(device_change, scenario),
     RECORD_FSTR(device_change, device), RECORD_FSTR(device_change, before),
     RECORD_FSTR(device_change, after));

TYPE(size, size_row, RECORD_FSTR(size_row, row), RECORD_FMAYBE(size_row, before),
     RECORD_FMAYBE(size_row, after));

TYPE(config, config_change, RECORD_FSTR(config_change, option), RECORD_FSTR(config_change, before),
     RECORD_FSTR(config_change, after));

TYPE(patch, outcome_patch, RECORD_FSTR(outcome_patch, subject),
     RECORD_FSTR(outcome_patch, patch_id));

static const struct record_field outcome_fields[] = {
	RECORD_FSTR(outcome, version),
	RECORD_FSTR(outcome, arch),
	RECORD_FSTR(outcome, package),
	RECORD_FSTR(outcome, compiler),
	RECORD_FSTR(outcome, config),
	RECORD_FSTR(outcome, module),
	RECORD_FSTR(outcome, deferral),
	RECORD_FLIST(outcome, rungs, &outcome_rung_type),
	RECORD_FLIST(outcome, scenarios, &outcome_scenario_type),
	RECORD_FLIST(outcome, comparison, &outcome_change_type),
	RECORD_FLIST(outcome, size, &outcome_size_type),
	RECORD_FLIST(outcome, config_changes, &outcome_config_type),
	RECORD_FLIST(outcome, patches, &outcome_patch_type),
	RECORD_END,
};
const struct record_type outcome_type = {"modsplit.outcome/1", sizeof(struct outcome),
					 outcome_fields};

void outcome_free(struct outcome *outcome)
{
	record_free(&outcome_type, outcome);
}

gboolean outcome_passed(const struct outcome *outcome)
{
	for (guint i = 0; i < outcome->rungs->len; i++) {
		const struct rung *rung = outcome->rungs->pdata[i];

		if (rung->state != RUNG_PASSED && rung->state != RUNG_DECLINED)
			return FALSE;
	}
	return outcome->rungs->len > 0;
}
