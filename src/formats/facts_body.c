/* SPDX-License-Identifier: GPL-2.0-only */
#include "formats/facts.h"

#include <string.h>

#include "formats/body.h"

/*
 * What stands around a statement: an `if` (or a switch, or a loop) each, the innermost first. The
 * outermost is the function itself.
 */
struct scope {
	const struct scope *up;
	char *guard;              /* its condition, NULL: it has none */
	guint branch, branch_end; /* the tokens that it decides about */
	gboolean loop;
	gboolean unwind; /* no way leads here but goto */
};

/* when what follows is not reached, though nothing went wrong */
struct skip {
	char *condition;
	char *label; /* where it goes on; NULL: the function has returned */
};

static void skip_free(gpointer data)
{
	struct skip *skip = data;

	g_free(skip->condition);
	g_free(skip->label);
	g_free(skip);
}

/* a walk over the statements of one body */
struct body {
	struct scan_body in;
	struct function *function;
	GPtrArray *skips; /* struct skip */
	GPtrArray *live;  /* labels that are reached when things go well */
	guint depth;      /* of statements in statements; a limit keeps odd texts from our stack */
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

/* the conditions around, the outermost first, but for the innermost one, which is *guard */
static GPtrArray *conditions(const struct scope *scope, const char **guard)
{
	GPtrArray *outer = g_ptr_array_new_with_free_func(g_free);

	*guard = NULL;
	for (; scope; scope = scope->up) {
		if (!scope->guard)
			continue;
		if (*guard)
			g_ptr_array_insert(outer, 0, g_strdup(scope->guard));
		else
			*guard = scope->guard;
	}
	return outer;
}

static guint declarator_end(const struct body *b, guint first, guint last);

/* "x->y" of the statement "x->y = f(…)" that begins at first, where f stands at `call` */
static char *target_of(const struct body *b, guint first, guint call)
{
	if (call < first + 2 || !is_byte(b, call - 1, '='))
		return NULL;
	for (guint i = first; i + 1 < call; i++)
		if (is_byte(b, i, '(') || is_byte(b, i, '=') || is_byte(b, i, ','))
			return NULL;
	if (declarator_end(b, first, call - 1))
		first = call - 2;
	return text_of(b, first, call - 1);
}

/* every NAME( in the tokens [first, last) */
static void take_calls(struct body *b, guint first, guint last, const struct scope *scope)
{
	for (guint i = first; i + 1 < last; i++) {
		const struct ctext_token *t = &b->in.tokens[i];
		const char *guard;
		struct call *call;

		if (t->kind != CTEXT_IDENTIFIER || !is_byte(b, i + 1, '(') ||
		    ctext_is_keyword(b->in.text + t->offset, t->len))
			continue;
		call = record_new(&model_call_type);
		call->callee = g_strndup(b->in.text + t->offset, t->len);
		call->line = t->line;
		call->args = text_of(b, i + 2, behind_bracket(b, i + 1) - 1);
		call->into = target_of(b, first, i);
		g_ptr_array_unref(call->outer);
		call->outer = conditions(scope, &guard);
		call->guard = g_strdup(guard);
		for (guint k = 0; k < b->skips->len; k++)
			record_strings_add(call->skips,
					   ((struct skip *)b->skips->pdata[k])->condition);
		call->loop = scope->loop;
		call->unwind = scope->unwind;
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

/* --- jumps ---------------------------------------------------------------------------------- */

static gboolean has_word(const struct body *b, guint first, guint last, guint word)
{
	const struct ctext_token *w = &b->in.tokens[word];

	for (guint i = first; i < last; i++) {
		const struct ctext_token *t = &b->in.tokens[i];

		if (t->kind == CTEXT_IDENTIFIER && t->len == w->len &&
		    !memcmp(b->in.text + t->offset, b->in.text + w->offset, w->len))
			return TRUE;
	}
	return FALSE;
}

/* does it name an errno, or speak of an error? */
static gboolean speaks_of_error(const struct body *b, guint first, guint last)
{
	static const char *const words[] = {"PTR_ERR", "ERR_PTR",       "ERR_CAST", "dev_err",
					    "pr_err",  "dev_err_probe", NULL};

	for (guint i = first; i < last; i++) {
		const struct ctext_token *t = &b->in.tokens[i];

		if (is_byte(b, i, '-') && i + 1 < last && t[1].kind == CTEXT_IDENTIFIER &&
		    t[1].len > 1 && b->in.text[t[1].offset] == 'E' &&
		    g_ascii_isupper(b->in.text[t[1].offset + 1]))
			return TRUE;
		for (guint w = 0; words[w]; w++)
			if (is_word(b, i, words[w]))
				return TRUE;
	}
	return FALSE;
}

/* is what it gives back asked for in the condition, as in `if (x->irq < 0) return x->irq;`? */
static gboolean returns_tested(const struct body *b, const struct scope *scope, guint first,
			       guint last)
{
	/* the head of an `if` stands right before its branch */
	guint head = scope->branch;
	gint depth = 0;

	while (head > 0) {
		head--;
		depth += is_byte(b, head, ')') - is_byte(b, head, '(');
		if (!depth)
			break;
	}
	for (guint i = first; i < last; i++)
		if (b->in.tokens[i].kind == CTEXT_IDENTIFIER && has_word(b, head, scope->branch, i))
			return TRUE;
	return FALSE;
}

/* is the condition one that a status is asked by: "ret", "!p", "ret < 0", "IS_ERR(p)"? */
static gboolean asks_status(const char *condition)
{
	return g_regex_match_simple("^(!?\\w+|\\w+ *(<|!=) *0|IS_ERR(_OR_NULL)?\\(.*\\))$",
				    condition, 0, 0);
}

static gboolean is_error_label(const char *label)
{
	return g_regex_match_simple("err|fail|free|disable|unmap|put|release|unwind|undo|clean|"
				    "remove|unreg|destroy|abort|revert",
				    label, G_REGEX_CASELESS, 0);
}

/* the nearest condition around, NULL: the statement is always reached */
static const struct scope *conditional(const struct scope *scope)
{
	while (scope && !scope->guard)
		scope = scope->up;
	return scope;
}

/* does the jump in the tokens [first, last) leave because something went wrong? */
static gboolean is_failure(const struct body *b, const struct scope *scope, guint first, guint last)
{
	gboolean is_goto = is_word(b, first, "goto");
	g_autofree char *what = text_of(b, first + 1, last);

	if (!is_goto && (!*what || !strcmp(what, "0") || !strcmp(what, "true")))
		return FALSE;
	if (speaks_of_error(b, scope->branch, scope->branch_end))
		return TRUE;
	if (is_goto)
		return is_error_label(what) || asks_status(scope->guard);
	return !strcmp(what, "NULL") || !strcmp(what, "false") || *what == '-' ||
	       returns_tested(b, scope, first + 1, last);
}

/* a return or goto: what follows in the text is skipped under its conditions, if all went well */
static void take_jump(struct body *b, guint first, guint last, const struct scope *scope)
{
	const struct scope *condition = conditional(scope);
	gboolean is_goto = is_word(b, first, "goto");
	g_autoptr(GPtrArray) outer = NULL;
	const char *guard;
	struct skip *skip;

	if (scope->unwind || (condition && is_failure(b, condition, first, last)))
		return;
	if (is_goto)
		g_ptr_array_add(b->live, text_of(b, first + 1, last));
	if (!condition)
		return;
	outer = conditions(scope, &guard);
	g_ptr_array_add(outer, g_strdup(guard));
	g_ptr_array_add(outer, NULL);
	skip = g_new0(struct skip, 1);
	skip->condition = g_strjoinv(" && ", (char **)outer->pdata);
	skip->label = is_goto ? text_of(b, first + 1, last) : NULL;
	g_ptr_array_add(b->skips, skip);
}

static gboolean is_jump(const struct body *b, guint i)
{
	return is_word(b, i, "return") || is_word(b, i, "goto");
}

/* is there a label at i that is reached not by an error's goto alone? Who went there is back */
static gboolean is_live_label(struct body *b, guint i, guint end)
{
	g_autofree char *label = NULL;

	if (is_word(b, i, "case") || is_word(b, i, "default"))
		return TRUE;
	if (scan_body_label(&b->in, i, end) == i)
		return FALSE;
	label = text_of(b, i, i + 1);
	for (guint k = b->skips->len; k > 0; k--)
		if (!g_strcmp0(((struct skip *)b->skips->pdata[k - 1])->label, label))
			g_ptr_array_remove_index(b->skips, k - 1);
	return g_ptr_array_find_with_equal_func(b->live, label, g_str_equal, NULL);
}

/* --- statements ----------------------------------------------------------------------------- */

static guint statement(struct body *b, guint i, guint end, const struct scope *scope);

/* "x = y;" or "x = &y;": a pointer of somebody's, perhaps */
static void take_set(struct body *b, guint first, guint last)
{
	guint value = first + 2 + is_byte(b, first + 2, '&');

	if (value + 1 != last || b->in.tokens[first].kind != CTEXT_IDENTIFIER ||
	    !is_byte(b, first + 1, '=') || b->in.tokens[value].kind != CTEXT_IDENTIFIER)
		return;
	g_ptr_array_add(b->function->sets, text_of(b, first, first + 1));
}

static guint block(struct body *b, guint i, guint end, const struct scope *scope)
{
	struct scope dead = {.up = scope, .loop = scope->loop, .unwind = TRUE};
	gboolean is_dead = FALSE;

	while (i < end) {
		gboolean jumps = is_jump(b, i);

		if (is_live_label(b, i, end))
			is_dead = FALSE;
		i = statement(b, i, end, is_dead ? &dead : scope);
		is_dead = is_dead || jumps;
	}
	return i;
}

/* the statement at i, under a condition of its own, which it takes; NULL: in a loop */
static guint inner(struct body *b, guint i, guint end, const struct scope *scope, char *guard,
		   gboolean loop)
{
	struct scope own = {.up = scope,
			    .guard = guard,
			    .branch = i,
			    .branch_end = scan_body_statement(&b->in, i, end),
			    .loop = loop || scope->loop,
			    .unwind = scope->unwind};

	i = statement(b, i, end, &own);
	g_free(guard);
	return i;
}

static guint if_statement(struct body *b, guint i, guint end, const struct scope *scope)
{
	guint close = behind_bracket(b, i + 1);
	g_autofree char *condition = text_of(b, i + 2, close - 1);

	take_calls(b, i + 1, close, scope);
	i = inner(b, close, end, scope, g_strdup(condition), FALSE);
	if (i < end && is_word(b, i, "else"))
		i = inner(b, i + 1, end, scope, g_strdup_printf("!(%s)", condition), FALSE);
	return i;
}

/* for, while, switch: the head belongs to what is around, for a switch asks once */
static guint headed_statement(struct body *b, guint i, guint end, const struct scope *scope)
{
	guint close = behind_bracket(b, i + 1);
	gboolean chooses = is_word(b, i, "switch");
	struct scope head = *scope;

	head.up = scope->up;
	head.loop |= !chooses;
	take_locals(b, i + 2, close - 1);
	take_calls(b, i + 1, close, &head);
	return inner(b, close, end, scope, chooses ? text_of(b, i, close) : NULL, !chooses);
}

/* "for_each_x(…) {", or without a '{'; "scoped_guard(…) {" runs once. 0: none of them */
static guint macro_statement(struct body *b, guint i, guint end, const struct scope *scope)
{
	const struct ctext_token *name = &b->in.tokens[i];
	gboolean once = !strncmp(b->in.text + name->offset, "scoped_", 7);
	guint close;

	if (name->kind != CTEXT_IDENTIFIER || !is_byte(b, i + 1, '(') ||
	    ctext_is_keyword(b->in.text + name->offset, name->len))
		return 0;
	close = behind_bracket(b, i + 1);
	if (close >= end ||
	    (!is_byte(b, close, '{') && b->in.tokens[close].kind != CTEXT_IDENTIFIER))
		return 0;
	take_calls(b, i, close, scope);
	return inner(b, close, end, scope, NULL, !once);
}

/* up to the ';', or behind a label's ':' */
static guint plain_statement(struct body *b, guint i, guint end, const struct scope *scope)
{
	guint first = i;

	for (; i < end; i++) {
		if (is_byte(b, i, ';'))
			break;
		if (is_byte(b, i, '(') || is_byte(b, i, '{') || is_byte(b, i, '['))
			i = behind_bracket(b, i) - 1;
		else if (is_byte(b, i, ':') && i > first &&
			 b->in.tokens[i - 1].kind != CTEXT_PUNCTUATOR &&
			 (i == first + 1 || is_word(b, first, "case")))
			break;
	}
	i = MIN(i, end);
	take_locals(b, first, i);
	take_calls(b, first, i, scope);
	take_set(b, first, i);
	if (is_jump(b, first))
		take_jump(b, first, i, scope);
	return MIN(i + 1, end);
}

static guint any_statement(struct body *b, guint i, guint end, const struct scope *scope)
{
	static const char *const heads[] = {"for", "while", "switch", NULL};
	guint next;

	if (is_byte(b, i, '{')) {
		next = behind_bracket(b, i);
		block(b, i + 1, MIN(next - 1, end), scope);
		return next;
	}
	if (is_word(b, i, "if") && is_byte(b, i + 1, '('))
		return if_statement(b, i, end, scope);
	if (is_word(b, i, "else"))
		return statement(b, i + 1, end, scope);
	if (is_word(b, i, "do")) {
		next = inner(b, i + 1, end, scope, NULL, TRUE);
		return plain_statement(b, next, end, scope);
	}
	for (guint w = 0; heads[w]; w++)
		if (is_word(b, i, heads[w]) && is_byte(b, i + 1, '('))
			return headed_statement(b, i, end, scope);
	next = macro_statement(b, i, end, scope);
	return next ? next : plain_statement(b, i, end, scope);
}

static guint statement(struct body *b, guint i, guint end, const struct scope *scope)
{
	if (i >= end)
		return end;
	if (++b->depth > MAX_DEPTH) {
		take_calls(b, i, end, scope);
		i = end;
	} else {
		i = any_statement(b, i, end, scope);
	}
	b->depth--;
	return MIN(i, end);
}

void scan_calls_of(const struct ctext_outline *outline, const struct ctext_function *from,
		   struct function *to)
{
	struct scope whole = {.up = NULL};
	struct body body = {.function = to,
			    .skips = g_ptr_array_new_with_free_func(skip_free),
			    .live = g_ptr_array_new_with_free_func(g_free)};

	scan_body_init(&body.in, outline, from);
	if (body.in.n >= 2)
		block(&body, 1, body.in.n - 1, &whole);
	scan_body_clear(&body.in);
	g_ptr_array_unref(body.skips);
	g_ptr_array_unref(body.live);
}
