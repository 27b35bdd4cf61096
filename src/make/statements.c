/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/error.h>

#include "make/private.h"

/* The expanded name of what is assigned; NULL, with the reason told, where it is not usable */
static char *target_name(struct make_eval *eval, const struct make_statement *statement)
{
	g_autofree char *name = make_expand_text(eval, statement->name);
	const char *mark = make_unknown_in(name);

	if (eval->error)
		return NULL;
	g_strstrip(name);
	if (mark) {
		g_autofree char *copy = make_mark_copy(mark);

		make_note(eval, copy);
		return NULL;
	}
	if (!*name) {
		make_fail(eval, NULL, "the name before the assignment is empty");
		return NULL;
	}
	return g_steal_pointer(&name);
}

static void spoil(struct make_eval *eval, const struct make_statement *statement, const char *name,
		  const char *mark)
{
	gboolean append = statement->op == MAKE_APPEND && statement->kind != MAKE_UNDEFINE;

	if (statement->op == MAKE_IF_UNSET && make_get(eval, name))
		return;
	make_spoil(eval, name, mark, !append);
}

static void run_variable(struct make_eval *eval, const struct make_statement *statement,
			 const char *mark)
{
	g_autofree char *name = target_name(eval, statement);

	if (!name)
		return;
	if (mark)
		spoil(eval, statement, name, mark);
	else if (statement->kind == MAKE_UNDEFINE)
		make_undefine(eval, name);
	else
		make_assign(eval, name, statement->op, statement->text, statement);
	if (statement->exported && make_get(eval, name))
		make_own(eval, name)->exported = TRUE;
}

static void run_export(struct make_eval *eval, const struct make_statement *statement)
{
	g_autofree char *text = make_expand_text(eval, statement->text);
	g_auto(GStrv) names = make_words(text);

	for (char **name = names; *name; name++) {
		gboolean exported = statement->kind == MAKE_EXPORT;

		if (!make_get(eval, *name))
			make_set(eval, *name, "", MAKE_FILE, FALSE);
		make_own(eval, *name)->exported = exported;
	}
}

/* --- include --------------------------------------------------------------------------------- */

/* A makefile that is not below here may be below a --include-dir= of make's options. */
static const struct make_file *find_file(struct make_eval *eval, const char *name, char **path,
					 GError **error)
{
	const struct make_variable *flags = make_get(eval, "MAKEFLAGS");
	g_auto(GStrv) words = make_words(flags ? flags->value : "");

	*path = make_path(eval->session, name);
	for (char **word = words; *word && !g_file_test(*path, G_FILE_TEST_EXISTS); word++) {
		g_autofree char *other = NULL;

		if (!g_str_has_prefix(*word, "--include-dir=") || g_path_is_absolute(name))
			continue;
		other = g_build_filename(*word + strlen("--include-dir="), name, NULL);
		if (g_file_test(other, G_FILE_TEST_EXISTS)) {
			g_free(*path);
			*path = make_path(eval->session, other);
		}
	}
	return make_session_file(eval->session, *path, error);
}

static void include_one(struct make_eval *eval, const struct make_statement *statement,
			const char *name, const char *mark)
{
	const struct make_variable *list = make_get(eval, "MAKEFILE_LIST");
	g_autofree char *all = g_strconcat(list ? list->value : "", " ", name, NULL);
	g_autofree char *path = NULL;
	g_autoptr(GError) error = NULL;
	const struct make_file *file = find_file(eval, name, &path, &error);

	if (!file && g_error_matches(error, MS_ERROR, MS_ERROR_INPUT)) {
		if (!eval->error)
			eval->error = g_steal_pointer(&error);
		return;
	}
	if (!file) {
		if (!statement->optional && !mark)
			make_fail(eval, statement->text, "cannot include '%s': %s", name,
				  error->message);
		return;
	}
	make_set(eval, "MAKEFILE_LIST", all, MAKE_FILE, FALSE);
	make_run_file(eval, file, mark);
	if (eval->stop_after && strcmp(path, eval->stop_after) == 0)
		eval->stopped = TRUE;
}

static void run_include(struct make_eval *eval, const struct make_statement *statement,
			const char *mark)
{
	g_autofree char *text = make_expand_text(eval, statement->text);
	g_auto(GStrv) names = make_words(text);
	const char *unknown = make_unknown_in(text);

	if (unknown) {
		g_autofree char *copy = make_mark_copy(unknown);

		make_note(eval, copy);
	}
	for (char **name = names; *name && !eval->error && !eval->stopped; name++) {
		g_auto(GStrv) matches = NULL;

		if (make_unknown_in(*name))
			continue;
		if (strpbrk(*name, "*?[")) {
			g_autofree char *call = g_strdup_printf("$(wildcard %s)", *name);
			g_autofree char *found = make_expand_text(eval, call);

			matches = make_words(found);
		}
		if (!matches || !*matches)
			include_one(eval, statement, *name, mark);
		for (char **m = matches; m && *m && !eval->error; m++)
			include_one(eval, statement, *m, mark);
	}
}

/* --- rules ----------------------------------------------------------------------------------- */

/* Where the targets of a rule end: its first colon outside references; NULL if there is none */
static const char *rule_colon(const char *text)
{
	gsize len = strlen(text);

	for (gsize i = 0; i < len; i++) {
		if (text[i] == '$')
			i = make_reference_end(text, i, len) - 1;
		else if (text[i] == ':')
			return text + i;
	}
	return NULL;
}

/* `target: NAME = value` sets a variable for that target alone and has no recipe */
static gboolean sets_variable(const char *rest)
{
	gsize len;

	rest += strspn(rest, ": \t");
	for (len = strlen(rest); len && *rest && *rest != ';';) {
		if (*rest == '$') {
			gsize end = make_reference_end(rest, 0, len);

			rest += end;
			len -= end;
			continue;
		}
		if (*rest == '=')
			return TRUE;
		if (*rest == ':')
			return FALSE;
		rest++;
		len--;
	}
	return FALSE;
}

/*
 * Rules are not kept: what matters is that the lines below belong to one, and what $(eval) in it
 * does. A line without a colon must expand to nothing or to a rule.
 */
static void run_rule(struct make_eval *eval, const struct make_statement *statement)
{
	const char *colon = rule_colon(statement->text);
	const char *recipe = colon ? strchr(colon, ';') : NULL;
	g_autoptr(GString) expanded = g_string_new(NULL);

	eval->frame->in_rule = FALSE;
	if (colon && sets_variable(colon)) {
		make_expand_into(eval, statement->text, (gsize)(colon - statement->text), expanded);
		return;
	}
	make_expand_into(eval, statement->text,
			 recipe ? (gsize)(recipe - statement->text) : strlen(statement->text),
			 expanded);
	if (eval->error)
		return;
	if (colon || strchr(expanded->str, ':') || make_unknown_in(expanded->str)) {
		eval->frame->in_rule = TRUE;
		return;
	}
	g_strchug(expanded->str);
	if (*expanded->str)
		make_fail(eval, NULL, "neither a rule nor an assignment: '%.60s'", expanded->str);
}

/* A line that only calls functions may $(eval) something */
static void spoil_rule(struct make_eval *eval, const struct make_statement *statement,
		       const char *mark)
{
	if (strstr(statement->text, "$(eval") || strstr(statement->text, "${eval") ||
	    !rule_colon(statement->text))
		make_note(eval, mark);
	eval->frame->in_rule = rule_colon(statement->text) != NULL;
}

void make_run_statement(struct make_eval *eval, const struct make_statement *statement,
			const char *mark)
{
	switch (statement->kind) {
	case MAKE_ASSIGN:
	case MAKE_DEFINE:
	case MAKE_UNDEFINE:
		eval->frame->in_rule = FALSE;
		run_variable(eval, statement, mark);
		break;
	case MAKE_INCLUDE:
		eval->frame->in_rule = FALSE;
		run_include(eval, statement, mark);
		break;
	case MAKE_EXPORT:
	case MAKE_UNEXPORT:
		eval->frame->in_rule = FALSE;
		run_export(eval, statement);
		break;
	case MAKE_RULE:
		if (mark)
			spoil_rule(eval, statement, mark);
		else
			run_rule(eval, statement);
		break;
	default:
		eval->frame->in_rule = FALSE;
		break;
	}
}
