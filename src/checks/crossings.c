/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "checks/check.h"

/*
 * A dependency holds where nobody selects the option and the provider does not hang on it in turn.
 * A tristate that minds the provider follows it (X || !X); a bool cannot, and takes y alone. Code
 * that can do without the provider may ask what it can reach instead.
 */
struct closing closing_of(const struct crossing *crossing)
{
	gboolean tristate = !g_strcmp0(crossing->type, "tristate");
	gboolean can_depend = crossing->option && crossing->kconfig && crossing->type &&
			      !crossing->loops && !crossing->selected;
	const char *provider = crossing->provider;

	if (can_depend && tristate)
		return (struct closing){"depends",
					crossing->optional
						? g_strdup_printf("%s || !%s", provider, provider)
						: g_strdup(provider)};
	if (crossing->optional && crossing->test_file)
		return (struct closing){"reachable", NULL};
	if (can_depend)
		return (struct closing){"depends",
					g_strdup_printf(crossing->optional ? "%s!=m" : "%s=y",
							provider)};
	return (struct closing){NULL, NULL};
}

static char *listed(const GPtrArray *strings, const char *separator)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < strings->len; i++)
		g_string_append_printf(text, "%s%s", i ? separator : "",
				       (const char *)strings->pdata[i]);
	return g_string_free(text, !text->len);
}

static char *subject_of(const struct crossing *crossing, const struct closing *closing)
{
	if (!g_strcmp0(closing->how, "reachable"))
		return g_strdup_printf("CONFIG_%s in %s", crossing->provider, crossing->test_file);
	return g_strdup_printf("%s and %s", crossing->option ? crossing->option : crossing->object,
			       crossing->provider);
}

static void say_fix(struct finding *finding, const struct crossing *crossing,
		    const struct closing *closing)
{
	if (!g_strcmp0(closing->how, "depends"))
		finding_fix(finding, "let %s depend on %s", crossing->option, closing->text);
	else if (closing->how)
		finding_fix(finding, "ask IS_REACHABLE(CONFIG_%s) in %s", crossing->provider,
			    crossing->test_file);
	else if (crossing->selected)
		finding_fix(finding,
			    "by hand: others select %s, whatever it depends on; let it follow %s "
			    "by a select of its own, or move what it needs into a helper",
			    crossing->option, crossing->provider);
	else if (crossing->loops)
		finding_fix(finding,
			    "by hand: %s hangs on %s already; let the driver register a callback, "
			    "or move what is called into the image",
			    crossing->provider, crossing->option);
}

static void say_hole(struct context *context, const struct crossing *crossing)
{
	struct closing closing = closing_of(crossing);
	g_autofree char *text = closing.text, *subject = subject_of(crossing, &closing);
	g_autofree char *values = listed(crossing->values, " ");
	g_autofree char *shown = listed(crossing->values, ", ");
	g_autofree char *also = listed(crossing->also, " ");
	g_autofree char *line = g_strdup_printf("%" G_GINT64_FORMAT, crossing->kconfig_line);
	struct finding *finding = emit(context, subject, crossing->file, crossing->line);

	if (!finding)
		return;
	if (!closing.how && !context->tristate)
		finding_severity(finding, SEVERITY_BLOCKER);
	finding_say(finding,
		    "Kconfig would allow %s, and the image would not link: %s refers to '%s', "
		    "which CONFIG_%s then leaves out of it",
		    shown, crossing->object, crossing->symbol, crossing->provider);
	say_fix(finding, crossing, &closing);
	finding_set(finding, "values", values);
	finding_set(finding, "also", also);
	finding_set(finding, "start", crossing->start);
	finding_set(finding, "symbol", crossing->symbol);
	finding_set(finding, "object", crossing->object);
	finding_set(finding, "option", crossing->option);
	finding_set(finding, "provider", crossing->provider);
	finding_set(finding, "close", closing.how);
	finding_set(finding, "depends", text);
	finding_set(finding, "kconfig", crossing->kconfig);
	finding_set(finding, "kconfig_line", crossing->kconfig ? line : NULL);
	finding_set(finding, "test_file", crossing->test_file);
}

/* what cannot do without the provider first: its dependency covers the rest */
void check_crossings(struct context *context)
{
	const GPtrArray *crossings = context->driver->crossings;

	for (int optional = 0; optional < 2; optional++)
		for (guint i = 0; i < crossings->len; i++) {
			const struct crossing *crossing = crossings->pdata[i];

			if (crossing->values->len && crossing->optional == optional &&
			    !stays_builtin(context, crossing->provider))
				say_hole(context, crossing);
		}
}
