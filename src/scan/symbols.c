/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/files.h"
#include "base/record.h"
#include "scan/steps.h"

/* --- where a symbol is defined --------------------------------------------------------------- */

/* SYM_FUNC_START(name), ENTRY(name), "name:" in assembly */
static gint64 line_in_assembly(const char *text, const char *name)
{
	g_autofree char *quoted = g_regex_escape_string(name, -1);
	g_autofree char *pattern = g_strdup_printf(
		"(?m)^[ \\t]*(?:%s:|(?:SYM_\\w*(?:START|ALIAS|LABEL)\\w*|W?ENTRY|WEAK|GLOBAL)\\(\\s*%s\\b)",
		quoted, quoted);
	g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;
	gint64 line = 1;
	int at = 0;

	if (!regex || !g_regex_match(regex, text, 0, &match) ||
	    !g_match_info_fetch_pos(match, 0, &at, NULL))
		return 0;
	for (int i = 0; i < at; i++)
		line += text[i] == '\n';
	return line;
}

static gboolean place_at(struct symbol *symbol, const struct scan_text *text, gint64 line,
			 gsize start, gsize end)
{
	g_free(symbol->file);
	symbol->file = g_strdup(text->file);
	symbol->line = line;
	symbol->end_line = ctext_line_at(text->outline, end > start ? end - 1 : start);
	g_free(symbol->condition);
	symbol->condition = scan_condition_at(text->outline, start);
	return TRUE;
}

/* a function, a variable, or a macro that has the name among its arguments */
static gboolean find_in_text(struct symbol *symbol, const struct scan_text *text)
{
	const struct ctext_function *function = ctext_find_function(text->outline, symbol->name);
	const struct ctext_variable *variable;
	const struct ctext_macro *macros;
	guint n;

	if (function)
		return place_at(symbol, text, function->line, function->start, function->body_end);
	variable = ctext_find_variable(text->outline, symbol->name);
	if (variable && !variable->is_extern)
		return place_at(symbol, text, variable->line, variable->start, variable->end);
	macros = ctext_macros(text->outline, &n);
	for (guint i = 0; i < n; i++)
		if (!g_str_has_prefix(macros[i].name, "EXPORT_") &&
		    g_strv_contains(macros[i].args, symbol->name))
			return place_at(symbol, text, macros[i].line, macros[i].start,
					macros[i].end);
	return FALSE;
}

/* a .c file that the source includes may hold the definition */
static gboolean find_in_included(struct scan_context *context, struct symbol *symbol,
				 const struct scan_text *text)
{
	guint n;
	const struct ctext_include *includes = ctext_includes(text->outline, &n);
	g_autofree char *folder = g_path_get_dirname(text->file);

	for (guint i = 0; i < n; i++) {
		g_autofree char *joined = NULL, *path = NULL;
		struct scan_text *other;

		if (includes[i].angle || !g_str_has_suffix(includes[i].header, ".c"))
			continue;
		joined = g_build_filename("/", folder, includes[i].header, NULL);
		path = g_canonicalize_filename(joined, "/");
		other = scan_context_text(context, path + 1);
		if (other && find_in_text(symbol, other))
			return TRUE;
	}
	return FALSE;
}

/* what DEFAULT_SYMBOL_NAMESPACE makes of an export that is written without a namespace */
static void find_default_namespace(struct scan_context *context, struct symbol *symbol,
				   const struct scan_text *text)
{
	guint n;
	const struct ctext_macro *macros = ctext_macros(text->outline, &n);

	for (guint i = 0; i < n && !symbol->default_namespace; i++) {
		const struct scan_export *export = NULL;

		if (g_str_has_prefix(macros[i].name, "EXPORT_SYMBOL") && macros[i].n_args == 1)
			export = scan_exports_find(context->exports, macros[i].args[0]);
		if (export && export->space && *export->space)
			symbol->default_namespace = g_strdup(export->space);
	}
}

/*
 * The form that the file's exports mostly have: name, and namespace without quotes. One to named
 * modules alone is none for others.
 */
static void find_neighbours(struct symbol *symbol, const struct scan_text *text)
{
	g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const char *best = NULL;
	guint most = 0, n;
	const struct ctext_macro *macros = ctext_macros(text->outline, &n);

	for (guint i = 0; i < n; i++) {
		char *key;
		guint count;

		if (!g_str_has_prefix(macros[i].name, "EXPORT_SYMBOL") || !macros[i].n_args ||
		    g_str_has_suffix(macros[i].name, "_FOR_MODULES"))
			continue;
		key = g_strdup_printf("%s %s", macros[i].name,
				      macros[i].n_args > 1 ? macros[i].args[1] : "");
		count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, key)) + 1;
		g_hash_table_replace(counts, key, GUINT_TO_POINTER(count));
		/* of equals the one that reached the number first: the order of the text decides */
		if (count > most) {
			most = count;
			best = key;
		}
	}
	if (best) {
		const char *space = strchr(best, ' ');
		g_autofree char *name = g_strdup(space + 1);

		symbol->neighbour_form = g_strndup(best, (gsize)(space - best));
		g_strdelimit(name, "\"", ' ');
		g_strstrip(name);
		if (*name)
			symbol->neighbour_namespace = g_steal_pointer(&name);
	}
}

static void find_place(struct scan_context *context, struct symbol *symbol)
{
	g_autofree char *source = scan_source_of(context, symbol->object);
	struct scan_text *text;

	if (!source)
		return;
	symbol->file = g_strdup(source);
	symbol->assembly = g_str_has_suffix(source, ".S");
	if (symbol->assembly) {
		g_autofree char *path = scan_tree_source(context->tree, source);
		g_autofree char *bytes = ms_read_file(path, NULL, NULL);

		symbol->line = bytes ? line_in_assembly(bytes, symbol->name) : 0;
		symbol->end_line = symbol->line;
		return;
	}
	text = scan_context_text(context, source);
	if (!text)
		return;
	if (!find_in_text(symbol, text))
		find_in_included(context, symbol, text);
	text = scan_context_text(context, symbol->file);
	if (text) {
		find_neighbours(symbol, text);
		find_default_namespace(context, symbol, text);
	}
}

struct image_lookup {
	struct symbol *symbol;
};

static gboolean match_in_image(void *data, const struct scan_elf_symbol *symbol)
{
	struct image_lookup *lookup = data;
	struct symbol *wanted = lookup->symbol;

	if (!symbol->section || strcmp(symbol->name, wanted->name))
		return TRUE;
	wanted->kind = (g_free(wanted->kind), g_strdup(symbol->kind));
	wanted->section = g_strdup(symbol->section);
	wanted->binding = g_strdup(symbol->binding == SCAN_ELF_LOCAL ? "local" : "global");
	wanted->provider = g_strdup("vmlinux");
	return FALSE;
}

static struct symbol *describe(struct scan_context *context, const char *name)
{
	const struct scan_export *export = scan_exports_find(context->exports, name);
	const struct scan_definition *definition = scan_index_definition(context->index, name);
	struct symbol *symbol = record_new(&model_symbol_type);

	symbol->name = g_strdup(name);
	symbol->kind = g_strdup("undefined");
	if (export) {
		symbol->exported = TRUE;
		symbol->export_form = g_strdup(export->form);
		symbol->export_namespace = g_strdup(export->space);
		symbol->provider = g_strdup(export->provider);
	}
	if (definition) {
		g_free(symbol->kind);
		symbol->kind = g_strdup(definition->kind);
		symbol->section = g_strdup(definition->section);
		symbol->binding = g_strdup(definition->weak ? "weak" : "global");
		symbol->object = g_strdup(scan_index_object(context->index, definition->object));
		if (!symbol->provider)
			symbol->provider = g_strdup("vmlinux");
		find_place(context, symbol);
	} else if (!export) {
		g_autofree char *vmlinux = scan_tree_object(context->tree, "vmlinux");
		struct image_lookup lookup = {symbol};

		scan_elf_symbols(vmlinux, match_in_image, &lookup, NULL);
	}
	symbol->is_init = symbol->section && (g_str_has_prefix(symbol->section, ".init.") ||
					      g_str_has_prefix(symbol->section, ".exit.") ||
					      g_str_has_prefix(symbol->section, ".meminit."));
	return symbol;
}

static const struct symbol *described(struct scan_context *context, const char *name)
{
	struct symbol *symbol = g_hash_table_lookup(context->symbols, name);

	if (!symbol) {
		symbol = describe(context, name);
		g_hash_table_insert(context->symbols, symbol->name, symbol);
	}
	return symbol;
}

struct symbol *scan_describe_symbol(struct scan_context *context, const char *name)
{
	return record_copy(&model_symbol_type, described(context, name));
}

/*
 * As a module a driver needs nearly what it needs now: what the image says of that is looked up
 * before the compiler has told the rest.
 */
void scan_foresee_symbols(struct scan_context *context, const struct scan_target *target)
{
	for (guint i = 0; i < target->parts->len; i++) {
		const struct scan_part *part = target->parts->pdata[i];
		GHashTableIter each;
		void *name, *who;
		guint object;

		if (!scan_index_find(context->index, part->object, &object))
			continue;
		g_hash_table_iter_init(&each, context->index->needs);
		while (g_hash_table_iter_next(&each, &name, &who))
			if (scan_index_needs(who, object))
				described(context, name);
	}
}

/* --- where the driver uses it ---------------------------------------------------------------- */

/* of one source: who of the headers' functions reaches the symbol, and which of them names it */
struct reach {
	const struct scan_csource *facts;
	GHashTable *inlines; /* name -> struct scan_inline */
	const char *name;
	GHashTable *state;   /* function -> 1 no, 2 yes, 3 being asked */
	GPtrArray *named_by; /* places to fill in when wanted */
};

static gboolean names(const struct scan_inline *function, const char *name)
{
	for (guint i = 0; i < function->names->len; i++)
		if (!strcmp(function->names->pdata[i], name))
			return TRUE;
	return FALSE;
}

static gboolean reaches(struct reach *reach, const char *function)
{
	const struct scan_inline *row = g_hash_table_lookup(reach->inlines, function);
	guint state = GPOINTER_TO_UINT(g_hash_table_lookup(reach->state, function));
	gboolean yes;

	if (!row || state == 1 || state == 3)
		return FALSE;
	if (state == 2)
		return TRUE;
	g_hash_table_insert(reach->state, row->name, GUINT_TO_POINTER(3));
	yes = names(row, reach->name);
	if (yes) {
		g_autofree char *place = g_strdup_printf("%s (%s)", row->name, row->place);

		record_strings_add(reach->named_by, place);
	}
	for (guint i = 0; i < row->names->len; i++)
		yes |= reaches(reach, row->names->pdata[i]);
	g_hash_table_insert(reach->state, row->name, GUINT_TO_POINTER(yes ? 2 : 1));
	return yes;
}

/* "dev_err" as "dev_err (include/linux/dev_printk.h:154)", if a header of the source defines it */
static char *macro_place(struct scan_context *context, const struct scan_part *part,
			 const char *macro)
{
	g_autofree char *quoted = g_regex_escape_string(macro, -1);
	g_autofree char *pattern =
		g_strdup_printf("(?m)^[ \\t]*#[ \\t]*define[ \\t]+%s\\b", quoted);
	g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);
	const GPtrArray *deps = part->command->deps;

	for (guint i = 0; regex && i < deps->len; i++) {
		g_autofree char *full =
			g_canonicalize_filename(deps->pdata[i], context->tree->build);
		g_autofree char *text = ms_read_file(full, NULL, NULL), *file = NULL;
		g_autoptr(GMatchInfo) match = NULL;
		gint64 line = 1;
		int at = 0;

		/* most headers do not have the word at all */
		if (!text || !strstr(text, macro) ||
		    !g_regex_match(regex, text, G_REGEX_MATCH_DEFAULT, &match) ||
		    !g_match_info_fetch_pos(match, 0, &at, NULL))
			continue;
		for (int k = 0; k < at; k++)
			line += text[k] == '\n';
		file = scan_tree_relative(context->tree, full);
		return g_strdup_printf("%s (%s:%" G_GINT64_FORMAT ")", macro, file, line);
	}
	return g_strdup(macro);
}

static void add_places(struct scan_context *context, const struct scan_part *part,
		       GHashTable *inlines, struct symbol *symbol, GPtrArray *conditions)
{
	g_autoptr(GHashTable) state = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) macros = g_ptr_array_new_with_free_func(g_free);
	struct reach reach = {part->csource, inlines, symbol->name, state, symbol->through};

	for (guint i = 0; i < part->csource->uses->len; i++) {
		const struct scan_use *use = part->csource->uses->pdata[i];
		g_autofree char *place = NULL, *condition = NULL;
		struct scan_text *text;

		if (strcmp(use->name, symbol->name) && !reaches(&reach, use->name))
			continue;
		place = g_strdup_printf("%s:%" G_GINT64_FORMAT, use->file, use->line);
		record_strings_add(symbol->used_at, place);
		if (use->macro && !strcmp(use->name, symbol->name))
			record_strings_add(macros, use->macro);
		text = scan_context_text(context, use->file);
		if (text) {
			gsize len, at = 0;
			const char *bytes = ctext_outline_text(text->outline, &len);

			for (gint64 l = 1; l < use->line && at < len; l++)
				at = (gsize)(strchrnul(bytes + at, '\n') - bytes) + 1;
			condition = scan_condition_at(text->outline, MIN(at, len));
		}
		g_ptr_array_add(conditions, g_steal_pointer(&condition));
	}
	/* an exported symbol needs no reason; looking for the macro's line costs time */
	for (guint i = 0; i < macros->len; i++) {
		g_autofree char *where = symbol->exported
						 ? g_strdup(macros->pdata[i])
						 : macro_place(context, part, macros->pdata[i]);

		record_strings_add(symbol->through, where);
	}
}

/* "defined(CONFIG_X)" -> "CONFIG_X" */
static char *plain_condition(const char *text)
{
	static const char *const heads[] = {"defined(", "IS_ENABLED(", NULL};
	gsize len = strlen(text);

	for (guint i = 0; heads[i]; i++) {
		gsize head = strlen(heads[i]);

		if (g_str_has_prefix(text, heads[i]) && text[len - 1] == ')' &&
		    strcspn(text + head, "()") == len - head - 1)
			return g_strndup(text + head, len - head - 1);
	}
	return g_strdup(text);
}

/* one condition for all places, or NULL */
static const char *common_condition(const GPtrArray *conditions)
{
	for (guint i = 1; i < conditions->len; i++)
		if (g_strcmp0(conditions->pdata[i], conditions->pdata[0]))
			return NULL;
	return conditions->len ? conditions->pdata[0] : NULL;
}

static GHashTable *inlines_of(const struct scan_csource *facts)
{
	GHashTable *inlines = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; facts && i < facts->inlines->len; i++) {
		struct scan_inline *row = facts->inlines->pdata[i];

		g_hash_table_insert(inlines, row->name, row);
	}
	return inlines;
}

static gboolean part_needs(const struct scan_part *part, const char *name)
{
	for (guint i = 0; part->probe && i < part->probe->undefined->len; i++)
		if (!strcmp(part->probe->undefined->pdata[i], name))
			return TRUE;
	return FALSE;
}

/* places in all parts, and the condition under which any of them needs the symbol */
static void add_uses(struct scan_context *context, const struct scan_target *target,
		     const GPtrArray *inlines, struct symbol *symbol)
{
	g_autoptr(GPtrArray) when = g_ptr_array_new_with_free_func(g_free);
	gboolean always = FALSE;

	for (guint i = 0; i < target->parts->len; i++) {
		const struct scan_part *part = target->parts->pdata[i];
		g_autoptr(GPtrArray) conditions = g_ptr_array_new_with_free_func(g_free);
		const char *common;

		if (!part_needs(part, symbol->name))
			continue;
		if (part->csource)
			add_places(context, part, inlines->pdata[i], symbol, conditions);
		common = part->when ? part->when : common_condition(conditions);
		if (common) {
			g_autofree char *plain = plain_condition(common);

			record_strings_add(when, plain);
		}
		always |= !common;
	}
	if (!always && when->len) {
		record_strings_sort(when);
		g_ptr_array_add(when, NULL);
		symbol->when = g_strjoinv(" || ", (char **)when->pdata);
	}
	record_strings_sort(symbol->through);
}

static gint by_place(gconstpointer a, gconstpointer b)
{
	const char *x = *(char *const *)a, *y = *(char *const *)b;
	const char *cx = strrchr(x, ':'), *cy = strrchr(y, ':');
	int by = cx - x == cy - y ? strncmp(x, y, (gsize)(cx - x)) : strcmp(x, y);
	gint64 lx = g_ascii_strtoll(cx + 1, NULL, 10), ly = g_ascii_strtoll(cy + 1, NULL, 10);

	return by ? by : (lx > ly) - (lx < ly);
}

/* The driver's needs: undefined in any part, defined in none. */
void scan_add_symbols(struct scan_context *context, struct scan_target *target)
{
	g_autoptr(GHashTable) needs = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) inlines =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_unref);
	g_autoptr(GPtrArray) sorted = g_ptr_array_new();
	GHashTableIter iter;
	void *key;

	for (guint i = 0; i < target->parts->len; i++) {
		const struct scan_part *part = target->parts->pdata[i];

		g_ptr_array_add(inlines, inlines_of(part->csource));
		for (guint k = 0; part->probe && k < part->probe->undefined->len; k++)
			g_hash_table_add(needs, part->probe->undefined->pdata[k]);
	}
	for (guint i = 0; i < target->parts->len; i++) {
		const struct scan_part *part = target->parts->pdata[i];

		for (guint k = 0; part->probe && k < part->probe->defined->len; k++)
			g_hash_table_remove(needs, part->probe->defined->pdata[k]);
	}
	g_hash_table_iter_init(&iter, needs);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		g_ptr_array_add(sorted, key);
	record_strings_sort(sorted);
	for (guint i = 0; i < sorted->len; i++) {
		struct symbol *symbol = scan_describe_symbol(context, sorted->pdata[i]);

		symbol->needed = TRUE;
		add_uses(context, target, inlines, symbol);
		g_ptr_array_sort(symbol->used_at, by_place);
		g_ptr_array_add(target->driver->symbols, symbol);
	}
}
