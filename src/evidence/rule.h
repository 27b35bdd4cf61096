/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EVIDENCE_RULE_H
#define EVIDENCE_RULE_H

#include "base/json.h"

/**
 * A rule is data: one JSON file. It names a check, which is C, and gives it its parameters. What
 * parameters a check takes is said by a table, so that a rule file is checked when it is read, and
 * so that the symbols and struct fields that parameters name can be collected for scan.
 */
enum parameter_kind {
	PARAMETER_TEXT,  /* a string */
	PARAMETER_LIST,  /* strings */
	PARAMETER_TABLE, /* objects with the keys of `columns` */
};

/** enum parameter_flag: what may be said of a parameter or of a column. */
enum parameter_flag {
	PARAMETER_OPTIONAL = 1 << 0,
	PARAMETER_STRINGS = 1 << 1, /* the column holds a list of strings */
	PARAMETER_SYMBOLS = 1 << 2, /* every function that the text calls or names is watched */
	PARAMETER_FIELDS = 1 << 3,  /* struct fields whose users are related drivers */
	PARAMETER_CALLERS = 1 << 4, /* with PARAMETER_SYMBOLS: who calls it is wanted, too */
	PARAMETER_PAIRED = 1 << 5,  /* a column: given with the one before it, or neither is */
};

/** struct column: one key of a table's rows. */
struct column {
	const char *name; /* NULL ends the list */
	int flags;
};

/** struct parameter: one parameter of a check. */
struct parameter {
	const char *name; /* NULL ends the list */
	enum parameter_kind kind;
	int flags;
	const struct column *columns; /* PARAMETER_TABLE */
};

/** struct rule: one rule, read from its file. */
struct rule {
	char *id;
	char *title;
	char *why;
	int severity;          /* enum severity */
	int severity_tristate; /* the same where the option is tristate already */
	char *confidence;      /* "certain", "likely", "guess" */
	const struct check *check;
	json_t *parameters; /* an object; validated */
	char *fix;
	GPtrArray *references; /* strings: message ids, commits, documents */
	char *file, *text;     /* what it was read from, for messages */
};

/** rule_text: a text parameter, NULL when it is not given. */
const char *rule_text(const struct rule *rule, const char *parameter);

/** rule_rows: a table or list parameter as a JSON array; NULL when it is not given. */
const json_t *rule_rows(const struct rule *rule, const char *parameter);

/** rule_lists: is the text in the list parameter? */
gboolean rule_lists(const struct rule *rule, const char *parameter, const char *text);

/** rule_matches: does one of the list's globs ("*_register") match? */
gboolean rule_matches(const struct rule *rule, const char *parameter, const char *text);

/** row_text: a cell of a table's row, NULL when it is empty. */
const char *row_text(const json_t *row, const char *column);

/** rule_row: the first row of a table whose column holds `text`, or NULL. */
const json_t *rule_row(const struct rule *rule, const char *table, const char *column,
		       const char *text);

#endif
