/* SPDX-License-Identifier: GPL-2.0-only */
#include "render/notice.h"

static void free_notice(void *data)
{
	struct notice *notice = data;

	g_free(notice->group);
	g_free(notice->rule);
	g_free(notice->option);
	g_free(notice->subject);
	g_free(notice->file);
	g_free(notice->message);
	g_free(notice);
}

GPtrArray *notices_new(void)
{
	return g_ptr_array_new_with_free_func(free_notice);
}

/* a source may have any bytes, and every format here is UTF-8 */
static char *text(const char *said)
{
	return said ? g_utf8_make_valid(said, -1) : g_strdup("");
}

void notices_add(GPtrArray *notices, const struct notice *notice)
{
	struct notice *copy = g_new(struct notice, 1);

	*copy = (struct notice){.level = notice->level,
				.group = text(notice->group),
				.rule = text(notice->rule),
				.option = text(notice->option),
				.subject = text(notice->subject),
				.file = text(notice->file),
				.line = MAX(notice->line, 0),
				.message = text(notice->message)};
	g_ptr_array_add(notices, copy);
}

char *notice_fingerprint(const struct notice *notice)
{
	g_autofree char *key = g_strjoin("\n", notice->rule, notice->option, notice->subject, NULL);

	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, key, -1);
}
