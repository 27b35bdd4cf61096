/* SPDX-License-Identifier: GPL-2.0-only */
#include "kbuild/edit.h"

#include <string.h>

#include "kbuild/folder_private.h"

static guint next_column(guint column, char c)
{
	return c == '\t' ? (column / 8 + 1) * 8 : column + 1;
}

static guint column_of(const struct kbuild_folder *folder, gsize offset)
{
	gsize at = offset;
	guint column = 0;

	while (at > 0 && folder->text[at - 1] != '\n')
		at--;
	for (; at < offset; at++)
		column = next_column(column, folder->text[at]);
	return column;
}

/* "@lhs @op " so that the operator stands where the neighbour has its own, if that is aligned */
static char *head_like(const struct kbuild_folder *folder,
		       const struct kbuild_assignment *neighbour, const char *lhs, const char *op)
{
	const char *gap = folder->text + neighbour->lhs_end;
	gsize gap_len = strspn(gap, " \t");
	guint target = column_of(folder, neighbour->lhs_end + gap_len);
	g_autoptr(GString) out = g_string_new(lhs);
	guint column = (guint)strlen(lhs);

	if ((gap_len == 1 && gap[0] == ' ') || column >= target)
		g_string_append_c(out, ' ');
	else
		while (column < target) {
			g_string_append_c(out, gap[0]);
			column = next_column(column, gap[0]);
		}
	g_string_append_printf(out, "%s ", op);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* Continuation lines that stood under the first word go on standing under it */
static void realign(struct ctext_edits *edits, const struct kbuild_folder *folder,
		    const struct kbuild_assignment *assignment, const char *head)
{
	guint old = column_of(folder, assignment->value_start);
	guint now = 0;

	for (const char *at = head; *at; at++)
		now = next_column(now, *at);
	for (gsize at = assignment->value_start; now != old && at < assignment->value_end; at++) {
		gsize blanks;
		g_autofree char *indent = NULL;

		if (folder->text[at] != '\n')
			continue;
		blanks = strspn(folder->text + at + 1, " \t");
		if (column_of(folder, at + 1 + blanks) != old)
			continue;
		indent = g_strnfill(now / 8 + now % 8, '\t');
		memset(indent + now / 8, ' ', now % 8);
		ctext_edits_add(edits, at + 1, blanks, indent);
	}
}

static gboolean refuse(const struct kbuild_folder *folder, guint line, GError **error,
		       const char *why, const char *what)
{
	g_set_error(error, KBUILD_ERROR, KBUILD_ERROR_SHAPE, "%s:%u: %s '%s'", folder->file, line,
		    why, what);
	return FALSE;
}

/* May the words of this obj- list become parts of @name? */
static gboolean check_parts(const struct kbuild_folder *folder,
			    const struct kbuild_assignment *assignment, const char *name,
			    GError **error)
{
	g_autofree char *object = g_strconcat(name, ".o", NULL);

	for (guint i = 0; i < folder->entries->len; i++) {
		const struct kbuild_entry *entry = g_ptr_array_index(folder->entries, i);

		if (entry->assignment != assignment)
			continue;
		if (strcmp(entry->word, object) == 0)
			return refuse(folder, entry->line, error,
				      "a composite cannot have the name of its part", object);
		if (!g_str_has_suffix(entry->word, ".o") || strchr(entry->word, '$'))
			return refuse(folder, entry->line, error,
				      "this cannot be part of a composite:", entry->word);
		if (kbuild_is_composite(folder, entry->word))
			return refuse(folder, entry->line, error,
				      "a composite cannot be part of another:", entry->word);
	}
	if (strchr(assignment->value, '(') || strchr(assignment->value, '{'))
		return refuse(folder, assignment->line, error,
			      "a list with make functions cannot become a composite:",
			      assignment->value);
	return TRUE;
}

struct composite {
	struct ctext_edits *edits;
	const struct kbuild_folder *folder;
	const char *name;
	gboolean after_parts; /* lines of other options stand before: name-y must be added to */
	const struct kbuild_assignment *first; /* the obj- line that is turned */
};

static void replace_head(struct composite *composite, const struct kbuild_assignment *assignment,
			 const char *lhs, const char *op, const char *before)
{
	g_autofree char *head = head_like(composite->folder, assignment, lhs, op);
	g_autofree char *text = g_strconcat(before, head, NULL);

	ctext_edits_add(composite->edits, assignment->lhs_start,
			assignment->value_start - assignment->lhs_start, text);
	realign(composite->edits, composite->folder, assignment, head);
}

static gboolean turn_own(struct composite *composite, const struct kbuild_assignment *assignment,
			 GError **error)
{
	const struct kbuild_folder *folder = composite->folder;
	g_autofree char *lhs = g_strconcat(composite->name, "-y", NULL);
	g_autofree char *before = NULL;

	if (!check_parts(folder, assignment, composite->name, error))
		return FALSE;
	if (composite->first) {
		if (g_strcmp0(composite->first->conditions, assignment->conditions) != 0)
			return refuse(folder, assignment->line, error,
				      "lists of one option under different conditions:",
				      assignment->lhs);
		replace_head(composite, assignment, lhs, "+=", "");
		return TRUE;
	}
	composite->first = assignment;
	before = g_strdup_printf("%.*s%s.o\n",
				 (int)(assignment->value_start - assignment->lhs_start),
				 folder->text + assignment->lhs_start, composite->name);
	replace_head(composite, assignment, lhs, composite->after_parts ? "+=" : ":=", before);
	return TRUE;
}

static gboolean turn_other(struct composite *composite, const struct kbuild_assignment *assignment,
			   const char *option, GError **error)
{
	g_autofree char *lhs = g_strdup_printf("%s-$(CONFIG_%s)", composite->name, option);

	if (!check_parts(composite->folder, assignment, composite->name, error))
		return FALSE;
	composite->after_parts |= !composite->first;
	replace_head(composite, assignment, lhs, "+=", "");
	return TRUE;
}

static gboolean is_option(const struct kbuild_assignment *assignment, const char *option)
{
	return assignment->list == KBUILD_OBJ && g_str_has_prefix(assignment->when, "CONFIG_") &&
	       strcmp(assignment->when + strlen("CONFIG_"), option) == 0;
}

static gboolean turn_lists(struct composite *composite, const char *option, const char *const *also,
			   GError **error)
{
	for (guint i = 0; i < composite->folder->assignments->len; i++) {
		const struct kbuild_assignment *assignment =
			g_ptr_array_index(composite->folder->assignments, i);

		if (is_option(assignment, option) && !turn_own(composite, assignment, error))
			return FALSE;
		for (const char *const *other = also; other && *other; other++)
			if (is_option(assignment, *other) &&
			    !turn_other(composite, assignment, *other, error))
				return FALSE;
	}
	return TRUE;
}

gboolean kbuild_make_composite(struct ctext_edits *edits, const struct kbuild_folder *folder,
			       const char *option, const char *name, const char *const *also,
			       GError **error)
{
	g_autofree char *object = g_strconcat(name, ".o", NULL);
	/* edits of a refused request must not reach the caller's list */
	g_autoptr(ctext_edits) own = ctext_edits_new();
	struct composite composite = {own, folder, name, FALSE, NULL};
	struct kbuild_place place;

	if (kbuild_is_composite(folder, object))
		return refuse(folder, 1, error,
			      "there is a composite of that name already:", object);
	if (!turn_lists(&composite, option, also, error))
		return FALSE;
	if (!composite.first) {
		g_set_error(error, KBUILD_ERROR, KBUILD_ERROR_NOT_FOUND,
			    "%s: no list 'obj-$(CONFIG_%s)'", folder->file, option);
		return FALSE;
	}
	if (kbuild_find_object(folder, object, &place))
		return refuse(folder, place.line, error, "this object is listed already:", object);
	for (guint i = 0; i < ctext_edits_count(own); i++) {
		const struct ctext_edit *edit = ctext_edits_get(own, i);

		ctext_edits_add(edits, edit->offset, edit->len, edit->replacement);
	}
	return TRUE;
}

static const struct kbuild_entry *find_word(const struct kbuild_folder *folder, const char *word,
					    GError **error)
{
	for (guint i = 0; i < folder->entries->len; i++) {
		const struct kbuild_entry *entry = g_ptr_array_index(folder->entries, i);

		if (entry->assignment->list != KBUILD_VARIABLE && strcmp(entry->word, word) == 0)
			return entry;
	}
	g_set_error(error, KBUILD_ERROR, KBUILD_ERROR_NOT_FOUND, "%s: '%s' is not listed",
		    folder->file, word);
	return NULL;
}

gboolean kbuild_add_object(struct ctext_edits *edits, const struct kbuild_folder *folder,
			   const char *after, const char *option, const char *object,
			   GError **error)
{
	const struct kbuild_entry *entry = find_word(folder, after, error);
	g_autofree char *lhs = g_strdup_printf("obj-$(CONFIG_%s)", option);
	g_autofree char *head = NULL;
	g_autofree char *text = NULL;
	gsize end;

	if (!entry)
		return FALSE;
	end = entry->assignment->end;
	head = head_like(folder, entry->assignment, lhs, "+=");
	text = g_strdup_printf("%s%s%s\n", end > 0 && folder->text[end - 1] == '\n' ? "" : "\n",
			       head, object);
	ctext_edits_add(edits, end, 0, text);
	return TRUE;
}

/* The words of the entry's list: how many, and those beside it */
static guint neighbours(const struct kbuild_folder *folder, const struct kbuild_entry *entry,
			const struct kbuild_entry **before, const struct kbuild_entry **behind)
{
	guint count = 0;

	*before = *behind = NULL;
	for (guint i = 0; i < folder->entries->len; i++) {
		const struct kbuild_entry *other = g_ptr_array_index(folder->entries, i);

		if (other->assignment != entry->assignment)
			continue;
		count++;
		if (other->offset < entry->offset)
			*before = other;
		else if (other->offset > entry->offset && !*behind)
			*behind = other;
	}
	return count;
}

gboolean kbuild_remove_object(struct ctext_edits *edits, const struct kbuild_folder *folder,
			      const char *object, GError **error)
{
	const struct kbuild_entry *entry = find_word(folder, object, error);
	const struct kbuild_assignment *assignment;
	const struct kbuild_entry *before, *behind;
	gsize start, end;

	if (!entry)
		return FALSE;
	assignment = entry->assignment;
	if (entry->len != strlen(object) ||
	    memcmp(folder->text + entry->offset, object, entry->len) != 0)
		return refuse(folder, entry->line, error,
			      "this stands in a make function and cannot be taken out:", object);
	if (strchr(assignment->value, '(') && neighbours(folder, entry, &before, &behind) == 1)
		return refuse(folder, entry->line, error,
			      "a list with make functions is not taken out:", assignment->value);
	neighbours(folder, entry, &before, &behind);
	start = entry->offset;
	end = entry->offset + entry->len;
	if (before) {
		start = before->offset + before->len;
	} else if (behind) {
		end = behind->offset;
	} else {
		start = assignment->start;
		end = assignment->end;
		while (start > 0 && folder->text[start - 1] != '\n')
			start--;
	}
	ctext_edits_add(edits, start, end - start, "");
	return TRUE;
}

gboolean kbuild_set_option(struct ctext_edits *edits, const struct kbuild_folder *folder,
			   const char *object, const char *option, GError **error)
{
	const struct kbuild_entry *entry = find_word(folder, object, error);
	const struct kbuild_entry *before, *behind;
	g_autofree char *when = g_strdup_printf("$(CONFIG_%s)", option);
	const struct kbuild_assignment *assignment;

	if (!entry)
		return FALSE;
	assignment = entry->assignment;
	if (assignment->list != KBUILD_OBJ)
		return refuse(folder, entry->line, error, "not in an obj- list:", object);
	if (neighbours(folder, entry, &before, &behind) != 1)
		return refuse(folder, entry->line, error, "the list holds more than", object);
	ctext_edits_add(edits, assignment->lhs_start + strlen("obj-"),
			assignment->lhs_end - assignment->lhs_start - strlen("obj-"), when);
	return TRUE;
}
