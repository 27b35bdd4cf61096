/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "plan/planner.h"

/* The option that the built-in-only part goes behind; y by default, so =y behaves as before. */
static char *option_block(const struct planner *planner, const struct finding *finding,
			  const char *option, const char *condition)
{
	const char *prompt = finding_argument(finding, "prompt");

	if (!prompt || !*prompt)
		return g_strdup_printf("config %s\n\tdef_bool y\n\tdepends on %s\n", option,
				       condition);
	return g_strdup_printf(
		"config %s\n\tbool \"%s\"\n\tdepends on %s\n\tdefault y\n\thelp\n"
		"\t  A part of the %s driver that runs at a fixed point of the\n"
		"\t  boot, after the built-in drivers have had their turn. That point\n"
		"\t  does not exist for a module, so this part is only there while\n"
		"\t  the driver is built in.\n"
		"\n\t  If unsure, say Y.\n",
		option, prompt, condition, planner->name);
}

/* The init call of a function as a name for edits: "device_initcall_sync(f)", or NULL. */
static char *init_call(const struct planner *planner, const char *function)
{
	for (guint i = 0; i < planner->driver->macros->len; i++) {
		const struct macro_use *use = planner->driver->macros->pdata[i];

		if (strstr(use->name, "initcall") && use->args->len == 1 &&
		    !g_strcmp0(use->args->pdata[0], function))
			return g_strdup_printf("%s(%s)", use->name, function);
	}
	return NULL;
}

static void wrap(struct step *step, const char *file, const char *first, const char *last,
		 const char *option)
{
	struct edit *edit = step_edit(step, EDIT_WRAP_IF, file, first);

	edit->to = g_strdup(last);
	edit->text = g_strdup_printf("#ifdef CONFIG_%s", option);
}

static void wrap_helpers(struct step *step, const struct planner *planner,
			 const struct finding *finding, const char *option)
{
	const char *functions = finding_argument(finding, "functions");
	g_auto(GStrv) names = g_strsplit(functions ? functions : "", ",", -1);

	for (guint i = 0; names[i]; i++) {
		const char *name = g_strstrip(names[i]);
		const struct function *function = model_function(planner->driver, name);

		if (*name && strcmp(name, finding->subject))
			wrap(step, function ? function->file : finding->file, name, NULL, option);
	}
}

static gboolean move_part(struct planner *planner, const struct finding *finding, GError **error)
{
	const char *file = planner_file(finding, error);
	const char *option = file ? planner_argument(finding, "option", error) : NULL;
	const char *condition = option ? planner_argument(finding, "condition", error) : NULL;
	g_autofree char *folder = NULL, *call = NULL, *title = NULL;
	struct step *step;
	struct edit *edit;

	if (!condition)
		return FALSE;
	folder = folder_of(file);
	call = init_call(planner, finding->subject);
	title = g_strdup_printf("Put %s() behind an option", finding->subject);
	step = planner_step(planner, STEP_LEGACY, g_strconcat("legacy-", finding->subject, NULL),
			    folder, title);
	g_strcanon(step->id, "abcdefghijklmnopqrstuvwxyz0123456789", '-');
	step_answers(step, finding);
	edit = step_edit(step, EDIT_KCONFIG_ADD, planner->driver->option->file,
			 planner->driver->config);
	edit->text = option_block(planner, finding, option, condition);
	wrap_helpers(step, planner, finding, option);
	wrap(step, file, finding->subject, call, option);
	record_strings_add(planner->plan->changed_options, option);
	step_say(step,
		 "%s has a second init call, %s. A module has one init function, so with two of them the "
		 "driver does not even compile as a module; and what hangs on the order of initcalls has "
		 "no meaning once the driver is loaded at any time.",
		 planner->name, call ? call : finding->subject);
	step_say(step,
		 "Move this part behind an option of its own, %s, that depends on %s and is y by default. "
		 "A kernel with the driver built in behaves as before; a module will be without it.",
		 option, condition);
	step_sign(step);
	return TRUE;
}

gboolean plan_legacy(struct planner *planner, GError **error)
{
	const struct finding *finding;

	for (guint i = 0; (finding = planner_next(planner, "legacy-part", &i));)
		if (!move_part(planner, finding, error))
			return FALSE;
	return TRUE;
}
