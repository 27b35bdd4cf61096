/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "walk/private.h"

void walk_problem_free(void *data)
{
	struct ms_kbuild_problem *problem = data;

	g_free(problem->place.file);
	g_free(problem->message);
	g_free(problem);
}

static void add(GPtrArray *problems, const char *file, guint line, guint column,
		const char *message)
{
	struct ms_kbuild_problem *problem;

	for (guint i = 0; i < problems->len; i++) {
		problem = problems->pdata[i];
		if (problem->place.line == line && problem->place.column == column &&
		    !g_strcmp0(problem->place.file, file) && !strcmp(problem->message, message))
			return;
	}
	problem = g_new0(struct ms_kbuild_problem, 1);
	problem->place.file = g_strdup(file);
	problem->place.line = line;
	problem->place.column = column;
	problem->message = g_strdup(message);
	g_ptr_array_add(problems, problem);
}

void walk_add_marks(struct walker *walk, GPtrArray *problems, const char *text)
{
	for (const char *mark = make_unknown_in(text); mark; mark = make_unknown_in(mark + 1)) {
		const struct make_unknown *unknown = make_unknown_get(walk->session, mark);

		if (unknown)
			add(problems, unknown->place.file, unknown->place.line,
			    unknown->place.column, unknown->message);
	}
}

void walk_add_error(GPtrArray *problems, const GError *error)
{
	g_autoptr(GRegex) form =
		g_regex_new("^([^:]+):(\\d+):(\\d+): (.*)$", G_REGEX_DOTALL, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;

	if (g_regex_match(form, error->message, 0, &match)) {
		g_auto(GStrv) parts = g_match_info_fetch_all(match);

		add(problems, parts[1], (guint)g_ascii_strtoull(parts[2], NULL, 10),
		    (guint)g_ascii_strtoull(parts[3], NULL, 10), parts[4]);
	} else {
		add(problems, NULL, 0, 0, error->message);
	}
}
