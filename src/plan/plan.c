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
	static const char *const forms[] = {"neighbours", "for-modules", NULL};

	return !options || (known("deferral", options->deferral, deferrals, error) &&
			    known("unload", options->unload, unloads, error) &&
			    known("export form", options->export_form, forms, error));
}

/* The macro, if exports are to be to named modules alone. A tree may not have any. */
static gboolean choose_export_form(struct planner *planner, const struct ms_plan_options *options,
				   GError **error)
{
	const struct tree_info *tree = planner->model->tree;

	if (!options || g_strcmp0(options->export_form, "for-modules"))
		return TRUE;
	planner->for_modules = tree->for_modules;
	if (!planner->for_modules)
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE,
			    "--export-form=for-modules: Linux %s has no macro that exports to named "
			    "modules alone; ask for 'neighbours'",
			    tree->version);
	return planner->for_modules != NULL;
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
	gboolean permanent = finding && !g_strcmp0(verdict, "permanent");
	const char *asked = options && options->unload ? options->unload : "auto";

	if (!reason || !*reason)
		reason = finding ? finding->message : NULL;
	if (!strcmp(asked, "never") && !permanent) {
		permanent = TRUE;
		reason = "that was asked for with --unload=never";
	} else if (!strcmp(asked, "require") && permanent && !planner->driver->follows) {
		g_autofree char *why =
			g_strdup_printf("--unload=require, but the module must be permanent: %s",
					reason ? reason : "");

		refuse(planner->plan, finding, why);
	}
	planner->removable = !permanent;
	planner->unload_reason = reason;
}

/* The module is called by the composite that the series makes, if it makes one. */
static char *module_file(const struct planner *planner)
{
	guint i = 0;
	const struct finding *finding = planner_next(planner, "composite", &i);
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

/* the modules that the option makes, in words */
static char *modules_of(const GPtrArray *planners)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

	for (guint i = planners->len; i-- > 0;) {
		const struct planner *planner = planners->pdata[i];

		g_ptr_array_add(names, g_path_get_basename(planner->module_file));
	}
	return words_list(names);
}

/* `planners`: of the drivers of the option, the one asked for last */
static void summarize(const GPtrArray *planners)
{
	struct planner *planner = planners->pdata[planners->len - 1];
	struct plan *plan = planner->plan;
	g_autofree char *modules = modules_of(planners);

	plan->summary = g_strdup_printf(
		"%s can only be built into the kernel image, so every kernel that is made for many machines "
		"carries it on all of them. This series lets CONFIG_%s be =m, with %s called %s. "
		"With =y everything stays as it is.",
		planner->name, plan->config, planners->len > 1 ? "modules" : "a module", modules);
}

static void note_answers(struct planner *planner, guint first)
{
	const GPtrArray *steps = planner->plan->steps;

	for (guint i = first; i < steps->len; i++) {
		const struct step *step = steps->pdata[i];

		for (guint k = 0; k < step->findings->len; k++)
			if (!g_hash_table_contains(planner->answered, step->findings->pdata[k]))
				g_hash_table_insert(planner->answered,
						    g_strdup(step->findings->pdata[k]), planner);
	}
}

/* The parts of the series in the order in which they stand, in each the driver asked for last. */
static gboolean make_steps(const GPtrArray *planners, GError **error)
{
	static gboolean (*const parts[])(struct planner * planner, GError * *error) = {
		plan_exports, plan_deferral, plan_config_tests, plan_links,
		plan_selects, plan_legacy,   plan_loadable,     plan_unload,
	};

	for (gsize part = 0; part < G_N_ELEMENTS(parts); part++)
		for (guint i = 0; i < planners->len; i++) {
			struct planner *planner = planners->pdata[i];
			guint first = planner->plan->steps->len;

			if (!parts[part](planner, error)) {
				g_prefix_error(error,
					       "while planning '%s': ", planner->findings->query);
				return FALSE;
			}
			note_answers(planner, first);
		}
	return TRUE;
}

static void planner_free(gpointer data)
{
	struct planner *planner = data;

	g_free(planner->name);
	g_free(planner->module_file);
	g_free(planner);
}

static struct planner *planner_new(const struct planner *like, guint driver,
				   const struct findings *findings)
{
	struct planner *planner = g_memdup2(like, sizeof(*like));

	planner->driver = planner->model->drivers->pdata[driver];
	planner->findings = findings->drivers->pdata[driver];
	planner->name = driver_name(planner->driver);
	planner->module_file = module_file(planner);
	return planner;
}

static void add_planner(GPtrArray *planners, struct planner *planner)
{
	for (guint i = 0; i < planners->len; i++) {
		const struct planner *later = planners->pdata[i];

		planner->prepares |= !strcmp(later->driver->config, planner->driver->config);
	}
	g_ptr_array_insert(planners, 0, planner);
}

/* The other drivers of the option, which are modules as soon as this one is. */
static void add_siblings(GPtrArray *planners, const struct planner *main,
			 const struct findings *findings)
{
	const GPtrArray *drivers = main->model->drivers;

	for (guint i = 0; main->driver->config && i < drivers->len; i++) {
		const struct driver *driver = drivers->pdata[i];

		if (driver != main->driver && driver->module_file &&
		    !g_strcmp0(driver->config, main->driver->config))
			add_planner(planners, planner_new(main, i, findings));
	}
}

/* Those that can be modules; the others stay in the image, as analyze has said. */
static void add_helpers(GPtrArray *planners, const struct planner *main,
			const struct findings *findings)
{
	for (guint i = 0; i < main->model->drivers->len; i++) {
		const struct driver *driver = main->model->drivers->pdata[i];
		const struct driver_findings *its = findings->drivers->pdata[i];

		if (driver->option && main->driver->config &&
		    !g_strcmp0(driver->follows, main->driver->config) &&
		    its->verdict == VERDICT_CONVERTIBLE)
			add_planner(planners, planner_new(main, i, findings));
	}
}

/* What is known of the driver asked for: the plan's head. */
static void fill_head(const struct planner *planner)
{
	struct plan *plan = planner->plan;

	plan->tree = copy_tree(planner->model->tree);
	plan->config = g_strdup(planner->driver->config);
	plan->verdict = g_strdup(verdict_names[planner->findings->verdict]);
	plan->deferral = g_strdup(planner->deferral);
	plan->module_file = g_strdup(planner->module_file);
	plan->module = plan->module_file ? g_path_get_basename(plan->module_file) : NULL;
	if (plan->module)
		g_strdelimit(plan->module, "-", '_');
	plan->unload = g_strdup(planner->removable ? "removable" : "permanent");
	plan->unload_reason = g_strdup(planner->unload_reason);
}

/* `planners`: of the drivers of the option; helpers are added */
static gboolean fill_steps(GPtrArray *planners, const struct ms_plan_options *options,
			   const struct findings *findings, GError **error)
{
	struct planner *planner = planners->pdata[planners->len - 1];
	struct plan *plan = planner->plan;
	guint drivers = planners->len;

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
	summarize(planners);
	add_helpers(planners, planner, findings);
	for (guint i = 0; i < planners->len - drivers; i++)
		decide_unload(planners->pdata[i], options);
	for (guint i = planners->len; i-- > 0;)
		remaining_risks(planners->pdata[i]);
	return make_steps(planners, error);
}

ms_plan *ms_plan_driver(const ms_model *model, const ms_findings *findings, guint driver,
			const struct ms_plan_options *options, GError **error)
{
	g_autoptr(ms_plan) plan = NULL;
	g_autoptr(GPtrArray) planners = g_ptr_array_new_with_free_func(planner_free);
	g_autoptr(GHashTable) answered =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct planner common = {.model = model, .answered = answered, .all = planners};
	struct planner *main;

	if (!options_fit(options, error) || !same_tree(model, findings, driver, error) ||
	    !choose_export_form(&common, options, error))
		return NULL;
	plan = record_new(&plan_type);
	common.deferral = options && options->deferral ? options->deferral : "exact";
	common.plan = plan;
	main = planner_new(&common, driver, findings);
	g_ptr_array_add(planners, main);
	add_siblings(planners, main, findings);
	for (guint i = planners->len; i-- > 0;) {
		refuse_blockers(planners->pdata[i]);
		decide_unload(planners->pdata[i], options);
	}
	fill_head(main);
	if (!plan->refusals->len && main->findings->verdict != VERDICT_READY &&
	    !fill_steps(planners, options, findings, error))
		return NULL;
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
