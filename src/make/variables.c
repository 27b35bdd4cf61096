/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "make/private.h"

void make_variable_free(void *data)
{
	struct make_variable *variable = data;

	g_free(variable->name);
	g_free(variable->value);
	if (variable->sources)
		g_array_unref(variable->sources);
	g_free(variable);
}

static void free_text(void *file)
{
	make_file_free(file);
}

struct make_eval *make_eval_new(struct make_session *session, const struct make_eval *base)
{
	struct make_eval *eval = g_new0(struct make_eval, 1);

	eval->session = session;
	eval->base = base;
	eval->variables = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, make_variable_free);
	eval->kept = g_ptr_array_new_with_free_func(g_free);
	eval->locals = g_array_new(FALSE, FALSE, sizeof(struct make_local));
	eval->open = g_array_new(FALSE, FALSE, sizeof(struct make_open));
	eval->notes = g_ptr_array_new_with_free_func(g_free);
	eval->said = g_ptr_array_new_with_free_func(g_free);
	eval->texts = g_ptr_array_new_with_free_func(free_text);
	return eval;
}

void make_eval_free(struct make_eval *eval)
{
	if (!eval)
		return;
	g_hash_table_destroy(eval->variables);
	g_ptr_array_unref(eval->kept);
	g_array_unref(eval->locals);
	g_array_unref(eval->open);
	g_ptr_array_unref(eval->notes);
	g_ptr_array_unref(eval->said);
	g_ptr_array_unref(eval->texts);
	g_free(eval->stop_after);
	g_clear_error(&eval->error);
	g_free(eval);
}

const struct make_variable *make_get(const struct make_eval *eval, const char *name)
{
	const struct make_variable *variable = NULL;

	for (; eval && !variable; eval = eval->base)
		variable = g_hash_table_lookup(eval->variables, name);
	/* an undefine that hides the base's */
	return variable && variable->value ? variable : NULL;
}

struct make_variable *make_own(struct make_eval *eval, const char *name)
{
	struct make_variable *own = g_hash_table_lookup(eval->variables, name);
	const struct make_variable *old;

	if (own)
		return own;
	old = make_get(eval, name);
	own = g_new0(struct make_variable, 1);
	own->name = g_strdup(name);
	own->origin = MAKE_FILE;
	if (old) {
		own->value = g_strdup(old->value);
		own->recursive = old->recursive;
		own->exported = old->exported;
		own->origin = old->origin;
		own->sources = old->sources ? g_array_copy(old->sources) : NULL;
	}
	g_hash_table_insert(eval->variables, own->name, own);
	return own;
}

/* A value that is being expanded somewhere above must not go away. */
static void replace_value(struct make_eval *eval, struct make_variable *variable, char *value)
{
	if (variable->value && eval->open->len)
		g_ptr_array_add(eval->kept, variable->value);
	else
		g_free(variable->value);
	variable->value = value;
}

void make_set(struct make_eval *eval, const char *name, const char *value, enum make_origin origin,
	      gboolean recursive)
{
	struct make_variable *variable = make_own(eval, name);

	replace_value(eval, variable, g_strdup(value));
	variable->origin = origin;
	variable->recursive = recursive;
}

static gboolean is_weaker(enum make_origin ours, enum make_origin theirs)
{
	return theirs != MAKE_AUTOMATIC && ours < theirs;
}

static void add_source(struct make_eval *eval, struct make_variable *variable, gboolean whole,
		       const struct make_statement *statement)
{
	struct make_source source = {eval->frame ? eval->frame->file : NULL, statement};

	if (!variable->sources)
		variable->sources = g_array_new(FALSE, FALSE, sizeof(struct make_source));
	if (whole)
		g_array_set_size(variable->sources, 0);
	if (source.file && statement)
		g_array_append_val(variable->sources, source);
}

static void append(struct make_eval *eval, struct make_variable *variable, const char *text)
{
	g_autofree char *more = variable->recursive ? g_strdup(text) : make_expand_text(eval, text);

	if (!*more)
		return;
	replace_value(eval, variable,
		      *variable->value ? g_strconcat(variable->value, " ", more, NULL)
				       : g_strdup(more));
}

void make_assign(struct make_eval *eval, const char *name, enum make_op op, const char *text,
		 const struct make_statement *statement)
{
	enum make_origin origin = statement && statement->overrides ? MAKE_OVERRIDE : MAKE_FILE;
	const struct make_variable *old = make_get(eval, name);
	struct make_variable *variable;
	g_autofree char *value = NULL;

	if (op == MAKE_IF_UNSET && old)
		return;
	if (old && is_weaker(origin, old->origin))
		return;
	if (op == MAKE_SIMPLE)
		value = make_expand_text(eval, text);
	else if (op == MAKE_SHELL)
		value = make_not_known(eval, NULL, "'%s != %s' is not run", name, text);
	else
		value = g_strdup(text);
	if (eval->error)
		return;
	variable = make_own(eval, name);
	if (op == MAKE_APPEND && variable->value) {
		add_source(eval, variable, FALSE, statement);
		append(eval, variable, text);
		return;
	}
	replace_value(eval, variable, g_steal_pointer(&value));
	variable->recursive = op != MAKE_SIMPLE && op != MAKE_SHELL;
	variable->origin = origin;
	add_source(eval, variable, TRUE, statement);
}

void make_undefine(struct make_eval *eval, const char *name)
{
	if (make_get(eval, name))
		replace_value(eval, make_own(eval, name), NULL);
}

void make_spoil(struct make_eval *eval, const char *name, const char *mark, gboolean whole)
{
	struct make_variable *variable = make_own(eval, name);
	gboolean keep = !whole && variable->value && *variable->value;

	replace_value(eval, variable,
		      keep ? g_strconcat(variable->value, " ", mark, NULL) : g_strdup(mark));
}

const char *make_origin_name(enum make_origin origin)
{
	static const char *const names[] = {"default",      "environment", "file",
					    "command line", "override",    "automatic"};

	return names[origin];
}

static gint by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void make_each(const struct make_eval *eval,
	       void (*each)(void *data, const struct make_variable *variable), void *data)
{
	guint count;
	g_autofree const char **names =
		(const char **)g_hash_table_get_keys_as_array(eval->variables, &count);

	qsort(names, count, sizeof(*names), by_name);
	for (guint i = 0; i < count; i++) {
		const struct make_variable *variable =
			g_hash_table_lookup(eval->variables, names[i]);

		if (variable->value)
			each(data, variable);
	}
}
