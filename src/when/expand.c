/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "when/private.h"

#define MAX_DEPTH 60
#define MAX_WORK 200000

const char *when_keep(struct when *when, const char *text, gsize len)
{
	return g_string_chunk_insert_len(when->strings, text, (gssize)len);
}

/* A text that nobody knows, as a mark; it is a problem only where it reaches a list */
static GArray *unknown(struct when *when, const char *format, const char *what)
{
	struct make_place place = {"(none)", 0, 0};
	g_autofree char *message = g_strdup_printf(format, what);
	g_autofree char *mark = NULL;
	GArray *result = value_new();

	if (when->here.file) {
		place.file = when->here.file->name;
		place.line = when->here.statement->line;
		place.column = make_column(when->here.file, when->here.statement->start);
	}
	mark = make_unknown_new(when->session, &place, message);
	value_add(when, result, cond_always(), mark, strlen(mark), FALSE);
	return result;
}

/* What a folder finds without having set it */
static GArray *outer_value(struct when *when, const char *name)
{
	const struct {
		const char *name, *text;
	} known[] = {{"src", when->folder}, {"obj", when->folder}, {"srctree", when->tree},
		     {"objtree", "."},      {"comma", ","},        {"empty", ""},
		     {"space", " "},        {"quote", "\""},       {"squote", "'"},
		     {"pound", "#"}};
	GArray *result = NULL;

	if (g_hash_table_contains(when->exported, name))
		return unknown(when, "'%s' comes from the top makefiles", name);
	result = value_new();
	if (g_str_has_prefix(name, "CONFIG_")) {
		g_autoptr(GArray) values = value_new();

		value_add(when, values, cond_option(when, name, WHEN_Y), "y", 1, FALSE);
		value_add(when, values, cond_option(when, name, WHEN_M), "m", 1, FALSE);
		value_add(when, values, cond_option(when, name, WHEN_N), "", 0, FALSE);
		for (guint i = 0; i < values->len; i++)
			g_array_index(values, struct piece, i).valued = TRUE;
		value_add_choice(when, result, values);
		return result;
	}
	for (guint i = 0; i < G_N_ELEMENTS(known); i++)
		if (!strcmp(known[i].name, name))
			value_add(when, result, cond_always(), known[i].text, strlen(known[i].text),
				  FALSE);
	return result;
}

GArray *when_value(struct when *when, const char *name)
{
	const struct list *list = g_hash_table_lookup(when->lists, name);
	GArray *result;

	if (!list)
		return outer_value(when, name);
	if (++when->depth > MAX_DEPTH || ++when->work > MAX_WORK) {
		when->depth--;
		return unknown(when, "'%s' is nested too deep", name);
	}
	result = value_new();
	for (guint i = 0; i < list->pieces->len; i++) {
		const struct piece piece = g_array_index(list->pieces, struct piece, i);
		struct make_source before = when->here;
		GArray *inner;

		if (!piece.raw || !strchr(piece.text, '$')) {
			g_array_append_val(result, piece);
			continue;
		}
		when->here = piece.source;
		inner = when_expand(when, piece.text, strlen(piece.text));
		value_append(when, result, piece.when, inner);
		g_array_unref(inner);
		when->here = before;
	}
	when->depth--;
	return result;
}

/* $(name:a=b) as the function that it is short for */
static GArray *substitution(struct when *when, const char *name, const char *rule)
{
	const char *equal = strchr(rule, '=');
	gboolean pattern = memchr(rule, '%', (gsize)(equal - rule)) != NULL;
	g_autofree char *args =
		g_strdup_printf("%s%.*s,%s%s,$(%s)", pattern ? "" : "%", (int)(equal - rule), rule,
				pattern ? "" : "%", equal + 1, name);

	return when_call(when, "patsubst", strlen("patsubst"), args, strlen(args));
}

static GArray *named(struct when *when, const char *name)
{
	const char *colon = strchr(name, ':');
	g_autofree char *plain = NULL;

	if (!colon || !strchr(colon, '='))
		return when_value(when, name);
	plain = g_strndup(name, (gsize)(colon - name));
	return substitution(when, plain, colon + 1);
}

/* What stands between the parentheses of a reference */
static GArray *reference(struct when *when, const char *body, gsize len)
{
	gsize name = 0;
	GArray *result, *inner, *texts;

	while (name < len && (g_ascii_islower(body[name]) || body[name] == '-'))
		name++;
	if (name && name < len && (body[name] == ' ' || body[name] == '\t')) {
		result = when_call(when, body, name, body + name + 1, len - name - 1);
		if (result)
			return result;
		result = NULL;
	}
	if (name && name < len && (body[name] == ' ' || body[name] == '\t')) {
		g_autofree char *shown = g_strndup(body, MIN(len, 60));

		return unknown(when, "'$(%s)' is not evaluated", shown);
	}
	inner = when_expand(when, body, len);
	texts = value_texts(when, inner);
	result = value_new();
	for (guint i = 0; i < texts->len; i++) {
		const struct piece *text = &g_array_index(texts, struct piece, i);
		GArray *one = make_unknown_in(text->text) ? unknown(when, "%s", "a computed name")
							  : named(when, text->text);

		value_append(when, result, text->when, one);
		g_array_unref(one);
	}
	g_array_unref(inner);
	g_array_unref(texts);
	return result;
}

GArray *when_expand(struct when *when, const char *text, gsize len)
{
	GArray *result = value_new();
	gsize at = 0;

	if (++when->depth > MAX_DEPTH || ++when->work > MAX_WORK) {
		when->depth--;
		g_array_unref(result);
		return unknown(when, "'%s' is nested too deep", "a reference");
	}
	while (at < len) {
		const char *dollar = memchr(text + at, '$', len - at);
		gsize stop = dollar ? (gsize)(dollar - text) : len;
		gsize end = dollar ? make_reference_end(text, stop, len) : len;
		GArray *inner;

		if (stop > at)
			value_add(when, result, cond_always(), text + at, stop - at, FALSE);
		at = end;
		if (!dollar)
			break;
		if (end - stop == 2 && text[stop + 1] == '$') {
			value_add(when, result, cond_always(), "$", 1, FALSE);
			continue;
		}
		inner = end - stop > 3 ? reference(when, text + stop + 2, end - stop - 3)
				       : reference(when, text + stop + 1, end - stop - 1);
		value_append(when, result, cond_always(), inner);
		g_array_unref(inner);
	}
	when->depth--;
	return result;
}
