/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "checks/check.h"
#include "evidence/words.h"

/* Modules that the driver asks for by a name in its code, where no symbol ties the two together. */

static gboolean is_listed(const json_t *names, const char *text)
{
	const json_t *name;
	gsize i;

	json_array_foreach(names, i, name)
		if (!strcmp(json_string_value(name), text))
			return TRUE;
	return FALSE;
}

/* the module that a call asks for by a row of the table; NULL: none, or its name is put together */
static char *asked_for(const json_t *row, const struct call *call)
{
	g_auto(GStrv) arguments = words_arguments(call->args ? call->args : "");
	guint64 n = g_ascii_strtoull(row_text(row, "argument"), NULL, 10);
	const json_t *names = json_object_get(row, "names");
	const char *text;

	if (strcmp(call->callee, row_text(row, "call")) != 0 || !n || n > g_strv_length(arguments))
		return NULL;
	text = arguments[n - 1];
	if (names)
		return is_listed(names, text) ? g_strdup(row_text(row, "module")) : NULL;
	if (strlen(text) < 3 || *text != '"' || !g_str_has_suffix(text, "\"") ||
	    strchr(text, '%') || strchr(text + 1, '"') != text + strlen(text) - 1)
		return NULL;
	return g_strndup(text + 1, strlen(text) - 2);
}

static gboolean is_declared(const struct context *context, const char *module)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->macros->len; i++) {
		const struct macro_use *use = driver->macros->pdata[i];

		if (!strcmp(use->name, rule_text(context->rule, "declares")) && use->args->len &&
		    strstr(use->args->pdata[0], module))
			return TRUE;
	}
	return FALSE;
}

static void say(struct context *context, const struct function *function, const struct call *call,
		const char *module, gboolean known)
{
	struct finding *finding = emit(context, module, function->file, call->line);

	if (!finding)
		return;
	finding_say(finding,
		    "%s() asks %s() for '%s' by name: an initramfs with %s does not get it, for "
		    "nothing says that one needs the other",
		    function->name, call->callee, module, context->driver->module);
	finding_fix(finding, "MODULE_SOFTDEP(\"pre: %s\")", module);
	finding_set(finding, "module", module);
	/* whether the driver can do without it there, only its author knows */
	if (!known && finding->severity == SEVERITY_CHANGE)
		finding_severity(finding, SEVERITY_RISK);
}

static void check_call(struct context *context, const struct function *function,
		       const struct call *call)
{
	const json_t *rows = rule_rows(context->rule, "asks"), *row;
	gsize i;

	json_array_foreach(rows, i, row) {
		g_autofree char *module = asked_for(row, call);

		if (module && !is_declared(context, module))
			say(context, function, call, module, json_object_get(row, "names") != NULL);
	}
}

void check_asked_by_name(struct context *context)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->functions->len; i++) {
		const struct function *function = driver->functions->pdata[i];

		for (guint k = 0; k < function->calls->len; k++)
			check_call(context, function, function->calls->pdata[k]);
	}
}
