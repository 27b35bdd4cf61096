/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "make/private.h"

/* Bounds of what a makefile may ask for; a kernel's stay far below each. */
#define MAX_DEPTH 400
#define MAX_STEPS (20u << 20)
#define MAX_TEXT (64u << 20)

char *make_expand_text(struct make_eval *eval, const char *text)
{
	GString *out = g_string_new(NULL);

	make_expand_into(eval, text, strlen(text), out);
	return g_string_free(out, FALSE);
}

void make_push_local(struct make_eval *eval, const char *name, const char *value)
{
	struct make_local local = {name, value};

	g_array_append_val(eval->locals, local);
}

void make_pop_locals(struct make_eval *eval, guint to)
{
	g_array_set_size(eval->locals, to);
}

static const char *find_local(const struct make_eval *eval, const char *name)
{
	for (guint i = eval->locals->len; i > 0; i--) {
		const struct make_local *local =
			&g_array_index(eval->locals, struct make_local, i - 1);

		if (strcmp(local->name, name) == 0)
			return local->value;
	}
	return NULL;
}

/* FALSE, with the error set, where a variable would be expanded inside itself */
static gboolean may_enter(struct make_eval *eval, const struct make_variable *variable)
{
	gboolean inside = FALSE;

	for (guint i = 0; i < eval->open->len; i++) {
		const struct make_open *open = &g_array_index(eval->open, struct make_open, i);

		if (open->variable == variable) {
			if (open->again)
				return TRUE;
			inside = TRUE;
		}
	}
	if (inside)
		make_fail(eval, variable->name,
			  "recursive variable '%s' refers to itself: use ':='", variable->name);
	return !inside;
}

static void expand_entered(struct make_eval *eval, const struct make_variable *variable,
			   gboolean again, GString *out)
{
	struct make_open open = {variable, again};
	guint at = eval->open->len;

	if (!may_enter(eval, variable))
		return;
	g_array_append_val(eval->open, open);
	make_expand_into(eval, variable->value, strlen(variable->value), out);
	g_array_set_size(eval->open, at);
	if (at == 0)
		g_ptr_array_set_size(eval->kept, 0);
}

void make_expand_variable(struct make_eval *eval, const char *name, GString *out)
{
	const char *local = eval->locals->len ? find_local(eval, name) : NULL;
	const struct make_variable *variable;
	const char *mark = make_unknown_in(name);

	if (mark) {
		g_autofree char *copy = make_mark_copy(mark);

		g_string_append(out, copy);
		return;
	}
	if (local) {
		g_string_append(out, local);
		return;
	}
	variable = make_get(eval, name);
	if (!variable)
		return;
	if (variable->recursive && strchr(variable->value, '$'))
		expand_entered(eval, variable, FALSE, out);
	else
		g_string_append(out, variable->value);
}

void make_expand_call(struct make_eval *eval, char **args, GString *out)
{
	static const char *const numbers[] = {"0",  "1",  "2",  "3",  "4",  "5",  "6",  "7",
					      "8",  "9",  "10", "11", "12", "13", "14", "15",
					      "16", "17", "18", "19", "20", "21", "22", "23"};
	const struct make_variable *variable = make_get(eval, args[0]);
	guint locals = eval->locals->len;
	guint count = g_strv_length(args);

	if (!variable)
		return;
	if (count > G_N_ELEMENTS(numbers)) {
		make_fail(eval, args[0], "more than %u arguments in a call of '%s'",
			  (guint)G_N_ELEMENTS(numbers) - 1, args[0]);
		return;
	}
	/* what an outer call set and this one does not is empty */
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
		if (i < count || find_local(eval, numbers[i]))
			make_push_local(eval, numbers[i], i < count ? args[i] : "");
	if (variable->recursive)
		expand_entered(eval, variable, TRUE, out);
	else
		g_string_append(out, variable->value);
	make_pop_locals(eval, locals);
}

/* --- references ------------------------------------------------------------------------------ */

/* $(name:a=b) */
static void expand_substitution(struct make_eval *eval, const char *name, const char *from,
				const char *to, GString *out)
{
	g_autoptr(GString) value = g_string_new(NULL);
	g_autofree char *pattern =
		strchr(from, '%') ? g_strdup(from) : g_strconcat("%", from, NULL);
	g_autofree char *result = strchr(from, '%') ? g_strdup(to) : g_strconcat("%", to, NULL);

	make_expand_variable(eval, name, value);
	make_patsubst(pattern, result, value->str, out);
}

static void expand_named(struct make_eval *eval, char *name, GString *out)
{
	char *colon = strchr(name, ':');
	char *equal = colon ? strchr(colon + 1, '=') : NULL;

	if (!equal) {
		make_expand_variable(eval, name, out);
		return;
	}
	*colon = *equal = '\0';
	expand_substitution(eval, name, colon + 1, equal + 1, out);
}

/* --- calls ----------------------------------------------------------------------------------- */

/* The arguments of a function, parted at commas outside parentheses of the kind around it */
static GPtrArray *split(const char *text, gsize len, char open, guint most)
{
	GPtrArray *args = g_ptr_array_new_with_free_func(g_free);
	char close = open == '(' ? ')' : '}';
	gsize start = 0;
	guint depth = 0;

	for (gsize i = 0; i < len; i++) {
		if (text[i] == open)
			depth++;
		else if (text[i] == close)
			depth--;
		else if (text[i] == ',' && depth == 0 && (!most || args->len + 1 < most)) {
			g_ptr_array_add(args, g_strndup(text + start, i - start));
			start = i + 1;
		}
	}
	g_ptr_array_add(args, g_strndup(text + start, len - start));
	return args;
}

static void call_function(struct make_eval *eval, const struct make_function *function,
			  const char *text, gsize len, char open, GString *out)
{
	g_autoptr(GPtrArray) args = NULL;

	while (len && g_ascii_isspace(*text)) {
		text++;
		len--;
	}
	args = split(text, len, open, function->most);
	if (args->len < function->least) {
		make_fail(eval, function->name, "function '%s' wants %u arguments and has %u",
			  function->name, function->least, args->len);
		return;
	}
	for (guint i = 0; !function->raw && i < args->len; i++) {
		char *expanded = make_expand_text(eval, args->pdata[i]);

		g_free(args->pdata[i]);
		args->pdata[i] = expanded;
	}
	g_ptr_array_add(args, NULL);
	if (!eval->error)
		make_function_run(eval, function, (char **)args->pdata, out);
}

static const struct make_function *function_at(const char *body, gsize len, gsize *name_len)
{
	gsize name = 0;

	while (name < len && (g_ascii_isalnum(body[name]) || strchr(".-_", body[name])))
		name++;
	*name_len = name;
	if (name == 0 || name >= len || !g_ascii_isspace(body[name]))
		return NULL;
	return make_function_find(body, name);
}

/* "$(" or "${" at @text; gives what stands behind the reference, NULL on an error. */
static const char *expand_reference(struct make_eval *eval, const char *text, const char *end,
				    GString *out)
{
	char open = text[1];
	gsize rest = (gsize)(end - text);
	gsize whole = make_reference_end(text, 0, rest);
	gboolean closed = text[whole - 1] == (open == '(' ? ')' : '}') && whole > 2;
	gsize name_len;
	const struct make_function *function;
	g_autofree char *name = NULL;

	/* an end that is only the end of the text is none */
	if (closed && whole == rest) {
		guint depth = 0;

		for (gsize i = 1; i < whole; i++)
			depth += text[i] == open                        ? 1u
				 : text[i] == (open == '(' ? ')' : '}') ? -1u
									: 0u;
		closed = depth == 0;
	}
	function = function_at(text + 2, rest - 2, &name_len);
	if (!closed) {
		g_autofree char *shown = g_strndup(text, MIN(rest, 40));

		make_fail(eval, shown,
			  function ? "unterminated call of '%.*s': no '%c'"
				   : "unterminated reference '%.*s': no '%c'",
			  function ? (int)name_len : (int)strlen(shown),
			  function ? text + 2 : shown, open == '(' ? ')' : '}');
		return NULL;
	}
	if (function) {
		call_function(eval, function, text + 2 + name_len, whole - 3 - name_len, open, out);
		return text + whole;
	}
	if (!memchr(text + 2, '$', whole - 3)) {
		/* make looks for the first parenthesis where no other reference is inside */
		const char *close = memchr(text + 2, open == '(' ? ')' : '}', rest - 2);

		whole = (gsize)(close - text) + 1;
		name = g_strndup(text + 2, whole - 3);
	} else {
		GString *expanded = g_string_new(NULL);

		make_expand_into(eval, text + 2, whole - 3, expanded);
		name = g_string_free(expanded, FALSE);
	}
	if (!eval->error)
		expand_named(eval, name, out);
	return text + whole;
}

void make_expand_into(struct make_eval *eval, const char *text, gsize len, GString *out)
{
	const char *end = text + len;

	if (eval->error)
		return;
	if (++eval->depth > MAX_DEPTH)
		make_fail(eval, NULL, "expansion more than %d levels deep", MAX_DEPTH);
	while (text && text < end && !eval->error) {
		const char *dollar = memchr(text, '$', (gsize)(end - text));
		char name[2] = "";

		g_string_append_len(out, text, (dollar ? dollar : end) - text);
		if (++eval->steps > MAX_STEPS || out->len > MAX_TEXT)
			make_fail(eval, NULL, "expansion grows without end");
		if (!dollar)
			break;
		name[0] = dollar + 1 < end ? dollar[1] : '$';
		text = MIN(dollar + 2, end);
		if (name[0] == '(' || name[0] == '{')
			text = expand_reference(eval, dollar, end, out);
		else if (name[0] == '$')
			g_string_append_c(out, '$');
		else
			make_expand_variable(eval, name, out);
	}
	eval->depth--;
}
