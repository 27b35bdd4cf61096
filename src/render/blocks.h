/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RENDER_BLOCKS_H
#define RENDER_BLOCKS_H

#include "base/record.h"

/**
 * A report is a list of blocks: headings, paragraphs, lists and tables. They are built once from
 * findings, plan and outcome; text and Markdown are two ways to write the same blocks.
 */
enum block_kind { BLOCK_HEADING, BLOCK_PARAGRAPH, BLOCK_LIST, BLOCK_TABLE };

/** enum tone: what a line is, for those who can show it in colour. */
enum tone { TONE_PLAIN, TONE_GOOD, TONE_BAD, TONE_WARN, TONE_DIM };

/** struct row: one row of a table, or one item of a list (a single cell). */
struct row {
	int tone;         /* enum tone */
	GPtrArray *cells; /* strings */
};

/** struct block: one of them. */
struct block {
	int kind;        /* enum block_kind */
	int tone;        /* enum tone */
	gint64 level;    /* headings: 1 is the title */
	char *text;      /* heading or paragraph */
	GPtrArray *head; /* tables: column titles; a title that starts with '>' aligns right */
	GPtrArray *rows; /* struct row: tables and lists */
};

extern const struct record_type block_type;

/** block_new: an empty block of a kind, appended to `blocks`; text may be NULL. */
struct block *block_new(GPtrArray *blocks, enum block_kind kind, const char *text);

/** block_heading: a heading of a level, formatted. */
struct block *block_heading(GPtrArray *blocks, int level, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/** block_paragraph: a paragraph, formatted. */
struct block *block_paragraph(GPtrArray *blocks, const char *format, ...) G_GNUC_PRINTF(2, 3);

/** block_table: a table with column titles, NULL-terminated. */
struct block *block_table(GPtrArray *blocks, const char *title, ...) G_GNUC_NULL_TERMINATED;

/** block_row: a row of strings, NULL-terminated; a NULL cell cannot be given, use "". */
struct row *block_row(struct block *block, enum tone tone, const char *cell,
		      ...) G_GNUC_NULL_TERMINATED;

/** block_item: one item of a list, formatted. */
struct row *block_item(struct block *block, enum tone tone, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

#endif
