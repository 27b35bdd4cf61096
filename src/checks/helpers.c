/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "checks/check.h"

gboolean becomes_tristate(const struct context *context, const char *option)
{
	for (guint i = 0; option && i < context->model->drivers->len; i++) {
		const struct driver *driver = context->model->drivers->pdata[i];

		if (driver != context->driver && !g_strcmp0(driver->config, option))
			return TRUE;
	}
	return FALSE;
}

gboolean stays_builtin(const struct context *context, const char *option)
{
	for (guint i = 0; i < context->helpers->len; i++) {
		const struct driver_findings *helper = context->helpers->pdata[i];

		if (!g_strcmp0(helper->config, option) && helper->verdict == VERDICT_BLOCKED)
			return TRUE;
	}
	return FALSE;
}

/* why a helper cannot be a module; findings begin with blockers */
static void say_stays(struct finding *finding, const struct driver_findings *helper)
{
	const struct finding *why = helper->findings->pdata[0];

	finding_severity(finding, SEVERITY_NOTE);
	finding_say(finding,
		    "'%s', which the driver selects, stays in the image, the driver being a module "
		    "too: %s",
		    helper->config, why->message);
	finding_fix(finding, "nothing needs to be: what the driver calls of it is exported");
}

void check_helpers(struct context *context)
{
	for (guint i = 0; i < context->helpers->len; i++) {
		const struct driver_findings *helper = context->helpers->pdata[i];
		const char *file = helper->sources->len ? helper->sources->pdata[0] : NULL;
		struct finding *finding = emit(context, helper->config, file, 0);

		if (!finding)
			continue;
		finding_set(finding, "module", helper->module);
		if (helper->verdict == VERDICT_BLOCKED) {
			say_stays(finding, helper);
			continue;
		}
		finding_say(finding,
			    "the driver selects '%s', which is bool: it would stay in the image, "
			    "the driver being a module",
			    helper->config);
		finding_fix(finding, "make it tristate too: it then follows whoever selects it");
	}
}
