/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/json.h"
#include "render/render.h"

/* --- GitHub: workflow commands -------------------------------------------------------------- */

/* a property also ends at a comma, and at "::" */
static void put_escaped(GString *out, const char *plain, gboolean property)
{
	for (; *plain; plain++) {
		if (strchr("%\r\n", *plain) || (property && strchr(":,", *plain)))
			g_string_append_printf(out, "%%%02X", (guchar)*plain);
		else
			g_string_append_c(out, *plain);
	}
}

static void put_property(GString *out, const char *before, const char *name, const char *value)
{
	g_string_append_printf(out, "%s%s=", before, name);
	put_escaped(out, value, TRUE);
}

static void put_command(GString *out, const struct notice *notice)
{
	static const char *const words[] =
		{[NOTICE_NOTE] = "notice", [NOTICE_WARNING] = "warning", [NOTICE_ERROR] = "error"};
	g_autofree char *line = g_strdup_printf("%" G_GINT64_FORMAT, notice->line);
	g_autofree char *title =
		g_strconcat(notice->rule, *notice->subject ? ": " : "", notice->subject, NULL);

	g_string_append_printf(out, "::%s", words[notice->level]);
	put_property(out, " ", "title", title);
	if (*notice->file)
		put_property(out, ",", "file", notice->file);
	if (*notice->file && notice->line)
		put_property(out, ",", "line", line);
	g_string_append(out, "::");
	put_escaped(out, notice->message, FALSE);
	g_string_append_c(out, '\n');
}

char *render_github(const GPtrArray *notices)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < notices->len; i++) {
		const struct notice *notice = notices->pdata[i];

		if (notice->level != NOTICE_PASS)
			put_command(out, notice);
	}
	return g_string_free(out, FALSE);
}

/* --- GitLab: Code Quality ------------------------------------------------------------------- */

char *render_gitlab(const GPtrArray *notices)
{
	static const char *const severities[] =
		{[NOTICE_NOTE] = "info", [NOTICE_WARNING] = "minor", [NOTICE_ERROR] = "critical"};
	g_autoptr(ms_json) issues = json_array();

	for (guint i = 0; i < notices->len; i++) {
		const struct notice *notice = notices->pdata[i];
		g_autofree char *fingerprint = notice_fingerprint(notice);

		if (notice->level == NOTICE_PASS)
			continue;
		/* a place is required: what has none is at the top */
		json_array_append_new(issues,
				      json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:{s:I}}}",
						"description", notice->message, "check_name",
						notice->rule, "fingerprint", fingerprint,
						"severity", severities[notice->level], "location",
						"path", *notice->file ? notice->file : "Kconfig",
						"lines", "begin",
						(json_int_t)MAX(notice->line, 1)));
	}
	return ms_json_text(issues);
}
