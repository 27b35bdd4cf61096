/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "report/report.h"

/**
 * report_page_html: one page that needs nothing else: tables that are there without JavaScript,
 * and a treemap, sorting and filters with it; the caller frees the text. What is no ledger,
 * budget or history stands as its blocks.
 */
char *report_page_html(const struct report *report);

/** page_history: the history as a line, and as a table. */
void page_history(GString *out, const struct history *history);

/** page_symbols: whose the symbols are, for the treemap; of very many the largest. */
void page_symbols(GString *out, const struct ledger_artefact *artefact);

#endif
