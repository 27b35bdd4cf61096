/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/error.h>

#include "when/private.h"

static void free_list(void *data)
{
	struct list *list = data;

	g_array_unref(list->pieces);
	g_free(list);
}

static void free_cond(void *data)
{
	struct cond *made = data;

	g_clear_pointer(&made->of, g_ptr_array_unref);
	g_free(made);
}

static void free_problem(void *data)
{
	struct ms_kbuild_problem *problem = data;

	g_free(problem->place.file);
	g_free(problem->message);
	g_free(problem);
}

static void free_rule(void *data)
{
	struct ms_kbuild_rule *rule = data;

	g_free(rule->object);
	g_free(rule->composite);
	g_free(rule->builtin);
	g_free(rule->module);
	g_free(rule->place.file);
	g_free(rule);
}

void ms_kbuild_rules_free(struct ms_kbuild_rules *rules)
{
	if (!rules)
		return;
	g_ptr_array_unref(rules->rules);
	g_ptr_array_unref(rules->problems);
	g_free(rules);
}

/* --- what one object comes to ---------------------------------------------------------------- */

/* A word of a list, all its places together */
struct entry {
	const char *name;
	cond *builtin, *module;
	struct make_source source;
};

static struct entry *entry_of(GArray *entries, const struct piece *word)
{
	struct entry fresh = {word->text, cond_never(), cond_never(), word->source};

	for (guint i = 0; i < entries->len; i++) {
		struct entry *entry = &g_array_index(entries, struct entry, i);

		if (!strcmp(entry->name, word->text))
			return entry;
	}
	g_array_append_val(entries, fresh);
	return &g_array_index(entries, struct entry, entries->len - 1);
}

static void add_mark(struct when *when, const char *text)
{
	const struct make_unknown *unknown = make_unknown_get(when->session, make_unknown_in(text));
	struct ms_kbuild_problem *problem = g_new0(struct ms_kbuild_problem, 1);

	problem->place.file = g_strdup(unknown ? unknown->place.file : NULL);
	problem->place.line = unknown ? unknown->place.line : 0;
	problem->place.column = unknown ? unknown->place.column : 0;
	problem->message = g_strdup(unknown ? unknown->message : "a word that is not known");
	g_ptr_array_add(when->problems, problem);
}

/* Adds the words of a list: built in under their conditions, or modules, or as @both says. */
static void collect(struct when *when, const char *list, gboolean builtin, gboolean module,
		    GArray *entries)
{
	g_autoptr(GArray) pieces = when_value(when, list);
	g_autoptr(GArray) words = value_words(when, pieces);

	for (guint i = 0; i < words->len; i++) {
		const struct piece *word = &g_array_index(words, struct piece, i);
		struct entry *entry;

		if (make_unknown_in(word->text)) {
			add_mark(when, word->text);
			continue;
		}
		if (word->valued) {
			when->here = word->source;
			when_not_understood(when, "a name with an option's text in it");
			continue;
		}
		entry = entry_of(entries, word);
		if (builtin)
			entry->builtin = cond_or(when, entry->builtin, word->when);
		if (module)
			entry->module = cond_or(when, entry->module, word->when);
	}
}

/* Where the word stands in the statement that lists it, else where that begins */
static void set_place(struct ms_kbuild_place *place, const struct entry *entry)
{
	const struct make_file *file = entry->source.file;
	gsize at, len = strlen(entry->name);

	if (!file)
		return;
	at = entry->source.statement->text_start;
	for (gsize i = at; i + len <= entry->source.statement->text_end; i++)
		if (!memcmp(file->text + i, entry->name, len) &&
		    (g_ascii_isspace(file->text[i - 1]) || file->text[i - 1] == '=')) {
			at = i;
			break;
		}
	place->file = g_strdup(file->name);
	place->line = entry->source.statement->line;
	for (gsize i = entry->source.statement->start; i < at; i++)
		place->line += file->text[i] == '\n';
	place->column = make_column(file, at);
}

static void add_rule(struct when *when, GPtrArray *rules, const struct entry *entry,
		     const struct entry *composite)
{
	struct ms_kbuild_rule *rule = g_new0(struct ms_kbuild_rule, 1);
	cond *builtin = entry->builtin, *module = entry->module;

	if (composite) {
		builtin = cond_and(when, composite->builtin, builtin);
		module = cond_and(when, composite->module, module);
		rule->composite = g_strdup(composite->name);
	}
	rule->object = g_strdup(entry->name);
	rule->builtin = cond_text(builtin);
	rule->module = cond_text(module);
	set_place(&rule->place, entry);
	g_ptr_array_add(rules, rule);
}

static void add_parts(struct when *when, GPtrArray *rules, const struct entry *composite)
{
	static const char *const suffixes[] = {"-objs", "-y", "-m"};
	g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(struct entry));

	if (!g_str_has_suffix(composite->name, ".o"))
		return;
	for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
		g_autofree char *list = g_strdup_printf("%.*s%s", (int)strlen(composite->name) - 2,
							composite->name, suffixes[i]);

		if (g_hash_table_contains(when->lists, list))
			collect(when, list, i < 2, TRUE, parts);
	}
	for (guint i = 0; i < parts->len; i++)
		add_rule(when, rules, &g_array_index(parts, struct entry, i), composite);
}

static void read_rules(struct when *when, GPtrArray *rules)
{
	g_autoptr(GArray) objects = g_array_new(FALSE, FALSE, sizeof(struct entry));

	collect(when, "obj-y", TRUE, FALSE, objects);
	collect(when, "obj-m", FALSE, TRUE, objects);
	for (guint i = 0; i < objects->len; i++) {
		struct entry *entry = &g_array_index(objects, struct entry, i);

		/* what is in both lists is built in */
		entry->module = cond_and(when, entry->module, cond_not(when, entry->builtin));
		add_rule(when, rules, entry, NULL);
		add_parts(when, rules, entry);
	}
}

/* --- the folder ------------------------------------------------------------------------------ */

/* Names that the top makefile, or an arch's, exports: a folder may find them set. */
static void read_exports(struct when *when, const char *name)
{
	const struct make_file *file = make_session_file(when->session, name, NULL);

	for (guint i = 0; file && i < file->statements->len; i++) {
		const struct make_statement *statement =
			&g_array_index(file->statements, struct make_statement, i);
		const char *names = statement->kind == MAKE_EXPORT ? statement->text
				    : statement->exported          ? statement->name
								   : "";
		g_auto(GStrv) words = g_strsplit_set(names, " \t\n", -1);

		for (char **w = words; *w; w++)
			if (**w && !strchr(*w, '$') && strcmp(*w, "srctree") &&
			    strcmp(*w, "objtree"))
				g_hash_table_add(when->exported,
						 (gpointer)when_keep(when, *w, strlen(*w)));
	}
}

static void read_all_exports(struct when *when)
{
	g_autofree char *arch = g_build_filename(when->tree, "arch", NULL);
	g_autoptr(GDir) dir = g_dir_open(arch, 0, NULL);
	const char *name;

	read_exports(when, "Makefile");
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *makefile = g_build_filename("arch", name, "Makefile", NULL);

		read_exports(when, makefile);
	}
}

static void free_when(struct when *when)
{
	make_session_free(when->session);
	g_hash_table_destroy(when->lists);
	g_hash_table_destroy(when->exported);
	g_string_chunk_free(when->strings);
	g_ptr_array_unref(when->conds);
	g_ptr_array_unref(when->values);
	g_clear_pointer(&when->problems, g_ptr_array_unref);
	g_free(when->tree);
	g_free(when->folder);
}

struct ms_kbuild_rules *ms_kbuild_read_rules(const char *tree, const char *folder, GError **error)
{
	struct when when = {0};
	struct ms_kbuild_rules *rules = NULL;
	g_autofree char *kbuild = g_build_filename(folder, "Kbuild", NULL);
	g_autofree char *makefile = g_build_filename(folder, "Makefile", NULL);
	g_autofree char *full = g_build_filename(tree, kbuild, NULL);
	const struct make_file *file;

	when.tree = g_canonicalize_filename(tree, NULL);
	when.folder = g_strdup(folder);
	when.session = make_session_new(tree, NULL, NULL);
	make_session_strip(when.session, tree);
	when.lists = g_hash_table_new(g_str_hash, g_str_equal);
	when.exported = g_hash_table_new(g_str_hash, g_str_equal);
	when.strings = g_string_chunk_new(4096);
	when.conds = g_ptr_array_new_with_free_func(free_cond);
	when.values = g_ptr_array_new_with_free_func(free_list);
	when.problems = g_ptr_array_new_with_free_func(free_problem);
	when.guard = cond_always();
	read_all_exports(&when);
	file = make_session_file(when.session,
				 g_file_test(full, G_FILE_TEST_EXISTS) ? kbuild : makefile, error);
	if (file) {
		rules = g_new0(struct ms_kbuild_rules, 1);
		rules->rules = g_ptr_array_new_with_free_func(free_rule);
		when_run(&when, file);
		read_rules(&when, rules->rules);
		rules->problems = g_steal_pointer(&when.problems);
	}
	free_when(&when);
	return rules;
}
