/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "plan/planner.h"

/* What the suppliers are called: the finding's word, else the folder's name ("iommu" -> "IOMMU"). */
static char *kind_of(const struct finding *finding)
{
	const char *kind = finding_argument(finding, "supplier");
	g_autofree char *folder = folder_of(finding->file);
	g_autofree char *name = g_path_get_basename(folder);

	if (kind && *kind)
		return g_strdup(kind);
	return strlen(name) <= 5 ? g_ascii_strup(name, -1) : g_steal_pointer(&name);
}

/*
 * "X=m" of a driver that was asked about and is still bool: Kconfig warns of such a comparison, so
 * the driver selects the symbol instead, in the patch that makes its option a tristate.
 */
static gboolean is_bool_yet(const struct planner *planner, const char *condition)
{
	for (guint i = 0; i < planner->model->drivers->len; i++) {
		const struct driver *driver = planner->model->drivers->pdata[i];
		g_autofree char *own = g_strdup_printf("%s=m", driver->config);

		if (!strcmp(own, condition) && driver->option && driver->option->type &&
		    g_str_has_suffix(driver->option->type, "bool"))
			return TRUE;
	}
	return FALSE;
}

/* The hidden symbol: y while some driver of the kind is =m; one line for each, easily extended. */
static char *symbol_block(const struct planner *planner, const char *option, const char *kind,
			  const char *condition)
{
	g_auto(GStrv) drivers = g_strsplit(condition, "||", -1);
	GString *block = g_string_new(NULL);

	g_string_append_printf(
		block,
		"# Some %s driver of this configuration is a module, so that devices behind it\n"
		"# must wait until it is loaded. Drivers are listed here, or select it.\n"
		"config %s\n\tbool\n",
		kind, option);
	for (guint i = 0; drivers[i]; i++)
		if (!is_bool_yet(planner, g_strstrip(drivers[i])))
			g_string_append_printf(block, "\tdefault y if %s\n", drivers[i]);
	return g_string_free(block, FALSE);
}

static void say_why(struct step *step, const struct finding *finding, const char *kind)
{
	step_say(step,
		 "%s() asks %s() what to do with a device whose %s has no driver yet. The answer is to "
		 "wait until the initcalls are done and the deferred probe timeout has passed, and then "
		 "to probe the device as if there was no %s.",
		 finding->subject, finding_argument(finding, "call"), kind, kind);
	step_say(
		step,
		"That is right for drivers that are built in, and for drivers that do not exist. It is "
		"wrong for a driver that is a module: it may be loaded at any time after that. The %s is "
		"then set up while the devices behind it are already at work without it, and their DMA "
		"fails from there on.",
		kind);
}

static void say_exact(struct step *step, const char *name, const char *option, const char *kind)
{
	step_say(
		step,
		"So keep deferring as long as the missing driver may still come as a module, that is, "
		"while some %s driver of this kernel's configuration is =m. A hidden option, %s, says so. "
		"When all of them are n or y, or without CONFIG_MODULES, everything stays as it is. %s will "
		"select that option when it becomes a tristate.",
		kind, option, name);
	step_say(
		step,
		"Waiting is limited to such configurations on purpose. To wait for a driver that nobody "
		"built helps no one: a longer wait with CONFIG_MODULES alone as its condition was tried "
		"in the driver core, broke root on NFS and was taken back (ce68929f07de, \"driver core: "
		"Revert default driver_deferred_probe_timeout value to 0\").");
	step_say(step,
		 "A deferred_probe_timeout= given by hand does nothing for %s consumers in a kernel that "
		 "has %s set: they wait until the module comes, however long that takes. In any other "
		 "kernel it works as before.",
		 kind, option);
}

static void say_rfc(struct step *step, const char *kind)
{
	step_say(step,
		 "So keep deferring whenever the kernel can load modules (CONFIG_MODULES), because the "
		 "missing driver may then still come as one. Without CONFIG_MODULES everything stays as it "
		 "is.");
	step_say(step,
		 "The price is that a device whose %s driver nobody built is never probed in such a kernel. "
		 "A deferred_probe_timeout= given by hand does nothing for %s consumers there; without "
		 "CONFIG_MODULES it works as before.",
		 kind, kind);
}

static gboolean defer(struct planner *planner, const struct finding *finding, GError **error)
{
	gboolean rfc = !strcmp(planner->deferral, "rfc");
	const char *file = planner_file(finding, error);
	const char *call = file ? planner_argument(finding, "call", error) : NULL;
	const char *option = call ? planner_argument(finding, "option", error) : NULL;
	const char *condition = option ? planner_argument(finding, "condition", error) : NULL;
	const char *kconfig = condition ? planner_argument(finding, "kconfig", error) : NULL;
	const char *after = kconfig ? planner_argument(finding, "after", error) : NULL;
	g_autofree char *kind = NULL, *folder = NULL, *title = NULL;
	struct step *step;
	struct edit *guard;

	if (!after)
		return FALSE;
	kind = kind_of(finding);
	folder = folder_of(file);
	title = g_strdup_printf("Defer probing while the %s driver may be a module", kind);
	step = planner_step(planner, STEP_DEFERRAL,
			    g_strconcat("deferral-", finding->subject, NULL), folder, title);
	g_strcanon(step->id, "abcdefghijklmnopqrstuvwxyz0123456789", '-');
	step_answers(step, finding);
	if (!rfc) {
		struct edit *edit = step_edit(step, EDIT_KCONFIG_ADD, kconfig, after);

		edit->text = symbol_block(planner, option, kind, condition);
		record_strings_add(planner->plan->changed_options, option);
	}
	guard = step_edit(step, EDIT_GUARD_RETURN, file, finding->subject);
	guard->from = g_strdup(call);
	guard->text = g_strdup_printf("if (IS_ENABLED(CONFIG_%s))\n\treturn -EPROBE_DEFER;\n",
				      rfc ? "MODULES" : option);
	say_why(step, finding, kind);
	if (rfc)
		say_rfc(step, kind);
	else
		say_exact(step, planner->name, option, kind);
	step_sign(step);
	return TRUE;
}

/* The tree's consumers wait already, behind an option that the driver only has to join. */
static gboolean stands(const struct finding *finding)
{
	return finding_argument(finding, "standing") != NULL;
}

gboolean plan_deferral(struct planner *planner, GError **error)
{
	const struct finding *finding;

	if (!strcmp(planner->deferral, "none"))
		return TRUE;
	for (guint i = 0; (finding = planner_open(planner, "deferral", &i));)
		if (!stands(finding) && !defer(planner, finding, error))
			return FALSE;
	return TRUE;
}

gboolean plan_deferral_line(struct planner *planner, struct step *step, GError **error)
{
	g_autofree char *own = g_strdup_printf("%s=m", planner->driver->config);
	const struct finding *finding;

	if (!strcmp(planner->deferral, "none") || !is_bool_yet(planner, own))
		return TRUE;
	for (guint i = 0; (finding = planner_next(planner, "deferral", &i));) {
		const char *option = planner_argument(finding, "option", error);
		struct edit *edit;

		if (!option)
			return FALSE;
		if (!stands(finding) && strcmp(planner->deferral, "exact"))
			continue;
		edit = step_edit(step, EDIT_KCONFIG_ATTRIBUTE, planner->driver->option->file,
				 planner->driver->config);
		edit->text = g_strdup_printf("select %s if %s", option, own);
		if (stands(finding)) {
			step_answers(step, finding);
			record_strings_add(planner->plan->changed_options, option);
		}
		step_say(step,
			 "As a module the driver selects %s, so that the devices which need it "
			 "wait for it%s%s%s.",
			 option, stands(finding) ? ", as " : "",
			 stands(finding) ? finding->subject : "",
			 stands(finding) ? "() does while that is set" : "");
	}
	return TRUE;
}
