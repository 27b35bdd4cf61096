/* SPDX-License-Identifier: GPL-2.0-only */
#include "plan/steps.h"

const char *const step_kind_names[] = {"export", "deferral", "config-test", "link", "select",
				       "legacy", "driver",   "unload",      NULL};
const char *const edit_op_names[] = {
	"export-after",
	"kconfig-type",
	"kconfig-help",
	"kconfig-add",
	"kconfig-depends",
	"replace-macro",
	"remove-macro",
	"insert-before",
	"insert-after",
	"append",
	"add-include",
	"replace-include",
	"set-field",
	"config-test",
	"guard-return",
	"composite",
	"wrap-if",
	"function-type",
	"kconfig-attribute",
	"kconfig-imply",
	NULL,
};

/* TYPE(edit, …): plan_edit_type, the table of struct edit */
#define TYPE(label, name, ...)                                                        \
	static const struct record_field name##_fields[] = {__VA_ARGS__, RECORD_END}; \
	const struct record_type plan_##label##_type = {NULL, sizeof(struct name), name##_fields}

TYPE(edit, edit, RECORD_FCHOICE(edit, op, edit_op_names), RECORD_FSTR(edit, file),
     RECORD_FSTR(edit, symbol), RECORD_FSTR(edit, from), RECORD_FSTR(edit, to),
     RECORD_FSTR(edit, text));

TYPE(step, step, RECORD_FSTR(step, id), RECORD_FCHOICE(step, kind, step_kind_names),
     RECORD_FSTR(step, area), RECORD_FSTR(step, title), RECORD_FSTRS(step, paragraphs),
     RECORD_FSTRS(step, findings), RECORD_FLIST(step, edits, &plan_edit_type));

TYPE(refusal, refusal, RECORD_FSTR(refusal, finding), RECORD_FSTR(refusal, reason),
     RECORD_FSTR(refusal, file), RECORD_FINT(refusal, line));

TYPE(tree, plan_tree, RECORD_FSTR(plan_tree, version), RECORD_FSTR(plan_tree, arch),
     RECORD_FSTR(plan_tree, package), RECORD_FSTR(plan_tree, commit), RECORD_FINT(plan_tree, date));

static const struct record_field plan_fields[] = {
	RECORD_FONE(plan, tree, &plan_tree_type),
	RECORD_FSTR(plan, config),
	RECORD_FSTR(plan, module),
	RECORD_FSTR(plan, module_file),
	RECORD_FSTR(plan, verdict),
	RECORD_FSTR(plan, deferral),
	RECORD_FSTR(plan, unload),
	RECORD_FSTR(plan, unload_reason),
	RECORD_FSTR(plan, summary),
	RECORD_FSTRS(plan, changed_options),
	RECORD_FSTRS(plan, risks),
	RECORD_FLIST(plan, refusals, &plan_refusal_type),
	RECORD_FLIST(plan, steps, &plan_step_type),
	RECORD_END,
};
const struct record_type plan_type = {"modsplit.plan/1", sizeof(struct plan), plan_fields};

void plan_free(struct plan *plan)
{
	record_free(&plan_type, plan);
}
