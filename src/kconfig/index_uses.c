/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "kconfig/index_private.h"

static gboolean is_word(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

/* The next word at or behind @text that is no string and not in a macro; NULL at the end */
static const char *next_word(const char *text, gsize *len)
{
	while (*text) {
		if (*text == '"' || *text == '\'') {
			text += kconfig_quoted_end(text, 0, strlen(text));
		} else if (text[0] == '$' && text[1] == '(') {
			guint depth = 0;

			for (text++; *text; text++) {
				depth += *text == '(';
				if (*text == ')' && --depth == 0) {
					text++;
					break;
				}
			}
		} else if (is_word(*text)) {
			for (*len = 1; is_word(text[*len]);)
				(*len)++;
			return text;
		} else {
			text++;
		}
	}
	return NULL;
}

/* A number, or one of n, m, y */
static gboolean is_constant(const char *word, gsize len)
{
	gsize i = 0;

	if (len == 1 && strchr("nmy", word[0]))
		return TRUE;
	if (len > 2 && word[0] == '0' && (word[1] == 'x' || word[1] == 'X'))
		for (i = 2; i < len && g_ascii_isxdigit(word[i]);)
			i++;
	else
		while (i < len && g_ascii_isdigit(word[i]))
			i++;
	return i == len;
}

gboolean kconfig_expr_mentions(const char *text, const char *name)
{
	gsize len = 0;
	gsize want = strlen(name);

	for (const char *at = text ? next_word(text, &len) : NULL; at;
	     at = next_word(at + len, &len))
		if (len == want && memcmp(at, name, len) == 0)
			return TRUE;
	return FALSE;
}

GPtrArray *kconfig_expr_symbols(const char *text)
{
	GPtrArray *symbols = g_ptr_array_new_with_free_func(g_free);
	gsize len = 0;

	for (const char *at = text ? next_word(text, &len) : NULL; at;
	     at = next_word(at + len, &len))
		if (!is_constant(at, len))
			g_ptr_array_add(symbols, g_strndup(at, len));
	return symbols;
}

struct indexer {
	struct kconfig_tree *tree;
	GHashTable *scopes; /* scope -> GArray of struct mention: what it says itself */
};

struct mention {
	const char *name, *text;
	guint line;
};

static void add_use(GHashTable *index, const char *name, const struct kconfig_use *use)
{
	GArray *uses = g_hash_table_lookup(index, name);

	if (!uses) {
		uses = g_array_new(FALSE, FALSE, sizeof(struct kconfig_use));
		g_hash_table_insert(index, (gpointer)name, uses);
	}
	/* one expression that names it twice is one use */
	if (uses->len > 0) {
		const struct kconfig_use *last =
			&g_array_index(uses, struct kconfig_use, uses->len - 1);

		if (last->def == use->def && last->text == use->text && last->kind == use->kind)
			return;
	}
	g_array_append_val(uses, *use);
}

static void index_text(struct indexer *indexer, const char *text, enum kconfig_use_kind kind,
		       const struct kconfig_def *def, guint line)
{
	struct kconfig_use use = {kind, def, text, def->file->path, line};
	gsize len = 0;

	for (const char *at = text ? next_word(text, &len) : NULL; at;
	     at = next_word(at + len, &len))
		if (!is_constant(at, len))
			add_use(indexer->tree->mentions,
				g_string_chunk_insert_const(indexer->tree->strings,
							    kconfig_keep(indexer->tree, at, len)),
				&use);
}

static void scope_text(struct indexer *indexer, GArray *mentions, const char *text, guint line)
{
	gsize len = 0;

	for (const char *at = text ? next_word(text, &len) : NULL; at;
	     at = next_word(at + len, &len)) {
		struct mention mention = {kconfig_keep(indexer->tree, at, len), text, line};

		if (!is_constant(at, len))
			g_array_append_val(mentions, mention);
	}
}

static const GArray *scope_mentions(struct indexer *indexer, const struct kconfig_scope *scope)
{
	GArray *mentions = g_hash_table_lookup(indexer->scopes, scope);

	if (mentions)
		return mentions;
	mentions = g_array_new(FALSE, FALSE, sizeof(struct mention));
	g_hash_table_insert(indexer->scopes, (gpointer)scope, mentions);
	if (scope->kind == KCONFIG_SCOPE_IF)
		scope_text(indexer, mentions, scope->text, scope->line);
	for (guint i = 0; i < scope->depends->len; i++) {
		const struct kconfig_text *depends =
			&g_array_index(scope->depends, struct kconfig_text, i);

		scope_text(indexer, mentions, depends->text, depends->span.line);
	}
	return mentions;
}

static void index_scopes(struct indexer *indexer, const struct kconfig_def *def)
{
	for (const struct kconfig_scope *scope = def->scope; scope; scope = scope->parent) {
		const GArray *mentions = scope_mentions(indexer, scope);

		for (guint i = 0; i < mentions->len; i++) {
			const struct mention *mention = &g_array_index(mentions, struct mention, i);
			struct kconfig_use use = {KCONFIG_USE_SCOPE, def, mention->text,
						  scope->file->path, mention->line};

			add_use(indexer->tree->mentions, mention->name, &use);
		}
	}
}

static void index_def(struct indexer *indexer, const struct kconfig_def *def)
{
	for (guint i = 0; i < def->depends->len; i++) {
		const struct kconfig_text *depends =
			&g_array_index(def->depends, struct kconfig_text, i);

		index_text(indexer, depends->text, KCONFIG_USE_DEPENDS, def, depends->span.line);
	}
	for (guint i = 0; i < def->defaults->len; i++) {
		const struct kconfig_default *value =
			&g_array_index(def->defaults, struct kconfig_default, i);

		index_text(indexer, value->value, KCONFIG_USE_DEFAULT, def, value->span.line);
		index_text(indexer, value->cond, KCONFIG_USE_DEFAULT, def, value->span.line);
	}
	for (guint i = 0; i < def->prompts->len; i++) {
		const struct kconfig_prompt *prompt =
			&g_array_index(def->prompts, struct kconfig_prompt, i);

		index_text(indexer, prompt->cond, KCONFIG_USE_CONDITION, def, prompt->span.line);
	}
	for (guint i = 0; i < def->ranges->len; i++) {
		const struct kconfig_text *range =
			&g_array_index(def->ranges, struct kconfig_text, i);

		index_text(indexer, range->text, KCONFIG_USE_CONDITION, def, range->span.line);
		index_text(indexer, range->cond, KCONFIG_USE_CONDITION, def, range->span.line);
	}
	for (guint i = 0; i < def->selects->len; i++) {
		const struct kconfig_select *select =
			&g_array_index(def->selects, struct kconfig_select, i);
		struct kconfig_use use = {select->imply ? KCONFIG_USE_IMPLY : KCONFIG_USE_SELECT,
					  def, select->cond, def->file->path, select->span.line};

		add_use(indexer->tree->selectors, select->target, &use);
		index_text(indexer, select->cond, KCONFIG_USE_CONDITION, def, select->span.line);
	}
	index_scopes(indexer, def);
}

static void make_index(struct kconfig_tree *tree)
{
	g_autoptr(GHashTable) scopes =
		g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
	struct indexer indexer = {tree, scopes};

	if (tree->mentions)
		return;
	tree->selectors =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);
	tree->mentions =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);
	for (guint i = 0; i < tree->defs->len; i++)
		index_def(&indexer, g_ptr_array_index(tree->defs, i));
}

static GArray *look_up(GHashTable *index, const char *name)
{
	GArray *uses = g_hash_table_lookup(index, name);
	GArray *copy = g_array_new(FALSE, FALSE, sizeof(struct kconfig_use));

	if (uses)
		g_array_append_vals(copy, uses->data, uses->len);
	return copy;
}

GArray *kconfig_tree_selectors(const struct kconfig_tree *tree, const char *name)
{
	make_index((struct kconfig_tree *)tree);
	return look_up(tree->selectors, name);
}

GArray *kconfig_tree_mentions(const struct kconfig_tree *tree, const char *name)
{
	make_index((struct kconfig_tree *)tree);
	return look_up(tree->mentions, name);
}

GPtrArray *kconfig_def_dependencies(const struct kconfig_def *def)
{
	GPtrArray *texts = g_ptr_array_new();

	for (const struct kconfig_scope *scope = def->scope; scope; scope = scope->parent) {
		for (guint i = scope->depends->len; i-- > 0;)
			g_ptr_array_insert(texts, 0,
					   (gpointer)g_array_index(scope->depends,
								   struct kconfig_text, i)
						   .text);
		if (scope->kind == KCONFIG_SCOPE_IF)
			g_ptr_array_insert(texts, 0, (gpointer)scope->text);
	}
	for (guint i = 0; i < def->depends->len; i++)
		g_ptr_array_add(texts,
				(gpointer)g_array_index(def->depends, struct kconfig_text, i).text);
	return texts;
}
