/* SPDX-License-Identifier: GPL-2.0-only */
#include "ctext/outline_private.h"

#include <string.h>

struct fields {
	struct ctext_outline *outline;
	GArray *fields;
	GString *path;
};

/* deeper nesting than any initialiser has: what is below stays one value */
#define MAX_DEPTH 32

static guint skip_group(const struct ctext_outline *outline, guint i)
{
	return ctext_match(outline, i, NULL);
}

static gboolean opens(const struct ctext_outline *outline, guint i)
{
	return ctext_is_char(outline, i, '(') || ctext_is_char(outline, i, '{') ||
	       ctext_is_char(outline, i, '[');
}

/* The ',' that ends the element at @i, or @close */
static guint element_end(const struct ctext_outline *outline, guint i, guint close)
{
	for (; i < close; i++) {
		if (ctext_is_char(outline, i, ','))
			return i;
		if (opens(outline, i)) {
			guint end = skip_group(outline, i);

			if (end >= close)
				return close;
			i = end;
		}
	}
	return close;
}

/*
 * Appends the designator at token @i (".a.b", "[X]", "a:", or the position where there is none) to
 * the path; the first token of the value comes back.
 */
static guint read_designator(struct fields *fields, guint i, guint end, guint position)
{
	const struct ctext_outline *outline = fields->outline;
	guint first = i;

	while (i < end) {
		if (ctext_is_char(outline, i, '.') && i + 1 < end &&
		    TOKEN(outline, i + 1)->kind == CTEXT_IDENTIFIER) {
			const struct ctext_token *name = TOKEN(outline, i + 1);

			if (fields->path->len)
				g_string_append_c(fields->path, '.');
			g_string_append_len(fields->path, outline->text + name->offset,
					    (gssize)name->len);
			i += 2;
		} else if (ctext_is_char(outline, i, '[')) {
			guint close = MIN(skip_group(outline, i), end - 1);
			gsize from = TOKEN(outline, i)->offset;
			gsize to = TOKEN(outline, close)->offset + TOKEN(outline, close)->len;

			g_string_append_len(fields->path, outline->text + from,
					    (gssize)(to - from));
			i = close + 1;
		} else {
			break;
		}
	}
	if (i > first && ctext_is_char(outline, i, '='))
		return i + 1;
	if (i > first)
		return i; /* "[X] value", without '=' */
	if (i + 1 < end && TOKEN(outline, i)->kind == CTEXT_IDENTIFIER &&
	    ctext_is_char(outline, i + 1, ':')) {
		const struct ctext_token *name = TOKEN(outline, i);

		g_string_append_printf(fields->path, "%s%.*s", fields->path->len ? "." : "",
				       (int)name->len, outline->text + name->offset);
		return i + 2;
	}
	g_string_append_printf(fields->path, "[%u]", position);
	return i;
}

static void read_group(struct fields *fields, guint open, guint close, guint depth);

static void read_element(struct fields *fields, guint first, guint end, guint position, guint depth)
{
	struct ctext_outline *outline = fields->outline;
	gsize outer = fields->path->len;
	guint value = read_designator(fields, first, end, position);
	const struct ctext_token *last = TOKEN(outline, end - 1);
	struct ctext_field field = {
		.line = TOKEN(outline, first)->line,
		.start = TOKEN(outline, first)->offset,
	};

	field.path = ctext_keep(outline, fields->path->str, fields->path->len);
	field.value_end = last->offset + last->len;
	field.value_start = value < end ? TOKEN(outline, value)->offset : field.value_end;
	field.value = ctext_keep(outline, outline->text + field.value_start,
				 field.value_end - field.value_start);
	field.end = field.value_end;
	if (ctext_is_char(outline, end, ','))
		field.end = TOKEN(outline, end)->offset + 1;
	field.is_group = value < end && ctext_is_char(outline, value, '{') &&
			 skip_group(outline, value) == end - 1;
	g_array_append_val(fields->fields, field);
	if (field.is_group && depth < MAX_DEPTH)
		read_group(fields, value, end - 1, depth + 1);
	g_string_truncate(fields->path, outer);
}

static void read_group(struct fields *fields, guint open, guint close, guint depth)
{
	const struct ctext_outline *outline = fields->outline;
	guint position = 0;
	guint i = open + 1;

	while (i < close) {
		guint end;

		/* directives between elements; one within a value belongs to it */
		if (MARK(outline, i) != CTEXT_MARK_NONE || ctext_is_char(outline, i, ',')) {
			i++;
			continue;
		}
		end = element_end(outline, i, close);
		while (end > i + 1 && MARK(outline, end - 1) != CTEXT_MARK_NONE)
			end--;
		read_element(fields, i, end, position++, depth);
		i = MAX(end, i + 1);
	}
}

void ctext_read_fields(struct ctext_outline *outline, struct ctext_variable *variable, guint open)
{
	guint close = ctext_match(outline, open, NULL);
	g_autoptr(GString) path = g_string_new(NULL);
	struct fields fields = {
		.outline = outline,
		.fields = g_array_new(FALSE, FALSE, sizeof(struct ctext_field)),
		.path = path,
	};

	read_group(&fields, open, MIN(close, outline->tokens->len), 0);
	variable->n_fields = fields.fields->len;
	variable->fields = (const struct ctext_field *)(void *)g_array_free(fields.fields, FALSE);
	g_ptr_array_add(outline->vectors, (gpointer)variable->fields);
}
