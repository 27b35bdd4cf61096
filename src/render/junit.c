/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "render/render.h"

/* for text and attributes alike; XML 1.0 has no way to write a control character */
static void put_escaped(GString *out, const char *plain)
{
	for (const char *at = plain; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (c == '&')
			g_string_append(out, "&amp;");
		else if (c == '<')
			g_string_append(out, "&lt;");
		else if (c == '>')
			g_string_append(out, "&gt;");
		else if (c == '"')
			g_string_append(out, "&quot;");
		else if (c == '\n' || c == '\t' || c == '\r')
			g_string_append_printf(out, "&#%u;", c);
		else if (c < 0x20 || c == 0xfffe || c == 0xffff)
			g_string_append_unichar(out, 0xfffd);
		else
			g_string_append_unichar(out, c);
	}
}

static void put_attribute(GString *out, const char *name, const char *value)
{
	g_string_append_printf(out, " %s=\"", name);
	put_escaped(out, value);
	g_string_append_c(out, '"');
}

/* "drivers/x/Kconfig:12: message" */
static void put_message(GString *out, const struct notice *notice)
{
	g_autofree char *line = g_strdup_printf(":%" G_GINT64_FORMAT, notice->line);
	g_autofree char *said = g_strconcat(notice->file, notice->line ? line : "",
					    *notice->file ? ": " : "", notice->message, NULL);

	put_escaped(out, said);
}

static void put_case(GString *out, const struct notice *notice)
{
	g_autofree char *name =
		g_strconcat(notice->rule, *notice->subject ? ": " : "", notice->subject, NULL);

	g_string_append(out, "    <testcase");
	put_attribute(out, "classname", notice->group);
	put_attribute(out, "name", name);
	g_string_append(out, " time=\"0\"");
	if (notice->level == NOTICE_PASS) {
		g_string_append(out, "/>\n");
		return;
	}
	g_string_append(out, ">\n      ");
	if (notice->level == NOTICE_ERROR) {
		g_string_append(out, "<failure");
		put_attribute(out, "message", notice->message);
		put_attribute(out, "type", notice->rule);
		g_string_append_c(out, '>');
		put_message(out, notice);
		g_string_append(out, "</failure>");
	} else {
		g_string_append(out, "<system-out>");
		put_message(out, notice);
		g_string_append(out, "</system-out>");
	}
	g_string_append(out, "\n    </testcase>\n");
}

/* the notices from `first` on that are of its group; where the next begins */
static guint put_suite(GString *out, const GPtrArray *notices, guint first)
{
	const char *group = ((struct notice *)notices->pdata[first])->group;
	guint end = first, failures = 0;

	for (; end < notices->len; end++) {
		const struct notice *notice = notices->pdata[end];

		if (strcmp(notice->group, group) != 0)
			break;
		failures += notice->level == NOTICE_ERROR;
	}
	g_string_append(out, "  <testsuite");
	put_attribute(out, "name", group);
	g_string_append_printf(out,
			       " tests=\"%u\" failures=\"%u\" errors=\"0\" skipped=\"0\" "
			       "time=\"0\">\n",
			       end - first, failures);
	for (guint i = first; i < end; i++)
		put_case(out, notices->pdata[i]);
	g_string_append(out, "  </testsuite>\n");
	return end;
}

char *render_junit(const GPtrArray *notices)
{
	GString *out = g_string_new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	guint failures = 0;

	for (guint i = 0; i < notices->len; i++)
		failures += ((struct notice *)notices->pdata[i])->level == NOTICE_ERROR;
	g_string_append_printf(out,
			       "<testsuites name=\"modsplit\" tests=\"%u\" failures=\"%u\" "
			       "errors=\"0\" time=\"0\">\n",
			       notices->len, failures);
	for (guint i = 0; i < notices->len;)
		i = put_suite(out, notices, i);
	g_string_append(out, "</testsuites>\n");
	return g_string_free(out, FALSE);
}
