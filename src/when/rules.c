/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "when/private.h"

static void free_list(void *data)
{
	struct list *list = data;

	g_array_unref(list->pieces);
	g_free(list);
}

static void free_cond(void *data)
{
	struct ms_kbuild_condition *made = data;

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

static void free_listing(void *data)
{
	struct ms_kbuild_listing *listing = data;

	g_free(listing->option);
	g_free(listing->place.file);
	g_free(listing);
}

static void free_rule(void *data)
{
	struct ms_kbuild_rule *rule = data;

	g_ptr_array_unref(rule->listings);
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
	g_free(rules->folder);
	g_free(rules->file);
	g_ptr_array_unref(rules->rules);
	g_ptr_array_unref(rules->problems);
	g_ptr_array_unref(rules->conditions);
	g_free(rules);
}

/* --- what one object comes to ---------------------------------------------------------------- */

/* A word in one statement */
struct word {
	struct make_source source;
	cond *builtin, *module;
};

/* A word of a list, all its places together */
struct entry {
	const char *name;
	gboolean library;
	cond *builtin, *module;
	GArray *words; /* struct word */
};

static void clear_entry(void *data)
{
	g_array_unref(((struct entry *)data)->words);
}

static GArray *entries_new(void)
{
	GArray *entries = g_array_new(FALSE, FALSE, sizeof(struct entry));

	g_array_set_clear_func(entries, clear_entry);
	return entries;
}

static struct entry *entry_of(GArray *entries, const struct piece *word, gboolean library)
{
	struct entry fresh = {word->text, library, cond_never(), cond_never(), NULL};

	for (guint i = 0; i < entries->len; i++) {
		struct entry *entry = &g_array_index(entries, struct entry, i);

		if (entry->library == library && !strcmp(entry->name, word->text))
			return entry;
	}
	fresh.words = g_array_new(FALSE, FALSE, sizeof(struct word));
	g_array_append_val(entries, fresh);
	return &g_array_index(entries, struct entry, entries->len - 1);
}

/* The statement lists the word once, though it may add it to -y and to -m */
static struct word *word_of(struct entry *entry, const struct make_source *source)
{
	struct word fresh = {*source, cond_never(), cond_never()};

	for (guint i = 0; i < entry->words->len; i++) {
		struct word *word = &g_array_index(entry->words, struct word, i);

		if (word->source.statement == source->statement)
			return word;
	}
	g_array_append_val(entry->words, fresh);
	return &g_array_index(entry->words, struct word, entry->words->len - 1);
}

/* A list, and where what it holds goes */
struct target {
	const char *list;
	gboolean builtin, module, library;
};

static void add_to(struct when *when, struct entry *entry, const struct piece *piece,
		   const struct target *target)
{
	struct word *word = word_of(entry, &piece->source);

	if (target->builtin) {
		entry->builtin = cond_or(when, entry->builtin, piece->when);
		word->builtin = cond_or(when, word->builtin, piece->when);
	}
	if (target->module) {
		entry->module = cond_or(when, entry->module, piece->when);
		word->module = cond_or(when, word->module, piece->when);
	}
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

/* Adds the words of a list. */
static void collect(struct when *when, const struct target *target, GArray *entries)
{
	g_autoptr(GArray) pieces = when_value(when, target->list);
	g_autoptr(GArray) words = value_words(when, pieces);

	for (guint i = 0; i < words->len; i++) {
		const struct piece *word = &g_array_index(words, struct piece, i);

		if (make_unknown_in(word->text)) {
			add_mark(when, word->text);
			continue;
		}
		if (word->valued) {
			when->here = word->source;
			when_problem(when, "a name with an option's text in it");
			continue;
		}
		add_to(when, entry_of(entries, word, target->library), word, target);
	}
}

/* Where the word stands in the statement that lists it, else where that begins */
static void set_place(struct ms_kbuild_place *place, const char *name,
		      const struct make_source *source)
{
	const struct make_file *file = source->file;
	gsize at, len = strlen(name);

	if (!file)
		return;
	at = source->statement->text_start;
	for (gsize i = at; i + len <= source->statement->text_end; i++)
		if (!memcmp(file->text + i, name, len) &&
		    (g_ascii_isspace(file->text[i - 1]) || file->text[i - 1] == '=')) {
			at = i;
			break;
		}
	place->file = g_strdup(file->name);
	place->line = source->statement->line;
	for (gsize i = source->statement->start; i < at; i++)
		place->line += file->text[i] == '\n';
	place->column = make_column(file, at);
}

static void add_listing(GPtrArray *listings, const char *name, const struct word *word)
{
	struct ms_kbuild_listing *listing = g_new0(struct ms_kbuild_listing, 1);
	const char *option = when_option_of(word->builtin, word->module);

	listing->option = g_strdup(option ? option + strlen("CONFIG_") : NULL);
	set_place(&listing->place, name, &word->source);
	g_ptr_array_add(listings, listing);
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
	rule->library = entry->library;
	rule->builtin = cond_text(builtin);
	rule->module = cond_text(module);
	rule->if_builtin = builtin;
	rule->if_module = module;
	rule->listings = g_ptr_array_new_with_free_func(free_listing);
	for (guint i = 0; i < entry->words->len; i++)
		add_listing(rule->listings, entry->name,
			    &g_array_index(entry->words, struct word, i));
	set_place(&rule->place, entry->name, &g_array_index(entry->words, struct word, 0).source);
	g_ptr_array_add(rules, rule);
}

static void add_parts(struct when *when, GPtrArray *rules, const struct entry *composite)
{
	static const char *const suffixes[] = {"-objs", "-y", "-m"};
	g_autoptr(GArray) parts = entries_new();

	if (composite->library || !g_str_has_suffix(composite->name, ".o"))
		return;
	for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
		g_autofree char *list = g_strdup_printf("%.*s%s", (int)strlen(composite->name) - 2,
							composite->name, suffixes[i]);

		if (g_hash_table_contains(when->lists, list))
			collect(when, &(struct target){list, i < 2, TRUE, FALSE}, parts);
	}
	for (guint i = 0; i < parts->len; i++)
		add_rule(when, rules, &g_array_index(parts, struct entry, i), composite);
}

/* What obj-y holds, too, stays out of lib.a; what is in obj-y and obj-m is built in. */
static void part_lists(struct when *when, GArray *objects, struct entry *entry)
{
	if (!entry->library)
		entry->module = cond_and(when, entry->module, cond_not(when, entry->builtin));
	for (guint i = 0; entry->library && i < objects->len; i++) {
		const struct entry *other = &g_array_index(objects, struct entry, i);

		if (!other->library && !strcmp(other->name, entry->name))
			entry->builtin =
				cond_and(when, entry->builtin, cond_not(when, other->builtin));
	}
}

static void read_rules(struct when *when, GPtrArray *rules)
{
	static const struct target targets[] = {
		{"obj-y", TRUE, FALSE, FALSE},
		{"obj-m", FALSE, TRUE, FALSE},
		/* lib.a takes the objects of both */
		{"lib-y", TRUE, FALSE, TRUE},
		{"lib-m", TRUE, FALSE, TRUE},
	};
	g_autoptr(GArray) objects = entries_new();

	for (guint i = 0; i < G_N_ELEMENTS(targets); i++)
		if (i < 2 || g_hash_table_contains(when->lists, targets[i].list))
			collect(when, &targets[i], objects);
	for (guint i = 0; i < objects->len; i++) {
		struct entry *entry = &g_array_index(objects, struct entry, i);

		part_lists(when, objects, entry);
		add_rule(when, rules, entry, NULL);
		add_parts(when, rules, entry);
	}
}

/* Tells what was not understood of a condition, once. */
static void tell_doubts(struct when *when, cond *a)
{
	void *problem;

	if (a->kind == COND_OPTION &&
	    g_hash_table_steal_extended(when->doubts, a->option, NULL, &problem))
		g_ptr_array_add(when->problems, problem);
	for (guint i = 0; a->of && i < a->of->len; i++)
		tell_doubts(when, a->of->pdata[i]);
}

static void tell_all_doubts(struct when *when, const GPtrArray *rules)
{
	for (guint i = 0; i < rules->len; i++) {
		const struct ms_kbuild_rule *rule = rules->pdata[i];

		tell_doubts(when, rule->if_builtin);
		tell_doubts(when, rule->if_module);
	}
}

/* --- the folder ------------------------------------------------------------------------------ */

static void free_when(struct when *when)
{
	g_hash_table_destroy(when->lists);
	g_hash_table_destroy(when->doubts);
	g_ptr_array_unref(when->values);
	g_clear_pointer(&when->conds, g_ptr_array_unref);
	g_clear_pointer(&when->problems, g_ptr_array_unref);
	g_string_chunk_free(when->strings);
}

/* The makefile of a folder, as Kbuild chooses it */
static char *makefile_of(const char *tree, const char *folder)
{
	g_autofree char *kbuild = g_build_filename(folder, "Kbuild", NULL);
	g_autofree char *full = g_build_filename(tree, kbuild, NULL);

	if (g_file_test(full, G_FILE_TEST_EXISTS))
		return g_steal_pointer(&kbuild);
	return g_build_filename(folder, "Makefile", NULL);
}

struct ms_kbuild_rules *when_read(const struct when_tree *tree, const char *folder, GError **error)
{
	struct when when = {0};
	struct ms_kbuild_rules *rules = NULL;
	g_autofree char *name = makefile_of(tree->path, folder);
	const struct make_file *file = make_session_file(tree->session, name, error);

	if (!file)
		return NULL;
	when.tree = tree->path;
	when.folder = folder;
	when.session = tree->session;
	when.exported = tree->exported;
	when.lists = g_hash_table_new(g_str_hash, g_str_equal);
	when.strings = g_string_chunk_new(4096);
	when.conds = g_ptr_array_new_with_free_func(free_cond);
	when.values = g_ptr_array_new_with_free_func(free_list);
	when.problems = g_ptr_array_new_with_free_func(free_problem);
	when.doubts = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, free_problem);
	when.guard = cond_always();
	rules = g_new0(struct ms_kbuild_rules, 1);
	rules->folder = g_strdup(folder);
	rules->file = g_strdup(name);
	rules->rules = g_ptr_array_new_with_free_func(free_rule);
	when_run(&when, file);
	read_rules(&when, rules->rules);
	tell_all_doubts(&when, rules->rules);
	rules->problems = g_steal_pointer(&when.problems);
	rules->conditions = g_steal_pointer(&when.conds);
	free_when(&when);
	return rules;
}
