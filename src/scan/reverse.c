/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "ctext/lexer.h"
#include "scan/steps.h"

/* is the object one of the driver's parts? */
static gboolean is_part(const struct scan_target *target, const char *object)
{
	for (guint i = 0; i < target->parts->len; i++) {
		const struct scan_part *part = target->parts->pdata[i];

		if (!strcmp(part->object, object))
			return TRUE;
	}
	return FALSE;
}

/* "file:line" of the definition in one of the driver's sources, or NULL */
static char *defined_at(const struct scan_target *target, const char *object, const char *name)
{
	for (guint i = 0; i < target->parts->len; i++) {
		const struct scan_part *part = target->parts->pdata[i];
		const struct ctext_function *function;
		const struct ctext_variable *variable;

		if (strcmp(part->object, object))
			continue;
		function = ctext_find_function(part->text->outline, name);
		if (function)
			return g_strdup_printf("%s:%u", part->source, function->line);
		variable = ctext_find_variable(part->text->outline, name);
		if (variable)
			return g_strdup_printf("%s:%u", part->source, variable->line);
		return g_strdup_printf("%s:0", part->source);
	}
	return NULL;
}

static void add_reference(struct scan_context *context, struct scan_target *target,
			  const struct scan_definition *definition, const char *object)
{
	struct reverse_reference *row = record_new(&model_reverse_type);
	struct scan_text *text;

	row->symbol = g_strdup(definition->name);
	row->object = g_strdup(object);
	row->file = scan_source_of(context, object);
	row->defined_at = defined_at(target, scan_index_object(context->index, definition->object),
				     definition->name);
	text = row->file ? scan_context_text(context, row->file) : NULL;
	if (text) {
		gsize len;
		g_autoptr(GArray) uses = NULL;

		ctext_outline_text(text->outline, &len);
		uses = ctext_identifier_uses(text->outline, definition->name, 0, len);
		if (uses->len)
			row->line = g_array_index(uses, struct ctext_token, 0).line;
	}
	g_ptr_array_add(target->driver->reverse, row);
}

static gint compare(gconstpointer a, gconstpointer b)
{
	const struct reverse_reference *x = *(struct reverse_reference *const *)a;
	const struct reverse_reference *y = *(struct reverse_reference *const *)b;
	int by = strcmp(x->symbol, y->symbol);

	return by ? by : strcmp(x->object, y->object);
}

/*
 * Objects of the image that need what only the driver defines. A weak reference is no need: it
 * links without a definition, and the index leaves it out.
 */
void scan_add_reverse(struct scan_context *context, struct scan_target *target)
{
	GHashTableIter iter;
	void *value;

	g_hash_table_iter_init(&iter, context->index->definitions);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const struct scan_definition *definition = value;
		const char *from = scan_index_object(context->index, definition->object);
		const GArray *who;

		if (!is_part(target, from))
			continue;
		who = g_hash_table_lookup(context->index->needs, definition->name);
		for (guint i = 0; who && i < who->len; i++) {
			const char *object =
				scan_index_object(context->index, g_array_index(who, guint, i));

			if (!is_part(target, object))
				add_reference(context, target, definition, object);
		}
	}
	g_ptr_array_sort(target->driver->reverse, compare);
}
