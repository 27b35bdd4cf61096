/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "plan/planner.h"

/* One of several drivers of a module that have an init call each. */
struct member {
	const char *driver;
	const char *macro;
	const char *reg;
	const char *unreg;
};

/* In the order in which they are registered today: that of the file. Empty: nothing to merge. */
static GArray *members_of(const struct planner *planner)
{
	GArray *members = g_array_new(FALSE, FALSE, sizeof(struct member));
	const struct finding *finding;

	for (guint i = 0; (finding = planner_next(planner, "init-calls", &i));) {
		const struct member first = {finding_argument(finding, "first"),
					     finding_argument(finding, "first_macro"),
					     finding_argument(finding, "first_register"),
					     finding_argument(finding, "first_unregister")};
		const struct member next = {finding->subject, finding_argument(finding, "macro"),
					    finding_argument(finding, "register"),
					    finding_argument(finding, "unregister")};

		if (!first.driver || !first.macro || !first.reg || !first.unreg || !next.macro ||
		    !next.reg || !next.unreg)
			continue;
		if (!members->len)
			g_array_append_val(members, first);
		g_array_append_val(members, next);
	}
	return members;
}

static const char *file_of(const struct planner *planner)
{
	guint i = 0;

	return planner_next(planner, "init-calls", &i)->file;
}

/* "k3_udma_init", or a longer name where the driver has that one */
static char *name_of(const struct planner *planner, const char *what)
{
	g_autofree char *name = g_strdup_printf("%s_%s", planner->driver->module, what);

	if (!model_function(planner->driver, name))
		return g_steal_pointer(&name);
	return g_strdup_printf("%s_drivers_%s", planner->driver->module, what);
}

static char *init_text(const struct planner *planner, const GArray *members)
{
	g_autofree char *name = name_of(planner, "init");
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "\nstatic int __init %s(void)\n{\n\tint ret;\n\n", name);
	for (guint i = 0; i < members->len; i++) {
		const struct member *member = &g_array_index(members, struct member, i);

		g_string_append_printf(text, "\tret = %s(&%s);\n\tif (ret)\n", member->reg,
				       member->driver);
		if (i)
			g_string_append_printf(text, "\t\tgoto unregister_%s;\n\n",
					       g_array_index(members, struct member, i - 1).driver);
		else
			g_string_append(text, "\t\treturn ret;\n\n");
	}
	g_string_append(text, "\treturn 0;\n\n");
	for (guint i = members->len - 1; i-- > 0;) {
		const struct member *member = &g_array_index(members, struct member, i);

		g_string_append_printf(text, "unregister_%s:\n\t%s(&%s);\n", member->driver,
				       member->unreg, member->driver);
	}
	g_string_append_printf(text, "\n\treturn ret;\n}\nmodule_init(%s);\n", name);
	return g_string_free(text, FALSE);
}

gboolean merge_planned(const struct planner *planner)
{
	g_autoptr(GArray) members = members_of(planner);

	return members->len > 0;
}

void plan_merge(struct planner *planner, struct step *step)
{
	g_autoptr(GArray) members = members_of(planner);
	const struct finding *finding;

	if (!members->len)
		return;
	for (guint i = 0; i < members->len; i++) {
		const struct member *member = &g_array_index(members, struct member, i);
		gboolean last = i + 1 == members->len;
		struct edit *edit = step_edit(step, last ? EDIT_REPLACE_MACRO : EDIT_REMOVE_MACRO,
					      file_of(planner), member->macro);

		edit->from = g_strdup(member->driver);
		if (!last)
			continue;
		edit->text = init_text(planner, members);
	}
	for (guint i = 0; (finding = planner_next(planner, "init-calls", &i));)
		step_answers(step, finding);
	step_say(step,
		 "The driver registers %u drivers by an init call each, and a module can have only "
		 "one. Register them from one function, in the same order and, when built in, at the "
		 "same level.",
		 members->len);
}

void plan_merge_exit(struct planner *planner, struct step *step, const char *before,
		     const char *after)
{
	g_autoptr(GArray) members = members_of(planner);
	g_autofree char *init = name_of(planner, "init"), *exit = name_of(planner, "exit");
	g_autofree char *macro = g_strdup_printf("module_init(%s)", init);
	g_autofree char *first = code_body(before), *last = code_body(after);
	g_autoptr(GString) body = g_string_new(NULL);

	if (!members->len)
		return;
	for (guint i = members->len; i-- > 0;) {
		const struct member *member = &g_array_index(members, struct member, i);

		g_string_append_printf(body, "\t%s(&%s);\n", member->unreg, member->driver);
	}
	step_edit(step, EDIT_INSERT_AFTER, file_of(planner), macro)->text =
		g_strdup_printf("\nstatic void __exit %s(void)\n{\n%s%s%s}\nmodule_exit(%s);\n",
				exit, first, body->str, last, exit);
}
