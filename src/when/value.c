/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "when/private.h"

GArray *value_new(void)
{
	return g_array_new(FALSE, TRUE, sizeof(struct piece));
}

static struct piece *at(const GArray *of, guint i)
{
	return &g_array_index((GArray *)of, struct piece, i);
}

static void add_piece(GArray *to, struct piece piece)
{
	if (piece.when->kind != COND_NEVER)
		g_array_append_val(to, piece);
}

void value_add(struct when *when, GArray *to, cond *guard, const char *text, gsize len,
	       gboolean raw)
{
	add_piece(to, (struct piece){guard, when_keep(when, text, len), raw, 0, FALSE, when->here});
}

/* Alternatives that say the same are one. */
static void add_alternative(struct when *when, GArray *to, struct piece piece)
{
	for (guint i = 0; i < to->len; i++)
		if (!strcmp(at(to, i)->text, piece.text)) {
			at(to, i)->when = cond_or(when, at(to, i)->when, piece.when);
			return;
		}
	add_piece(to, piece);
}

void value_add_alternative(struct when *when, GArray *to, cond *guard, const char *text)
{
	add_alternative(when, to,
			(struct piece){guard, when_keep(when, text, strlen(text)), FALSE, 0, FALSE,
				       when->here});
}

void value_add_choice(struct when *when, GArray *to, const GArray *alternatives)
{
	when->choices++;
	for (guint i = 0; i < alternatives->len; i++) {
		struct piece piece = *at(alternatives, i);

		piece.choice = when->choices;
		add_piece(to, piece);
	}
}

void value_append(struct when *when, GArray *to, cond *guard, const GArray *from)
{
	for (guint i = 0; i < from->len; i++) {
		struct piece piece = *at(from, i);

		/* under a condition there may be none of them */
		if (guard->kind != COND_ALWAYS)
			piece.choice = 0;
		piece.when = cond_and(when, guard, piece.when);
		add_piece(to, piece);
	}
}

/* Every alternative with @len bytes more, where the piece is there */
static void extend(struct when *when, const GArray *from, const struct piece *piece,
		   const char *text, gsize len, GArray *to)
{
	for (guint i = 0; i < from->len; i++) {
		struct piece longer = *at(from, i);
		g_autofree char *joined = g_strdup_printf("%s%.*s", longer.text, (int)len, text);

		/* a word belongs to the statement where it begins */
		if (!*longer.text)
			longer.source = piece->source;
		longer.text = when_keep(when, joined, strlen(joined));
		longer.when = cond_and(when, longer.when, piece->when);
		longer.valued |= piece->valued;
		add_alternative(when, to, longer);
	}
}

/* Every alternative as it is, where the piece is not there */
static void without(struct when *when, const GArray *from, const struct piece *piece, GArray *to)
{
	cond *absent = cond_not(when, piece->when);

	for (guint i = 0; i < from->len; i++) {
		struct piece same = *at(from, i);

		same.when = cond_and(when, same.when, absent);
		add_alternative(when, to, same);
	}
}

/* More than anyone can survey: one of them stands for all, under a condition nobody knows. */
static void check_count(struct when *when, GArray *alternatives)
{
	if (alternatives->len <= WHEN_MAX)
		return;
	/* those that are left out may be what matters, so this is told in any case */
	when_problem(when, "too many combinations of options");
	g_array_set_size(alternatives, 1);
	at(alternatives, 0)->when = when_not_understood(when, "too many combinations of options");
}

static GArray *start(struct when *when)
{
	GArray *empty = value_new();

	value_add(when, empty, cond_always(), "", 0, FALSE);
	return empty;
}

static gboolean has_blank(const char *text)
{
	return text[strcspn(text, " \t\n")] != '\0';
}

/* How many pieces from @i on are one choice, none of them with a blank; 1 if it is no choice */
static guint choice_len(const GArray *from, guint i)
{
	guint len = 1;

	if (!at(from, i)->choice || has_blank(at(from, i)->text))
		return 1;
	while (i + len < from->len && at(from, i + len)->choice == at(from, i)->choice) {
		if (has_blank(at(from, i + len)->text))
			return 1;
		len++;
	}
	return len;
}

/* The alternatives, each with what the pieces from @i on may be */
static GArray *extend_by(struct when *when, GArray *partial, const GArray *from, guint i, guint len)
{
	GArray *next = value_new();

	if (!at(from, i)->choice || len == 1)
		without(when, partial, at(from, i), next);
	for (guint k = i; k < i + len; k++)
		extend(when, partial, at(from, k), at(from, k)->text, strlen(at(from, k)->text),
		       next);
	g_array_unref(partial);
	check_count(when, next);
	return next;
}

/* A piece with blanks: ends the word before it, holds whole words, and begins another. */
static GArray *part(struct when *when, GArray *partial, const struct piece *piece, GArray *words)
{
	GArray *next = value_new(), *ended = value_new();
	const char *text = piece->text;
	gsize len = strcspn(text, " \t\n");

	extend(when, partial, piece, text, len, ended);
	for (guint i = 0; i < ended->len; i++)
		if (*at(ended, i)->text)
			add_piece(words, *at(ended, i));
	without(when, partial, piece, next);
	for (;;) {
		text += len;
		text += strspn(text, " \t\n");
		len = strcspn(text, " \t\n");
		if (!text[len])
			break;
		add_piece(words, (struct piece){piece->when, when_keep(when, text, len), FALSE, 0,
						piece->valued, piece->source});
	}
	add_alternative(when, next,
			(struct piece){piece->when, text, FALSE, 0, piece->valued, piece->source});
	g_array_unref(partial);
	g_array_unref(ended);
	check_count(when, next);
	return next;
}

GArray *value_words(struct when *when, const GArray *from)
{
	GArray *words = value_new(), *partial = start(when);
	struct piece end = {cond_always(), " ", FALSE, 0, FALSE, when->here};

	for (guint i = 0; i < from->len;) {
		guint len = choice_len(from, i);

		partial = has_blank(at(from, i)->text) ? part(when, partial, at(from, i), words)
						       : extend_by(when, partial, from, i, len);
		i += len;
	}
	g_array_unref(part(when, partial, &end, words));
	return words;
}

GArray *value_texts(struct when *when, const GArray *from)
{
	GArray *texts = start(when);

	for (guint i = 0; i < from->len;) {
		guint len = 1;

		while (at(from, i)->choice && i + len < from->len &&
		       at(from, i + len)->choice == at(from, i)->choice)
			len++;
		texts = extend_by(when, texts, from, i, len);
		i += len;
	}
	return texts;
}

cond *value_some(struct when *when, const GArray *from)
{
	cond *some = cond_never();

	for (guint i = 0; i < from->len; i++)
		if (at(from, i)->text[strspn(at(from, i)->text, " \t\n")])
			some = cond_or(when, some, at(from, i)->when);
	return some;
}
