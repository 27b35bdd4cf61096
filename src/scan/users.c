/* SPDX-License-Identifier: GPL-2.0-only */
#include "scan/users.h"

#include <string.h>

#include "ctext/lexer.h"
#include "formats/gates.h"
#include "tree/words.h"

static void free_name(void *data)
{
	struct scan_name *name = data;

	g_free(name->name);
	g_free(name->symbol);
	g_free(name->header);
	g_free(name->guard);
	g_free(name);
}

static void free_user(void *data)
{
	struct scan_user *user = data;

	g_free(user->symbol);
	g_free(user->file);
	g_free(user->guard);
	g_free(user->header);
	g_free(user);
}

GPtrArray *scan_users_new(void)
{
	return g_ptr_array_new_with_free_func(free_user);
}

/* --- what can be named ------------------------------------------------------------------------ */

static struct scan_name *add_name(GPtrArray *names, const char *name, const char *symbol)
{
	struct scan_name *row = g_new0(struct scan_name, 1);

	row->name = g_strdup(name);
	row->symbol = g_strdup(symbol);
	g_ptr_array_add(names, row);
	return row;
}

static void add_definitions(const struct scan_text *text, GPtrArray *names)
{
	guint n;
	const struct ctext_function *functions = ctext_functions(text->outline, &n);
	const struct ctext_variable *variables;

	for (guint i = 0; i < n; i++)
		if (!functions[i].is_static && !functions[i].is_inline && !functions[i].macro)
			add_name(names, functions[i].name, functions[i].name);
	variables = ctext_variables(text->outline, &n);
	for (guint i = 0; i < n; i++)
		if (!variables[i].is_static && !variables[i].is_extern)
			add_name(names, variables[i].name, variables[i].name);
}

/* "(A) || (B)" of two conditions; NULL is always */
static char *either(char *one, const char *two, gboolean first)
{
	char *both;

	if (first)
		return g_strdup(two);
	if (!g_strcmp0(one, two))
		return one;
	both = one && two ? g_strdup_printf("(%s) || (%s)", one, two) : NULL;
	g_free(one);
	return both;
}

static char *also(const char *one, const char *two)
{
	if (one && two)
		return g_strdup_printf("(%s) && (%s)", one, two);
	return g_strdup(one ? one : two);
}

static void declare(struct scan_name *row, const struct scan_text *header, gsize offset)
{
	g_autofree char *guard = scan_guard_before(header->outline, NULL, offset);

	if (row->header && strcmp(row->header, header->file))
		return;
	row->guard = either(row->guard, guard, !row->header);
	if (!row->header)
		row->header = g_strdup(header->file);
}

static void find_declarations(const struct scan_text *header, GPtrArray *names)
{
	guint n;
	const struct ctext_prototype *prototypes = ctext_prototypes(header->outline, &n);
	const struct ctext_variable *variables;

	for (guint i = 0; i < n; i++)
		for (guint k = 0; k < names->len; k++)
			if (!strcmp(prototypes[i].name,
				    ((struct scan_name *)names->pdata[k])->name))
				declare(names->pdata[k], header, prototypes[i].start);
	variables = ctext_variables(header->outline, &n);
	for (guint i = 0; i < n; i++)
		for (guint k = 0; k < names->len; k++)
			if (variables[i].is_extern &&
			    !strcmp(variables[i].name, ((struct scan_name *)names->pdata[k])->name))
				declare(names->pdata[k], header, variables[i].start);
}

/* An inline function of the header that uses a name is as good as the name. */
static void add_inlines(const struct scan_text *header, GPtrArray *names)
{
	guint n, known = names->len;
	const struct ctext_function *functions = ctext_functions(header->outline, &n);
	gsize len;

	ctext_outline_text(header->outline, &len);
	for (guint i = 0; i < n; i++)
		for (guint k = 0; k < known; k++) {
			const struct scan_name *row = names->pdata[k];
			g_autoptr(GArray) uses = NULL;
			g_autofree char *guard = NULL;
			const struct ctext_token *first;
			struct scan_name *fresh;

			if (!functions[i].is_inline || !strcmp(functions[i].name, row->name) ||
			    !ctext_function_mentions(header->outline, &functions[i], row->name))
				continue;
			uses = ctext_identifier_uses(header->outline, row->name,
						     functions[i].body_start,
						     functions[i].body_end);
			if (!uses->len)
				continue;
			first = &g_array_index(uses, struct ctext_token, 0);
			guard = scan_guard_before(header->outline, &functions[i], first->offset);
			fresh = add_name(names, functions[i].name, row->symbol);
			fresh->header = g_strdup(header->file);
			fresh->guard = also(row->guard, guard);
		}
}

/* where an include is looked for, as far as drivers use it */
static struct scan_text *included(struct scan_context *context, const char *folder,
				  const struct ctext_include *include)
{
	const char *srcarch = context->tree->srcarch;
	g_autofree char *arch = g_strdup_printf("arch/%s/include", srcarch);
	const char *const folders[] = {include->angle ? NULL : folder, "include", arch};

	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *joined = NULL, *path = NULL;

		if (!folders[i])
			continue;
		joined = g_build_filename("/", folders[i], include->header, NULL);
		path = g_canonicalize_filename(joined, "/");
		if (scan_tree_has(context->tree, path + 1, G_FILE_TEST_IS_REGULAR))
			return scan_context_text(context, path + 1);
	}
	return NULL;
}

static GPtrArray *declared(struct scan_context *context, const struct scan_target *target,
			   GPtrArray *names)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

	for (guint i = 0; names->len && i < target->parts->len; i++) {
		const struct scan_part *part = target->parts->pdata[i];
		g_autofree char *folder = g_path_get_dirname(part->source);
		guint n;
		const struct ctext_include *includes = ctext_includes(part->text->outline, &n);

		for (guint k = 0; k < n; k++) {
			struct scan_text *header = included(context, folder, &includes[k]);

			if (!header || !g_hash_table_add(seen, header))
				continue;
			find_declarations(header, names);
			add_inlines(header, names);
		}
	}
	return names;
}

GPtrArray *scan_names_of(struct scan_context *context, const struct scan_target *target)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(free_name);

	for (guint i = 0; i < target->parts->len; i++)
		add_definitions(((const struct scan_part *)target->parts->pdata[i])->text, names);
	return declared(context, target, names);
}

GPtrArray *scan_names_needed(struct scan_context *context, const struct scan_target *target)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(free_name);

	for (guint i = 0; i < target->driver->symbols->len; i++) {
		const struct symbol *symbol = target->driver->symbols->pdata[i];

		if (symbol->needed && symbol->file)
			add_name(names, symbol->name, symbol->name);
	}
	return declared(context, target, names);
}

/* --- who names it ----------------------------------------------------------------------------- */

static gboolean is_member(const char *text, gsize offset)
{
	while (offset > 0 && g_ascii_isspace(text[offset - 1]))
		offset--;
	return offset > 0 && (text[offset - 1] == '.' ||
			      (offset > 1 && text[offset - 1] == '>' && text[offset - 2] == '-'));
}

/* a use in a function or an initialiser; not a declaration, and no member of that name */
static gboolean is_use(const struct scan_text *text, const char *bytes, gsize offset,
		       const struct ctext_function **function)
{
	guint n;
	const struct ctext_variable *variables;

	*function = ctext_function_at(text->outline, offset);
	if (is_member(bytes, offset))
		return FALSE;
	if (*function)
		return offset > (*function)->body_start;
	variables = ctext_variables(text->outline, &n);
	for (guint i = 0; i < n; i++)
		if (variables[i].has_initialiser && offset >= variables[i].value_start &&
		    offset < variables[i].value_end)
			return TRUE;
	return FALSE;
}

static struct scan_user *user_for(GPtrArray *users, const char *file, const struct scan_name *name,
				  gboolean *fresh)
{
	struct scan_user *user;

	*fresh = FALSE;
	for (guint i = 0; i < users->len; i++) {
		user = users->pdata[i];
		if (!strcmp(user->symbol, name->symbol) && !strcmp(user->file, file))
			return user;
	}
	*fresh = TRUE;
	user = g_new0(struct scan_user, 1);
	user->symbol = g_strdup(name->symbol);
	user->file = g_strdup(file);
	user->header = g_strdup(name->header);
	g_ptr_array_add(users, user);
	return user;
}

static void find_uses(const struct scan_text *text, const struct scan_name *name, GPtrArray *users)
{
	gsize len;
	const char *bytes = ctext_outline_text(text->outline, &len);
	g_autoptr(GArray) uses = NULL;

	if (!strstr(bytes, name->name) || ctext_find_function(text->outline, name->name))
		return;
	uses = ctext_identifier_uses(text->outline, name->name, 0, len);
	for (guint i = 0; i < uses->len; i++) {
		const struct ctext_token *token = &g_array_index(uses, struct ctext_token, i);
		const struct ctext_function *function;
		g_autofree char *own = NULL, *guard = NULL;
		struct scan_user *user;
		gboolean fresh;

		if (!is_use(text, bytes, token->offset, &function))
			continue;
		own = scan_guard_before(text->outline, function, token->offset);
		guard = also(own, name->guard);
		user = user_for(users, text->file, name, &fresh);
		user->guard = either(user->guard, guard, fresh);
		if (fresh)
			user->line = token->line;
	}
}

void scan_users_in(struct scan_context *context, const GPtrArray *names, const char *file,
		   GPtrArray *users)
{
	const struct scan_text *text = scan_context_text(context, file);

	for (guint i = 0; text && i < names->len; i++)
		find_uses(text, names->pdata[i], users);
}

/* the declaring headers by their last names, which an #include of them ends in */
static GPtrArray *header_words(const GPtrArray *names)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < names->len; i++) {
		const struct scan_name *name = names->pdata[i];
		g_autofree char *base = name->header ? g_path_get_basename(name->header) : NULL;

		if (base)
			record_strings_add(words, base);
	}
	g_ptr_array_add(words, NULL);
	return words;
}

static gboolean is_own(const struct scan_target *target, const char *file)
{
	for (guint i = 0; i < target->parts->len; i++)
		if (!strcmp(((const struct scan_part *)target->parts->pdata[i])->source, file))
			return TRUE;
	return FALSE;
}

GPtrArray *scan_users_of(struct scan_context *context, const struct scan_target *target,
			 const GPtrArray *names, GError **error)
{
	const struct scan_files *files = scan_context_files(context, error);
	g_autoptr(GPtrArray) words = header_words(names), found = NULL;
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	GPtrArray *users;

	found = files ? scan_words_find(context->tree->path, files->paths, files->digest,
					(const char *const *)words->pdata, context->job, error)
		      : NULL;
	if (!found)
		return NULL;
	users = scan_users_new();
	for (guint w = 0; w < found->len; w++) {
		const GPtrArray *list = found->pdata[w];

		for (guint i = 0; i < list->len; i++) {
			const char *file = list->pdata[i];

			if (g_str_has_suffix(file, ".c") && !is_own(target, file) &&
			    g_hash_table_add(seen, (void *)file))
				scan_users_in(context, names, file, users);
		}
	}
	return users;
}
