/* SPDX-License-Identifier: GPL-2.0-only */
#include "audit/audit.h"

#include <string.h>

#include "conf/unmet.h"
#include "conf/value.h"

static const char *const kinds[] = {"undefined", "dead", "unmet", NULL};

static const struct record_field row_fields[] = {
	RECORD_FCHOICE(audit_row, kind, kinds),
	RECORD_FSTR(audit_row, option),
	RECORD_FSTR(audit_row, file),
	RECORD_FINT(audit_row, line),
	RECORD_FINT(audit_row, places),
	RECORD_FSTR(audit_row, text),
	RECORD_END,
};
const struct record_type audit_row_type = {NULL, sizeof(struct audit_row), row_fields};

static const struct record_field fields[] = {
	RECORD_FSTR(audit, arch),
	RECORD_FLIST(audit, rows, &audit_row_type),
	RECORD_END,
};
const struct record_type audit_type = {"modsplit.config-check/1", sizeof(struct audit), fields};

struct audit_row *audit_add(GPtrArray *rows, enum audit_kind kind, const char *option,
			    const char *file, guint line)
{
	struct audit_row *row = record_new(&audit_row_type);

	row->kind = (int)kind;
	row->option = g_strdup(option);
	row->file = g_strdup(file);
	row->line = line;
	row->places = 1;
	g_ptr_array_add(rows, row);
	return row;
}

/* "A && B [m]": who selects it now */
static char *selectors(struct kconf *kconf, const struct kconf_symbol *symbol)
{
	g_autoptr(GString) text = g_string_new(NULL), names = g_string_new("selected by ");
	g_auto(GStrv) lines = NULL;

	conf_print_reasons(kconf, symbol->selected.expr, KCONF_Y, NULL, text);
	conf_print_reasons(kconf, symbol->selected.expr, KCONF_M, NULL, text);
	lines = g_strsplit(g_strchomp(text->str), "\n", -1);
	for (guint i = 0; lines[i]; i++)
		g_string_append_printf(names, "%s%s", i ? ", " : "",
				       lines[i] + strspn(lines[i], " -"));
	g_string_append(names, "; it depends on ");
	conf_print_expr(kconf, symbol->direct.expr, TRUE, names);
	return g_string_free(g_steal_pointer(&names), FALSE);
}

void audit_unmet(struct kconf *kconf, GPtrArray *rows)
{
	KCONF_EACH_SYMBOL(kconf, bucket, symbol)
	{
		struct audit_row *row;

		if (!symbol->name || !symbol->definitions)
			continue;
		conf_calc(kconf, symbol);
		if (!conf_is_unmet(kconf, symbol))
			continue;
		row = audit_add(rows, AUDIT_UNMET, symbol->name, symbol->definitions->file,
				symbol->definitions->line);
		row->text = selectors(kconf, symbol);
	}
}

static gint compare_rows(gconstpointer a, gconstpointer b)
{
	const struct audit_row *x = *(struct audit_row *const *)a;
	const struct audit_row *y = *(struct audit_row *const *)b;
	int by = x->kind - y->kind;

	by = by ? by : strcmp(x->option, y->option);
	return by ? by : strcmp(x->file, y->file);
}

/* an option that Kconfig and sources ask for has one row */
static void join_rows(GPtrArray *rows)
{
	for (guint i = 1; i < rows->len;) {
		struct audit_row *before = rows->pdata[i - 1], *row = rows->pdata[i];

		if (row->kind != before->kind || strcmp(row->option, before->option) != 0) {
			i++;
			continue;
		}
		before->places += row->places;
		g_ptr_array_remove_index(rows, i);
	}
}

struct audit *audit_run(struct kconf *kconf, const char *tree, const char *arch,
			const struct ms_job *job, GError **error)
{
	g_autoptr(audit_names) names = NULL;
	struct audit *audit;

	ms_job_progress(job, "check", 1, 3, "Kconfig");
	names = audit_names_read(tree, job, error);
	if (!names)
		return NULL;
	audit = record_new(&audit_type);
	audit->arch = g_strdup(arch);
	audit_unmet(kconf, audit->rows);
	audit_dead(kconf, names, audit->rows);
	audit_expressions(kconf, names, audit->rows);
	ms_job_progress(job, "check", 2, 3, "sources");
	if (!audit_uses(tree, names, job, audit->rows, error)) {
		record_free(&audit_type, audit);
		return NULL;
	}
	ms_job_progress(job, "check", 3, 3, "done");
	g_ptr_array_sort(audit->rows, compare_rows);
	join_rows(audit->rows);
	return audit;
}
