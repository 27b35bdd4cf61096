/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KBUILD_FOLDER_PRIVATE_H
#define KBUILD_FOLDER_PRIVATE_H

#include "kbuild/folder.h"

struct kbuild_folder {
	char *path, *file, *text;
	gsize len;
	GStringChunk *strings;
	GPtrArray *assignments; /* struct kbuild_assignment */
	GPtrArray *entries;     /* struct kbuild_entry */
	GPtrArray *problems;    /* struct kbuild_problem */
};

/* A copy that lives as long as the folder */
const char *kbuild_keep(struct kbuild_folder *folder, const char *text, gsize len);
/* Notes what was not understood, with its line. */
void kbuild_add_problem(struct kbuild_folder *folder, guint line, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/* parse.c: fills assignments, entries, problems from the text */
void kbuild_parse(struct kbuild_folder *folder);
/* words.c: the words of an assignment's value as entries */
void kbuild_read_words(struct kbuild_folder *folder, struct kbuild_assignment *assignment);
/* "X" of the first CONFIG_X in @when, to be freed; NULL if there is none */
char *kbuild_option_of(const char *when);
/* Behind the "$(…)" or "${…}" at @at; @end where it is not closed */
gsize kbuild_reference_end(const char *text, gsize at, gsize end);

#endif
