/* SPDX-License-Identifier: GPL-2.0-only */
#include "proof/condition.h"

#include <string.h>

#include "base/record.h"

#define MAX_DEPTH 200
#define PREFIX "CONFIG_"
#define WORD G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_"

struct reader {
	const char *at;
	guint depth;
	proof_lookup lookup; /* NULL: only names are wanted */
	const void *data;
	GPtrArray *options; /* or NULL */
};

static void blanks(struct reader *r)
{
	r->at += strspn(r->at, " \t\n\r\\");
}

static gboolean eat(struct reader *r, const char *text)
{
	blanks(r);
	if (!g_str_has_prefix(r->at, text))
		return FALSE;
	r->at += strlen(text);
	return TRUE;
}

static gboolean at_end(struct reader *r)
{
	blanks(r);
	return !*r->at || *r->at == ')' || g_str_has_prefix(r->at, "&&") ||
	       g_str_has_prefix(r->at, "||");
}

/* to the end of what is no condition over options: brackets are passed over whole */
static void skip_operand(struct reader *r)
{
	guint open = 0;

	/* "<file:line: what>", which ms_kbuild_read_rules() did not understand */
	if (*r->at == '<')
		r->at = strchrnul(r->at, '>');
	for (; *r->at; r->at++) {
		if (!open && at_end(r))
			return;
		if (strchr("([{", *r->at))
			open++;
		else if (open && strchr(")]}", *r->at))
			open--;
	}
}

/* CONFIG_X or CONFIG_X_MODULE at the reader, or NULL */
static char *option(struct reader *r, gboolean *module)
{
	gsize len;
	char *name;

	blanks(r);
	if (!g_str_has_prefix(r->at, PREFIX))
		return NULL;
	len = strspn(r->at, WORD);
	name = g_strndup(r->at + strlen(PREFIX), len - strlen(PREFIX));
	r->at += len;
	*module = g_str_has_suffix(name, "_MODULE");
	if (*module)
		name[strlen(name) - strlen("_MODULE")] = '\0';
	if (r->options)
		record_strings_add(r->options, name);
	return name;
}

static char value_of(const struct reader *r, const char *name)
{
	return r->lookup ? r->lookup(r->data, name) : 'n';
}

static enum proof_truth truth(gboolean holds)
{
	return holds ? PROOF_YES : PROOF_NO;
}

/* IS_ENABLED(CONFIG_X) and its kin, defined(CONFIG_X), defined CONFIG_X; FALSE: none of them */
static gboolean test(struct reader *r, enum proof_truth *result)
{
	static const struct {
		const char *name, *values;
	} tests[] = {
		{"IS_ENABLED", "ym"}, {"IS_BUILTIN", "y"},   {"IS_REACHABLE", "y"},
		{"IS_MODULE", "m"},   {"__is_defined", "y"}, {"defined", "y"},
	};
	const char *start = r->at;

	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
		g_autofree char *name = NULL;
		gboolean bracket, module = FALSE;
		char value;

		r->at = start;
		if (!eat(r, tests[i].name) || strspn(r->at, WORD))
			continue;
		bracket = eat(r, "(");
		blanks(r);
		if (i == G_N_ELEMENTS(tests) - 1 && !strncmp(r->at, "MODULE", 6) &&
		    !strspn(r->at + 6, WORD)) {
			r->at += 6;
			*result = PROOF_NO;
			return !bracket || eat(r, ")");
		}
		name = option(r, &module);
		if (!name || (bracket && !eat(r, ")")))
			break;
		value = value_of(r, name);
		*result = truth(module ? value == 'm' : strchr(tests[i].values, value) != NULL);
		return TRUE;
	}
	r->at = start;
	return FALSE;
}

/* "CONFIG_X=y", "CONFIG_X!=m", "CONFIG_X" */
static gboolean makefile_test(struct reader *r, enum proof_truth *result)
{
	gboolean module = FALSE, unequal;
	g_autofree char *name = option(r, &module);
	char value;

	if (!name)
		return FALSE;
	value = value_of(r, name);
	unequal = g_str_has_prefix(r->at, "!=");
	if (!unequal && (*r->at != '=' || r->at[1] == '=')) {
		*result = truth(module ? value == 'm' : value != 'n');
		return TRUE;
	}
	r->at += unequal ? 2 : 1;
	*result =
		strchr("ymn", *r->at) && *r->at ? truth((value == *r->at) != unequal) : PROOF_MAYBE;
	r->at += strspn(r->at, WORD);
	return TRUE;
}

static enum proof_truth either(struct reader *r);

static enum proof_truth operand(struct reader *r)
{
	enum proof_truth result = PROOF_MAYBE;
	gboolean negated = FALSE;
	const char *start;

	while (eat(r, "!"))
		negated = !negated;
	blanks(r);
	start = r->at;
	if (eat(r, "(")) {
		result = either(r);
		if (eat(r, ")") && at_end(r))
			return negated ? PROOF_YES - result : result;
	} else if ((test(r, &result) || makefile_test(r, &result)) && at_end(r)) {
		return negated ? PROOF_YES - result : result;
	} else {
		gsize len = strspn(start, WORD);

		r->at = start + len;
		if (len == 1 && strchr("yn01", *start) && at_end(r))
			return truth((*start == 'y' || *start == '1') != negated);
	}
	r->at = start;
	skip_operand(r);
	return PROOF_MAYBE;
}

static enum proof_truth both(struct reader *r)
{
	enum proof_truth result = operand(r);

	while (eat(r, "&&")) {
		enum proof_truth right = operand(r);

		result = MIN(result, right);
	}
	return result;
}

static enum proof_truth either(struct reader *r)
{
	enum proof_truth result = PROOF_MAYBE;

	if (++r->depth <= MAX_DEPTH) {
		result = both(r);
		while (eat(r, "||")) {
			enum proof_truth right = both(r);

			result = MAX(result, right);
		}
	} else {
		skip_operand(r);
	}
	r->depth--;
	return result;
}

enum proof_truth proof_truth_of(const char *condition, proof_lookup lookup, const void *data)
{
	struct reader reader = {.at = condition, .lookup = lookup, .data = data};
	enum proof_truth result;

	if (!condition)
		return PROOF_YES;
	result = either(&reader);
	blanks(&reader);
	return *reader.at ? PROOF_MAYBE : result;
}

void proof_options_of(const char *condition, GPtrArray *options)
{
	struct reader reader = {.at = condition, .options = options};

	if (condition)
		either(&reader);
}
