/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "plan/planner.h"

char *words_list(const GPtrArray *strings)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < strings->len; i++) {
		if (i)
			g_string_append(list, i + 1 == strings->len ? " and " : ", ");
		g_string_append(list, strings->pdata[i]);
	}
	return g_string_free(list, FALSE);
}

static gboolean is_word(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

/* "dev" in "pdev->dev" is a member, no variable of that name. */
static gboolean is_member(const char *text, const char *at)
{
	return at > text && (at[-1] == '.' || (at[-1] == '>' && at - 1 > text && at[-2] == '-'));
}

gboolean words_with(const char *text, const char *word)
{
	gsize len = strlen(word);

	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
		if ((at == text || !is_word(at[-1])) && !is_word(at[len]) && !is_member(text, at))
			return TRUE;
	return FALSE;
}

char *words_sentence(const char *message)
{
	GString *sentence = g_string_new(message);
	g_autofree char *first = g_strndup(message, strcspn(message, " "));

	/* a name of C or a path keeps its letters */
	if (sentence->len && !strpbrk(first, "_()/.'"))
		sentence->str[0] = g_ascii_toupper(sentence->str[0]);
	if (sentence->len && sentence->str[sentence->len - 1] != '.')
		g_string_append_c(sentence, '.');
	return g_string_free(sentence, FALSE);
}

static const char *function_at(const struct driver *driver, const char *file, gint64 line)
{
	for (guint i = 0; i < driver->functions->len; i++) {
		const struct function *function = driver->functions->pdata[i];

		if (!g_strcmp0(function->file, file) && function->line <= line &&
		    line <= function->end_line)
			return function->name;
	}
	return NULL;
}

char *words_users(const struct driver *driver, const GPtrArray *places, guint most)
{
	g_autoptr(GPtrArray) users = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < places->len; i++) {
		const char *place = places->pdata[i];
		const char *colon = strrchr(place, ':');
		g_autofree char *file =
			colon ? g_strndup(place, (gsize)(colon - place)) : g_strdup(place);
		const char *function =
			colon ? function_at(driver, file, g_ascii_strtoll(colon + 1, NULL, 10))
			      : NULL;
		g_autofree char *user =
			function ? g_strconcat(function, "()", NULL) : g_path_get_basename(file);

		record_strings_add(users, user);
	}
	if (users->len > most) {
		g_ptr_array_set_size(users, (gint)most);
		g_ptr_array_add(users, g_strdup("others"));
	}
	return words_list(users);
}
