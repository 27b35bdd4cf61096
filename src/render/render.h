/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include "render/blocks.h"
#include "render/notice.h"

/* Of blocks (an array of struct block); the caller frees each text. */

/** render_text: for a terminal, `width` columns wide (0: 80). */
char *render_text(const GPtrArray *blocks, gboolean color, guint width);

/** render_markdown: GitHub Markdown, behind a first line, `marker`, if that is not NULL. */
char *render_markdown(const GPtrArray *blocks, const char *marker);

/** render_html: appends headings, paragraphs, lists and tables. */
void render_html(GString *out, const GPtrArray *blocks);

/** render_html_block: one of them. */
void render_html_block(GString *out, const struct block *block);

/** render_html_text: appends text with what HTML would take for its own escaped; NULL is nothing. */
void render_html_text(GString *out, const char *plain);

/* Of notices (an array of struct notice); the caller frees each text. */

/** render_junit: test suites by group; an error is a failure. */
char *render_junit(const GPtrArray *notices);

/** render_sarif: SARIF 2.1.0, what passes left out. */
char *render_sarif(const GPtrArray *notices);

/** render_github: workflow commands, "::error file=…::…". */
char *render_github(const GPtrArray *notices);

/** render_gitlab: a Code Quality report. */
char *render_gitlab(const GPtrArray *notices);

#endif
