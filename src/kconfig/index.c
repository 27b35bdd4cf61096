/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "kconfig/index_private.h"

G_DEFINE_QUARK(kconfig - error - quark, kconfig_error)

/* deeper than any tree sources; a file that sources itself stops here */
#define MAX_SOURCE_DEPTH 64

const char *kconfig_keep(struct kconfig_tree *tree, const char *text, gsize len)
{
	return g_string_chunk_insert_len(tree->strings, text, (gssize)len);
}

void kconfig_add_problem(struct kconfig_tree *tree, const char *file, guint line,
			 const char *format, ...)
{
	struct kconfig_problem *problem = g_new0(struct kconfig_problem, 1);
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	problem->file = kconfig_keep(tree, file, strlen(file));
	problem->line = line;
	problem->message = kconfig_keep(tree, message, strlen(message));
	g_ptr_array_add(tree->problems, problem);
}

static GArray *array_of(gsize size)
{
	return g_array_new(FALSE, FALSE, (guint)size);
}

struct kconfig_def *kconfig_new_def(struct kconfig_tree *tree, const char *name)
{
	struct kconfig_def *def = g_new0(struct kconfig_def, 1);
	GPtrArray *same = g_hash_table_lookup(tree->by_name, name);

	def->name = name;
	def->types = array_of(sizeof(struct kconfig_typing));
	def->prompts = array_of(sizeof(struct kconfig_prompt));
	def->depends = array_of(sizeof(struct kconfig_text));
	def->defaults = array_of(sizeof(struct kconfig_default));
	def->selects = array_of(sizeof(struct kconfig_select));
	def->ranges = array_of(sizeof(struct kconfig_text));
	g_ptr_array_add(tree->defs, def);
	if (!same) {
		same = g_ptr_array_new();
		g_hash_table_insert(tree->by_name, (gpointer)name, same);
	}
	g_ptr_array_add(same, def);
	return def;
}

static void free_def(gpointer data)
{
	struct kconfig_def *def = data;

	g_array_unref(def->types);
	g_array_unref(def->prompts);
	g_array_unref(def->depends);
	g_array_unref(def->defaults);
	g_array_unref(def->selects);
	g_array_unref(def->ranges);
	g_free(def->help);
	g_free(def);
}

struct kconfig_scope *kconfig_new_scope(struct kconfig_tree *tree)
{
	struct kconfig_scope *scope = g_new0(struct kconfig_scope, 1);

	scope->depends = array_of(sizeof(struct kconfig_text));
	scope->visible = array_of(sizeof(struct kconfig_text));
	scope->defaults = array_of(sizeof(struct kconfig_text));
	g_ptr_array_add(tree->scopes, scope);
	return scope;
}

static void free_scope(gpointer data)
{
	struct kconfig_scope *scope = data;

	g_array_unref(scope->depends);
	g_array_unref(scope->visible);
	g_array_unref(scope->defaults);
	g_free(scope);
}

static void free_file(gpointer data)
{
	struct kconfig_file *file = data;

	g_free((char *)file->text);
	g_free(file);
}

struct kconfig_tree *kconfig_tree_new(const char *srctree)
{
	struct kconfig_tree *tree = g_new0(struct kconfig_tree, 1);

	tree->srctree = g_strdup(srctree);
	tree->strings = g_string_chunk_new(65536);
	tree->files = g_ptr_array_new_with_free_func(free_file);
	tree->defs = g_ptr_array_new_with_free_func(free_def);
	tree->scopes = g_ptr_array_new_with_free_func(free_scope);
	tree->assignments = g_ptr_array_new_with_free_func(g_free);
	tree->problems = g_ptr_array_new_with_free_func(g_free);
	tree->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
					      (GDestroyNotify)g_ptr_array_unref);
	tree->by_path = g_hash_table_new(g_str_hash, g_str_equal);
	return tree;
}

void kconfig_tree_free(struct kconfig_tree *tree)
{
	if (!tree)
		return;
	g_free(tree->srctree);
	g_free(tree->srcarch);
	g_free(tree->arch);
	g_hash_table_unref(tree->by_name);
	g_hash_table_unref(tree->by_path);
	g_clear_pointer(&tree->selectors, g_hash_table_unref);
	g_clear_pointer(&tree->mentions, g_hash_table_unref);
	g_ptr_array_unref(tree->defs);
	g_ptr_array_unref(tree->scopes);
	g_ptr_array_unref(tree->files);
	g_ptr_array_unref(tree->assignments);
	g_ptr_array_unref(tree->problems);
	g_string_chunk_free(tree->strings);
	g_free(tree);
}

/* Takes @text */
static void add_file(struct kconfig_tree *tree, const char *path, char *text, gsize len,
		     const struct kconfig_file *parent, guint parent_line,
		     const struct kconfig_scope *scope)
{
	struct kconfig_file *file = g_new0(struct kconfig_file, 1);

	file->path = kconfig_keep(tree, path, strlen(path));
	file->text = text;
	file->len = len;
	file->parent = parent;
	file->parent_line = parent_line;
	g_ptr_array_add(tree->files, file);
	if (!g_hash_table_contains(tree->by_path, file->path))
		g_hash_table_insert(tree->by_path, (gpointer)file->path, file);
	g_clear_pointer(&tree->selectors, g_hash_table_unref);
	g_clear_pointer(&tree->mentions, g_hash_table_unref);
	kconfig_read_text(tree, file, scope);
}

void kconfig_tree_add_text(struct kconfig_tree *tree, const char *path, const char *text, gsize len)
{
	char *copy = g_malloc(len + 1);

	memcpy(copy, text, len);
	copy[len] = '\0';
	add_file(tree, path, copy, len, NULL, 0, NULL);
}

gboolean kconfig_tree_add_file(struct kconfig_tree *tree, const char *path, GError **error)
{
	g_autofree char *whole = g_build_filename(tree->srctree, path, NULL);
	g_autoptr(GError) cause = NULL;
	char *text;
	gsize len;

	if (!g_file_get_contents(whole, &text, &len, &cause)) {
		g_set_error(error, KCONFIG_ERROR, KCONFIG_ERROR_READ, "cannot read '%s': %s", path,
			    cause->message);
		return FALSE;
	}
	add_file(tree, path, text, len, NULL, 0, NULL);
	return TRUE;
}

/* A path with the known variables put in; NULL if others are left */
static char *expand(const struct kconfig_tree *tree, const char *path)
{
	g_autoptr(GString) out = g_string_new(path);

	g_string_replace(out, "$(srctree)/", "", 0);
	g_string_replace(out, "$(srctree)", ".", 0);
	g_string_replace(out, "$(SRCARCH)", tree->srcarch ? tree->srcarch : "$(", 0);
	g_string_replace(out, "$(ARCH)", tree->arch ? tree->arch : "$(", 0);
	if (strstr(out->str, "$("))
		return NULL;
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static guint depth_of(const struct kconfig_file *file)
{
	guint depth = 0;

	for (; file; file = file->parent)
		depth++;
	return depth;
}

void kconfig_read_source(struct kconfig_tree *tree, const char *path,
			 const struct kconfig_file *from, guint line,
			 const struct kconfig_scope *scope)
{
	g_autofree char *expanded = expand(tree, path);
	g_autofree char *whole = NULL;
	g_autoptr(GError) cause = NULL;
	char *text;
	gsize len;

	if (!expanded) {
		kconfig_add_problem(tree, from->path, line,
				    "sourced path '%s' holds a macro that is not known", path);
		return;
	}
	if (depth_of(from) >= MAX_SOURCE_DEPTH) {
		kconfig_add_problem(tree, from->path, line, "'%s' is sourced too deep", expanded);
		return;
	}
	whole = g_build_filename(tree->srctree, expanded, NULL);
	if (!g_file_get_contents(whole, &text, &len, &cause)) {
		kconfig_add_problem(tree, from->path, line, "cannot read '%s'", expanded);
		return;
	}
	add_file(tree, expanded, text, len, from, line, scope);
}

struct kconfig_tree *kconfig_tree_read(const char *srctree, const char *srcarch, const char *arch,
				       GError **error)
{
	g_autoptr(kconfig_tree) tree = kconfig_tree_new(srctree);

	tree->srcarch = g_strdup(srcarch);
	tree->arch = g_strdup(arch ? arch : srcarch);
	tree->follow = TRUE;
	if (!kconfig_tree_add_file(tree, "Kconfig", error)) {
		g_prefix_error(error, "while reading the options of '%s': ", srctree);
		return NULL;
	}
	return g_steal_pointer(&tree);
}

const GPtrArray *kconfig_tree_defs(const struct kconfig_tree *tree)
{
	return tree->defs;
}

const GPtrArray *kconfig_tree_files(const struct kconfig_tree *tree)
{
	return tree->files;
}

const GPtrArray *kconfig_tree_assignments(const struct kconfig_tree *tree)
{
	return tree->assignments;
}

const GPtrArray *kconfig_tree_problems(const struct kconfig_tree *tree)
{
	return tree->problems;
}

const GPtrArray *kconfig_tree_find(const struct kconfig_tree *tree, const char *name)
{
	return g_hash_table_lookup(tree->by_name, name);
}

const struct kconfig_file *kconfig_tree_file(const struct kconfig_tree *tree, const char *path)
{
	return g_hash_table_lookup(tree->by_path, path);
}

enum kconfig_type kconfig_def_type(const struct kconfig_def *def)
{
	return def->types->len ? g_array_index(def->types, struct kconfig_typing, 0).type
			       : KCONFIG_UNKNOWN;
}

enum kconfig_type kconfig_tree_type(const struct kconfig_tree *tree, const char *name)
{
	const GPtrArray *defs = kconfig_tree_find(tree, name);

	for (guint i = 0; defs && i < defs->len; i++) {
		enum kconfig_type type = kconfig_def_type(g_ptr_array_index(defs, i));

		if (type != KCONFIG_UNKNOWN)
			return type;
	}
	return KCONFIG_UNKNOWN;
}

const char *kconfig_type_name(enum kconfig_type type)
{
	static const char *const names[] = {"unknown", "bool", "tristate", "int", "hex", "string"};

	return (gsize)type < G_N_ELEMENTS(names) ? names[type] : "unknown";
}
