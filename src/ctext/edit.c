/* SPDX-License-Identifier: GPL-2.0-only */
#include "ctext/edit.h"

#include <string.h>

G_DEFINE_QUARK(ctext - error - quark, ctext_error)

struct ctext_edits {
	GArray *edits;
};

static void clear_edit(gpointer edit)
{
	g_free(((struct ctext_edit *)edit)->replacement);
}

struct ctext_edits *ctext_edits_new(void)
{
	struct ctext_edits *edits = g_new0(struct ctext_edits, 1);

	edits->edits = g_array_new(FALSE, FALSE, sizeof(struct ctext_edit));
	g_array_set_clear_func(edits->edits, clear_edit);
	return edits;
}

void ctext_edits_free(struct ctext_edits *edits)
{
	if (!edits)
		return;
	g_array_unref(edits->edits);
	g_free(edits);
}

void ctext_edits_add(struct ctext_edits *edits, gsize offset, gsize len, const char *replacement)
{
	struct ctext_edit edit = {.offset = offset, .len = len};

	edit.replacement = g_strdup(replacement);
	g_array_append_val(edits->edits, edit);
}

guint ctext_edits_count(const struct ctext_edits *edits)
{
	return edits->edits->len;
}

const struct ctext_edit *ctext_edits_get(const struct ctext_edits *edits, guint i)
{
	return i < edits->edits->len ? &g_array_index(edits->edits, struct ctext_edit, i) : NULL;
}

struct order {
	const struct ctext_edit *edit;
	guint added;
};

/* By place; at one place insertions come first, in order of addition */
static gint compare(gconstpointer a, gconstpointer b)
{
	const struct order *one = a;
	const struct order *two = b;

	if (one->edit->offset != two->edit->offset)
		return one->edit->offset < two->edit->offset ? -1 : 1;
	if ((one->edit->len == 0) != (two->edit->len == 0))
		return one->edit->len == 0 ? -1 : 1;
	return one->added < two->added ? -1 : one->added > two->added;
}

static GArray *in_order(const struct ctext_edits *edits)
{
	GArray *sorted = g_array_new(FALSE, FALSE, sizeof(struct order));

	for (guint i = 0; i < edits->edits->len; i++) {
		struct order order = {&g_array_index(edits->edits, struct ctext_edit, i), i};

		g_array_append_val(sorted, order);
	}
	g_array_sort(sorted, compare);
	return sorted;
}

static guint line_of(const char *text, gsize offset)
{
	guint line = 1;

	for (gsize i = 0; i < offset; i++)
		line += text[i] == '\n';
	return line;
}

char *ctext_edits_apply(const struct ctext_edits *edits, const char *text, gsize len,
			gsize *out_len, GError **error)
{
	g_autoptr(GArray) sorted = in_order(edits);
	g_autoptr(GString) out = g_string_sized_new(len + 256);
	gsize at = 0;

	for (guint i = 0; i < sorted->len; i++) {
		const struct ctext_edit *edit = g_array_index(sorted, struct order, i).edit;

		if (edit->offset > len || edit->len > len - edit->offset) {
			g_set_error(error, CTEXT_ERROR, CTEXT_ERROR_RANGE,
				    "edit at offset %zu reaches beyond the text of %zu bytes",
				    edit->offset, len);
			return NULL;
		}
		if (edit->offset < at) {
			g_set_error(error, CTEXT_ERROR, CTEXT_ERROR_OVERLAP,
				    "two edits overlap in line %u", line_of(text, edit->offset));
			return NULL;
		}
		g_string_append_len(out, text + at, (gssize)(edit->offset - at));
		g_string_append(out, edit->replacement);
		at = edit->offset + edit->len;
	}
	if (len > at)
		g_string_append_len(out, text + at, (gssize)(len - at));
	if (out_len)
		*out_len = out->len;
	return g_string_free(g_steal_pointer(&out), FALSE);
}
