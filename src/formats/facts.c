/* SPDX-License-Identifier: GPL-2.0-only */
#include "formats/facts.h"
#include "base/record.h"

#include <string.h>

#include "base/files.h"
#include "ctext/lexer.h"
#include "formats/initcalls.h"

struct scan_text *scan_text_read(const char *tree, const char *file, GError **error)
{
	g_autofree char *path = g_build_filename(tree, file, NULL);
	g_autofree char *bytes = NULL;
	struct scan_text *text;
	gsize len;

	bytes = ms_read_file(path, &len, error);
	if (!bytes)
		return NULL;
	text = g_new0(struct scan_text, 1);
	text->file = g_strdup(file);
	text->outline = ctext_outline_new(bytes, len);
	return text;
}

void scan_text_free(struct scan_text *text)
{
	if (!text)
		return;
	ctext_outline_free(text->outline);
	g_free(text->file);
	g_free(text);
}

/* "#ifndef X" right before "#define X": a header's guard says nothing */
static gboolean is_guard(const struct ctext_outline *outline,
			 const struct ctext_condition *condition)
{
	const char *text = ctext_outline_text(outline, NULL);
	const char *body = text + condition->body_start, *name;
	gsize len;

	if (strcmp(condition->directive, "ifndef") || condition->parent >= 0)
		return FALSE;
	body += strspn(body, " \t\n");
	if (!g_str_has_prefix(body, "#define "))
		return FALSE;
	name = body + 8 + strspn(body + 8, " \t");
	len = strcspn(name, " \t\n");
	body = strstr(text + condition->start, "ifndef");
	body += 6 + strspn(body + 6, " \t");
	return !strncmp(body, name, len) && !g_ascii_isalnum(body[len]) && body[len] != '_';
}

char *scan_condition_at(const struct ctext_outline *outline, gsize offset)
{
	g_autoptr(GPtrArray) conditions = ctext_conditions_at(outline, offset);
	GString *joined = g_string_new(NULL);

	for (guint i = 0; i < conditions->len; i++) {
		const struct ctext_condition *condition = conditions->pdata[i];

		if (!is_guard(outline, condition))
			g_string_append_printf(joined, "%s%s", joined->len ? " && " : "",
					       condition->text);
	}
	return g_string_free(joined, joined->len == 0);
}

static char *range(const struct ctext_outline *outline, gsize start, gsize end)
{
	const char *text = ctext_outline_text(outline, NULL);
	GString *out = g_string_new(NULL);

	for (gsize i = start; i < end; i++) {
		if (!g_ascii_isspace(text[i]))
			g_string_append_c(out, text[i]);
		else if (out->len && out->str[out->len - 1] != ' ')
			g_string_append_c(out, ' ');
	}
	return g_strchomp(g_string_free(out, FALSE));
}

/* --- the comment at the top ---------------------------------------------------------------- */

static char *spdx_of(const char *text)
{
	const char *at = strstr(text, "SPDX-License-Identifier:");
	char *licence, *end;

	if (!at || at - text > 500)
		return NULL;
	at += strlen("SPDX-License-Identifier:");
	licence = g_strndup(at, strcspn(at, "\n"));
	end = strstr(licence, "*/");
	if (end)
		*end = '\0';
	return g_strstrip(licence);
}

/* the first comment's lines without stars, the SPDX line left out */
static char **comment_lines(const char *text, gsize len)
{
	g_autoptr(GArray) tokens = ctext_tokens(text, MIN(len, 16384), TRUE);
	g_autoptr(GStrvBuilder) lines = g_strv_builder_new();

	for (guint i = 0; i < tokens->len; i++) {
		const struct ctext_token *t = &g_array_index(tokens, struct ctext_token, i);
		g_autofree char *comment = NULL;
		g_auto(GStrv) parts = NULL;

		if (t->kind != CTEXT_COMMENT)
			break;
		comment = g_strndup(text + t->offset, t->len);
		if (strstr(comment, "SPDX-License-Identifier") && !strchr(comment, '\n'))
			continue;
		if (t->len > 4 && g_str_has_suffix(comment, "*/"))
			comment[t->len - 2] = '\0';
		parts = g_strsplit(comment, "\n", -1);
		for (guint l = 0; parts[l]; l++) {
			char *line = g_strstrip(parts[l]);

			if (!strstr(line, "SPDX-License-Identifier"))
				g_strv_builder_add(lines, g_strstrip(line + strspn(line, "/*")));
		}
	}
	return g_strv_builder_end(lines);
}

static gboolean is_legal(const char *line)
{
	static const char *const words[] = {"Copyright", "copyright", "(C)",    "(c)",  "Author",
					    "author",    "licens",    "Licens", "GNU ", NULL};

	for (guint i = 0; words[i]; i++)
		if (strstr(line, words[i]))
			return TRUE;
	return FALSE;
}

/* the first sentence: lines from the first with words to a full stop or a blank line */
static char *summary_of(char **lines)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; lines[i]; i++) {
		const char *stop;

		if (!*lines[i] && !out->len)
			continue;
		if (!*lines[i] || is_legal(lines[i]))
			break;
		g_string_append_printf(out, "%s%s", out->len ? " " : "", lines[i]);
		stop = strstr(out->str, ". ");
		if (stop)
			g_string_truncate(out, (gsize)(stop - out->str) + 1);
		if (stop || g_str_has_suffix(out->str, "."))
			break;
	}
	return g_string_free(out, out->len == 0);
}

/* "Author: Will Deacon <will@kernel.org>", also several below "Authors:" */
static char *authors_of(char **lines)
{
	GString *out = g_string_new(NULL);
	gboolean inside = FALSE;

	for (guint i = 0; lines[i]; i++) {
		const char *line = lines[i], *colon = strchr(line, ':');
		gboolean head =
			!g_ascii_strncasecmp(line, "author", 6) && colon && colon - line < 12;

		if (head)
			line = colon + 1 + strspn(colon + 1, " \t");
		inside = head || (inside && strchr(line, '@'));
		if (inside && *line)
			g_string_append_printf(out, "%s%s", out->len ? "\n" : "", line);
	}
	return g_string_free(out, out->len == 0);
}

static void source_facts(struct source *source, const struct ctext_outline *outline)
{
	gsize len;
	const char *text = ctext_outline_text(outline, &len);
	g_auto(GStrv) lines = comment_lines(text, len);
	const struct ctext_include *includes;
	guint n;

	source->spdx = spdx_of(text);
	source->authors = authors_of(lines);
	source->summary = summary_of(lines);
	source->head = scan_initcall_main(outline) != NULL;
	includes = ctext_includes(outline, &n);
	for (guint i = 0; i < n; i++)
		g_ptr_array_add(source->includes, g_strdup(includes[i].header));
}

/* --- items --------------------------------------------------------------------------------- */

/* SYSCALL_DEFINE1(x, …) { … } is a use of the macro as well as a function */
static void add_function_macros(struct driver *driver, const struct scan_text *text, guint first)
{
	guint n;
	const struct ctext_function *functions = ctext_functions(text->outline, &n);

	for (guint i = 0; i < n; i++) {
		struct macro_use *use;
		guint at = first;

		if (!functions[i].macro)
			continue;
		use = record_new(&model_macro_type);
		use->name = g_strdup(functions[i].macro);
		g_ptr_array_add(use->args, g_strdup(functions[i].name));
		use->file = g_strdup(text->file);
		use->line = functions[i].line;
		while (at < driver->macros->len &&
		       ((const struct macro_use *)driver->macros->pdata[at])->line <= use->line)
			at++;
		g_ptr_array_insert(driver->macros, (gint)at, use);
	}
}

static void add_macros(struct driver *driver, const struct scan_text *text)
{
	guint n, first = driver->macros->len;
	const struct ctext_macro *macros = ctext_macros(text->outline, &n);

	for (guint i = 0; i < n; i++) {
		struct macro_use *use = record_new(&model_macro_type);

		use->name = g_strdup(macros[i].name);
		for (guint a = 0; a < macros[i].n_args; a++)
			g_ptr_array_add(use->args, g_strdup(macros[i].args[a]));
		use->file = g_strdup(text->file);
		use->line = macros[i].line;
		g_ptr_array_add(driver->macros, use);
	}
	add_function_macros(driver, text, first);
}

/* the driver's own names that stand in [start, end) and are not called there, sorted */
static void add_mentions(GPtrArray *mentions, const struct ctext_outline *outline, gsize start,
			 gsize end, const char *self, GHashTable *own)
{
	const char *text = ctext_outline_text(outline, NULL) + start;
	g_autoptr(GArray) tokens = ctext_tokens(text, end - start, FALSE);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < tokens->len; i++) {
		const struct ctext_token *t = &g_array_index(tokens, struct ctext_token, i);
		g_autofree char *word = NULL;
		const char *name;

		if (t->kind != CTEXT_IDENTIFIER)
			continue;
		word = g_strndup(text + t->offset, t->len);
		name = g_hash_table_lookup(own, word);
		if (!name || !strcmp(name, self))
			continue;
		if (i + 1 < tokens->len && ctext_token_is(text, t + 1, "("))
			continue;
		if (i && (ctext_token_is(text, t - 1, ".") || ctext_token_is(text, t - 1, "->")))
			continue;
		if (g_hash_table_add(seen, (char *)name))
			g_ptr_array_add(mentions, g_strdup(name));
	}
}

static char *declared_in(const GPtrArray *headers, const char *name)
{
	for (guint h = 0; h < headers->len; h++) {
		const struct scan_text *header = headers->pdata[h];
		guint n;
		const struct ctext_prototype *all = ctext_prototypes(header->outline, &n);

		for (guint i = 0; i < n; i++)
			if (!strcmp(all[i].name, name))
				return g_strdup_printf("%s:%u", header->file, all[i].line);
	}
	return NULL;
}

static const char *section_of(const struct ctext_function *function)
{
	for (guint i = 0; function->attributes[i]; i++) {
		if (g_str_has_prefix(function->attributes[i], "__init"))
			return "init";
		if (g_str_has_prefix(function->attributes[i], "__exit"))
			return "exit";
	}
	return NULL;
}

static void add_functions(struct driver *driver, const struct scan_text *text,
			  const GPtrArray *headers, GHashTable *own)
{
	guint n;
	const struct ctext_function *all = ctext_functions(text->outline, &n);

	for (guint i = 0; i < n; i++) {
		const struct ctext_function *from = &all[i];
		struct function *to = record_new(&model_function_type);

		to->name = g_strdup(from->name);
		to->type = g_strdup(from->specifiers);
		to->is_static = from->is_static;
		to->section = g_strdup(section_of(from));
		to->file = g_strdup(text->file);
		to->line = from->line;
		to->end_line = from->end_line;
		to->condition = scan_condition_at(text->outline, from->name_offset);
		to->params = range(text->outline, from->params_start, from->params_end);
		to->declared = declared_in(headers, from->name);
		scan_calls_of(text->outline, from, to);
		add_mentions(to->mentions, text->outline, from->body_start, from->body_end,
			     from->name, own);
		record_strings_sort(to->mentions);
		g_ptr_array_add(driver->functions, to);
	}
}

/* the word that puts a variable into an init section, before or behind its name; or NULL */
static const char *init_word(const struct ctext_outline *outline,
			     const struct ctext_variable *variable)
{
	static const char *const words[] = {"__initconst", "__initdata", "__init"};
	gsize end = variable->has_initialiser ? variable->value_start : variable->end;

	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autoptr(GArray) uses =
			ctext_identifier_uses(outline, words[i], variable->start, end);

		if (uses->len)
			return words[i];
	}
	return NULL;
}

static void add_variables(struct driver *driver, const struct scan_text *text, GHashTable *own)
{
	guint n;
	const struct ctext_variable *all = ctext_variables(text->outline, &n);

	for (guint i = 0; i < n; i++) {
		const struct ctext_variable *from = &all[i];
		const char *section = init_word(text->outline, from);
		struct variable *to;

		if (!from->has_initialiser && !section)
			continue;
		to = record_new(&model_variable_type);
		to->name = g_strdup(from->name);
		to->type = g_strdup(from->type);
		to->section = g_strdup(section);
		to->file = g_strdup(text->file);
		to->line = from->line;
		to->condition = scan_condition_at(text->outline, from->name_offset);
		for (guint f = 0; f < from->n_fields; f++) {
			struct field *field = record_new(&model_field_type);

			field->path = g_strdup(from->fields[f].path);
			field->value = range(text->outline, from->fields[f].value_start,
					     from->fields[f].value_end);
			field->line = from->fields[f].line;
			g_ptr_array_add(to->fields, field);
		}
		add_mentions(to->mentions, text->outline, from->value_start, from->value_end,
			     from->name, own);
		record_strings_sort(to->mentions);
		g_ptr_array_add(driver->variables, to);
	}
}

/* names of all functions and file-scope variables of the sources; keys belong to the outlines */
static GHashTable *own_names(const GPtrArray *sources)
{
	GHashTable *own = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint s = 0; s < sources->len; s++) {
		const struct scan_text *text = sources->pdata[s];
		guint n;
		const struct ctext_function *functions = ctext_functions(text->outline, &n);
		const struct ctext_variable *variables;

		for (guint i = 0; i < n; i++)
			g_hash_table_add(own, (char *)functions[i].name);
		variables = ctext_variables(text->outline, &n);
		for (guint i = 0; i < n; i++)
			if (!variables[i].is_extern)
				g_hash_table_add(own, (char *)variables[i].name);
	}
	return own;
}

void scan_facts_add(struct driver *driver, const GPtrArray *sources, const GPtrArray *headers)
{
	g_autoptr(GHashTable) own = own_names(sources);

	for (guint i = 0; i < sources->len; i++) {
		const struct scan_text *text = sources->pdata[i];

		source_facts(driver->sources->pdata[i], text->outline);
		add_macros(driver, text);
		add_functions(driver, text, headers, own);
		add_variables(driver, text, own);
	}
}
