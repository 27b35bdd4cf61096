/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "report/build.h"

/**
 * report_html: one page that needs nothing else: tables that are there without JavaScript, and a
 * treemap, sorting and filters with it; the caller frees the text. What is no ledger, budget or
 * history stands as its blocks.
 */
char *report_html(const struct report *report);

/** html_text: appends text with what HTML would take for its own escaped; NULL is nothing. */
void html_text(GString *out, const char *plain);

/** html_history: the history as a line, and as a table. */
void html_history(GString *out, const struct history *history);

/** html_blocks: headings, paragraphs, lists and tables. */
void html_blocks(GString *out, const GPtrArray *blocks);

#endif
