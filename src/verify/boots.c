/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/files.h"
#include "base/parallel.h"
#include "verify/climb.h"
#include "verify/compare.h"
#include <modsplit/error.h>

const char *climb_guest_prefix(const struct climb *climb)
{
	static const char *const prefixes[][2] = {
		{"arm64", "aarch64-linux-gnu-"},
		{"arm", "arm-linux-gnueabihf-"},
		{"riscv", "riscv64-linux-gnu-"},
	};

	if (climb->build.cross_compile || !climb->build.llvm)
		return climb->build.cross_compile;
	for (guint i = 0; i < G_N_ELEMENTS(prefixes); i++)
		if (g_str_equal(prefixes[i][0], climb->build.arch))
			return prefixes[i][1];
	return NULL;
}

/* what the boot must show; where nothing may go wrong, what is allowed to */
static char *expected(const struct scenario *scenario)
{
	const struct bootlog_expect *expect = scenario->expect;
	const GPtrArray *list = expect->must->len ? expect->must : expect->may;
	GString *text = g_string_new(expect->must->len ? NULL : "ok");

	for (guint i = 0; i < list->len; i++)
		g_string_append_printf(text, "%s%s",
				       !expect->must->len ? " or "
				       : i                ? ", "
							  : "",
				       (const char *)list->pdata[i]);
	if (scenario->same_as)
		g_string_append_printf(text, ", as %s", scenario->same_as);
	return g_string_free(text, FALSE);
}

static struct outcome_scenario *add_scenario(struct climb *climb, const struct scenario *scenario)
{
	struct outcome_scenario *made = record_new(&outcome_scenario_type);

	made->name = g_strdup(scenario->name);
	made->title = g_strdup(scenario->title);
	made->expect = expected(scenario);
	made->control_of = g_strdup(scenario->control_of);
	made->same_as = g_strdup(scenario->same_as);
	made->state = RUNG_NOT_RUN;
	made->seconds = RECORD_NONE;
	g_ptr_array_add(climb->outcome->scenarios, made);
	return made;
}

static void note_modules(struct outcome_scenario *to, const struct bootlog_verdict *verdict)
{
	for (guint i = 0; i < verdict->modules->len; i++) {
		const struct bootlog_module *module = verdict->modules->pdata[i];

		if (module->alias && module->milliseconds != RECORD_NONE)
			g_ptr_array_add(
				to->facts,
				g_strdup_printf("module %s: asked for by %s, loaded %" G_GINT64_FORMAT
						" ms after boot",
						module->name, module->alias, module->milliseconds));
		else
			g_ptr_array_add(to->facts,
					g_strdup_printf("module %s: loaded", module->name));
	}
}

static void note_verdict(struct outcome_scenario *to, const struct bootlog_verdict *verdict)
{
	to->verdict = g_strdup(bootlog_symptom_names[verdict->verdict]);
	to->state = verdict->as_expected ? RUNG_PASSED : RUNG_FAILED;
	to->reason = verdict->as_expected
			     ? NULL
			     : g_strdup(verdict->mismatch ? verdict->mismatch : verdict->reason);
	if (verdict->end_ms != RECORD_NONE)
		to->seconds = verdict->end_ms / 1000;
	if (verdict->findings->len == 0)
		g_ptr_array_add(to->facts, g_strdup(verdict->reason));
	for (guint i = 0; i < verdict->findings->len; i++) {
		const struct bootlog_finding *finding = verdict->findings->pdata[i];

		g_ptr_array_add(to->facts,
				g_strdup_printf("%s: %s", bootlog_symptom_names[finding->symptom],
						finding->text));
	}
	note_modules(to, verdict);
	for (guint i = 0; i < verdict->devices->len; i++)
		g_ptr_array_add(to->devices, compare_device(verdict->devices->pdata[i]));
	for (guint i = 0; i < verdict->values->len; i++) {
		const struct bootlog_value *from = verdict->values->pdata[i];
		struct outcome_value *value = record_new(&outcome_value_type);

		value->path = g_strdup(from->path);
		value->text = g_strdup(from->text);
		g_ptr_array_add(to->values, value);
	}
}

static GPtrArray *module_paths(const struct variant *variant)
{
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
	const GPtrArray *modules = variant->kernel->modules;

	for (guint i = 0; i < modules->len; i++) {
		const struct kernel_module *module = modules->pdata[i];

		g_ptr_array_add(paths, g_build_filename(variant->directory, "modules", module->path,
							NULL));
	}
	g_ptr_array_add(paths, NULL);
	return paths;
}

/* one boot of this run */
struct ran {
	const struct scenario *from;
	struct outcome_scenario *scenario;
	gboolean tried; /* FALSE: declined */
	gboolean up;    /* the guest's /init named the kernel's release */
};

static gboolean boot(struct climb *climb, struct ran *ran, GError **error)
{
	const struct scenario *scenario = ran->from;
	const struct variant *variant = &climb->variants[scenario->kernel];
	g_autofree char *image = NULL;
	g_autoptr(GPtrArray) modules = NULL;
	struct bootlog_verdict *verdict = NULL;

	if (!variant->kernel) {
		ran->scenario->state = RUNG_DECLINED;
		ran->scenario->reason = g_strdup("the series has no deferral patch to leave out");
		return TRUE;
	}
	image = g_build_filename(variant->directory, variant->kernel->image, NULL);
	modules = module_paths(variant);
	if (!scenario_run(scenario,
			  &(struct boot_kernel){
				  .image = image,
				  .release = variant->kernel->release,
				  .build = climb->build.output ? climb->build.output
							       : climb->build.tree,
				  .modules = (const char *const *)modules->pdata,
				  .cross_compile = climb_guest_prefix(climb),
			  },
			  climb->job, NULL, &verdict, error))
		return FALSE;
	note_verdict(ran->scenario, verdict);
	ran->tried = TRUE;
	ran->up = verdict->release != NULL;
	record_free(&bootlog_verdict_type, verdict);
	return TRUE;
}

/* --- guests side by side ------------------------------------------------------------------- */

/* Guests at once: each has one processor and half a gigabyte */
#define MOST_GUESTS 4

struct boots {
	struct climb *climb;
	GArray *all; /* struct ran */
	GMutex lock;
	guint done;
	GError *error; /* the first one */
};

static void boot_one(void *data, guint i)
{
	struct boots *boots = data;
	struct ran *ran = &g_array_index(boots->all, struct ran, i);
	g_autofree char *what = g_strdup_printf("boot: %s", ran->from->name);
	GError *error = NULL;
	gboolean stopped;

	g_mutex_lock(&boots->lock);
	stopped = boots->error != NULL;
	if (!stopped)
		ms_job_progress(boots->climb->job, "verify", ++boots->done, boots->all->len, what);
	g_mutex_unlock(&boots->lock);
	if (stopped || boot(boots->climb, ran, &error))
		return;
	g_mutex_lock(&boots->lock);
	if (boots->error)
		g_error_free(error);
	else
		boots->error = error;
	g_mutex_unlock(&boots->lock);
}

static gboolean boot_all(struct climb *climb, GArray *all, GError **error)
{
	struct boots boots = {.climb = climb, .all = all};

	g_mutex_init(&boots.lock);
	ms_parallel(all->len, MIN(climb->job ? climb->job->jobs : 1, MOST_GUESTS), boot_one,
		    &boots);
	g_mutex_clear(&boots.lock);
	if (!boots.error)
		return TRUE;
	g_propagate_error(error, boots.error);
	return FALSE;
}

/* a scenario that was run, for its rung */
static void judge(struct climb *climb, enum ladder_step step, const struct outcome_scenario *ran)
{
	g_autofree char *reason = NULL;

	if (ran->state == RUNG_DECLINED)
		ladder_detail(climb->outcome, step, "%s: declined: %s", ran->name, ran->reason);
	else
		ladder_detail(climb->outcome, step, "%s: %s%s", ran->name, ran->verdict,
			      ran->control_of ? " (control)" : "");
	if (ran->state != RUNG_FAILED)
		return;
	reason = g_strdup_printf("%s '%s': expected %s, saw %s: %s",
				 ran->control_of ? "control" : "scenario", ran->name, ran->expect,
				 ran->verdict, ran->reason);
	ladder_fail(climb->outcome, step, reason);
}

/* every boot shows, too, whether its kernel comes up at all: that is the rung `boots` */
static void judge_boots(struct climb *climb, const GArray *all)
{
	for (guint i = 0; i < all->len; i++) {
		const struct ran *ran = &g_array_index(all, struct ran, i);

		if (ran->up)
			ladder_detail(climb->outcome, LADDER_BOOTS, "%s: up", ran->scenario->name);
		else if (ran->tried)
			judge(climb, LADDER_BOOTS, ran->scenario);
	}
	ladder_pass(climb->outcome, LADDER_BOOTS);
}

/* boots the scenarios of a rung; `all` gets those that were, or were declined */
static gboolean run_scenarios(struct climb *climb, enum ladder_step step, GArray *all,
			      GError **error)
{
	gboolean stopped = ladder_failed(climb->outcome);
	gboolean declined = ladder_rung(climb->outcome, step)->state == RUNG_DECLINED;

	for (guint i = 0; i < climb->scenarios->len; i++) {
		struct ran ran = {.from = climb->scenarios->pdata[i]};

		if (!g_str_equal(ran.from->rung, ladder_names[step]))
			continue;
		ran.scenario = add_scenario(climb, ran.from);
		if (stopped || declined || climb->options->no_boot)
			ran.scenario->state = declined ? RUNG_DECLINED : RUNG_NOT_RUN;
		else
			g_array_append_val(all, ran);
	}
	return boot_all(climb, all, error);
}

static gboolean climb_rung(struct climb *climb, enum ladder_step step, GError **error)
{
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct ran));
	gboolean any = FALSE;

	if (!run_scenarios(climb, step, all, error))
		return FALSE;
	climb_twins(climb);
	for (guint i = 0; i < all->len; i++)
		any |= g_array_index(all, struct ran, i).tried;
	/* a kernel that is not up after an rmmod was up before it */
	if (any && step != LADDER_UNLOADS)
		judge_boots(climb, all);
	if (ladder_failed(climb->outcome))
		return TRUE;
	for (guint i = 0; step != LADDER_BOOTS && i < all->len; i++)
		judge(climb, step, g_array_index(all, struct ran, i).scenario);
	if (any)
		ladder_pass(climb->outcome, step);
	return TRUE;
}

/* why a rung without boots was not run, where no failure explains it */
static void explain(struct climb *climb, enum ladder_step step)
{
	struct rung *rung = ladder_rung(climb->outcome, step);

	if (rung->state != RUNG_NOT_RUN || rung->reason || ladder_failed(climb->outcome))
		return;
	rung->reason =
		climb->options->no_boot
			? g_strdup("boots were left out")
			: g_strdup_printf("no scenario for CONFIG_%s was chosen that shows it",
					  climb->option);
}

gboolean climb_boots(struct climb *climb, GError **error)
{
	if (!ladder_failed(climb->outcome) && g_strcmp0(climb->series->unload, "permanent") == 0)
		ladder_decline(climb->outcome, LADDER_UNLOADS,
			       climb->series->unload_reason ? climb->series->unload_reason
							    : "the module is permanent");
	for (int step = LADDER_BOOTS; step <= LADDER_UNLOADS; step++)
		if (!climb_rung(climb, (enum ladder_step)step, error))
			return FALSE;
	for (int step = LADDER_BOOTS; step <= LADDER_UNLOADS; step++)
		explain(climb, (enum ladder_step)step);
	climb_compare(climb);
	return TRUE;
}
