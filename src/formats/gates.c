/* SPDX-License-Identifier: GPL-2.0-only */
#include "formats/gates.h"

#include <string.h>

#include "base/record.h"
#include "formats/body.h"

#define MAX_DEPTH 200
#define PREFIX "CONFIG_"

/* the way from the top of a body to one call */
struct way {
	const struct scan_body *body;
	guint call; /* its token */
	guint depth;
	GPtrArray *gates; /* or NULL */
	GString *guard;   /* or NULL */
};

static gboolean is_text(const struct scan_body *body, guint i, const char *text)
{
	return i < body->n && ctext_token_is(body->text, &body->tokens[i], text);
}

/* "X" of IS_ENABLED(CONFIG_X) at token i, "X=m" of IS_MODULE(CONFIG_X), or NULL */
static char *test_at(const struct scan_body *body, guint i)
{
	static const char *const set[] = {"IS_ENABLED", "IS_BUILTIN", "IS_REACHABLE", NULL};
	const struct ctext_token *option = &body->tokens[i + 2];
	gboolean module = scan_body_word(body, i, "IS_MODULE"), known = module;

	for (guint s = 0; set[s]; s++)
		known |= scan_body_word(body, i, set[s]);
	if (!known || !scan_body_byte(body, i + 1, '(') || !scan_body_byte(body, i + 3, ')') ||
	    option->len <= strlen(PREFIX) ||
	    strncmp(body->text + option->offset, PREFIX, strlen(PREFIX)))
		return NULL;
	return g_strdup_printf("%.*s%s", (int)(option->len - strlen(PREFIX)),
			       body->text + option->offset + strlen(PREFIX), module ? "=m" : "");
}

/* the tokens [first, last), being true (or false), keep the call from being made */
static void take_guard(struct way *way, guint first, guint last, gboolean truth)
{
	const struct ctext_token *from = &way->body->tokens[first];
	const struct ctext_token *to = &way->body->tokens[last - 1];
	const char *text = way->body->text + from->offset;
	gsize len = to->offset + to->len - from->offset;

	if (way->guard && memmem(text, len, PREFIX, strlen(PREFIX)))
		g_string_append_printf(way->guard, "%s%s(%.*s)", way->guard->len ? " && " : "",
				       truth ? "!" : "", (int)len, text);
}

static void take_test(struct way *way, guint i, gboolean set)
{
	g_autofree char *test = test_at(way->body, i);

	if (test && way->gates && set != scan_body_byte(way->body, i - 1, '!'))
		record_strings_add(way->gates, test);
}

/* the tests of a condition which, being true (or false), keeps the call from being made */
static void take_condition(struct way *way, guint first, guint last, gboolean truth)
{
	for (guint i = first; i + 3 < last; i++)
		take_test(way, i, truth);
	if (last > first + 2)
		take_guard(way, first + 1, last - 1, truth);
}

/* one test of an expression, which being true (or false) keeps the call from being made */
static void take_operand(struct way *way, guint i, gboolean truth)
{
	g_autofree char *test = test_at(way->body, i);

	take_test(way, i, truth);
	if (test)
		take_guard(way, scan_body_byte(way->body, i - 1, '!') ? i - 1 : i, i + 4, truth);
}

/* "IS_ENABLED(X) ? a : call()", "IS_ENABLED(X) || call()", "!IS_ENABLED(X) && call()" */
static void take_expression(struct way *way, guint first)
{
	const struct scan_body *body = way->body;

	for (guint i = first; i + 4 < way->call; i++) {
		gboolean otherwise = FALSE;

		for (guint k = i + 4; k < way->call; k++)
			otherwise |= scan_body_byte(body, k, ':');
		if (is_text(body, i + 4, "||") || (is_text(body, i + 4, "?") && otherwise))
			take_operand(way, i, TRUE);
		else if (is_text(body, i + 4, "&&") || is_text(body, i + 4, "?"))
			take_operand(way, i, FALSE);
	}
}

static gboolean leaves(const struct scan_body *body, guint first, guint last)
{
	for (guint i = first; i < last; i++)
		if (scan_body_word(body, i, "return") || scan_body_word(body, i, "goto"))
			return TRUE;
	return FALSE;
}

/* a statement before the call: what it asks for counts when it then leaves the function */
static void pass(struct way *way, guint i, guint end)
{
	guint close, otherwise;

	if (!scan_body_word(way->body, i, "if") || !scan_body_byte(way->body, i + 1, '('))
		return;
	close = scan_body_behind(way->body, i + 1);
	otherwise = scan_body_statement(way->body, close, end);
	if (leaves(way->body, close, otherwise))
		take_condition(way, i + 1, close, TRUE);
	if (leaves(way->body, otherwise, end))
		take_condition(way, i + 1, close, FALSE);
}

static void enter(struct way *way, guint i, guint end);

static void block(struct way *way, guint i, guint end)
{
	while (i < end) {
		guint next = scan_body_statement(way->body, i, end);

		if (next > way->call) {
			enter(way, i, next);
			return;
		}
		pass(way, i, next);
		i = next;
	}
}

static void enter_if(struct way *way, guint i, guint end)
{
	guint close = scan_body_behind(way->body, i + 1);
	guint otherwise = scan_body_statement(way->body, close, end);

	if (way->call < close) {
		take_expression(way, i + 2);
	} else if (way->call < otherwise) {
		take_condition(way, i + 1, close, FALSE);
		enter(way, close, otherwise);
	} else {
		take_condition(way, i + 1, close, TRUE);
		enter(way, otherwise + 1, end);
	}
}

/* the statement [i, end), which holds the call */
static void enter(struct way *way, guint i, guint end)
{
	const struct scan_body *body = way->body;
	guint close;

	if (++way->depth > MAX_DEPTH || i >= end)
		return;
	if (scan_body_byte(body, i, '{')) {
		block(way, i + 1, end - 1);
	} else if (scan_body_label(body, i, end) > i) {
		enter(way, scan_body_label(body, i, end), end);
	} else if (scan_body_word(body, i, "do")) {
		enter(way, i + 1, end);
	} else if (scan_body_word(body, i, "if") && scan_body_byte(body, i + 1, '(')) {
		enter_if(way, i, end);
	} else {
		close = scan_body_byte(body, i + 1, '(') ? scan_body_behind(body, i + 1) : end;
		/* a loop, or the expression itself */
		if (way->call >= close && !scan_body_byte(body, close, ';'))
			enter(way, close, end);
		else
			take_expression(way, i);
	}
}

/* "!defined(CONFIG_X)" and "!(IS_ENABLED(CONFIG_X))" around the call */
static void take_directives(struct way *way, const struct ctext_outline *outline, gsize offset)
{
	g_autoptr(GPtrArray) around = ctext_conditions_at(outline, offset);

	for (guint i = 0; i < around->len; i++) {
		const struct ctext_condition *condition = around->pdata[i];
		g_auto(GStrv) terms = g_strsplit(condition->text, "&&", -1);

		for (guint t = 0; terms[t]; t++) {
			g_autoptr(GRegex) negated =
				g_regex_new("^\\s*!\\(?(?:defined|IS_ENABLED)\\(" PREFIX
					    "(\\w+)\\)\\)?\\s*$",
					    0, 0, NULL);
			g_autoptr(GMatchInfo) match = NULL;
			g_autofree char *option = NULL;

			if (!g_regex_match(negated, terms[t], 0, &match))
				continue;
			option = g_match_info_fetch(match, 1);
			record_strings_add(way->gates, option);
		}
	}
}

static void go(struct way *way, const struct ctext_outline *outline,
	       const struct ctext_function *function, gsize offset)
{
	g_auto(scan_body) body = {0};

	way->body = &body;
	scan_body_init(&body, outline, function);
	while (way->call < body.n && body.start + body.tokens[way->call].offset < offset)
		way->call++;
	if (body.n >= 2 && way->call < body.n - 1)
		block(way, 1, body.n - 1);
	way->body = NULL;
}

GPtrArray *scan_gates_before(const struct ctext_outline *outline,
			     const struct ctext_function *function, gsize offset)
{
	struct way way = {.gates = g_ptr_array_new_with_free_func(g_free)};

	go(&way, outline, function, offset);
	take_directives(&way, outline, offset);
	record_strings_sort(way.gates);
	return way.gates;
}

char *scan_guard_before(const struct ctext_outline *outline, const struct ctext_function *function,
			gsize offset)
{
	struct way way = {.guard = g_string_new(NULL)};
	g_autoptr(GPtrArray) around = ctext_conditions_at(outline, offset);

	for (guint i = 0; i < around->len; i++) {
		const struct ctext_condition *condition = around->pdata[i];

		if (strstr(condition->text, PREFIX))
			g_string_append_printf(way.guard, "%s(%s)", way.guard->len ? " && " : "",
					       condition->text);
	}
	if (function && offset > function->body_start)
		go(&way, outline, function, offset);
	return g_string_free(way.guard, !way.guard->len);
}
