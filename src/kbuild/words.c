/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "kbuild/folder_private.h"

gsize kbuild_reference_end(const char *text, gsize at, gsize end)
{
	char open = at + 1 < end ? text[at + 1] : '\0';
	char close = open == '{' ? '}' : ')';
	guint depth = 0;

	if (open != '(' && open != '{')
		return MIN(at + 1, end);
	for (gsize i = at + 1; i < end; i++) {
		if (text[i] == open)
			depth++;
		else if (text[i] == close && --depth == 0)
			return i + 1;
	}
	return end;
}

char *kbuild_option_of(const char *when)
{
	const char *at = when ? strstr(when, "CONFIG_") : NULL;
	gsize len = 0;

	if (!at)
		return NULL;
	at += strlen("CONFIG_");
	while (g_ascii_isalnum(at[len]) || at[len] == '_')
		len++;
	return len ? g_strndup(at, len) : NULL;
}

static gboolean is_gap(const char *text, gsize at, gsize end)
{
	return g_ascii_isspace(text[at]) ||
	       (text[at] == '\\' && at + 1 < end && text[at + 1] == '\n');
}

static gboolean is_list_reference(const char *word)
{
	/* $(name-y) and the like: a variable without a function call */
	return !strpbrk(word, " \t,");
}

static void add_entry(struct kbuild_folder *folder, const struct kbuild_assignment *assignment,
		      const char *word, guint line, gsize start, gsize end)
{
	struct kbuild_entry *entry = g_new0(struct kbuild_entry, 1);

	entry->assignment = assignment;
	entry->word = word;
	entry->line = line;
	entry->offset = start;
	entry->len = end - start;
	g_ptr_array_add(folder->entries, entry);
}

static guint newlines(const char *text, gsize start, gsize end)
{
	guint count = 0;

	for (; start < end; start++)
		count += text[start] == '\n';
	return count;
}

/* The words of "$(addprefix dir/, a.o b.o)", with the prefix; FALSE for any other function */
static gboolean read_addprefix(struct kbuild_folder *folder,
			       const struct kbuild_assignment *assignment, guint line, gsize start,
			       gsize end)
{
	const char *text = folder->text;
	gsize at = start + strlen("$(addprefix");
	const char *comma;
	g_autofree char *prefix = NULL;

	if (end - start < 14 || memcmp(text + start, "$(addprefix", at - start) != 0)
		return FALSE;
	comma = memchr(text + at, ',', end - at);
	if (!comma || memchr(text + at, '$', end - at))
		return FALSE;
	prefix = g_strstrip(g_strndup(text + at, (gsize)(comma - text) - at));
	at = (gsize)(comma - text) + 1;
	while (at < end - 1) {
		gsize first = at;
		g_autofree char *word = NULL;

		if (is_gap(text, at, end)) {
			at += text[at] == '\\' ? 2 : 1;
			continue;
		}
		while (at < end - 1 && !is_gap(text, at, end))
			at++;
		word = g_strdup_printf("%s%.*s", prefix, (int)(at - first), text + first);
		add_entry(folder, assignment, kbuild_keep(folder, word, strlen(word)),
			  line + newlines(text, start, first), first, at);
	}
	return TRUE;
}

static void read_word(struct kbuild_folder *folder, const struct kbuild_assignment *assignment,
		      guint line, gsize start, gsize end)
{
	const char *word = kbuild_keep(folder, folder->text + start, end - start);

	if (word[0] == '$' && !is_list_reference(word)) {
		if (!read_addprefix(folder, assignment, line, start, end) &&
		    assignment->list != KBUILD_VARIABLE)
			kbuild_add_problem(folder, line, "'%s' in '%s' is not evaluated", word,
					   assignment->lhs);
		return;
	}
	add_entry(folder, assignment, word, line, start, end);
}

void kbuild_read_words(struct kbuild_folder *folder, struct kbuild_assignment *assignment)
{
	const char *text = folder->text;
	gsize end = assignment->value_end;
	gsize at = assignment->value_start;
	guint line = assignment->line + newlines(text, assignment->lhs_start, at);

	while (at < end) {
		gsize first = at;
		guint first_line = line;

		if (is_gap(text, at, end)) {
			line += text[at] == '\n' || text[at] == '\\';
			at += text[at] == '\\' ? 2 : 1;
			continue;
		}
		while (at < end && !is_gap(text, at, end))
			at = text[at] == '$' ? kbuild_reference_end(text, at, end) : at + 1;
		line += newlines(text, first, at);
		read_word(folder, assignment, first_line, first, at);
	}
}
