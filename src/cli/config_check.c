/* SPDX-License-Identifier: GPL-2.0-only */
#include "audit/audit.h"
#include "cli/config.h"
#include "session/session.h"

/* a heading and its rows, "drivers/a.c:3  FOO: why (12 places)" */
static void show(const struct audit *audit, enum audit_kind kind, const char *title, GString *out)
{
	guint n = 0;

	for (guint i = 0; i < audit->rows->len; i++)
		n += ((const struct audit_row *)audit->rows->pdata[i])->kind == (int)kind;
	if (!n)
		return;
	g_string_append_printf(out, "%s%s: %u\n", out->len ? "\n" : "", title, n);
	for (guint i = 0; i < audit->rows->len; i++) {
		const struct audit_row *row = audit->rows->pdata[i];

		if (row->kind != (int)kind)
			continue;
		g_string_append_printf(out, "  %s  %s:%" G_GINT64_FORMAT, row->option, row->file,
				       row->line);
		if (row->places > 1)
			g_string_append_printf(out, " and %" G_GINT64_FORMAT " more",
					       row->places - 1);
		if (kind != AUDIT_UNDEFINED)
			g_string_append_printf(out, "\n    %s", row->text);
		g_string_append_c(out, '\n');
	}
}

int cli_config_check(struct cli_question *question, GError **error)
{
	struct audit *audit = audit_run(question->kconfig->kconf, question->cli->build.tree,
					question->arch, &question->cli->job, error);
	json_t *json;
	gboolean clean;

	if (!audit)
		return CLI_UNKNOWN;
	show(audit, AUDIT_UNMET, "forced by select past their dependencies in this .config",
	     question->out);
	show(audit, AUDIT_DEAD, "dead: no configuration of this arch can switch them on",
	     question->out);
	show(audit, AUDIT_UNDEFINED, "asked for, and no Kconfig file defines them", question->out);
	if (!audit->rows->len)
		g_string_append(question->out, "nothing is wrong\n");
	json = record_to_json(&audit_type, audit);
	question->json = ms_json_text(json);
	json_decref(json);
	clean = audit->rows->len == 0;
	record_free(&audit_type, audit);
	return clean ? CLI_YES : CLI_NO;
}
