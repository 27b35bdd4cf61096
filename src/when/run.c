/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "when/private.h"

#define MAX_FILES 400

struct branch {
	cond *outer; /* the guard around it */
	cond *taken; /* under which a branch before ran */
};

static struct ms_kbuild_problem *problem_new(const struct when *when, const char *message)
{
	struct ms_kbuild_problem *problem = g_new0(struct ms_kbuild_problem, 1);

	if (when->here.file) {
		problem->place.file = g_strdup(when->here.file->name);
		problem->place.line = when->here.statement->line;
		problem->place.column = make_column(when->here.file, when->here.statement->start);
	}
	problem->message = g_strdup(message);
	return problem;
}

void when_problem(struct when *when, const char *what)
{
	g_ptr_array_add(when->problems, problem_new(when, what));
}

cond *when_not_understood(struct when *when, const char *what)
{
	g_autofree char *name =
		g_strdup_printf("<%s:%u: %s>", when->here.file ? when->here.file->name : "",
				when->here.file ? when->here.statement->line : 0, what);
	cond *nobody = cond_option(when, name, WHEN_Y);

	if (!g_hash_table_contains(when->doubts, nobody->option))
		g_hash_table_insert(when->doubts, (gpointer)nobody->option,
				    problem_new(when, what));
	return nobody;
}

/* --- conditions ------------------------------------------------------------------------------ */

static cond *defined(struct when *when, const char *text)
{
	g_autofree char *name = g_strstrip(g_strdup(text));
	const struct list *list = g_hash_table_lookup(when->lists, name);
	cond *some = cond_never();

	if (strchr(name, '$'))
		return when_not_understood(when, "a computed name behind 'ifdef'");
	if (!list && g_str_has_prefix(name, "CONFIG_"))
		return cond_option(when, name, WHEN_M | WHEN_Y);
	if (!list && g_hash_table_contains(when->exported, name))
		return when_not_understood(when, "this name comes from the top makefiles");
	for (guint i = 0; list && i < list->pieces->len; i++) {
		const struct piece *piece = &g_array_index(list->pieces, struct piece, i);

		if (*piece->text)
			some = cond_or(when, some, piece->when);
	}
	return some;
}

/* "(a,b)" or quoted texts, as make parts them */
static gboolean split_pair(const char *text, char **left, char **right)
{
	gsize len = strlen(text);
	guint depth = 0;

	while (len && g_ascii_isspace(text[len - 1]))
		len--;
	if (len > 2 && text[0] == '(' && text[len - 1] == ')') {
		for (gsize i = 1; i < len - 1; i++) {
			if (text[i] == ',' && !depth) {
				*left = g_strchomp(g_strndup(text + 1, i - 1));
				*right = g_strchug(g_strndup(text + i + 1, len - i - 2));
				return TRUE;
			}
			depth += text[i] == '(' ? 1u : text[i] == ')' && depth ? -1u : 0u;
		}
		return FALSE;
	}
	if (len && (text[0] == '"' || text[0] == '\'')) {
		const char *end = strchr(text + 1, text[0]);
		const char *next = end ? end + 1 + strspn(end + 1, " \t") : NULL;
		const char *last = next && *next ? strchr(next + 1, *next) : NULL;

		if (!last)
			return FALSE;
		*left = g_strndup(text + 1, (gsize)(end - text - 1));
		*right = g_strndup(next + 1, (gsize)(last - next - 1));
		return TRUE;
	}
	return FALSE;
}

/* An option that is compared with anything but y, m and n is a text or a number. */
static gboolean is_value_of_option(const char *text)
{
	return !text[strspn(text, "ymn \t")];
}

/* Equal but for the blanks that part words */
static gboolean same_text(const char *a, const char *b)
{
	g_autofree char *x = g_strstrip(g_strdup(a)), *y = g_strstrip(g_strdup(b));

	return strcmp(x, y) == 0;
}

static cond *equal(struct when *when, const char *text)
{
	g_autofree char *left = NULL, *right = NULL;
	g_autoptr(GArray) a = NULL, b = NULL, as = NULL, bs = NULL;
	cond *same = cond_never();

	if (!split_pair(text, &left, &right))
		return when_not_understood(when, "no two texts to compare");
	if ((strstr(left, "CONFIG_") && !strchr(right, '$') && !is_value_of_option(right)) ||
	    (strstr(right, "CONFIG_") && !strchr(left, '$') && !is_value_of_option(left)))
		return when_not_understood(when, "an option compared with a text");
	a = when_expand(when, left, strlen(left));
	b = when_expand(when, right, strlen(right));
	as = value_texts(when, a);
	bs = value_texts(when, b);
	for (guint i = 0; i < as->len; i++)
		for (guint k = 0; k < bs->len; k++) {
			const struct piece *x = &g_array_index(as, struct piece, i);
			const struct piece *y = &g_array_index(bs, struct piece, k);

			if (make_unknown_in(x->text) || make_unknown_in(y->text))
				return when_not_understood(when, "a condition");
			if (same_text(x->text, y->text))
				same = cond_or(when, same, cond_and(when, x->when, y->when));
		}
	return same;
}

static cond *condition(struct when *when, const struct make_statement *statement)
{
	gboolean negated = statement->name[2] == 'n';
	cond *holds = g_str_has_suffix(statement->name, "def") ? defined(when, statement->text)
							       : equal(when, statement->text);

	return negated ? cond_not(when, holds) : holds;
}

static void run_condition(struct when *when, const struct make_statement *statement,
			  GArray *branches)
{
	struct branch *branch;

	if (statement->kind == MAKE_IF) {
		struct branch fresh = {when->guard, cond_never()};

		if (when->guard->kind != COND_NEVER)
			fresh.taken = condition(when, statement);
		when->guard = cond_and(when, when->guard, fresh.taken);
		g_array_append_val(branches, fresh);
		return;
	}
	if (!branches->len) {
		when_problem(when, "a condition that was not begun");
		return;
	}
	branch = &g_array_index(branches, struct branch, branches->len - 1);
	if (statement->kind == MAKE_ENDIF) {
		when->guard = branch->outer;
		g_array_set_size(branches, branches->len - 1);
		return;
	}
	when->guard = cond_and(when, branch->outer, cond_not(when, branch->taken));
	if (statement->name) {
		cond *own =
			when->guard->kind == COND_NEVER ? cond_never() : condition(when, statement);

		when->guard = cond_and(when, when->guard, own);
		branch->taken = cond_or(when, branch->taken, own);
	}
}

/* --- assignments ----------------------------------------------------------------------------- */

static struct list *list_of(struct when *when, const char *name)
{
	struct list *list = g_hash_table_lookup(when->lists, name);

	if (list)
		return list;
	list = g_new0(struct list, 1);
	/* += on a name that is not set makes a recursive one; Kbuild's own lists are simple */
	list->recursive = strcmp(name, "obj-y") && strcmp(name, "obj-m") && strcmp(name, "lib-y") &&
			  strcmp(name, "lib-m");
	list->pieces = value_new();
	list->set = cond_never();
	g_ptr_array_add(when->values, list);
	g_hash_table_insert(when->lists, (gpointer)when_keep(when, name, strlen(name)), list);
	return list;
}

static void assign(struct when *when, const char *name, cond *guard,
		   const struct make_statement *statement)
{
	struct list *list = list_of(when, name);
	gboolean append = statement->op == MAKE_APPEND;
	gboolean raw = append ? list->recursive : statement->op != MAKE_SIMPLE;
	g_autoptr(GArray) fresh = NULL;

	if (statement->op == MAKE_IF_UNSET)
		guard = cond_and(when, guard, cond_not(when, list->set));
	if (guard->kind == COND_NEVER)
		return;
	if (raw) {
		fresh = value_new();
		value_add(when, fresh, cond_always(), statement->text, strlen(statement->text),
			  TRUE);
	} else {
		fresh = when_expand(when, statement->text, strlen(statement->text));
	}
	for (guint i = 0; !append && i < list->pieces->len; i++) {
		struct piece *piece = &g_array_index(list->pieces, struct piece, i);

		piece->when = cond_and(when, piece->when, cond_not(when, guard));
	}
	/* a blank that stands there in any case parts the words, whatever options say */
	if (append && list->pieces->len)
		value_add(when, list->pieces, cond_always(), " ", 1, FALSE);
	value_append(when, list->pieces, guard, fresh);
	list->recursive = raw;
	list->set = cond_or(when, list->set, guard);
}

/* KASAN_SANITIZE_x.o and the like: no list of Kbuild's ends so */
static gboolean is_for_one_file(const char *name)
{
	return g_str_has_suffix(name, ".o");
}

static void run_assign(struct when *when, const struct make_statement *statement)
{
	g_autoptr(GArray) name = when_expand(when, statement->name, strlen(statement->name));
	g_autoptr(GArray) names = value_texts(when, name);

	for (guint i = 0; i < names->len; i++) {
		const struct piece *piece = &g_array_index(names, struct piece, i);
		g_autofree char *plain = g_strstrip(g_strdup(piece->text));

		if (make_unknown_in(plain) && is_for_one_file(plain))
			continue;
		if (make_unknown_in(plain))
			when_problem(when, "a list whose name is not known");
		else if (statement->op == MAKE_SHELL)
			when_problem(when, "a command gives the value");
		else if (*plain)
			assign(when, plain, cond_and(when, when->guard, piece->when), statement);
	}
}

static void run_include(struct when *when, const struct make_statement *statement)
{
	g_autoptr(GArray) text = when_expand(when, statement->text, strlen(statement->text));
	g_autoptr(GArray) words = value_words(when, text);
	cond *outer = when->guard;
	struct make_source here = when->here;

	for (guint i = 0; i < words->len && when->work < G_MAXUINT / 2; i++) {
		const struct piece *word = &g_array_index(words, struct piece, i);
		g_autoptr(GError) error = NULL;
		const struct make_file *file = NULL;

		if (make_unknown_in(word->text)) {
			when_problem(when, "an include whose name is not known");
			continue;
		}
		file = make_session_file(when->session, word->text, &error);
		if (!file && statement->optional)
			continue;
		if (!file || ++when->depth > 40) {
			when_problem(when, file ? "makefiles include each other"
						: "a makefile that cannot be included");
			continue;
		}
		when->guard = cond_and(when, outer, word->when);
		when_run(when, file);
		when->depth--;
		when->guard = outer;
		when->here = here;
	}
}

/* A line that only calls functions may set anything. */
static void run_rule(struct when *when, const struct make_statement *statement)
{
	if (strstr(statement->text, "$(eval") || strstr(statement->text, "${eval"))
		when_problem(when, "'$(eval)' is not evaluated");
}

void when_run(struct when *when, const struct make_file *file)
{
	g_autoptr(GArray) branches = g_array_new(FALSE, FALSE, sizeof(struct branch));
	gboolean in_rule = FALSE;

	for (guint i = 0; i < file->statements->len; i++) {
		const struct make_statement *statement =
			&g_array_index(file->statements, struct make_statement, i);
		gboolean branching = statement->kind == MAKE_IF || statement->kind == MAKE_ELSE ||
				     statement->kind == MAKE_ENDIF;

		if (statement->tab && in_rule)
			continue;
		when->here = (struct make_source){file, statement};
		if (branching) {
			run_condition(when, statement, branches);
			continue;
		}
		if (when->guard->kind == COND_NEVER)
			continue;
		in_rule = statement->kind == MAKE_RULE;
		if (statement->kind == MAKE_ASSIGN || statement->kind == MAKE_DEFINE)
			run_assign(when, statement);
		else if (statement->kind == MAKE_INCLUDE)
			run_include(when, statement);
		else if (statement->kind == MAKE_RULE)
			run_rule(when, statement);
	}
	if (branches->len) {
		when_problem(when, "a condition without its end");
		when->guard = g_array_index(branches, struct branch, 0).outer;
	}
}
