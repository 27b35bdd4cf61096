/* SPDX-License-Identifier: GPL-2.0-only */
#include "verify/ladder.h"

const char *const ladder_names[] = {"applies", "configures", "builds",  "modpost",
				    "boots",   "probes",     "unloads", NULL};

void ladder_new(struct outcome *outcome)
{
	for (int i = 0; i < LADDER_STEPS; i++) {
		struct rung *rung = record_new(&outcome_rung_type);

		rung->name = g_strdup(ladder_names[i]);
		rung->state = RUNG_NOT_RUN;
		g_ptr_array_add(outcome->rungs, rung);
	}
}

struct rung *ladder_rung(const struct outcome *outcome, enum ladder_step step)
{
	return outcome->rungs->pdata[step];
}

static void set(struct outcome *outcome, enum ladder_step step, enum rung_state state,
		const char *reason)
{
	struct rung *rung = ladder_rung(outcome, step);

	rung->state = state;
	g_free(rung->reason);
	rung->reason = g_strdup(reason);
}

void ladder_pass(struct outcome *outcome, enum ladder_step step)
{
	if (ladder_rung(outcome, step)->state != RUNG_FAILED)
		set(outcome, step, RUNG_PASSED, NULL);
}

void ladder_fail(struct outcome *outcome, enum ladder_step step, const char *reason)
{
	if (ladder_rung(outcome, step)->state == RUNG_FAILED)
		ladder_detail(outcome, step, "%s", reason);
	else
		set(outcome, step, RUNG_FAILED, reason);
}

void ladder_decline(struct outcome *outcome, enum ladder_step step, const char *reason)
{
	set(outcome, step, RUNG_DECLINED, reason);
}

void ladder_detail(struct outcome *outcome, enum ladder_step step, const char *format, ...)
{
	g_autofree char *line = NULL;
	va_list args;

	va_start(args, format);
	line = g_strdup_vprintf(format, args);
	va_end(args);
	g_ptr_array_add(ladder_rung(outcome, step)->details, g_steal_pointer(&line));
}

gboolean ladder_failed(const struct outcome *outcome)
{
	for (guint i = 0; i < outcome->rungs->len; i++)
		if (((const struct rung *)outcome->rungs->pdata[i])->state == RUNG_FAILED)
			return TRUE;
	return FALSE;
}

void ladder_finish(struct outcome *outcome, const char *why)
{
	const char *failed = NULL;

	for (guint i = 0; i < outcome->rungs->len; i++) {
		struct rung *rung = outcome->rungs->pdata[i];

		if (rung->state == RUNG_FAILED && !failed)
			failed = rung->name;
		if (rung->state != RUNG_NOT_RUN || rung->reason)
			continue;
		rung->reason = failed ? g_strdup_printf("'%s' failed", failed) : g_strdup(why);
	}
}
