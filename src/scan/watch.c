/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/record.h"
#include "ctext/lexer.h"
#include "formats/gates.h"
#include "scan/steps.h"
#include "target/makefiles.h"
#include "tree/words.h"

/* --- callers --------------------------------------------------------------------------------- */

static void callers_in(struct scan_context *context, struct symbol *symbol, const char *object)
{
	g_autofree char *source = scan_source_of(context, object);
	struct scan_text *text = source && !g_str_has_suffix(source, ".S")
					 ? scan_context_text(context, source)
					 : NULL;
	g_autoptr(GArray) uses = NULL;
	const char *bytes;
	gsize len;

	if (!text)
		return;
	bytes = ctext_outline_text(text->outline, &len);
	uses = ctext_identifier_uses(text->outline, symbol->name, 0, len);
	for (guint i = 0; i < uses->len; i++) {
		const struct ctext_token *token = &g_array_index(uses, struct ctext_token, i);
		const struct ctext_function *function =
			ctext_function_at(text->outline, token->offset);
		const char *behind = bytes + token->offset + token->len;
		struct caller *caller;

		behind += strspn(behind, " \t\n");
		if (!function || token->offset < function->body_start || *behind != '(')
			continue;
		caller = record_new(&model_caller_type);
		caller->function = g_strdup(function->name);
		caller->file = g_strdup(text->file);
		caller->line = token->line;
		g_ptr_array_unref(caller->unless);
		caller->unless = scan_gates_before(text->outline, function, token->offset);
		g_ptr_array_add(symbol->callers, caller);
	}
}

static gint compare_callers(gconstpointer a, gconstpointer b)
{
	const struct caller *x = *(struct caller *const *)a, *y = *(struct caller *const *)b;
	int by = strcmp(x->file, y->file);

	return by ? by : (x->line > y->line) - (x->line < y->line);
}

static void add_callers(struct scan_context *context, struct symbol *symbol)
{
	const GArray *who = g_hash_table_lookup(context->index->needs, symbol->name);

	if (symbol->object)
		callers_in(context, symbol, symbol->object);
	for (guint i = 0; who && i < who->len; i++)
		callers_in(context, symbol,
			   scan_index_object(context->index, g_array_index(who, guint, i)));
	g_ptr_array_sort(symbol->callers, compare_callers);
}

static gboolean has_caller(const struct symbol *symbol, const char *file)
{
	for (guint i = 0; i < symbol->callers->len; i++)
		if (!strcmp(((const struct caller *)symbol->callers->pdata[i])->file, file))
			return TRUE;
	return FALSE;
}

/* a built source that names the symbol, though its object does not need it */
static void add_silent_caller(struct scan_context *context, struct symbol *symbol, const char *file)
{
	g_autofree char *object = g_strdup(file);

	if (!g_str_has_suffix(file, ".c") || has_caller(symbol, file))
		return;
	object[strlen(object) - 1] = 'o';
	if (scan_index_find(context->index, object, NULL))
		callers_in(context, symbol, object);
	g_ptr_array_sort(symbol->callers, compare_callers);
}

/*
 * Behind IS_ENABLED() of an option of this configuration the compiler drops a call, and the object
 * no longer tells of it. So the folders of the watched fields are asked for the words, too.
 */
static void add_silent_callers(struct scan_context *context, const GPtrArray *called)
{
	const struct ms_watch_field *watched = context->watch ? context->watch->fields : NULL;
	g_autoptr(GPtrArray) words = g_ptr_array_new();

	for (guint i = 0; i < called->len; i++)
		g_ptr_array_add(words, ((struct symbol *)called->pdata[i])->name);
	g_ptr_array_add(words, NULL);
	for (; watched && watched->field; watched++) {
		g_autoptr(scan_files) files =
			scan_files_walk(context->tree->path, watched->folder, context->tree->build,
					context->job, NULL);
		g_autoptr(GPtrArray) found =
			files ? scan_words_find(context->tree->path, files->paths, files->digest,
						(const char *const *)words->pdata, context->job,
						NULL)
			      : NULL;

		for (guint i = 0; found && i < called->len; i++) {
			const GPtrArray *holders = found->pdata[i];

			for (guint k = 0; k < holders->len; k++)
				add_silent_caller(context, called->pdata[i], holders->pdata[k]);
		}
	}
}

/* What the rules asked of symbols: definition, export, and of some the callers. Sorted by name. */
void scan_add_watched(struct scan_context *context, struct model *model)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) called = g_ptr_array_new();

	for (guint i = 0; context->watch && context->watch->symbols && context->watch->symbols[i];
	     i++)
		record_strings_add(names, context->watch->symbols[i]);
	record_strings_sort(names);
	for (guint i = 0; i < names->len; i++) {
		struct symbol *symbol = scan_describe_symbol(context, names->pdata[i]);

		g_ptr_array_add(model->watched, symbol);
		if (!context->watch->called ||
		    !g_strv_contains(context->watch->called, symbol->name))
			continue;
		add_callers(context, symbol);
		g_ptr_array_add(called, symbol);
	}
	add_silent_callers(context, called);
}

/* --- related options ------------------------------------------------------------------------- */

/* "iommu_ops" of "static const struct iommu_ops"; NULL for no structure */
static char *struct_name(const char *type)
{
	const char *at = strstr(type, "struct ");
	gsize len;

	if (!at)
		return NULL;
	at += strlen("struct ");
	at += strspn(at, " ");
	len = strspn(at, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_");
	return len ? g_strndup(at, len) : NULL;
}

static const char *last_of(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot ? dot + 1 : path;
}

/*
 * The structures that count: "iommu_ops" of "iommu_ops.of_xlate"; for a bare "of_xlate" those in
 * which the drivers themselves set the field, since many interfaces have one of that name.
 */
static GHashTable *structs_of(const struct scan_context *context, const char *field)
{
	GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const char *member = last_of(field);

	if (member > field) {
		g_hash_table_add(names, g_strndup(field, (gsize)(member - field) - 1));
		return names;
	}
	for (guint t = 0; t < context->targets->len; t++) {
		const struct scan_target *target = context->targets->pdata[t];
		const GPtrArray *variables = target->driver->variables;

		for (guint i = 0; i < variables->len; i++) {
			const struct variable *variable = variables->pdata[i];
			char *name = struct_name(variable->type);

			for (guint f = 0; name && f < variable->fields->len; f++) {
				const struct field *row = variable->fields->pdata[f];

				if (!strcmp(row->path, member))
					g_hash_table_add(names, g_strdup(name));
			}
			g_free(name);
		}
	}
	return names;
}

/* the first initialised field of that name in one of the structures: its line, or 0 */
static gint64 field_line(const struct scan_text *text, const char *field, GHashTable *structs)
{
	guint n;
	const struct ctext_variable *variables = ctext_variables(text->outline, &n);

	for (guint i = 0; i < n; i++) {
		g_autofree char *name = struct_name(variables[i].type);

		if (!name || !g_hash_table_contains(structs, name))
			continue;
		for (guint f = 0; f < variables[i].n_fields; f++)
			if (!strcmp(variables[i].fields[f].path, last_of(field)))
				return variables[i].fields[f].line;
	}
	return 0;
}

/* the option that builds a source, from the makefile of its folder; NULL: none */
static char *option_of(struct scan_context *context, const char *file)
{
	g_autofree char *folder = g_path_get_dirname(file), *object = g_path_get_basename(file);
	g_autoptr(GArray) places = NULL;

	object[strlen(object) - 1] = 'o';
	places = scan_makefile_places(context, folder, object);
	return places->len ? g_strdup(g_array_index(places, struct scan_place, 0).option) : NULL;
}

static gint compare_related(gconstpointer a, gconstpointer b)
{
	const struct related_option *x = *(struct related_option *const *)a;
	const struct related_option *y = *(struct related_option *const *)b;
	int by = strcmp(x->option, y->option);

	by = by ? by : strcmp(x->field, y->field);
	return by ? by : strcmp(x->file, y->file);
}

static gboolean is_known(const struct model *model, const char *option, const char *field)
{
	for (guint i = 0; i < model->related->len; i++) {
		const struct related_option *row = model->related->pdata[i];

		if (!strcmp(row->option, option) && !strcmp(row->field, field))
			return TRUE;
	}
	return FALSE;
}

static void add_related(struct scan_context *context, const char *field, const GPtrArray *files,
			struct model *model)
{
	g_autoptr(GHashTable) structs = structs_of(context, field);

	for (guint i = 0; i < files->len; i++) {
		const char *file = files->pdata[i];
		struct scan_text *text =
			g_str_has_suffix(file, ".c") ? scan_context_text(context, file) : NULL;
		gint64 line = text ? field_line(text, field, structs) : 0;
		g_autofree char *option = line ? option_of(context, file) : NULL;
		const struct kconf_symbol *symbol =
			option ? scan_context_option(context, option) : NULL;
		struct related_option *row;

		if (!symbol || is_known(model, option, field))
			continue;
		row = record_new(&model_related_type);
		row->option = g_strdup(option);
		row->type = g_strdup(scan_kconfig_type(symbol));
		row->value = g_strdup(scan_dotconfig_get(context->tree->config, option));
		row->field = g_strdup(field);
		row->file = g_strdup(file);
		row->line = line;
		row->kconfig = g_strdup(conf_session_file(context->kconfig, symbol->definitions));
		g_ptr_array_add(model->related, row);
	}
}

/* The options whose sources set a watched field. Sorted by option. */
gboolean scan_add_related(struct scan_context *context, struct model *model, GError **error)
{
	const struct ms_watch_field *watched = context->watch ? context->watch->fields : NULL;

	for (; watched && watched->field; watched++) {
		g_autofree char *word = g_strconcat(".", last_of(watched->field), NULL);
		const char *const words[] = {word, NULL};
		g_autoptr(scan_files) files =
			scan_files_walk(context->tree->path, watched->folder, context->tree->build,
					context->job, error);
		g_autoptr(GPtrArray) found =
			files ? scan_words_find(context->tree->path, files->paths, files->digest,
						words, context->job, error)
			      : NULL;

		if (!found)
			return FALSE;
		add_related(context, watched->field, found->pdata[0], model);
	}
	g_ptr_array_sort(model->related, compare_related);
	return TRUE;
}
