/* SPDX-License-Identifier: GPL-2.0-only */
#include "formats/facts.h"

#include <string.h>

#include "formats/body.h"

/* a walk over the statements of one body */
struct body {
	struct scan_body in;
	struct function *function;
	guint depth; /* of statements in statements; a limit keeps odd texts from our stack */
};

#define MAX_DEPTH 200

static gboolean is_byte(const struct body *b, guint i, char c)
{
	return scan_body_byte(&b->in, i, c);
}

static gboolean is_word(const struct body *b, guint i, const char *word)
{
	return scan_body_word(&b->in, i, word);
}

static guint behind_bracket(const struct body *b, guint i)
{
	return scan_body_behind(&b->in, i);
}

/* the text from token `first` up to the one before `last`, white space folded */
static char *text_of(const struct body *b, guint first, guint last)
{
	GString *out = g_string_new(NULL);
	gsize start, end;

	if (first >= last || last > b->in.n)
		return g_string_free(out, FALSE);
	start = b->in.tokens[first].offset;
	end = b->in.tokens[last - 1].offset + b->in.tokens[last - 1].len;
	for (gsize i = start; i < end; i++) {
		if (!g_ascii_isspace(b->in.text[i]))
			g_string_append_c(out, b->in.text[i]);
		else if (out->len && out->str[out->len - 1] != ' ')
			g_string_append_c(out, ' ');
	}
	return g_string_free(out, FALSE);
}

/* every NAME( in the tokens [first, last) */
static void take_calls(struct body *b, guint first, guint last, const char *guard)
{
	for (guint i = first; i + 1 < last; i++) {
		const struct ctext_token *t = &b->in.tokens[i];
		struct call *call;

		if (t->kind != CTEXT_IDENTIFIER || !is_byte(b, i + 1, '(') ||
		    ctext_is_keyword(b->in.text + t->offset, t->len))
			continue;
		call = record_new(&model_call_type);
		call->callee = g_strndup(b->in.text + t->offset, t->len);
		call->line = t->line;
		call->args = text_of(b, i + 2, behind_bracket(b, i + 1) - 1);
		call->guard = g_strdup(guard);
		g_ptr_array_add(b->function->calls, call);
	}
}

/* words and stars up to the name of a declarator: 0 when the statement declares nothing */
static guint declarator_end(const struct body *b, guint first, guint last)
{
	static const char *const verbs[] = {"return",   "goto", "case",   "default", "break",
					    "continue", "else", "sizeof", "typedef", NULL};
	guint i = first, words = 0;

	for (guint v = 0; verbs[v]; v++)
		if (is_word(b, first, verbs[v]))
			return 0;
	while (i < last && (b->in.tokens[i].kind == CTEXT_IDENTIFIER || is_byte(b, i, '*'))) {
		words += b->in.tokens[i].kind == CTEXT_IDENTIFIER;
		i++;
	}
	if (words < 2 || i == first || b->in.tokens[i - 1].kind != CTEXT_IDENTIFIER || i > last)
		return 0;
	if (i == last || is_byte(b, i, '=') || is_byte(b, i, ',') || is_byte(b, i, ';') ||
	    is_byte(b, i, '['))
		return i;
	return 0;
}

/* "struct foo *a = x, b;" gives "struct foo *a" and "struct foo b" */
static void take_locals(struct body *b, guint first, guint last)
{
	guint end = declarator_end(b, first, last), base;
	g_autofree char *type = NULL;

	if (!end)
		return;
	for (base = end - 1; base > first && is_byte(b, base - 1, '*');)
		base--;
	type = text_of(b, first, base);
	g_ptr_array_add(b->function->locals, text_of(b, first, end));
	for (guint i = end; i < last; i++) {
		guint next = i + 1;

		if (is_byte(b, i, '(') || is_byte(b, i, '{') || is_byte(b, i, '[')) {
			i = behind_bracket(b, i) - 1;
			continue;
		}
		if (!is_byte(b, i, ','))
			continue;
		while (is_byte(b, next, '*'))
			next++;
		if (next < last && b->in.tokens[next].kind == CTEXT_IDENTIFIER) {
			g_autofree char *name = text_of(b, i + 1, next + 1);

			g_ptr_array_add(b->function->locals, g_strdup_printf("%s %s", type, name));
		}
	}
}

static guint statement(struct body *b, guint i, guint end, const char *guard);

static guint block(struct body *b, guint i, guint end, const char *guard)
{
	while (i < end)
		i = statement(b, i, end, guard);
	return i;
}

static guint if_statement(struct body *b, guint i, guint end, const char *guard)
{
	guint close = behind_bracket(b, i + 1);
	g_autofree char *condition = text_of(b, i + 2, close - 1);

	take_calls(b, i + 1, close, guard);
	i = statement(b, close, end, condition);
	if (i < end && is_word(b, i, "else")) {
		g_autofree char *otherwise = g_strdup_printf("!(%s)", condition);

		/* "else if" has a condition of its own */
		i = statement(b, i + 1, end, otherwise);
	}
	return i;
}

/* up to the ';', or the '{' of a loop that a macro makes */
static guint plain_statement(struct body *b, guint i, guint end, const char *guard)
{
	guint first = i;

	for (; i < end; i++) {
		if (is_byte(b, i, ';'))
			break;
		if (is_byte(b, i, '{') && i > first && is_byte(b, i - 1, ')')) {
			guint open = first;

			/* "for_each_x(…) {" begins with the name; "x = (struct y) {…}" does not */
			if (is_byte(b, open + 1, '(') && behind_bracket(b, open + 1) == i)
				break;
		}
		if (is_byte(b, i, '(') || is_byte(b, i, '{') || is_byte(b, i, '['))
			i = behind_bracket(b, i) - 1;
		else if (is_byte(b, i, ':') && i > first &&
			 b->in.tokens[i - 1].kind != CTEXT_PUNCTUATOR &&
			 (i == first + 1 || is_word(b, first, "case")))
			break;
	}
	i = MIN(i, end);
	take_locals(b, first, i);
	take_calls(b, first, i, guard);
	return i < end && is_byte(b, i, '{') ? i : MIN(i + 1, end);
}

static guint statement(struct body *b, guint i, guint end, const char *guard)
{
	static const char *const loops[] = {"for", "while", "switch", NULL};

	if (++b->depth > MAX_DEPTH) {
		b->depth--;
		take_calls(b, i, end, guard);
		return end;
	}
	if (is_byte(b, i, '{')) {
		guint close = behind_bracket(b, i);

		block(b, i + 1, MIN(close - 1, end), guard);
		i = close;
	} else if (is_word(b, i, "if") && is_byte(b, i + 1, '(')) {
		i = if_statement(b, i, end, guard);
	} else if (is_word(b, i, "do") || is_word(b, i, "else")) {
		i = statement(b, i + 1, end, guard);
	} else {
		gboolean loop = FALSE;

		for (guint w = 0; loops[w]; w++)
			loop |= is_word(b, i, loops[w]) && is_byte(b, i + 1, '(');
		if (loop) {
			guint close = behind_bracket(b, i + 1);

			take_locals(b, i + 2, close - 1);
			take_calls(b, i + 1, close, guard);
			i = close;
		} else {
			i = plain_statement(b, i, end, guard);
		}
	}
	b->depth--;
	return MIN(i, end);
}

void scan_calls_of(const struct ctext_outline *outline, const struct ctext_function *from,
		   struct function *to)
{
	struct body body = {.function = to};

	scan_body_init(&body.in, outline, from);
	if (body.in.n >= 2)
		block(&body, 1, body.in.n - 1, NULL);
	scan_body_clear(&body.in);
}
