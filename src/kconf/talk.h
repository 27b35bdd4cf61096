/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KCONF_TALK_H
#define KCONF_TALK_H

#include <glib.h>

/*
 * Whom the language and the evaluator talk to: they never print themselves. `out` gets what conf
 * writes to stdout ($(info), questions, messages), `err` what it writes to stderr; `ask` gives a
 * line with its newline into a buffer, FALSE at the end of the input. NULL members are quiet.
 */
struct kconf_talk {
	void (*out)(gpointer data, const char *text);
	void (*err)(gpointer data, const char *text);
	gboolean (*ask)(gpointer data, char *line, gsize size);
	gpointer data;
	gboolean columns; /* errors with column, the line and a caret */
	/* a variable that references itself is told without column, line and caret: kconfig's own
	 * tests compare the whole of stderr there */
	gboolean as_conf;
	gboolean silent; /* no messages such as "configuration written" */
};

/* Formatted text for either side; @talk may be NULL. */
void kconf_out(const struct kconf_talk *talk, const char *format, ...) G_GNUC_PRINTF(2, 3);
void kconf_err(const struct kconf_talk *talk, const char *format, ...) G_GNUC_PRINTF(2, 3);

/*
 * The words of an error at a place of a text: "file:line:col: message", the line, and a caret below
 * it. @line_start is where the line begins in the text, or NULL for none; without talk->columns it
 * is "file:line: message", as conf says it. The caller frees it.
 */
char *kconf_placed(const struct kconf_talk *talk, const char *file, guint line, guint column,
		   const char *line_start, const char *message);

#endif
