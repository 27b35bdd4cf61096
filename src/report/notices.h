/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REPORT_NOTICES_H
#define REPORT_NOTICES_H

#include <modsplit/report.h>

/** enum notice_level: what CI systems tell apart; NOTICE_PASS is no news. */
enum notice_level { NOTICE_PASS, NOTICE_NOTE, NOTICE_WARNING, NOTICE_ERROR };

/** struct notice: one thing to be said at one place: a finding, or a limit. No string is NULL. */
struct notice {
	enum notice_level level;
	char *group;   /* the driver, or the budget */
	char *rule;    /* "symbol-not-exported", "size-max" */
	char *option;  /* that it is about; "": none */
	char *subject; /* symbol, row of the ledger */
	char *file;    /* relative to the tree; "": none */
	gint64 line;   /* 0: none */
	char *message;
};

/** notices_build: of findings and budget, in their order; free with g_ptr_array_unref(). */
GPtrArray *notices_build(const struct ms_report_parts *parts);

/**
 * notice_fingerprint: the same for the same rule, option and subject, wherever they stand and
 * whatever is said; hexadecimal; the caller frees it.
 */
char *notice_fingerprint(const struct notice *notice);

/** report_junit: test suites by group; an error is a failure. The caller frees the text. */
char *report_junit(const GPtrArray *notices);

/** report_sarif: SARIF 2.1.0, what passes left out; the caller frees the text. */
char *report_sarif(const GPtrArray *notices);

/** report_github: workflow commands, "::error file=…::…"; the caller frees the text. */
char *report_github(const GPtrArray *notices);

/** report_gitlab: a Code Quality report; the caller frees the text. */
char *report_gitlab(const GPtrArray *notices);

#endif
