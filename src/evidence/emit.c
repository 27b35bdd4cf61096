/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "evidence/context.h"

gboolean emitted(const struct context *context, const char *check)
{
	for (guint i = 0; i < context->out->findings->len; i++) {
		const struct finding *finding = context->out->findings->pdata[i];

		if (!strcmp(finding->check, check))
			return TRUE;
	}
	return FALSE;
}

static gboolean is_said(const struct context *context, const char *subject)
{
	for (guint i = 0; i < context->out->findings->len; i++) {
		const struct finding *finding = context->out->findings->pdata[i];

		if (!strcmp(finding->rule, context->rule->id) && !strcmp(finding->subject, subject))
			return TRUE;
	}
	return FALSE;
}

struct finding *emit(struct context *context, const char *subject, const char *file, gint64 line)
{
	const struct rule *rule = context->rule;
	struct finding *finding;

	if (is_said(context, subject))
		return NULL;
	finding = record_new(&findings_finding_type);
	finding->rule = g_strdup(rule->id);
	finding->check = g_strdup(rule->check->name);
	finding->severity = context->tristate ? rule->severity_tristate : rule->severity;
	finding->subject = g_strdup(subject);
	finding->file = g_strdup(file);
	finding->line = file ? line : 0;
	finding->fix = g_strdup(rule->fix);
	g_ptr_array_add(context->out->findings, finding);
	return finding;
}

void finding_say(struct finding *finding, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_free(finding->message);
	finding->message = g_strdup_vprintf(format, args);
	va_end(args);
}

void finding_fix(struct finding *finding, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_free(finding->fix);
	finding->fix = g_strdup_vprintf(format, args);
	va_end(args);
}

void finding_set(struct finding *finding, const char *name, const char *value)
{
	struct argument *argument;

	if (!value)
		return;
	argument = record_new(&findings_argument_type);
	argument->name = g_strdup(name);
	argument->value = g_strdup(value);
	g_ptr_array_add(finding->arguments, argument);
}

void finding_severity(struct finding *finding, enum severity severity)
{
	finding->severity = (int)severity;
}
