/* SPDX-License-Identifier: GPL-2.0-only */
#include "budget/history.h"

#include <stdlib.h>
#include <string.h>

#include <modsplit/error.h>

#include "base/files.h"

static const char *const state_names[] = {"unjudged", "met", "no-base", "near", "exceeded", NULL};

static const struct record_field row_fields[] = {RECORD_FCHOICE(history_row, kind, ledger_kinds),
						 RECORD_FSTR(history_row, name),
						 RECORD_FINT(history_row, bytes), RECORD_END};
static const struct record_type row_type = {NULL, sizeof(struct history_row), row_fields};

static const struct record_field file_fields[] = {RECORD_FSTR(history_file, name),
						  RECORD_FINT(history_file, bytes),
						  RECORD_FLIST(history_file, rows, &row_type),
						  RECORD_END};
static const struct record_type file_type = {NULL, sizeof(struct history_file), file_fields};

static const struct record_field record_fields[] = {
	RECORD_FSTR(history_record, label),
	RECORD_FCHOICE(history_record, state, state_names),
	RECORD_FONE(history_record, tree, &ledger_tree_type),
	RECORD_FSTRS(history_record, limits),
	RECORD_FLIST(history_record, artefacts, &file_type),
	RECORD_END,
};
const struct record_type history_record_type = {"modsplit.record/1", sizeof(struct history_record),
						record_fields};

static const struct record_field history_fields[] = {
	RECORD_FLIST(history, records, &history_record_type),
	RECORD_FSTRS(history, notes),
	RECORD_END,
};
const struct record_type history_type = {"modsplit.history/1", sizeof(struct history),
					 history_fields};

void history_free(struct history *history)
{
	record_free(&history_type, history);
}

/* --- reading -------------------------------------------------------------------------------- */

static gboolean is_whole(const struct history_record *record)
{
	gboolean whole = record->tree != NULL;

	for (guint i = 0; i < record->artefacts->len; i++) {
		const struct history_file *file = record->artefacts->pdata[i];

		whole &= file->name != NULL;
		for (guint r = 0; r < file->rows->len; r++)
			whole &= ((struct history_row *)file->rows->pdata[r])->name != NULL;
	}
	return whole;
}

static void take_line(struct history *history, const char *path, guint number, const char *line,
		      gsize len)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *place = g_strdup_printf("%s:%u", path, number);
	g_autoptr(ms_json) json = ms_json_parse(line, len, place, &error);
	struct history_record *record =
		json ? record_from_json(&history_record_type, json, &error) : NULL;

	if (record && !is_whole(record)) {
		g_set_error(&error, MS_ERROR, MS_ERROR_INPUT, "a tree or a name is missing");
		record_free(&history_record_type, record);
		record = NULL;
	}
	if (record)
		g_ptr_array_add(history->records, record);
	else
		g_ptr_array_add(history->notes,
				g_strdup_printf("%s: damaged, the record is left out: %s", place,
						json ? error->message : "no JSON"));
}

struct history *history_from_json(const json_t *json, GError **error)
{
	g_autoptr(history_book) history = record_from_json(&history_type, json, error);

	for (guint i = 0; history && i < history->records->len; i++) {
		if (is_whole(history->records->pdata[i]))
			continue;
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "records[%u]: a tree or a name is missing", i);
		return NULL;
	}
	return g_steal_pointer(&history);
}

struct history *history_load(const char *path, GError **error)
{
	g_autoptr(history_book) history = record_new(&history_type);
	g_autofree char *text = NULL;
	guint number = 0;
	gsize size;

	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return g_steal_pointer(&history);
	if (!g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO,
			    "cannot read '%s': not a regular file, so it keeps no history", path);
		return NULL;
	}
	text = ms_read_file(path, &size, error);
	if (!text)
		return NULL;
	for (const char *line = text, *end; line < text + size; line = end + 1) {
		end = memchr(line, '\n', (gsize)(text + size - line));
		if (!end)
			end = text + size;
		number++;
		if (end > line)
			take_line(history, path, number, line, (gsize)(end - line));
	}
	return g_steal_pointer(&history);
}

const struct history_record *history_base(const struct history *history)
{
	for (guint i = history->records->len; i-- > 0;) {
		const struct history_record *record = history->records->pdata[i];

		if (record->state != 1 + BUDGET_EXCEEDED)
			return record;
	}
	return NULL;
}

gboolean history_measure(const struct history_record *record, const struct budget_limit *limit,
			 gint64 *bytes)
{
	for (guint i = 0; i < record->artefacts->len; i++) {
		const struct history_file *file = record->artefacts->pdata[i];

		if (strcmp(file->name, limit->artefact) != 0)
			continue;
		*bytes = file->bytes;
		if (limit->kind == BUDGET_FILE)
			return TRUE;
		for (guint r = 0; r < file->rows->len; r++) {
			const struct history_row *row = file->rows->pdata[r];

			*bytes = row->bytes;
			if (row->kind == limit->kind && !strcmp(row->name, limit->name))
				return TRUE;
		}
	}
	return FALSE;
}

/* --- writing -------------------------------------------------------------------------------- */

static void add_row(struct history_file *file, int kind, const char *name, gint64 bytes)
{
	struct history_row *row = record_new(&row_type);

	row->kind = kind;
	row->name = g_strdup(name);
	row->bytes = bytes;
	g_ptr_array_add(file->rows, row);
}

static void add_file(struct history_record *record, const struct ledger *ledger,
		     const struct ledger_artefact *artefact, const struct budget *budget)
{
	struct history_file *file = record_new(&file_type);

	file->name = g_strdup(artefact->name);
	file->bytes = artefact->bytes;
	g_ptr_array_add(record->artefacts, file);
	/* of modules the sections would be most of the file, and nobody asks for them */
	for (guint i = 0; i < artefact->rows->len && artefact == ledger->artefacts->pdata[0]; i++) {
		const struct ledger_row *row = artefact->rows->pdata[i];

		if (row->kind == LEDGER_SECTION)
			add_row(file, row->kind, row->name, row->bytes);
	}
	for (guint i = 0; budget && i < budget->limits->len; i++) {
		const struct budget_limit *limit = budget->limits->pdata[i];
		gint64 bytes;

		if (limit->kind == BUDGET_FILE || strcmp(limit->artefact, artefact->name) != 0 ||
		    history_measure(record, limit, &bytes))
			continue;
		budget_measure(limit, ledger, FALSE, &bytes);
		add_row(file, limit->kind, limit->name, bytes);
	}
}

static char *limit_line(const struct budget_limit *limit, int which)
{
	g_autofree char *row = budget_row_text(limit->artefact, limit->kind, limit->name);
	g_autofree char *amount = budget_amount_text(which ? &limit->growth : &limit->max);

	return g_strdup_printf("%s: %s %s", row, budget_limit_names[which], amount);
}

/* the limits as lines, to be told apart later */
static void add_limits(GPtrArray *lines, const struct budget *budget)
{
	for (guint i = 0; i < budget->limits->len; i++) {
		const struct budget_limit *limit = budget->limits->pdata[i];

		if (limit->max.unit != BUDGET_NONE)
			g_ptr_array_add(lines, limit_line(limit, 0));
		if (limit->growth.unit != BUDGET_NONE)
			g_ptr_array_add(lines, limit_line(limit, 1));
	}
}

struct history_record *history_record_new(const struct ledger *ledger, const struct budget *budget,
					  const struct budget_verdict *verdict, const char *label)
{
	struct history_record *record = record_new(&history_record_type);

	record->label = g_strdup(label);
	record->state = verdict ? 1 + verdict->state : HISTORY_UNJUDGED;
	record->tree = record_copy(&ledger_tree_type, ledger->tree);
	if (budget)
		add_limits(record->limits, budget);
	for (guint i = 0; i < ledger->artefacts->len; i++)
		add_file(record, ledger, ledger->artefacts->pdata[i], budget);
	return record;
}

gboolean history_append(const char *path, const struct history_record *record, GError **error)
{
	g_autoptr(ms_json) json = record_to_json(&history_record_type, record);
	char *text = json_dumps(json, JSON_COMPACT | JSON_ENSURE_ASCII);
	gboolean ok = ms_append_line(path, text, error);

	free(text);
	return ok;
}

/* --- the base, and what is different -------------------------------------------------------- */

static gboolean is_same(const char *what, const char *option, const char *base, const char *now,
			GError **error)
{
	if (!g_strcmp0(base, now))
		return TRUE;
	g_set_error(error, MS_ERROR, MS_ERROR_TREE,
		    "the base has another %s: '%s', this build has '%s'; --allow=%s compares them "
		    "nevertheless",
		    what, base ? base : "not known", now ? now : "not known", option);
	return FALSE;
}

gboolean history_comparable(const struct ledger_tree *base, const struct ledger_tree *now,
			    int allow, GError **error)
{
	return (allow & HISTORY_ALLOW_COMPILER ||
		is_same("compiler", "compiler", base->compiler, now->compiler, error)) &&
	       (allow & HISTORY_ALLOW_CONFIG ||
		is_same("configuration", "config", base->config, now->config, error));
}

/* "section .text of vmlinux: max 2 MiB": the limit of the same row and kind, or NULL */
static const char *find_limit(const GPtrArray *lines, const char *line)
{
	const char *colon = strrchr(line, ':');
	gsize len = colon ? (gsize)(colon - line) : 0;

	/* with the word behind it, "max" or "growth" */
	len += colon ? strspn(colon, ": ") : 0;
	len += strcspn(line + len, " ");
	for (guint i = 0; i < lines->len; i++)
		if (!strncmp(lines->pdata[i], line, len))
			return lines->pdata[i];
	return NULL;
}

void history_edited(const struct history_record *base, const struct budget *budget,
		    GPtrArray *notes)
{
	g_autoptr(GPtrArray) now = g_ptr_array_new_with_free_func(g_free);

	add_limits(now, budget);
	for (guint i = 0; base->state != HISTORY_UNJUDGED && i < now->len; i++) {
		const char *line = now->pdata[i], *was = find_limit(base->limits, line);

		if (!was)
			g_ptr_array_add(notes, g_strdup_printf("the budget was edited since the "
							       "base: '%s' is new",
							       line));
		else if (strcmp(was, line) != 0)
			g_ptr_array_add(notes, g_strdup_printf("the budget was edited since the "
							       "base: '%s', was '%s'",
							       line, was));
	}
	for (guint i = 0; i < base->limits->len; i++) {
		const char *line = base->limits->pdata[i];

		if (!find_limit(now, line))
			g_ptr_array_add(notes, g_strdup_printf("the budget was edited since the "
							       "base: '%s' is gone",
							       line));
	}
}
