/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "plan/planner.h"

/* What the exit function waits for, as statements, before and after it unregisters the driver. */
struct barriers {
	char *before;
	char *after;
};

static struct barriers barriers_of(struct planner *planner, struct step *step)
{
	GString *before = g_string_new(NULL), *after = g_string_new(NULL);
	const struct source *head = model_head(planner->driver);
	const struct finding *finding;

	for (guint i = 0; (finding = planner_next(planner, "exit-barrier", &i));) {
		const char *use = finding_argument(finding, "use");
		const char *header = finding_argument(finding, "header");
		gboolean last = !g_strcmp0(finding_argument(finding, "order"), "after");
		const char *call = use && *use ? use : finding->subject;

		g_string_append_printf(last ? after : before, "%s%s\n", call,
				       strchr(call, '(') ? ";" : "();");
		if (header && *header)
			step_edit(step, EDIT_ADD_INCLUDE, head->file, header);
		step_answers(step, finding);
	}
	return (struct barriers){g_string_free(before, FALSE), g_string_free(after, FALSE)};
}

/* The last of the functions of `file` that remove calls, so that it can stand behind them all. */
static const char *last_callee(const struct planner *planner, const struct finding *finding,
			       const char *text, const char *file)
{
	const char *probe = finding_argument(finding, "probe");
	const struct function *last = probe ? model_function(planner->driver, probe) : NULL;

	for (guint i = 0; i < planner->driver->functions->len; i++) {
		const struct function *function = planner->driver->functions->pdata[i];

		if (!g_strcmp0(function->file, file) && words_with(text, function->name) &&
		    (!last || function->line > last->line))
			last = function;
	}
	return last && !g_strcmp0(last->file, file) ? last->name : NULL;
}

/* drivers with the same probe get the same remove */
static gboolean is_repeated(const struct planner *planner, const struct finding *finding)
{
	const char *name = finding_argument(finding, "name");
	const struct finding *other;
	guint i = 0;

	while ((other = planner_next(planner, finding->check, &i)) && other != finding)
		if (!g_strcmp0(finding_argument(other, "name"), name))
			return TRUE;
	return FALSE;
}

static gboolean add_remove(struct planner *planner, struct step *step, GError **error)
{
	const struct finding *finding;

	for (guint i = 0; (finding = planner_next(planner, "remove", &i));) {
		const char *file = planner_file(finding, error);
		g_autofree char *code = file ? code_remove(planner, finding, error) : NULL;
		const char *member = finding_argument(finding, "member");
		const char *driver = finding_argument(finding, "driver");
		const char *behind;
		struct edit *edit;

		if (!code)
			return FALSE;
		if (!driver)
			driver = finding->subject;
		if (!is_repeated(planner, finding)) {
			behind = last_callee(planner, finding, code, file);
			edit = step_edit(step, behind ? EDIT_INSERT_AFTER : EDIT_INSERT_BEFORE,
					 file, behind ? behind : driver);
			edit->text = behind ? g_strconcat("\n", code, NULL)
					    : g_strconcat(code, "\n", NULL);
		}
		edit = step_edit(step, EDIT_SET_FIELD, file, driver);
		edit->from = g_strdup(member && *member ? member : "remove");
		edit->text = g_strdup(finding_argument(finding, "name"));
		step_answers(step, finding);
	}
	return TRUE;
}

static gboolean add_owner(struct planner *planner, struct step *step, GError **error)
{
	const struct finding *finding;

	for (guint i = 0; (finding = planner_next(planner, "owner", &i));) {
		const char *file = planner_file(finding, error);
		const char *field = finding_argument(finding, "field");
		const char *value = finding_argument(finding, "value");
		struct edit *edit;

		if (!file)
			return FALSE;
		edit = step_edit(step, EDIT_SET_FIELD, file, finding->subject);
		edit->from = g_strdup(field && *field ? field : "owner");
		edit->text = g_strdup(value && *value ? value : "THIS_MODULE");
		step_answers(step, finding);
	}
	return TRUE;
}

/* module_driver() with an unregister function of the driver's own that also keeps the barriers. */
static void own_unregister(struct step *step, const struct finding *finding, const char *driver,
			   const struct barriers *barriers)
{
	const char *bus = finding_argument(finding, "bus");
	const char *reg = finding_argument(finding, "register");
	const char *unreg = finding_argument(finding, "unregister");
	const char *word = bus && *bus ? bus : "platform";
	g_autofree char *default_reg = g_strdup_printf("%s_driver_register", word);
	g_autofree char *default_unreg = g_strdup_printf("%s_driver_unregister", word);
	g_autofree char *name = g_strdup_printf("%s_unregister", driver);
	g_autofree char *before = code_body(barriers->before);
	g_autofree char *after = code_body(barriers->after);
	const char *args[] = {driver, reg && *reg ? reg : default_reg, name, NULL};
	g_autofree char *call = code_call("module_driver", args);
	struct edit *edit = step_edit(step, EDIT_REPLACE_MACRO, finding->file,
				      finding_argument(finding, "macro"));

	edit->from = g_strdup(driver);
	edit->text = g_strdup_printf(
		"\nstatic void %s(struct %s_driver *drv)\n{\n%s\t%s(drv);\n%s}\n\n%s", name, word,
		before, unreg && *unreg ? unreg : default_unreg, after, call);
}

static gboolean change_macro(struct planner *planner, struct step *step,
			     const struct barriers *barriers, GError **error)
{
	const struct finding *finding;

	for (guint i = 0; (finding = planner_next(planner, "builtin-macro", &i));) {
		const char *file = planner_file(finding, error);
		const char *macro = file ? planner_argument(finding, "macro", error) : NULL;
		const char *driver = finding_argument(finding, "driver");
		struct edit *edit;

		if (!macro)
			return FALSE;
		if (!driver)
			driver = finding->subject;
		step_answers(step, finding);
		if (merge_planned(planner))
			continue;
		if (*barriers->before || *barriers->after || !g_str_has_prefix(macro, "builtin_") ||
		    !strcmp(macro, "builtin_driver")) {
			own_unregister(step, finding, driver, barriers);
			continue;
		}
		edit = step_edit(step, EDIT_REPLACE_MACRO, file, macro);
		edit->from = g_strdup(driver);
		edit->text =
			g_strdup_printf("module_%s(%s);\n", macro + strlen("builtin_"), driver);
	}
	return TRUE;
}

/* The macro call behind which the exit goes, as it stands once the driver step is done. */
static char *init_macro(const struct planner *planner, const char *function)
{
	const struct finding *level;

	for (guint i = 0; (level = planner_next(planner, "initcall-level", &i));) {
		const char *to = finding_argument(level, "to");

		if (!g_strcmp0(level->subject, function))
			return g_strdup_printf("%s(%s)", to && *to ? to : "module_init", function);
	}
	for (guint i = 0; i < planner->driver->macros->len; i++) {
		const struct macro_use *use = planner->driver->macros->pdata[i];

		if (use->args->len == 1 && !g_strcmp0(use->args->pdata[0], function) &&
		    (g_str_has_suffix(use->name, "_init") || strstr(use->name, "initcall")))
			return g_strdup_printf("%s(%s)", use->name, function);
	}
	return NULL;
}

static gboolean add_main_exit(struct step *step, const struct finding *finding, const char *macro,
			      const struct barriers *barriers, GError **error)
{
	const char *name = planner_argument(finding, "name", error);
	const char *undo = finding_argument(finding, "undo");
	g_autofree char *before = code_body(barriers->before);
	g_autofree char *after = code_body(barriers->after);
	g_autofree char *body = NULL;
	struct edit *edit;

	if (!name)
		return FALSE;
	body = code_body(undo ? undo : "");
	edit = step_edit(step, EDIT_INSERT_AFTER, finding->file, macro);
	edit->text =
		g_strdup_printf("\nstatic void __exit %s(void)\n{\n%s%s%s}\nmodule_exit(%s);\n",
				name, before, body, after, name);
	return TRUE;
}

/* The exit of a helper in a source of its own, beside its init, and its prototype. */
static gboolean add_helper_exit(struct step *step, const struct finding *finding, GError **error)
{
	const char *name = planner_argument(finding, "name", error);
	const char *undo = finding_argument(finding, "undo");
	const char *header = finding_argument(finding, "header");
	const char *declaration = finding_argument(finding, "declaration");
	gboolean hidden = !g_strcmp0(finding_argument(finding, "static"), "y");
	gboolean shared = !hidden && header && *header;
	g_autofree char *body = NULL;
	struct edit *edit;

	if (!name)
		return FALSE;
	body = code_body(undo ? undo : "");
	edit = step_edit(step, EDIT_INSERT_AFTER, finding->file, finding->subject);
	edit->text = g_strdup_printf("\n%svoid __exit %s(void)\n{\n%s}\n", shared ? "" : "static ",
				     name, body);
	if (shared) {
		g_autofree char *file = g_strndup(header, strcspn(header, ":"));

		edit = step_edit(step, EDIT_INSERT_AFTER, file, finding->subject);
		edit->text =
			declaration && *declaration
				? g_strdup_printf("%s%s\n", declaration,
						  g_str_has_suffix(declaration, ";") ? "" : ";")
				: g_strdup_printf("void __exit %s(void);\n", name);
	}
	return TRUE;
}

static gboolean add_exits(struct planner *planner, struct step *step,
			  const struct barriers *barriers, GError **error)
{
	const struct finding *finding;

	for (guint i = 0; (finding = planner_next(planner, "exit", &i));) {
		g_autofree char *macro = init_macro(planner, finding->subject);

		if (!planner_file(finding, error))
			return FALSE;
		if (macro ? !add_main_exit(step, finding, macro, barriers, error)
			  : !add_helper_exit(step, finding, error))
			return FALSE;
		step_answers(step, finding);
	}
	return TRUE;
}

/* Why the exit waits, and why at that place in it. */
static void say_barriers(struct planner *planner, struct step *step)
{
	const struct finding *finding;

	for (guint i = 0; (finding = planner_next(planner, "exit-barrier", &i));) {
		const char *call = finding_argument(finding, "call");

		step_say(
			step,
			"The driver calls %s(), which ends in a callback of the module at some later time. "
			"%s() waits for it, so that the code is not gone when the callback runs.%s",
			call ? call : "a deferred function", finding->subject,
			g_strcmp0(finding_argument(finding, "order"), "after")
				? ""
				: " It waits only for what was begun before, and a device may begin more "
				  "until it is removed; so it stands behind the call that unregisters the "
				  "driver and thereby removes the last device.");
	}
}

/* Whether sysfs can unbind the driver: what the findings saw in the driver, nothing assumed. */
static void say_unbinding(struct planner *planner, struct step *step)
{
	const struct finding *bind = planner_first(planner, "bind-attrs");
	const char *value = bind ? finding_argument(bind, "value") : NULL;

	if (value && strcmp(value, "false"))
		step_say(step,
			 "suppress_bind_attrs stays set: sysfs cannot unbind the driver from a device "
			 "that is in use, for no reference guards that way.");
	else if (bind)
		step_say(step,
			 "%s does not set suppress_bind_attrs, and this does not change: sysfs can unbind "
			 "the driver from a device that is in use, which no reference prevents. Unbinding "
			 "now calls the remove function.",
			 bind->subject);
}

static void say(struct planner *planner, struct step *step)
{
	const struct finding *finding;
	gboolean owner = FALSE;

	step_say(step,
		 "%s can be built as a module, which stays loaded once it is. Add what it takes to "
		 "remove it again.",
		 planner->name);
	if (merge_planned(planner))
		step_say(step, "The exit unregisters the drivers in reverse order.");
	for (guint i = 0; (finding = planner_next(planner, "remove", &i));) {
		if (is_repeated(planner, finding))
			continue;
		step_say(step,
			 "%s() undoes in reverse order what %s() has set up and what is not managed by the "
			 "device.",
			 finding_argument(finding, "name"),
			 finding_argument(finding, "probe") ? finding_argument(finding, "probe")
							    : "probe");
	}
	for (guint i = 0; (finding = planner_next(planner, "exit", &i));)
		step_say(step, "%s() undoes %s().", finding_argument(finding, "name"),
			 finding->subject);
	say_barriers(planner, step);
	for (guint i = 0; (finding = planner_next(planner, "owner", &i)); owner = TRUE)
		step_say(step,
			 "%s gets an owner: as long as a device uses it, the core holds a reference, and "
			 "the module cannot be unloaded.",
			 finding->subject);
	if (owner || planner_first(planner, "remove"))
		say_unbinding(planner, step);
	step_sign(step);
}

gboolean plan_unload(struct planner *planner, GError **error)
{
	g_autofree char *title = planner->driver->follows || planner->prepares
					 ? g_strdup_printf("Allow %s to be unloaded", planner->name)
					 : g_strdup("Allow the module to be unloaded");
	struct step *step;
	struct barriers barriers;
	gboolean ok;

	if (!planner->removable)
		return TRUE;
	step = planner_step(planner, STEP_UNLOAD, g_strdup("unload"), planner->driver->folder,
			    title);
	barriers = barriers_of(planner, step);
	plan_merge_exit(planner, step, barriers.before, barriers.after);
	ok = add_owner(planner, step, error) && add_remove(planner, step, error) &&
	     change_macro(planner, step, &barriers, error) &&
	     add_exits(planner, step, &barriers, error);
	g_free(barriers.before);
	g_free(barriers.after);
	if (!ok)
		return FALSE;
	if (step->edits->len) {
		say(planner, step);
	} else {
		/* nothing is missing: the driver had all of it */
		g_ptr_array_set_size(planner->plan->steps, (gint)planner->plan->steps->len - 1);
		record_free(&plan_step_type, step);
	}
	return TRUE;
}
