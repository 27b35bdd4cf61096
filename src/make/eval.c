/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/error.h>

#include "make/private.h"

#define MAX_INCLUDES 100

/* Where @near stands in the statement; its beginning if that is not found */
static gsize offset_of(const struct make_frame *frame, const char *near)
{
	const struct make_statement *statement = frame->statement;
	const char *text = frame->file->text;
	gsize start = statement->start, end = MIN(statement->end, frame->file->len);
	gsize len = near ? strcspn(near, "\n\001") : 0;
	const char *hit;

	start += strspn(text + start, " \t");
	/* a continuation may have cut it: then its beginning will do */
	for (gboolean whole = TRUE; len > (whole ? 0 : 3); len /= 2, whole = FALSE) {
		g_autofree char *part = g_strndup(near, len);

		hit = g_strstr_len(text + start, (gssize)(end - start), part);
		if (hit)
			return (gsize)(hit - text);
	}
	return start;
}

struct make_place make_here(const struct make_eval *eval, const char *near)
{
	const struct make_frame *frame = eval->frame;
	struct make_place place = {"(make)", 0, 0};
	gsize at;

	/* the text of an $(eval) has no place of its own */
	while (frame && frame->above && frame->file->name[0] == '(')
		frame = frame->above;
	if (!frame || !frame->statement)
		return place;
	at = offset_of(frame, near);
	place.file = frame->file->name;
	place.line = frame->statement->line;
	for (gsize i = frame->statement->start; i < at; i++)
		place.line += frame->file->text[i] == '\n';
	place.column = make_column(frame->file, at);
	return place;
}

void make_fail(struct make_eval *eval, const char *near, const char *format, ...)
{
	struct make_place place;
	g_autofree char *message = NULL;
	va_list args;

	if (eval->error)
		return;
	place = make_here(eval, near);
	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error(&eval->error, MS_ERROR, MS_ERROR_INPUT, "%s:%u:%u: %s", place.file, place.line,
		    place.column, message);
}

char *make_not_known(struct make_eval *eval, const char *near, const char *format, ...)
{
	struct make_place place = make_here(eval, near);
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	return make_unknown_new(eval->session, &place, message);
}

void make_note(struct make_eval *eval, const char *mark)
{
	for (guint i = 0; i < eval->notes->len; i++)
		if (!strcmp(eval->notes->pdata[i], mark))
			return;
	g_ptr_array_add(eval->notes, g_strdup(mark));
}

const GPtrArray *make_notes(const struct make_eval *eval)
{
	return eval->notes;
}

const GPtrArray *make_said(const struct make_eval *eval)
{
	return eval->said;
}

/* --- files ----------------------------------------------------------------------------------- */

/* The state of the innermost condition, and whether one of them is unsure */
static enum make_state state_of(const struct make_frame *frame, gboolean *unsure)
{
	*unsure = FALSE;
	for (guint i = 0; i < frame->conditions->len; i++) {
		enum make_state state = g_array_index(frame->conditions, enum make_state, i);

		*unsure |= state == MAKE_UNSURE;
		if (state == MAKE_WAITING || state == MAKE_OVER)
			return MAKE_OVER;
	}
	return MAKE_TAKEN;
}

static void run_one(struct make_eval *eval, struct make_frame *frame, const char *outer)
{
	const struct make_statement *statement = frame->statement;
	gboolean unsure;

	if (statement->tab && frame->in_rule)
		return;
	if (statement->kind == MAKE_IF || statement->kind == MAKE_ELSE ||
	    statement->kind == MAKE_ENDIF) {
		make_run_condition(eval, statement);
		if (!outer && state_of(frame, &unsure) == MAKE_TAKEN && !unsure)
			g_clear_pointer(&frame->mark, g_free);
		return;
	}
	if (state_of(frame, &unsure) != MAKE_TAKEN)
		return;
	make_run_statement(eval, statement, unsure || outer ? frame->mark : NULL);
}

static void run_frame(struct make_eval *eval, const struct make_file *file, const char *mark)
{
	struct make_frame frame = {.file = file, .above = eval->frame, .mark = g_strdup(mark)};

	frame.conditions = g_array_new(FALSE, FALSE, sizeof(enum make_state));
	frame.opened = g_array_new(FALSE, FALSE, sizeof(const struct make_statement *));
	eval->frame = &frame;
	for (guint i = 0; i < file->statements->len && !eval->error && !eval->stopped; i++) {
		frame.statement = &g_array_index(file->statements, struct make_statement, i);
		run_one(eval, &frame, mark);
	}
	if (frame.opened->len && !eval->error && !eval->stopped) {
		frame.statement = g_array_index(frame.opened, const struct make_statement *,
						frame.opened->len - 1);
		make_fail(eval, NULL, "'%s' without 'endif'", frame.statement->name);
	}
	eval->frame = frame.above;
	g_array_unref(frame.conditions);
	g_array_unref(frame.opened);
	g_free(frame.mark);
}

gboolean make_run_file(struct make_eval *eval, const struct make_file *file, const char *mark)
{
	if (eval->includes >= MAX_INCLUDES) {
		make_fail(eval, NULL, "makefiles include each other more than %d deep",
			  MAX_INCLUDES);
		return FALSE;
	}
	eval->includes++;
	run_frame(eval, file, mark);
	eval->includes--;
	return !eval->error;
}

void make_run_text(struct make_eval *eval, const char *text)
{
	const char *mark = make_unknown_in(text);
	g_autofree char *copy = mark ? make_mark_copy(mark) : NULL;
	g_autoptr(GString) plain = g_string_new(text);
	struct make_file *file;

	if (copy) {
		make_note(eval, copy);
		return;
	}
	file = make_file_parse("(eval)", plain->str, plain->len, eval->error ? NULL : &eval->error);
	if (!file)
		return;
	/* variables may remember their statements */
	g_ptr_array_add(eval->texts, file);
	make_run_file(eval, file, NULL);
}

void make_stop_after(struct make_eval *eval, const char *name)
{
	g_free(eval->stop_after);
	eval->stop_after = make_path(eval->session, name);
}

/* --- entries --------------------------------------------------------------------------------- */

static gboolean hand_over(struct make_eval *eval, GError **error)
{
	gboolean good = !eval->error;

	if (!good)
		g_propagate_error(error, g_steal_pointer(&eval->error));
	eval->depth = 0;
	g_array_set_size(eval->open, 0);
	g_array_set_size(eval->locals, 0);
	return good;
}

static void add_to_list(struct make_eval *eval, const char *name)
{
	g_autofree char *text = g_strconcat(" ", name, NULL);
	const struct make_variable *list = make_get(eval, "MAKEFILE_LIST");
	g_autofree char *all = g_strconcat(list ? list->value : "", text, NULL);

	make_set(eval, "MAKEFILE_LIST", all, MAKE_FILE, FALSE);
}

gboolean make_read(struct make_eval *eval, const char *name, GError **error)
{
	const struct make_file *file = make_session_file(eval->session, name, error);

	if (!file)
		return FALSE;
	eval->stopped = FALSE;
	eval->steps = 0;
	add_to_list(eval, name);
	make_run_file(eval, file, NULL);
	return hand_over(eval, error);
}

char *make_expand(struct make_eval *eval, const char *text, GError **error)
{
	g_autofree char *value = NULL;

	eval->steps = 0;
	value = make_expand_text(eval, text);
	return hand_over(eval, error) ? g_steal_pointer(&value) : NULL;
}

char *make_value(struct make_eval *eval, const char *name, GError **error)
{
	GString *value = g_string_new(NULL);

	eval->steps = 0;
	make_expand_variable(eval, name, value);
	if (!hand_over(eval, error))
		return g_string_free(value, TRUE);
	return g_string_free(value, FALSE);
}
