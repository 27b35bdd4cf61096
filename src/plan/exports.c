/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "plan/planner.h"

/* the columns of a commit message that a name and its users may take */
#define NAME_COLUMN 34
#define TABLE_WIDTH 72

/* Does the driver need the symbol today, or only the code that the unload step adds? */
static const struct symbol *needed_today(const struct planner *planner, const char *name)
{
	const struct symbol *symbol = model_driver_symbol(planner->driver, name);

	return symbol && symbol->needed ? symbol : NULL;
}

static gboolean wanted(const struct planner *planner, const struct finding *finding)
{
	return planner->removable || needed_today(planner, finding->subject);
}

static char *area_of(const struct finding *finding, GError **error)
{
	const char *area = finding_argument(finding, "area");
	const char *file = planner_file(finding, error);

	if (!file)
		return NULL;
	return area && *area ? g_strdup(area) : folder_of(file);
}

static gint by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The areas of all exports, sorted: one patch each. */
static GPtrArray *areas(const struct planner *planner, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	const struct finding *finding;

	for (guint i = 0; (finding = planner_open(planner, "symbol-exported", &i));) {
		g_autofree char *area = area_of(finding, error);

		if (!area)
			return NULL;
		if (wanted(planner, finding))
			record_strings_add(list, area);
	}
	g_ptr_array_sort(list, by_text);
	return g_steal_pointer(&list);
}

/* The modules of the plan that need the symbol, as modpost calls them: by their files. */
static char *modules_with(const struct planner *planner, const char *symbol)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

	for (guint p = 0; p < planner->all->len; p++) {
		const struct planner *other = planner->all->pdata[p];
		const struct finding *finding;

		for (guint i = 0; (finding = planner_next(other, "symbol-exported", &i));) {
			g_autofree char *name = g_path_get_basename(other->module_file);

			if (!strcmp(finding->subject, symbol))
				record_strings_add(names, name);
		}
	}
	record_strings_sort(names);
	g_ptr_array_add(names, NULL);
	return g_strjoinv(",", (char **)names->pdata);
}

char *export_namespace(const struct planner *planner, const struct finding *finding)
{
	const char *namespace = finding_argument(finding, "namespace");
	g_autofree char *modules = NULL;

	if (!planner->for_modules)
		return namespace && *namespace ? g_strdup(namespace) : NULL;
	/* to a modpost that knows nothing of it, this is a namespace like any other */
	if (planner->model->tree->module_prefix)
		return NULL;
	modules = modules_with(planner, finding->subject);
	return g_strconcat("module:", modules, NULL);
}

static gboolean add_edit(const struct planner *planner, struct step *step,
			 const struct finding *finding, GError **error)
{
	const char *form = planner_argument(finding, "form", error);
	const char *namespace = finding_argument(finding, "namespace");
	const char *end = ";";
	struct edit *edit;

	if (!form)
		return FALSE;
	edit = step_edit(step, EDIT_EXPORT_AFTER, finding->file, finding->subject);
	if (g_str_has_suffix(finding->file, ".S"))
		end = "";
	if (planner->for_modules) {
		g_autofree char *modules = modules_with(planner, finding->subject);

		edit->text = g_strdup_printf("%s(%s, \"%s\")%s\n", planner->for_modules,
					     finding->subject, modules, end);
	} else if (namespace && *namespace) {
		g_autofree char *written = code_namespace(planner, namespace);

		edit->text =
			g_strdup_printf("%s(%s, %s)%s\n", form, finding->subject, written, end);
	} else {
		edit->text = g_strdup_printf("%s(%s)%s\n", form, finding->subject, end);
	}
	return TRUE;
}

/* Who uses it, in words: functions of the driver, the header's inline that names it, or remove. */
static char *users(const struct planner *planner, const char *name)
{
	const struct symbol *symbol = needed_today(planner, name);
	g_autofree char *at = NULL;

	if (!symbol)
		return g_strdup("the exit path, to be added");
	if (!symbol->used_at->len && symbol->through->len)
		return g_strdup_printf("through %s", (char *)symbol->through->pdata[0]);
	at = words_users(planner->driver, symbol->used_at, 2);
	return *at ? g_steal_pointer(&at) : g_strdup("used by the driver");
}

static void add_row(const struct planner *planner, GString *table, const struct finding *finding)
{
	const struct symbol *symbol = model_driver_symbol(planner->driver, finding->subject);
	gboolean call = !symbol || !g_strcmp0(symbol->kind, "function");
	g_autofree char *name = g_strconcat(finding->subject, call ? "()" : "", NULL);
	g_autofree char *who = users(planner, finding->subject);

	if (table->len)
		g_string_append_c(table, '\n');
	if (2 + MAX(strlen(name), NAME_COLUMN - 2) + strlen(who) > TABLE_WIDTH)
		g_string_append_printf(table, "  %s\n      %s", name, who);
	else
		g_string_append_printf(table, "  %-*s%s", NAME_COLUMN - 2, name, who);
}

static void say(struct planner *planner, struct step *step, const char *table)
{
	guint n = step->edits->len;

	step_say(step,
		 "%s can only be part of the kernel image: built as a module it does not link, because "
		 "the image does not export everything that it needs. Missing from %s, with the place "
		 "in the driver that needs %s:",
		 planner->name, step->area, n == 1 ? "it" : "them");
	step_say(step, "%s", table);
	step_say(step,
		 "Export %s, right behind the definition and %s, so that the driver can become a "
		 "module. There is no functional change.",
		 n == 1 ? "it" : "them",
		 planner->for_modules ? "to no module but those that are named there"
				      : "in the form that the neighbours have");
	step_sign(step);
}

static gboolean export_area(struct planner *planner, const char *area, GError **error)
{
	g_autofree char *slug = slug_of(area);
	g_autofree char *title = g_strdup_printf("Export symbols for a modular %s", planner->name);
	struct step *step =
		planner_step(planner, STEP_EXPORT, g_strconcat("export-", slug, NULL), area, title);
	g_autoptr(GString) table = g_string_new(NULL);
	const struct finding *finding;

	for (guint i = 0; (finding = planner_open(planner, "symbol-exported", &i));) {
		g_autofree char *its = area_of(finding, error);

		if (!its)
			return FALSE;
		if (strcmp(its, area) || !wanted(planner, finding))
			continue;
		step_answers(step, finding);
		if (!add_edit(planner, step, finding, error))
			return FALSE;
		add_row(planner, table, finding);
	}
	if (step->edits->len == 1) {
		const struct edit *edit = step->edits->pdata[0];

		g_free(step->title);
		step->title =
			g_strdup_printf("Export %s for a modular %s", edit->symbol, planner->name);
	}
	say(planner, step, table->str);
	return TRUE;
}

gboolean plan_exports(struct planner *planner, GError **error)
{
	g_autoptr(GPtrArray) list = areas(planner, error);

	for (guint i = 0; list && i < list->len; i++)
		if (!export_area(planner, list->pdata[i], error))
			return FALSE;
	return list != NULL;
}
