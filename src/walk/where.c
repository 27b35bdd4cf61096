/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "walk/private.h"

#define MAX_LISTS 8

static gboolean is_bound(char c)
{
	return !c || g_ascii_isspace(c) || strchr("$(){},=:\\", c);
}

/* Where @word stands as a whole word in the statement's value; 0 if it does not */
static gsize find_word(const struct make_source *source, const char *word)
{
	const char *text = source->file->text;
	const char *end = text + source->statement->text_end;
	gsize len = strlen(word);

	for (const char *at = text + source->statement->text_start;
	     (at = g_strstr_len(at, end - at, word)) != NULL; at++)
		if (at > text && is_bound(at[-1]) && is_bound(at[len]))
			return (gsize)(at - text);
	return 0;
}

static struct ms_kbuild_place place_at(const struct make_source *source, gsize offset)
{
	const struct make_file *file = source->file;
	struct ms_kbuild_place place = {g_strdup(file->name), source->statement->line,
					make_column(file, offset)};

	for (gsize i = source->statement->start; i < offset; i++)
		place.line += file->text[i] == '\n';
	return place;
}

static gboolean find_below(make_eval *eval, const struct make_source *source, const char *word,
			   guint depth, struct ms_kbuild_place *place);

static gboolean find_in(make_eval *eval, const char *list, const char *word, guint depth,
			struct ms_kbuild_place *place)
{
	const struct make_variable *variable = make_get(eval, list);
	const GArray *sources = variable ? variable->sources : NULL;

	for (guint i = 0; sources && i < sources->len; i++) {
		const struct make_source *source = &g_array_index(sources, struct make_source, i);
		gsize at = find_word(source, word);

		if (at) {
			*place = place_at(source, at);
			return TRUE;
		}
	}
	for (guint i = 0; sources && depth < MAX_LISTS && i < sources->len; i++)
		if (find_below(eval, &g_array_index(sources, struct make_source, i), word, depth,
			       place))
			return TRUE;
	return FALSE;
}

/* In the lists that a value names: each "$(name)" that holds no function */
static gboolean find_below(make_eval *eval, const struct make_source *source, const char *word,
			   guint depth, struct ms_kbuild_place *place)
{
	const char *text = source->statement->text;
	gsize len = strlen(text);

	for (gsize i = 0; i + 2 < len; i++) {
		gsize end;
		g_autofree char *inner = NULL;

		if (text[i] != '$' || (text[i + 1] != '(' && text[i + 1] != '{'))
			continue;
		end = make_reference_end(text, i, len);
		inner = g_strndup(text + i + 2, end - i - 3);
		/* a function's arguments are searched for references of their own */
		if (inner[strcspn(inner, " \t,")])
			continue;
		inner[strcspn(inner, ":$")] = '\0';
		if (*inner && find_in(eval, inner, word, depth + 1, place)) {
			return TRUE;
		}
	}
	return FALSE;
}

/* A word that a function or a reference makes, as in "head_$(BITS).o" */
static gboolean find_made(make_eval *eval, const GArray *sources, const char *word,
			  struct ms_kbuild_place *place)
{
	for (guint i = 0; i < sources->len; i++) {
		const struct make_source *source = &g_array_index(sources, struct make_source, i);
		g_autofree char *value = make_expand(eval, source->statement->text, NULL);
		g_auto(GStrv) words = g_strsplit_set(value ? value : "", " \t\n", -1);

		if (g_strv_contains((const char *const *)words, word)) {
			*place = place_at(source, source->statement->text_start);
			return TRUE;
		}
	}
	return FALSE;
}

struct ms_kbuild_place walk_place_of(make_eval *eval, const char *list, const char *word)
{
	struct ms_kbuild_place place = {NULL, 0, 0};
	const struct make_variable *variable = make_get(eval, list);

	if (!find_in(eval, list, word, 0, &place) && variable && variable->sources)
		find_made(eval, variable->sources, word, &place);
	return place;
}
