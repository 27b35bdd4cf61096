/* SPDX-License-Identifier: GPL-2.0-only */
#include "findings/findings.h"

#include <string.h>

const char *const severity_names[] = {"blocker", "change", "risk", "note", NULL};
const char *const verdict_names[] = {"ready", "convertible", "blocked", NULL};

/* TYPE(export, needed_export, …): findings_export_type, the table of struct needed_export */
#define TYPE(label, name, ...)                                                         \
	static const struct record_field name##_fields[] = {__VA_ARGS__, RECORD_END};  \
	const struct record_type findings_##label##_type = {NULL, sizeof(struct name), \
							    name##_fields}

TYPE(argument, argument, RECORD_FSTR(argument, name), RECORD_FSTR(argument, value));

TYPE(finding, finding, RECORD_FSTR(finding, rule), RECORD_FSTR_LATER(finding, check),
     RECORD_FCHOICE(finding, severity, severity_names), RECORD_FSTR(finding, subject),
     RECORD_FSTR(finding, file), RECORD_FINT(finding, line), RECORD_FSTR(finding, message),
     RECORD_FSTR(finding, fix), RECORD_FLIST(finding, arguments, &findings_argument_type));

TYPE(export, needed_export, RECORD_FSTR(needed_export, symbol), RECORD_FSTR(needed_export, file),
     RECORD_FINT(needed_export, line), RECORD_FSTR(needed_export, form),
     RECORD_FSTR(needed_export, namespace), RECORD_FSTR(needed_export, when),
     RECORD_FSTRS(needed_export, used_at));

TYPE(driver, driver_findings, RECORD_FSTR(driver_findings, query),
     RECORD_FSTR(driver_findings, config), RECORD_FSTR_LATER(driver_findings, follows),
     RECORD_FSTR(driver_findings, module), RECORD_FSTRS(driver_findings, sources),
     RECORD_FCHOICE(driver_findings, verdict, verdict_names), RECORD_FSTRS(driver_findings, notes),
     RECORD_FLIST(driver_findings, exports, &findings_export_type),
     RECORD_FLIST(driver_findings, findings, &findings_finding_type));

TYPE(tree, findings_tree, RECORD_FSTR(findings_tree, version), RECORD_FSTR(findings_tree, arch),
     RECORD_FSTR(findings_tree, searched));

static const struct record_field findings_fields[] = {
	RECORD_FONE(findings, tree, &findings_tree_type),
	RECORD_FLIST(findings, drivers, &findings_driver_type),
	RECORD_END,
};
const struct record_type findings_type = {"modsplit.findings/1", sizeof(struct findings),
					  findings_fields};

const char *finding_argument(const struct finding *finding, const char *name)
{
	for (guint i = 0; i < finding->arguments->len; i++) {
		const struct argument *argument = finding->arguments->pdata[i];

		if (!strcmp(argument->name, name))
			return argument->value;
	}
	return NULL;
}

void findings_free(struct findings *findings)
{
	record_free(&findings_type, findings);
}
