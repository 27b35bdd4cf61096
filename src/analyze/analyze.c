/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/analyze.h>

#include "analyze/rules.h"

/* what became of a check, for one driver */
enum state { STATE_WAITING, STATE_DONE, STATE_BLOCKED };

struct run {
	struct context context;
	const struct rules *rules;
	GHashTable *states; /* check name -> enum state */
};

static gboolean prerequisites_hold(struct run *run, const struct check *check);

static void run_check(struct run *run, const struct check *check)
{
	struct context *context = &run->context;
	enum state state = STATE_DONE;
	guint before;

	if (g_hash_table_contains(run->states, check->name))
		return;
	/* entered first, so that a circle among prerequisites ends */
	g_hash_table_insert(run->states, (gpointer)check->name, GINT_TO_POINTER(STATE_DONE));
	if (!prerequisites_hold(run, check))
		return;
	before = context->out->findings->len;
	for (guint i = 0; i < run->rules->list->len; i++) {
		context->rule = run->rules->list->pdata[i];
		if (context->rule->check == check)
			check->run(context);
	}
	for (guint i = before; i < context->out->findings->len; i++) {
		const struct finding *finding = context->out->findings->pdata[i];

		if (finding->severity == SEVERITY_BLOCKER)
			state = STATE_BLOCKED;
	}
	g_hash_table_insert(run->states, (gpointer)check->name, GINT_TO_POINTER(state));
}

static gboolean prerequisites_hold(struct run *run, const struct check *check)
{
	gboolean hold = TRUE;

	for (guint i = 0; check->prerequisites && check->prerequisites[i]; i++) {
		const struct check *first = check_find(check->prerequisites[i]);

		run_check(run, first);
		if (GPOINTER_TO_INT(g_hash_table_lookup(run->states, first->name)) == STATE_BLOCKED)
			hold = FALSE;
	}
	return hold;
}

static int by_place(const char *file_a, gint64 line_a, const char *file_b, gint64 line_b)
{
	int order = g_strcmp0(file_a, file_b);

	return order ? order : (line_a > line_b) - (line_a < line_b);
}

static int compare_findings(gconstpointer a, gconstpointer b)
{
	const struct finding *left = *(struct finding *const *)a;
	const struct finding *right = *(struct finding *const *)b;
	int order = left->severity - right->severity;

	if (!order)
		order = strcmp(left->rule, right->rule);
	if (!order)
		order = by_place(left->file, left->line, right->file, right->line);
	return order ? order : strcmp(left->subject, right->subject);
}

static int compare_exports(gconstpointer a, gconstpointer b)
{
	const struct needed_export *left = *(struct needed_export *const *)a;
	const struct needed_export *right = *(struct needed_export *const *)b;
	int order = by_place(left->file, left->line, right->file, right->line);

	return order ? order : strcmp(left->symbol, right->symbol);
}

static enum verdict verdict_of(const GPtrArray *findings)
{
	enum verdict verdict = VERDICT_READY;

	for (guint i = 0; i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];

		if (finding->severity == SEVERITY_BLOCKER)
			return VERDICT_BLOCKED;
		if (finding->severity == SEVERITY_CHANGE)
			verdict = VERDICT_CONVERTIBLE;
	}
	return verdict;
}

static gboolean is_tristate(const struct driver *driver)
{
	return driver->option && driver->option->type &&
	       g_str_has_suffix(driver->option->type, "tristate");
}

/* those of a driver's followers; they come before it */
static GPtrArray *helpers_of(const struct driver *driver, const GPtrArray *done)
{
	GPtrArray *helpers = g_ptr_array_new();

	for (guint i = 0; i < done->len; i++) {
		struct driver_findings *helper = done->pdata[i];

		if (helper && driver->config && !g_strcmp0(helper->follows, driver->config))
			g_ptr_array_add(helpers, helper);
	}
	return helpers;
}

static struct driver_findings *analyze_driver(const struct model *model,
					      const struct driver *driver,
					      const struct rules *rules, const GPtrArray *done)
{
	g_autoptr(GPtrArray) helpers = helpers_of(driver, done);
	struct driver_findings *out = record_new(&findings_driver_type);
	struct run run = {
		.context = {.model = model,
			    .driver = driver,
			    .out = out,
			    .tristate = is_tristate(driver),
			    .helpers = helpers},
		.rules = rules,
		.states = g_hash_table_new(g_str_hash, g_str_equal),
	};

	out->query = g_strdup(driver->query);
	out->config = g_strdup(driver->config);
	out->follows = g_strdup(driver->follows);
	out->module = g_strdup(driver->module);
	for (guint i = 0; i < driver->sources->len; i++)
		record_strings_add(out->sources,
				   ((const struct source *)driver->sources->pdata[i])->file);
	for (guint i = 0; i < driver->notes->len; i++)
		record_strings_add(out->notes, driver->notes->pdata[i]);
	for (const struct check *check = checks; check->name; check++)
		run_check(&run, check);
	g_hash_table_unref(run.states);
	g_ptr_array_sort(out->findings, compare_findings);
	g_ptr_array_sort(out->exports, compare_exports);
	out->verdict = (int)verdict_of(out->findings);
	return out;
}

ms_findings *ms_analyze(const ms_model *model, const ms_rules *rules, GError **error)
{
	struct findings *findings;

	if (!model->tree) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "the model does not say which tree it is of; make it again with scan");
		return NULL;
	}
	findings = record_new(&findings_type);
	findings->tree = record_new(&findings_tree_type);
	findings->tree->version = g_strdup(model->tree->version);
	findings->tree->arch = g_strdup(model->tree->arch);
	findings->tree->searched = g_strdup(model->tree->searched);
	g_ptr_array_set_size(findings->drivers, (gint)model->drivers->len);
	/* what a driver's helpers can become is asked of before the driver */
	for (guint pass = 0; pass < 2; pass++)
		for (guint i = 0; i < model->drivers->len; i++) {
			const struct driver *driver = model->drivers->pdata[i];

			if ((driver->follows != NULL) == (pass == 0))
				findings->drivers->pdata[i] =
					analyze_driver(model, driver, rules, findings->drivers);
		}
	return findings;
}

ms_findings *ms_findings_load(const char *path, GError **error)
{
	return record_load(&findings_type, path, error);
}

gboolean ms_findings_save(const ms_findings *findings, const char *path, GError **error)
{
	return record_save(&findings_type, findings, path, error);
}

void ms_findings_free(ms_findings *findings)
{
	findings_free(findings);
}
