/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "plan/planner.h"

static gboolean known(const char *option, const char *value, const char *const *values,
		      GError **error)
{
	g_autofree char *list = NULL;

	if (!value || g_strv_contains(values, value))
		return TRUE;
	list = g_strjoinv(", ", (char **)values);
	g_set_error(error, MS_ERROR, MS_ERROR_USAGE, "unknown %s '%s'; it is one of %s", option,
		    value, list);
	return FALSE;
}

static gboolean options_fit(const struct ms_plan_options *options, GError **error)
{
	static const char *const deferrals[] = {"exact", "rfc", "none", NULL};
	static const char *const unloads[] = {"auto", "never", "require", NULL};

	return !options || (known("deferral", options->deferral, deferrals, error) &&
			    known("unload", options->unload, unloads, error));
}

/* Model and findings are two values of one tree and one driver. */
static gboolean same_tree(const struct model *model, const struct findings *findings, guint driver,
			  GError **error)
{
	const struct findings_tree *tree = findings->tree;
	const char *wrong = NULL;

	if (!model->tree || !tree || g_strcmp0(model->tree->version, tree->version) ||
	    g_strcmp0(model->tree->arch, tree->arch))
		wrong = "they are of different trees";
	else if (driver >= findings->drivers->len || driver >= model->drivers->len)
		wrong = "they do not have that driver";
	else if (g_strcmp0(((struct driver_findings *)findings->drivers->pdata[driver])->config,
			   ((struct driver *)model->drivers->pdata[driver])->config))
		wrong = "they are of different drivers";
	if (!wrong)
		return TRUE;
	g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
		    "model and findings do not belong together: %s; analyze again", wrong);
	return FALSE;
}

static struct plan_tree *copy_tree(const struct tree_info *from)
{
	struct plan_tree *tree = record_new(&plan_tree_type);

	tree->version = g_strdup(from->version);
	tree->arch = g_strdup(from->arch);
	tree->package = g_strdup(from->package);
	tree->commit = g_strdup(from->commit);
	tree->date = from->date;
	return tree;
}

static void refuse(struct plan *plan, const struct finding *finding, const char *reason)
{
	struct refusal *refusal = record_new(&plan_refusal_type);

	refusal->finding = g_strdup_printf("%s:%s", finding->rule, finding->subject);
	refusal->reason = g_strdup(reason);
	refusal->file = g_strdup(finding->file);
	refusal->line = finding->line;
	g_ptr_array_add(plan->refusals, refusal);
}

static void refuse_blockers(struct planner *planner)
{
	const GPtrArray *findings = planner->findings->findings;

	for (guint i = 0; i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];
		g_autofree char *reason = NULL;

		if (finding->severity != SEVERITY_BLOCKER)
			continue;
		reason = finding->fix ? g_strdup_printf("%s; %s", finding->message, finding->fix)
				      : g_strdup(finding->message);
		refuse(planner->plan, finding, reason);
	}
}

/* Whether the module can be unloaded at the end: the verdict of analyze and the user's word. */
static void decide_unload(struct planner *planner, const struct ms_plan_options *options)
{
	const struct finding *finding = planner_first(planner, "unload-verdict");
	const char *verdict = finding ? finding_argument(finding, "verdict") : NULL;
	const char *reason = finding ? finding_argument(finding, "reason") : NULL;
	gboolean permanent = !g_strcmp0(verdict, "permanent");
	const char *asked = options && options->unload ? options->unload : "auto";

	if (!reason || !*reason)
		reason = finding ? finding->message : NULL;
	if (!strcmp(asked, "never") && !permanent) {
		permanent = TRUE;
		reason = "that was asked for with --unload=never";
	} else if (!strcmp(asked, "require") && permanent) {
		g_autofree char *why =
			g_strdup_printf("--unload=require, but the module must be permanent: %s",
					reason ? reason : "");

		refuse(planner->plan, finding, why);
	}
	planner->removable = !permanent;
	planner->plan->unload = g_strdup(permanent ? "permanent" : "removable");
	planner->plan->unload_reason = g_strdup(reason);
}

/* The module is called by the composite that the series makes, if it makes one. */
static char *module_file(const struct planner *planner)
{
	guint i = 0;
	const struct finding *finding = planner_next(planner, "composite-or-rename", &i);
	const char *name = finding ? finding_argument(finding, "name") : NULL;

	if (!name)
		return g_strdup(planner->driver->module_file);
	return g_strdup_printf("%s/%s", planner->driver->folder, name);
}

static char *driver_name(const struct driver *driver)
{
	const struct source *head = model_head(driver);
	g_autofree char *base = g_path_get_basename(head                  ? head->file
						    : driver->module_file ? driver->module_file
									  : driver->config);
	char *dot = strrchr(base, '.');

	if (dot)
		*dot = '\0';
	return g_steal_pointer(&base);
}

static void remaining_risks(struct planner *planner)
{
	const GPtrArray *findings = planner->findings->findings;

	for (guint i = 0; i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];

		if (finding->severity == SEVERITY_RISK && finding->message) {
			g_autofree char *risk = words_sentence(finding->message);

			record_strings_add(planner->plan->risks, risk);
		}
	}
}

static void summarize(struct planner *planner)
{
	struct plan *plan = planner->plan;
	g_autofree char *module = g_path_get_basename(plan->module_file);

	plan->summary = g_strdup_printf(
		"%s can only be built into the kernel image, so every kernel that is made for many machines "
		"carries it on all of them. This series lets CONFIG_%s be =m, with a module called %s. "
		"With =y everything stays as it is.",
		planner->name, plan->config, module);
	remaining_risks(planner);
}

/* The parts of the series in the order in which they stand. */
static gboolean make_steps(struct planner *planner, GError **error)
{
	return plan_exports(planner, error) && plan_deferral(planner, error) &&
	       plan_config_tests(planner, error) && plan_links(planner, error) &&
	       plan_legacy(planner, error) && plan_loadable(planner, error) &&
	       plan_unload(planner, error);
}

static gboolean fill(struct planner *planner, const struct ms_plan_options *options, GError **error)
{
	struct plan *plan = planner->plan;

	plan->tree = copy_tree(planner->model->tree);
	plan->config = g_strdup(planner->driver->config);
	plan->verdict = g_strdup(verdict_names[planner->findings->verdict]);
	plan->deferral = g_strdup(planner->deferral);
	plan->module_file = module_file(planner);
	plan->module = plan->module_file ? g_path_get_basename(plan->module_file) : NULL;
	if (plan->module)
		g_strdelimit(plan->module, "-", '_');
	refuse_blockers(planner);
	decide_unload(planner, options);
	if (plan->refusals->len || planner->findings->verdict == VERDICT_READY)
		return TRUE;
	if (model_is_bare(planner->driver)) {
		plan->module = g_strdup(planner->driver->module);
		return plan_bare(planner, error);
	}
	if (!plan->module_file || !plan->config || !planner->driver->option) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "driver '%s' of the model has no option or no module; scan again",
			    planner->driver->query);
		return FALSE;
	}
	summarize(planner);
	return make_steps(planner, error);
}

ms_plan *ms_plan_driver(const ms_model *model, const ms_findings *findings, guint driver,
			const struct ms_plan_options *options, GError **error)
{
	g_autoptr(ms_plan) plan = NULL;
	g_autofree char *name = NULL;
	struct planner planner = {.model = model};

	if (!options_fit(options, error) || !same_tree(model, findings, driver, error))
		return NULL;
	plan = record_new(&plan_type);
	name = driver_name(model->drivers->pdata[driver]);
	planner.driver = model->drivers->pdata[driver];
	planner.findings = findings->drivers->pdata[driver];
	planner.deferral = options && options->deferral ? options->deferral : "exact";
	planner.name = name;
	planner.plan = plan;
	if (!fill(&planner, options, error)) {
		g_prefix_error(error, "while planning '%s': ", planner.findings->query);
		return NULL;
	}
	return g_steal_pointer(&plan);
}

ms_plan *ms_plan_load(const char *path, GError **error)
{
	return record_load(&plan_type, path, error);
}

gboolean ms_plan_save(const ms_plan *plan, const char *path, GError **error)
{
	return record_save(&plan_type, plan, path, error);
}

void ms_plan_free(ms_plan *plan)
{
	plan_free(plan);
}
